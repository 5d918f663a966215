//! The command palette: every action and every column by name.

use crate::components::{Dialog, icon};
use crate::hooks::{PALETTE, Studio, use_studio};
use crate::route::{Stage, go};
use crate::state::{Overlay, PrefsAction, SessionAction};
use glasshouse_spec::Artefact;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Entries that are drawn.
const SHOWN: usize = 12;

#[derive(Clone)]
struct Entry {
    glyph: &'static str,
    label: String,
    hint: String,
    act: Rc<dyn Fn()>,
}

/// Properties of [`Palette`].
#[derive(Properties, PartialEq)]
pub struct PaletteProps {
    /// Whether it lies over the page.
    pub open: bool,
}

/// The palette. Its field is there while it is closed, to have the first key that is typed.
#[component]
pub fn Palette(props: &PaletteProps) -> Html {
    let studio = use_studio();
    let query = use_state_eq(String::new);
    let at = use_state_eq(|| 0_usize);
    let found = if props.open { find(&studio, &query) } else { Vec::new() };
    let chosen = (*at).min(found.len().saturating_sub(1));
    let close = {
        let (session, query, at) = (studio.session.clone(), query.clone(), at.clone());
        Callback::from(move |()| {
            session.dispatch(SessionAction::Overlay(None));
            query.set(String::new());
            at.set(0);
        })
    };
    let run = {
        let close = close.clone();
        Callback::from(move |entry: Entry| {
            close.emit(());
            (entry.act)();
        })
    };
    let oninput = typed(&query, &at);
    let onkeydown = keys(studio.clone(), found.clone(), (query.clone(), at.clone()), run.clone());
    let option = |(index, entry): (usize, &Entry)| option(index, entry, index == chosen, run.clone());
    html! {
        <Dialog id={PALETTE} open={props.open} title={say!("palette-title")} bare=true class="palette" on_close={close}>
            <div class="palette-field">
                { icon("search") }
                <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"
                    aria-activedescendant={format!("palette-{chosen}")} aria-label={say!("palette-title")}
                    placeholder={say!("palette-hint")} value={(*query).clone()} {oninput} {onkeydown}
                    autocomplete="off" spellcheck="false" />
            </div>
            <ul id="palette-list" role="listbox" aria-label={say!("palette-title")}>
                { for found.iter().enumerate().map(option) }
            </ul>
            if props.open && found.is_empty() { <p class="palette-none">{ say!("palette-none") }</p> }
        </Dialog>
    }
}

/// What is typed is looked for, from the first entry on.
fn typed(query: &UseStateHandle<String>, at: &UseStateHandle<usize>) -> Callback<InputEvent> {
    let (query, at) = (query.clone(), at.clone());
    Callback::from(move |event: InputEvent| {
        query.set(event.target_unchecked_into::<HtmlInputElement>().value());
        at.set(0);
    })
}

/// The keys of the field. What is drawn may be a letter behind what is typed, so Enter looks again.
fn keys(
    studio: Studio,
    found: Vec<Entry>,
    (query, at): (UseStateHandle<String>, UseStateHandle<usize>),
    run: Callback<Entry>,
) -> Callback<KeyboardEvent> {
    let chosen = (*at).min(found.len().saturating_sub(1));
    Callback::from(move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" => at.set((chosen + 1).min(found.len().saturating_sub(1))),
            "ArrowUp" => at.set(chosen.saturating_sub(1)),
            "Enter" => {
                let typed = event.target_unchecked_into::<HtmlInputElement>().value();
                let newest = if typed == *query { found.get(chosen).cloned() } else { None };
                let entry = newest.or_else(|| find(&studio, &typed).into_iter().next());
                entry.into_iter().for_each(|entry| run.emit(entry));
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    })
}

fn option(index: usize, entry: &Entry, here: bool, run: Callback<Entry>) -> Html {
    let chosen = entry.clone();
    html! {
        <li id={format!("palette-{index}")} role="option" aria-selected={here.to_string()}
            class={classes!("palette-option", here.then_some("is-here"))}
            onclick={move |_: MouseEvent| run.emit(chosen.clone())}>
            { icon(entry.glyph) }<span>{ &entry.label }</span><small>{ &entry.hint }</small>
        </li>
    }
}

/// Entries whose words contain every word of the query.
fn find(studio: &Studio, query: &str) -> Vec<Entry> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let fits = |entry: &Entry| {
        let text = format!("{} {}", entry.label, entry.hint).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let columns = columns(studio, &words);
    actions(studio).into_iter().filter(fits).chain(columns).take(SHOWN).collect()
}

/// Something that can be done: its icon and words, when it can be done, and what it does.
type Action = (&'static str, fn() -> String, fn(&Studio) -> bool, fn(&Studio));

const DOWNLOAD: &str = "download";

/// What can be done, whatever is looked at.
const ACTIONS: [Action; 14] = [
    ("sprout", || say!("train-button"), |s| s.why_not_train().is_none(), Studio::train),
    ("x", || say!("cancel"), |s| s.jobs.get().running.is_some(), Studio::cancel),
    ("undo-2", || say!("undo"), |s| s.recipe.get().can_undo(), Studio::undo),
    ("redo-2", || say!("redo"), |s| s.recipe.get().can_redo(), Studio::redo),
    (DOWNLOAD, || say!("download-bundle"), is_trained, |s| s.download(Artefact::Bundle)),
    (DOWNLOAD, || say!("download-predictions"), is_trained, |s| s.download(Artefact::Predictions)),
    (DOWNLOAD, || say!("download-card"), is_trained, |s| s.download(Artefact::Card)),
    (DOWNLOAD, || say!("download-spreadsheet"), is_trained, |s| s.download(Artefact::SpreadsheetPredictions)),
    ("link", || say!("share-button"), |s| s.recipe.get().recipe().is_some(), share),
    ("sun-moon", || say!("theme-next"), always, |s| s.prefer(PrefsAction::Theme(s.prefs.get().theme.next()))),
    ("panel-right", || say!("panel-fold"), always, |s| s.prefer(PrefsAction::TogglePanel)),
    ("circle-question-mark", || say!("help-open"), always, |s| open(s, Overlay::Help)),
    ("lock", || say!("proof-open"), always, |s| open(s, Overlay::Proof)),
    ("trash-2", || say!("forget-open"), always, |s| open(s, Overlay::Forget)),
];

fn always(_: &Studio) -> bool {
    true
}

fn is_trained(studio: &Studio) -> bool {
    studio.jobs.get().trained.is_some()
}

fn share(studio: &Studio) {
    go(Stage::Prepare);
    studio.share_recipe();
}

fn actions(studio: &Studio) -> Vec<Entry> {
    let stages = Stage::ALL.into_iter().map(|stage| Entry {
        glyph: stage.icon(),
        label: say!("palette-go", stage = stage.title()),
        hint: say!("palette-stage"),
        act: Rc::new(move || go(stage)),
    });
    let entry = |(glyph, label, _, act): Action| {
        let studio = studio.clone();
        let hint = if glyph == DOWNLOAD { say!("palette-download") } else { String::new() };
        Entry { glyph, label: label(), hint, act: Rc::new(move || act(&studio)) }
    };
    stages.chain(ACTIONS.into_iter().filter(|(_, _, can, _)| can(studio)).map(entry)).collect()
}

fn open(studio: &Studio, overlay: Overlay) {
    studio.session.dispatch(SessionAction::Overlay(Some(overlay)));
}

/// Columns come last, and only as many as can be shown are made.
fn columns(studio: &Studio, words: &[&str]) -> Vec<Entry> {
    let data = studio.data.get();
    let fits = |name: &String| {
        let name = name.to_lowercase();
        words.iter().all(|word| name.contains(word))
    };
    let entry = |name: String| {
        let (studio, column) = (studio.clone(), name.clone());
        let act = move || {
            studio.show_column(&column);
            go(Stage::Explore);
        };
        Entry { glyph: "table-2", label: name, hint: say!("palette-column"), act: Rc::new(act) }
    };
    data.column_names().into_iter().filter(fits).take(SHOWN).map(entry).collect()
}

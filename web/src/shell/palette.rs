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

fn actions(studio: &Studio) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Stage::ALL
        .into_iter()
        .map(|stage| Entry {
            glyph: stage.icon(),
            label: say!("palette-go", stage = stage.title()),
            hint: say!("palette-stage"),
            act: Rc::new(move || go(stage)),
        })
        .collect();
    let mut add = |glyph, label: String, act: fn(&Studio)| {
        let studio = studio.clone();
        let hint = if glyph == "download" { say!("palette-download") } else { String::new() };
        entries.push(Entry { glyph, label, hint, act: Rc::new(move || act(&studio)) });
    };
    if studio.why_not_train().is_none() {
        add("sprout", say!("train-button"), Studio::train);
    }
    let (recipe, jobs) = (studio.recipe.get(), studio.jobs.get());
    if jobs.running.is_some() {
        add("x", say!("cancel"), Studio::cancel);
    }
    if recipe.can_undo() {
        add("undo-2", say!("undo"), Studio::undo);
    }
    if recipe.can_redo() {
        add("redo-2", say!("redo"), Studio::redo);
    }
    if jobs.trained.is_some() {
        add("download", say!("download-bundle"), |s| s.download(Artefact::Bundle));
        add("download", say!("download-predictions"), |s| s.download(Artefact::Predictions));
        add("download", say!("download-card"), |s| s.download(Artefact::Card));
        add("download", say!("download-spreadsheet"), |s| s.download(Artefact::SpreadsheetPredictions));
    }
    add("sun-moon", say!("theme-next"), |s| s.prefer(PrefsAction::Theme(s.prefs.get().theme.next())));
    add("panel-right", say!("panel-fold"), |s| s.prefer(PrefsAction::TogglePanel));
    add("circle-question-mark", say!("help-open"), |s| open(s, Overlay::Help));
    add("lock", say!("proof-open"), |s| open(s, Overlay::Proof));
    add("trash-2", say!("forget-open"), |s| open(s, Overlay::Forget));
    entries
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

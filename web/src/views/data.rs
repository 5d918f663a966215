//! Data: give a table, see how it was read, look at its rows, mend its types.

use super::columns::Columns;
use super::combine::Combine;
use super::duplicates::Duplicates;
use super::grid::GridView;
use super::part::Part;
use super::reading::Reading;
use super::rules::Rules;
use super::{head, next};
use crate::components::{Button, FileButton, Later, Warnings, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::route::Stage;
use crate::services::files::OPENED;
use crate::services::samples::{self, Sample};
use crate::state::Data;
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// The view.
#[component]
pub fn DataView() -> Html {
    let studio = use_studio();
    let (data, recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let Some(loaded) = &data.loaded else { return first(&studio, &data) };
    let action = next(Stage::Train, if recipe.is_asked() { say!("go-train") } else { say!("go-target") });
    html! {
        <>
            { head(Stage::Data, action) }
            { drop_zone(&studio, &data, true) }
            { part(&data) }
            { besides(&studio, &data) }
            <Reading read={loaded.read.clone()} />
            <Warnings warnings={loaded.profile.warnings.clone()} />
            <section class="section" aria-labelledby="preview-title">
                <h2 id="preview-title">{ say!("preview-title") }</h2>
                <GridView loaded={Rc::clone(loaded)} />
            </section>
            <Later turn=1><Combine /><Rules /><Duplicates /></Later>
            <Later turn=2><Columns key={data.revision} /></Later>
            <Later turn=3><Samples /></Later>
        </>
    }
}

/// The samples, folded, where there is a table already.
#[component]
fn Samples() -> Html {
    let studio = use_studio();
    html! {
        <details class="section samples-more">
            <summary>{ say!("samples-other") }</summary>
            { sample_cards(&studio) }
        </details>
    }
}

/// What can be read of a file that is too large.
fn part(data: &Data) -> Html {
    match &data.large {
        Some(file) => html! { <Part file={file.clone()} /> },
        None => Html::default(),
    }
}

/// Before there is a table.
fn first(studio: &Studio, data: &Data) -> Html {
    html! {
        <>
            { head(Stage::Data, Html::default()) }
            { drop_zone(studio, data, false) }
            { part(data) }
            <section class="section" aria-labelledby="samples-title">
                <h2 id="samples-title">{ say!("samples-title") }</h2>
                { sample_cards(studio) }
            </section>
        </>
    }
}

fn drop_zone(studio: &Studio, data: &Data, small: bool) -> Html {
    let onfile = {
        let studio = studio.clone();
        Callback::from(move |file| studio.open_file(file))
    };
    let on_recipe = {
        let studio = studio.clone();
        Callback::from(move |file| studio.open_recipe(file))
    };
    let reading = data.reading.as_ref().map(|name| say!("data-reading", file = name.as_str()));
    let (title, look) = if small { (say!("drop-another"), "plain") } else { (say!("drop-title"), "primary") };
    html! {
        <section class={classes!("drop-zone", small.then_some("drop-small"))} data-testid="drop-zone"
            aria-label={title.clone()} aria-busy={reading.is_some().to_string()}>
            { icon(if reading.is_some() { "loader-circle" } else { "upload" }) }
            <div class="drop-words">
                <p class="drop-title">{ reading.unwrap_or(title) }</p>
                if !small { <p class="quiet">{ say!("drop-help") }</p> }
            </div>
            <div class="drop-actions">
                <FileButton label={say!("choose-file")} {look} accept={OPENED} {onfile} testid="file-input" />
                <Paste />
                <FileButton label={say!("open-recipe")} icon="file-input" accept=".toml,.json" testid="open-recipe"
                    onfile={on_recipe} />
            </div>
        </section>
    }
}

/// Files that were given together with the one that was read: each can be combined with it, or read
/// instead.
fn besides(studio: &Studio, data: &Data) -> Html {
    let read = data.loaded.as_ref().map(|loaded| loaded.read.file.as_str());
    let others: Vec<_> = data.besides.iter().filter(|file| Some(file.name().as_str()) != read).collect();
    if others.is_empty() {
        return Html::default();
    }
    let line = |file: &web_sys::File| {
        let (combining, given) = (studio.clone(), file.clone());
        let combine = move |_: MouseEvent| combining.open_other(given.clone());
        let (reading, given) = (studio.clone(), file.clone());
        let instead = move |_: MouseEvent| reading.open_beside(&given);
        html! {
            <li>
                <Button label={say!("besides-combine", file = file.name())} icon="plus" onclick={combine} />
                <Button label={say!("besides-read", file = file.name())} icon="file-text" onclick={instead} />
            </li>
        }
    };
    html! {
        <section class="besides" aria-label={say!("besides-title")} data-testid="besides">
            <p>{ say!("besides-what", n = others.len()) }</p>
            <ul>{ for others.into_iter().map(line) }</ul>
        </section>
    }
}

/// A field for a table that is copied from elsewhere.
#[component]
fn Paste() -> Html {
    let studio = use_studio();
    let open = use_state_eq(|| false);
    let field = use_node_ref();
    let toggle = {
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    };
    let read = {
        let (field, open) = (field.clone(), open.clone());
        move |_: MouseEvent| {
            let text = field.cast::<HtmlTextAreaElement>().map(|f| f.value()).unwrap_or_default();
            if !text.trim().is_empty() {
                open.set(false);
                studio.open_text(&text);
            }
        }
    };
    html! {
        <>
            <button type="button" class="button button-plain" onclick={toggle} aria-expanded={open.to_string()}>
                { icon("clipboard-paste") }<span>{ say!("paste") }</span>
            </button>
            if *open {
                <div class="paste">
                    <textarea ref={field} class="input" rows="6" aria-label={say!("paste-label")}
                        placeholder={say!("paste-placeholder")} spellcheck="false" />
                    <button type="button" class="button button-plain" onclick={read}>{ say!("paste-read") }</button>
                </div>
            }
        </>
    }
}

fn sample_cards(studio: &Studio) -> Html {
    let card = |sample: Sample| {
        let studio = studio.clone();
        let chosen = sample.clone();
        html! {
            <li>
                <button type="button" class="sample" data-testid={format!("sample-{}", sample.name)}
                    onclick={move |_: MouseEvent| studio.open_sample(&chosen)}>
                    <strong>{ &sample.title }</strong>
                    <span class="sample-about">{ &sample.about }</span>
                    <span class="sample-facts">
                        { say!("sample-facts", rows = sample.rows, columns = sample.columns, target = sample.target.as_str()) }
                    </span>
                    <span class="sample-source">{ format!("{} \u{b7} {}", sample.source, sample.licence) }</span>
                </button>
            </li>
        }
    };
    html! { <ul class="samples">{ for samples::all().into_iter().map(card) }</ul> }
}

/// Share of the cells of a column that are missing.
pub(super) fn missing_share(missing: u64, rows: u64) -> f64 {
    if rows == 0 { 0.0 } else { missing as f64 / rows as f64 }
}

/// Missing cells in words: their number and share.
pub(super) fn missing_words(missing: u64, rows: u64) -> String {
    match missing {
        0 => say!("missing-none"),
        n => say!("missing-some", n = n, share = numbers::percent(missing_share(n, rows))),
    }
}

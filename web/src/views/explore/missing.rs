//! Where cells are missing: by column, by block of rows, together.

use super::super::data::missing_share;
use super::open_column;
use super::shown::Shown;
use super::standing::Standing;
use crate::components::{Bar, Deferred, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use glasshouse_spec::{
    ColumnFigures, MissingFigures, MissingPair, MissingPattern, PictureKind, PictureRequest,
};
use yew::prelude::*;

/// Lines of a table that are drawn.
const SHOWN: usize = 12;

/// The gaps.
#[component]
pub fn Missing() -> Html {
    let studio = use_studio();
    let (explore, _look) = (use_slice(&studio.explore), use_slice(&studio.look));
    let (data, _recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let Some(known) =
        explore.figures(&studio.explore_of()).filter(|known| known.of.revision == data.revision)
    else {
        return html! { <Standing /> };
    };
    let (figures, rows) = (&known.exploration.missing, known.exploration.rows);
    if figures.cells == 0 {
        return html! { <><Standing /><p class="good">{ icon("check") }{ " " }{ say!("missing-whole") }</p></> };
    }
    html! {
        <>
            <Standing />
            { summary(figures, rows) }
            <div class="pictures">
                <Deferred><Shown picture={PictureRequest::new(PictureKind::MissingMatrix, &[])} /></Deferred>
                <Deferred><Shown picture={PictureRequest::new(PictureKind::MissingPairs, &[])} /></Deferred>
            </div>
            <div class="two-columns">
                { by_column(&studio, &known.exploration.columns, rows) }
                { patterns(figures, rows) }
            </div>
            if !figures.pairs.is_empty() { { pairs(figures) } }
        </>
    }
}

fn summary(figures: &MissingFigures, rows: u64) -> Html {
    let complete = numbers::percent(missing_share(figures.complete_rows, rows));
    html! {
        <p class="lead">
            { say!("missing-summary", cells = figures.cells, share = numbers::percent(figures.share)) }
            { " " }
            { say!("missing-complete", n = figures.complete_rows, share = complete) }
        </p>
    }
}

fn by_column(studio: &Studio, columns: &[ColumnFigures], rows: u64) -> Html {
    let mut gaps: Vec<&ColumnFigures> = columns.iter().filter(|column| column.missing > 0).collect();
    gaps.sort_by_key(|column| std::cmp::Reverse(column.missing));
    let line = |column: &&ColumnFigures| {
        html! {
            <li class="rank-line">
                <button type="button" class="link-button" title={column.name.clone()} onclick={open_column(studio, &column.name)}>
                    { &column.name }
                </button>
                <Bar share={missing_share(column.missing, rows)} tone="missing" />
                <span class="top-count">{ numbers::grouped(column.missing as i64) }</span>
                <span class="top-share">{ numbers::percent(missing_share(column.missing, rows)) }</span>
            </li>
        }
    };
    html! {
        <section class="section" aria-labelledby="missing-columns">
            <h2 id="missing-columns">{ say!("missing-columns") }</h2>
            <ul class="ranks">{ for gaps.iter().map(line) }</ul>
        </section>
    }
}

fn patterns(figures: &MissingFigures, rows: u64) -> Html {
    let line = |pattern: &MissingPattern| {
        let words =
            if pattern.columns.is_empty() { say!("missing-nothing") } else { pattern.columns.join(", ") };
        html! {
            <li class="rank-line">
                <span class="top-value" title={words.clone()}>{ words }</span>
                <Bar share={missing_share(pattern.rows, rows)} />
                <span class="top-count">{ numbers::grouped(pattern.rows as i64) }</span>
                <span class="top-share">{ numbers::percent(missing_share(pattern.rows, rows)) }</span>
            </li>
        }
    };
    let rest = figures.combinations.saturating_sub(figures.patterns.len().min(SHOWN) as u64);
    html! {
        <section class="section" aria-labelledby="missing-patterns">
            <h2 id="missing-patterns">{ say!("missing-patterns") }</h2>
            <ul class="ranks">{ for figures.patterns.iter().take(SHOWN).map(line) }</ul>
            if rest > 0 { <p class="quiet">{ say!("missing-patterns-rest", n = rest) }</p> }
        </section>
    }
}

fn pairs(figures: &MissingFigures) -> Html {
    let line = |pair: &MissingPair| {
        let share = if pair.either > 0 { pair.both as f64 / pair.either as f64 } else { 0.0 };
        html! {
            <tr>
                <th scope="row">{ &pair.a }{ " \u{b7} " }{ &pair.b }</th>
                <td class="is-number">{ numbers::grouped(pair.both as i64) }</td>
                <td class="is-number">{ numbers::percent(share) }</td>
                <td class="is-number">{ pair.correlation.map_or_else(|| "\u{2013}".to_owned(), numbers::score) }</td>
            </tr>
        }
    };
    html! {
        <section class="section" aria-labelledby="missing-pairs">
            <h2 id="missing-pairs">{ say!("missing-pairs") }</h2>
            <div class="scroll-x" tabindex="0" role="region" aria-labelledby="missing-pairs">
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col">{ say!("missing-pair") }</th>
                        <th scope="col" class="is-number">{ say!("missing-both") }</th>
                        <th scope="col" class="is-number">{ say!("missing-of-either") }</th>
                        <th scope="col" class="is-number">{ say!("missing-phi") }</th>
                    </tr></thead>
                    <tbody>{ for figures.pairs.iter().take(SHOWN).map(line) }</tbody>
                </table>
            </div>
        </section>
    }
}

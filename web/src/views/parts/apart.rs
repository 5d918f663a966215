//! How far the parts stand apart: rows that are in two of them, and columns that are distributed otherwise.

use crate::components::{icon, term};
use crate::numbers;
use glasshouse_spec::{Drift, PartsReport, SharePair, Twice, TwiceRow};
use yew::prelude::*;

/// Letters of a name or a cell.
const LETTERS: usize = 22;

/// Rows outside training that stand in training, too.
pub fn twice(report: &PartsReport) -> Html {
    let Some(twice) = &report.twice else { return Html::default() };
    if twice.test + twice.validation == 0 {
        return html! { <p class="parts-fine" data-testid="parts-twice" data-rows="0">{ icon("check") }{ say!("parts-none-twice") }</p> };
    }
    let words = say!("parts-twice", test = twice.test, validation = twice.validation);
    html! {
        <div data-testid="parts-twice" data-rows={(twice.test + twice.validation).to_string()}>
            <p class="parts-warns">{ icon("triangle-alert") }{ words }</p>
            { examples(twice) }
        </div>
    }
}

fn examples(twice: &Twice) -> Html {
    let row = |one: &TwiceRow| {
        let place = |row: u64| numbers::grouped(row as i64 + 1);
        let cell = |cell: &Option<String>| match cell {
            None => html! { <td class="cell-missing">{ "\u{2013}" }</td> },
            Some(text) => html! { <td title={text.clone()}>{ numbers::elided(text, LETTERS) }</td> },
        };
        html! { <tr><td class="is-number">{ place(one.row) }</td><td class="is-number">{ place(one.train) }</td>{ for one.cells.iter().map(cell) }</tr> }
    };
    html! {
        <div class="scroll-x" tabindex="0" role="region" aria-label={say!("parts-examples")}>
            <table class="plain-table effect-rows">
                <thead><tr>
                    <th scope="col" class="is-number">{ say!("effect-row") }</th><th scope="col" class="is-number">{ say!("parts-as-row") }</th>
                    { for twice.columns.iter().map(|name| html! { <th scope="col" title={name.clone()}>{ numbers::elided(name, LETTERS) }</th> }) }
                </tr></thead>
                <tbody>{ for twice.examples.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// Columns by how differently they are distributed.
pub fn drift(report: &PartsReport) -> Html {
    if report.drift.is_empty() {
        return match report.compared {
            0 if report.rows.test > 0 => html! { <p class="quiet">{ say!("parts-too-few") }</p> },
            _ => Html::default(),
        };
    }
    let words = say!("parts-apart", n = report.apart, of = report.compared);
    let (class, mark) =
        if report.apart > 0 { ("parts-warns", "triangle-alert") } else { ("parts-fine", "check") };
    html! {
        <>
            <p {class} data-testid="parts-drift" data-apart={report.apart.to_string()}>{ icon(mark) }{ words }</p>
            <div class="scroll-x" tabindex="0" role="region" aria-label={say!("parts-drift")}>
                <table class="plain-table parts-drift">
                    <thead><tr>
                        <th scope="col">{ say!("parts-column") }</th>
                        <th scope="col" class="is-number">{ term("parts-index".into(), &say!("parts-index"), &say!("parts-index.is")) }</th>
                        <th scope="col">{ say!("parts-seen") }</th>
                    </tr></thead>
                    <tbody>{ for report.drift.iter().map(of_column) }</tbody>
                </table>
            </div>
        </>
    }
}

fn of_column(drift: &Drift) -> Html {
    let percent = |share: f64| numbers::percent(share);
    let pair = |pair: &SharePair| {
        let of = pair.of.clone().unwrap_or_else(|| say!("parts-missing"));
        html! { <li><span title={of.clone()}>{ numbers::elided(&of, 34) }</span>{ format!(": {} \u{2192} {}", percent(pair.train), percent(pair.test)) }</li> }
    };
    let seen = drift.seen.iter().take(if drift.apart { 3 } else { 1 });
    html! {
        <tr data-testid="parts-column" data-column={drift.column.clone()} data-apart={drift.apart.to_string()}>
            <th scope="row" title={drift.column.clone()}>{ numbers::elided(&drift.column, LETTERS) }</th>
            <td class="is-number" title={drift.index.to_string()}>
                { numbers::score(drift.index) }
                <small>{ if drift.apart { say!("parts-is-apart") } else { say!("parts-chance", up = numbers::score(drift.chance)) } }</small>
            </td>
            <td><ul class="parts-seen">{ for seen.map(pair) }</ul></td>
        </tr>
    }
}

//! The training rows that the model sees as most like the row.

use super::asking;
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::Asks;
use glasshouse_spec::SimilarReport;
use yew::prelude::*;

/// Columns that are shown beside.
const COLUMNS: usize = 8;

/// The section. It stands below the row that is looked at, once that is told.
#[component]
pub fn Similar() -> Html {
    let studio = use_studio();
    let state = use_slice(&studio.explaining);
    if state.what_if.is_none() {
        return Html::default();
    }
    let ask = {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.explain_similar())
    };
    html! {
        <section class="section" aria-labelledby="similar-title">
            <h2 id="similar-title">{ say!("similar-title") }</h2>
            <p class="quiet">{ say!("similar-what") }</p>
            { asking(&studio, &state, Asks::Similar, say!("similar-ask"), "explain-similar", ask) }
            if let Some(report) = &state.similar { { table(report) } }
        </section>
    }
}

/// Columns in which most of the rows differ from the one, at most so many; in the order of the table among equals.
fn telling(report: &SimilarReport) -> Vec<usize> {
    let differ =
        |at: &usize| report.rows.iter().filter(|row| row.cells.get(*at) != report.cells.get(*at)).count();
    let mut order: Vec<usize> = (0..report.columns.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(differ(at)));
    order.truncate(COLUMNS);
    order
}

fn table(report: &SimilarReport) -> Html {
    let columns = telling(report);
    let cell =
        |cell: Option<&Option<String>>| cell.cloned().flatten().unwrap_or_else(|| say!("explain-missing"));
    let cells = |of: &[Option<String>]| -> Html {
        columns.iter().map(|at| html! { <td>{ cell(of.get(*at)) }</td> }).collect()
    };
    html! {
        <>
            if report.columns.len() > COLUMNS { <p class="quiet">{ say!("similar-more") }</p> }
            <div class="scores-frame"><table class="plain-table" data-testid="similar-table">
                <thead><tr>
                    <th scope="col">{ say!("similar-row") }</th>
                    <th scope="col" class="is-number">{ say!("similar-distance") }</th>
                    <th scope="col">{ say!("similar-target") }</th>
                    <th scope="col">{ say!("similar-answer") }</th>
                    { for columns.iter().map(|at| html! { <th scope="col">{ &report.columns[*at] }</th> }) }
                </tr></thead>
                <tbody>
                    <tr>
                        <th scope="row">{ say!("similar-this") }</th>
                        <td class="is-number">{ "0" }</td>
                        <td>{ "–" }</td>
                        <td>{ &report.answer }</td>
                        { cells(&report.cells) }
                    </tr>
                    { for report.rows.iter().map(|row| html! {
                        <tr>
                            <th scope="row">{ row.row + 1 }</th>
                            <td class="is-number">{ numbers::short(row.distance) }</td>
                            <td>{ row.target.clone().unwrap_or_else(|| "–".into()) }</td>
                            <td>{ &row.answer }</td>
                            { cells(&row.cells) }
                        </tr>
                    }) }
                </tbody>
            </table></div>
        </>
    }
}

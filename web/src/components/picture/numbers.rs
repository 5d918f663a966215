//! A picture's numbers as a table, made when somebody opens it.

use super::stage::Same;
use crate::components::icon;
use glasshouse_chart::table;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// Rows of the table of numbers that are drawn; the rest is counted.
const ROWS: usize = 200;

/// Properties of [`Numbers`].
#[derive(Properties, PartialEq)]
pub struct NumbersProps {
    /// The chart.
    pub chart: Same,
}

/// The numbers, folded.
#[component]
pub fn Numbers(props: &NumbersProps) -> Html {
    let open = use_state_eq(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let details = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        })
    };
    html! {
        <details class="picture-numbers" {ontoggle}>
            <summary>{ icon("table-2") }{ say!("picture-numbers") }</summary>
            if *open { <Rows chart={props.chart.clone()} /> }
        </details>
    }
}

#[component]
fn Rows(props: &NumbersProps) -> Html {
    let table = use_memo(props.chart.clone(), |chart| table(&chart.0));
    let rest = table.rows.len().saturating_sub(ROWS);
    html! {
        <>
            <div class="scroll-x" tabindex="0" role="region" aria-label={say!("picture-numbers")}>
                <table class="plain-table">
                    <thead><tr>{ for table.headers.iter().map(|h| html! { <th scope="col">{ h }</th> }) }</tr></thead>
                    <tbody>
                        { for table.rows.iter().take(ROWS).map(|row| html! {
                            <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr>
                        }) }
                    </tbody>
                </table>
            </div>
            if rest > 0 { <p class="quiet">{ say!("picture-rest", n = rest) }</p> }
        </>
    }
}

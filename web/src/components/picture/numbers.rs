//! A picture's numbers as a table, made when somebody opens it.

use crate::components::icon;
use crate::services::pictures::Held;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// Rows of the table of numbers that are drawn; the rest is counted.
const ROWS: usize = 200;

/// Properties of [`Numbers`].
#[derive(Properties, PartialEq)]
pub struct NumbersProps {
    /// The picture.
    pub picture: Rc<Held>,
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
            if *open { <Rows picture={Rc::clone(&props.picture)} /> }
        </details>
    }
}

#[component]
fn Rows(props: &NumbersProps) -> Html {
    let numbers = use_memo(Rc::clone(&props.picture), |picture| picture.numbers());
    let rest = numbers.count().saturating_sub(ROWS);
    let rows = 0..numbers.count().min(ROWS);
    html! {
        <>
            <div class="scroll-x" tabindex="0" role="region" aria-label={say!("picture-numbers")}>
                <table class="plain-table">
                    <thead><tr>{ for numbers.headers().iter().map(|h| html! { <th scope="col">{ h }</th> }) }</tr></thead>
                    <tbody>
                        { for rows.map(|at| html! {
                            <tr>{ for numbers.row(at).iter().map(|cell| html! { <td>{ cell }</td> }) }</tr>
                        }) }
                    </tbody>
                </table>
            </div>
            if rest > 0 { <p class="quiet">{ say!("picture-rest", n = rest) }</p> }
        </>
    }
}

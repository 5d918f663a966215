//! Whether two columns matter together in another way than each for itself.

use super::{asking, unit};
use crate::components::{Choice, SelectBox};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::Asks;
use glasshouse_spec::InteractionReport;
use yew::prelude::*;

/// Share of what both do together from which it is strong, and below which there is hardly any.
const STRONG: f64 = 0.5;
const WEAK: f64 = 0.15;

/// Properties of [`Together`].
#[derive(Properties, PartialEq)]
pub struct TogetherProps {
    /// Columns that can be chosen.
    pub columns: Vec<String>,
}

/// The section.
#[component]
pub fn Together(props: &TogetherProps) -> Html {
    let studio = use_studio();
    let state = use_slice(&studio.explaining);
    let (first, second) = (use_state_eq(|| None::<String>), use_state_eq(|| None::<String>));
    if props.columns.len() < 2 {
        return Html::default();
    }
    let a = (*first).clone().unwrap_or_else(|| props.columns[0].clone());
    let other = || props.columns.iter().find(|name| **name != a).cloned().unwrap_or_default();
    let b = (*second).clone().filter(|b| *b != a).unwrap_or_else(other);
    let ask = {
        let (studio, columns) = (studio.clone(), [a.clone(), b.clone()]);
        Callback::from(move |_: MouseEvent| studio.explain_together(columns.clone()))
    };
    let select = |id: &'static str, value: &str, not: Option<&str>, set: UseStateHandle<Option<String>>| {
        let names = props.columns.iter().filter(|name| not != Some(name.as_str()));
        let choices: Vec<Choice> = names.map(|name| Choice::new(name.clone(), name.clone())).collect();
        let onchange = Callback::from(move |name: String| set.set(Some(name)));
        html! { <SelectBox {id} {choices} value={value.to_owned()} {onchange} testid={id} /> }
    };
    html! {
        <section class="section" aria-labelledby="together-title">
            <h2 id="together-title">{ say!("together-title") }</h2>
            <p class="quiet">{ say!("together-what") }</p>
            <div class="draft-fields">
                <div class="draft-field">
                    <label for="together-first">{ say!("together-first") }</label>
                    { select("together-first", &a, None, first) }
                </div>
                <div class="draft-field">
                    <label for="together-second">{ say!("together-second") }</label>
                    { select("together-second", &b, Some(&a), second) }
                </div>
            </div>
            { asking(&studio, &state, Asks::Together, say!("together-ask"), "explain-together", ask) }
            if let Some(report) = &state.together { { told(report) } }
        </section>
    }
}

fn told(report: &InteractionReport) -> Html {
    let [a, b] = &report.columns;
    let row = |(name, h): (&String, &Option<f64>)| {
        html! {
            <tr>
                <th scope="row">{ name }</th>
                <td class="is-number">{ h.map_or_else(|| "–".to_owned(), numbers::score) }</td>
                <td>{ meaning(*h) }</td>
            </tr>
        }
    };
    html! {
        <>
            <p class="quiet">{ say!("together-rows", a = a.as_str(), b = b.as_str(), n = report.rows, part = report.part.as_str()) }</p>
            <div class="scores-frame"><table class="plain-table" data-testid="together-table">
                <thead><tr>
                    <th scope="col">{ unit(report.unit) }</th>
                    <th scope="col" class="is-number">{ "H" }</th>
                    <th scope="col">{ say!("together-meaning") }</th>
                </tr></thead>
                <tbody>{ for report.outputs.iter().zip(&report.h).map(row) }</tbody>
            </table></div>
        </>
    }
}

fn meaning(h: Option<f64>) -> String {
    match h {
        None => say!("together-nothing"),
        Some(h) if h >= STRONG => say!("together-strong"),
        Some(h) if h < WEAK => say!("together-weak"),
        Some(_) => say!("together-some"),
    }
}

//! What would give another answer to the row: the smallest changes, each in other columns.

use super::asking;
use crate::components::{Button, Choice, SelectBox};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Asks, Explaining, ExplainingAction, Trained};
use glasshouse_spec::{ColumnType, Counterfactual, CounterfactualReport, MayChange, TaskKind, WhatIfField};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Otherwise`].
#[derive(Properties, PartialEq)]
pub struct OtherwiseProps {
    /// The model.
    pub trained: Rc<Trained>,
}

/// The section. It stands below the row that is looked at, once that is told.
#[component]
pub fn Otherwise(props: &OtherwiseProps) -> Html {
    let studio = use_studio();
    let state = use_slice(&studio.explaining);
    let (class, ends) = (use_state_eq(|| None::<String>), use_state_eq(|| [None::<f64>, None]));
    let Some(told) = &state.what_if else { return Html::default() };
    let task = &props.trained.report.task;
    let classes = task.kind == TaskKind::Classification;
    let lacks = !classes && *ends == [None, None];
    let ask = {
        let (studio, class, ends) = (studio.clone(), (*class).clone(), *ends);
        Callback::from(move |_: MouseEvent| studio.explain_otherwise(class.clone(), ends))
    };
    html! {
        <section class="section" aria-labelledby="otherwise-title">
            <h2 id="otherwise-title">{ say!("otherwise-title") }</h2>
            <p class="quiet">{ say!("otherwise-what") }</p>
            <div class="draft-fields">
                if classes { { wished(&task.classes, &told.answer, &class) } } else { { range(&ends) } }
            </div>
            <details class="further">
                <summary>{ say!("otherwise-may") }</summary>
                <div class="what-if-form">{ for told.fields.iter().map(|field| may(&studio, &state, field)) }</div>
            </details>
            if lacks {
                <p class="quiet">{ say!("otherwise-neither") }</p>
            } else {
                { asking(&studio, &state, Asks::Otherwise, say!("otherwise-ask"), "explain-otherwise", ask) }
            }
            if let Some(report) = &state.otherwise { { changes(&studio, report) } }
        </section>
    }
}

fn wished(classes: &[String], own: &str, class: &UseStateHandle<Option<String>>) -> Html {
    let any = Choice::new("", say!("otherwise-any"));
    let others = classes.iter().filter(|name| *name != own);
    let choices: Vec<Choice> =
        [any].into_iter().chain(others.map(|name| Choice::new(name.clone(), name.clone()))).collect();
    let onchange = {
        let class = class.clone();
        Callback::from(move |name: String| class.set(Some(name).filter(|name| !name.is_empty())))
    };
    html! {
        <div class="draft-field">
            <label for="otherwise-class">{ say!("otherwise-class") }</label>
            <SelectBox id="otherwise-class" {choices} value={(**class).clone().unwrap_or_default()} {onchange} testid="otherwise-class" />
        </div>
    }
}

fn range(ends: &UseStateHandle<[Option<f64>; 2]>) -> Html {
    let field = |at: usize, id: &'static str, label: String| {
        let set = ends.clone();
        let onchange = Callback::from(move |event: Event| {
            let mut ends = *set;
            ends[at] = event.target_unchecked_into::<HtmlInputElement>().value().trim().parse().ok();
            set.set(ends);
        });
        let value = ends[at].map(|end| end.to_string()).unwrap_or_default();
        html! {
            <div class="draft-field">
                <label for={id}>{ label }</label>
                <input class="input" {id} {value} {onchange} inputmode="decimal" autocomplete="off" data-testid={id} />
            </div>
        }
    };
    html! {
        <>
            { field(0, "otherwise-least", say!("otherwise-least")) }
            { field(1, "otherwise-most", say!("otherwise-most")) }
        </>
    }
}

/// How a column may change.
fn may(studio: &Studio, state: &Explaining, field: &WhatIfField) -> Html {
    let ordered = matches!(field.kind, ColumnType::Numeric | ColumnType::Datetime);
    let all = [
        ("any", MayChange::Any),
        ("fixed", MayChange::Fixed),
        ("up", MayChange::Up),
        ("down", MayChange::Down),
    ];
    let offered = if ordered { &all[..] } else { &all[..2] };
    let choices: Vec<Choice> =
        offered.iter().map(|(name, _)| Choice::new(*name, say!(&format!("otherwise-may-{name}")))).collect();
    let now = state.may.get(&field.name).copied().unwrap_or_default();
    let value = all.iter().find(|(_, may)| *may == now).map_or("any", |(name, _)| *name);
    let onchange = {
        let (studio, column) = (studio.clone(), field.name.clone());
        Callback::from(move |name: String| {
            let may = all.iter().find(|(own, _)| *own == name).map(|(_, may)| *may).unwrap_or_default();
            studio.explaining.dispatch(ExplainingAction::May(column.clone(), may));
        })
    };
    let id = format!("may-{}", field.name);
    html! {
        <div class="draft-field">
            <label for={id.clone()}>{ &field.name }</label>
            <SelectBox id={id.clone()} {choices} {value} {onchange} testid={id.clone()} />
        </div>
    }
}

fn changes(studio: &Studio, report: &Rc<CounterfactualReport>) -> Html {
    if report.found.is_empty() {
        return html! { <p data-testid="otherwise-none">{ say!("otherwise-none") }</p> };
    }
    html! {
        <>
            <p class="quiet">{ say!("otherwise-found", before = report.before.as_str(), wished = report.wished.as_str(), asked = report.asked) }</p>
            <ol class="otherwise" data-testid="otherwise-list">{ for report.found.iter().map(|one| change(studio, one)) }</ol>
        </>
    }
}

fn change(studio: &Studio, one: &Counterfactual) -> Html {
    let shown = |cell: &Option<String>| cell.clone().unwrap_or_else(|| say!("explain-missing"));
    let take = {
        let (studio, one) = (studio.clone(), one.clone());
        move |_: MouseEvent| {
            let cells = one.changes.iter().map(|change| (change.column.clone(), change.to.clone())).collect();
            studio.explaining.dispatch(ExplainingAction::Cells(cells));
        }
    };
    html! {
        <li>
            <p>
                <strong data-value={one.answer.clone()}>{ &one.answer }</strong>{ " " }
                <span class="quiet">{ say!("otherwise-distance", distance = numbers::short(one.distance)) }</span>
            </p>
            <div class="scores-frame"><table class="plain-table">
                <thead><tr>
                    <th scope="col">{ say!("otherwise-column") }</th>
                    <th scope="col">{ say!("otherwise-from") }</th>
                    <th scope="col">{ say!("otherwise-to") }</th>
                </tr></thead>
                <tbody>{ for one.changes.iter().map(|change| html! {
                    <tr>
                        <th scope="row">{ &change.column }</th>
                        <td>{ shown(&change.from) }</td>
                        <td><strong>{ shown(&change.to) }</strong></td>
                    </tr>
                }) }</tbody>
            </table></div>
            <p class="row-of-buttons"><Button label={say!("otherwise-take")} look="plain" testid="otherwise-take" onclick={take} /></p>
        </li>
    }
}

//! One row, and what if it were another: a form of the raw columns, with the answer and what each column
//! contributes to it.

use super::super::use_dark;
use super::shap::{drawn, steps};
use super::{asking, outputs, setter, unit};
use crate::components::{Button, Choice, Field, Picture, SelectBox};
use crate::hooks::{Studio, use_first_question, use_slice, use_studio, use_what_if};
use crate::numbers;
use crate::state::{Asks, Explaining, ExplainingAction};
use glasshouse_chart::ChartSpec;
use glasshouse_spec::{WhatIfField, WhatIfReport};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Fields that are shown at first, and how many more at a time.
const FIELDS: usize = 12;
/// Levels up to which a column is a select.
const LEVELS: usize = 60;

/// The section.
#[component]
pub fn WhatIf() -> Html {
    let studio = use_studio();
    let (state, dark, output) = (use_slice(&studio.explaining), use_dark(), use_state_eq(|| None::<usize>));
    use_what_if(&studio);
    use_first_question(&studio, Asks::WhatIf, state.what_if.is_some(), {
        let studio = studio.clone();
        move || studio.explain_what_if()
    });
    let at = state.what_if.as_ref().map_or(0, |told| explained(told, *output));
    let charts = use_memo((state.what_if.clone(), at), |(told, at)| {
        let told = told.as_ref()?;
        let steps = steps(&told.shap, *at)?;
        Some((drawn(&ChartSpec::Force(steps.clone())), drawn(&ChartSpec::Waterfall(steps))))
    });
    let ask = {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.explain_what_if())
    };
    let told = state.what_if.clone();
    html! {
        <section class="section" aria-labelledby="what-if-title">
            <h2 id="what-if-title">{ say!("what-if-title") }</h2>
            <p class="quiet">{ say!("what-if-what") }</p>
            if let Some(told) = &told {
                <div class="draft-fields">
                    { row_field(&studio, told) }
                    { outputs(&told.shap.outputs, at, setter(&output).reform(Some), "what-if-output") }
                </div>
                <div class="what-if">
                    <div class="what-if-told">
                        { answer(told, at) }
                        if let Some((force, waterfall)) = &*charts {
                            <Picture name="force" title={say!("what-if-force", unit = unit(told.shap.unit))}
                                help={say!("what-if-force.help")} chart={force.clone()} {dark} />
                            <Picture name="what-if" title={say!("what-if-picture", unit = unit(told.shap.unit))}
                                help={say!("what-if-picture.help")} chart={waterfall.clone()} {dark} />
                        }
                    </div>
                    <Cells told={told.clone()} />
                </div>
            }
            if told.is_none() || state.faults.contains_key(&Asks::WhatIf) {
                { asking(&studio, &state, Asks::WhatIf, say!("what-if-ask"), "explain-what-if", ask) }
            }
        </section>
    }
}

/// The output that is explained: the chosen one, else that of the answer.
fn explained(told: &WhatIfReport, chosen: Option<usize>) -> usize {
    let outputs = &told.shap.outputs;
    let own = || outputs.iter().position(|output| *output == told.answer).unwrap_or_default();
    chosen.filter(|at| *at < outputs.len()).unwrap_or_else(own)
}

/// Properties of [`Cells`].
#[derive(Properties, PartialEq)]
struct CellsProps {
    told: Rc<WhatIfReport>,
}

/// The cells of the row, those that contribute most first. Their order is that of the row as it is in the file, so
/// that nothing moves while somebody writes.
#[component]
fn Cells(props: &CellsProps) -> Html {
    let studio = use_studio();
    let state = use_slice(&studio.explaining);
    let (wanted, count) = (use_state_eq(String::new), use_state_eq(|| FIELDS));
    let order = use_memo(props.told.row, |_| by_contribution(&props.told));
    let told = &props.told;
    let search = wanted.trim().to_lowercase();
    let found: Vec<&WhatIfField> = order
        .iter()
        .filter_map(|at| told.fields.get(*at))
        .filter(|field| field.name.to_lowercase().contains(&search))
        .collect();
    let more = found.len().saturating_sub(*count);
    let find = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| {
            wanted.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let shown = found.into_iter().take(*count).map(|field| cell(&studio, &state, field));
    html! {
        <div class="what-if-form">
            if told.fields.len() > FIELDS {
                <input class="input" type="search" value={(*wanted).clone()} oninput={find} autocomplete="off"
                    placeholder={say!("what-if-find")} aria-label={say!("what-if-find")} data-testid="what-if-find" />
            }
            { for shown }
            <p class="row-of-buttons">
                if more > 0 {
                    <Button label={say!("what-if-more", n = more)} look="plain" testid="what-if-more" onclick={{
                        let count = count.clone();
                        move |_: MouseEvent| count.set(*count + 2 * FIELDS)
                    }} />
                }
                if !state.cells.is_empty() {
                    <Button label={say!("what-if-undo")} icon="undo-2" testid="what-if-undo" onclick={undo(&studio)} />
                }
            </p>
        </div>
    }
}

/// Places of the fields, those that contribute most first.
fn by_contribution(told: &WhatIfReport) -> Vec<usize> {
    let values = told.shap.rows.first().map(|row| row.values.as_slice()).unwrap_or_default();
    let size = |field: &WhatIfField| {
        let own = told.shap.groups.iter().position(|group| group.contains(&field.name));
        let of = |at: usize| values.iter().filter_map(|output| output.get(at)).map(|value| value.abs()).sum();
        own.map_or(0.0, of)
    };
    let sizes: Vec<f64> = told.fields.iter().map(size).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]));
    order
}

/// The answer, beside that to the row as it is in the file.
fn answer(told: &WhatIfReport, at: usize) -> Html {
    let base = told.shap.base.get(at).copied().unwrap_or_default();
    let own = told.shap.rows.first().and_then(|row| row.answer.get(at)).copied().unwrap_or_default();
    html! {
        <div class="what-if-answer" aria-live="polite">
            <p><strong data-testid="what-if-answer" data-value={told.answer.clone()}>{ &told.answer }</strong>
                if told.answer != told.before { <span class="quiet">{ " " }{ say!("what-if-before", answer = told.before.as_str()) }</span> }
            </p>
            <p class="quiet" data-testid="what-if-sum" data-base={base.to_string()} data-answer={own.to_string()}>
                { say!("what-if-sum", base = numbers::short(base), answer = numbers::short(own)) }
            </p>
            if !told.probabilities.is_empty() {
                <ul class="chips" data-testid="what-if-probabilities">{ for told.probabilities.iter().map(|(class, p)| html! {
                    <li class="chip" data-value={p.to_string()}>{ class }{ " " }<strong>{ numbers::percent(*p) }</strong></li>
                }) }</ul>
            }
        </div>
    }
}

fn undo(studio: &Studio) -> Callback<MouseEvent> {
    let studio = studio.clone();
    Callback::from(move |_| studio.explaining.dispatch(ExplainingAction::Undo))
}

/// The row that it starts from.
fn row_field(studio: &Studio, told: &WhatIfReport) -> Html {
    let studio = studio.clone();
    let onchange = Callback::from(move |event: Event| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        // People count rows from 1, as the grid does.
        let row = text.trim().parse::<u64>().ok().and_then(|row| row.checked_sub(1));
        studio.explaining.dispatch(ExplainingAction::Row(row));
    });
    let value = told.row.map(|row| (row + 1).to_string()).unwrap_or_default();
    html! {
        <div class="draft-field">
            <label for="what-if-row">{ say!("what-if-row") }</label>
            <input class="input" id="what-if-row" {value} {onchange} inputmode="numeric" autocomplete="off" data-testid="what-if-row" />
        </div>
    }
}

fn cell(studio: &Studio, state: &Explaining, field: &WhatIfField) -> Html {
    let id = format!("what-if-{}", field.name);
    let written = state.cells.get(&field.name).cloned().unwrap_or_else(|| field.cell.clone());
    let value = written.clone().unwrap_or_default();
    let set = {
        let (studio, name) = (studio.clone(), field.name.clone());
        Callback::from(move |text: String| {
            let cell = Some(text).filter(|text| !text.trim().is_empty());
            studio.explaining.dispatch(ExplainingAction::Cell(name.clone(), cell));
        })
    };
    let changed = written != field.from;
    let help = changed.then(|| {
        let from = field.from.clone().unwrap_or_else(|| say!("explain-missing"));
        AttrValue::from(say!("what-if-from", cell = from))
    });
    let control = if field.levels.is_empty() || field.levels.len() > LEVELS {
        let oninput =
            set.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
        html! { <input class="input" id={id.clone()} {value} {oninput} autocomplete="off" data-testid={id.clone()} /> }
    } else {
        let missing = Choice::new(" ", say!("explain-missing"));
        let levels = field.levels.iter().map(|level| Choice::new(level.clone(), level.clone()));
        let choices: Vec<Choice> = levels.chain([missing]).collect();
        let value = if value.is_empty() { " ".to_owned() } else { value };
        html! { <SelectBox id={id.clone()} {choices} {value} onchange={set} testid={id.clone()} /> }
    };
    html! { <Field label={field.name.clone()} {id} {help}>{ control }</Field> }
}

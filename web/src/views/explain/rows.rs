//! What columns contribute over many rows.

use super::super::use_dark;
use super::shap::{beside, dependence, drawn, name, ordered, sizes, swarm};
use super::{asking, outputs, setter, unit};
use crate::components::{Choice, Picture, SelectBox};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::Asks;
use glasshouse_spec::ShapReport;
use std::rc::Rc;
use yew::prelude::*;

/// Numbers of rows that can be asked for; the first at first.
const ROWS: [u32; 3] = [200, 1000, 5000];

/// The section.
#[component]
pub fn Rows() -> Html {
    let studio = use_studio();
    let (state, dark) = (use_slice(&studio.explaining), use_dark());
    let (output, count) = (use_state_eq(|| 0), use_state_eq(|| ROWS[0]));
    let at = state.rows.as_ref().map_or(0, |report| (*output).min(report.outputs.len().saturating_sub(1)));
    let charts = use_memo((state.rows.clone(), at), |(report, at)| {
        let report = report.as_ref()?;
        Some((drawn(&swarm(report, *at)), drawn(&sizes(report, *at))))
    });
    let ask = {
        let (studio, count) = (studio.clone(), *count);
        Callback::from(move |_: MouseEvent| studio.explain_rows(count))
    };
    let label = if state.rows.is_some() { say!("explain-again") } else { say!("shap-rows-ask") };
    html! {
        <section class="section" aria-labelledby="shap-rows-title">
            <h2 id="shap-rows-title">{ say!("shap-rows-title") }</h2>
            <p class="quiet">{ say!("shap-rows-what") }</p>
            <div class="draft-fields">
                { how_many(*count, setter(&count)) }
                if let Some(report) = &state.rows { { outputs(&report.outputs, at, setter(&output), "shap-output") } }
            </div>
            { asking(&studio, &state, Asks::Rows, label, "explain-rows", ask) }
            if let (Some(report), Some((dots, bars))) = (&state.rows, &*charts) {
                <p class="quiet">{ say!("shap-rows-how", n = report.rows.len(), method = report.method.as_str(), background = report.background) }</p>
                <div class="pictures">
                    <Picture name="shap-swarm" title={say!("shap-swarm", unit = unit(report.unit))}
                        help={say!("shap-swarm.help")} chart={dots.clone()} {dark} />
                    <Picture name="shap" title={say!("shap-rows-picture", unit = unit(report.unit))}
                        help={say!("shap-rows-picture.help")} chart={bars.clone()} {dark} />
                </div>
                <Dependence report={report.clone()} output={at} />
            }
        </section>
    }
}

fn how_many(count: u32, set: Callback<u32>) -> Html {
    let choices: Vec<Choice> =
        ROWS.iter().map(|rows| Choice::new(rows.to_string(), numbers::grouped(i64::from(*rows)))).collect();
    html! {
        <div class="draft-field">
            <label for="shap-rows">{ say!("shap-rows-count") }</label>
            <SelectBox id="shap-rows" {choices} value={count.to_string()}
                onchange={set.reform(|rows: String| rows.parse().unwrap_or(ROWS[0]))} />
        </div>
    }
}

/// Properties of [`Dependence`].
#[derive(Properties, PartialEq)]
struct DependenceProps {
    report: Rc<ShapReport>,
    output: usize,
}

/// A column's cells against what they contribute, coloured by another.
#[component]
fn Dependence(props: &DependenceProps) -> Html {
    let dark = use_dark();
    let (chosen, colored) = (use_state_eq(|| None::<usize>), use_state_eq(|| None::<usize>));
    let (report, output) = (&props.report, props.output);
    let order = ordered(report, output);
    let alone: Vec<usize> = order.iter().copied().filter(|group| report.groups[*group].len() == 1).collect();
    let group = chosen.filter(|at| alone.contains(at)).or(alone.first().copied()).unwrap_or_default();
    let other = colored.filter(|at| *at < report.groups.len()).or_else(|| beside(report, output, group));
    let other = other.filter(|other| *other != group);
    let chart = use_memo((report.clone(), output, group, other), |(report, output, group, other)| {
        drawn(&dependence(report, *output, *group, *other))
    });
    if alone.is_empty() {
        return Html::default();
    }
    let choice = |group: &usize| Choice::new(group.to_string(), name(report, *group));
    let choices: Vec<Choice> = alone.iter().map(choice).collect();
    let auto = beside(report, output, group).map_or_else(|| say!("shap-colour-none"), |at| name(report, at));
    let colours = [Choice::new("auto", say!("shap-colour-auto", column = auto))];
    let colours: Vec<Choice> = colours.into_iter().chain(choices.iter().cloned()).collect();
    let title = match other {
        Some(other) => say!("shap-dependence-by", column = name(report, group), other = name(report, other)),
        None => say!("shap-dependence", column = name(report, group)),
    };
    html! {
        <>
            <h3>{ say!("shap-dependence-title") }</h3>
            <div class="draft-fields">
                <div class="draft-field">
                    <label for="shap-column">{ say!("matters-column") }</label>
                    <SelectBox id="shap-column" {choices} value={group.to_string()} testid="shap-column"
                        onchange={setter(&chosen).reform(|at: String| at.parse().ok())} />
                </div>
                <div class="draft-field">
                    <label for="shap-colour">{ say!("shap-colour") }</label>
                    <SelectBox id="shap-colour" choices={colours} value={colored.map_or("auto".into(), |at| at.to_string())}
                        onchange={setter(&colored).reform(|at: String| at.parse().ok())} />
                </div>
            </div>
            <Picture name="shap-dependence" {title} help={say!("shap-dependence.help")} chart={(*chart).clone()} {dark} />
        </>
    }
}

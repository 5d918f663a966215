//! The model in rules: a shallow tree that answers as it does, as far as it can.

use super::super::use_dark;
use super::asking;
use crate::components::{Choice, Picture, SelectBox};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::state::Asks;
use glasshouse_chart::{ChartSpec, Tree, TreeNode};
use glasshouse_spec::SurrogateReport;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Depths that can be chosen; the second at first.
const DEPTHS: [u32; 4] = [2, 3, 4, 5];

/// The section.
#[component]
pub fn Surrogate() -> Html {
    let studio = use_studio();
    let (state, dark) = (use_slice(&studio.explaining), use_dark());
    let (depth, wanted) = (use_state_eq(|| DEPTHS[1]), use_state_eq(String::new));
    let chart = use_memo((state.surrogate.clone(), (*wanted).clone()), |(report, wanted)| {
        report.as_ref().map(|report| Chart::of(&picture(report, wanted)))
    });
    let ask = {
        let (studio, depth) = (studio.clone(), *depth);
        Callback::from(move |_: MouseEvent| studio.explain_surrogate(depth))
    };
    let choices: Vec<Choice> =
        DEPTHS.iter().map(|depth| Choice::new(depth.to_string(), depth.to_string())).collect();
    let set = {
        let depth = depth.clone();
        Callback::from(move |chosen: String| depth.set(chosen.parse().unwrap_or(DEPTHS[1])))
    };
    let find = {
        let wanted = wanted.clone();
        Callback::from(move |event: InputEvent| {
            wanted.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    html! {
        <section class="section" aria-labelledby="surrogate-title">
            <h2 id="surrogate-title">{ say!("surrogate-title") }</h2>
            <p class="quiet">{ say!("surrogate-what") }</p>
            <div class="draft-fields">
                <div class="draft-field">
                    <label for="surrogate-depth">{ say!("surrogate-depth") }</label>
                    <SelectBox id="surrogate-depth" {choices} value={depth.to_string()} onchange={set} />
                </div>
                if state.surrogate.is_some() {
                    <div class="draft-field">
                        <label for="surrogate-find">{ say!("surrogate-find") }</label>
                        <input class="input" id="surrogate-find" type="search" value={(*wanted).clone()} oninput={find} autocomplete="off" />
                    </div>
                }
            </div>
            { asking(&studio, &state, Asks::Surrogate, say!("surrogate-ask"), "explain-surrogate", ask) }
            if let (Some(report), Some(chart)) = (&state.surrogate, &*chart) {
                { fidelity(report) }
                <Picture name="surrogate" title={say!("surrogate-picture", target = report.target.as_str())}
                    help={say!("surrogate-picture.help")} chart={chart.clone()} {dark} />
                { rules(report) }
            }
        </section>
    }
}

/// The tree, with what leads to a column that is looked for marked.
fn picture(report: &SurrogateReport, wanted: &str) -> ChartSpec {
    let wanted = wanted.trim().to_lowercase();
    let node = |node: &glasshouse_spec::SurrogateNode| TreeNode {
        parent: node.parent,
        way: node.way.clone(),
        answer: node.answer.clone(),
        amount: node.amount,
        share: node.share,
        rows: node.rows,
    };
    let found = |name: &Option<String>| {
        !wanted.is_empty() && name.as_ref().is_some_and(|name| name.to_lowercase().contains(&wanted))
    };
    let marked = (0..).zip(&report.nodes).filter(|(_, node)| found(&node.column)).map(|(at, _)| at).collect();
    ChartSpec::Tree(Tree {
        what: report.target.clone(),
        nodes: report.nodes.iter().map(node).collect(),
        classes: report.classes.clone(),
        marked,
    })
}

fn fidelity(report: &SurrogateReport) -> Html {
    let (n, part) = (report.rows, report.part.as_str());
    let told = match (report.fidelity, report.constant, report.metric.as_str()) {
        (Some(own), Some(constant), "accuracy") => say!(
            "surrogate-accuracy",
            share = numbers::percent(own),
            constant = numbers::percent(constant),
            n = n,
            part = part
        ),
        (Some(own), ..) => say!("surrogate-r2", r2 = numbers::score(own), n = n, part = part),
        (None, ..) => say!("surrogate-undefined"),
    };
    let value = report.fidelity.map(|own| own.to_string());
    html! {
        <>
            <p data-testid="surrogate-fidelity" data-value={value}>{ told }</p>
            if !report.not_asked.is_empty() {
                <p class="quiet">{ say!("surrogate-not-asked", columns = report.not_asked.join(", ")) }</p>
            }
        </>
    }
}

fn rules(report: &SurrogateReport) -> Html {
    let classes = report.metric == "accuracy";
    let row = |rule: &glasshouse_spec::SurrogateRule| {
        let words = match rule.words.is_empty() {
            true => say!("surrogate-always", answer = rule.answer.as_str()),
            false => say!("surrogate-rule", words = rule.words.as_str(), answer = rule.answer.as_str()),
        };
        let agrees = match rule.agrees {
            Some(share) if classes => numbers::percent(share),
            Some(away) => numbers::short(away),
            None => "–".into(),
        };
        html! {
            <tr>
                <td>{ words }</td>
                <td class="is-number">{ numbers::grouped(rule.rows as i64) }</td>
                <td class="is-number">{ agrees }</td>
            </tr>
        }
    };
    let agrees = if classes { say!("surrogate-agrees") } else { say!("surrogate-away") };
    html! {
        <div class="scores-frame"><table class="plain-table" data-testid="surrogate-rules">
            <thead><tr>
                <th scope="col">{ say!("surrogate-rules") }</th>
                <th scope="col" class="is-number">{ say!("surrogate-rows") }</th>
                <th scope="col" class="is-number">{ agrees }</th>
            </tr></thead>
            <tbody>{ for report.rules.iter().map(row) }</tbody>
        </table></div>
    }
}

//! The target in each part: shares of its classes, or figures of its numbers and how they are spread.

use super::{line, share_of, three};
use crate::components::Spark;
use crate::numbers;
use glasshouse_spec::{ClassParts, NumberPart, PartsReport, TargetParts};
use yew::prelude::*;

/// Letters of a class.
const LETTERS: usize = 24;

/// The rows of the table that are about the target.
pub fn lines(report: &PartsReport) -> Html {
    match &report.target {
        None => Html::default(),
        Some(TargetParts::Classes { name, classes }) => html! {
            <>
                <tr class="parts-head"><th scope="colgroup" colspan="4">{ say!("parts-classes", column = name.as_str()) }</th></tr>
                { for classes.iter().map(|class| of_class(report, class)) }
            </>
        },
        Some(TargetParts::Numbers { name, parts, .. }) => {
            let figure = |word: String, of: fn(&NumberPart) -> f64| {
                let cell = |part: &Option<NumberPart>| match part.as_ref().map(of) {
                    Some(value) => html! { <span title={value.to_string()}>{ numbers::short(value) }</span> },
                    None => "\u{2013}".into(),
                };
                line(word.into(), three(parts).map(cell))
            };
            html! {
                <>
                    <tr class="parts-head"><th scope="colgroup" colspan="4">{ say!("parts-numbers", column = name.as_str()) }</th></tr>
                    { figure(say!("parts-mean"), |part| part.mean) }
                    { figure(say!("parts-q25"), |part| part.quantiles[1]) }
                    { figure(say!("parts-median"), |part| part.quantiles[2]) }
                    { figure(say!("parts-q75"), |part| part.quantiles[3]) }
                </>
            }
        }
    }
}

fn of_class(report: &PartsReport, class: &ClassParts) -> Html {
    let name = match &class.label {
        Some(label) => html! { <span title={label.clone()}>{ numbers::elided(label, LETTERS) }</span> },
        None => say!("parts-others", n = class.classes).into(),
    };
    let cells = three(&class.rows).into_iter().zip(three(&report.rows));
    line(name, cells.map(|(rows, all)| share_of(*rows, *all)))
}

/// A small histogram of each part, all in the same bins.
pub fn pictured(report: &PartsReport) -> Html {
    let Some(TargetParts::Numbers { name, edges, parts }) = &report.target else { return Html::default() };
    let (Some(low), Some(high)) = (edges.first(), edges.last()) else { return Html::default() };
    let ends = (numbers::short(*low), numbers::short(*high));
    let one = |(word, part): (&str, &Option<NumberPart>)| {
        let word = say!(&format!("split-{word}"));
        let counts = part.as_ref().map(|part| part.counts.clone()).unwrap_or_default();
        let label = say!("parts-spread", part = word.as_str(), low = ends.0.as_str(), high = ends.1.as_str());
        html! { <figure><figcaption>{ word }</figcaption><Spark {counts} {label} /></figure> }
    };
    html! {
        <div class="parts-sparks">
            { for ["train", "validation", "test"].into_iter().zip(three(parts)).map(one) }
            <p class="quiet">{ say!("parts-range", column = name.as_str(), low = ends.0.as_str(), high = ends.1.as_str()) }</p>
        </div>
    }
}

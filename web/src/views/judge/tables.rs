//! Tables of a judgement: classes, residuals, promised answers.

use crate::numbers;
use glasshouse_spec::{ClassLine, Conformal, Interval, Judgement};
use yew::prelude::*;

/// "0.81 to 0.93" under a figure; nothing where there is no interval.
pub fn between(interval: Option<&Interval>) -> Html {
    interval.map_or_else(Html::default, |of| {
        let words = say!("interval", low = numbers::score(of.low), high = numbers::score(of.high));
        html! { <small class="interval">{ words }</small> }
    })
}

/// The report of the classes.
pub fn classes(found: &Judgement) -> Html {
    let Some(classes) = &found.classes else { return Html::default() };
    let line = |line: &ClassLine, name: String| {
        html! {
            <tr key={line.name.clone()}>
                <th scope="row">{ name }</th>
                <td class="is-number">{ numbers::score(line.precision) }{ between(line.precision_interval.as_ref()) }</td>
                <td class="is-number">{ numbers::score(line.recall) }{ between(line.recall_interval.as_ref()) }</td>
                <td class="is-number">{ numbers::score(line.f1) }</td>
                <td class="is-number">{ numbers::grouped(line.support as i64) }</td>
            </tr>
        }
    };
    html! {
        <>
            <p class="quiet">{ say!("classes-why") }</p>
            <div class="scores-frame">
                <table class="plain-table scores" data-testid="class-report">
                    <thead><tr>
                        <th scope="col">{ say!("classes-class") }</th>
                        { for ["precision", "recall", "f1"].map(|name| html! {
                            <th scope="col" class="is-number">{ say!(&format!("metric-{name}")) }</th>
                        }) }
                        <th scope="col" class="is-number">{ say!("payoff-rows") }</th>
                    </tr></thead>
                    <tbody>{ for classes.report.iter().map(|of| line(of, of.name.clone())) }</tbody>
                    <tbody class="scores-means">
                        { for classes.means.iter().map(|of| line(of, say!(&format!("classes-mean-{}", of.name)))) }
                    </tbody>
                </table>
            </div>
        </>
    }
}

/// How the residuals are spread.
pub fn residuals(found: &Judgement) -> Html {
    let Some(of) = &found.numbers else { return Html::default() };
    html! {
        <>
            <p class="quiet">{ say!("residuals-why") }</p>
            <table class="plain-table scores" data-testid="residual-quantiles">
                <thead><tr>
                    <th scope="col">{ say!("residuals-share") }</th>
                    <th scope="col" class="is-number">{ say!("residuals-value") }</th>
                </tr></thead>
                <tbody>
                    { for of.quantiles.iter().map(|(share, value)| html! {
                        <tr><th scope="row">{ numbers::percent(*share) }</th>
                            <td class="is-number">{ numbers::short(*value) }</td></tr>
                    }) }
                </tbody>
            </table>
            if let Some(std) = of.std {
                <p class="quiet">{ say!("residuals-mean", mean = numbers::short(of.mean), std = numbers::short(std)) }</p>
            }
        </>
    }
}

/// Answers with a promised share of hits, and the share that was measured.
pub fn promised(found: &Judgement) -> Html {
    if found.conformal.is_empty() {
        let notes = found
            .notes
            .iter()
            .map(|note| html! { <p class="quiet">{ crate::words::sentence(&note.message) }</p> });
        return html! { <>{ for notes }<p class="quiet">{ say!("promised-none") }</p></> };
    }
    let sets = found.classes.is_some();
    html! {
        <>
            <p class="quiet">{ if sets { say!("promised-why-sets") } else { say!("promised-why") } }</p>
            { conformal_table(&found.conformal, sets, "promised") }
        </>
    }
}

/// The share that each way promises, and the one that was measured.
pub fn conformal_table(ways: &[Conformal], sets: bool, testid: &'static str) -> Html {
    let line = |of: &Conformal| {
        html! {
            <tr>
                <th scope="row">{ say!(&format!("promised-{}", of.method)) }</th>
                <td class="is-number">{ numbers::percent(of.level) }</td>
                <td class="is-number" data-testid={format!("coverage-{}", of.method)} data-value={of.coverage.to_string()}>
                    { numbers::percent(of.coverage) }{ between(Some(&of.interval)) }
                </td>
                <td class="is-number">{ numbers::short(of.size) }</td>
            </tr>
        }
    };
    html! {
        <div class="scores-frame">
            <table class="plain-table scores" data-testid={testid}>
                <thead><tr>
                    <th scope="col">{ say!("promised-way") }</th>
                    <th scope="col" class="is-number">{ say!("promised-level") }</th>
                    <th scope="col" class="is-number">{ say!("promised-coverage") }</th>
                    <th scope="col" class="is-number">
                        { if sets { say!("promised-size") } else { say!("promised-width") } }
                    </th>
                </tr></thead>
                <tbody>{ for ways.iter().map(line) }</tbody>
            </table>
        </div>
    }
}

//! `glasshouse explain`: what a model goes by, and why it answers as it does.

use super::{file_name, open_with, read_table_file, unexpected, warn};
use crate::arguments::{ExplainArguments, ExplainMethod, Shap};
use crate::failure::Failure;
use crate::output::{self, columns, number, short};
use crate::session::Session;
use glasshouse_spec::{
    CounterfactualReport, CounterfactualRequest, CurvesReport, CurvesRequest, DropColumnRequest, Event,
    Explain, Explanation, Fault, InteractionReport, InteractionRequest, MayChange, PermutationReport,
    PermutationRequest, Place, Request, ShapApproach, ShapReport, ShapRequest, SimilarReport, SimilarRequest,
    SurrogateReport, SurrogateRequest,
};
use std::collections::BTreeMap;

/// Width of a cell.
const WIDTH: usize = 32;
/// Values of a curve that are printed.
const POINTS: u32 = 12;

pub fn run(arguments: ExplainArguments, json: bool) -> Result<(), Failure> {
    let ask = Box::new(asked(&arguments, json)?);
    let mut session = Session::new();
    open_with(&mut session, &arguments.bundle, &arguments.beside)?;
    let file = Some(file_name(&arguments.data));
    let bytes = read_table_file(&arguments.data, None)?;
    let (Event::Explained { explanation }, _) = session.ask(Request::Explain { ask, file }, vec![bytes])?
    else {
        return Err(unexpected());
    };
    match *explanation {
        Explanation::Permutation(report) => {
            warn(&report.warnings);
            if json { output::json(&report) } else { output::words(&permuted(&report)) }
        }
        Explanation::DropColumn(report) => {
            warn(&report.warnings);
            if json { output::json(&report) } else { output::words(&dropped(&report)) }
        }
        Explanation::Shap(report) => {
            warn(&report.warnings);
            if json { output::json(&report) } else { output::words(&contributions(&report)) }
        }
        Explanation::Curves(report) => {
            warn(&report.warnings);
            if json { output::json(&report) } else { output::words(&curves(&report)) }
        }
        Explanation::Interaction(report) => {
            if json {
                output::json(&report)
            } else {
                output::words(&together(&report))
            }
        }
        Explanation::Counterfactual(report) => {
            warn(&report.warnings);
            if json { output::json(&report) } else { output::words(&otherwise(&report)) }
        }
        Explanation::Surrogate(report) => {
            warn(&report.warnings);
            if json { output::json(&report) } else { output::words(&in_rules(&report)) }
        }
        Explanation::Similar(report) => {
            if json {
                output::json(&report)
            } else {
                output::words(&alike(&report))
            }
        }
        Explanation::WhatIf(_) => Err(unexpected()),
    }
}

fn asked(arguments: &ExplainArguments, json: bool) -> Result<Explain, Failure> {
    let ExplainArguments { rows, row, metric, repeats, correlated, background, .. } = arguments;
    let names = arguments.columns.clone();
    Ok(match arguments.method {
        ExplainMethod::Permutation => Explain::Permutation(PermutationRequest {
            metric: metric.clone(),
            repeats: *repeats,
            rows: *rows,
            correlated: *correlated,
        }),
        ExplainMethod::DropColumn => {
            Explain::DropColumn(DropColumnRequest { metric: metric.clone(), columns: names })
        }
        ExplainMethod::Shap => Explain::Shap(ShapRequest {
            rows: *rows,
            row: *row,
            approach: match arguments.approach {
                Shap::Auto => ShapApproach::Auto,
                Shap::TreePathDependent => ShapApproach::TreePathDependent,
                Shap::Interventional => ShapApproach::Interventional,
                Shap::Sampled => ShapApproach::Sampled,
            },
            background: *background,
        }),
        ExplainMethod::Pdp => {
            Explain::Curves(CurvesRequest { columns: names, rows: *rows, points: (!json).then_some(POINTS) })
        }
        ExplainMethod::Interaction => {
            let columns: [String; 2] = names.try_into().map_err(|_| two())?;
            Explain::Interaction(InteractionRequest { columns, rows: *rows })
        }
        ExplainMethod::Counterfactual => Explain::Counterfactual(CounterfactualRequest {
            row: *row,
            class: arguments.wish.clone(),
            at_least: arguments.at_least,
            at_most: arguments.at_most,
            may: may(arguments)?,
            count: arguments.count,
            ..CounterfactualRequest::default()
        }),
        ExplainMethod::Surrogate => {
            Explain::Surrogate(SurrogateRequest { depth: arguments.depth, rows: *rows })
        }
        ExplainMethod::Similar => Explain::Similar(SimilarRequest {
            row: *row,
            count: arguments.count,
            ..SimilarRequest::default()
        }),
    })
}

/// How columns may change; each is named once.
fn may(arguments: &ExplainArguments) -> Result<BTreeMap<String, MayChange>, Failure> {
    let ExplainArguments { fixed, up, down, .. } = arguments;
    let mut may = BTreeMap::new();
    for (names, how) in [(fixed, MayChange::Fixed), (up, MayChange::Up), (down, MayChange::Down)] {
        for name in names {
            if may.insert(name.clone(), how).is_some() {
                let twice = Fault::new("arguments.columns", format!("\"{name}\" is named twice"))
                    .with_place(Place::column(name))
                    .with_remedy("name a column once, as --fixed, --up or --down");
                return Err(twice.into());
            }
        }
    }
    Ok(may)
}

fn two() -> Fault {
    Fault::new("arguments.columns", "an interaction is of two columns")
        .with_place(Place::parameter("columns"))
        .with_remedy("name two, as --columns A,B")
}

fn permuted(report: &PermutationReport) -> String {
    format!(
        "{} {} on {} {} rows. How much worse it is where the cells of a column change places, {} times over:\n\n{}",
        report.metric,
        number(Some(report.score)),
        report.rows,
        report.part,
        report.repeats,
        losses(report)
    )
}

fn dropped(report: &PermutationReport) -> String {
    format!(
        "{} {} on {} {} rows. How much worse it is where the recipe is trained without a column; 95 % intervals over {} resamples \
         of the rows:\n\n{}",
        report.metric,
        number(Some(report.score)),
        report.rows,
        report.part,
        report.repeats,
        losses(report)
    )
}

fn losses(report: &PermutationReport) -> String {
    let mut rows = vec![["column", "loss", "from", "to"].map(String::from).to_vec()];
    rows.extend(report.importances.iter().map(|one| {
        let name = short(&one.columns.join(" + "), WIDTH);
        vec![name, number(Some(one.mean)), number(Some(one.low)), number(Some(one.high))]
    }));
    columns(&rows)
}

fn contributions(report: &ShapReport) -> String {
    let mut text = format!(
        "SHAP values, {}, of {} {} rows, against {} rows\n",
        report.method,
        report.rows.len(),
        report.part,
        report.background
    );
    for (output, name) in report.outputs.iter().enumerate() {
        let one = report.rows.first().filter(|_| report.rows.len() == 1);
        let base = number(report.base.get(output).copied());
        let answer = one.map(|row| format!(", answer {}", number(row.answer.get(output).copied())));
        text.push_str(&format!("\n{name}: base {base}{}\n", answer.unwrap_or_default()));
        let numbers = match one {
            Some(row) => &row.values[output],
            None => &report.mean_size[output],
        };
        let mut order: Vec<usize> = (0..report.groups.len()).collect();
        order.sort_by(|a, b| numbers[*b].abs().total_cmp(&numbers[*a].abs()));
        let line = |group: usize| {
            let name = short(&report.groups[group].join(" + "), WIDTH);
            let cell = one.and_then(|row| row.cells[group].clone()).map(|cell| short(&cell, WIDTH));
            [vec![name], cell.into_iter().collect(), vec![number(Some(numbers[group]))]].concat()
        };
        text.push_str(&columns(&order.into_iter().map(line).collect::<Vec<_>>()));
    }
    text
}

fn curves(report: &CurvesReport) -> String {
    let mut text =
        format!("Mean answers over {} {} rows, by the value that all have\n", report.rows, report.part);
    for curve in &report.curves {
        text.push_str(&format!("\n{}\n", curve.column));
        let at = curve.at.iter().map(|at| number(Some(*at))).chain(curve.labels.iter().cloned());
        let mut rows = vec![std::iter::once(String::new()).chain(report.outputs.iter().cloned()).collect()];
        rows.extend(at.enumerate().map(|(place, at)| {
            let means = curve.mean.iter().map(|mean| number(mean.get(place).copied()));
            std::iter::once(short(&at, WIDTH)).chain(means).collect::<Vec<_>>()
        }));
        text.push_str(&columns(&rows));
    }
    text
}

fn together(report: &InteractionReport) -> String {
    let rows: Vec<Vec<String>> = report
        .outputs
        .iter()
        .zip(&report.h)
        .map(|(name, h)| vec![name.clone(), h.map_or_else(|| "neither matters".into(), |h| number(Some(h)))])
        .collect();
    let [a, b] = &report.columns;
    format!(
        "H of {a} and {b} on {} {} rows: 0 where each matters for itself, 1 where only both together do\n\n{}",
        report.rows,
        report.part,
        columns(&rows)
    )
}

fn otherwise(report: &CounterfactualReport) -> String {
    let row = report.row.map(|row| format!(" of row {row}")).unwrap_or_default();
    let mut text = format!("The answer{row} is {}. Wished for: {}.\n", report.before, report.wished);
    let cell =
        |cell: &Option<String>| cell.as_deref().map_or_else(|| "(empty)".into(), |cell| short(cell, WIDTH));
    for (at, one) in report.found.iter().enumerate() {
        let distance = number(Some(one.distance));
        text.push_str(&format!("\n{}. {} at a distance of {distance}\n", at + 1, one.answer));
        let lines = one.changes.iter().map(|change| {
            let name = short(&change.column, WIDTH);
            vec![name, cell(&change.from), "→".into(), cell(&change.to)]
        });
        text.push_str(&columns(&lines.collect::<Vec<_>>()));
    }
    text
}

fn alike(report: &SimilarReport) -> String {
    let row = report.row.map(|row| format!(" {row}")).unwrap_or_default();
    let mut rows = vec![["row", "distance", "target", "answer"].map(String::from).to_vec()];
    rows.extend(report.rows.iter().map(|one| {
        let target = one.target.as_deref().map_or_else(|| "–".into(), |target| short(target, WIDTH));
        vec![one.row.to_string(), number(Some(one.distance)), target, short(&one.answer, WIDTH)]
    }));
    format!(
        "Row{row} is answered {}. Most like it among {} {} rows, by the prepared features in standard deviations:\n\n{}",
        report.answer,
        report.among,
        report.part,
        columns(&rows)
    )
}

fn in_rules(report: &SurrogateReport) -> String {
    let n = format!("{} {} rows", report.rows, report.part);
    let mut text = match (report.fidelity, report.metric.as_str()) {
        (Some(share), "accuracy") => {
            format!("On {n} these rules answer as the model does in {:.1} %", share * 100.0)
        }
        (Some(r2), _) => {
            format!("On {n} these rules explain the model's answers with R² {}", number(Some(r2)))
        }
        (None, _) => "The model always answers the same".into(),
    };
    text.push_str(&match (report.constant, report.metric.as_str()) {
        (Some(constant), "accuracy") => format!(", one answer for all in {:.1} %\n\n", constant * 100.0),
        _ => "\n\n".into(),
    });
    for rule in &report.rules {
        let condition = if rule.words.is_empty() { "always".into() } else { format!("if {}", rule.words) };
        text.push_str(&format!("{condition}: {} ({} rows)\n", rule.answer, rule.rows));
    }
    text
}

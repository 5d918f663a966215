//! `glasshouse explain`: what a model goes by, and why it answers as it does.

use super::{file_name, open_with, read_table_file, unexpected, warn};
use crate::arguments::{ExplainArguments, ExplainMethod, Shap};
use crate::failure::Failure;
use crate::output::{self, columns, number, short};
use crate::session::Session;
use glasshouse_spec::{
    CurvesReport, CurvesRequest, Event, Explain, Explanation, Fault, InteractionReport, InteractionRequest,
    PermutationReport, PermutationRequest, Place, Request, ShapApproach, ShapReport, ShapRequest,
};

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
    })
}

fn two() -> Fault {
    Fault::new("arguments.columns", "an interaction is of two columns")
        .with_place(Place::parameter("columns"))
        .with_remedy("name two, as --columns A,B")
}

fn permuted(report: &PermutationReport) -> String {
    let (mean, low, high) = ("loss", "from", "to");
    let mut rows = vec![["column", mean, low, high].map(String::from).to_vec()];
    rows.extend(report.importances.iter().map(|one| {
        let name = short(&one.columns.join(" + "), WIDTH);
        vec![name, number(Some(one.mean)), number(Some(one.low)), number(Some(one.high))]
    }));
    format!(
        "{} {} on {} {} rows. How much worse it is where the cells of a column change places, {} times over:\n\n{}",
        report.metric,
        number(Some(report.score)),
        report.rows,
        report.part,
        report.repeats,
        columns(&rows)
    )
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

//! What is learnt of a bundle's model by training its recipe again on the table that it was trained on.

use super::evaluate::between;
use super::{file_name, read_table_file, unexpected, warn};
use crate::failure::Failure;
use crate::output::{columns, number};
use crate::session::Session;
use glasshouse_spec::{ClusterTrust, Event, QuantileReport, Refit, Refitted, Request, StabilityReport};
use std::path::Path;

/// Asks it of the open model.
fn ask(session: &mut Session, data: &Path, ask: Refit) -> Result<Refitted, Failure> {
    let request = Request::Refit { ask, file: Some(file_name(data)) };
    match session.ask(request, vec![read_table_file(data, None)?])? {
        (Event::Refitted { found }, _) => Ok(*found),
        _ => Err(unexpected()),
    }
}

/// Intervals by quantile boosting that are meant to hold a share of the rows.
pub fn quantiles(session: &mut Session, data: &Path, level: f64) -> Result<QuantileReport, Failure> {
    let Refitted::Quantiles(report) = ask(session, data, Refit::Quantiles { target: 0, level })? else {
        return Err(unexpected());
    };
    warn(&report.notes);
    Ok(report)
}

/// Whether the clusters come back.
pub fn stability(session: &mut Session, data: &Path, rounds: u32) -> Result<StabilityReport, Failure> {
    let Refitted::Stability(report) = ask(session, data, Refit::Stability { rounds: Some(rounds) })? else {
        return Err(unexpected());
    };
    warn(&report.notes);
    Ok(report)
}

/// The clusters, and how far each can be trusted.
pub fn clusters(report: &StabilityReport) -> String {
    let heads = ["cluster", "rows", "Jaccard", "recovered", "dissolved", ""];
    let mut rows = vec![heads.map(String::from).to_vec()];
    rows.extend(report.clusters.iter().map(|of| {
        let trust = match of.trust {
            Some(ClusterTrust::Firm) => "highly stable",
            Some(ClusterTrust::Stable) => "stable",
            Some(ClusterTrust::Pattern) => "a pattern, its rows are doubtful",
            Some(ClusterTrust::Doubtful) => "not to be trusted",
            None => "never drawn",
        };
        let counts = [of.recovered, of.dissolved].map(|n| n.to_string());
        [vec![of.name.clone(), of.rows.to_string(), number(of.jaccard)], counts.to_vec(), vec![trust.into()]]
            .concat()
    }));
    format!(
        "\nClusters that come back among {} samples of {} training rows (mean Jaccard; 0.85 highly stable, 0.75 stable, 0.6 a pattern)\n\n{}\n\
         adjusted Rand index {}, {} clusters on average\n",
        report.rounds,
        report.rows,
        columns(&rows),
        number(report.rand),
        number(Some(report.found))
    )
}

/// The intervals in words.
pub fn intervals(report: &QuantileReport) -> String {
    let heads = ["", "held the truth", "95 % interval", "mean width", "moved by"];
    let mut rows = vec![heads.map(String::from).to_vec()];
    rows.extend(report.intervals.iter().map(|of| {
        let name = match of.method.as_str() {
            "absolute_residual" => "the model, same width for every row",
            "quantile_boosting" => "quantile boosting",
            _ => "quantile boosting, conformalised",
        };
        let moved = if of.method == "quantile_boosting" { String::new() } else { number(Some(of.quantile)) };
        vec![
            name.into(),
            number(Some(of.coverage)),
            between(Some(&of.interval)),
            number(Some(of.size)),
            moved,
        ]
    }));
    let widths = report
        .widths
        .iter()
        .map(|(share, width)| format!("{} %: {}", (share * 100.0).round(), number(Some(*width))));
    format!(
        "\nIntervals that are meant to hold {} of the rows, two models of quantiles trained on {} rows\n\n{}\nso many of the last \
         ones are at most so wide: {}\n",
        number(Some(report.level)),
        report.train,
        columns(&rows),
        widths.collect::<Vec<_>>().join(", ")
    )
}

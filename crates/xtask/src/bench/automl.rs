//! The search for a good model beside FLAML's and MLJAR's, each with the same time and two threads.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::boosting::Fit;
use super::{Section, machine, native, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::Workspace;

/// As automl.py calls them, and their names.
const TOOLS: [(&str, &str); 3] =
    [("glasshouse", "Glasshouse"), ("flaml", "FLAML"), ("mljar", "MLJAR, Explain")];
const THREADS: &str = "2";

/// Searches by each on every table and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path, minutes: u32) -> Result<String> {
    let binary = native::build(workspace)?;
    let folder = folder.join("automl");
    script(workspace)?.arg("tables").arg(&folder).run()?;
    let names: Vec<String> = parse(&script(workspace)?.arg("names").read()?)?;
    let (mut versions, mut rows) = (BTreeMap::new(), Vec::new());
    for name in names {
        let mut fits = Vec::new();
        for (word, tool) in TOOLS {
            say(&format!("{tool} searches for {minutes} minutes among {name}"));
            let program = script(workspace)?.args(["run", word, &name, &minutes.to_string(), THREADS]);
            let program = program.arg(&folder).arg(&binary).within(&folder);
            // A tool that gives no answer is told of; the others are measured.
            let fit = program.read().and_then(|text| parse::<Fit>(&text));
            if let Ok(fit) = &fit
                && word != "glasshouse"
            {
                versions.insert(tool.to_owned(), fit.version.clone());
            }
            fits.push(fit.ok());
        }
        rows.push((name, fits));
    }
    let head = format!("{}\n\n{}", results::heading(Section::Automl), about(minutes));
    Ok(head + &machine::describe(&versions) + "\n" + &table(&rows))
}

fn script(workspace: &Workspace) -> Result<Program> {
    let program = Program::new(python::models_interpreter(workspace)?).arg("-B");
    Ok(program.arg(workspace.bench().join("automl.py")))
}

fn about(minutes: u32) -> String {
    format!(
        "\
Each tool is given {minutes} minutes, {THREADS} threads and three quarters of the rows, and its answers for the others
are scored: the area under the curve of two classes (churn, loans, caravan, adult), the log loss of more (jobs, leaves),
the root of the mean squared error of numbers. Tables, splits and metrics were chosen before anything was measured; they
are in bench/automl.py. Behind a score is the time from the file to the answers; a dash stands for none. Ours holds out a
tenth of more than 10,000 rows and judges by folds of fewer. Ranks are within a table, 1 the best, equal ones shared.

"
    )
}

fn table(rows: &[(String, Vec<Option<Fit>>)]) -> String {
    let mut text = "| table | metric |".to_owned();
    TOOLS.iter().for_each(|(_, tool)| text += &format!(" {tool} |"));
    text += "\n|---|---|---:|---:|---:|\n";
    let mut sums = [0.0; TOOLS.len()];
    for (name, fits) in rows {
        let metric = fits.iter().flatten().map(|fit| fit.metric.as_str()).next().unwrap_or_default();
        text += &format!("| {name} | {metric} |");
        for (fit, (rank, sum)) in fits.iter().zip(ranks(fits).into_iter().zip(&mut sums)) {
            *sum += rank;
            text += &match fit {
                Some(fit) => format!(" {:.4} ({:.0} s) |", fit.score, fit.seconds),
                None => " – |".to_owned(),
            };
        }
        text += "\n";
    }
    text += "| **mean rank** | |";
    sums.iter().for_each(|sum| text += &format!(" **{:.2}** |", sum / rows.len().max(1) as f64));
    text + "\n"
}

/// 1 for the best; who has no answer comes after all who have.
fn ranks(fits: &[Option<Fit>]) -> Vec<f64> {
    let loss = |fit: &Option<Fit>| match fit {
        Some(fit) if fit.metric == "roc_auc" => -fit.score,
        Some(fit) => fit.score,
        None => f64::INFINITY,
    };
    let rank = |fit| {
        let before = fits.iter().filter(|other| loss(other) < loss(fit)).count();
        let level = fits.iter().filter(|other| loss(other) == loss(fit)).count();
        before as f64 + (level as f64 + 1.0) / 2.0
    };
    fits.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(metric: &str, score: f64) -> Option<Fit> {
        Some(Fit { metric: metric.into(), score, seconds: 61.0, ..Fit::default() })
    }

    #[test]
    fn ranks_know_which_way_is_better() {
        assert_eq!(ranks(&[fit("roc_auc", 0.9), fit("roc_auc", 0.8), None]), [1.0, 2.0, 3.0]);
        assert_eq!(
            ranks(&[fit("log_loss", 0.9), fit("log_loss", 0.8), fit("log_loss", 0.9)]),
            [2.5, 1.0, 2.5]
        );
    }

    #[test]
    fn the_table_ends_with_the_mean_ranks() {
        let rows = vec![
            ("a".to_owned(), vec![fit("roc_auc", 0.9), fit("roc_auc", 0.8), None]),
            ("b".to_owned(), vec![fit("log_loss", 0.9), fit("log_loss", 0.8), fit("log_loss", 1.0)]),
        ];
        let text = table(&rows);
        assert!(text.contains("| a | roc_auc | 0.9000 (61 s) | 0.8000 (61 s) | – |\n"), "{text}");
        assert!(text.ends_with("| **mean rank** | | **1.50** | **1.50** | **3.00** |\n"), "{text}");
    }
}

//! A forest of full trees and logistic regression beside scikit-learn, natively with the same threads.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::boosting::{self, Fit};
use super::{Section, machine, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::Workspace;

const THREADS: [usize; 2] = [1, 2];
const TABLE: &str = "synthetic";

/// What it is for people, ours, theirs, and how often both run.
const WORKS: [(&str, &str, &str, usize); 2] = [
    (
        "random forest, 100 full trees",
        "random_forest n_estimators=100",
        "RandomForestClassifier(n_estimators=100, random_state=1, n_jobs=THREADS)",
        2,
    ),
    ("logistic regression, L2", "logistic_regression", "LogisticRegression()", 20),
];

const HEAD: &str = "

The synthetic table of boosting, 75,000 × 28, two classes: training alone, from the table in memory, in a process
of its own; of logistic regression the best of twenty rounds in which the programs take turns, of the forest two.
Scores are the area under the curve on a quarter of the rows that was not trained on. The ratio is our time
relative to theirs: under 1 is faster.

";

const COLUMNS: &str = "\
| work | threads | Glasshouse | scikit-learn | ratio | longest chunk |
|---|---:|---:|---:|---:|---:|
";

/// Times both and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    say("writing the tables of boosting");
    let folder = boosting::tables(workspace, folder)?;
    boosting::build(workspace)?;
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for (title, kind, constructor, rounds) in WORKS {
        for threads in THREADS {
            say(&format!("timing {title}, threads: {threads}"));
            let (mut best, mut theirs) = (Fit::slowest(), Fit::slowest());
            for _ in 0..rounds {
                let program = boosting::ours(workspace, &folder, TABLE, threads).words(kind);
                best = best.quicker(parse(&program.read()?)?);
                let program = peer(workspace, constructor, threads)?.arg(folder.join(TABLE));
                theirs = theirs.quicker(parse(&program.read()?)?);
            }
            versions.insert("scikit-learn".to_owned(), theirs.version.clone());
            lines += &line(title, threads, &best, &theirs);
        }
    }
    let head = results::heading(Section::Supervised).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

fn peer(workspace: &Workspace, constructor: &str, threads: usize) -> Result<Program> {
    let threads = threads.to_string();
    let program = Program::new(python::interpreter(workspace)?).arg("-B");
    let program =
        program.env("OMP_NUM_THREADS", threads.clone()).env("OPENBLAS_NUM_THREADS", threads.clone());
    let constructor = constructor.replace("THREADS", &threads);
    Ok(program.arg(workspace.bench().join("learning.py")).args([constructor.as_str(), "roc_auc", "{}"]))
}

fn line(title: &str, threads: usize, best: &Fit, theirs: &Fit) -> String {
    let cell = |fit: &Fit| format!("{:.3} s ({:.4})", fit.seconds, fit.score);
    let (ratio, longest) = (best.seconds / theirs.seconds, best.longest * 1e3);
    format!("| {title} | {threads} | {} | {} | {ratio:.2} | {longest:.0} ms |\n", cell(best), cell(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs() {
        let fit = |seconds| Fit { seconds, score: 0.5, longest: 0.05, ..Fit::default() };
        let line = line("w", 2, &fit(0.5), &fit(2.0));
        assert_eq!(line, "| w | 2 | 0.500 s (0.5000) | 2.000 s (0.5000) | 0.25 | 50 ms |\n");
    }
}

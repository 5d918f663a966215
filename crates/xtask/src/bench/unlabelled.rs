//! Principal components and k-means beside scikit-learn, natively with one thread.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::boosting::Fit;
use super::{Section, boosting, machine, mlp, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::Workspace;

/// Kind, how many, table, and what it is for people.
const WORKS: [(&str, &str, &str, &str); 2] = [
    ("pca", "10", "mlp/images", "10 principal components of 5,000 × 784"),
    ("k_means", "8", "boosting/synthetic", "k-means, 8 clusters of 75,000 × 28, five times"),
];
/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: usize = 5;

const HEAD: &str = "

Principal components are found and the rows brought along them, theirs in double precision, ours after a search
in single precision; k-means begins with k-means++, five times anew on both sides, because how many iterations one training takes is
chance: the figures are those of all five. From a table in memory, with one thread, the best of five rounds in which the
programs take turns, each in a process of its own. The ratio is our time relative to theirs: under 1 is faster.
Scores are the share of the variance that the components hold, and the mean squared distance of the rows from
their cluster's centre; behind them the iterations.

";

const COLUMNS: &str = "\
| work | Glasshouse | scikit-learn | ratio | longest chunk |
|---|---:|---:|---:|---:|
";

/// Times both and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    say("writing the tables of components and clusters");
    boosting::tables(workspace, folder)?;
    mlp::tables(workspace, folder)?;
    Program::new("cargo")
        .words("build --quiet --profile native --package glasshouse-prepare --example unlabelled_speed")
        .without_env("CARGO_TARGET_DIR")
        .within(workspace.root())
        .run()?;
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for (kind, count, table, title) in WORKS {
        say(&format!("timing {title}"));
        let (mut best, mut theirs) = (Fit::slowest(), Fit::slowest());
        let (within, table) = table.split_once('/').unwrap_or_default();
        for _ in 0..ROUNDS {
            let program = Program::new(workspace.root().join("target/native/examples/unlabelled_speed"));
            let program = program.arg(folder.join(within)).args([table, kind, count]);
            best = best.quicker(parse(&program.read()?)?);
            let program = Program::new(python::interpreter(workspace)?).arg("-B");
            let program = program.arg(workspace.bench().join("unlabelled.py")).args([kind, count, "1"]);
            theirs = theirs.quicker(parse(&program.arg(folder.join(within)).arg(table).read()?)?);
        }
        versions.insert("scikit-learn".to_owned(), theirs.version.clone());
        lines += &line(title, &best, &theirs);
    }
    let head = results::heading(Section::Unlabelled).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

fn line(title: &str, best: &Fit, theirs: &Fit) -> String {
    let cell = |fit: &Fit| match fit.iterations {
        0.0 => format!("{:.3} s ({:.4})", fit.seconds, fit.score),
        iterations => format!("{:.3} s ({:.4}; {iterations})", fit.seconds, fit.score),
    };
    let (ratio, longest) = (best.seconds / theirs.seconds, best.longest * 1e3);
    format!("| {title} | {} | {} | {ratio:.2} | {longest:.0} ms |\n", cell(best), cell(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs() {
        let fit = |seconds| Fit { seconds, score: 0.5, longest: 0.05, ..Fit::default() };
        let theirs = Fit { iterations: 7.0, ..fit(2.0) };
        let line = line("w", &fit(0.5), &theirs);
        assert_eq!(line, "| w | 0.500 s (0.5000) | 2.000 s (0.5000; 7) | 0.25 | 50 ms |\n");
    }
}

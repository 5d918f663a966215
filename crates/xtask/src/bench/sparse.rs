//! Many categories beside scikit-learn with scipy's sparse rows, natively with one thread.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use super::{Section, machine, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::Workspace;

const KINDS: [&str; 3] = ["multinomial_nb", "logistic_regression", "ridge"];
/// Rows and columns.
const SIZES: [(&str, &str); 2] = [("10000", "2000"), ("100000", "20000")];
/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: usize = 3;

const HEAD: &str = "

Four categories of a quarter of the columns each as 0 and 1, and a number beside them (not for
`multinomial_nb`): five cells a row. Training on three quarters of the rows, in memory as sparse rows on both
sides, with one thread, the best of three rounds in which the programs take turns, each in a process of its own.
The ratio is our time relative to theirs: under 1 is faster. Scores are the accuracy or R² on the rest; memory is
the most that the process had, which of theirs is Python in the main. As dense `f32` the larger table would take
8 GB.

";

const COLUMNS: &str = "\
| rows × columns | work | Glasshouse | scikit-learn | ratio | memory | theirs | longest chunk |
|---:|---|---:|---:|---:|---:|---:|---:|
";

#[derive(Deserialize, Default, Clone)]
struct Fit {
    #[serde(default)]
    version: String,
    seconds: f64,
    score: f64,
    #[serde(default)]
    longest: f64,
    memory: Option<f64>,
}

/// Times both and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    Program::new("cargo")
        .words("build --quiet --profile native --package glasshouse-learn --example sparse_speed")
        .without_env("CARGO_TARGET_DIR")
        .within(workspace.root())
        .run()?;
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for (rows, columns) in SIZES {
        say(&format!("writing {rows} rows of {columns} columns"));
        theirs(workspace)?.arg("table").arg(folder).args([rows, columns]).run()?;
        for kind in KINDS {
            say(&format!("timing {kind} on sparse rows"));
            let (mut best, mut peer): (Option<Fit>, Option<Fit>) = (None, None);
            for _ in 0..ROUNDS {
                let program = Program::new(workspace.root().join("target/native/examples/sparse_speed"));
                let found = parse(&program.arg(folder).args([rows, columns, kind]).read()?)?;
                best = quicker(best, found);
                let program = theirs(workspace)?.arg("fit").arg(folder).args([rows, columns, kind]);
                peer = quicker(peer, parse(&program.read()?)?);
            }
            let (best, peer) = (best.unwrap_or_default(), peer.unwrap_or_default());
            versions.insert("scikit-learn".to_owned(), peer.version.clone());
            lines += &line(&format!("{rows} × {columns}"), kind, &best, &peer);
        }
    }
    let head = results::heading(Section::Sparse).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

fn theirs(workspace: &Workspace) -> Result<Program> {
    let program = Program::new(python::interpreter(workspace)?).arg("-B");
    Ok(program.arg(workspace.bench().join("sparse.py")))
}

fn quicker(best: Option<Fit>, found: Fit) -> Option<Fit> {
    match best {
        Some(best) if best.seconds <= found.seconds => Some(best),
        _ => Some(found),
    }
}

fn line(size: &str, kind: &str, best: &Fit, theirs: &Fit) -> String {
    let cell = |fit: &Fit| format!("{:.3} s ({:.4})", fit.seconds, fit.score);
    let memory = |fit: &Fit| fit.memory.map_or("–".to_owned(), |mb| format!("{mb:.0} MB"));
    let (ratio, longest) = (best.seconds / theirs.seconds, best.longest * 1e3);
    format!(
        "| {size} | `{kind}` | {} | {} | {ratio:.2} | {} | {} | {longest:.0} ms |\n",
        cell(best),
        cell(theirs),
        memory(best),
        memory(theirs)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs() {
        let fit = |seconds| Fit { seconds, score: 0.5, longest: 0.05, memory: Some(9.6), ..Fit::default() };
        assert_eq!(
            line("1 × 2", "k", &fit(0.5), &fit(2.0)),
            "| 1 × 2 | `k` | 0.500 s (0.5000) | 2.000 s (0.5000) | 0.25 | 10 MB | 10 MB | 50 ms |\n"
        );
        assert_eq!(quicker(Some(fit(1.0)), fit(2.0)).map(|fit| fit.seconds), Some(1.0));
    }
}

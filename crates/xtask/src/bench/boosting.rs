//! Boosting beside LightGBM and scikit-learn, natively with the same threads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Deserialize;

use super::{Section, machine, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::Workspace;

/// Tables, what they are for people, and how many times all programs run on them, one after the other:
/// the best of each counts.
const TABLES: [(&str, &str, usize); 5] = [
    ("synthetic", "synthetic, 75,000 × 28, two classes", 3),
    ("adult", "adult, 36,631 × 13, two classes", 3),
    ("friedman", "Friedman, 37,500 × 20, a number", 3),
    ("synthetic-10x", "synthetic, 750,000 × 28, two classes", 1),
    ("friedman-10x", "Friedman, 375,000 × 20, a number", 1),
];
const PEERS: [(&str, &str); 2] = [("lightgbm", "LightGBM"), ("scikit-learn", "scikit-learn")];
const THREADS: [usize; 2] = [1, 2];

/// The table that is trained on in folds, and the one whose memory is told.
const FOLDS: &str = "synthetic";
/// What is trained to see the memory that it takes.
const HUNGRY: [(&str, &str); 2] =
    [("boosting", "hist_gradient_boosting early_stopping=false"), ("a random forest", "random_forest")];

const HEAD: &str = "

100 trees of 31 leaves, 255 bins, default parameters, no early stopping: from a matrix of 32-bit floats in
memory to a trained model, the best of three rounds (one on the larger tables) in which the programs take
turns, each in a process of its own. A ratio is our time relative to theirs: under 1 is faster. Scores are
those of a quarter of the rows that was not trained on: the area under the curve, or the root of the mean
squared error. Five folds are the synthetic table's 100,000 rows, each fold scored by a training on the other
four, one after the other; scoring is part of the time.

";

const COLUMNS: &str = "\
| table | threads | Glasshouse | LightGBM | scikit-learn | to LightGBM | to scikit-learn | longest chunk |
|---|---:|---:|---:|---:|---:|---:|---:|
";

/// What a program printed of itself.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
pub struct Fit {
    pub version: String,
    pub seconds: f64,
    pub score: f64,
    pub longest: f64,
    pub scoring: f64,
    pub iterations: f64,
    pub memory: f64,
    pub model_size: f64,
    pub metric: String,
}

impl Fit {
    /// What anything is quicker than.
    pub fn slowest() -> Self {
        Self { seconds: f64::INFINITY, ..Self::default() }
    }

    /// The quicker of two.
    pub fn quicker(self, other: Self) -> Self {
        if other.seconds < self.seconds { other } else { self }
    }
}

/// Times all and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    say("writing the tables of boosting");
    let folder = tables(workspace, folder)?;
    build(workspace)?;
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for (table, title, times) in TABLES {
        for threads in THREADS {
            say(&format!("timing boosting: {title}, threads: {threads}"));
            let fits = rounds(workspace, &folder, Work::Time, table, threads, times)?;
            for ((_, name), fit) in PEERS.iter().zip(&fits[1..]) {
                versions.insert((*name).to_owned(), fit.version.clone());
            }
            lines += &line(title, threads, &fits);
        }
    }
    for threads in THREADS {
        say(&format!("timing boosting in five folds, threads: {threads}"));
        let fits = rounds(workspace, &folder, Work::Folds, FOLDS, threads, 2)?;
        lines += &line("synthetic, five folds of 100,000 × 28", threads, &fits);
    }
    say("measuring the memory of trees");
    lines += &memory(workspace, &folder)?;
    let head = results::heading(Section::Boosting).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

/// Writes the tables; their folder.
pub fn tables(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let folder = folder.join("boosting");
    peer(workspace)?.arg("tables").arg(&folder).run()?;
    Ok(folder)
}

/// Builds the program that trains and does nothing else.
pub fn build(workspace: &Workspace) -> Result<()> {
    Program::new("cargo")
        .words("build --quiet --profile native --package glasshouse-learn --example training_speed")
        .words("--features parallel")
        .without_env("CARGO_TARGET_DIR")
        .within(workspace.root())
        .run()
}

/// The program that trains and does nothing else, but for the estimator and its parameters.
pub fn ours(workspace: &Workspace, folder: &Path, table: &str, threads: usize) -> Program {
    let program = Program::new(workspace.root().join("target/native/examples/training_speed"));
    program.arg(folder).arg(table).env("RAYON_NUM_THREADS", threads.to_string())
}

fn peer(workspace: &Workspace) -> Result<Program> {
    let script = workspace.bench().join("boosting.py");
    Ok(Program::new(python::interpreter(workspace)?).arg("-B").arg(script))
}

/// What the programs do.
#[derive(Clone, Copy)]
enum Work {
    /// A training.
    Time,
    /// One for each of five folds.
    Folds,
}

impl Work {
    /// As boosting.py calls it.
    fn word(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Folds => "folds",
        }
    }

    /// As our program does.
    fn ours(self) -> &'static str {
        match self {
            Self::Time => "hist_gradient_boosting early_stopping=false",
            Self::Folds => "hist_gradient_boosting early_stopping=false folds=5",
        }
    }
}

/// The best of ours and of each peer.
fn rounds(
    workspace: &Workspace,
    folder: &Path,
    work: Work,
    table: &str,
    threads: usize,
    times: usize,
) -> Result<Vec<Fit>> {
    let mut best: Vec<Fit> = Vec::new();
    for _ in 0..times {
        let ours = ours(workspace, folder, table, threads).words(work.ours());
        let mut fits = vec![parse::<Fit>(&ours.read()?)?];
        for (word, _) in PEERS {
            let program = peer(workspace)?.args([work.word(), word, &threads.to_string()]);
            fits.push(parse(&program.arg(folder).arg(table).read()?)?);
        }
        best = match best.is_empty() {
            true => fits,
            false => best.into_iter().zip(fits).map(|(a, b)| a.quicker(b)).collect(),
        };
    }
    Ok(best)
}

/// What trees hold beyond the table, in words.
fn memory(workspace: &Workspace, folder: &Path) -> Result<String> {
    let mut text = String::new();
    for (table, title, _) in TABLES.iter().filter(|(table, ..)| table.starts_with(FOLDS)) {
        for (name, words) in HUNGRY.iter().take(if *table == FOLDS { 2 } else { 1 }) {
            let fit: Fit = parse(&ours(workspace, folder, table, 1).words(words).read()?)?;
            let line = format!(
                "\n- {title}, 1 thread: {name} holds {:.2} bytes a cell beyond the table and the model, which is {:.1} MB.",
                fit.memory,
                fit.model_size / 1e6
            );
            text += &line;
        }
    }
    Ok(text + "\n")
}

fn line(title: &str, threads: usize, fits: &[Fit]) -> String {
    let cells: Vec<String> =
        fits.iter().map(|fit| format!("{:.3} s ({:.4})", fit.seconds, fit.score)).collect();
    let ratios: Vec<String> =
        fits[1..].iter().map(|peer| format!("{:.2}", fits[0].seconds / peer.seconds)).collect();
    let (cells, ratios) = (cells.join(" | "), ratios.join(" | "));
    format!("| {title} | {threads} | {cells} | {ratios} | {:.0} ms |\n", fits[0].longest * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs() {
        let fit = |seconds| Fit { seconds, score: 0.5, longest: 0.05, ..Fit::default() };
        assert_eq!(
            line("a table", 2, &[fit(1.0), fit(2.0), fit(0.5)]),
            "| a table | 2 | 1.000 s (0.5000) | 2.000 s (0.5000) | 0.500 s (0.5000) | 0.50 | 2.00 | 50 ms |\n"
        );
    }
}

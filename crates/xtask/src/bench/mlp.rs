//! Networks beside scikit-learn, natively with the same threads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::boosting::{Fit, build, ours};
use super::{Section, machine, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::Workspace;

const THREADS: [usize; 2] = [1, 2];
/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: usize = 5;
const NETWORK: &str = "mlp hidden_layer_sizes=128 max_iter=10 batch_size=128";
/// Multiplications and additions of ten epochs on 5,000 rows: each weight twice on the way there, twice
/// for its slope, and those of the last layer twice more on the way back.
const OPERATIONS: f64 = 10.0 * 5000.0 * (4.0 * 784.0 * 128.0 + 6.0 * 128.0 * 10.0);

const HEAD: &str = "

Ten epochs of a network 784-128-10 in batches of 128, relu and adam, on 5,000 images: from a matrix of 32-bit
floats in memory to a trained model, the best of five rounds in which the programs take turns, each in a
process of its own. The ratio is our time relative to theirs: under 1 is faster. Scores are the accuracy on
1,667 images that were not trained on. The speed is that of the products of matrices alone, over all of our
time.

";

const COLUMNS: &str = "\
| threads | Glasshouse | scikit-learn | ratio | speed | longest chunk |
|---:|---:|---:|---:|---:|---:|
";

/// Times both and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    say("writing the images");
    let folder = tables(workspace, folder)?;
    build(workspace)?;
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for threads in THREADS {
        say(&format!("timing a network, threads: {threads}"));
        let (mut best, mut theirs) = (Fit::slowest(), Fit::slowest());
        for _ in 0..ROUNDS {
            best = best.quicker(parse(&ours(workspace, &folder, "images", threads).words(NETWORK).read()?)?);
            let program = peer(workspace)?.args(["time", &threads.to_string()]).arg(&folder);
            theirs = theirs.quicker(parse(&program.read()?)?);
        }
        versions.insert("scikit-learn".to_owned(), theirs.version.clone());
        lines += &line(threads, &best, &theirs);
    }
    let head = results::heading(Section::Mlp).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

/// Writes the images; their folder.
pub fn tables(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let folder = folder.join("mlp");
    peer(workspace)?.arg("tables").arg(&folder).run()?;
    Ok(folder)
}

fn peer(workspace: &Workspace) -> Result<Program> {
    let script = workspace.bench().join("mlp.py");
    Ok(Program::new(python::interpreter(workspace)?).arg("-B").arg(script))
}

fn line(threads: usize, ours: &Fit, theirs: &Fit) -> String {
    let cell = |fit: &Fit| format!("{:.3} s ({:.4})", fit.seconds, fit.score);
    let (ratio, speed) = (ours.seconds / theirs.seconds, OPERATIONS / ours.seconds / 1e9);
    let longest = ours.longest * 1e3;
    format!(
        "| {threads} | {} | {} | {ratio:.2} | {speed:.0} GFLOP/s | {longest:.0} ms |\n",
        cell(ours),
        cell(theirs)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_ours_to_theirs() {
        let fit = |seconds| Fit { seconds, score: 0.5, longest: 0.05, ..Fit::default() };
        assert_eq!(
            line(2, &fit(0.5), &fit(2.0)),
            "| 2 | 0.500 s (0.5000) | 2.000 s (0.5000) | 0.25 | 41 GFLOP/s | 50 ms |\n"
        );
    }
}

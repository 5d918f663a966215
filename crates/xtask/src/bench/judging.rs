//! Folds, a search, permutations and SHAP values beside scikit-learn, Optuna and the shap package, natively with
//! one thread, by the command line.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;

use super::boosting::Fit;
use super::{Section, machine, native, parse, results, script};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::{Workspace, write};

/// Times that both programs run, one after the other: the best of each counts.
const ROUNDS: usize = 2;

/// What is asked of both.
struct Work {
    /// As judging.py calls it.
    word: &'static str,
    title: &'static str,
    peer: &'static str,
    /// Rows of the table.
    rows: u64,
    /// After the program's name: `RECIPE`, `MODEL` and `TABLE` are files.
    words: &'static str,
    /// Where its answer has the score.
    score: fn(&Value) -> Option<f64>,
}

const WORKS: [Work; 4] = [
    Work {
        word: "folds",
        title: "five folds of 100,000 × 20",
        peer: "scikit-learn",
        rows: 100_000,
        words: "cv RECIPE --data TABLE",
        score: |told| told["metrics"]["roc_auc"]["mean"].as_f64(),
    },
    Work {
        word: "search",
        title: "50 trials of 3 folds of 7,500 × 20",
        peer: "Optuna",
        rows: 10_000,
        words: "tune RECIPE --data TABLE",
        score: |told| told["best_score"].as_f64(),
    },
    Work {
        word: "permutation",
        title: "20 columns permuted five times, 25,000 rows",
        peer: "scikit-learn",
        rows: 100_000,
        words: "explain MODEL --data TABLE --method permutation --repeats 5",
        score: |told| {
            let first = |one: &&Value| one["columns"][0] == "x00";
            told["importances"].as_array()?.iter().find(first)?["mean"].as_f64()
        },
    },
    Work {
        word: "shap",
        title: "SHAP values of 10,000 rows by 100 trees of 31 leaves",
        peer: "shap",
        rows: 100_000,
        words: "explain MODEL --data TABLE --method shap --rows 10000",
        score: |told| told["mean_size"][0][0].as_f64(),
    },
];

const RECIPE: &str = r#"version = 1

[task]
target = "y"
kind = "classification"
positive = "yes"

[split]
method = "stratified"
train = 0.75
validation = 0.0
test = 0.25

[model]
kind = "hist_gradient_boosting"

[model.params]
max_iter = 100
early_stopping = false

[evaluate]
cv = 5
metrics = ["roc_auc"]

[tune]
method = "tpe"
trials = 50
folds = 3
metric = "roc_auc"

[tune.space]
"model.learning_rate" = { low = 0.01, high = 0.5, log = true }
"model.max_leaf_nodes" = { low = 4, high = 64 }
"model.min_samples_leaf" = { low = 5, high = 100 }
"#;

const HEAD: &str = "

Boosting of 100 trees with 31 leaves, two classes, one thread, from a CSV file to the figures: ours the whole command
(`cv`, `tune`, `explain`), theirs from after the imports, by scikit-learn's `HistGradientBoostingClassifier`; the best of
two rounds in which the programs take turns. The search tries learning rate, leaves and rows of a leaf, ours and Optuna's by
TPE. What is explained was trained before. Scores are the mean area under the curve of the folds, the best of the
search, and of the first column its importance and the mean size of its SHAP values; every program has a model of its
own. The ratio is our time relative to theirs: under 1 is faster.

";

const COLUMNS: &str = "\
| work | peer | Glasshouse | peer's | ratio |
|---|---|---:|---:|---:|
";

/// Times all and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path) -> Result<String> {
    let binary = native::build(workspace)?;
    let folder = folder.join("judging");
    script(workspace, "data.py", &folder, &[10_000, 100_000])?.run()?;
    let (recipe, model) = (folder.join("recipe.toml"), folder.join("model.glasshouse"));
    write(&recipe, RECIPE.as_bytes())?;
    let table = |rows: u64| folder.join(format!("classes-{rows}.csv"));
    let train = Program::new(&binary).arg("train").arg(&recipe).arg("--data").arg(table(100_000));
    train.arg("--out").arg(&model).read()?;
    let (mut versions, mut lines) = (BTreeMap::new(), String::new());
    for work in &WORKS {
        say(&format!("timing {}", work.title));
        let (mut best, mut theirs) = (Fit::slowest(), Fit::slowest());
        let table = table(work.rows);
        for _ in 0..ROUNDS {
            best = best.quicker(ours(&binary, work, [&recipe, &model, &table])?);
            let program = Program::new(python::models_interpreter(workspace)?).arg("-B");
            let program = program.arg(workspace.bench().join("judging.py")).arg(work.word).arg(&table);
            theirs = theirs.quicker(parse(&program.env("OMP_NUM_THREADS", "1").read()?)?);
        }
        versions.insert(work.peer.to_owned(), theirs.version.clone());
        lines += &line(work, &best, &theirs);
    }
    let head = results::heading(Section::Judging).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + "\n" + COLUMNS + &lines)
}

fn ours(binary: &Path, work: &Work, [recipe, model, table]: [&Path; 3]) -> Result<Fit> {
    let mut program = Program::new(binary).env("RAYON_NUM_THREADS", "1");
    for word in work.words.split(' ') {
        program = match word {
            "RECIPE" => program.arg(recipe),
            "MODEL" => program.arg(model),
            "TABLE" => program.arg(table),
            word => program.arg(word),
        };
    }
    let start = Instant::now();
    let told = program.arg("--json").read()?;
    let seconds = start.elapsed().as_secs_f64();
    let score = (work.score)(&parse(&told)?).with_context(|| format!("{} has no score", work.word))?;
    Ok(Fit { seconds, score, ..Fit::default() })
}

fn line(work: &Work, best: &Fit, theirs: &Fit) -> String {
    let cell = |fit: &Fit| format!("{:.2} s ({:.4})", fit.seconds, fit.score);
    let ratio = best.seconds / theirs.seconds;
    format!("| {} | {} | {} | {} | {ratio:.2} |\n", work.title, work.peer, cell(best), cell(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ratios_are_ours_to_theirs() {
        let fit = |seconds| Fit { seconds, score: 0.5, ..Fit::default() };
        let text = line(&WORKS[1], &fit(0.5), &fit(2.0));
        let wanted =
            "| 50 trials of 3 folds of 7,500 × 20 | Optuna | 0.50 s (0.5000) | 2.00 s (0.5000) | 0.25 |\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn an_answer_without_a_score_is_none() {
        let told = json!({ "importances": [{ "columns": ["x01"], "mean": 1.0 }, { "columns": ["x00"], "mean": 0.5 }] });
        assert_eq!((WORKS[2].score)(&told), Some(0.5));
        assert_eq!((WORKS[3].score)(&told), None);
    }
}

//! The command line, built as it is released.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Time, parse};
use crate::program::Program;
use crate::workspace::{Workspace, write};

/// Table, kind of task, estimators, metric.
type Case = (&'static str, &'static str, [&'static str; 4], &'static str);

const BOOSTING: &str = "hist_gradient_boosting";

const CASES: [Case; 2] = [
    (
        "classes",
        "classification",
        ["logistic_regression", "decision_tree", "random_forest", BOOSTING],
        "accuracy",
    ),
    ("amounts", "regression", ["linear_regression", "decision_tree", "random_forest", BOOSTING], "r2"),
];

pub fn measure(workspace: &Workspace, folder: &Path, sizes: &[u64]) -> Result<Vec<Time>> {
    let binary = build(workspace)?;
    let mut times = Vec::new();
    for &rows in sizes {
        let mut reading = f64::INFINITY;
        for (table, task, kinds, metric) in CASES {
            let data = folder.join(format!("{table}-{rows}.csv"));
            for kind in kinds {
                let recipe = folder.join(format!("{table}-{kind}.toml"));
                write(&recipe, recipe_text(task, kind).as_bytes())?;
                let report = train(&binary, &recipe, &data)?;
                let work = format!("{table}/{kind}");
                let seconds = seconds(&report, &["prepare", "fit"])?;
                let score = report.pointer(&format!("/metrics/test/{metric}")).and_then(Value::as_f64);
                times.push(Time { rows, work, seconds, score });
                if table == "classes" {
                    reading = reading.min(self::seconds(&report, &["read"])?);
                }
            }
        }
        times.push(Time { rows, work: "read".to_owned(), seconds: reading, score: None });
    }
    Ok(times)
}

/// Builds it and tells where it lies.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    Program::new("cargo")
        .words("build --quiet --package glasshouse --profile native")
        .without_env("CARGO_TARGET_DIR")
        .within(workspace.root())
        .run()?;
    Ok(workspace.root().join("target/native/glasshouse"))
}

/// The same steps that the peers take.
fn recipe_text(task: &str, kind: &str) -> String {
    let step = |op: &str| format!("[[prepare]]\nop = \"{op}\"\ncolumns = [\"@numeric\"]\n");
    let split = "[split]\nmethod = \"random\"\ntrain = 0.70\nvalidation = 0.15\ntest = 0.15\n";
    let head = "version = 1\nname = \"bench\"\nseed = 42\n";
    let imputer = step("simple_imputer") + "strategy = \"median\"\n";
    let scaler = step("standard_scaler");
    format!(
        "{head}\n[task]\nkind = \"{task}\"\ntarget = \"y\"\n\n{split}\n{imputer}\n{scaler}\n[model]\nkind = \"{kind}\"\n"
    )
}

fn train(binary: &Path, recipe: &Path, data: &Path) -> Result<Value> {
    parse(&Program::new(binary).arg("train").arg(recipe).arg("--data").arg(data).arg("--json").read()?)
}

fn seconds(report: &Value, stages: &[&str]) -> Result<f64> {
    let of = |stage: &&str| report.pointer(&format!("/seconds/{stage}")).and_then(Value::as_f64);
    let all: Option<Vec<f64>> = stages.iter().map(of).collect();
    Ok(all.context("the report holds no seconds")?.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_summed_and_must_be_there() {
        let report = serde_json::json!({"seconds": {"prepare": 1.0, "fit": 2.5}});
        assert_eq!(seconds(&report, &["prepare", "fit"]).unwrap(), 3.5);
        assert!(seconds(&report, &["fit", "read"]).is_err());
    }
}

//! Python with the pinned packages of tests/reference, in an environment of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Need, Purpose, debian};
use crate::program::{Program, on_path};
use crate::workspace::{Workspace, digest, files_under, read, write};

/// Newest first; the pinned packages need at least 3.11.
const INTERPRETERS: [&str; 2] = ["python3.11", "python3"];

/// Written last, so that an interrupted installation is not taken for a whole one.
const WHOLE: &str = "whole";

pub const NEED: Need = Need {
    name: "Python with scikit-learn and onnxruntime",
    reason: "the tests compare with them",
    purpose: Purpose::Python,
    is_met: |workspace| is_whole(&requirements(workspace), workspace),
    meet: |workspace| install(&requirements(workspace), workspace),
    by_hand: "install Python 3.11 or newer with its venv module (Debian: apt-get install python3 \
              python3-venv); the packages of tests/reference/requirements.txt must be reachable by pip",
};

pub const BENCH_NEED: Need = Need {
    name: "Python with pandas, DuckDB and Polars",
    reason: "reading is timed beside them",
    purpose: Purpose::Bench,
    is_met: |workspace| is_whole(&bench_requirements(workspace), workspace),
    meet: |workspace| install(&bench_requirements(workspace), workspace),
    by_hand: "install Python 3.11 or newer with its venv module (Debian: apt-get install python3 \
              python3-venv); the packages of bench/requirements.txt must be reachable by pip",
};

/// ydata-profiling wants an older pandas than what reading is timed beside.
pub const PROFILE_NEED: Need = Need {
    name: "Python with ydata-profiling and Polars",
    reason: "profiling is timed beside them",
    purpose: Purpose::Bench,
    is_met: |workspace| is_whole(&profile_requirements(workspace), workspace),
    meet: |workspace| install(&profile_requirements(workspace), workspace),
    by_hand: "install Python 3.11 or newer with its venv module (Debian: apt-get install python3 \
              python3-venv); the packages of bench/profile.txt must be reachable by pip",
};

/// What searches for models and explains them.
pub const MODELS_NEED: Need = Need {
    name: "Python with FLAML, MLJAR, Optuna and shap",
    reason: "searching for models and explaining them is measured beside them",
    purpose: Purpose::Bench,
    is_met: |workspace| is_whole(&models_requirements(workspace), workspace),
    meet: |workspace| install(&models_requirements(workspace), workspace),
    by_hand: "install Python 3.11 or newer with its venv module (Debian: apt-get install python3 \
              python3-venv); the packages of bench/models.txt must be reachable by pip",
};

/// The interpreter that has what models are searched and explained beside.
pub fn models_interpreter(workspace: &Workspace) -> Result<PathBuf> {
    Ok(environment(&models_requirements(workspace), workspace)?.join("bin/python"))
}

/// The interpreter that has what profiling is timed beside.
pub fn profile_interpreter(workspace: &Workspace) -> Result<PathBuf> {
    Ok(environment(&profile_requirements(workspace), workspace)?.join("bin/python"))
}

/// The interpreter that has the packages of the benchmark.
pub fn bench_interpreter(workspace: &Workspace) -> Result<PathBuf> {
    Ok(environment(&bench_requirements(workspace), workspace)?.join("bin/python"))
}

/// The interpreter that has the pinned packages.
pub fn interpreter(workspace: &Workspace) -> Result<PathBuf> {
    Ok(environment(&requirements(workspace), workspace)?.join("bin/python"))
}

/// The ONNX Runtime library that the Python package carries; native code loads it too.
pub fn onnxruntime_library(workspace: &Workspace) -> Result<PathBuf> {
    let files = files_under(&environment(&requirements(workspace), workspace)?.join("lib"))?;
    let is_library = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libonnxruntime.") && !name.contains("providers")
    };
    files.into_iter().find(is_library).context("the package onnxruntime carries no library")
}

/// One environment for each text of requirements.txt, shared by all checkouts.
fn environment(requirements: &Path, workspace: &Workspace) -> Result<PathBuf> {
    let pins = read(requirements)?;
    let name = format!("python-{}", &digest([pins.as_slice()])[..16]);
    Ok(workspace.tools().join(name))
}

fn requirements(workspace: &Workspace) -> PathBuf {
    workspace.root().join("tests/reference/requirements.txt")
}

fn bench_requirements(workspace: &Workspace) -> PathBuf {
    workspace.bench().join("requirements.txt")
}

fn profile_requirements(workspace: &Workspace) -> PathBuf {
    workspace.bench().join("profile.txt")
}

fn models_requirements(workspace: &Workspace) -> PathBuf {
    workspace.bench().join("models.txt")
}

fn is_whole(requirements: &Path, workspace: &Workspace) -> bool {
    environment(requirements, workspace).is_ok_and(|folder| folder.join(WHOLE).is_file())
}

fn install(requirements: &Path, workspace: &Workspace) -> Result<()> {
    let folder = environment(requirements, workspace)?;
    if create_environment(&folder).is_err() {
        debian::install(&["python3", "python3-venv"])?;
        create_environment(&folder)?;
    }
    Program::new(folder.join("bin/python"))
        .words("-m pip install --quiet --disable-pip-version-check --only-binary :all: -r")
        .arg(requirements)
        .run()?;
    write(&folder.join(WHOLE), b"")
}

fn create_environment(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).context("removing an unfinished Python environment")?;
    }
    let python = on_path(&INTERPRETERS).context("Python is not on PATH")?;
    Program::new(python).words("-m venv").arg(folder).read().map(drop)
}

//! `cargo xtask test`: native tests, then Python's view of our ONNX files, then a real browser.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::build;
use crate::program::{Program, say};
use crate::setup::{self, Purpose, chromium, python};
use crate::workspace::{Workspace, files_under};

#[derive(Args)]
pub struct Options {
    /// Only this part
    #[arg(long, value_enum)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Unit, property, documentation and golden tests
    Native,
    /// Exported models under onnxruntime
    Python,
    /// The studio in Chromium
    Browser,
}

impl Part {
    fn needs(self) -> &'static [Purpose] {
        match self {
            Self::Native | Self::Python => &[Purpose::Python],
            Self::Browser => &[Purpose::Build, Purpose::Python, Purpose::Browser],
        }
    }

    fn run(self, workspace: &Workspace) -> Result<()> {
        match self {
            Self::Native => native(workspace),
            Self::Python => python_checks(workspace),
            Self::Browser => browser(workspace),
        }
    }
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let parts = match options.only {
        Some(part) => vec![part],
        None => vec![Part::Native, Part::Python, Part::Browser],
    };
    let needs: Vec<Purpose> = parts.iter().flat_map(|part| part.needs()).copied().collect();
    setup::prepare(workspace, &needs)?;
    for part in parts {
        part.run(workspace)?;
    }
    say("all tests passed");
    Ok(())
}

fn native(workspace: &Workspace) -> Result<()> {
    say("native tests");
    command_line(workspace)?;
    let cargo = || with_tools(workspace, Program::new("cargo"));
    if Program::new("cargo").words("nextest --version").succeeds() {
        cargo()?.words("nextest run --workspace --no-fail-fast").run()?;
    } else {
        cargo()?.words("test --workspace --bins --lib --tests --no-fail-fast").run()?;
    }
    say("examples in the documentation");
    cargo()?.words("test --workspace --doc --quiet").run()
}

/// Scripts named `test_*.py`, by Python's own unittest: models that our binary exported.
fn python_checks(workspace: &Workspace) -> Result<()> {
    say("exported models under onnxruntime");
    command_line(workspace)?;
    let folder = workspace.root().join("tests/onnx");
    let is_test = |name: &str| name.starts_with("test_") && name.ends_with(".py");
    some_files(&folder, is_test)?;
    let program = Program::new(python::interpreter(workspace)?)
        .words("-m unittest discover --pattern test_*.py --start-directory")
        .arg(folder);
    with_tools(workspace, program)?.run()
}

fn browser(workspace: &Workspace) -> Result<()> {
    build::run(workspace)?;
    command_line(workspace)?;
    say("the studio in Chromium");
    let files = some_files(&workspace.e2e(), |name| name.ends_with(".test.mjs"))?;
    let program = Program::new("node").words("--test --test-concurrency=1").args(files);
    with_tools(workspace, program)?.run()
}

/// Builds the binary that the tests drive.
fn command_line(workspace: &Workspace) -> Result<()> {
    Program::new("cargo").words("build --quiet --package glasshouse").within(workspace.root()).run()
}

/// The files of a folder that hold tests: none at all is a fault, not a success.
fn some_files(folder: &std::path::Path, is_test: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for file in files_under(folder)? {
        let inside = !file.components().any(|part| part.as_os_str() == "node_modules");
        if inside && is_test(&file.file_name().unwrap_or_default().to_string_lossy()) {
            files.push(file);
        }
    }
    if files.is_empty() {
        bail!("{} holds no tests", folder.display());
    }
    Ok(files)
}

/// Tells tests where the tools are, by the names that they agree on.
pub fn with_tools(workspace: &Workspace, program: Program) -> Result<Program> {
    let root = workspace.root();
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let mut program = program
        .within(root)
        .env("GLASSHOUSE_BIN", target.join("debug/glasshouse"))
        .env("GLASSHOUSE_DIST", workspace.dist())
        .env("GLASSHOUSE_PYTHON", python::interpreter(workspace)?)
        .env("ORT_DYLIB_PATH", python::onnxruntime_library(workspace).context("after set-up")?);
    if let Some(browser) = chromium::program() {
        program = program.env("GLASSHOUSE_CHROMIUM", browser);
    }
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_tests_is_a_fault() {
        let workspace = Workspace::find().unwrap();
        let xtask = workspace.root().join("crates/xtask");
        assert!(some_files(&xtask, |name| name.ends_with(".test.mjs")).is_err());
        assert!(some_files(&xtask, |name| name == "test.rs").is_ok());
    }
}

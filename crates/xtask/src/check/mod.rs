//! `cargo xtask check`: what holds for all code, without running it.

mod floors;
mod licences;
mod packages;

use anyhow::{Result, bail};

use crate::program::{Program, say};
use crate::setup::wasm_std::{TARGET, WasmToolchain};
use crate::setup::{self, Purpose};
use crate::workspace::Workspace;

/// The crates that run in the browser; they compile to WebAssembly with all that they use.
const IN_BROWSER: [&str; 3] = ["glasshouse-web", "glasshouse-pictures", "glasshouse-worker"];

pub fn run(workspace: &Workspace) -> Result<()> {
    let graph = packages::read(workspace)?;
    say("crate floors");
    refuse("a crate may only use crates on lower floors", &floors::violations(&graph))?;
    say("licences");
    refuse("this licence is not on the list", &licences::violations(&graph))?;
    say("formatting");
    cargo(workspace).words("fmt --all --check").run()?;
    say("lints");
    let clippy = "clippy --quiet --workspace --all-targets -- -D warnings";
    cargo(workspace).words(clippy).run()?;
    lint_for_browser(workspace)?;
    say("documentation");
    let document = cargo(workspace).words("doc --quiet --workspace --no-deps --document-private-items");
    document.env("RUSTDOCFLAGS", "-D warnings").run()?;
    say("all checks passed");
    Ok(())
}

fn cargo(workspace: &Workspace) -> Program {
    Program::new("cargo").within(workspace.root())
}

fn refuse(rule: &str, violations: &[String]) -> Result<()> {
    if violations.is_empty() {
        return Ok(());
    }
    bail!("{rule}:\n  {}", violations.join("\n  "))
}

/// The lints once more as the browser's code sees itself, where that compiler has them.
fn lint_for_browser(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Purpose::Build])?;
    let toolchain = WasmToolchain::require()?;
    if !toolchain.has_clippy() {
        say(
            "the compiler that builds WebAssembly here has no clippy: `cargo xtask build` shows its warnings",
        );
        return Ok(());
    }
    let cargo = toolchain.cargo(workspace)?.words("clippy --quiet --target").arg(TARGET);
    let cargo = IN_BROWSER.iter().fold(cargo, |cargo, package| cargo.args(["--package", package]));
    cargo.words("-- -D warnings").run()
}

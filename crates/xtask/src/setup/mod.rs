//! `cargo xtask setup`: what building and testing need beyond a Rust toolchain.
//!
//! Each need is a value: how to see that it is met, how to meet it, and what a person must do by
//! hand where this program cannot. What is already there is never installed again.

pub mod chromium;
pub mod python;
pub mod wasm_std;

mod cargo_tools;
mod debian;
mod npm;

use std::fs::{self, File};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::program::say;
use crate::workspace::Workspace;

pub use cargo_tools::WASM_BINDGEN;

#[derive(Args)]
pub struct Options {
    /// Also what the tests need: Chromium and Python with scikit-learn and onnxruntime
    #[arg(long)]
    tests: bool,
}

/// What is about to be done, and so what has to be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Building and serving the studio.
    Build,
    /// The Python side of tests and references.
    Python,
    /// The browser tests.
    Browser,
    /// What speed is compared with.
    Bench,
}

/// One thing that has to be on the machine.
pub struct Need {
    name: &'static str,
    reason: &'static str,
    purpose: Purpose,
    is_met: fn(&Workspace) -> bool,
    meet: fn(&Workspace) -> Result<()>,
    /// What to do where this program may not or cannot do it.
    by_hand: &'static str,
}

const NEEDS: [Need; 10] = [
    wasm_std::NEED,
    cargo_tools::WASM_BINDGEN_NEED,
    npm::NODE_NEED,
    npm::PACKAGES_NEED,
    npm::BENCH_NEED,
    python::NEED,
    python::BENCH_NEED,
    python::PROFILE_NEED,
    python::MODELS_NEED,
    chromium::NEED,
];

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let purposes: &[Purpose] = match options.tests {
        true => &[Purpose::Build, Purpose::Python, Purpose::Browser],
        false => &[Purpose::Build],
    };
    prepare(workspace, purposes)?;
    say("everything is in place");
    Ok(())
}

/// Meets every need of these purposes, one after the other; says nothing about what is there.
pub fn prepare(workspace: &Workspace, purposes: &[Purpose]) -> Result<()> {
    let missing = |need: &&Need| purposes.contains(&need.purpose) && !(need.is_met)(workspace);
    if !NEEDS.iter().any(|need| missing(&need)) {
        return Ok(());
    }
    let _held = hold_tools(workspace)?;
    for need in NEEDS.iter().filter(missing) {
        meet(workspace, need)?;
    }
    Ok(())
}

fn meet(workspace: &Workspace, need: &Need) -> Result<()> {
    say(&format!("installing {}: {}", need.name, need.reason));
    let by_hand = || format!("{} is missing. By hand: {}", need.name, need.by_hand);
    (need.meet)(workspace).with_context(by_hand)?;
    if !(need.is_met)(workspace) {
        bail!("{} was installed but cannot be found. By hand: {}", need.name, need.by_hand);
    }
    Ok(())
}

/// Two set-ups at once would write over each other: the second waits until this file is dropped.
fn hold_tools(workspace: &Workspace) -> Result<File> {
    let folder = workspace.tools();
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let lock = File::create(folder.join("setup.lock")).context("creating the set-up's lock")?;
    if lock.try_lock().is_err() {
        say("waiting for another set-up to finish");
        lock.lock().context("waiting for another set-up")?;
    }
    Ok(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_explains_itself() {
        for need in NEEDS {
            assert!(!need.reason.is_empty(), "{} gives no reason", need.name);
            assert!(need.by_hand.len() > 20, "{} leaves a non-root user alone", need.name);
        }
    }

    #[test]
    fn an_unmet_need_says_what_to_do_by_hand() {
        let workspace = Workspace::find().unwrap();
        let need = Need {
            name: "the moon",
            reason: "for its light",
            purpose: Purpose::Build,
            is_met: |_| false,
            meet: |_| Ok(()),
            by_hand: "wait for the night and look up",
        };
        let fault = meet(&workspace, &need).unwrap_err().to_string();
        assert!(fault.contains("the moon") && fault.contains("look up"), "{fault}");
    }
}

//! `cargo xtask bless`: rewrites what the tests compare with.
//!
//! Reference answers come from scikit-learn and scipy by the scripts of tests/reference; golden
//! outputs from our own binary. Both are committed, so the difference is read before it is kept.

use anyhow::Result;

use crate::program::{Program, say};
use crate::setup::{self, Purpose, python};
use crate::test::with_tools;
use crate::workspace::{Workspace, files_under};

/// Its golden tests write instead of comparing when this is set.
const SWITCH: &str = "GLASSHOUSE_BLESS";

pub fn run(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Purpose::Python])?;
    reference_answers(workspace)?;
    golden_outputs(workspace)?;
    say("done: read `git diff` before committing");
    Ok(())
}

/// Runs each script of tests/reference. A script whose name begins with `_` serves others, or needs packages
/// that it names itself and is run by hand.
fn reference_answers(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root().join("tests/reference");
    for file in files_under(&folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".py") && !name.starts_with('_') {
            say(&format!("reference answers by {name}"));
            let script = Program::new(python::interpreter(workspace)?).arg("-B").arg(&file);
            with_tools(workspace, script)?.within(&folder).run()?;
        }
    }
    Ok(())
}

fn golden_outputs(workspace: &Workspace) -> Result<()> {
    say("golden outputs of tests/recipes");
    Program::new("cargo").words("build --quiet --package glasshouse").within(workspace.root()).run()?;
    let tests = Program::new("cargo").words("test --quiet --package glasshouse-tests").env(SWITCH, "1");
    with_tools(workspace, tests)?.run()
}

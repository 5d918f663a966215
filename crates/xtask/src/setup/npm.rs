//! Node.js and the packages that tests/e2e pins: wasm-opt, ONNX Runtime Web, the browser driver.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use super::{Need, Purpose, debian};
use crate::program::Program;
use crate::workspace::{Workspace, digest, read, write};

const OLDEST_NODE: u32 = 18;

pub const NODE_NEED: Need = Need {
    name: "Node.js 18 or newer with npm",
    reason: "wasm-opt, ONNX Runtime Web and the browser tests come from npm",
    purpose: Purpose::Build,
    is_met: |_| node_is_recent() && Program::new("npm").arg("--version").succeeds(),
    meet: |_| debian::install(&["nodejs", "npm"]),
    by_hand: "install Node.js 18 or newer with npm from your system's packages or nodejs.org",
};

pub const PACKAGES_NEED: Need = Need {
    name: "the npm packages of tests/e2e",
    reason: "wasm-opt makes the studio small, ONNX Runtime Web checks its exports",
    purpose: Purpose::Build,
    is_met: packages_are_current,
    meet: install_packages,
    by_hand: "run `npm ci --ignore-scripts` in tests/e2e, where the npm registry can be reached",
};

fn node_is_recent() -> bool {
    let said = Program::new("node").arg("--version").read();
    said.is_ok_and(|text| major(&text).is_some_and(|version| version >= OLDEST_NODE))
}

/// `v20.20.2` is of major version 20.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// npm's own record of an installation names no lock file: ours does.
fn stamp(workspace: &Workspace) -> PathBuf {
    workspace.node_modules().join(".installed-from")
}

fn lock_digest(workspace: &Workspace) -> Result<String> {
    Ok(digest([read(&workspace.e2e().join("package-lock.json"))?.as_slice()]))
}

fn packages_are_current(workspace: &Workspace) -> bool {
    let installed = fs::read_to_string(stamp(workspace));
    lock_digest(workspace).is_ok_and(|wanted| installed.is_ok_and(|have| have == wanted))
}

fn install_packages(workspace: &Workspace) -> Result<()> {
    Program::new("npm")
        .words("ci --ignore-scripts --no-audit --no-fund --loglevel=error")
        .within(&workspace.e2e())
        .run()?;
    write(&stamp(workspace), lock_digest(workspace)?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major("unknown"), None);
    }
}

//! Node.js and the packages that tests/e2e pins: wasm-opt, ONNX Runtime Web, the browser driver.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Need, Purpose, debian};
use crate::program::Program;
use crate::workspace::{digest, read, write};

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
    is_met: |workspace| are_current(&workspace.e2e()),
    meet: |workspace| install(&workspace.e2e()),
    by_hand: "run `npm ci --ignore-scripts` in tests/e2e, where the npm registry can be reached",
};

pub const BENCH_NEED: Need = Need {
    name: "the npm packages of bench",
    reason: "reading in Chromium is timed beside them",
    purpose: Purpose::Bench,
    is_met: |workspace| are_current(&workspace.bench()),
    meet: |workspace| install(&workspace.bench()),
    by_hand: "run `npm ci --ignore-scripts` in bench, where the npm registry can be reached",
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
fn stamp(folder: &Path) -> PathBuf {
    folder.join("node_modules/.installed-from")
}

fn lock_digest(folder: &Path) -> Result<String> {
    Ok(digest([read(&folder.join("package-lock.json"))?.as_slice()]))
}

/// Whether the packages that a folder pins are installed in it.
fn are_current(folder: &Path) -> bool {
    let installed = fs::read_to_string(stamp(folder));
    lock_digest(folder).is_ok_and(|wanted| installed.is_ok_and(|have| have == wanted))
}

fn install(folder: &Path) -> Result<()> {
    Program::new("npm")
        .words("ci --ignore-scripts --no-audit --no-fund --loglevel=error")
        .within(folder)
        .run()?;
    write(&stamp(folder), lock_digest(folder)?.as_bytes())
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

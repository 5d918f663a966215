//! wasm-bindgen, compiled once per version from its published sources.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Need, Purpose};
use crate::program::{Program, say};
use crate::workspace::Workspace;

/// A tool that cargo installs, in a folder named after its version.
pub struct CargoTool {
    pub name: &'static str,
    package: &'static str,
    pub version: &'static str,
    /// How far it is optimized: compiling it quickly is worth more than its speed.
    level: &'static str,
}

/// Joins WebAssembly to JavaScript. Its version is that of the crate `wasm-bindgen` in Cargo.lock.
pub const WASM_BINDGEN: CargoTool =
    CargoTool { name: "wasm-bindgen", package: "wasm-bindgen-cli", version: "0.2.130", level: "1" };

pub const WASM_BINDGEN_NEED: Need = Need {
    name: "wasm-bindgen 0.2.130",
    reason: "it joins WebAssembly to JavaScript; compiling it takes some minutes, once",
    purpose: Purpose::Build,
    is_met: |workspace| WASM_BINDGEN.is_installed(workspace),
    meet: |workspace| WASM_BINDGEN.install(workspace),
    by_hand: "cargo install wasm-bindgen-cli@0.2.130 --root <the tool folder>/wasm-bindgen-0.2.130, \
              where the tool folder is $GLASSHOUSE_TOOLS or ~/.cache/glasshouse",
};

impl CargoTool {
    /// The folder to put on PATH.
    pub fn folder(&self, workspace: &Workspace) -> PathBuf {
        self.root(workspace.tools()).join("bin")
    }

    pub fn program(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join(self.name)
    }

    fn root(&self, tools: &Path) -> PathBuf {
        tools.join(format!("{}-{}", self.name, self.version))
    }

    fn is_installed(&self, workspace: &Workspace) -> bool {
        let said = Program::new(self.program(workspace)).arg("--version").read();
        said.is_ok_and(|text| text.split_whitespace().any(|word| word == self.version))
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        let build = workspace.tools().join("build");
        let program = Program::new("cargo")
            .words("install --quiet --force")
            .arg(format!("{}@{}", self.package, self.version))
            .arg("--root")
            .arg(self.root(workspace.tools()))
            .args(["--bin", self.name])
            .env("CARGO_PROFILE_RELEASE_LTO", "false")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.level)
            .env("CARGO_TARGET_DIR", &build)
            .without_env("RUSTFLAGS")
            .within(workspace.tools());
        program.run()?;
        if let Err(fault) = std::fs::remove_dir_all(&build) {
            say(&format!("{} can be removed by hand ({fault})", build.display()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_need_names_the_version_that_is_installed() {
        let (tool, need) = (WASM_BINDGEN, WASM_BINDGEN_NEED);
        assert!(need.name.ends_with(tool.version));
        assert!(need.by_hand.contains(&format!("{}@{}", tool.package, tool.version)));
        assert!(need.by_hand.contains(&format!("{}-{}", tool.name, tool.version)));
    }

    #[test]
    fn wasm_bindgen_is_the_one_in_the_lock_file() {
        let workspace = Workspace::find().unwrap();
        let lock = std::fs::read_to_string(workspace.root().join("Cargo.lock")).unwrap();
        let entry = format!("name = \"wasm-bindgen\"\nversion = \"{}\"\n", WASM_BINDGEN.version);
        assert!(lock.contains(&entry), "Cargo.lock and the tool differ: pin both to one version");
    }
}

//! The page: the Yew app, bundled by Trunk from index.html.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{Layout, add_folder, compile, policy, tool_versions};
use crate::program::{Program, say};
use crate::setup::wasm_std::WasmToolchain;
use crate::setup::{TRUNK, WASM_BINDGEN};
use crate::workspace::{Workspace, write};

pub const PACKAGE: &str = "glasshouse-web";
const PROFILE: &str = "page";

pub fn build(workspace: &Workspace, toolchain: &WasmToolchain, layout: &mut Layout) -> Result<()> {
    let module = compile(workspace, toolchain, PACKAGE, PROFILE)?;
    let root = workspace.root();
    let mut inputs: Vec<PathBuf> =
        ["index.html", "Trunk.toml", "web", "assets"].map(|name| root.join(name)).into();
    inputs.push(module);
    let folder = workspace.wasm_target().join("page-bundle");
    let stamp = Stamp::new(folder, &inputs, &[&tool_versions(toolchain)?])?;
    if !stamp.is_current() {
        say("bundling the page");
        stamp.start()?;
        bundle(workspace, toolchain)?;
        let index = stamp.folder().join("index.html");
        let html = fs::read_to_string(&index).context("Trunk left no index.html")?;
        write(&index, policy::allow_inline_scripts(&html)?.as_bytes())?;
        stamp.done()?;
    }
    add_folder(layout, stamp.folder(), "")
}

fn bundle(workspace: &Workspace, toolchain: &WasmToolchain) -> Result<()> {
    let tools =
        [TRUNK.folder(workspace), WASM_BINDGEN.folder(workspace), workspace.node_modules().join(".bin")];
    let trunk = Program::new(TRUNK.program(workspace)).words("build --log warn --config Trunk.toml");
    toolchain
        .dress(workspace, trunk)?
        .without_env("NO_COLOR") // Trunk takes NO_COLOR=1 for a value that it does not know
        .path_first(&tools)?
        .run()
}

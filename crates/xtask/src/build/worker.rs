//! The worker: a module script that starts the engine in a Web Worker.
//!
//! `worker.js` keeps its name, so that the page can ask for it; what it loads is named after its
//! content, so that a host's cache never joins the parts of two versions.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{FEATURES, Layout, add_folder, compile, tool_versions, wasm_opt};
use crate::program::{Program, say};
use crate::setup::WASM_BINDGEN;
use crate::setup::wasm_std::WasmToolchain;
use crate::workspace::{Workspace, digest, files_under, read, write};

pub const PACKAGE: &str = "glasshouse-worker";
const NAME: &str = "glasshouse_worker";
const SCRIPT: &str = include_str!("worker.js");

pub fn build(workspace: &Workspace, toolchain: &WasmToolchain, layout: &mut Layout) -> Result<()> {
    let module = compile(workspace, toolchain, PACKAGE, "release")?;
    let words = [SCRIPT, &tool_versions(toolchain)?];
    let folder = workspace.wasm_target().join("worker-bundle");
    let stamp = Stamp::new(folder, std::slice::from_ref(&module), &words)?;
    if !stamp.is_current() {
        say("bundling the worker");
        stamp.start()?;
        bundle(workspace, &module, stamp.folder())?;
        stamp.done()?;
    }
    add_folder(layout, stamp.folder(), "")
}

fn bundle(workspace: &Workspace, module: &Path, folder: &Path) -> Result<()> {
    let raw = workspace.wasm_target().join("worker-bindgen");
    Program::new(WASM_BINDGEN.program(workspace))
        .words("--target web --no-typescript --out-name")
        .arg(NAME)
        .arg("--out-dir")
        .arg(&raw)
        .arg(module)
        .run()?;
    // The compiler has optimized already; higher levels take many minutes on a module of this size.
    let (joined, small) = (raw.join(format!("{NAME}_bg.wasm")), raw.join("small.wasm"));
    wasm_opt(workspace).words("-O1").words(FEATURES).arg(&joined).arg("-o").arg(&small).run()?;
    let (script, wasm) = (read(&raw.join(format!("{NAME}.js")))?, read(&small)?);
    let name = format!("{NAME}-{}", &digest([script.as_slice(), &wasm])[..16]);
    write(&folder.join(format!("worker/{name}.js")), &script)?;
    write(&folder.join(format!("worker/{name}_bg.wasm")), &wasm)?;
    for snippet in files_under(&raw.join("snippets"))? {
        let inside = snippet.strip_prefix(&raw).context("a snippet outside its folder")?;
        write(&folder.join("worker").join(inside), &read(&snippet)?)?;
    }
    write(&folder.join("worker.js"), SCRIPT.replace("NAME", &name).as_bytes())?;
    fs::remove_dir_all(&raw).context("removing what wasm-bindgen left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_names_both_files_and_nothing_else_is_replaced() {
        assert_eq!(SCRIPT.matches("NAME").count(), 2);
    }
}

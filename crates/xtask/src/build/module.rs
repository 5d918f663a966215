//! The modules beside the page: the worker, which starts the engine in a Web Worker, and what draws
//! pictures.
//!
//! A module's script keeps its name, so that the page can ask for it; what it loads is named after its
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

/// A module beside the page.
pub struct Module {
    pub package: &'static str,
    profile: &'static str,
    /// The folder in dist/ with what the script loads; the script lies beside it.
    folder: &'static str,
    script: &'static str,
    /// How hard wasm-opt works.
    level: &'static str,
}

/// The engine. The compiler has optimized it already; higher levels take many minutes at its size.
pub const WORKER: Module = Module {
    package: "glasshouse-worker",
    profile: "worker",
    folder: "worker",
    script: include_str!("worker.js"),
    level: "-O1",
};

/// What draws, made as small as the page.
pub const PICTURES: Module = Module {
    package: "glasshouse-pictures",
    profile: "page",
    folder: "pictures",
    script: include_str!("pictures.js"),
    level: "-Oz",
};

impl Module {
    pub fn build(&self, workspace: &Workspace, toolchain: &WasmToolchain, layout: &mut Layout) -> Result<()> {
        let module = compile(workspace, toolchain, self.package, self.profile)?;
        let words = [self.script, self.level, &tool_versions(toolchain)?];
        let folder = workspace.wasm_target().join(format!("{}-bundle", self.folder));
        let stamp = Stamp::new(folder, std::slice::from_ref(&module), &words)?;
        if !stamp.is_current() {
            say(&format!("bundling the {}", self.folder));
            stamp.start()?;
            self.bundle(workspace, &module, stamp.folder())?;
            stamp.done()?;
        }
        add_folder(layout, stamp.folder(), "")
    }

    fn bundle(&self, workspace: &Workspace, module: &Path, bundle: &Path) -> Result<()> {
        let (folder, stem) = (self.folder, self.package.replace('-', "_"));
        let raw = workspace.wasm_target().join(format!("{folder}-bindgen"));
        Program::new(WASM_BINDGEN.program(workspace))
            .words("--target web --no-typescript --out-name")
            .arg(&stem)
            .arg("--out-dir")
            .arg(&raw)
            .arg(module)
            .run()?;
        let (joined, small) = (raw.join(format!("{stem}_bg.wasm")), raw.join("small.wasm"));
        wasm_opt(workspace).arg(self.level).words(FEATURES).arg(&joined).arg("-o").arg(&small).run()?;
        let (script, wasm) = (read(&raw.join(format!("{stem}.js")))?, read(&small)?);
        let name = format!("{stem}-{}", &digest([script.as_slice(), &wasm])[..16]);
        write(&bundle.join(format!("{folder}/{name}.js")), &script)?;
        write(&bundle.join(format!("{folder}/{name}_bg.wasm")), &wasm)?;
        for snippet in files_under(&raw.join("snippets"))? {
            let inside = snippet.strip_prefix(&raw).context("a snippet outside its folder")?;
            write(&bundle.join(folder).join(inside), &read(&snippet)?)?;
        }
        write(&bundle.join(format!("{folder}.js")), self.script.replace("NAME", &name).as_bytes())?;
        fs::remove_dir_all(&raw).context("removing what wasm-bindgen left")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_name_both_files_and_nothing_else_is_replaced() {
        for module in [WORKER, PICTURES] {
            assert_eq!(module.script.matches("NAME").count(), 2, "{}", module.package);
            assert!(module.script.contains(&format!("./{}/NAME.js", module.folder)));
        }
    }
}

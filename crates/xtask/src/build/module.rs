//! The WebAssembly modules: the page, the worker, which starts the engine in a Web Worker, and what draws
//! pictures.
//!
//! A module lies in a folder named after its content with all that belongs to it, so that a host's cache
//! never joins the parts of two versions. The scripts that start the worker and the pictures keep their
//! names, so that the page can ask for them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::stamp::Stamp;
use super::{FEATURES, Layout, add_folder, compile, split, tool_versions, wasm_opt};
use crate::program::{Program, say};
use crate::setup::WASM_BINDGEN;
use crate::setup::wasm_std::WasmToolchain;
use crate::workspace::{Workspace, digest, files_under, read, write};

/// A package that becomes WebAssembly.
pub struct Module {
    pub package: &'static str,
    profile: &'static str,
    /// The folder in dist/.
    pub folder: &'static str,
    /// What starts it: it lies beside the folder, under its name.
    script: Option<&'static str>,
    /// How hard wasm-opt works.
    level: &'static str,
    /// Whether parts of it are fetched when they are needed.
    parted: bool,
}

/// The page; index.html starts it.
pub const PAGE: Module = Module {
    package: "glasshouse-web",
    profile: "page",
    folder: "page",
    script: None,
    level: "-Oz",
    parted: true,
};

/// The engine. The compiler has optimized it already; higher levels take many minutes at its size.
pub const WORKER: Module = Module {
    package: "glasshouse-worker",
    profile: "worker",
    folder: "worker",
    script: Some(include_str!("worker.js")),
    level: "-O1",
    parted: true,
};

/// What draws, made as small as the page.
pub const PICTURES: Module = Module {
    package: "glasshouse-pictures",
    profile: "page",
    folder: "pictures",
    script: Some(include_str!("pictures.js")),
    level: "-Oz",
    parted: false,
};

impl Module {
    pub fn build(&self, workspace: &Workspace, toolchain: &WasmToolchain, layout: &mut Layout) -> Result<()> {
        let linked = self.parted.then_some(split::LINK);
        let module = compile(workspace, toolchain, self.package, self.profile, linked)?;
        let words = [self.script.unwrap_or_default(), self.level, &tool_versions(toolchain)?];
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

    /// File name without ending of the script that wasm-bindgen makes.
    fn stem(&self) -> String {
        self.package.replace('-', "_")
    }

    /// Whether a path in dist/ is a file of the module.
    pub fn owns(&self, path: &str) -> bool {
        path.split_once('/').is_some_and(|(folder, _)| folder == self.folder)
    }

    /// Whether a path in dist/ is the WebAssembly that is loaded at first.
    pub fn is_first(&self, path: &str) -> bool {
        self.owns(path) && path.ends_with(&format!("/{}_bg.wasm", self.stem()))
    }

    /// Whether a path in dist/ is the script that loads it.
    pub fn is_script(&self, path: &str) -> bool {
        self.owns(path) && path.ends_with(&format!("/{}.js", self.stem()))
    }

    fn bundle(&self, workspace: &Workspace, module: &Path, bundle: &Path) -> Result<()> {
        let raw = workspace.wasm_target().join(format!("{}-bindgen", self.folder));
        if raw.is_dir() {
            fs::remove_dir_all(&raw).context("removing what was left half done")?;
        }
        fs::create_dir_all(&raw).context("making room for the parts")?;
        let first = match self.parted {
            true => split::split(module, &raw, &format!("{}.js", self.stem()))?,
            false => module.to_owned(),
        };
        self.bind(workspace, &first, &raw)?;
        if self.parted {
            fs::remove_file(&first).context("removing the first module as it was before")?;
        }
        for file in files_under(&raw)?.iter().filter(is_wasm) {
            wasm_opt(workspace).arg(self.level).words(FEATURES).arg(file).arg("-o").arg(file).run()?;
        }
        let files = files_under(&raw)?;
        let pieces = files.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
        let name = &digest(pieces.iter().map(Vec::as_slice))[..16];
        for (file, bytes) in files.iter().zip(&pieces) {
            let inside = file.strip_prefix(&raw).context("a file outside its folder")?;
            write(&bundle.join(self.folder).join(name).join(inside), bytes)?;
        }
        if let Some(script) = self.script {
            let script = script.replace("NAME", &format!("{name}/{}", self.stem()));
            write(&bundle.join(format!("{}.js", self.folder)), script.as_bytes())?;
        }
        fs::remove_dir_all(&raw).context("removing what wasm-bindgen left")
    }

    /// Joins it to JavaScript; what the other parts need of it stays.
    fn bind(&self, workspace: &Workspace, first: &Path, folder: &Path) -> Result<()> {
        Program::new(WASM_BINDGEN.program(workspace))
            .words("--target web --no-typescript --out-name")
            .arg(self.stem())
            .args(self.parted.then_some("--keep-lld-exports"))
            .arg("--out-dir")
            .arg(folder)
            .arg(first)
            .run()
    }
}

fn is_wasm(file: &&PathBuf) -> bool {
    file.extension().is_some_and(|ending| ending == "wasm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_name_both_files_and_nothing_else_is_replaced() {
        for module in [WORKER, PICTURES] {
            let script = module.script.unwrap();
            assert_eq!(script.matches("NAME").count(), 2, "{}", module.package);
            assert!(script.contains(&format!("./{}/NAME.js", module.folder)));
        }
    }

    #[test]
    fn a_module_knows_its_files() {
        assert!(PAGE.is_first("page/0123/glasshouse_web_bg.wasm"));
        assert!(!PAGE.is_first("page/0123/split_explore.wasm"));
        assert!(PAGE.is_script("page/0123/glasshouse_web.js"));
        assert!(PAGE.owns("page/0123/split_explore.wasm"));
        assert!(!PAGE.owns("pages/0123/split_explore.wasm") && !PAGE.owns("page.js"));
    }
}

//! `cargo xtask build`: the studio in release, as static files in dist/.
//!
//! What is made on its own is laid out together: the modules (by cargo, a parting, wasm-bindgen and
//! wasm-opt), the page around them and what is only copied. Cargo sees by itself whether the code changed;
//! what follows it is done again only when its inputs did.

mod assets;
mod budget;
mod module;
mod page;
mod policy;
mod split;
mod stamp;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use crate::program::{Program, say};
use crate::setup::wasm_std::WasmToolchain;
use crate::setup::{self, Purpose};
use crate::workspace::{Workspace, files_under, read, write};

pub use policy::policy_in;

/// What dist/ is to hold: the path inside it, and where the bytes come from.
type Layout = BTreeMap<String, PathBuf>;

pub fn run(workspace: &Workspace) -> Result<()> {
    setup::prepare(workspace, &[Purpose::Build])?;
    let toolchain = WasmToolchain::require()?;
    let mut layout = modules(workspace, &toolchain)?;
    page::lay(workspace, &mut layout)?;
    assets::gather(workspace, &mut layout)?;
    lay_out(&workspace.dist(), &layout)?;
    budget::check(workspace, &layout)?;
    say(&format!("the studio is in {}", workspace.dist().display()));
    Ok(())
}

/// What is compiled. Joining a module's code takes one core for minutes, so the largest
/// is made beside the others; cargo keeps their profiles apart.
fn modules(workspace: &Workspace, toolchain: &WasmToolchain) -> Result<Layout> {
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let mut layout = Layout::new();
            module::WORKER.build(workspace, toolchain, &mut layout).map(|()| layout)
        });
        let mut layout = Layout::new();
        module::PAGE.build(workspace, toolchain, &mut layout)?;
        module::PICTURES.build(workspace, toolchain, &mut layout)?;
        layout.extend(worker.join().map_err(|_| anyhow!("the build of the worker panicked"))??);
        Ok(layout)
    })
}

/// Makes a folder hold exactly what the layout says; files that are right already are left alone.
fn lay_out(folder: &Path, layout: &Layout) -> Result<()> {
    for file in files_under(folder)? {
        let inside = file.strip_prefix(folder).context("a file outside its folder")?;
        if !layout.contains_key(inside.to_string_lossy().as_ref()) {
            fs::remove_file(&file).with_context(|| format!("removing {}", file.display()))?;
        }
    }
    for (inside, source) in layout {
        write(&folder.join(inside), &read(source)?)?;
    }
    Ok(())
}

/// Adds all files of a folder to the layout, under `place` (empty, or ending in `/`).
fn add_folder(layout: &mut Layout, folder: &Path, place: &str) -> Result<()> {
    for file in files_under(folder)? {
        let inside = file.strip_prefix(folder).context("a file outside its folder")?;
        layout.insert(format!("{place}{}", inside.to_string_lossy()), file);
    }
    Ok(())
}

/// The instructions that current browsers all know, beyond the first WebAssembly.
const FEATURES: &str = "--enable-simd --enable-bulk-memory --enable-bulk-memory-opt --enable-sign-ext \
                        --enable-mutable-globals --enable-nontrapping-float-to-int \
                        --enable-reference-types --enable-multivalue";

/// Compiles the program of one package to WebAssembly, with a word to the compiler about the last step
/// alone; gives the path of the module.
fn compile(
    workspace: &Workspace,
    toolchain: &WasmToolchain,
    package: &str,
    profile: &str,
    last: Option<&str>,
) -> Result<PathBuf> {
    say(&format!("compiling {package}"));
    toolchain
        .cargo(workspace)?
        .words("rustc --quiet --target")
        .arg(setup::wasm_std::TARGET)
        .args(["--package", package, "--bin", package, "--profile", profile, "--"])
        .args(last)
        .run()?;
    let folder = workspace.wasm_target().join(setup::wasm_std::TARGET).join(profile);
    Ok(folder.join(format!("{package}.wasm")))
}

/// What the made files depend on beside their sources.
fn tool_versions(toolchain: &WasmToolchain) -> Result<String> {
    let versions = [setup::WASM_BINDGEN.version, FEATURES];
    Ok(format!("{} {}", versions.join(" "), toolchain.version()?))
}

fn wasm_opt(workspace: &Workspace) -> Program {
    Program::new(workspace.node_modules().join(".bin/wasm-opt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dist_holds_exactly_the_layout() {
        let folder = std::env::temp_dir().join(format!("glasshouse-layout-{}", std::process::id()));
        let (source, dist) = (folder.join("source"), folder.join("dist"));
        write(&source.join("a/kept.txt"), b"kept").unwrap();
        write(&dist.join("stale.txt"), b"stale").unwrap();
        let mut layout = Layout::new();
        add_folder(&mut layout, &source, "in/").unwrap();
        lay_out(&dist, &layout).unwrap();
        assert_eq!(files_under(&dist).unwrap(), [dist.join("in/a/kept.txt")]);
        assert_eq!(read(&dist.join("in/a/kept.txt")).unwrap(), b"kept");
        fs::remove_dir_all(folder).unwrap();
    }
}

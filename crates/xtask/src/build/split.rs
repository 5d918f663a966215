//! Parts a module into the one that is loaded at first and those that are fetched when they are needed.
//!
//! The source marks the places (`#[wasm_split]`); the linker leaves its relocations in the module, and by
//! them every function and every datum that only such a place reaches goes into the place's module. What
//! several places reach and the first module does not is a module of its own, fetched with any of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use crate::workspace::{read, write};

/// What the linker must leave in a module that is to be parted.
pub const LINK: &str = "-Clink-args=--emit-relocs";

/// The script that fetches the modules, as wasm-bindgen's script imports it.
pub const LOADER: &str = "__wasm_split.js";

/// As the loader brings a module: it asks the host for a type that not every host knows.
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";
const PLAIN: &str =
    "src.then((answer) => answer.arrayBuffer()).then((bytes) => WebAssembly.instantiate(bytes, imports))";

/// Writes the first module, the others and the loader into a folder; gives the path of the first.
/// `script` is the file name of the script that wasm-bindgen will make for it.
pub fn split(module: &Path, folder: &Path, script: &str) -> Result<PathBuf> {
    let input = read(module)?;
    let first = folder.join("first.wasm");
    let main_module = format!("./{script}");
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.main_module = &main_module;
    transform(options).map_err(|fault| anyhow!("parting {}: {fault:#}", module.display()))?;
    let loader = folder.join(LOADER);
    let text = String::from_utf8(read(&loader)?).context("the loader is no text")?;
    write(&loader, any_type(&text)?.as_bytes())?;
    Ok(first)
}

/// The loader for hosts that do not know the type of WebAssembly either.
fn any_type(loader: &str) -> Result<String> {
    let fetches = loader.matches("fetch(").count();
    if loader.matches(STREAMED).count() != fetches {
        return Err(anyhow!("the loader fetches its modules in another way than before"));
    }
    Ok(loader.replace(STREAMED, PLAIN))
}

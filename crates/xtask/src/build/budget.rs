//! How heavy the studio may be, as a browser downloads it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::module::{PICTURES, WORKER};
use super::page;
use super::stamp::Stamp;
use crate::program::{Program, say};
use crate::workspace::{Workspace, files_under, read, write};

struct Allowance {
    what: &'static str,
    package: &'static str,
    /// Bytes after Brotli at its best.
    limit: u64,
}

const ALLOWANCES: [Allowance; 3] = [
    Allowance { what: "the page", package: page::PACKAGE, limit: 600_000 },
    Allowance { what: "what draws pictures", package: PICTURES.package, limit: 250_000 },
    Allowance { what: "the worker", package: WORKER.package, limit: 3_000_000 },
];

/// Node.js compresses: it is there for wasm-opt anyway.
const COMPRESS: &str = "const zlib = require('node:zlib'), fs = require('node:fs');
    const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } };
    console.log(zlib.brotliCompressSync(fs.readFileSync(process.argv[1]), options).length)";

/// Fails if a module is heavier than allowed, and says how heavy each is.
pub fn check(workspace: &Workspace) -> Result<()> {
    for allowance in ALLOWANCES {
        let module = module(&workspace.dist(), allowance.package)?;
        verdict(&allowance, compressed_size(workspace, &module, allowance.package)?)?;
    }
    Ok(())
}

fn verdict(allowance: &Allowance, size: u64) -> Result<()> {
    let Allowance { what, limit, .. } = allowance;
    let words = format!("{what} weighs {} kB compressed, of {} kB allowed", size / 1000, limit / 1000);
    if size > *limit {
        bail!("{words}");
    }
    say(&words);
    Ok(())
}

/// The WebAssembly module of a package in dist/: Trunk writes its name with hyphens, wasm-bindgen
/// with underscores.
fn module(dist: &Path, package: &str) -> Result<PathBuf> {
    let is_module = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().replace('_', "-");
        name.starts_with(package) && name.ends_with(".wasm")
    };
    let found = files_under(dist)?.into_iter().find(is_module);
    found.with_context(|| format!("dist/ holds no module of {package}"))
}

fn compressed_size(workspace: &Workspace, module: &Path, package: &str) -> Result<u64> {
    let folder = workspace.wasm_target().join(format!("{package}-weight"));
    let stamp = Stamp::new(folder, &[module.to_owned()], &[])?;
    let file = stamp.folder().join("bytes.txt");
    if !stamp.is_current() {
        stamp.start()?;
        let size = Program::new("node").args(["-e", COMPRESS]).arg(module).read()?;
        write(&file, size.trim().as_bytes())?;
        stamp.done()?;
    }
    let text = String::from_utf8(read(&file)?)?;
    text.parse().with_context(|| format!("{text} is no size"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_too_many_is_refused() {
        let allowance = &ALLOWANCES[0];
        assert!(verdict(allowance, allowance.limit).is_ok());
        assert!(verdict(allowance, allowance.limit + 1).is_err());
    }
}

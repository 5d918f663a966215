//! How heavy the studio may be, as a browser downloads it.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Layout;
use super::module::{Module, PAGE, PICTURES, WORKER};
use super::stamp::Stamp;
use crate::program::{Program, say};
use crate::workspace::{Workspace, read, write};

/// Bytes after Brotli at its best.
struct Allowance {
    what: &'static str,
    module: Module,
    /// What is loaded at first.
    first: u64,
    /// Each part that is fetched when it is needed.
    part: u64,
}

const ALLOWANCES: [Allowance; 3] = [
    Allowance { what: "the page", module: PAGE, first: 600_000, part: 250_000 },
    Allowance { what: "what draws pictures", module: PICTURES, first: 250_000, part: 0 },
    Allowance { what: "the worker", module: WORKER, first: 3_000_000, part: 1_500_000 },
];

/// Node.js compresses: it is there for wasm-opt anyway.
const COMPRESS: &str = "const zlib = require('node:zlib'), fs = require('node:fs');
    const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } };
    console.log(zlib.brotliCompressSync(fs.readFileSync(process.argv[1]), options).length)";

/// Fails if a module or a part of one is heavier than allowed, and says how heavy each is.
pub fn check(workspace: &Workspace, layout: &Layout) -> Result<()> {
    for Allowance { what, module, first, part } in ALLOWANCES {
        let files = layout.iter().filter(|(path, _)| module.owns(path) && path.ends_with(".wasm"));
        let (loaded, parts): (Vec<_>, Vec<_>) = files.partition(|(path, _)| module.is_first(path));
        let [(_, file)] = loaded[..] else { bail!("dist/ must hold one module of {what}") };
        verdict(what, first, compressed_size(workspace, file, module.package)?)?;
        for (path, file) in parts {
            let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".wasm");
            let weighed = format!("{}-{name}", module.package);
            verdict(&format!("{what}, {name},"), part, compressed_size(workspace, file, &weighed)?)?;
        }
    }
    Ok(())
}

fn verdict(what: &str, limit: u64, size: u64) -> Result<()> {
    let words = format!("{what} weighs {} kB compressed, of {} kB allowed", size / 1000, limit / 1000);
    if size > limit {
        bail!("{words}");
    }
    say(&words);
    Ok(())
}

fn compressed_size(workspace: &Workspace, module: &Path, name: &str) -> Result<u64> {
    let folder = workspace.wasm_target().join(format!("{name}-weight"));
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
        assert!(verdict("the page", 600_000, 600_000).is_ok());
        assert!(verdict("the page", 600_000, 600_001).is_err());
    }
}

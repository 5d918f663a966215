//! Where things lie: the folders of the checkout, and the tools that all checkouts of one user share.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

/// The checkout that this command works on.
pub struct Workspace {
    root: PathBuf,
    tools: PathBuf,
}

impl Workspace {
    /// Finds the checkout from the current folder upwards, and the tool folder from the environment.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().context("the current folder cannot be read")?;
        let root = here
            .ancestors()
            .find(|folder| folder.join("crates/xtask/Cargo.toml").is_file())
            .with_context(|| format!("{} is not inside a Glasshouse checkout", here.display()))?;
        Ok(Self { root: root.to_owned(), tools: tools_folder()? })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Binaries and the Python environment, kept per version, for all checkouts of one user.
    pub fn tools(&self) -> &Path {
        &self.tools
    }

    /// The finished studio: static files for any host.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo's target folder of the WebAssembly builds, apart from the native one.
    pub fn wasm_target(&self) -> PathBuf {
        self.root.join("target/wasm")
    }

    /// Browser tests, and the lock file of everything that comes from npm.
    pub fn bench(&self) -> PathBuf {
        self.root().join("bench")
    }

    pub fn e2e(&self) -> PathBuf {
        self.root.join("tests/e2e")
    }

    pub fn node_modules(&self) -> PathBuf {
        self.e2e().join("node_modules")
    }
}

fn tools_folder() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("GLASSHOUSE_TOOLS") {
        return Ok(PathBuf::from(folder));
    }
    if let Some(cache) = env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty()) {
        return Ok(PathBuf::from(cache).join("glasshouse"));
    }
    match env::var_os("HOME") {
        Some(home) => Ok(PathBuf::from(home).join(".cache/glasshouse")),
        None => bail!("set GLASSHOUSE_TOOLS to a folder for tools: HOME is not set"),
    }
}

/// SHA-256 in lower-case hexadecimal over several pieces, each preceded by its length, so that
/// moving a byte from one piece to the next changes the result.
pub fn digest<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update((piece.len() as u64).to_le_bytes());
        hash.update(piece);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All files under `folder` (or `folder` itself, if it is a file), sorted by path; none if it does not exist.
pub fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut files = Vec::new();
    if folder.is_dir() {
        let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
        for entry in entries {
            files.extend(files_under(&entry?.path())?);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a file, naming it when that fails.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

/// Writes a file with the folders above it; leaves it alone if it already holds these bytes.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_tells_where_pieces_end() {
        let split_early = digest([b"a".as_slice(), b"bc"]);
        let split_late = digest([b"ab".as_slice(), b"c"]);
        assert_ne!(split_early, split_late);
        assert_eq!(split_early, digest([b"a".as_slice(), b"bc"]));
        assert_eq!(split_early.len(), 64);
    }
}

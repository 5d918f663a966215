//! The real binary, for tests that drive it as a person or a script does.
//!
//! `GLASSHOUSE_BIN` names the binary; where it is not set, cargo builds it first.

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a run of the binary came to.
#[derive(Debug)]
pub struct Run {
    /// Exit status; `None` where a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub err: String,
}

/// Runs `glasshouse` with these arguments.
///
/// # Panics
/// When it cannot be started.
pub fn glasshouse<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Run {
    let output = Command::new(binary())
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{} does not start: {error}", binary().display()));
    Run {
        status: output.status.code(),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Run {
    /// This run, which must have succeeded.
    ///
    /// # Panics
    /// When it did not.
    pub fn done(self) -> Self {
        assert_eq!(self.status, Some(0), "{}", self.err);
        self
    }

    /// Standard output as text.
    ///
    /// # Panics
    /// When it is no UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap_or_else(|error| panic!("standard output: {error}"))
    }

    /// Standard output as one JSON document.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|error| {
            panic!("standard output is no JSON ({error}): {}\n{}", self.text(), self.err)
        })
    }
}

/// The root of the checkout.
pub fn root() -> &'static Path {
    // This package lies directly under it.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Path of a sample table.
pub fn dataset(name: &str) -> PathBuf {
    root().join("assets/datasets").join(name)
}

/// The binary.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| match std::env::var_os("GLASSHOUSE_BIN") {
        Some(path) => root().join(path),
        None => build(),
    })
}

/// Builds the binary into the folder that this test was built into.
fn build() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "glasshouse"])
        .current_dir(root())
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the binary does not build");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir));
    target.join("debug").join(format!("glasshouse{}", std::env::consts::EXE_SUFFIX))
}

/// A folder of its own that is removed in the end.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it.
    ///
    /// # Panics
    /// When the system's folder for temporary files cannot be written to.
    #[expect(clippy::new_without_default, reason = "it makes something on the disk")]
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("glasshouse-test-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self(path)
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file in it.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind lies in the system's folder for temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

//! A Rust toolchain that can build for WebAssembly.
//!
//! The normal one is rustup's with its wasm32 target. Where rustup cannot download the target,
//! Debian's own compiler serves: its source package holds the standard library, which is built
//! once and put where that compiler looks for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::{Need, Purpose, debian};
use crate::program::{Program, on_path, say};
use crate::workspace::{Workspace, files_under, write};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Long enough for a slow line, short enough not to look like a hang.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(180);

const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_LINKERS: [&str; 4] = ["wasm-ld-22", "wasm-ld-21", "wasm-ld-23", "wasm-ld"];

/// Stands beside a standard library built here and names the compiler it belongs to.
const BUILT_FOR: &str = "built-for.txt";

pub const NEED: Need = Need {
    name: "the standard library for WebAssembly",
    reason: "the page and the worker are compiled to it",
    purpose: Purpose::Build,
    is_met: |_| WasmToolchain::find().is_some(),
    meet: install,
    by_hand: "run `rustup target add wasm32-unknown-unknown`; where that cannot download, let root \
              run `cargo xtask setup` once, or `apt-get install rustc-web cargo-web rust-web-src lld-22` \
              and then the same command as root",
};

/// The compiler that builds for WebAssembly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WasmToolchain {
    /// The one that builds everything else too.
    Usual,
    /// Debian's, with this linker.
    Debian { linker: PathBuf },
}

impl WasmToolchain {
    /// The toolchain that has the standard library for WebAssembly, if any.
    pub fn find() -> Option<Self> {
        if holds_std(&library_folder("rustc")?) {
            return Some(Self::Usual);
        }
        let folder = library_folder(DEBIAN_RUSTC)?;
        let built_for = fs::read_to_string(folder.join(BUILT_FOR)).ok()?;
        let fits = holds_std(&folder) && built_for == version(DEBIAN_RUSTC)?;
        let linker = on_path(&DEBIAN_LINKERS)?;
        (fits && Path::new(DEBIAN_CARGO).is_file()).then_some(Self::Debian { linker })
    }

    /// As [`find`](Self::find), for use after set-up.
    pub fn require() -> Result<Self> {
        Self::find().context("no toolchain can build for WebAssembly: run `cargo xtask setup`")
    }

    /// Cargo of this toolchain, its target folder apart from the native one.
    pub fn cargo(&self, workspace: &Workspace) -> Result<Program> {
        let name = match self {
            Self::Usual => "cargo",
            Self::Debian { .. } => DEBIAN_CARGO,
        };
        self.dress(workspace, Program::new(name))
    }

    /// Gives a program that calls cargo by itself this toolchain's environment.
    pub fn dress(&self, workspace: &Workspace, program: Program) -> Result<Program> {
        let program = program
            .within(workspace.root())
            .without_env("RUSTFLAGS")
            .env("CARGO_TARGET_DIR", workspace.wasm_target());
        match self {
            Self::Usual => Ok(program),
            Self::Debian { linker } => program
                .without_env("LD_LIBRARY_PATH")
                .env("RUSTC", DEBIAN_RUSTC)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                .path_first(&[PathBuf::from("/usr/bin")]),
        }
    }

    /// Whether clippy of the very same compiler is there: Debian packages none.
    pub fn has_clippy(&self) -> bool {
        *self == Self::Usual && Program::new("cargo").words("clippy --version").succeeds()
    }

    /// The compiler's version in full, by which finished work is recognised as still good.
    pub fn version(&self) -> Result<String> {
        let compiler = match self {
            Self::Usual => "rustc",
            Self::Debian { .. } => DEBIAN_RUSTC,
        };
        version(compiler).with_context(|| format!("{compiler} does not tell its version"))
    }
}

fn install(workspace: &Workspace) -> Result<()> {
    if on_path(&["rustup"]).is_some() {
        let add = Program::new("rustup").words("target add").arg(TARGET);
        match add.run_within(DOWNLOAD_LIMIT) {
            Ok(()) if WasmToolchain::find().is_some() => return Ok(()),
            Ok(()) => say("rustup added the target to a toolchain that is not in use"),
            Err(fault) => say(&format!("rustup cannot add the target ({fault})")),
        }
    }
    say("building the standard library with Debian's compiler instead, about a minute");
    debian::install(&DEBIAN_PACKAGES)?;
    build_std(workspace)
}

/// Builds the standard library from Debian's source package and puts it beside the native one.
fn build_std(workspace: &Workspace) -> Result<()> {
    let empty = workspace.tools().join("wasm-std");
    write(
        &empty.join("Cargo.toml"),
        b"[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
          [profile.release]\npanic = \"abort\"\n\n[workspace]\n",
    )?;
    write(&empty.join("src/lib.rs"), b"#![no_std]\n")?;
    let target = empty.join("target");
    Program::new(DEBIAN_CARGO)
        .words("build --quiet --release -Zbuild-std=std,panic_abort --target")
        .arg(TARGET)
        .without_env("LD_LIBRARY_PATH")
        .env("RUSTC", DEBIAN_RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes") // without it, link-time optimisation fails later
        .env("CARGO_TARGET_DIR", &target)
        .within(&empty)
        .run()?;
    let library = library_folder(DEBIAN_RUSTC).context("Debian's rustc is not at /usr/bin/rustc")?;
    copy_std(&target.join(TARGET).join("release/deps"), &library)?;
    let version = version(DEBIAN_RUSTC).context("Debian's rustc does not tell its version")?;
    write(&library.join(BUILT_FOR), version.as_bytes())?;
    fs::remove_dir_all(&empty).context("removing the build of the standard library")
}

fn copy_std(built: &Path, library: &Path) -> Result<()> {
    if library.is_dir() {
        fs::remove_dir_all(library).with_context(|| format!("emptying {}", library.display()))?;
    }
    fs::create_dir_all(library).with_context(|| format!("creating {}", library.display()))?;
    let mut copied = 0;
    for file in files_under(built)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(&file, library.join(&name)).with_context(|| format!("copying {name}"))?;
            copied += 1;
        }
    }
    if copied == 0 {
        bail!("building the standard library left nothing in {}", built.display());
    }
    Ok(())
}

fn library_folder(compiler: &str) -> Option<PathBuf> {
    let ask = Program::new(compiler).words("--print target-libdir --target").arg(TARGET);
    Some(PathBuf::from(ask.read().ok()?.trim()))
}

fn holds_std(folder: &Path) -> bool {
    let is_std = |name: &str| name.starts_with("libstd-") && name.ends_with(".rlib");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| is_std(&entry.file_name().to_string_lossy()))
}

fn version(compiler: &str) -> Option<String> {
    Program::new(compiler).arg("-vV").read().ok()
}

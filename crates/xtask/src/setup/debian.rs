//! Packages of Debian and its kin, installed when this program runs as root.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};

use crate::program::{Program, on_path, say};

static LISTS_ARE_FRESH: AtomicBool = AtomicBool::new(false);

/// Installs packages, or says which command a person with the right to do so has to run.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if on_path(&["apt-get"]).is_none() {
        bail!("this system has no apt-get; install what Debian calls: {names}");
    }
    if !runs_as_root() {
        bail!("only root may install packages; run: sudo apt-get install {names}");
    }
    if !LISTS_ARE_FRESH.swap(true, Ordering::Relaxed) {
        say("updating the package lists");
        apt().words("-qq update").run()?;
    }
    say(&format!("installing Debian packages: {names}"));
    apt().words("-qq install --yes --no-install-recommends").args(packages).run()
}

fn apt() -> Program {
    Program::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args([
        "-o",
        "Dpkg::Use-Pty=0",
        "-o",
        "DPkg::Lock::Timeout=300",
    ])
}

fn runs_as_root() -> bool {
    Program::new("id").arg("-u").read().is_ok_and(|id| id.trim() == "0")
}

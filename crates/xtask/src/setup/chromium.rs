//! The browser that the tests drive.

use std::env;
use std::path::PathBuf;

use super::{Need, Purpose, debian};
use crate::program::{Program, on_path};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

pub const NEED: Need = Need {
    name: "Chromium",
    reason: "the tests drive the studio in a real browser",
    purpose: Purpose::Browser,
    is_met: |_| starts(),
    meet: |_| debian::install(&["chromium", "fonts-dejavu-core"]),
    by_hand: "install Chromium or Chrome (Debian: apt-get install chromium fonts-dejavu-core), or \
              set GLASSHOUSE_CHROMIUM to one",
};

/// The browser named by the environment, else the first one on PATH.
pub fn program() -> Option<PathBuf> {
    match env::var_os("GLASSHOUSE_CHROMIUM") {
        Some(named) => Some(PathBuf::from(named)),
        None => on_path(&NAMES),
    }
}

fn starts() -> bool {
    program().is_some_and(|browser| Program::new(browser).arg("--version").succeeds())
}

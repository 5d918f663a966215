//! What cargo knows about the packages that the workspace uses.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::program::Program;
use crate::workspace::Workspace;

/// Every package in the lock file that some target of the workspace uses.
#[derive(Deserialize)]
pub struct Graph {
    pub packages: Vec<Package>,
}

#[derive(Deserialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// None for the packages of this workspace.
    pub source: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    pub dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
pub struct Dependency {
    pub name: String,
}

pub fn read(workspace: &Workspace) -> Result<Graph> {
    let text =
        Program::new("cargo").words("metadata --quiet --format-version 1").within(workspace.root()).read()?;
    serde_json::from_str(&text).context("reading what cargo metadata printed")
}

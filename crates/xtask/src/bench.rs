//! `cargo xtask bench`: speed beside pandas and scikit-learn, natively and in Chromium.
use crate::workspace::Workspace;
use anyhow::Result;
use clap::Args;
#[derive(Args)]
pub struct Options {}
pub fn run(_: &Workspace, _: &Options) -> Result<()> {
    Ok(())
}

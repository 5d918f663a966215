//! Every developer command: `cargo xtask <command>`.
//!
//! A command is one module with one `run`. What the commands share is small: the folders of the
//! checkout ([`workspace`]) and running other programs ([`program`]).

mod bench;
mod bless;
mod build;
mod check;
mod program;
mod serve;
mod setup;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer commands of Glasshouse", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what building needs; with --tests, also what testing needs
    Setup(setup::Options),
    /// Set up, build the studio in release and serve it on this machine
    Serve(serve::Options),
    /// Build the studio in release into dist/
    Build,
    /// Set up, then run the native, Python and browser tests
    Test(test::Options),
    /// Formatting, lints, documentation, crate floors and licences
    Check,
    /// Time the studio beside pandas and scikit-learn, natively and in Chromium
    Bench(bench::Options),
    /// Rewrite golden outputs and the reference answers
    Bless,
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            let causes: Vec<String> = fault.chain().map(ToString::to_string).collect();
            eprintln!("xtask: it failed: {}", causes.join("\n  because: "));
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup(options) => setup::run(&workspace, options),
        Command::Serve(options) => serve::run(&workspace, options),
        Command::Build => build::run(&workspace),
        Command::Test(options) => test::run(&workspace, options),
        Command::Check => check::run(&workspace),
        Command::Bench(options) => bench::run(&workspace, options),
        Command::Bless => bless::run(&workspace),
    }
}

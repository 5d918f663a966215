//! `cargo xtask bench`: speed beside pandas, scikit-learn, LightGBM, DuckDB, Polars and PapaParse, natively
//! and in Chromium.
//!
//! All are measured in one run on one machine, one after the other, on the same tables and with
//! the same steps and parameters. The result is bench/RESULTS.md.

mod automl;
mod boosting;
mod judging;
mod learning;
mod machine;
mod mlp;
mod native;
mod preparing;
mod profile;
mod reading;
mod results;
mod scoring;
mod sparse;
mod supervised;
mod unlabelled;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::program::{Program, say};
use crate::setup::{self, Purpose, python};
use crate::test::with_tools;
use crate::workspace::{Workspace, write};
use crate::{build, serve};

#[derive(Args)]
pub struct Options {
    /// Numbers of rows
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    rows: Vec<u64>,
    /// Numbers of rows of the mixed table that reading is timed on
    #[arg(long, value_delimiter = ',', default_value = "190000,1900000")]
    mixed: Vec<u64>,
    /// Time only these, and leave what the results say of the others as it is
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Section>,
    /// Take the page that is in dist/ as it is
    #[arg(long)]
    built: bool,
    /// Minutes that each search for a good model has, with --only automl
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Leave Chromium out
    #[arg(long)]
    no_browser: bool,
}

/// What is measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Section {
    Reading,
    Profiling,
    /// Gaps, scales and categories of mixed columns.
    Preparing,
    Training,
    Boosting,
    Mlp,
    /// A forest and logistic regression.
    Supervised,
    Scoring,
    /// Principal components and k-means.
    Unlabelled,
    /// Many categories as sparse rows.
    Sparse,
    /// Folds, a search, permutations and SHAP values.
    Judging,
    /// The search for a good model of any kind; takes hours.
    Automl,
    /// Several estimators, in Chromium.
    Learning,
}

impl Section {
    /// All, in the order of the results.
    const ALL: [Self; 13] = [
        Self::Reading,
        Self::Profiling,
        Self::Preparing,
        Self::Training,
        Self::Boosting,
        Self::Mlp,
        Self::Supervised,
        Self::Scoring,
        Self::Unlabelled,
        Self::Sparse,
        Self::Judging,
        Self::Automl,
        Self::Learning,
    ];
}

/// One measured piece of work.
#[derive(Deserialize, Clone, Debug)]
pub struct Time {
    pub rows: u64,
    /// `read`, or `<table>/<estimator>`, or the peer's.
    pub work: String,
    pub seconds: f64,
    /// Accuracy or R² on rows that were not trained on.
    pub score: Option<f64>,
}

#[derive(Deserialize)]
struct Peers {
    versions: std::collections::BTreeMap<String, String>,
    times: Vec<Time>,
}

#[derive(Deserialize)]
struct Browser {
    browser: String,
    times: Vec<Time>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let purposes: &[Purpose] = match options.no_browser {
        true => &[Purpose::Python, Purpose::Bench],
        false => &[Purpose::Build, Purpose::Python, Purpose::Browser, Purpose::Bench],
    };
    setup::prepare(workspace, purposes)?;
    let folder = workspace.root().join("target/bench");
    if !options.no_browser && !options.built {
        build::run(workspace)?;
    }
    let file = workspace.bench().join("RESULTS.md");
    let earlier = std::fs::read_to_string(&file).unwrap_or_default();
    let mut sections = Vec::new();
    for section in Section::ALL {
        sections.push(match section {
            _ if !options.only.is_empty() && !options.only.contains(&section) => {
                results::kept(&earlier, section)
            }
            Section::Reading => reading::measure(workspace, &folder, options)?,
            Section::Profiling => profile::measure(workspace, &folder, !options.no_browser)?,
            Section::Preparing => preparing::measure(workspace, &folder, !options.no_browser)?,
            Section::Training => training(workspace, &folder, options)?,
            Section::Boosting => boosting::measure(workspace, &folder)?,
            Section::Mlp => mlp::measure(workspace, &folder)?,
            Section::Supervised => supervised::measure(workspace, &folder)?,
            Section::Scoring => scoring::measure(workspace, &folder, !options.no_browser)?,
            Section::Unlabelled => unlabelled::measure(workspace, &folder)?,
            Section::Sparse => sparse::measure(workspace, &folder)?,
            Section::Judging => judging::measure(workspace, &folder)?,
            Section::Automl if options.only.is_empty() => results::kept(&earlier, section),
            Section::Automl => automl::measure(workspace, &folder, options.minutes)?,
            Section::Learning if options.no_browser => results::kept(&earlier, section),
            Section::Learning => learning::measure(workspace, &folder)?,
        });
    }
    let page = results::page(&sections);
    println!("{page}");
    write(&file, page.as_bytes())?;
    say(&format!("written to {}", file.display()));
    Ok(())
}

/// What the results say of training, and of reading a table of numbers.
fn training(workspace: &Workspace, folder: &Path, options: &Options) -> Result<String> {
    say("writing the tables");
    script(workspace, "data.py", folder, &options.rows)?.run()?;
    say("timing pandas and scikit-learn");
    let peers: Peers = parse(&script(workspace, "peers.py", folder, &options.rows)?.read()?)?;
    say("timing the command line");
    let native = native::measure(workspace, folder, &options.rows)?;
    let browser = match options.no_browser {
        true => None,
        false => Some(in_browser(workspace, folder, &options.rows)?),
    };
    let mut versions = peers.versions;
    if let Some(browser) = &browser {
        versions.insert("Chromium".to_owned(), browser.browser.clone());
    }
    let times = results::Times { peers: peers.times, native, browser: browser.map(|browser| browser.times) };
    let bytes = |rows: u64| {
        std::fs::metadata(folder.join(format!("classes-{rows}.csv"))).map_or(0, |file| file.len())
    };
    Ok(results::training(&machine::describe(&versions), &results::table(&times, &bytes)))
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).with_context(|| format!("this is no measurement: {text}"))
}

/// A Python script of bench/, given the folder of tables and their sizes.
fn script(workspace: &Workspace, name: &str, folder: &Path, sizes: &[u64]) -> Result<Program> {
    let file: PathBuf = workspace.root().join("bench").join(name);
    let program = Program::new(python::interpreter(workspace)?).arg("-B").arg(file).arg(folder);
    Ok(program.args(sizes.iter().map(u64::to_string)))
}

fn in_browser(workspace: &Workspace, folder: &Path, sizes: &[u64]) -> Result<Browser> {
    let port = serve::in_background(workspace)?;
    say("timing the page in Chromium");
    let program = Program::new("node")
        .arg(workspace.root().join("bench/browser.mjs"))
        .arg(format!("http://127.0.0.1:{port}/"))
        .arg(folder)
        .args(sizes.iter().map(u64::to_string));
    parse(&with_tools(workspace, program)?.read()?)
}

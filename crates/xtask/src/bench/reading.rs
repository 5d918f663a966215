//! Reading the mixed table: natively beside pandas, DuckDB and Polars with the same threads, in
//! Chromium beside DuckDB-WASM and PapaParse.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::{Options, Section, machine, parse, results, script};
use crate::program::{Program, say};
use crate::setup::python;
use crate::test::with_tools;
use crate::workspace::Workspace;

/// Ours; its row is what the others are compared with.
const OURS: &str = "Glasshouse";
/// Programs beside it natively, and whether they have more threads than one.
const PEERS: [(&str, &str, bool); 3] =
    [("pandas", "pandas", false), ("DuckDB", "duckdb", true), ("Polars", "polars", true)];
/// Of so many times the best counts.
const TIMES: &str = "3";
/// Names the program, its threads and the table for people.
const HEAD: &str = "\
| rows | where | program | seconds | MB/s | Glasshouse takes | peak memory |
|---:|---|---|---:|---:|---:|---:|
";

/// What a program printed of itself.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(default)]
struct Reading {
    program: String,
    version: String,
    browser: String,
    rows: u64,
    /// None where it failed.
    seconds: Option<f64>,
    /// Bytes that its process held at most.
    peak: u64,
    /// Seconds to look at every byte of the file once.
    bare: Option<f64>,
    /// Why it failed.
    fault: Option<String>,
}

#[derive(Deserialize)]
struct Browser {
    readings: Vec<Reading>,
}

/// Programs that are compared with each other.
struct Group {
    host: String,
    bytes: u64,
    readings: Vec<Reading>,
}

/// What the results say of reading.
pub fn measure(workspace: &Workspace, folder: &Path, options: &Options) -> Result<String> {
    say("writing the mixed table");
    script(workspace, "mixed.py", folder, &options.mixed)?.run()?;
    build(workspace)?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let counts: &[usize] = if cores > 1 { &[1, cores] } else { &[1] };
    let mut groups = Vec::new();
    for &rows in &options.mixed {
        for &threads in counts {
            say(&format!("timing how {rows} rows are read natively, threads: {threads}"));
            groups.push(natively(workspace, folder, rows, threads)?);
        }
    }
    if !options.no_browser {
        say("timing how they are read in Chromium");
        groups.extend(in_browser(workspace, folder, &options.mixed)?);
    }
    Ok(section(&groups))
}

/// Builds the program that reads and does nothing else.
fn build(workspace: &Workspace) -> Result<()> {
    Program::new("cargo")
        .words(
            "build --quiet --profile native --package glasshouse-table --example reading --features parallel",
        )
        .without_env("CARGO_TARGET_DIR")
        .within(workspace.root())
        .run()
}

fn natively(workspace: &Workspace, folder: &Path, rows: u64, threads: usize) -> Result<Group> {
    let file = folder.join(format!("mixed-{rows}.csv"));
    let ours = Program::new(workspace.root().join("target/native/examples/reading"))
        .arg(&file)
        .arg(TIMES)
        .env("RAYON_NUM_THREADS", threads.to_string());
    let mut readings = vec![named(OURS, parse(&ours.read()?)?)];
    for (name, word, many) in PEERS {
        if many || threads == 1 {
            let peer = Program::new(python::bench_interpreter(workspace)?)
                .arg("-B")
                .arg(workspace.bench().join("reading.py"))
                .args([word, &threads.to_string()])
                .arg(&file)
                .arg(TIMES);
            readings.push(named(name, parse(&peer.read()?)?));
        }
    }
    let host = if threads == 1 { "native, 1 thread".into() } else { format!("native, {threads} threads") };
    group(host, &file, rows, readings)
}

fn in_browser(workspace: &Workspace, folder: &Path, sizes: &[u64]) -> Result<Vec<Group>> {
    let program = Program::new("node")
        .arg(workspace.bench().join("reading.mjs"))
        .arg(workspace.dist())
        .arg(folder)
        .args(sizes.iter().map(u64::to_string));
    let browser: Browser = parse(&with_tools(workspace, program)?.read()?)?;
    let of = |rows: &u64| browser.readings.iter().filter(|r| r.rows == *rows).cloned().collect();
    sizes
        .iter()
        .map(|rows| group("Chromium".into(), &folder.join(format!("mixed-{rows}.csv")), *rows, of(rows)))
        .collect()
}

fn named(program: &str, reading: Reading) -> Reading {
    Reading { program: program.into(), ..reading }
}

/// Programs that read different numbers of rows did not read the same.
fn group(host: String, file: &Path, rows: u64, readings: Vec<Reading>) -> Result<Group> {
    if let Some(other) = readings.iter().find(|reading| reading.rows != rows) {
        bail!("{} counts {} rows of {rows}", other.program, other.rows);
    }
    let bytes = std::fs::metadata(file).context("the mixed table is gone")?.len();
    Ok(Group { host, bytes, readings })
}

fn section(groups: &[Group]) -> String {
    let mut versions = BTreeMap::new();
    for reading in groups.iter().flat_map(|group| &group.readings) {
        versions.insert(reading.program.clone(), reading.version.clone());
        if !reading.browser.is_empty() {
            versions.insert("Chromium".to_owned(), reading.browser.clone());
        }
    }
    versions.remove(OURS);
    let title = results::heading(Section::Reading);
    format!(
        "{title}

The mixed table: a number of the row, an instant, a day, a city, a product, a price, a count, a measurement
with all its digits, true or false, and a note; some cells quoted, some missing. From the file to typed
columns in memory, the best of three, each program in a process of its own; in Chromium each in a browser
of its own, from the choice of the file. \"Glasshouse takes\" is its time relative to the program's: under 1
is faster than it. pandas' C engine and PapaParse leave dates as text. Peak memory is what the process held
at most: of the page in Chromium, where Glasshouse has the file's bytes, its columns and their description.

{}
{}
{}",
        machine::describe(&versions),
        table(groups),
        limits(groups)
    )
}

fn table(groups: &[Group]) -> String {
    let mut text = HEAD.to_owned();
    for group in groups {
        let ours = group.readings.iter().find(|r| r.program == OURS).and_then(|r| r.seconds);
        for reading in &group.readings {
            let cells = cells(reading, ours, group.bytes);
            text += &format!("| {} | {} | {} | {cells} |\n", reading.rows, group.host, reading.program);
        }
    }
    text
}

fn cells(reading: &Reading, ours: Option<f64>, bytes: u64) -> String {
    let Some(seconds) = reading.seconds else {
        return format!("failed: {} | – | – | –", reading.fault.as_deref().unwrap_or("no reason given"));
    };
    let ratio = match ours {
        Some(ours) if reading.program != OURS => format!("{:.2}", ours / seconds),
        _ => "–".to_owned(),
    };
    let (speed, peak) = (bytes as f64 / 1e6 / seconds, reading.peak as f64 / 1e6);
    format!("{seconds:.3} | {speed:.0} | {ratio} | {peak:.0} MB")
}

/// How far from the least that reading could take.
fn limits(groups: &[Group]) -> String {
    let mut text = String::new();
    for group in groups {
        for reading in &group.readings {
            let (Some(bare), Some(seconds)) = (reading.bare, reading.seconds) else { continue };
            let (speed, times) = (group.bytes as f64 / 1e9 / bare, seconds / bare);
            text += &format!(
                "- {} rows, {}: bringing the bytes into memory and looking at each once takes {bare:.3} s \
                 ({speed:.1} GB/s), which is the limit; reading takes {times:.1} times as long.\n",
                reading.rows, group.host
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(program: &str, seconds: Option<f64>) -> Reading {
        let fault = seconds.is_none().then(|| "no memory".to_owned());
        Reading { program: program.into(), rows: 10, seconds, peak: 5_000_000, fault, ..Reading::default() }
    }

    #[test]
    fn ratios_are_ours_to_theirs_and_failures_are_shown() {
        let readings = vec![reading(OURS, Some(1.0)), reading("DuckDB", Some(2.0)), reading("Polars", None)];
        let group = Group { host: "native, 1 thread".into(), bytes: 8_000_000, readings };
        let text = table(&[group]);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(lines[0], "| 10 | native, 1 thread | Glasshouse | 1.000 | 8 | – | 5 MB |");
        assert_eq!(lines[1], "| 10 | native, 1 thread | DuckDB | 2.000 | 4 | 0.50 | 5 MB |");
        assert_eq!(lines[2], "| 10 | native, 1 thread | Polars | failed: no memory | – | – | – |");
    }

    #[test]
    fn the_limit_is_told_where_it_was_measured() {
        let ours = Reading { bare: Some(0.25), ..reading(OURS, Some(1.0)) };
        let group = Group { host: "native".into(), bytes: 1_000_000_000, readings: vec![ours] };
        let text = limits(&[group]);
        assert!(text.contains("(4.0 GB/s)") && text.contains("4.0 times as long"), "{text}");
    }
}

//! Profiling a table of twenty mixed columns, beside what people profile tables with; and what a person
//! asks of a loaded table, each operation at two sizes.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use serde::Deserialize;

use super::{Peers, Section, Time, machine, native, parse, results};
use crate::program::{Program, say};
use crate::setup::python;
use crate::test::with_tools;
use crate::workspace::Workspace;

/// Numbers of rows.
const ROWS: [u64; 2] = [100_000, 1_000_000];
/// What is timed of ours.
const OURS: [&str; 2] = ["Glasshouse, native", "Glasshouse, Chromium"];

const HEAD: &str = "

From the CSV file of twenty mixed columns (dates, words, numbers, ids, truth, free text) to the figures.
`describe` gives moments, quartiles and counts; ydata-profiling's minimal report adds histograms and
frequent values; ours adds missing-value patterns, six measures of association of every pair, findings
and the target's features. Natively ours starts a process and writes all of it as JSON; in Chromium it
goes from the choice of the file.

";

const OPERATIONS: &str = "
What a person asks of that table once it is loaded, one run each, on one thread. Growth is the time at
ten times the rows over the time at once the rows: about 10 is as many rows say, 12 as sorting them says,
less where a part of the work does not depend on the rows (a sample is drawn, or the picture's making
counts). An operation that takes no more than so many rows has no time; it says so to whoever asks. The
longest piece is the longest time between two checkpoints, at which a cancel is heard: natively, at the
larger size; sorting the grid is one piece, answered at once.

| operation | native, 100,000 | native, 1,000,000 | growth | longest piece | Chromium, 100,000 | Chromium, 1,000,000 | growth |
|---|---:|---:|---:|---:|---:|---:|---:|
";

/// An operation of a loaded table: without seconds where it refused.
#[derive(Deserialize, Clone)]
struct Asked {
    rows: u64,
    work: String,
    seconds: Option<f64>,
    /// Longest time between two checkpoints, seconds; the browser does not tell it.
    piece: Option<f64>,
}

#[derive(Deserialize)]
struct Browser {
    browser: String,
    times: Vec<Asked>,
}

/// Times ours and the peers, one after the other, and tells of them as a section of RESULTS.md.
pub fn measure(workspace: &Workspace, folder: &Path, in_browser: bool) -> Result<String> {
    let interpreter = python::profile_interpreter(workspace)?;
    say("timing Polars, pandas and ydata-profiling");
    let script = Program::new(interpreter).arg("-B").arg(workspace.bench().join("profile.py"));
    let peers: Peers = parse(&script.arg(folder).args(ROWS.map(|rows| rows.to_string())).read()?)?;
    let (mut times, mut versions) = (peers.times, peers.versions);
    times.extend(natively(workspace, folder)?);
    let native = asked_natively(workspace, folder)?;
    let mut chromium = Vec::new();
    if in_browser {
        let browser = asked_in_browser(workspace, folder)?;
        versions.insert("Chromium".to_owned(), browser.browser);
        let (whole, asked) = browser.times.into_iter().partition(|asked| asked.work == "profile");
        times.extend(whole_profiles(whole));
        chromium = asked;
    }
    let head = results::heading(Section::Profiling).to_owned() + HEAD + &machine::describe(&versions);
    Ok(head + &table(&times) + &operations(&native, &chromium))
}

fn natively(workspace: &Workspace, folder: &Path) -> Result<Vec<Time>> {
    let binary = native::build(workspace)?;
    say("timing our profile");
    let one = |rows| {
        let start = Instant::now();
        let data = folder.join(format!("profile-{rows}.csv"));
        Program::new(&binary).arg("profile").arg(data).words("--target member --json").read()?;
        Ok(Time { rows, work: OURS[0].to_owned(), seconds: start.elapsed().as_secs_f64(), score: None })
    };
    ROWS.into_iter().map(one).collect()
}

fn whole_profiles(asked: Vec<Asked>) -> impl Iterator<Item = Time> {
    let ours = |rows, seconds| Time { rows, work: OURS[1].to_owned(), seconds, score: None };
    asked.into_iter().filter_map(move |asked| Some(ours(asked.rows, asked.seconds?)))
}

fn asked_natively(workspace: &Workspace, folder: &Path) -> Result<Vec<Asked>> {
    Program::new("cargo")
        .words("build --quiet --profile native --package glasshouse-engine --example operations")
        .without_env("CARGO_TARGET_DIR")
        .within(workspace.root())
        .run()?;
    say("timing what is asked of a table natively");
    let mut times = Vec::new();
    for rows in ROWS {
        let program = Program::new(workspace.root().join("target/native/examples/operations"))
            .arg(list(workspace))
            .arg(folder.join(format!("profile-{rows}.csv")));
        times.extend(parse::<Vec<Asked>>(&program.read()?)?);
    }
    Ok(times)
}

fn asked_in_browser(workspace: &Workspace, folder: &Path) -> Result<Browser> {
    say("timing our profile, and what is asked of a table, in Chromium");
    let program = Program::new("node")
        .arg(workspace.bench().join("profile.mjs"))
        .arg(workspace.dist())
        .arg(folder)
        .arg(list(workspace))
        .args(ROWS.map(|rows| rows.to_string()));
    parse(&with_tools(workspace, program)?.read()?)
}

fn list(workspace: &Workspace) -> std::path::PathBuf {
    workspace.bench().join("operations.json")
}

fn table(times: &[Time]) -> String {
    let mut sorted: Vec<&Time> = times.iter().collect();
    sorted.sort_by(|a, b| a.rows.cmp(&b.rows).then(a.seconds.total_cmp(&b.seconds)));
    let line = |time: &&Time| format!("| {} | {} | {:.2} |\n", time.rows, time.work, time.seconds);
    let lines: String = sorted.iter().map(line).collect();
    format!("\n| rows | work | seconds |\n|---:|---|---:|\n{lines}")
}

/// A row for each operation, in the order in which they were asked.
fn operations(native: &[Asked], chromium: &[Asked]) -> String {
    let names = native.iter().filter(|asked| asked.rows == ROWS[0]).map(|asked| &asked.work);
    let line = |work: &String| {
        let cells = [native, chromium].map(|times| {
            let [few, many] = ROWS.map(|rows| {
                times.iter().find(|asked| asked.rows == rows && asked.work == *work).and_then(|a| a.seconds)
            });
            let growth = few.zip(many).map(|(few, many)| format!("{:.1}", many / few));
            let [few, many] = [few, many].map(|seconds| seconds.map(milliseconds));
            [few, many, growth].map(|cell| cell.unwrap_or_else(|| "–".to_owned())).join(" | ")
        });
        let largest = native.iter().find(|asked| asked.rows == ROWS[1] && asked.work == *work);
        let piece = largest.filter(|asked| asked.seconds.is_some()).and_then(|asked| asked.piece);
        let piece = piece.map_or_else(|| "–".to_owned(), milliseconds);
        let [native, chromium] = cells;
        format!("| {work} | {native} | {piece} | {chromium} |\n")
    };
    OPERATIONS.to_owned() + &names.map(line).collect::<String>()
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.1} ms", seconds * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_stand_first_within_a_size() {
        let time = |rows, work: &str, seconds| Time { rows, work: work.to_owned(), seconds, score: None };
        let text = table(&[time(20, "a", 2.0), time(10, "a", 3.0), time(20, "b", 1.5)]);
        assert!(text.ends_with("| 10 | a | 3.00 |\n| 20 | b | 1.50 |\n| 20 | a | 2.00 |\n"), "{text}");
    }

    #[test]
    fn an_operation_that_refused_has_no_time_and_no_growth() {
        let asked = |rows, seconds| Asked { rows, work: "sort".to_owned(), seconds, piece: Some(0.25) };
        let text = operations(&[asked(ROWS[0], Some(0.5)), asked(ROWS[1], None)], &[]);
        assert!(text.ends_with("| sort | 500.0 ms | – | – | – | – | – | – |\n"), "{text}");
        let text = operations(&[asked(ROWS[0], Some(0.5)), asked(ROWS[1], Some(6.0))], &[]);
        assert!(text.ends_with("| sort | 500.0 ms | 6000.0 ms | 12.0 | 250.0 ms | – | – | – |\n"), "{text}");
    }
}

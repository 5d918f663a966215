//! Profiling a table of twenty mixed columns, beside what people profile tables with.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use super::{Peers, Time, parse};
use crate::program::{Program, say};
use crate::setup::python;
use crate::workspace::Workspace;

/// Numbers of rows.
const ROWS: [u64; 2] = [100_000, 1_000_000];
/// What is timed of ours.
const OURS: &str = "glasshouse profile";

const HEAD: &str = "
## Profiling

From the CSV file of twenty mixed columns (dates, words, numbers, ids, truth, free text) to the figures.
`describe` gives moments, quartiles and counts; ydata-profiling's minimal report adds histograms and
frequent values; ours adds missing-value patterns, six measures of association of every pair, findings
and the target's features, and writes all of it as JSON.

| rows | work | seconds |
|---:|---|---:|
";

/// Times ours and the peers, one after the other, and tells of them as a section of RESULTS.md.
pub fn section(workspace: &Workspace, folder: &Path, binary: &Path) -> Result<String> {
    let interpreter = python::profile_interpreter(workspace)?;
    say("timing Polars, pandas and ydata-profiling");
    let script = Program::new(interpreter).arg("-B").arg(workspace.root().join("bench/profile.py"));
    let peers: Peers = parse(&script.arg(folder).args(ROWS.map(|rows| rows.to_string())).read()?)?;
    say("timing our profile");
    let mut times = peers.times;
    for rows in ROWS {
        let start = Instant::now();
        let data = folder.join(format!("profile-{rows}.csv"));
        Program::new(binary).arg("profile").arg(data).words("--target member --json").read()?;
        times.push(Time { rows, work: OURS.to_owned(), seconds: start.elapsed().as_secs_f64(), score: None });
    }
    let versions: Vec<String> =
        peers.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    Ok(format!("{}\nCompared: {}.\n", table(&times), versions.join(", ")))
}

fn table(times: &[Time]) -> String {
    let mut sorted: Vec<&Time> = times.iter().collect();
    sorted.sort_by(|a, b| a.rows.cmp(&b.rows).then(a.seconds.total_cmp(&b.seconds)));
    let line = |time: &&Time| format!("| {} | {} | {:.2} |\n", time.rows, time.work, time.seconds);
    HEAD.to_owned() + &sorted.iter().map(line).collect::<String>()
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
}

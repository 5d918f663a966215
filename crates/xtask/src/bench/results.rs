//! The table of results: each row a piece of work, each ratio against the peer of the same run.

use super::{Section, Time};

/// What was measured, by host.
pub struct Times {
    pub peers: Vec<Time>,
    pub native: Vec<Time>,
    pub browser: Option<Vec<Time>>,
}

const HEAD: &str = "\
| rows | work | pandas, scikit-learn | native | Chromium | native ratio | Chromium ratio |
|---:|---|---:|---:|---:|---:|---:|
";

/// `bytes` gives the size of the table that reading is timed on.
pub fn table(times: &Times, bytes: &dyn Fn(u64) -> u64) -> String {
    let mut text = HEAD.to_owned();
    for peer in &times.peers {
        let native = find(&times.native, peer);
        let browser = times.browser.as_ref().and_then(|times| find(times, peer));
        let size = bytes(peer.rows);
        let cells = [Some(peer), native, browser].map(|time| cell(time, size));
        let ratios = [native, browser].map(|time| ratio(peer, time));
        let all = [cells.as_slice(), &ratios].concat().join(" | ");
        text += &format!("| {} | {} | {all} |\n", peer.rows, work_in_words(&peer.work));
    }
    text
}

fn find<'a>(times: &'a [Time], peer: &Time) -> Option<&'a Time> {
    times.iter().find(|time| time.rows == peer.rows && time.work == peer.work)
}

fn work_in_words(work: &str) -> String {
    match work.split_once('/') {
        Some(("classes", kind)) => format!("train `{kind}`, two classes"),
        Some((_, kind)) => format!("train `{kind}`, a number"),
        None => "read CSV".to_owned(),
    }
}

fn cell(time: Option<&Time>, bytes: u64) -> String {
    let Some(time) = time else { return "–".to_owned() };
    match time.score {
        _ if time.work == "read" => {
            format!("{:.0} MB/s ({:.3} s)", bytes as f64 / 1e6 / time.seconds, time.seconds)
        }
        Some(score) => format!("{:.3} s (scores {score:.3})", time.seconds),
        None => format!("{:.3} s", time.seconds),
    }
}

/// How many times as long as the peer: under one is faster.
fn ratio(peer: &Time, time: Option<&Time>) -> String {
    time.map_or("–".to_owned(), |time| format!("{:.2}", time.seconds / peer.seconds))
}

/// The line that a section begins with.
pub fn heading(section: Section) -> &'static str {
    match section {
        Section::Reading => "## Reading CSV, types inferred",
        Section::Profiling => "## Profiling, and what is asked of a table",
        Section::Preparing => "## Preparing mixed columns",
        Section::Training => "## Training, and reading a table of numbers",
        Section::Boosting => "## Boosting",
        Section::Mlp => "## Networks",
        Section::Supervised => "## Forest and logistic regression",
        Section::Scoring => "## Scoring",
        Section::Unlabelled => "## Principal components and k-means",
        Section::Sparse => "## Sparse rows",
        Section::Judging => "## Folds, a search and explanations",
        Section::Automl => "## Finding a good model",
        Section::Learning => "## Learning in Chromium",
    }
}

/// What earlier results say of a section, from its heading to the next.
pub fn kept(page: &str, section: Section) -> String {
    let Some(start) = page.find(heading(section)) else { return String::new() };
    let rest = &page[start..];
    let end = rest.find("\n## ").map_or(rest.len(), |end| end + 1);
    format!("{}\n", rest[..end].trim_end())
}

pub fn training(machine: &str, table: &str) -> String {
    let title = heading(Section::Training);
    format!(
        "{title}

On tables of 20 numeric columns, with the same steps (median imputer, standard scaler) and scikit-learn's
default parameters. Forests use every core, in Chromium one. A ratio is the time relative to the peer:
under 1 is faster than it. Training is preparing and fitting on 70 % of the rows; in Chromium it goes
from the button to the scores on the page, and reading from the choice of the file to its preview, so
both hold more work than the others. Scores (accuracy or R²) are those of rows not trained on; the
parts are drawn differently, so they agree only roughly.

{machine}
{table}"
    )
}

/// The whole of RESULTS.md; a section that was never measured is left out.
pub fn page(sections: &[String]) -> String {
    let measured: Vec<&str> =
        sections.iter().map(|section| section.trim_end()).filter(|text| !text.is_empty()).collect();
    format!(
        "# Speed

Written by `cargo xtask bench`: what stands in one section was measured in one run on one machine, one
after the other.

{}
",
        measured.join("\n\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(work: &str, seconds: f64, score: Option<f64>) -> Time {
        Time { rows: 10, work: work.to_owned(), seconds, score }
    }

    #[test]
    fn ratios_are_against_the_peer_and_gaps_are_shown() {
        let times = Times {
            peers: vec![time("read", 2.0, None), time("classes/decision_tree", 4.0, Some(0.9))],
            native: vec![time("read", 1.0, None), time("classes/decision_tree", 6.0, Some(0.91))],
            browser: None,
        };
        let text = table(&times, &|_| 8_000_000);
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(lines[0], "| 10 | read CSV | 4 MB/s (2.000 s) | 8 MB/s (1.000 s) | – | 0.50 | – |");
        let tree = "| 10 | train `decision_tree`, two classes | 4.000 s (scores 0.900) \
                    | 6.000 s (scores 0.910) | – | 1.50 | – |";
        assert_eq!(lines[1], tree);
    }

    #[test]
    fn a_section_can_be_kept_from_earlier_results() {
        let training = training("- Processor: x\n", "| table |\n");
        let reading = format!("{}\n\n| other |\n", heading(Section::Reading));
        let whole = page(&[reading.clone(), String::new(), training.clone()]);
        assert_eq!(kept(&whole, Section::Reading), reading);
        assert_eq!(kept(&whole, Section::Training), training);
        assert_eq!(kept(&whole, Section::Profiling), "");
        assert_eq!(page(&[reading, String::new(), training]), whole);
    }
}

//! `glasshouse duplicates`: rows that are equal, or nearly so.

use super::{load_part, unexpected, warn};
use crate::arguments::{KeepRow, Part};
use crate::failure::Failure;
use crate::output::{self, short};
use crate::session::Session;
use glasshouse_spec::{DuplicateGroup, DuplicateReport, Event, Request};
use std::path::Path;

/// Groups that are told in words.
const SHOWN: usize = 20;
/// Widest row in words.
const ROW: usize = 120;

pub fn run(
    data: &Path,
    part: Part,
    columns: Vec<String>,
    similarity: f64,
    keep: KeepRow,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    let (_, profile) = load_part(&mut session, data, part)?;
    let keep = match keep {
        KeepRow::First => "first",
        KeepRow::Last => "last",
        KeepRow::MostComplete => "most_complete",
    };
    let request = Request::Duplicates { columns, similarity, keep: keep.into() };
    let (Event::DuplicatesFound { report }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    if json {
        return output::json(&report);
    }
    warn(&profile.warnings);
    output::words(&in_words(&report))
}

fn in_words(report: &DuplicateReport) -> String {
    let DuplicateReport { rows, groups, repeats, similarity, .. } = report;
    let what = if *similarity == 1.0 { "equal".to_string() } else { format!("alike from {similarity} on") };
    let mut text =
        format!("{rows} rows; {groups} groups of rows that are {what}, {repeats} rows repeat another\n");
    text.extend(report.examples.iter().take(SHOWN).map(group));
    let more = groups.saturating_sub(SHOWN as u64);
    if more > 0 {
        text.push_str(&format!("\nand {more} groups more\n"));
    }
    text
}

fn group(group: &DuplicateGroup) -> String {
    let mut text = String::from("\n");
    for row in &group.rows {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.as_deref().unwrap_or("")).collect();
        let mark = if row.stays { "stays".to_string() } else { format!("{:.3}", row.similarity) };
        text.push_str(&format!("  row {:>8}  {mark}  {}\n", row.row + 1, short(&cells.join(" | "), ROW)));
    }
    let more = group.size.saturating_sub(group.rows.len() as u64);
    if more > 0 {
        text.push_str(&format!("  and {more} more\n"));
    }
    text
}

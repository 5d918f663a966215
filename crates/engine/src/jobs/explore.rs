//! What is in the loaded table: figures, associations, findings, pictures, the report.

use super::export::file;
use super::{Answer, Bench, Faults};
use crate::control::Control;
use crate::fault::internal;
use crate::state::Data;
use glasshouse_chart::ChartSpec;
use glasshouse_explore::{Explorer, Picturing, Reporter, json_report};
use glasshouse_spec::{Event, Exploration, PictureRequest, ReportFormat, TableProfile, View};
use glasshouse_table::{Table, rows_of};
use std::rc::Rc;

/// Share of a report's progress that exploring takes.
const EXPLORED: f64 = 0.7;

pub(super) async fn run(bench: Bench, target: Option<&str>, view: &View) -> Result<Answer, Faults> {
    let (data, chosen) = looked_at(&bench, view)?;
    let exploration = explored(&bench.control, &data, chosen, target, 0.0..1.0).await?;
    Ok(Event::Explored { exploration: Box::new(exploration) }.into())
}

/// The report of the whole table: a page, or the figures as JSON.
pub(super) async fn report(
    bench: Bench,
    target: Option<&str>,
    format: ReportFormat,
    values: bool,
) -> Result<Answer, Faults> {
    let control = &bench.control;
    let data = bench.state.borrow().data()?;
    // First, since it refuses a target that cannot be predicted.
    let profile = with_warnings(&data, target)?;
    let exploration = explored(control, &data, None, target, 0.0..EXPLORED).await?;
    let stem = data.read.file.rsplit_once('.').map_or(data.read.file.as_str(), |(stem, _)| stem);
    match format {
        ReportFormat::Json => {
            let json = json_report(&profile, &exploration, values)?;
            Ok(file(format!("{stem}_profile.json"), "application/json", json))
        }
        ReportFormat::Html => {
            let mut reporter = Reporter::new(&data.table, &data.read, exploration, values);
            while let Some(done) = reporter.advance()? {
                control.checkpoint("Drawing the report", EXPLORED + (1.0 - EXPLORED) * done).await;
            }
            Ok(file(format!("{stem}_report.html"), "text/html", reporter.finish().into_bytes()))
        }
    }
}

/// The profile, with what would stand in the way of predicting the target.
fn with_warnings(data: &Data, target: Option<&str>) -> Result<TableProfile, Faults> {
    let mut profile = data.profile.clone();
    if let Some(target) = target {
        let suggestion = glasshouse_prepare::suggest(&data.profile, &data.table, target, None, &[])?;
        let new = suggestion.warnings.into_iter().filter(|w| !data.profile.warnings.contains(w));
        profile.warnings.extend(new);
    }
    Ok(profile)
}

/// The data of a picture, as JSON in buffer 0.
pub(super) async fn picture(bench: Bench, request: PictureRequest) -> Result<Answer, Faults> {
    let (data, chosen) = looked_at(&bench, &request.view)?;
    let mut picturing = Picturing::new(&data.table, chosen, request)?;
    while let Some(done) = picturing.advance()? {
        bench.control.checkpoint("Drawing", done).await;
    }
    let chart = picturing.finish()?;
    let json = serde_json::to_vec(&chart).map_err(|error| internal(error.to_string()))?;
    Ok(Answer { event: Event::Pictured, buffers: vec![json] })
}

/// A picture of a small table that takes one pass, as JSON; `sampled_from` are the rows that the table is a
/// sample of.
///
/// # Errors
/// What the picture cannot show.
pub(super) fn draw(
    table: &Table,
    request: PictureRequest,
    sampled_from: Option<u64>,
) -> Result<Vec<u8>, Faults> {
    let mut picturing = Picturing::new(table, None, request)?;
    while picturing.advance()?.is_some() {}
    let mut chart = picturing.finish()?;
    if let (ChartSpec::Histogram(histogram), Some(rows)) = (&mut chart, sampled_from) {
        histogram.sampled_from = rows;
    }
    serde_json::to_vec(&chart).map_err(|error| internal(error.to_string()).into())
}

/// The table, and the rows of a view where those are not all. Their order does not matter, and the
/// rows that the grid keeps in theirs are left as they are.
pub(super) fn looked_at(bench: &Bench, view: &View) -> Result<(Rc<Data>, Option<Vec<u32>>), Faults> {
    let data = bench.state.borrow().data()?;
    let unsorted = View { sort: Vec::new(), ..view.clone() };
    let chosen = rows_of(&data.table, &unsorted)?;
    Ok((data, chosen))
}

/// Explores a table, or some rows of it; `share` is the part of the whole job's progress.
pub(super) async fn explored(
    control: &Control,
    data: &Data,
    chosen: Option<Vec<u32>>,
    target: Option<&str>,
    share: std::ops::Range<f64>,
) -> Result<Exploration, Faults> {
    let mut explorer = Explorer::new(&data.table, chosen, Some(&data.profile), target)?;
    while let Some(at) = explorer.advance() {
        control.checkpoint(at.stage, share.start + (share.end - share.start) * at.done).await;
    }
    Ok(explorer.finish())
}

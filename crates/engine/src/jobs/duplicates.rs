//! Rows that are equal, or nearly so.

use super::{Answer, Bench, Faults};
use glasshouse_spec::Event;
use glasshouse_table::{DuplicateFinder, Keep};

pub(super) async fn run(
    bench: Bench,
    columns: &[String],
    similarity: f64,
    keep: &str,
) -> Result<Answer, Faults> {
    let data = bench.state.borrow().data()?;
    let keep = Keep::named(keep).map_err(|error| error.fault())?;
    let finder = DuplicateFinder::new(&data.table, columns, similarity, keep);
    let mut finder = finder.map_err(|error| error.fault())?;
    while !finder.advance().map_err(|error| error.fault())? {
        bench.control.checkpoint("Comparing the rows", finder.done()).await;
    }
    bench.control.checkpoint("Comparing the rows", 1.0).await;
    let found = finder.finish();
    bench.control.checkpoint("Comparing the rows", 1.0).await;
    let report = found.report(&data.source);
    Ok(Event::DuplicatesFound { report: Box::new(report) }.into())
}

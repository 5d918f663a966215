//! Statistical tests on columns of the table, one after the other.

use super::{Answer, Bench, Faults};
use crate::fault::internal;
use glasshouse_explore::Testing;
use glasshouse_spec::{Correction, Event, TestReport, TestRequest, Warning};
use glasshouse_table::rows_of;

pub(super) async fn once(bench: Bench, request: TestRequest) -> Result<Answer, Faults> {
    let (reports, _) = carry_out(&bench, request, None).await?;
    let report = reports.into_iter().next().ok_or_else(|| internal("a test ended without a report"))?;
    Ok(Event::Tested { report: Box::new(report) }.into())
}

pub(super) async fn each(
    bench: Bench,
    request: TestRequest,
    correction: Correction,
) -> Result<Answer, Faults> {
    let (reports, warnings) = carry_out(&bench, request, Some(correction)).await?;
    Ok(Event::TestedEach { correction, reports, warnings }.into())
}

/// The columns are taken in the order of the view, which a series is in.
async fn carry_out(
    bench: &Bench,
    request: TestRequest,
    correction: Option<Correction>,
) -> Result<(Vec<TestReport>, Vec<Warning>), Faults> {
    let data = bench.state.borrow().data()?;
    bench.control.checkpoint("Testing", 0.0).await;
    let rows = rows_of(&data.table, &request.view)?;
    let known = |name: &&String| data.table.column(name).is_some();
    let table = match rows {
        None => data.table.clone(),
        Some(rows) => {
            let names: Vec<&String> = request.columns.iter().chain(&request.by).filter(known).collect();
            data.table.select(&names)?.take(&rows)
        }
    };
    let testing = Testing::new(&table, request, correction)?;
    Ok(testing.carry_out(&async |what, done| bench.control.checkpoint(what, done).await).await?)
}

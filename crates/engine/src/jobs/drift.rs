//! How the columns of a file stand to those of the model's training rows, or of the table.

use super::apply::{as_model_reads, joined};
use super::{Answer, Bench, Faults, apply};
use crate::control::Control;
use crate::state::Trained;
use bytes::Bytes;
use glasshouse_evaluate::{Cells, Distribution, drift};
use glasshouse_export::{Reference, ReferenceCells, ReferenceColumn};
use glasshouse_spec::{ColumnType, DataOptions, DriftAgainst, DriftReport, Event, Fault};
use glasshouse_table::{ColumnSchema, ReadAs};

/// Share of the progress that reading takes.
const READ: f64 = 0.5;

pub(super) async fn run(
    bench: Bench,
    name: &str,
    bytes: Vec<u8>,
    against: DriftAgainst,
) -> Result<Answer, Faults> {
    let control = &bench.control;
    let report = match against {
        DriftAgainst::Model => {
            let model = bench.state.borrow().model()?;
            if model.reference.columns.is_empty() {
                return Err(nothing_kept().into());
            }
            let known = of_model(&model.reference);
            let read = match joined(&model.recipe) {
                true => {
                    let others = bench.state.borrow().others.clone();
                    apply::read(control, &model, &others, name, bytes.into()).await?.read
                }
                false => read(control, &known, name, bytes.into(), &model.recipe.data).await?,
            };
            compared(control, &model, &read, READ..1.0).await
        }
        DriftAgainst::Data => {
            let data = bench.state.borrow().data()?;
            let columns = data.table.columns();
            let mut known = Vec::with_capacity(columns.len());
            for column in columns {
                control
                    .checkpoint("Looking at the columns", 0.2 * known.len() as f64 / columns.len() as f64)
                    .await;
                known.push(Distribution::of(column));
            }
            let read = read(control, &known, name, bytes.into(), &data.options).await?;
            told(control, &known, data.table.rows() as u64, &read, READ..1.0).await
        }
    };
    control.commit();
    Ok(Event::Drifted { report: Box::new(report) }.into())
}

/// How a file that was read as a model reads stands to its training rows.
pub(super) async fn compared(
    control: &Control,
    model: &Trained,
    read: &ReadAs,
    share: std::ops::Range<f64>,
) -> DriftReport {
    let reference = &model.reference;
    let mut report = told(control, &of_model(reference), reference.rows, read, share).await;
    // A target that the file has is none of the columns that the model reads.
    let targets: Vec<String> = model.report.task.each().into_iter().map(|task| task.target).collect();
    report.extra.retain(|column| !targets.contains(column));
    report
}

async fn told(
    control: &Control,
    known: &[Distribution],
    rows: u64,
    read: &ReadAs,
    share: std::ops::Range<f64>,
) -> DriftReport {
    let pause = async |done: f64| {
        let done = share.start + done * (share.end - share.start);
        control.checkpoint("Comparing the columns", done).await;
    };
    let report = drift(known, rows, &read.loaded.table, &read.unparsed, &pause).await;
    DriftReport { extra: read.extra.clone(), ..report }
}

/// The file with the columns as they were before, those apart that it does not have.
async fn read(
    control: &Control,
    known: &[Distribution],
    name: &str,
    bytes: Bytes,
    format: &DataOptions,
) -> Result<ReadAs, Faults> {
    let column = |of: &Distribution| ColumnSchema {
        name: of.column.clone(),
        kind: of.kind,
        required: false,
        date_order: None,
    };
    let schema: Vec<ColumnSchema> = known.iter().map(column).collect();
    as_model_reads(control, name, bytes, format, &schema, 0.2..READ).await
}

/// What a bundle keeps of its training rows.
fn of_model(reference: &Reference) -> Vec<Distribution> {
    reference.columns.iter().map(|column| distribution(column, reference.rows)).collect()
}

fn distribution(column: &ReferenceColumn, rows: u64) -> Distribution {
    let missing = (column.missing * rows as f64).round() as u64;
    let count = |share: f64| (share * (rows - missing.min(rows)) as f64).round() as u64;
    let cells = match (&column.bins, &column.cells) {
        (Some(bins), _) => {
            Cells::Bins { edges: bins.edges.clone(), counts: bins.counts.clone(), median: bins.median }
        }
        (None, ReferenceCells::Levels { shares, other }) => Cells::Levels {
            counts: shares.iter().map(|(level, share)| (level.clone(), count(*share))).collect(),
            other: count(*other),
        },
        (None, _) if matches!(column.kind, ColumnType::Numeric | ColumnType::Datetime) => {
            Cells::Untold("the bundle is from before such columns were counted: export it anew")
        }
        (None, _) => Cells::Untold("texts and ids have no distribution"),
    };
    Distribution { column: column.name.clone(), kind: column.kind, rows, missing, cells }
}

fn nothing_kept() -> Fault {
    Fault::new("drift.no_reference", "the model comes with nothing about its training rows")
        .with_remedy("give the training data in place of the bundle, or train and export the model anew")
}

//! `isolation_forest`, `local_outlier_factor` and `dbscan` as steps: rows that are unlike the others in several
//! columns together, judged by the estimators of these names (`glasshouse_learn`). A row with a gap in one of the
//! columns is left out of the fit and never an outlier. What they learn is the model; a row then costs what it
//! costs there.

use super::OutlierAction;
use crate::fitted::{Applied, Applying, Made};
use crate::paused::{Pauses, paused};
use crate::step::{Fitted, Fitting};
use crate::steps::changed::{Columns, Row, taken};
use crate::steps::naming::beginning;
use crate::steps::untargeted::{Rows, Unsupervised};
use crate::{Context, FittedStep, Notes, PrepareError, Step, StepState, cells};
use glasshouse_learn::anomaly::MARKS;
use glasshouse_learn::cluster::NOISE;
use glasshouse_learn::{Model, ModelState, Prediction};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows that are judged at a time at most.
const ROWS: usize = 4096;

/// What a step that looks at several columns together learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutlierRowsState {
    /// Columns in the order of the fit.
    pub columns: Vec<String>,
    /// What becomes of outliers; never [`OutlierAction::Cap`].
    pub action: OutlierAction,
    /// The column of flags; empty where there is none.
    pub output: String,
    /// What judges a row.
    pub model: Box<ModelState>,
}

/// A step before it is fitted.
pub(super) struct OutlierRows {
    pub estimator: Unsupervised,
    /// What becomes of outliers; `None` where their rows are dropped.
    pub action: Option<OutlierAction>,
    pub seed: Option<u64>,
    pub state: fn(OutlierRowsState) -> StepState,
}

impl Step for OutlierRows {
    fn reads_together(&self) -> bool {
        true
    }

    fn changes_rows(&self) -> bool {
        self.action.is_none()
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let op = self.estimator.op;
        if columns.is_empty() {
            return Err(PrepareError::Refused {
                code: "prepare.no_columns",
                column: None,
                row: None,
                message: format!("{op} has no column to look at"),
                remedy: "Name at least one numeric column, or switch the step off.".into(),
            });
        }
        let rows = Rows::of(train, columns, op)?;
        let output = match self.action {
            Some(OutlierAction::Flag) => {
                let name = format!("{op}_outlier");
                beginning(train, &[], &name, |at| format!("{name}_{at}"))
            }
            _ => String::new(),
        };
        let (train, context, columns) = (train.clone(), context.clone(), columns.to_vec());
        let (estimator, action, wrap) = (self.estimator.clone(), self.action, self.state);
        let seed = self.seed.unwrap_or(context.seed);
        Ok(paused(async move |pauses| {
            let all = context.weights.as_deref();
            let weights: Option<Vec<f64>> =
                all.map(|all| rows.whole.iter().map(|row| all[*row as usize]).collect());
            let model = estimator.train(rows.features(), weights.as_deref(), seed, &pauses).await?;
            match action {
                Some(action) => {
                    let model = Box::new(model.state());
                    Ok(wrap(OutlierRowsState { columns, action, output, model }).into())
                }
                None => left(&rows, model.as_ref(), &train, &context, op, &pauses).await,
            }
        }))
    }
}

/// The training rows without outliers.
async fn left(
    rows: &Rows,
    model: &dyn Model,
    train: &Table,
    context: &Context,
    op: &str,
    pauses: &Pauses,
) -> Result<Fitted, PrepareError> {
    let groups = model.state().groups();
    let mut stays = vec![true; train.rows()];
    let mut done = 0;
    while done < rows.whole.len() {
        for (row, outlier) in judged(rows, model, &groups, &mut done) {
            stays[row as usize] = !outlier;
        }
        pauses.at(0.8).await;
    }
    let stays: Vec<Row> =
        (0..).zip(stays).filter(|(_, stays)| *stays).map(|(row, _)| Row::Old(row)).collect();
    match stays.len() {
        0 => Err(PrepareError::AllDropped { op: op.into(), rows: train.rows() as u64 }),
        all if all == train.rows() => Ok(Fitted { state: None, train: None }),
        _ => Ok(taken(train, context, &stays, &Columns::default(), pauses).await),
    }
}

/// Judges the next rows without a gap: which they are, and whether each is an outlier.
fn judged(rows: &Rows, model: &dyn Model, groups: &[String], done: &mut usize) -> Vec<(u32, bool)> {
    let end = rows.whole.len().min(*done + model.rows_at_once().clamp(1, ROWS));
    let some = &rows.whole[*done..end];
    *done = end;
    let outside = |group: u32| {
        let name = groups.get(group as usize).map(String::as_str);
        name == Some(MARKS[1]) || name == Some(NOISE)
    };
    match model.predict(&rows.some(some)) {
        Prediction::Groups { index, .. } => {
            some.iter().copied().zip(index.into_iter().map(outside)).collect()
        }
        _ => Vec::new(),
    }
}

impl FittedStep for OutlierRowsState {
    /// Whether its model judges rows of its columns.
    fn is_sound(&self) -> bool {
        matches!(
            *self.model,
            ModelState::Isolation(_) | ModelState::OutlierFactor(_) | ModelState::Anchors(_)
        ) && self.model.check(self.columns.len()).is_ok()
            && (self.action != OutlierAction::Flag || !self.output.is_empty())
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn opens(&self) -> Vec<&str> {
        if self.action == OutlierAction::Blank { self.reads() } else { Vec::new() }
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        match self.action {
            OutlierAction::Flag => vec![(self.reads(), vec![self.output.as_str()])],
            _ => Vec::new(),
        }
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        Ok(Box::new(Judging {
            state: self,
            table,
            rows: Rows::of(table, &self.columns, self.model.kind())?,
            model: self.model.restore(),
            groups: self.model.groups(),
            outliers: vec![false; table.rows()],
            done: 0,
        }))
    }
}

/// Rows that are being judged.
struct Judging<'a> {
    state: &'a OutlierRowsState,
    table: &'a Table,
    rows: Rows,
    model: Box<dyn Model>,
    groups: Vec<String>,
    outliers: Vec<bool>,
    done: usize,
}

impl Applying for Judging<'_> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        if self.done < self.rows.whole.len() {
            for (row, outlier) in judged(&self.rows, self.model.as_ref(), &self.groups, &mut self.done) {
                self.outliers[row as usize] = outlier;
            }
            return Ok(Applied::Running(self.done as f64 / self.rows.whole.len() as f64));
        }
        if self.state.action == OutlierAction::Flag {
            let flags = self.outliers.iter().map(|outlier| f64::from(u8::from(*outlier)));
            let flags = cells::numeric(&self.state.output, flags.collect::<Vec<f64>>().into());
            return Ok(Applied::Done(Made { appended: vec![flags], ..Made::default() }));
        }
        let mut replaced = BTreeMap::new();
        for name in &self.state.columns {
            let array = cells::scaled(self.table, name, "outliers")?;
            let kept = array.iter().zip(&self.outliers).map(|(x, outlier)| x.filter(|_| !outlier));
            replaced.insert(name.clone(), vec![cells::number_column(name, kept)]);
        }
        Ok(Applied::Done(Made { replaced, appended: Vec::new() }))
    }
}

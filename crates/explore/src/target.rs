//! What single columns tell of the column to predict.
//!
//! Each column alone is made to predict: half of the rows (a seeded draw) say what each of its values
//! or intervals stands for, the other half judges, and the other way round. So a name or a number
//! that is different in every row tells nothing, and one that gives the answer away is seen.

mod score;

use crate::ExploreError;
use crate::associations::{Cells, LEVELS, between};
use crate::cells::{self, Codes};
use crate::sample;
use glasshouse_spec::{AssociatedPair, ColumnFigures, FeatureFigures, TargetFigures, TaskKind};
use glasshouse_table::{Column, Table};
use score::{Answers, score};
use std::sync::Arc;

/// Most rows that single columns predict.
const SAMPLE: u32 = 20_000;
/// Most classes of a target.
const CLASSES: usize = 1000;

/// Figures about a target, made a column at a time.
pub(crate) struct Aiming {
    table: Table,
    target: Arc<Column>,
    /// The classes of the target; none for an amount.
    codes: Option<Codes>,
    sampled: Option<Vec<u32>>,
    answers: Answers,
    next: usize,
    figures: TargetFigures,
}

impl Aiming {
    /// Looks at the target.
    ///
    /// # Errors
    /// A target that the table does not have.
    pub fn new(table: &Table, name: &str, columns: &[ColumnFigures]) -> Result<Option<Self>, ExploreError> {
        let missing = || ExploreError::NoColumn { column: name.into() };
        let target = table.column(name).ok_or_else(missing)?.clone();
        let figures = columns.iter().find(|c| c.name == name).ok_or_else(missing)?;
        let Some((kind, codes)) = question(&target, figures) else { return Ok(None) };
        let sampled = sample::rows(table.rows() as u32, SAMPLE);
        let part =
            |column: &Column| sampled.as_ref().map_or_else(|| column.clone(), |rows| column.take(rows));
        let answers = match &codes {
            Some(codes) => {
                let of = |row: &u32| codes.codes[*row as usize];
                let drawn = sampled.as_ref().map(|rows| rows.iter().map(of).collect());
                Answers::Classes(drawn.unwrap_or_else(|| codes.codes.clone()), codes.names.len())
            }
            None => Answers::Amounts(cells::numbers(&part(&target)).unwrap_or_default().into_owned()),
        };
        let figures = TargetFigures {
            column: name.into(),
            kind,
            imbalance: codes.as_ref().and_then(imbalance),
            classes: codes.as_ref().map(classes).unwrap_or_default(),
            features: Vec::new(),
        };
        Ok(Some(Self { table: table.clone(), target, codes, sampled, answers, next: 0, figures }))
    }

    /// Looks at one more column; the share done, or `None` when all were looked at.
    pub fn advance(&mut self) -> Option<f64> {
        let column = self.table.columns().get(self.next)?.clone();
        self.next += 1;
        if column.name != self.figures.column {
            let feature = self.feature(&column);
            self.figures.features.push(feature);
        }
        Some(self.next as f64 / self.table.columns().len() as f64)
    }

    /// What was found, the column that tells most first.
    pub fn finish(mut self) -> TargetFigures {
        let strength = |f: &FeatureFigures| {
            (f.score.unwrap_or(-1.0), f.association.as_ref().map_or(0.0, |a| a.value.abs()))
        };
        self.figures.features.sort_by(|a, b| {
            let ((sa, aa), (sb, ab)) = (strength(a), strength(b));
            sb.total_cmp(&sa).then(ab.total_cmp(&aa))
        });
        self.figures
    }

    fn feature(&self, column: &Arc<Column>) -> FeatureFigures {
        let cells = Cells::of(column, LEVELS);
        let target = match &self.codes {
            Some(codes) => Some(Cells::from(codes)),
            None => Cells::of(&self.target, LEVELS),
        };
        let found = cells.as_ref().zip(target.as_ref()).and_then(|(a, b)| between(a, b));
        let association = found.map(|(measure, value, n)| AssociatedPair {
            a: column.name.clone(),
            b: self.figures.column.clone(),
            measure,
            value,
            n,
        });
        drop(cells);
        let part = self.sampled.as_ref().map_or_else(|| Column::clone(column), |rows| column.take(rows));
        let cells = Cells::of(&part, usize::MAX);
        FeatureFigures {
            column: column.name.clone(),
            association,
            score: cells.as_ref().and_then(|cells| score(cells, &self.answers)),
            auc: cells.as_ref().and_then(|cells| score::auc(cells, &self.answers)),
        }
    }
}

/// The question that a target asks, with its classes; `None` where nothing can be predicted: one
/// value, dates, ids, free text.
fn question(target: &Column, figures: &ColumnFigures) -> Option<(TaskKind, Option<Codes>)> {
    let suits = target.numbers().is_some() || cells::is_category(target);
    if figures.unique < 2 || !suits {
        return None;
    }
    let whole = |values: &[f64]| values.iter().all(|v| v.fract() == 0.0);
    let integer = cells::numbers(target).is_some_and(|v| v.iter().all(|v| v.is_nan() || whole(&[*v])));
    let kind = glasshouse_prepare::guess_task(target.kind, integer, figures.unique, figures.present);
    match kind {
        TaskKind::Regression => Some((kind, None)),
        _ => Codes::of(target, CLASSES).map(|codes| (kind, Some(codes))),
    }
}

fn classes(codes: &Codes) -> Vec<(String, u64)> {
    let mut classes: Vec<(String, u64)> = codes.names.iter().cloned().zip(codes.counts()).collect();
    classes.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    classes
}

fn imbalance(codes: &Codes) -> Option<f64> {
    let counts = codes.counts();
    let (most, least) = (counts.iter().max()?, counts.iter().filter(|n| **n > 0).min()?);
    Some(*most as f64 / *least as f64)
}

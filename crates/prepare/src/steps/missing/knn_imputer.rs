//! `knn_imputer`: fills a gap with the average of the rows most like its row (Troyanskaya and others, *Missing
//! value estimation methods for DNA microarrays*, 2001). Rows are compared by the columns that both have, and the
//! distance is scaled up to all columns (Dixon, *Pattern recognition with partly missing data*, 1979). Of equally
//! near rows the earlier one counts. Applying takes O(rows with gaps · training rows · columns).

use super::filling::{FillsRows, PIECE, filled, with_values};
use super::simple_imputer::nothing_to_learn;
use crate::fitted::Applying;
use crate::step::{Fit, Fitted, Fitting};
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, moments};
use arrow_array::{Array, Float64Array};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

const WEIGHTS: &[Cow<'static, str>] = &[Cow::Borrowed("uniform"), Cow::Borrowed("distance")];

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::int(
        "n_neighbors",
        5,
        1,
        10_000,
        "How many rows are averaged. More are steadier and less alike.",
    ),
    ParamSpec::choice(
        "weights",
        "uniform",
        WEIGHTS,
        "Whether they count alike (uniform), or the nearer ones more (distance).",
    ),
];

/// What `knn_imputer` learnt: the training rows themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnnImputerState {
    /// Columns that are compared and filled.
    pub columns: Vec<String>,
    /// Columns without any value in the training rows: they are dropped, as in scikit-learn.
    pub dropped: Vec<String>,
    /// How many rows are averaged.
    pub neighbors: u32,
    /// Whether nearer rows count more, by 1 / distance.
    pub by_distance: bool,
    /// The mean of each column, for rows that have nothing in common with any other.
    pub means: Vec<f64>,
    /// Numbers of the training rows, row after row; 0 where one is missing.
    pub cells: Vec<f64>,
    /// Whether each of them is missing.
    pub gaps: Vec<bool>,
}

struct KnnImputer {
    neighbors: u32,
    by_distance: bool,
}

/// The kind.
pub(super) static KNN_IMPUTER: StepKind = StepKind {
    id: "knn_imputer",
    title: "Fill missing values by like rows",
    help: "Fills the missing cells of a row with the average of the training rows most like it. A column without any value is dropped.",
    when: "Columns that tell of each other, and some thousand rows.",
    beware: "Columns in large units decide what is alike: standardise first. It keeps the training rows and goes through them for each row with a gap, so it is slow with many, and there is no ONNX file.",
    example: "height 170, weight – beside 171, 70 and 169, 68 → weight 69",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: false,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(KnnImputer {
        neighbors: of("n_neighbors").as_i64().and_then(|n| u32::try_from(n).ok()).unwrap_or(5),
        by_distance: of("weights").as_str() == Some("distance"),
    }))
}

impl Step for KnnImputer {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let (kept, dropped) = with_values(train, columns, "knn_imputer")?;
        let mean =
            |array: &Float64Array| glasshouse_stats::mean(&moments::present(array)).unwrap_or_default();
        let state = KnnImputerState {
            means: kept.iter().map(|(_, array)| mean(array)).collect(),
            columns: kept.iter().map(|(name, _)| name.clone()).collect(),
            dropped,
            neighbors: self.neighbors,
            by_distance: self.by_distance,
            cells: Vec::new(),
            gaps: Vec::new(),
        };
        Ok(Box::new(Keeping { columns: kept.into_iter().map(|(_, array)| array).collect(), state, done: 0 }))
    }
}

/// Keeps the training rows, some at a time.
struct Keeping {
    columns: Vec<Float64Array>,
    state: KnnImputerState,
    done: usize,
}

impl Fitting for Keeping {
    fn advance(&mut self, notes: &mut Notes) -> Result<Fit, PrepareError> {
        let rows = self.columns.first().map_or(0, Float64Array::len);
        if self.done < rows {
            let end = rows.min(self.done + PIECE / (8 * self.columns.len()).max(1));
            for row in self.done..end {
                for column in &self.columns {
                    let gap = column.is_null(row);
                    self.state.gaps.push(gap);
                    self.state.cells.push(if gap { 0.0 } else { column.value(row) });
                }
            }
            self.done = end;
            return Ok(Fit::Running(end as f64 / rows as f64));
        }
        self.state.dropped.iter().for_each(|name| notes.warnings.push(nothing_to_learn(name, "knn_imputer")));
        Ok(Fit::Done(Fitted::from(StepState::KnnImputer(self.state.clone()))))
    }
}

impl FittedStep for KnnImputerState {
    fn is_sound(&self) -> bool {
        let width = self.columns.len();
        self.neighbors > 0
            && self.means.len() == width
            && self.cells.len() == self.gaps.len()
            && self.cells.len().checked_rem(width).unwrap_or(self.cells.len()) == 0
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.reads(), self.reads())]
    }

    fn drops(&self) -> &[String] {
        &self.dropped
    }

    fn forget_dropped(&mut self, names: &[String]) {
        self.dropped.retain(|dropped| !names.contains(dropped));
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        filled(self, "knn_imputer", &self.columns, &self.dropped, table)
    }
}

impl FillsRows for &KnnImputerState {
    fn fill(&self, row: &[Option<f64>], filled: &mut Vec<f64>) -> usize {
        let distances = self.distances(row);
        let width = self.columns.len();
        for (at, own) in row.iter().enumerate() {
            filled.push(own.unwrap_or_else(|| {
                let donor = |(row, far): (usize, &f64)| {
                    (!far.is_nan() && !self.gaps[row * width + at]).then_some((*far, row))
                };
                let donors: Vec<(f64, usize)> = distances.iter().enumerate().filter_map(donor).collect();
                match donors.is_empty() {
                    true => self.means[at],
                    false => self.average(nearest(donors, self.neighbors as usize), at),
                }
            }));
        }
        self.cells.len()
    }
}

impl KnnImputerState {
    /// Of a row from each training row; NaN where they have no column in common.
    fn distances(&self, row: &[Option<f64>]) -> Vec<f64> {
        let of_row = |(cells, gaps): (&[f64], &[bool])| {
            let (mut sum, mut both) = (0.0, 0.0);
            for ((own, cell), gap) in row.iter().zip(cells).zip(gaps) {
                if let (Some(own), false) = (own, gap) {
                    sum += (own - cell) * (own - cell);
                    both += 1.0;
                }
            }
            if both == 0.0 { f64::NAN } else { (sum / both * row.len() as f64).sqrt() }
        };
        self.cells.chunks_exact(row.len()).zip(self.gaps.chunks_exact(row.len())).map(of_row).collect()
    }

    /// The average of a column over rows.
    fn average(&self, donors: Vec<(f64, usize)>, at: usize) -> f64 {
        let met = donors.iter().any(|(far, _)| *far == 0.0);
        let weight = |far: f64| match (self.by_distance, met) {
            (false, _) => 1.0,
            (true, true) => f64::from(u8::from(far == 0.0)),
            (true, false) => 1.0 / far,
        };
        let (mut sum, mut total) = (0.0, 0.0);
        for (far, row) in donors {
            sum += weight(far) * self.cells[row * self.columns.len() + at];
            total += weight(far);
        }
        sum / total
    }
}

/// The nearest, by distance and then by row.
fn nearest(mut donors: Vec<(f64, usize)>, count: usize) -> Vec<(f64, usize)> {
    let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if donors.len() > count {
        donors.select_nth_unstable_by(count, order);
        donors.truncate(count);
    }
    donors.sort_unstable_by(order);
    donors
}

//! `noise_augmentation`: training rows are repeated with a little noise on their numbers, which keeps a model
//! from learning single rows by heart (Bishop, *Training with noise is equivalent to Tikhonov regularization*,
//! 1995).

use super::smote::old;
use crate::paused::paused;
use crate::step::{Fitted, Fitting};
use crate::steps::changed::{Columns, Made, Row, taken};
use crate::steps::draws::{Draws, RANDOM_STATE};
use crate::{Built, Context, PrepareError, Step, StepKind, cells, moments};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_stats::mean;
use glasshouse_table::{Column, Table};
use std::sync::Arc;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::float("share", 1.0, 0.0, 20.0, "Rows that are made for each row that is there."),
    ParamSpec::float(
        "scale",
        0.05,
        0.0,
        10.0,
        "Deviation of the noise, in deviations of the column among the training rows.",
    ),
    RANDOM_STATE,
];

/// The kind.
pub(super) static NOISE_AUGMENTATION: StepKind = StepKind {
    id: "noise_augmentation",
    title: "Add rows with a little noise",
    help: "Repeats training rows, in their order, with normal noise added to the named numbers; the target and all other cells stay. A missing number stays missing. Scores are measured on rows as they are.",
    when: "There are few rows, and a network or a tree learns them by heart.",
    beware: "Counts get fractions, and too much noise hides what there is to learn. Numbers that are codes do not belong here.",
    example: "height 180 → also 180.4",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct Noise {
    share: f64,
    scale: f64,
    seed: Option<u64>,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    Ok(Box::new(Noise {
        share: of("share").as_f64().unwrap_or(1.0),
        scale: of("scale").as_f64().unwrap_or(0.05),
        seed: Draws::seed(&of("random_state")),
    }))
}

impl Step for Noise {
    fn reads_together(&self) -> bool {
        true
    }

    fn changes_rows(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        for name in columns {
            cells::scaled(train, name, "noise_augmentation")?;
        }
        let count = (train.rows() as f64 * self.share).round() as usize;
        let (scale, mut draws) = (self.scale, Draws::new(self.seed, context.seed));
        let (train, context, named) = (train.clone(), context.clone(), columns.to_vec());
        Ok(paused(async move |pauses| {
            let mut rows = old(train.rows());
            let base = |place: usize| (place % train.rows()) as u32;
            let again = |base| Made { base, toward: base, gap: 0.0, categories: Vec::new() };
            rows.extend((0..count).map(|place| Row::Made(again(base(place)))));
            let none = Columns::default();
            let Fitted { state, train: made } = taken(&train, &context, &rows, &none, &pauses).await;
            let Some(mut made) = made else { return Ok(Fitted { state, train: None }) };
            let mut columns = Vec::with_capacity(made.table.columns().len());
            for column in made.table.columns() {
                columns.push(match named.contains(&column.name) {
                    true => noisy(column, train.rows(), scale, &mut draws),
                    false => column.clone(),
                });
                pauses.at(1.0).await;
            }
            made.table = Table::new(columns, rows.len());
            Ok(Fitted { state, train: Some(made) })
        }))
    }
}

/// A column with noise on the cells behind the first rows.
fn noisy(column: &Arc<Column>, first: usize, scale: f64, draws: &mut Draws) -> Arc<Column> {
    let Some(numbers) = column.numbers() else { return column.clone() };
    let drawn_from = numbers.slice(0, first);
    let present = moments::present(&drawn_from);
    let variance = mean(&present).map_or(0.0, |mean| moments::variance(&present, mean));
    let scale = scale * libm::sqrt(variance.max(0.0));
    let cell = |(row, x): (usize, Option<f64>)| match row < first {
        true => x,
        false => {
            let noise = draws.normal();
            x.map(|x| x + scale * noise)
        }
    };
    cells::number_column(&column.name, numbers.iter().enumerate().map(cell))
}

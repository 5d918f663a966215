//! Times exact SHAP values of 10,000 rows by 100 trees of 31 leaves on one core:
//! `cargo run --release -p glasshouse-evaluate --example shap_speed`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example tells what it measured")]

use glasshouse_evaluate::explain::{Against, Columns, Ensemble, TreeShap};
use glasshouse_learn::{Dataset, Features, Status, Target, find};
use glasshouse_prepare::at_once;
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::Array2;
use std::sync::Arc;
use std::time::Instant;

const ROWS: usize = 10_000;
const FEATURES: usize = 20;

fn main() {
    let cells = Array2::from_shape_fn((ROWS, FEATURES), |(row, column)| {
        let mixed = (row as u64 * 31 + 1).wrapping_mul(column as u64 * 2_654_435_761 + 40_503);
        (mixed.wrapping_mul(6_364_136_223_846_793_005) >> 40) as f32 / 16_777_216.0
    });
    let y = cells
        .outer_iter()
        .map(|row| f64::from(row[0] * row[1] + (row[2] - 0.5).abs() + row[3] * row[4]))
        .collect();
    let names: Vec<String> = (0..FEATURES).map(|at| format!("x{at}")).collect();
    let data = Dataset { x: Features::new(names, cells.clone()), y: Target::Numbers(y), weights: None };
    let kind = find("hist_gradient_boosting").unwrap();
    let estimator = kind.build(TaskKind::Regression, &ParamValues::new()).unwrap();
    let mut training = estimator.start(Arc::new(data), 0).unwrap();
    let model = loop {
        if let Status::Done(model) = at_once(training.advance()).unwrap() {
            break model.state();
        }
    };
    let ensemble = Ensemble::of(&model).unwrap();
    let columns = Columns::of(&cells);
    for (name, against, background) in [
        ("tree_path_dependent", Against::Paths, columns.clone()),
        ("interventional", Against::Rows, Columns::of(&cells.slice(ndarray::s![..100, ..]).to_owned())),
    ] {
        let began = Instant::now();
        let mut shap = TreeShap::new(&ensemble, against, (0..FEATURES as u32).collect());
        let mut values = vec![0.0; ROWS * FEATURES];
        for tree in 0..ensemble.len() {
            let covers = if against == Against::Paths { ensemble.covers(tree, &columns) } else { Vec::new() };
            shap.add(&ensemble, &covers, &background).unwrap();
            let block = shap.rows_at_once();
            for begin in (0..ROWS).step_by(block) {
                let end = ROWS.min(begin + block);
                shap.explain(&columns, begin..end, &mut values[begin * FEATURES..end * FEATURES]);
            }
        }
        println!("{name}: {} trees, {ROWS} rows, {:.3} s", ensemble.len(), began.elapsed().as_secs_f64());
    }
}

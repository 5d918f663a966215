//! Times principal components and k-means, which learn without a target, on a table that `bench/boosting.py`
//! or `bench/mlp.py` wrote: on the first three quarters of its rows, in memory, with one thread. Prints
//! `{"seconds", "score", "longest", "iterations"}` in JSON: the score is the share of the variance that the
//! components hold, or the mean squared distance of the rows from their cluster's centre; `longest` the longest
//! chunk. Clusters are looked for from several beginnings, one training each: the seconds and the iterations
//! are those of all of them, the score is their mean.
//!
//! usage: unlabelled_speed FOLDER TABLE pca|k_means COUNT

use glasshouse_learn::{Dataset, Features, Model, ModelState, Prediction, Status, Target, find};
use glasshouse_prepare::{Context, Fit, Notes, StepState, find_step};
use glasshouse_spec::{ParamValue, TaskKind};
use glasshouse_table::{Column, Table};
use ndarray::{Array2, s};
use std::sync::Arc;
use std::time::Instant;

/// Beginnings of clusters: how many iterations one takes is chance.
const SEEDS: std::ops::Range<u64> = 1..6;

fn main() {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [folder, table, kind, count] = given.as_slice() else {
        panic!("usage: unlabelled_speed FOLDER TABLE pca|k_means COUNT")
    };
    let (x, rows) = (read(&format!("{folder}/{table}.x")), read(&format!("{folder}/{table}.y")).len());
    let x = Array2::from_shape_vec((rows, x.len() / rows), x).expect("the shape fits");
    let train = x.slice(s![..rows * 3 / 4, ..]).to_owned();
    let count = count.parse().expect("a count");
    let [seconds, score, longest, iterations] =
        if kind == "pca" { pca(&train, count) } else { k_means(train, count) };
    let told =
        serde_json::json!({"seconds": seconds, "score": score, "longest": longest, "iterations": iterations});
    println!("{told}");
}

fn read(path: &str) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// From the table to the components of its rows.
fn pca(x: &Array2<f32>, count: i64) -> [f64; 4] {
    let cells = |j: usize| x.column(j).iter().map(|v| Some(f64::from(*v))).collect();
    let names: Vec<String> = (0..x.ncols()).map(|j| format!("x{j}")).collect();
    let columns = names.iter().enumerate().map(|(j, name)| Arc::new(Column::from_numbers(name, cells(j))));
    let table = Table::new(columns.collect(), x.nrows());
    let params = [("n_components".to_owned(), ParamValue::Int(count))].into();
    let step = find_step("pca").expect("registered").build(&params).expect("good parameters");
    let (start, mut longest) = (Instant::now(), 0.0_f64);
    let mut fitting =
        step.start(&table, &names, &Context { seed: 1, ..Context::default() }).expect("good data");
    let state = loop {
        let chunk = Instant::now();
        let fit = fitting.advance(&mut Notes::default()).expect("good data");
        longest = longest.max(chunk.elapsed().as_secs_f64());
        if let Fit::Done(fitted) = fit {
            break fitted.state.expect("components");
        }
    };
    let made = state.apply(&table, &mut Notes::default()).expect("the same rows");
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(made.columns().len() as i64, count);
    let StepState::Pca(projection) = state else { panic!("components") };
    [seconds, projection.share(), longest, 0.0]
}

fn k_means(x: Array2<f32>, clusters: i64) -> [f64; 4] {
    let names: Vec<String> = (0..x.ncols()).map(|j| format!("x{j}")).collect();
    let data = Arc::new(Dataset { x: Features::new(names, x), y: Target::None, weights: None });
    let params = [("n_clusters".to_owned(), ParamValue::Int(clusters))].into();
    let estimator =
        find("k_means").expect("registered").build(TaskKind::Clustering, &params).expect("good parameters");
    let [mut seconds, mut score, mut longest, mut iterations] = [0.0_f64; 4];
    for seed in SEEDS {
        let start = Instant::now();
        let mut training = estimator.start(data.clone(), seed).expect("good data");
        let model: Box<dyn Model> = loop {
            let chunk = Instant::now();
            let status = pollster::block_on(training.advance()).expect("good data");
            longest = longest.max(chunk.elapsed().as_secs_f64());
            if let Status::Done(model) = status {
                break model;
            }
        };
        seconds += start.elapsed().as_secs_f64();
        let Prediction::Groups { numbers, .. } = model.predict(&data.x) else { panic!("clusters") };
        score += numbers.iter().map(|distance| distance * distance).sum::<f64>() / numbers.len() as f64;
        let ModelState::Centers(state) = model.state() else { panic!("centres") };
        iterations += f64::from(state.iterations);
    }
    [seconds, score / SEEDS.count() as f64, longest, iterations]
}

//! Times a training on a table that `bench/boosting.py` or `bench/mlp.py` wrote: on the first three quarters
//! of its rows, in memory. Prints `{"seconds", "score", "longest", "scoring", "memory", "model_size"}` in JSON:
//! the score is the area under the curve of two classes, the accuracy of more, or the root of the mean squared
//! error, on the rest; `longest` the longest chunk, `scoring` the seconds that scoring the rest takes,
//! `model_size` the bytes of the model, and `memory` those that training held at most beyond the table and the
//! model, for each cell of the table.
//!
//! usage: training_speed FOLDER TABLE KIND [NAME=INTEGER …]; `score_rows` limits the rows that are scored,
//! `folds` trains as often, each time on the rows of all folds but one: the seconds are then those of
//! training on and scoring of all of them, the score is their mean. `RAYON_NUM_THREADS` counts with the
//! feature `parallel`.

use glasshouse_learn::{Dataset, Features, Model, Prediction, Status, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use peak_alloc::PeakAlloc;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

/// Counts what is held.
#[global_allocator]
static HELD: PeakAlloc = PeakAlloc;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("usage: training_speed FOLDER TABLE KIND [NAME=INTEGER …]");
    let (folder, table, kind) = (next(), next(), next());
    let mut values: ParamValues = arguments.map(|pair| value(&pair)).collect();
    let mut count = |name: &str| match values.remove(name) {
        Some(ParamValue::Int(count)) => Some(count as usize),
        _ => None,
    };
    let (scored, folds) = (count("score_rows"), count("folds"));
    let (x, y) = (read(&format!("{folder}/{table}.x")), read(&format!("{folder}/{table}.y")));
    let (rows, columns) = (y.len(), x.len() / y.len());
    let x = Array2::from_shape_vec((rows, columns), x).expect("the shape fits");
    let table = Table { x: x.view(), y: &y };
    let told = match folds {
        None => {
            let train = 0..rows * 3 / 4;
            let rest = train.end..scored.map_or(rows, |scored| train.end + scored);
            let run = table.run(&kind, &values, std::slice::from_ref(&train), rest);
            serde_json::json!({"seconds": run.seconds, "score": run.score, "longest": run.longest,
                "scoring": run.scoring, "memory": run.memory, "model_size": run.model_size})
        }
        Some(folds) => {
            let end = |fold: usize| rows * fold / folds;
            let fold = |fold| {
                let rest = end(fold)..end(fold + 1);
                table.run(&kind, &values, &[0..rest.start, rest.end..rows], rest)
            };
            let runs: Vec<Run> = (0..folds).map(fold).collect();
            let sum = |of: fn(&Run) -> f64| runs.iter().map(of).sum::<f64>();
            let longest = runs.iter().map(|run| run.longest).fold(0.0, f64::max);
            serde_json::json!({"seconds": sum(|run| run.seconds + run.scoring),
                "score": sum(|run| run.score) / folds as f64, "longest": longest})
        }
    };
    println!("{told}");
}

/// Features row by row, and the answers.
struct Table<'a> {
    x: ArrayView2<'a, f32>,
    y: &'a [f32],
}

/// What is told of a training.
struct Run {
    seconds: f64,
    score: f64,
    longest: f64,
    scoring: f64,
    memory: f64,
    model_size: f64,
}

impl Table<'_> {
    /// Trains on some rows and scores others.
    fn run(&self, kind: &str, values: &ParamValues, train: &[Range<usize>], rest: Range<usize>) -> Run {
        let names: Arc<[String]> = (0..self.x.ncols()).map(|j| format!("x{j}")).collect();
        let others = Features::new(names.clone(), self.x.slice(s![rest.clone(), ..]).to_owned());
        let y: Vec<f32> = train.iter().flat_map(|rows| &self.y[rows.clone()]).copied().collect();
        let parts: Vec<_> = train.iter().map(|rows| self.x.slice(s![rows.clone(), ..])).collect();
        let outside = HELD.current_usage();
        let x = concatenate(Axis(0), &parts).expect("the same columns");
        let cells = x.len() as f64;
        let data = Dataset { x: Features::new(names, x), y: target(&y), weights: None };
        HELD.reset_peak_usage();
        let before = HELD.current_usage();
        let start = Instant::now();
        let (model, longest) = fit(kind, values, data);
        let seconds = start.elapsed().as_secs_f64();
        // The data went with the training: what is left is the model.
        let model_size = (HELD.current_usage() - outside) as f64;
        let memory = ((HELD.peak_usage() - before) as f64 - model_size) / cells;
        let start = Instant::now();
        let answers = model.predict(&others);
        let scoring = start.elapsed().as_secs_f64();
        Run { seconds, score: score(&answers, &self.y[rest]), longest, scoring, memory, model_size }
    }
}

fn read(path: &str) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// A parameter: an integer, or true or false.
fn value(pair: &str) -> (String, ParamValue) {
    let (name, value) = pair.split_once('=').expect("NAME=INTEGER");
    let value = match value.parse() {
        Ok(flag) => ParamValue::Bool(flag),
        Err(_) => ParamValue::Int(value.parse().expect("an integer")),
    };
    (name.to_string(), value)
}

/// Classes where all numbers are small and whole.
fn target(y: &[f32]) -> Target {
    if y.iter().all(|&v| v.fract() == 0.0 && (0.0..100.0).contains(&v)) {
        let largest = y.iter().fold(0.0f32, |m, &v| m.max(v)) as u32;
        let labels = (0..=largest).map(|class| class.to_string()).collect();
        return Target::Classes { labels, index: y.iter().map(|&v| v as u32).collect() };
    }
    Target::Numbers(y.iter().map(|&v| v.into()).collect())
}

fn fit(kind: &str, values: &ParamValues, data: Dataset) -> (Box<dyn Model>, f64) {
    let task = match data.y {
        Target::Classes { .. } => TaskKind::Classification,
        _ => TaskKind::Regression,
    };
    let estimator = find(kind).expect("listed").build(task, values).expect("sound");
    let mut training = estimator.start(Arc::new(data), 1).expect("good data");
    let mut longest = 0.0f64;
    loop {
        let chunk = Instant::now();
        let status = pollster::block_on(training.advance()).expect("cannot fail");
        longest = longest.max(chunk.elapsed().as_secs_f64());
        if let Status::Done(model) = status {
            return (model, longest);
        }
    }
}

fn score(answers: &Prediction, y: &[f32]) -> f64 {
    let rows = y.len() as f64;
    match answers {
        Prediction::Several(_) => f64::NAN,
        Prediction::Numbers(numbers) | Prediction::Groups { numbers, .. } => {
            let squares = numbers.iter().zip(y).map(|(a, b)| (a - f64::from(*b)).powi(2));
            (squares.sum::<f64>() / rows).sqrt()
        }
        Prediction::Classes { probabilities, index } if probabilities.ncols() > 2 => {
            index.iter().zip(y).filter(|(found, y)| **found as f32 == **y).count() as f64 / rows
        }
        Prediction::Classes { probabilities, .. } => {
            let later = probabilities.column(1).to_vec();
            let mut order: Vec<(f32, f32)> = later.into_iter().zip(y.iter().copied()).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (mut below, mut pairs) = (0.0, 0.0);
            order.iter().for_each(|(_, y)| if *y == 1.0 { pairs += below } else { below += 1.0 });
            pairs / below / (rows - below)
        }
    }
}

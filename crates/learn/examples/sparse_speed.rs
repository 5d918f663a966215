//! Times a training on a table that `bench/sparse.py` wrote, kept as sparse rows: on the first three quarters of
//! them. Prints `{"seconds", "score", "longest", "memory"}` in JSON: the accuracy or R² on the rest, the longest
//! chunk, and the most memory that the process had, in MB (none where the system does not say).
//!
//! usage: sparse_speed FOLDER ROWS COLUMNS KIND

use glasshouse_learn::{Csr, Dataset, FeatureKind, Features, Model, Prediction, Status, Target, find};
use glasshouse_spec::{ParamValues, TaskKind};
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

const CATEGORIES: usize = 4;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rows, columns, kind] = &words[..] else { panic!("sparse_speed FOLDER ROWS COLUMNS KIND") };
    let stem = format!("{folder}/sparse-{rows}-{columns}");
    let (rows, columns): (usize, usize) = (rows.parse().expect("rows"), columns.parse().expect("columns"));
    let table = Table {
        codes: read(&format!("{stem}.codes")).into_iter().map(u32::from_le_bytes).collect(),
        numbers: read(&format!("{stem}.numbers")).into_iter().map(f32::from_le_bytes).collect(),
        y: read(&format!("{stem}.y")).into_iter().map(f32::from_le_bytes).collect(),
        columns,
        counts: kind == "multinomial_nb",
        task: if kind == "ridge" { TaskKind::Regression } else { TaskKind::Classification },
    };
    let (data, rest) = (table.part(0..rows * 3 / 4), table.part(rows * 3 / 4..rows));
    let start = Instant::now();
    let (model, longest) = fit(kind, table.task, data);
    let seconds = start.elapsed().as_secs_f64();
    let score = score(&model.predict(&rest.x), &rest.y);
    let memory = memory();
    println!(
        "{}",
        serde_json::json!({"seconds": seconds, "score": score, "longest": longest, "memory": memory})
    );
}

fn read(path: &str) -> Vec<[u8; 4]> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    bytes.chunks_exact(4).map(|b| [b[0], b[1], b[2], b[3]]).collect()
}

struct Table {
    codes: Vec<u32>,
    numbers: Vec<f32>,
    y: Vec<f32>,
    columns: usize,
    counts: bool,
    task: TaskKind,
}

impl Table {
    fn part(&self, rows: Range<usize>) -> Dataset {
        let mut x = Csr::new(self.columns + 1);
        let levels = (self.columns / CATEGORIES) as u32;
        for row in rows.clone() {
            let codes = (0..).zip(&self.codes[row * CATEGORIES..][..CATEGORIES]);
            let ones = codes.map(|(at, code)| (at * levels + code, 1.0));
            let number = (!self.counts).then_some((self.columns as u32, self.numbers[row]));
            x.push(ones.chain(number));
        }
        let names: Vec<String> = (0..=self.columns).map(|j| format!("x{j}")).collect();
        let kinds = vec![FeatureKind::Number; self.columns + 1];
        let y = match self.task {
            TaskKind::Regression => Target::Numbers(rows.map(|row| self.y[2 * row + 1].into()).collect()),
            _ => Target::Classes {
                labels: ["0", "1"].map(String::from).into(),
                index: rows.map(|row| self.y[2 * row] as u32).collect(),
            },
        };
        Dataset { x: Features::of_sparse(names, kinds, x), y, weights: None }
    }
}

fn fit(kind: &str, task: TaskKind, data: Dataset) -> (Box<dyn Model>, f64) {
    let estimator = find(kind).expect("listed").build(task, &ParamValues::new()).expect("sound");
    let mut training = estimator.start(Arc::new(data), 1).expect("good data");
    let mut longest = 0.0f64;
    loop {
        let start = Instant::now();
        let status = pollster::block_on(training.advance()).expect("sound");
        longest = longest.max(start.elapsed().as_secs_f64());
        if let Status::Done(model) = status {
            return (model, longest);
        }
    }
}

/// Accuracy, or R².
fn score(answers: &Prediction, y: &Target) -> f64 {
    match (answers, y) {
        (Prediction::Classes { index, .. }, Target::Classes { index: classes, .. }) => {
            let right = index.iter().zip(classes).filter(|(a, b)| a == b).count();
            right as f64 / classes.len() as f64
        }
        (Prediction::Numbers(numbers), Target::Numbers(y)) => {
            let mean = y.iter().sum::<f64>() / y.len() as f64;
            let off: f64 = numbers.iter().zip(y).map(|(a, b)| (a - b) * (a - b)).sum();
            1.0 - off / y.iter().map(|b| (b - mean) * (b - mean)).sum::<f64>()
        }
        _ => panic!("one kind of question"),
    }
}

/// The most memory in MB.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1e3)
}

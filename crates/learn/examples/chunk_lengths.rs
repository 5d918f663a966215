//! How long a training goes without asking whether to go on: for each estimator the longest of what it does at
//! the start, between two chunks and at the end, in seconds of one processor.
//!
//! usage: chunk_lengths ROWS FEATURES SECONDS [KIND …]
//!
//! A table that an estimator refuses as too large is made smaller until it takes it. Estimators that are not done
//! after some seconds are given up; what they do at the end is not seen then.

use glasshouse_learn::{Dataset, EstimatorKind, Features, LearnError, Status, Target, Training, registry};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::{Array2, s};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next =
        || arguments.next().and_then(|n| n.parse().ok()).expect("usage: chunk_lengths ROWS FEATURES SECONDS");
    let (rows, features, most): (usize, usize, f64) = (next(), next(), next() as f64);
    let kinds: Vec<String> = arguments.collect();
    let mut lots = ChaCha8Rng::seed_from_u64(1);
    let x = Array2::from_shape_simple_fn((rows, features), || unit(&mut lots) + unit(&mut lots) - 1.0);
    for kind in registry().iter().filter(|kind| kinds.is_empty() || kinds.iter().any(|k| k == kind.id())) {
        for &task in kind.tasks().iter().filter(|task| **task != TaskKind::Forecast) {
            measure(*kind, task, &x, most);
        }
    }
}

fn unit(lots: &mut ChaCha8Rng) -> f32 {
    (lots.next_u32() >> 8) as f32 / (1 << 24) as f32
}

/// Seconds that this thread has worked, however busy the machine is; where that is not told, seconds.
fn worked(since: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |n| n * 1e-9)
}

fn measure(kind: &dyn EstimatorKind, task: TaskKind, x: &Array2<f32>, most: f64) {
    let estimator = kind.build(task, &ParamValues::new()).expect("defaults are sound");
    let (mut rows, since) = (x.nrows(), Instant::now());
    let (mut training, start) = loop {
        let data = table(task, x, rows);
        let before = worked(since);
        match estimator.start(data, 1) {
            Err(LearnError::TooLarge(_)) if rows > 100 => rows = rows * 4 / 5,
            Err(error) => return println!("{:24} {task:?}: {error}", kind.id()),
            Ok(training) => break (training, worked(since) - before),
        }
    };
    let (longest, chunks, last) = run(&mut *training, since, most);
    let last = last.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:.3}"));
    println!(
        "{:24} {task:14?} {rows:>8} rows: start {start:.3}, longest of {chunks} chunks {longest:.3}, end {last}",
        kind.id()
    );
}

/// The longest chunk and the number of them; the last where it came to its end.
fn run(training: &mut dyn Training, since: Instant, most: f64) -> (f64, usize, Option<f64>) {
    let (begun, mut longest, mut chunks) = (worked(since), 0.0_f64, 0);
    loop {
        let before = worked(since);
        let status = pollster::block_on(training.advance()).expect("good data");
        let after = worked(since);
        if let Status::Done(_) = status {
            return (longest, chunks, Some(after - before));
        }
        longest = longest.max(after - before);
        chunks += 1;
        if after - begun > most {
            return (longest, chunks, None);
        }
    }
}

fn table(task: TaskKind, x: &Array2<f32>, rows: usize) -> Arc<Dataset> {
    let x = x.slice(s![..rows, ..]).to_owned();
    let score =
        |row: usize| x.row(row).iter().take(5).enumerate().map(|(j, v)| v * (j as f32 - 2.0)).sum::<f32>();
    let y = match task {
        TaskKind::Classification => Target::Classes {
            labels: ["a", "b", "c"].map(String::from).to_vec().into(),
            index: (0..rows).map(|row| u32::from(score(row) > 0.0) + u32::from(score(row) > 1.0)).collect(),
        },
        TaskKind::Regression => Target::Numbers((0..rows).map(|row| f64::from(score(row))).collect()),
        _ => Target::None,
    };
    let names: Vec<String> = (0..x.ncols()).map(|j| format!("x{j}")).collect();
    Arc::new(Dataset { x: Features::new(names, x), y, weights: None })
}

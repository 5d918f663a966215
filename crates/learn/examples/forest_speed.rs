//! Times a forest of 100 trees on 75,000 rows of 28 features, and each of its chunks.
//! Run with `cargo run --release -p glasshouse-learn --example forest_speed`.

use glasshouse_learn::{Dataset, Features, Status, Target, find};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let (rows, columns) = (75_000, 28);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut normal = || (0..12).map(|_| (rng.next_u32() >> 8) as f32 / (1 << 24) as f32).sum::<f32>() - 6.0;
    let x = Array2::from_shape_simple_fn((rows, columns), &mut normal);
    let score = |i: usize| x[[i, 0]] * x[[i, 1]] + x[[i, 2]] - x[[i, 3]].abs() + 0.5 * x[[i, 4]];
    let index: Vec<u32> = (0..rows).map(|i| u32::from(score(i) + normal() > -0.8)).collect();
    let numbers: Vec<f64> = (0..rows).map(|i| f64::from(score(i))).collect();
    let x = Features::new((0..columns).map(|j| format!("x{j}")).collect::<Vec<_>>(), x);
    let labels = ["no".to_string(), "yes".to_string()].into();
    time(
        TaskKind::Classification,
        Dataset { x: x.clone(), y: Target::Classes { labels, index }, weights: None },
    );
    time(TaskKind::Regression, Dataset { x, y: Target::Numbers(numbers), weights: None });
}

fn time(task: TaskKind, data: Dataset) {
    let (kind, x) = (find("random_forest").expect("registered"), data.x.clone());
    let estimator = kind.build(task, &ParamValues::new()).expect("defaults");
    let start = Instant::now();
    let mut training = estimator.start(Arc::new(data), 1).expect("good data");
    let mut longest = 0.0f64;
    let model = loop {
        let chunk = Instant::now();
        let status = pollster::block_on(training.advance()).expect("cannot fail");
        longest = longest.max(chunk.elapsed().as_secs_f64());
        if let Status::Done(model) = status {
            break model;
        }
    };
    println!("{task:?}: {:.2} s, longest chunk {:.0} ms", start.elapsed().as_secs_f64(), longest * 1e3);
    let start = Instant::now();
    let _answers = model.predict(&x);
    println!("  predicted all rows in {:.2} s", start.elapsed().as_secs_f64());
}

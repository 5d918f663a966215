//! Times nearest neighbours: queries against rows of `count × features` noise, five neighbours.
//! `cargo run --profile native -p glasshouse-learn --example neighbours_speed -- 75000 28 1000 euclidean`

#![allow(clippy::unwrap_used, reason = "an example that cannot go on stops")]

use glasshouse_learn::{Dataset, Features, Status, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::Arc;
use std::time::Instant;

fn noise(rows: usize, columns: usize, seed: u64) -> Features {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // The sum of four uniform numbers is nearly normal.
    let mut cell = || (0..4).map(|_| (rng.next_u32() >> 8) as f32 / (1 << 23) as f32 - 1.0).sum();
    let data = Array2::from_shape_simple_fn((rows, columns), &mut cell);
    Features::new((0..columns).map(|j| format!("x{j}")).collect::<Vec<_>>(), data)
}

fn main() {
    let mut given = std::env::args().skip(1);
    let mut size = |otherwise| given.next().map_or(otherwise, |n| n.parse().unwrap());
    let (rows, features, queries) = (size(75_000), size(28), size(1000));
    let text = |t: &str| ParamValue::Text(t.into());
    let mut params = ParamValues::new();
    params.insert("metric".into(), text(&std::env::args().nth(4).unwrap_or("euclidean".into())));
    params.insert("algorithm".into(), text(&std::env::args().nth(5).unwrap_or("auto".into())));
    let x = noise(rows, features, 1);
    let y = Target::Classes {
        labels: ["a".to_string(), "b".to_string()].into(),
        index: x.data.outer_iter().map(|row| u32::from(row[0] > 0.0)).collect(),
    };
    let data = Arc::new(Dataset { x, y, weights: None });
    let estimator = find("k_neighbors").unwrap().build(TaskKind::Classification, &params).unwrap();
    let mut training = estimator.start(data, 0).unwrap();
    let Status::Done(model) = pollster::block_on(training.advance()).unwrap() else { panic!("at once") };
    let asked = noise(queries, features, 2);
    let begin = Instant::now();
    let few = Features::new(asked.names.clone(), asked.data.slice(ndarray::s![..1, ..]).to_owned());
    let _first = model.predict(&few);
    println!("index {:.4} s", begin.elapsed().as_secs_f64());
    for _ in 0..3 {
        let begin = Instant::now();
        let _answers = model.predict(&asked);
        println!("{queries} queries {:.4} s", begin.elapsed().as_secs_f64());
    }
    println!("rows at once: {}", model.rows_at_once());
}

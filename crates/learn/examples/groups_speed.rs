//! Times the training of groups on made-up rows: overlapping clouds with some rows strewn between them.
//! Prints the seconds, the longest chunk and the groups.
//!
//! usage: groups_speed ROWS FEATURES KIND [NAME=NUMBER or NAME=WORD …]

use glasshouse_learn::{Dataset, Features, Status, Target, find};
use glasshouse_spec::{ParamValue, ParamValues};
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::Arc;
use std::time::Instant;

const CLOUDS: usize = 12;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().expect("usage: groups_speed ROWS FEATURES KIND [NAME=VALUE …]");
    let (rows, features, kind) = (next(), next(), next());
    let (rows, features) = (rows.parse().expect("a count"), features.parse().expect("a count"));
    let values: ParamValues = arguments.map(|pair| value(&pair)).collect();
    let names: Arc<[String]> = (0..features).map(|j| format!("x{j}")).collect();
    let data = Dataset { x: Features::new(names, clouds(rows, features)), y: Target::None, weights: None };
    let kind = find(&kind).expect("listed");
    let estimator = kind.build(kind.tasks()[0], &values).expect("sound");
    let start = Instant::now();
    let mut training = estimator.start(Arc::new(data), 1).expect("good data");
    let mut longest = start.elapsed().as_secs_f64();
    let beginning = longest;
    let model = loop {
        let chunk = Instant::now();
        let status = pollster::block_on(training.advance()).expect("cannot fail");
        longest = longest.max(chunk.elapsed().as_secs_f64());
        if let Status::Done(model) = status {
            break model;
        }
    };
    let (seconds, groups) = (start.elapsed().as_secs_f64(), model.state().groups().len());
    println!("{seconds:.2} s, start {beginning:.3} s, longest chunk {longest:.3} s, {groups} groups");
}

fn value(pair: &str) -> (String, ParamValue) {
    let (name, value) = pair.split_once('=').expect("NAME=VALUE");
    let whole = value.parse().map(ParamValue::Int);
    let number = whole.or_else(|_| value.parse().map(ParamValue::Float));
    (name.to_string(), number.unwrap_or_else(|_| ParamValue::Text(value.into())))
}

/// Sums of uniform numbers around places that are drawn themselves; every fiftieth row is strewn.
fn clouds(rows: usize, features: usize) -> Array2<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut unit = || (rng.next_u32() >> 8) as f32 / (1 << 24) as f32;
    let places: Vec<f32> = (0..CLOUDS * features).map(|_| unit() * 10.0).collect();
    let mut x = Array2::zeros((rows, features));
    for (i, mut row) in x.outer_iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            let strewn = unit() * 10.0;
            let near = (0..6).map(|_| unit()).sum::<f32>() - 3.0;
            *cell = if i % 50 == 0 { strewn } else { places[i % CLOUDS * features + j] + near };
        }
    }
    x
}

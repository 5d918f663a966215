//! Times boosting on a table of numbers: `f32` values row after row, then the target, as
//! little-endian files.
//! Run with `cargo run --release -p glasshouse-learn --example boosting_speed FOLDER TABLE...`,
//! where FOLDER holds `TABLE.x` and `TABLE.y`, and `RAYON_NUM_THREADS` with `--features parallel`.

use glasshouse_learn::{Dataset, Features, Prediction, Status, Target, find};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::Array2;
use std::sync::Arc;
use std::time::Instant;

fn read(path: String) -> Vec<f32> {
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().expect("a folder");
    for table in arguments {
        let (x, y) = (read(format!("{folder}/{table}.x")), read(format!("{folder}/{table}.y")));
        let (rows, columns) = (y.len(), x.len() / y.len());
        let train = rows * 3 / 4;
        let x = Array2::from_shape_vec((rows, columns), x).expect("the shape fits");
        let names: Arc<[String]> = (0..columns).map(|j| format!("x{j}")).collect();
        let part = |range: std::ops::Range<usize>| Features {
            names: names.clone(),
            data: x.slice(ndarray::s![range, ..]).to_owned(),
        };
        let classes = y.iter().all(|&v| v == 0.0 || v == 1.0);
        let (task, target) = match classes {
            true => {
                let labels = ["no".to_string(), "yes".to_string()].into();
                (
                    TaskKind::Classification,
                    Target::Classes { labels, index: y[..train].iter().map(|&v| v as u32).collect() },
                )
            }
            false => (TaskKind::Regression, Target::Numbers(y[..train].iter().map(|&v| v.into()).collect())),
        };
        let test = part(train..rows);
        let data = Dataset { x: part(0..train), y: target, weights: None };
        let answers = time(&table, task, data, &test);
        score(&answers, &y[train..]);
    }
}

fn time(table: &str, task: TaskKind, data: Dataset, test: &Features) -> Prediction {
    let values = ParamValues::from([("early_stopping".to_string(), ParamValue::Text("false".into()))]);
    let estimator = find("hist_gradient_boosting").expect("registered").build(task, &values).expect("sound");
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
    let trained = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let answers = model.predict(test);
    let scored = start.elapsed().as_secs_f64();
    println!("{table}: {trained:.3} s, longest chunk {:.0} ms, scored in {scored:.4} s", longest * 1e3);
    answers
}

/// The area under the curve, or the root of the mean squared error.
fn score(answers: &Prediction, y: &[f32]) {
    match answers {
        Prediction::Numbers(numbers) => {
            let squares = numbers.iter().zip(y).map(|(a, b)| (a - f64::from(*b)).powi(2));
            println!("  RMSE {:.6}", (squares.sum::<f64>() / y.len() as f64).sqrt());
        }
        Prediction::Classes { probabilities, .. } => {
            let mut order: Vec<(f32, f32)> =
                probabilities.column(1).iter().copied().zip(y.iter().copied()).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (mut below, mut pairs) = (0.0, 0.0);
            for (_, y) in &order {
                if *y == 1.0 { pairs += below } else { below += 1.0 }
            }
            println!("  AUC {:.6}", pairs / below / (order.len() as f64 - below));
        }
    }
}

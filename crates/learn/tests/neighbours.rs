//! The nearest rows are the nearest, however they are found.

mod training;

use glasshouse_learn::{Dataset, Target};
use glasshouse_spec::TaskKind;
use ndarray::Array2;
use training::{Value, data, noise, params, predict, train_with};

const ROWS: usize = 5000;

/// Rows of which many are the same or equally far, some far away, and some nearly the same.
fn table(features: usize) -> Dataset {
    let mut x = noise(ROWS, features, 4).mapv(|v| (v * 3.0).round() / 4.0);
    x.column_mut(0).iter_mut().enumerate().for_each(|(i, v)| *v += 1000.0 + 1e-4 * (i % 3) as f32);
    x.row_mut(17).fill(1e9);
    x.row_mut(400).fill(-3e20);
    data(x, Target::Numbers((0..ROWS).map(|i| (i * i % 1009) as f64).collect()))
}

/// Distances as anyone would write them, sorted; among those that rounding cannot tell apart the earlier
/// row is nearer.
fn mean_of_nearest(d: &Dataset, query: usize, count: usize, far: &dyn Fn(&[f64]) -> f64) -> f64 {
    let Target::Numbers(y) = &d.y else { panic!("numbers") };
    let away = |row: usize| {
        let pairs = d.x.data.row(row).into_iter().zip(d.x.data.row(query));
        far(&pairs.map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs()).collect::<Vec<_>>())
    };
    let all: Vec<f64> = (0..ROWS).map(away).collect();
    let mut order: Vec<usize> = (0..ROWS).collect();
    order.sort_by(|&a, &b| all[a].total_cmp(&all[b]));
    let furthest = all[order[count - 1]];
    let surely: Vec<usize> = (0..ROWS).filter(|&row| all[row] < furthest * (1.0 - 1e-9)).collect();
    let even = (0..ROWS).filter(|&row| (all[row] - furthest).abs() <= furthest * 1e-9);
    let chosen: Vec<usize> = surely.iter().copied().chain(even).take(count).collect();
    chosen.iter().map(|&row| y[row]).sum::<f64>() / count as f64
}

#[test]
fn every_way_finds_the_same_rows() {
    for features in [2, 5] {
        let d = table(features);
        let mut asked = d.clone();
        asked.x.data = Array2::from_shape_fn((200, features), |(i, j)| d.x.data[[i * 25, j]]);
        for metric in ["euclidean", "manhattan", "chebyshev"] {
            let answers = ["brute", "kd_tree"].map(|algorithm| {
                let options: [(&str, Value); 3] =
                    [("metric", metric.into()), ("algorithm", algorithm.into()), ("n_neighbors", 7.into())];
                let model = train_with("k_neighbors", TaskKind::Regression, &d, 0, &params(&options));
                predict(&*model, &asked).numbers()
            });
            assert_eq!(answers[0], answers[1], "{metric}");
            let far: &dyn Fn(&[f64]) -> f64 = match metric {
                "euclidean" => &|v| v.iter().map(|d| d * d).sum(),
                "manhattan" => &|v| v.iter().sum(),
                _ => &|v| v.iter().copied().fold(0.0, f64::max),
            };
            for (i, answer) in answers[0].iter().enumerate() {
                let expected = mean_of_nearest(&d, i * 25, 7, far);
                assert!((answer - expected).abs() < 1e-9, "{metric} {features} {i}: {answer} {expected}");
            }
        }
    }
}

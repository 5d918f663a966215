//! Every estimator with every task, small tables for them, and what holds of any answer.

use crate::training::{data, labels, noise, params, train_with};
use glasshouse_learn::{Dataset, Model, Prediction, Target, registry};
use glasshouse_spec::{ParamValues, TaskKind};

/// Estimators that draw rows: laws on weights hold on average only.
pub const DRAWN: [&str; 4] = ["random_forest", "isolation_forest", "mini_batch_k_means", "bagging"];

/// Estimators that deal rows out to folds, of which there must be two: a repeated row is in another one.
pub const DEALT: [&str; 2] = ["stacking", "calibrated_classifier_cv"];

/// Whether what is trained depends on how rows are drawn or dealt out.
pub fn by_chance(id: &str, task: TaskKind) -> bool {
    DRAWN.contains(&id) || DEALT.contains(&id) || (id, task) == ("ada_boost", TaskKind::Regression)
}

/// Every estimator with every task that it serves. Forecasts are of series and not of rows: their laws
/// are in `forecast.rs`.
pub fn each(mut law: impl FnMut(&'static str, TaskKind)) {
    for kind in registry() {
        for &task in kind.tasks().iter().filter(|task| **task != TaskKind::Forecast) {
            law(kind.id(), task);
        }
    }
}

/// Defaults, but that of many rows a process does not search for its parameters: that takes time and proves no
/// more than of few.
pub fn quick(id: &str, task: TaskKind, d: &Dataset) -> ParamValues {
    let slow = (id, task) == ("gaussian_process", TaskKind::Classification) && d.x.data.nrows() > 100;
    if slow { params(&[("optimizer", "none".into())]) } else { ParamValues::new() }
}

pub fn train(id: &str, task: TaskKind, d: &Dataset, seed: u64) -> Box<dyn Model> {
    train_with(id, task, d, seed, &quick(id, task, d))
}

/// A mix of shapes: `rows × features` of noise, a rounded column, a constant and a copy.
pub fn table(task: TaskKind, rows: usize, features: usize) -> Dataset {
    let x = noise(rows, features, 7);
    let score = |i: usize| (0..features).map(|j| x[[i, j]] * (j as f32 - 1.0)).sum::<f32>();
    let y = match task {
        TaskKind::Regression => Target::Numbers((0..rows).map(|i| f64::from(score(i))).collect()),
        TaskKind::Clustering | TaskKind::Anomaly | TaskKind::Forecast => Target::None,
        TaskKind::Classification => {
            let class = |i: usize| u32::from(score(i) > 0.3) + u32::from(score(i) > 1.5);
            Target::Classes { labels: labels(3), index: (0..rows).map(class).collect() }
        }
    };
    data(x, y)
}

pub fn sound(prediction: &Prediction, rows: usize) {
    match prediction {
        Prediction::Numbers(numbers) => {
            assert_eq!(numbers.len(), rows);
            assert!(numbers.iter().all(|v| v.is_finite()));
        }
        Prediction::Groups { index, numbers } => {
            assert_eq!((index.len(), numbers.len()), (rows, rows));
            assert!(numbers.iter().all(|v| v.is_finite()));
        }
        Prediction::Classes { probabilities, index } => {
            assert_eq!((probabilities.nrows(), index.len()), (rows, rows));
            for (row, &label) in probabilities.outer_iter().zip(index).filter(|(row, _)| !row.is_empty()) {
                assert!(row.iter().all(|p| (0.0..=1.0).contains(p)), "{row}");
                let sum: f32 = row.sum();
                assert!((sum - 1.0).abs() < 1e-6, "{row}");
                let largest = row.iter().fold(0.0f32, |m, p| m.max(*p));
                assert!(row[label as usize] >= largest - 1e-6, "{row} {label}");
            }
        }
        Prediction::Several(each) => each.iter().for_each(|one| sound(one, rows)),
    }
}

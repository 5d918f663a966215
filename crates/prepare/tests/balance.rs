//! Steps that change which rows are trained on.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{Context, Preparation, PrepareError, Prepared, at_once, no_pause};
use glasshouse_spec::{ColumnType, ParamValue, StepSpec};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

/// Sizes of the classes a, b and c.
const SIZES: [usize; 3] = [30, 7, 12];

fn rows() -> (Table, Context) {
    let index: Vec<u32> = (0..49)
        .map(|row| row * 20 % 49)
        .map(|at| if at < 30 { 0 } else { 1 + u32::from(at >= 37) })
        .collect();
    let x = (0..49).map(|row| Some(f64::from(row))).collect();
    let labels: Arc<[String]> = ["a", "b", "c"].map(String::from).into();
    let weights: Vec<f64> = (0..49).map(|row| 1.0 + f64::from(row)).collect();
    let context = Context {
        seed: 5,
        target: Arc::new(Target::Classes { labels, index }),
        weights: Some(weights.into()),
        ..Context::default()
    };
    (Table::new(vec![Arc::new(Column::from_numbers("x", x))], 49), context)
}

fn fit(steps: &[StepSpec]) -> Result<(Preparation, Prepared), PrepareError> {
    let (table, context) = rows();
    at_once(Preparation::fit_in_pieces(&table, &["x".into()], steps, Takes::default(), &context, &no_pause))
}

fn step(op: &str, params: &[(&str, ParamValue)]) -> StepSpec {
    let mut step = StepSpec::new(op, &[]);
    step.params = params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    step
}

/// The number of rows of each class; every row is one of the training rows, with its target and weight.
fn sizes(prepared: &Prepared) -> Vec<usize> {
    let (_, context) = rows();
    let changed = prepared.changed.as_ref().unwrap();
    let (Target::Classes { index: before, .. }, Target::Classes { index, .. }) =
        (&*context.target, &*changed.target)
    else {
        panic!("classes")
    };
    assert_eq!(prepared.table.rows(), index.len());
    for (row, from) in changed.from.iter().enumerate() {
        let from = from.unwrap() as usize;
        assert_eq!(index[row], before[from]);
        assert_eq!(prepared.table.columns()[0].number(row), Some(from as f64));
        assert_eq!(changed.weights.as_ref().unwrap()[row], 1.0 + from as f64);
    }
    (0..3).map(|class| index.iter().filter(|own| **own == class).count()).collect()
}

#[test]
fn classes_come_to_the_sizes_that_imbalanced_learn_names() {
    let text = |name: &str| ParamValue::Text(name.into());
    let cases = [
        ("random_over_sampler", "auto", [30, 30, 30]),
        ("random_over_sampler", "minority", [30, 30, 12]),
        ("random_over_sampler", "not minority", [30, 7, 30]),
        ("random_over_sampler", "all", [30, 30, 30]),
        ("random_under_sampler", "auto", [7, 7, 7]),
        ("random_under_sampler", "minority", [30, 7, 12]),
        ("random_under_sampler", "not majority", [30, 7, 7]),
        ("random_under_sampler", "all", [7, 7, 7]),
    ];
    for (op, strategy, expected) in cases {
        let (preparation, prepared) = fit(&[step(op, &[("sampling_strategy", text(strategy))])]).unwrap();
        assert_eq!(sizes(&prepared), expected, "{op} {strategy}");
        // Nothing of it is left for rows that are scored.
        assert!(preparation.steps.is_empty());
        assert_eq!(preparation.apply(&rows().0).unwrap().table.rows(), SIZES.iter().sum::<usize>());
    }
}

#[test]
fn steps_behind_learn_from_the_changed_rows_and_rows_keep_their_numbers() {
    let under = || step("random_under_sampler", &[]);
    let (preparation, _) = fit(&[under(), step("min_max_scaler", &[])]).unwrap();
    let (_, alone) = fit(&[under()]).unwrap();
    let column = &alone.table.columns()[0];
    let kept: Vec<f64> = (0..column.len()).filter_map(|row| column.number(row)).collect();
    let (table, _) = rows();
    let scaled = preparation.apply(&table).unwrap();
    let least = kept.iter().copied().fold(f64::MAX, f64::min);
    assert_eq!(scaled.table.columns()[0].number(least as usize), Some(0.0));
    let (_, twice) = fit(&[under(), step("random_over_sampler", &[]), under()]).unwrap();
    assert_eq!(sizes(&twice), [7, 7, 7]);
    assert_eq!(sizes(&alone), sizes(&fit(&[under()]).unwrap().1));
}

#[test]
fn what_cannot_be_is_refused() {
    let ratio = |op| fit(&[step(op, &[("sampling_strategy", ParamValue::Float(0.5))])]).unwrap_err().fault();
    assert_eq!(ratio("random_over_sampler").code, "prepare.sampling");
    assert!(ratio("random_under_sampler").message.contains("two classes"));
    let (table, _) = rows();
    let context = Context { target: Arc::new(Target::Numbers(vec![0.0; 49])), ..Context::default() };
    let steps = [step("random_over_sampler", &[])];
    let names = ["x".to_string()];
    let fit = Preparation::fit_in_pieces(&table, &names, &steps, Takes::default(), &context, &no_pause);
    assert_eq!(at_once(fit).unwrap_err().fault().code, "prepare.sampling");
}

#[test]
fn noise_is_as_wide_as_the_scale_says_and_leaves_the_rows_that_were_there() {
    let params = [("share", ParamValue::Float(20.0)), ("scale", ParamValue::Float(0.5))];
    let (_, prepared) = fit(&[step("noise_augmentation", &params)]).unwrap();
    let changed = prepared.changed.as_ref().unwrap();
    let column = &prepared.table.columns()[0];
    assert_eq!(prepared.table.rows(), 49 * 21);
    assert_eq!(changed.from.iter().filter(|from| from.is_none()).count(), 49 * 20);
    let noise = |row: usize| column.number(row).unwrap() - (row % 49) as f64;
    assert!((0..49).all(|row| noise(row) == 0.0));
    // The deviation of 0 to 48 is √200.
    let made: Vec<f64> = (49..49 * 21).map(noise).collect();
    let mean = made.iter().sum::<f64>() / made.len() as f64;
    let deviation = (made.iter().map(|x| x * x).sum::<f64>() / made.len() as f64).sqrt();
    assert!(mean.abs() < 1.0 && (deviation - 0.5 * 200_f64.sqrt()).abs() < 0.5, "{mean} {deviation}");
}

#[test]
fn rows_that_cannot_be_compared_are_refused_with_what_to_do() {
    let (table, context) = rows();
    let gappy = Column::from_numbers("gappy", (0..49).map(|row| (row != 3).then_some(1.0)).collect());
    let words = (0..49).map(|row| Some(if row % 2 == 0 { "a" } else { "b" }));
    let words = Column::from_labels("words", ColumnType::Categorical, words);
    let table = Table::new(vec![table.columns()[0].clone(), Arc::new(gappy), Arc::new(words)], 49);
    let names: Vec<String> = ["x", "gappy", "words"].map(String::from).to_vec();
    let fault = |op: &str, columns: &[&str], params: &[(&str, ParamValue)]| {
        let mut step = step(op, params);
        step.columns = columns.iter().map(ToString::to_string).collect();
        let steps = [step];
        let fit = Preparation::fit_in_pieces(&table, &names, &steps, Takes::default(), &context, &no_pause);
        at_once(fit).unwrap_err().fault()
    };
    let gap = fault("smote", &["x", "gappy"], &[]);
    assert_eq!(
        (gap.code.as_str(), gap.at.column.as_deref(), gap.at.row),
        ("prepare.missing", Some("gappy"), Some(3))
    );
    assert!(fault("smote", &["x", "words"], &[]).message.contains("words"));
    assert_eq!(fault("smote_nc", &["words"], &[]).code, "prepare.sampling");
    let few = fault("smote", &["x"], &[("k_neighbors", ParamValue::Int(7))]);
    assert!(few.message.contains("class \"b\" has 7 training rows"), "{}", few.message);
    assert!(few.remedy.unwrap_or_default().contains("k_neighbors"));
}

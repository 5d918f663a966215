//! Networks with categories among their features.

mod training;

use glasshouse_learn::neural::{EmbeddedState, Embedding};
use glasshouse_learn::{Dataset, FeatureKind, Model, ModelState, Target, find};
use glasshouse_spec::{ParamValues, TaskKind};
use ndarray::Array2;
use std::sync::Arc;
use training::{advance, bytes, data, labels, params, predict, start_with, train_with};

/// A number, and a category of `levels` that alone decides the answer; every ninth one is missing.
fn table(rows: usize, levels: u32, numbers: bool) -> Dataset {
    let code = |row: usize| (row * 7 % levels as usize) as u32;
    let missing = |row: usize| row % 9 == 4;
    let x = Array2::from_shape_fn((rows, 2), |(row, column)| match column {
        0 => (row * 31 % 101) as f32 / 50.0 - 1.0,
        _ if missing(row) => f32::NAN,
        _ => code(row) as f32,
    });
    let worth = |row: usize| if missing(row) { 7.5 } else { f64::from(code(row) * code(row) % 11) };
    let y = if numbers {
        Target::Numbers((0..rows).map(worth).collect())
    } else {
        Target::Classes {
            labels: labels(2),
            index: (0..rows).map(|row| u32::from(worth(row) > 4.0)).collect(),
        }
    };
    let mut d = data(x, y);
    d.x.kinds = [FeatureKind::Number, FeatureKind::Category { levels }].into();
    d
}

fn options(epochs: i64) -> ParamValues {
    params(&[
        ("max_iter", epochs.into()),
        ("learning_rate_init", 0.01.into()),
        ("batch_size", 50.0.into()),
        ("n_iter_no_change", 1000_i64.into()),
    ])
}

fn state(model: &dyn Model) -> EmbeddedState {
    let ModelState::Embedded(state) = model.state() else { panic!("a network with categories") };
    state
}

#[test]
fn the_answer_of_each_category_is_learned_and_that_of_missing_ones() {
    let d = table(900, 20, true);
    let model = train_with("mlp", TaskKind::Regression, &d, 1, &options(60));
    let Target::Numbers(y) = &d.y else { panic!("numbers") };
    let found = predict(&*model, &d).numbers();
    let off = found.iter().zip(y).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(off < 1.0, "{off}");
    let d = table(900, 20, false);
    let model = train_with("mlp", TaskKind::Classification, &d, 1, &options(40));
    let Target::Classes { index, .. } = &d.y else { panic!("classes") };
    assert_eq!(&predict(&*model, &d).classes(), index);
}

#[test]
fn places_have_half_as_many_dimensions_as_categories() {
    for (levels, width) in [(1, 1), (2, 1), (5, 3), (20, 10), (99, 50), (100, 50), (255, 50)] {
        let model = train_with("mlp", TaskKind::Regression, &table(300, levels, true), 1, &options(1));
        let [number, category] = <[Embedding; 2]>::try_from(state(&*model).embeddings).expect("two features");
        assert_eq!((number.levels, number.width, number.places.len()), (0, 1, 0));
        assert_eq!((category.levels, category.width), (levels, width));
        assert_eq!(category.places.len() as u32, (levels + 1) * width);
    }
}

/// Without a missing cell to learn from, the place of missing and unknown categories is zero.
#[test]
fn unknown_categories_are_answered() {
    let mut d = table(300, 4, true);
    d.x.data.column_mut(1).iter_mut().filter(|v| v.is_nan()).for_each(|v| *v = 2.0);
    let model = train_with("mlp", TaskKind::Regression, &d, 1, &options(3));
    let category = state(&*model).embeddings[1].clone();
    assert!(category.places[category.places.len() - category.width as usize..].iter().all(|x| *x == 0.0));
    d.x.data.column_mut(1).fill(f32::NAN);
    let missing = predict(&*model, &d).numbers();
    assert!(missing.iter().all(|x| x.is_finite()));
    d.x.data.column_mut(1).fill(4.0);
    assert_eq!(predict(&*model, &d).numbers(), missing);
}

/// To be cut off and gone on with changes nothing, whatever is held back or left out.
#[test]
fn going_on_comes_to_the_same_bytes() {
    for (task, early) in [(TaskKind::Regression, false), (TaskKind::Classification, true)] {
        let d = table(400, 12, task == TaskKind::Regression);
        let with = |epochs: i64| {
            let mut values = options(epochs);
            values.extend(params(&[
                ("early_stopping", early.into()),
                ("dropout", 0.2.into()),
                ("batch_norm", true.into()),
            ]));
            values
        };
        let whole = train_with("mlp", task, &d, 5, &with(9));
        let first = train_with("mlp", task, &d, 5, &with(4)).state();
        let estimator = find("mlp").expect("registered").build(task, &with(9)).expect("good parameters");
        let mut rest = estimator.resume(&first, Arc::new(d.clone()), 5).expect("it goes on");
        let model = loop {
            if let Err(model) = advance(&mut *rest) {
                break model;
            }
        };
        assert_eq!(bytes(&*model), bytes(&*whole));
        assert_eq!(bytes(&*model.state().restore()), bytes(&*whole));
        let mut other = d.clone();
        other.x.kinds = [FeatureKind::Number, FeatureKind::Category { levels: 13 }].into();
        assert!(estimator.resume(&first, Arc::new(other), 5).is_err());
    }
}

#[test]
fn a_missing_number_is_refused_still() {
    let mut d = table(50, 3, true);
    d.x.data[[3, 0]] = f32::NAN;
    assert!(start_with("mlp", TaskKind::Regression, &d, 1, &options(1)).is_err());
}

#[test]
fn damaged_states_are_refused() {
    let sound = state(&*train_with("mlp", TaskKind::Regression, &table(60, 6, true), 1, &options(1)));
    let damaged = |damage: &dyn Fn(&mut EmbeddedState)| {
        let mut state = sound.clone();
        damage(&mut state);
        ModelState::Embedded(state).check(2)
    };
    assert!(damaged(&|_| {}).is_ok());
    assert!(damaged(&|s| s.embeddings.clear()).is_err());
    assert!(damaged(&|s| s.embeddings[1].levels = u32::MAX).is_err());
    assert!(damaged(&|s| s.embeddings[1].width = 0).is_err());
    assert!(damaged(&|s| s.embeddings[0].width = u32::MAX).is_err());
    assert!(damaged(&|s| s.embeddings[1].places[0] = f32::NAN).is_err());
    assert!(damaged(&|s| s.network.features = 2).is_err());
    assert!(ModelState::Embedded(sound).check(3).is_err());
}

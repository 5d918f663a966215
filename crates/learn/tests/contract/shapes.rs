//! Laws on data of odd shapes and values, and on such as cannot be learned from.

use crate::laws::{DEALT, each, sound, table, train};
use crate::training::{data, labels, noise, predict, start, start_with};
use glasshouse_learn::{Dataset, FeatureKind, LearnError, Prediction, Target, find, registry};
use glasshouse_spec::{ParamValues, TaskKind};

#[test]
fn odd_shapes_train_and_predict() {
    each(|id, task| {
        for (rows, features) in [(40, 1), (40, 5), (8, 30), (300, 3)] {
            let d = table(task, rows, features);
            sound(&predict(&*train(id, task, &d, 1), &d), rows);
        }
    });
}

#[test]
fn constant_columns_do_no_harm() {
    each(|id, task| {
        let mut d = table(task, 60, 3);
        d.x.data.column_mut(1).fill(3.5);
        sound(&predict(&*train(id, task, &d, 1), &d), 60);
        d.x.data.fill(-2.0);
        sound(&predict(&*train(id, task, &d, 1), &d), 60);
    });
}

#[test]
fn one_row_of_each_class() {
    each(|id, task| {
        if DEALT.contains(&id) {
            return assert!(start_with(id, task, &table(task, 1, 2), 1, &ParamValues::new()).is_err());
        }
        let mut d = table(task, 3, 2);
        if let Target::Classes { index, .. } = &mut d.y {
            *index = vec![2, 0, 1];
        }
        sound(&predict(&*train(id, task, &d, 1), &d), 3);
    });
}

#[test]
fn one_row_of_a_number() {
    for kind in registry().iter().filter(|k| k.tasks().contains(&TaskKind::Regression)) {
        if DEALT.contains(&kind.id()) {
            continue;
        }
        let d = data(noise(1, 2, 5), Target::Numbers(vec![4.25]));
        if ["linear_svm", "sgd"].contains(&kind.id()) {
            continue; // The intercept of one is held back, and the steps of the other end before.
        }
        let model = train(kind.id(), TaskKind::Regression, &d, 1);
        assert_eq!(predict(&*model, &d), Prediction::Numbers(vec![4.25]).into(), "{}", kind.id());
    }
}

#[test]
fn huge_and_tiny_values() {
    each(|id, task| {
        for scale in [1e30f32, 1e-30, 3e38, f32::MIN_POSITIVE] {
            let mut d = table(task, 60, 3);
            d.x.data.column_mut(0).mapv_inplace(|v| v.clamp(-1.0, 1.0) * scale);
            sound(&predict(&*train(id, task, &d, 1), &d), 60);
            d.x.data.mapv_inplace(|v| v.clamp(-1.0, 1.0) * scale);
            sound(&predict(&*train(id, task, &d, 1), &d), 60);
        }
        let mut d = table(task, 60, 3);
        if let Target::Numbers(y) = &mut d.y {
            y.iter_mut().for_each(|v| *v = v.clamp(-1.0, 1.0) * 3e38);
            sound(&predict(&*train(id, task, &d, 1), &d), 60);
        }
    });
}

#[test]
fn unusable_data_are_refused() {
    each(|id, task| {
        let refusal = |d: &Dataset| match start(id, task, d, 1) {
            Err(error) => error,
            Ok(_) => panic!("{id} accepts it"),
        };
        let takes = find(id).unwrap().takes();
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut d = table(task, 20, 2);
            d.x.data[[7, 1]] = bad;
            if !(takes.missing && bad.is_nan() || id == "dummy" && bad.is_nan()) {
                assert_eq!(refusal(&d), LearnError::NotFinite { feature: "x1".into(), row: 7 });
            }
        }
        if !takes.categories && id != "dummy" {
            let mut d = table(task, 20, 2);
            d.x.kinds = [FeatureKind::Number, FeatureKind::Category { levels: 3 }].into();
            assert_eq!(refusal(&d), LearnError::Category("x1".into()));
        }
        assert_eq!(refusal(&table(task, 0, 2)), LearnError::NoRows);
        assert_eq!(refusal(&table(task, 20, 0)), LearnError::NoFeatures);
        let mut d = table(task, 20, 2);
        d.weights = Some(vec![0.0; 20]);
        assert_eq!(refusal(&d), LearnError::NoRows);
        d.weights = Some(vec![-1.0; 20]);
        assert_eq!(refusal(&d), LearnError::BadWeight { row: 0, value: -1.0 });
        d.weights = Some(vec![1.0; 19]);
        assert!(matches!(refusal(&d), LearnError::Shape { .. }));
        let mut d = table(task, 20, 2);
        match &mut d.y {
            Target::Numbers(y) => y[4] = 1e39,
            Target::Classes { index, .. } => index.fill(1),
            Target::None | Target::Series(_) | Target::Several(_) => return,
        }
        match task {
            TaskKind::Regression => assert_eq!(refusal(&d), LearnError::BadTarget { row: 4, value: 1e39 }),
            _ => assert_eq!(refusal(&d), LearnError::OneClass("b".into())),
        }
    });
}

#[test]
fn the_other_kind_of_target_is_refused() {
    each(|id, task| {
        let other = match task {
            TaskKind::Regression => TaskKind::Classification,
            _ => TaskKind::Regression,
        };
        let refused = start(id, task, &table(other, 20, 2), 1);
        assert!(matches!(refused.err(), Some(LearnError::Task { .. })), "{id}");
    });
}

#[test]
fn a_class_without_rows_gets_probability_zero() {
    for kind in registry().iter().filter(|k| k.tasks().contains(&TaskKind::Classification)) {
        for rest in [2, 3] {
            let mut d = table(TaskKind::Classification, 80, 3);
            let Target::Classes { index, .. } = &mut d.y else { unreachable!() };
            index.iter_mut().enumerate().for_each(|(i, c)| *c = if i % rest == 0 { 0 } else { 1 + *c % 3 });
            index.iter_mut().for_each(|c| *c += u32::from(*c >= 1));
            let index = index.clone();
            d.y = Target::Classes { labels: labels(6), index };
            let model = train(kind.id(), TaskKind::Classification, &d, 1);
            let prediction = predict(&*model, &d);
            sound(&prediction, 80);
            let Prediction::Classes { probabilities, index } = prediction.0 else { unreachable!() };
            assert!(index.iter().all(|&class| class != 1 && class != 5), "{}", kind.id());
            if !model.state().has_probabilities() {
                assert_eq!(probabilities.ncols(), 0);
                continue;
            }
            assert!(probabilities.column(1).iter().all(|&p| p == 0.0), "{}", kind.id());
            assert!(probabilities.column(5).iter().all(|&p| p == 0.0), "{}", kind.id());
        }
    }
}

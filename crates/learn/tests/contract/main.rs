//! Laws that every estimator of the registry obeys.

mod chunks;
mod laws;
mod shapes;
#[path = "../training/mod.rs"]
mod training;
mod weights;

use glasshouse_learn::{ModelState, find, registry};
use glasshouse_spec::{ParamKind, ParamValue, ParamValues, TaskKind};
use laws::{each, table, train};
use ndarray::Axis;
use training::{bytes, params, predict};

#[test]
fn names_are_unique_and_found() {
    for kind in registry() {
        assert_eq!(find(kind.id()).map(|k| k.id()), Some(kind.id()));
        assert_eq!(registry().iter().filter(|k| k.id() == kind.id()).count(), 1);
        assert!(!kind.help().is_empty() && !kind.tasks().is_empty());
    }
    assert!(find("nothing").is_none());
}

#[test]
fn same_seed_same_bytes() {
    each(|id, task| {
        let d = table(task, 200, 4);
        let (a, b) = (train(id, task, &d, 3), train(id, task, &d, 3));
        assert_eq!(bytes(&*a), bytes(&*b), "{id}");
    });
}

#[test]
fn a_state_survives_the_bundle() {
    each(|id, task| {
        let d = table(task, 150, 4);
        let model = train(id, task, &d, 3);
        let stored = bytes(&*model);
        let state: ModelState = postcard::from_bytes(&stored).expect("what was written is read");
        assert_eq!(state, model.state());
        assert_eq!(state.kind(), id);
        assert_eq!(state.check(4), Ok(()));
        if id != "dummy" {
            assert!(state.check(5).is_err(), "{id}");
        }
        assert_eq!(predict(&*state.restore(), &d), predict(&*model, &d), "{id}");
    });
}

#[test]
fn every_parameter_refuses_what_it_does_not_allow() {
    each(|id, task| {
        let kind = find(id).expect("listed");
        for spec in kind.params(task) {
            let refused = match &spec.kind {
                ParamKind::Int { min, .. } => vec![ParamValue::Int(min - 1), ParamValue::Float(1.5)],
                ParamKind::Float { min, .. } => {
                    vec![ParamValue::Float(min - 1.0), ParamValue::Float(f64::NAN), ParamValue::Null]
                }
                ParamKind::Choice { .. } => vec![ParamValue::Text("nonsense".into()), ParamValue::Int(1)],
                ParamKind::ChoiceOrFloat { max, .. } => {
                    vec![ParamValue::Text("nonsense".into()), ParamValue::Float(max + 1.0)]
                }
                ParamKind::Bool => vec![ParamValue::Int(1)],
                ParamKind::Text => vec![ParamValue::List(Vec::new())],
                ParamKind::Integers { min, .. } => {
                    vec![ParamValue::Int(min - 1), ParamValue::List(vec![ParamValue::Float(1.5)])]
                }
                ParamKind::Names { .. } => {
                    vec![ParamValue::Int(1), ParamValue::List(vec![ParamValue::Int(1)])]
                }
                ParamKind::Estimator | ParamKind::Estimators { .. } => {
                    let unknown = ParamValue::nested("nonsense", ParamValues::new());
                    let wrong = params(&[("max_depth", (-1).into())]);
                    let itself = ParamValue::Text(id.into());
                    vec![ParamValue::Int(1), unknown, ParamValue::nested("decision_tree", wrong), itself]
                }
            };
            for value in refused {
                let values = ParamValues::from([(spec.name.to_string(), value.clone())]);
                let faults = kind.build(task, &values).err().unwrap_or_default();
                assert_eq!(faults.len(), 1, "{id} {} {value}", spec.name);
                match spec.kind.nests() {
                    true => assert!(faults[0].name.starts_with(spec.name.as_ref()), "{}", faults[0].name),
                    false => assert_eq!(faults[0].name, spec.name),
                }
            }
            let default = ParamValues::from([(spec.name.to_string(), spec.default.value())]);
            assert!(kind.build(task, &default).is_ok(), "{id} {}", spec.name);
        }
        let unknown = ParamValues::from([("colour".to_string(), ParamValue::Int(1))]);
        assert!(kind.build(task, &unknown).is_err());
    });
}

/// What an estimator says of its models before there is one, and what a model says of itself.
#[test]
fn probabilities_and_scores_are_as_announced() {
    each(|id, task| {
        let d = table(task, 120, 3);
        let model = train(id, task, &d, 1);
        if task == TaskKind::Classification {
            let estimator = find(id).expect("listed").build(task, &ParamValues::new()).expect("sound");
            let announced = estimator.towards_probabilities().is_none();
            assert_eq!(announced, model.state().has_probabilities(), "{id}");
        }
        let scores = model.scores(&d.x);
        assert_eq!(scores.is_some(), model.state().has_scores(), "{id}");
        let Some(scores) = scores else { return };
        assert_eq!(scores.dim(), (120, 3), "{id}");
        assert!(scores.iter().all(|score| score.is_finite()), "{id}");
        let largest = |row: ndarray::ArrayView1<f64>| {
            let best = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            row.iter().position(|score| *score == best).map(|at| at as u32)
        };
        let chosen: Vec<_> = scores.outer_iter().filter_map(largest).collect();
        assert_eq!(chosen, predict(&*model, &d).classes(), "{id}");
    });
}

#[test]
fn a_row_is_answered_alike_alone_and_among_others() {
    each(|id, task| {
        let d = table(task, 130, 4);
        let model = train(id, task, &d, 2);
        let all = predict(&*model, &d).numbers();
        let width = all.len() / 130;
        for row in [0, 7, 64, 129] {
            let mut alone = d.clone();
            alone.x.data = d.x.data.select(Axis(0), &[row]);
            let one = predict(&*model, &alone).numbers();
            assert_eq!(one, all[row * width..(row + 1) * width], "{id} {row}");
        }
        let mut none = d.clone();
        none.x.data = d.x.data.select(Axis(0), &[]);
        assert!(predict(&*model, &none).numbers().is_empty(), "{id}");
    });
}

#[test]
fn how_the_matrix_lies_in_memory_does_not_matter() {
    each(|id, task| {
        let d = table(task, 120, 4);
        let mut turned = d.clone();
        turned.x.data = d.x.data.t().as_standard_layout().into_owned().reversed_axes();
        assert_eq!(turned.x.data, d.x.data);
        let [a, b] = [&d, &turned].map(|d| train(id, task, d, 2));
        assert_eq!(bytes(&*a), bytes(&*b), "{id}");
        assert_eq!(predict(&*a, &turned), predict(&*a, &d), "{id}");
    });
}

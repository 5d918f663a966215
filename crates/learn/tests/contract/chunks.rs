//! Laws on trainings under way: what they offer before they end, and what does not depend on how they run.

use crate::laws::{each, quick, sound, table};
use crate::training::{advance, bytes, params, predict, start_with, train_with};
use glasshouse_learn::{ModelState, Target};
use glasshouse_spec::{ParamValue, TaskKind};
use ndarray::s;

/// What it offers on the way is sound, and looking at it changes nothing.
#[test]
fn training_can_be_stopped_after_any_chunk() {
    each(|id, task| {
        let forest = ["random_forest", "extra_trees"].contains(&id);
        // As many rows and trees as make several chunks on a few threads; the work of a process grows with the cube of the rows.
        let rows = if id == "gaussian_process" { 160 } else { 3000 };
        let d = table(task, rows, 12);
        let mut values = quick(id, task, &d);
        values.extend(forest.then(|| ("n_estimators".to_string(), ParamValue::Int(120))));
        let mut some = d.clone();
        some.x.data = d.x.data.slice(s![..150, ..]).to_owned();
        let mut under_way = start_with(id, task, &d, 1, &values).expect("good data");
        let mut seen = 0;
        let model = loop {
            if let Some(model) = under_way.best() {
                sound(&predict(&*model, &some), 150);
                seen += 1;
            }
            match advance(&mut *under_way) {
                Ok(progress) => assert!(progress.done <= progress.total, "{id} {progress:?}"),
                Err(model) => break model,
            }
        };
        assert_eq!(bytes(&*model), bytes(&*train_with(id, task, &d, 1, &values)), "{id}");
        assert!(!forest || seen > 1, "a forest should offer itself on the way");
    });
}

/// With the feature `parallel`; without it there is one thread anyway.
#[test]
fn the_number_of_threads_does_not_matter() {
    let once = |id, task, threads: usize| {
        let mut d = table(task, 9000, 9);
        let options = match id {
            "random_forest" | "extra_trees" => {
                d = table(task, 1500, 6);
                params(&[("bootstrap", true.into()), ("oob_score", true.into())])
            }
            "mlp" => params(&[("max_iter", 3.into()), ("dropout", 0.3.into()), ("batch_size", 999.into())]),
            _ => params(&[("subsample", 0.9.into()), ("early_stopping", true.into())]),
        };
        let work = || bytes(&*train_with(id, task, &d, 9, &options));
        #[cfg(feature = "parallel")]
        return rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work);
        #[cfg(not(feature = "parallel"))]
        return (threads > 0).then(work).expect("one thread");
    };
    for id in ["random_forest", "extra_trees", "hist_gradient_boosting", "mlp"] {
        for task in [TaskKind::Classification, TaskKind::Regression] {
            assert!(once(id, task, 1) == once(id, task, 4), "{id}");
        }
    }
}

#[test]
fn a_learning_curve_falls_and_counts_its_steps() {
    let (task, d) = (TaskKind::Classification, table(TaskKind::Classification, 400, 5));
    let values = params(&[("max_iter", 30.into()), ("early_stopping", true.into())]);
    let mut training = start_with("hist_gradient_boosting", task, &d, 1, &values).expect("sound");
    while advance(&mut *training).is_ok() {}
    let curve = training.curve().expect("it learns step by step");
    assert_eq!((curve.unit.as_str(), curve.loss.as_str()), ("iteration", "log_loss"));
    assert_eq!(curve.at, (0..curve.at.len() as u64).collect::<Vec<_>>());
    assert_eq!((curve.train.len(), curve.validation.len()), (curve.at.len(), curve.at.len()));
    assert!(curve.train.windows(2).all(|two| two[1] < two[0]), "{:?}", curve.train);
    // Before the first tree it knows the shares of the classes alone.
    let Target::Classes { index, .. } = &d.y else { panic!("classes") };
    let share = |class| index.iter().filter(|&&c| c == class).count() as f64 / 400.0;
    let entropy = -(0..3).map(|class| share(class) * share(class).ln()).sum::<f64>();
    assert!((curve.train[0] - entropy).abs() < 0.02, "{} {entropy}", curve.train[0]);
}

/// What is kept after any chunk is the model of as many trees as were grown.
#[test]
fn boosting_that_is_stopped_keeps_the_first_trees() {
    for task in [TaskKind::Classification, TaskKind::Regression] {
        let d = table(task, 20_000, 12);
        let options = |trees: i64| params(&[("max_iter", trees.into()), ("early_stopping", false.into())]);
        let id = "hist_gradient_boosting";
        let mut under_way = start_with(id, task, &d, 1, &options(100)).expect("good data");
        let mut kept = Vec::new();
        while advance(&mut *under_way).is_ok() {
            kept.extend(under_way.best().map(|model| model.state()));
        }
        assert!(kept.len() > 2, "it should offer itself on the way");
        let ModelState::Boosted(first) = &kept[1] else { panic!("boosted trees") };
        let fewer = train_with(id, task, &d, 1, &options(first.iterations() as i64));
        let ModelState::Boosted(fewer) = fewer.state() else { panic!("boosted trees") };
        assert_eq!((&fewer.trees, &fewer.gains), (&first.trees, &first.gains));
    }
}

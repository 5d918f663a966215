//! Laws that every estimator of the registry obeys.

mod training;

use glasshouse_learn::{
    Dataset, FeatureKind, LearnError, Model, ModelState, Prediction, Target, find, registry,
};
use glasshouse_spec::{ParamKind, ParamValue, ParamValues, TaskKind};
use ndarray::Axis;
use std::sync::Arc;
use training::{advance, bytes, data, labels, noise, params, predict, repeated, start_with, train_with};

/// Estimators that draw rows: laws on weights hold on average only.
const DRAWN: [&str; 4] = ["random_forest", "isolation_forest", "mini_batch_k_means", "bagging"];

/// Estimators that deal rows out to folds, of which there must be two: a repeated row is in another one.
const DEALT: [&str; 2] = ["stacking", "calibrated_classifier_cv"];

/// Whether what is trained depends on how rows are drawn or dealt out.
fn by_chance(id: &str, task: TaskKind) -> bool {
    DRAWN.contains(&id) || DEALT.contains(&id) || (id, task) == ("ada_boost", TaskKind::Regression)
}

/// Every estimator with every task that it serves. Forecasts are of series and not of rows: their laws
/// are in `forecast.rs`.
fn each(mut law: impl FnMut(&'static str, TaskKind)) {
    for kind in registry() {
        for &task in kind.tasks().iter().filter(|task| **task != TaskKind::Forecast) {
            law(kind.id(), task);
        }
    }
}

/// Defaults, but that of many rows a process does not search for its parameters: that takes time and proves no
/// more than of few.
fn quick(id: &str, task: TaskKind, d: &Dataset) -> ParamValues {
    let slow = (id, task) == ("gaussian_process", TaskKind::Classification) && d.x.data.nrows() > 100;
    if slow { params(&[("optimizer", "none".into())]) } else { ParamValues::new() }
}

fn train(id: &str, task: TaskKind, d: &Dataset, seed: u64) -> Box<dyn Model> {
    train_with(id, task, d, seed, &quick(id, task, d))
}

/// A mix of shapes: `rows × features` of noise, a rounded column, a constant and a copy.
fn table(task: TaskKind, rows: usize, features: usize) -> Dataset {
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

fn sound(prediction: &Prediction, rows: usize) {
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
        let refusal = |d: &Dataset| match training::start(id, task, d, 1) {
            Err(error) => error,
            Ok(_) => panic!("{id} accepts it"),
        };
        let takes = glasshouse_learn::find(id).unwrap().takes();
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
        let refused = training::start(id, task, &table(other, 20, 2), 1);
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

/// Whole weights are the same as repeated rows.
#[test]
fn weights_are_repetition() {
    each(|id, task| {
        if id == "sgd" {
            return; // A weight makes a step longer, a row that comes again makes another.
        }
        if by_chance(id, task) {
            return;
        }
        // Rows are counted where a leaf must have a number of them, weights are not.
        let options = match id {
            "hist_gradient_boosting" => params(&[("min_samples_leaf", 1.into())]),
            "svm" | "one_class_svm" => params(&[("tol", 1e-9.into())]),
            _ => ParamValues::new(),
        };
        let mut d = table(task, 90, 3);
        let weights: Vec<f64> = (0..90).map(|i| f64::from(i % 4)).collect();
        let many = repeated(&d, &weights);
        d.weights = Some(weights);
        let [a, b] = [&d, &many].map(|d| train_with(id, task, d, 1, &options));
        predict(&*a, &d).assert_close(&predict(&*b, &d), 1e-6, id);
    });
}

#[test]
fn unit_weights_change_nothing_without_a_draw() {
    let options = params(&[("bootstrap", false.into()), ("n_estimators", 5.into())]);
    let mut d = table(TaskKind::Classification, 90, 3);
    let plain = train_with("random_forest", TaskKind::Classification, &d, 1, &options);
    d.weights = Some(vec![1.0; 90]);
    let weighed = train_with("random_forest", TaskKind::Classification, &d, 1, &options);
    assert_eq!(bytes(&*plain), bytes(&*weighed));
}

#[test]
fn duplicated_rows_change_no_deterministic_model() {
    each(|id, task| {
        // The score of one class is a sum over the rows; steps of descent follow the rows.
        // A row is not its own neighbour, but its copy is. Of a curve, copies are more evidence.
        let exempt = ["one_class_svm", "local_outlier_factor", "sgd", "gaussian_process"];
        if by_chance(id, task) || exempt.contains(&id) {
            return;
        }
        let d = table(task, 60, 3);
        let twice = repeated(&d, &[2.0; 60]);
        // Twice the rows weigh twice against the penalty and count twice in a leaf.
        let options = |c: f64| match id {
            "logistic_regression" | "linear_svm" => params(&[("C", c.into())]),
            "svm" => params(&[("C", c.into()), ("tol", 1e-9.into())]),
            "hdbscan" => params(&[("min_cluster_size", ((5.0 / c) as i64).into())]),
            "dbscan" => params(&[("min_samples", ((5.0 / c) as i64).into())]),
            "k_neighbors" => params(&[("n_neighbors", ((5.0 / c) as i64).into())]),
            "multinomial_nb" | "complement_nb" | "bernoulli_nb" => params(&[("alpha", (1.0 / c).into())]),
            "huber" => params(&[("alpha", (1e-4 / c).into())]),
            "ridge" => params(&[("alpha", (1.0 / c).into())]),
            "regressor_chain" => params(&[("estimator", "linear_regression".into())]),
            "one_vs_rest" | "classifier_chain" => params(&[("estimator", "gaussian_nb".into())]),
            "voting" => {
                let two = ["decision_tree", "gaussian_nb"].map(|kind| ParamValue::Text(kind.into()));
                let listed = if task == TaskKind::Regression { &two[..1] } else { &two[..] };
                ParamValues::from([("estimators".into(), ParamValue::List(listed.to_vec()))])
            }
            "mlp" => params(&[("alpha", (1e-4 / c).into())]),
            // The least sum of hessians in a leaf does not grow with the rows: stop before it counts.
            "hist_gradient_boosting" => {
                params(&[("min_samples_leaf", ((5.0 / c) as i64).into()), ("max_iter", 10.into())])
            }
            _ => ParamValues::new(),
        };
        let one = predict(&*train_with(id, task, &d, 1, &options(1.0)), &d);
        let two = predict(&*train_with(id, task, &twice, 1, &options(0.5)), &d);
        one.assert_close(&two, 1e-6, id);
    });
}

#[test]
fn training_can_be_stopped_after_any_chunk() {
    each(|id, task| {
        // The work of a process grows with the cube of the rows.
        let rows = match (id, task) {
            ("gaussian_process", _) => 400,
            _ => 3000,
        };
        let d = Arc::new(table(task, rows, 12));
        let mut under_way = start_with(id, task, &d, 1, &quick(id, task, &d)).expect("good data");
        let mut seen = 0;
        loop {
            if let Some(model) = under_way.best() {
                sound(&predict(&*model, &d), rows);
                seen += 1;
            }
            match training::advance(&mut *under_way) {
                Ok(progress) => {
                    assert!(progress.done <= progress.total, "{id} {progress:?}");
                }
                Err(model) => {
                    assert_eq!(bytes(&*model), bytes(&*train(id, task, &d, 1)));
                    break;
                }
            }
        }
        if ["random_forest", "extra_trees"].contains(&id) {
            assert!(seen > 1, "a forest should offer itself on the way");
        }
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

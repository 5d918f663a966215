//! Laws on the weights of rows.

use crate::laws::{by_chance, each, table};
use crate::training::{bytes, params, predict, repeated, train_with};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};

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
            "transformed_target" => params(&[("regressor", "linear_regression".into())]),
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

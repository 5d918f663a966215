//! Directions between classes, distances on the earth, clusters and rows that are unlike the others are those of
//! scikit-learn, and random directions are distributed as its: `tests/reference/places.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{
    Context, Fit, Notes, Preparation, PrepareError, ProjectionState, StepState, at_once, find_step, no_pause,
};
use glasshouse_spec::{ParamValue, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde_json::{Value, json};
use std::sync::Arc;

type Rows = Vec<Vec<f64>>;

fn answers() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/places.json")).unwrap()
}

fn of<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

fn table(rows: &[Vec<f64>]) -> Table {
    let column =
        |j: usize| Column::from_numbers(format!("x{j}"), rows.iter().map(|row| Some(row[j])).collect());
    Table::new((0..rows[0].len()).map(|j| Arc::new(column(j))).collect(), rows.len())
}

fn names(table: &Table) -> Vec<String> {
    table.columns().iter().map(|c| c.name.clone()).collect()
}

fn fit(op: &str, params: &ParamValues, train: &Table, target: Target) -> Result<StepState, PrepareError> {
    let step = find_step(op).unwrap().build(params).map_err(PrepareError::Params)?;
    let columns = step.columns().unwrap_or_else(|| names(train));
    let context = Context { seed: 3, target: Arc::new(target), ..Context::default() };
    let mut fitting = step.start(train, &columns, &context)?;
    loop {
        if let Fit::Done(fitted) = fitting.advance(&mut Notes::default())? {
            return Ok(fitted.state.unwrap());
        }
    }
}

fn given(value: &Value) -> ParamValues {
    of(value)
}

fn cells(table: &Table, names: &[String]) -> Rows {
    let row =
        |row: usize| names.iter().map(|name| table.column(name).unwrap().number(row).unwrap()).collect();
    (0..table.rows()).map(row).collect()
}

fn assert_near(found: &[f64], expected: &[f64], most: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    for (x, y) in found.iter().zip(expected) {
        assert!((x - y).abs() <= most * size.max(1e-6), "{what}: {x} and not {y}");
    }
}

fn classes(y: &[u32]) -> Target {
    let labels: Vec<String> = (0..=*y.iter().max().unwrap()).map(|label| label.to_string()).collect();
    Target::Classes { labels: labels.into(), index: y.to_vec() }
}

fn projection(state: &StepState) -> &ProjectionState {
    match state {
        StepState::LinearDiscriminantAnalysis(s)
        | StepState::GaussianRandomProjection(s)
        | StepState::SparseRandomProjection(s) => s,
        other => panic!("{}", other.op()),
    }
}

#[test]
fn classes_lie_apart_as_in_scikit_learn() {
    let answers = answers();
    for case in answers["discriminants"].as_array().unwrap() {
        let source = &answers["tables"][case["table"].as_str().unwrap()];
        let train = table(&of::<Rows>(&source["x"]));
        let what = format!("{} {}", case["table"], case["params"]);
        let y: Vec<u32> = of(&source["y"]);
        let state =
            fit("linear_discriminant_analysis", &given(&case["params"]), &train, classes(&y)).unwrap();
        let components = &projection(&state).components;
        let weights: Rows = of(&case["weights"]);
        assert_eq!(components.len(), weights.len(), "{what}");
        for (component, weights) in components.iter().zip(&weights) {
            assert_near(&component.weights, weights, 1e-6, &format!("{what} {}", component.name));
        }
        let share: Vec<f64> = of(&case["share"]);
        assert_near(&components.iter().map(|c| c.share).collect::<Vec<_>>(), &share, 1e-9, &what);
        let made = state.apply(&train, &mut Notes::default()).unwrap();
        assert_eq!(names(&made), (0..weights.len()).map(|at| format!("lda_{at}")).collect::<Vec<_>>());
        for (found, wanted) in cells(&made, &names(&made)).iter().zip(of::<Rows>(&case["made"])) {
            assert_near(found, &wanted, 1e-6, &what);
        }
    }
}

#[test]
fn directions_between_classes_need_classes() {
    let train = table(&[vec![1.0, 2.0], vec![2.0, 1.0], vec![4.0, 4.0], vec![5.0, 3.0]]);
    let op = "linear_discriminant_analysis";
    for target in [Target::Numbers(vec![1.0; 4]), classes(&[0; 4])] {
        let fault = fit(op, &ParamValues::new(), &train, target).unwrap_err().fault();
        assert_eq!(fault.code, "prepare.needs_classes");
    }
    let two = given(&json!({ "n_components": 2 }));
    let fault = fit(op, &two, &train, classes(&[0, 0, 1, 1])).unwrap_err().fault();
    assert!(fault.message.contains("at most 1"), "{}", fault.message);
    let flat = table(&vec![vec![1.0, 2.0]; 4]);
    let fault = fit(op, &ParamValues::new(), &flat, classes(&[0, 0, 1, 1])).unwrap_err().fault();
    assert_eq!(fault.code, "prepare.no_direction");
}

#[test]
fn random_weights_are_distributed_as_in_scikit_learn() {
    let answers = answers();
    for case in answers["weights"].as_array().unwrap() {
        let (op, width) = (case["op"].as_str().unwrap(), case["width"].as_u64().unwrap() as usize);
        let train = table(&vec![vec![0.0; width]; 3]);
        let state = fit(op, &given(&case["params"]), &train, Target::None).unwrap();
        let all: Vec<f64> =
            projection(&state).components.iter().flat_map(|c| c.weights.iter().copied()).collect();
        let n = all.len() as f64;
        let mean = |power: i32| all.iter().map(|w| w.powi(power)).sum::<f64>() / n;
        let wanted = |what: &str| case[what].as_f64().unwrap();
        let what = format!("{op} {}", case["params"]);
        assert!((mean(2) / wanted("mean square") - 1.0).abs() < 0.05, "{what}: {}", mean(2));
        let fourth = mean(4) / (mean(2) * mean(2));
        assert!((fourth / wanted("fourth") - 1.0).abs() < 0.07, "{what}: {fourth}");
        assert!(mean(1).abs() < 4.0 * (mean(2) / n).sqrt(), "{what}: {}", mean(1));
        let zeros = all.iter().filter(|w| **w == 0.0).count() as f64 / n;
        assert!((zeros - wanted("zeros")).abs() < 0.01, "{what}: {zeros}");
        let values: Vec<f64> = of(&case["values"]);
        assert!(
            values.is_empty() || all.iter().all(|w| values.iter().any(|v| (v - w).abs() < 1e-11)),
            "{what}"
        );
        assert_eq!(state, fit(op, &given(&case["params"]), &train, Target::None).unwrap());
        let other = [given(&case["params"]), given(&json!({ "random_state": 9 }))].into_iter().flatten();
        assert_ne!(state, fit(op, &other.collect(), &train, Target::None).unwrap());
    }
}

/// As many directions as distances need, which is refused where there are not so many columns.
#[test]
fn enough_directions_are_those_of_scikit_learn() {
    for case in answers()["enough"].as_array().unwrap() {
        let (rows, wanted) = (case["rows"].as_u64().unwrap(), case["directions"].as_u64().unwrap());
        let eps = given(&json!({ "eps": case["eps"] }));
        let of_width = |width: u64| {
            let train = table(&vec![vec![1.0; width as usize]; rows as usize]);
            fit("gaussian_random_projection", &eps, &train, Target::None)
        };
        assert_eq!(projection(&of_width(wanted).unwrap()).components.len() as u64, wanted);
        let fault = of_width(wanted - 1).unwrap_err().fault();
        assert!(fault.message.contains(&format!("{wanted} directions")), "{}", fault.message);
    }
    let half = given(&json!({ "n_components": 2.5 }));
    assert!(find_step("sparse_random_projection").unwrap().build(&half).is_err());
}

#[test]
fn distances_on_the_earth_are_those_of_scikit_learn() {
    let answers = answers();
    let places = table(&of::<Rows>(&answers["places"]));
    let params = json!({ "latitude": "x0", "longitude": "x1", "to_latitude": "x2", "to_longitude": "x3", "name": "km" });
    let point = json!({ "latitude": "x0", "longitude": "x1", "to_latitude": answers["to"][0], "to_longitude": answers["to"][1] });
    for (params, name, key) in [(params, "km", "kilometres"), (point, "distance_km", "to kilometres")] {
        let state = fit("haversine", &given(&params), &places, Target::None).unwrap();
        let made = state.apply(&places, &mut Notes::default()).unwrap();
        assert_eq!(made.columns().len(), 5);
        for (found, wanted) in cells(&made, &[name.to_string()]).iter().zip(of::<Vec<f64>>(&answers[key])) {
            assert!((found[0] - wanted).abs() <= 1e-9 * wanted.max(1.0), "{found:?} and not {wanted}");
        }
    }
}

#[test]
fn what_is_no_place_is_refused_in_training_and_missing_later() {
    let column = |name: &str, cells: &[Option<f64>]| Arc::new(Column::from_numbers(name, cells.to_vec()));
    let places = |latitudes: &[Option<f64>]| {
        let longitudes = vec![Some(8.0); latitudes.len()];
        Table::new(vec![column("lat", latitudes), column("lon", &longitudes)], latitudes.len())
    };
    let to = |to: Value| {
        given(&json!({ "latitude": "lat", "longitude": "lon", "to_latitude": to, "to_longitude": 8 }))
    };
    let wrong = places(&[Some(47.0), None, Some(91.0)]);
    let fault = fit("haversine", &to(json!(47)), &wrong, Target::None).unwrap_err().fault();
    assert_eq!((fault.code.as_str(), fault.at.row), ("prepare.no_latitude", Some(2)));
    let state = fit("haversine", &to(json!(47)), &places(&[Some(47.0), None]), Target::None).unwrap();
    let mut notes = Notes::default();
    let made = state.apply(&wrong, &mut notes).unwrap();
    let found: Vec<Option<f64>> = (0..3).map(|row| made.column("distance_km").unwrap().number(row)).collect();
    assert_eq!(found, [Some(0.0), None, None]);
    assert_eq!(notes.warnings[0].code, "prepare.no_latitude");
    let fault = fit("haversine", &to(json!("nowhere")), &wrong, Target::None).unwrap_err().fault();
    assert_eq!(fault.code, "recipe.unknown_column");
    let fault = fit("haversine", &ParamValues::new(), &wrong, Target::None).unwrap_err().fault();
    assert_eq!(fault.code, "recipe.coordinates");
    assert!(find_step("haversine").unwrap().build(&to(json!(-90.5))).is_err());
}

#[test]
fn clusters_are_those_of_scikit_learn() {
    let answers = answers();
    let (train, new) = (table(&of::<Rows>(&answers["blobs"])), table(&of::<Rows>(&answers["new"])));
    let with = |output: &str| {
        let params = given(&json!({ "n_clusters": 3, "n_init": 10, "output": output }));
        let state = fit("k_means_clusters", &params, &train, Target::None).unwrap();
        let made = state.apply(&new, &mut Notes::default()).unwrap();
        let own: Vec<String> = names(&made).split_off(2);
        let cells = cells(&made, &own);
        (state, own, cells)
    };
    let (state, own, distances) = with("distances");
    let StepState::KMeansClusters(state) = state else { panic!() };
    assert_eq!(own, ["kmeans0", "kmeans1", "kmeans2"]);
    // Clusters have another order there.
    let theirs: Rows = of(&answers["clusters"]["centers"]);
    let ours: Vec<&[f64]> = state.centers.chunks(2).collect();
    let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5);
    let place: Vec<usize> =
        ours.iter().map(|own| theirs.iter().position(|their| near(own, their)).unwrap()).collect();
    let (_, own, labels) = with("label");
    assert_eq!(own, ["kmeans"]);
    let (_, _, ones) = with("one_hot");
    for (row, wanted) in of::<Rows>(&answers["clusters"]["distances"]).iter().enumerate() {
        let wanted: Vec<f64> = place.iter().map(|at| wanted[*at]).collect();
        assert_near(&distances[row], &wanted, 1e-6, "distances");
        let nearest = (0..3).min_by(|a, b| wanted[*a].total_cmp(&wanted[*b])).unwrap();
        assert_eq!(labels[row], [nearest as f64]);
        let one: Vec<f64> = (0..3).map(|at| f64::from(u8::from(at == nearest))).collect();
        assert_eq!(ones[row], one);
    }
}

#[test]
fn rows_unlike_the_others_are_those_of_scikit_learn() {
    let answers = answers();
    let (train, new) = (table(&of::<Rows>(&answers["rows"])), table(&of::<Rows>(&answers["new"])));
    for case in answers["outliers"].as_array().unwrap() {
        let (op, mut params) = (case["op"].as_str().unwrap(), given(&case["params"]));
        let what = format!("{op} {}", case["params"]);
        let state = fit(op, &params, &train, Target::None).unwrap();
        for (rows, part) in [(&train, "train"), (&new, "new")] {
            let made = state.apply(rows, &mut Notes::default()).unwrap();
            let flags = cells(&made, &[format!("{op}_outlier")]);
            let found: Vec<bool> = flags.iter().map(|flag| flag[0] == 1.0).collect();
            assert_eq!(found, of::<Vec<bool>>(&case[part]), "{what} {part}");
        }
        let wanted: Vec<bool> = of(&case["train"]);
        params.insert("action".into(), ParamValue::Text("blank".into()));
        let blank = fit(op, &params, &train, Target::None).unwrap();
        let made = blank.apply(&train, &mut Notes::default()).unwrap();
        for (row, outlier) in wanted.iter().enumerate() {
            assert!(made.columns().iter().all(|c| c.number(row).is_none() == *outlier), "{what} row {row}");
        }
        params.insert("action".into(), ParamValue::Text("drop".into()));
        let stay: Vec<Option<u32>> =
            (0..).zip(&wanted).filter(|(_, outlier)| !**outlier).map(|(row, _)| Some(row)).collect();
        assert_eq!(left(op, params, &train), stay, "{what}");
    }
}

/// The rows that are trained on when the others are dropped.
fn left(op: &str, params: ParamValues, train: &Table) -> Vec<Option<u32>> {
    let steps = [StepSpec { params, ..StepSpec::new(op, &["@numeric"]) }];
    let context = Context { seed: 3, ..Context::default() };
    let columns = names(train);
    let fit = Preparation::fit_in_pieces(train, &columns, &steps, Takes::default(), &context, &no_pause);
    let (fitted, prepared) = at_once(fit).unwrap();
    assert!(fitted.steps.is_empty(), "rows that are predicted stay as they are");
    prepared.changed.map_or_else(|| (0..train.rows() as u32).map(Some).collect(), |changed| changed.from)
}

/// A row with a gap is left out of the fit, and no outlier.
#[test]
fn a_row_with_a_gap_is_no_outlier() {
    let answers = answers();
    let rows: Rows = of(&answers["rows"]);
    let column = |j: usize| {
        let cells = rows.iter().map(|row| Some(row[j])).chain([if j == 0 { None } else { Some(1e9) }]);
        Arc::new(Column::from_numbers(format!("x{j}"), cells.collect()))
    };
    let holed = Table::new(vec![column(0), column(1)], rows.len() + 1);
    for op in ["isolation_forest", "local_outlier_factor", "dbscan"] {
        let with = fit(op, &ParamValues::new(), &holed, Target::None).unwrap();
        assert_eq!(with, fit(op, &ParamValues::new(), &table(&rows), Target::None).unwrap(), "{op}");
        let made = with.apply(&holed, &mut Notes::default()).unwrap();
        assert_eq!(made.column(&format!("{op}_outlier")).unwrap().number(rows.len()), Some(0.0));
    }
}

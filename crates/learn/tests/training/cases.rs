//! Cases of scikit-learn's answers, as the scripts of `tests/reference` write them.

use super::{advance, data, start_with, train_with};
use glasshouse_learn::{Dataset, Target};
use glasshouse_spec::{ParamValue, ParamValues, TaskKind};
use ndarray::{Array2, s};
use serde_json::Value;
use std::sync::Arc;

pub fn committed(file: &str) -> Value {
    let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/{}.json"), file);
    serde_json::from_str(&std::fs::read_to_string(path).expect("committed")).expect("JSON")
}

pub fn floats(v: &Value) -> Vec<f64> {
    v.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// A case with its data: all rows, and those that are trained on.
pub struct Case {
    pub id: String,
    pub all: Dataset,
    pub train: Dataset,
    pub task: TaskKind,
    pub values: ParamValues,
    pub expected: Value,
}

impl Case {
    pub fn train(&self, seed: u64) -> Box<dyn glasshouse_learn::Model> {
        let kind = self.expected["kind"].as_str().expect("a kind");
        train_with(kind, self.task, &self.train, seed, &self.values)
    }

    /// A forest with its score on the rows that its trees were not grown on, where there are such.
    pub fn judged(&self, seed: u64) -> (Box<dyn glasshouse_learn::Model>, Option<f64>) {
        let kind = self.expected["kind"].as_str().expect("a kind");
        let mut values = self.values.clone();
        if self.expected["out_of_bag"].is_number() {
            values.insert("oob_score".into(), ParamValue::Bool(true));
        }
        let mut under_way = start_with(kind, self.task, &self.train, seed, &values).expect("sound");
        loop {
            if let Err(model) = advance(&mut *under_way) {
                return (model, under_way.out_of_bag().map(|found| found.score));
            }
        }
    }

    pub fn floats(&self, key: &str) -> Vec<f64> {
        floats(&self.expected[key])
    }
}

pub fn cut(d: &Dataset, rows: std::ops::Range<usize>) -> Dataset {
    let taken: Vec<u32> = (rows.start as u32..rows.end as u32).collect();
    let y = d.y.take(&taken);
    data(d.x.data.slice(s![rows, ..]).to_owned(), y)
}

pub fn dataset(v: &Value) -> (Dataset, TaskKind) {
    let features = v["features"].as_u64().expect("a count") as usize;
    let x: Vec<f32> = floats(&v["x"]).into_iter().map(|x| x as f32).collect();
    let y = floats(&v["y"]);
    let x = Array2::from_shape_vec((y.len(), features), x).expect("the shape fits");
    match v["classes"].as_u64() {
        None => (data(x, Target::Numbers(y)), TaskKind::Regression),
        Some(count) => {
            let labels: Arc<[String]> = (0..count).map(|c| c.to_string()).collect();
            let index = y.into_iter().map(|c| c as u32).collect();
            (data(x, Target::Classes { labels, index }), TaskKind::Classification)
        }
    }
}

pub fn cases_of(reference: &Value, kind: &str) -> Vec<Case> {
    let all = reference["cases"].as_array().expect("cases");
    let chosen = all.iter().filter(|c| c["kind"] == kind).map(|case| {
        let source = &reference["data"][case["data"].as_str().expect("a name")];
        let (all, task) = dataset(source);
        let mut train = cut(&all, 0..source["train"].as_u64().expect("a count") as usize);
        train.weights = case["weights"].as_array().map(|_| floats(&case["weights"]));
        Case {
            id: format!("{kind} {} {}", case["data"], case["params"]),
            all,
            train,
            task,
            values: serde_json::from_value(case["params"].clone()).expect("parameters"),
            expected: case.clone(),
        }
    });
    let chosen: Vec<Case> = chosen.collect();
    assert!(chosen.len() >= 3);
    chosen
}

/// Fails when a number differs by more than `tolerance`, relative above one.
pub fn assert_close(ours: &[f64], theirs: &[f64], tolerance: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what} at {i}: {a} is not {b}");
    }
}

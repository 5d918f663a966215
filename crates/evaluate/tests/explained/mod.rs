//! The models of `tests/reference/shap_values.json` as ours.

use glasshouse_learn::ModelState;
use glasshouse_learn::boosting::{BoostedState, BranchedState, Link};
use glasshouse_learn::tree::{Branches, ForestState, GappyKind, GappyState, Nodes};
use ndarray::Array2;
use serde_json::Value;

/// What the shap package gave, with the models.
pub fn reference() -> Value {
    serde_json::from_str(include_str!("../../../../tests/reference/shap_values.json")).unwrap()
}

/// The numbers of nested lists, missing ones as NaN.
pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        Value::Null => vec![f64::NAN],
        number => vec![number.as_f64().unwrap()],
    }
}

fn whole(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|v| u32::try_from(v.as_u64().unwrap()).unwrap()).collect()
}

/// Rows of the reference.
pub fn cells(value: &Value) -> Array2<f32> {
    let rows = value.as_array().unwrap().len();
    let flat: Vec<f32> = numbers(value).iter().map(|cell| *cell as f32).collect();
    Array2::from_shape_vec((rows, flat.len() / rows), flat).unwrap()
}

fn nodes(tree: &Value) -> Nodes {
    let narrow = |value: &Value| numbers(value).iter().map(|number| *number as f32).collect();
    Nodes {
        feature: whole(&tree["feature"]),
        threshold: narrow(&tree["threshold"]),
        left: whole(&tree["left"]),
        right: whole(&tree["right"]),
        values: narrow(&tree["values"]),
    }
}

fn branches(tree: &Value) -> Branches {
    let flags = tree["gaps"].as_array().unwrap();
    let mut gaps = vec![0_u32; flags.len().div_ceil(32)];
    for (node, _) in flags.iter().enumerate().filter(|(_, flag)| flag.as_bool() == Some(true)) {
        gaps[node / 32] |= 1 << (node % 32);
    }
    Branches { gaps, sets: Vec::new() }
}

/// A model of the reference as ours.
pub fn model(case: &Value, features: usize) -> ModelState {
    let all = case["trees"].as_array().unwrap();
    let (trees, gaps): (Vec<_>, Vec<_>) =
        (all.iter().map(nodes).collect(), all.iter().map(branches).collect());
    let classes = case["classes"].as_u64().map(|count| count as u32);
    let count = features as u32;
    if case["kind"] == "forest" {
        let forest = ForestState { features: count, classes, trees, importances: vec![0.0; features] };
        return ModelState::Gappy(GappyState { kind: GappyKind::Random, forest, gaps });
    }
    let told = numbers(&case["base"]);
    let (base, outputs) = match classes {
        Some(2) => (vec![0.0, told[0]], vec![1]),
        Some(classes) => (told, (0..classes).collect()),
        None => (told, vec![0]),
    };
    let link = if classes.is_some() { Link::Softmax } else { Link::Identity };
    let gains = vec![0.0; features];
    let boosted = BoostedState { features: count, classes, link, base, outputs, trees, gains, planned: 0 };
    ModelState::Branched(BranchedState { boosted, levels: vec![0; features], branches: gaps })
}

//! SHAP values beside those of the shap package (`tests/reference/shap_values.py`), and by their definition
//! where it has none: of categories.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod explained;

use explained::{cells, model, numbers, reference};
use glasshouse_evaluate::explain::{
    Against, Columns, Ensemble, Lines, Questions, TreeShap, TreeView, goes_with, means,
};
use glasshouse_learn::ModelState;
use glasshouse_learn::boosting::{BoostedState, BranchedState, Link};
use glasshouse_learn::linear::LinearState;
use glasshouse_learn::tree::{Branches, LEAF, Nodes};
use ndarray::Array2;

/// The values of some rows, each feature a group of its own, and the base.
fn explained(
    state: &ModelState,
    against: Against,
    covers: &[Vec<f64>],
    rows: &Array2<f32>,
    background: &Columns,
) -> (Vec<f64>, Vec<f64>) {
    let ensemble = Ensemble::of(state).unwrap();
    let groups = (0..rows.ncols() as u32).collect();
    let mut shap = TreeShap::new(&ensemble, against, groups);
    let columns = Columns::of(rows);
    let mut values = vec![0.0; rows.len() * ensemble.outputs()];
    for covers in covers {
        shap.add(&ensemble, covers, background).unwrap();
        for (row, values) in values.chunks_exact_mut(rows.ncols() * ensemble.outputs()).enumerate() {
            shap.explain(&columns, row..row + 1, values);
        }
    }
    (values, shap.base().to_vec())
}

#[track_caller]
fn near(ours: &[f64], theirs: &[f64], within: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (at, (own, their)) in ours.iter().zip(theirs).enumerate() {
        assert!((own - their).abs() <= within, "{what}: at {at} {own} and not {their}");
    }
}

#[test]
fn of_trees_as_shap() {
    let reference = reference();
    for case in reference["trees"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let x = cells(&reference[if name.ends_with("gaps") { "x_gaps" } else { "x" }]);
        let explained_rows = reference["explained"].as_u64().unwrap() as usize;
        let rows = x.slice(ndarray::s![..explained_rows, ..]).to_owned();
        let from = x.nrows() - reference["background"].as_u64().unwrap() as usize;
        let background = Columns::of(&x.slice(ndarray::s![from.., ..]).to_owned());
        let state = model(case, x.ncols());
        let covers: Vec<Vec<f64>> =
            case["trees"].as_array().unwrap().iter().map(|tree| numbers(&tree["covers"])).collect();
        for (way, against) in [("paths", Against::Paths), ("rows", Against::Rows)] {
            if case[way].is_null() {
                continue;
            }
            let (values, base) = explained(&state, against, &covers, &rows, &background);
            near(&values, &numbers(&case[way]["values"]), 1e-6, &format!("{name} {way}"));
            near(&base, &numbers(&case[way]["base"]), 1e-6, &format!("{name} {way} base"));
        }
    }
}

#[test]
fn rows_pass_through_nodes_as_in_training() {
    let reference = reference();
    for case in reference["trees"].as_array().unwrap().iter().filter(|case| case["kind"] == "boosted") {
        let gaps = case["name"].as_str().unwrap().ends_with("gaps");
        let columns = Columns::of(&cells(&reference[if gaps { "x_gaps" } else { "x" }]));
        let state = model(case, 5);
        let ensemble = Ensemble::of(&state).unwrap();
        for (at, tree) in case["trees"].as_array().unwrap().iter().enumerate() {
            assert_eq!(ensemble.covers(at, &columns), numbers(&tree["covers"]), "{} {at}", case["name"]);
        }
    }
}

#[test]
fn of_lines_as_shap() {
    let reference = reference();
    let x = cells(&reference["x"]);
    for case in reference["lines"].as_array().unwrap() {
        let intercept = case["intercept"].as_f64().unwrap();
        let state =
            ModelState::Linear(LinearState { coefficients: numbers(&case["coefficients"]), intercept });
        let lines = Lines::of(&state).unwrap();
        let theirs = numbers(&case["values"]);
        let rows = x.slice(ndarray::s![..theirs.len() / 5, ..]).to_owned();
        let mut ours = vec![0.0; theirs.len()];
        lines.explain(&rows, &means(&x), &[0, 1, 2, 3, 4], 5, &mut ours);
        near(&ours, &theirs, 1e-9, "values");
        near(&lines.base(&means(&x)), &[case["base"].as_f64().unwrap()], 1e-9, "base");
    }
}

#[test]
fn what_goes_with_a_column_as_shap() {
    let reference = reference();
    let beside = &reference["beside"];
    let columns = |value: &serde_json::Value| -> Vec<Vec<f64>> {
        let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
        (0..4).map(|at| rows.iter().map(|row| row[at]).collect()).collect()
    };
    let (cells, values) = (columns(&beside["x"]), columns(&beside["values"]));
    for (at, theirs) in beside["order"].as_array().unwrap().iter().enumerate() {
        let with = goes_with(at, &values[at], &cells);
        let mut order: Vec<usize> = (0..4).collect();
        order.sort_by(|a, b| with[*b].total_cmp(&with[*a]));
        assert_eq!(order.iter().map(|at| *at as f64).collect::<Vec<_>>(), numbers(theirs), "{at}: {with:?}");
    }
    assert_eq!(goes_with(0, &values[0], &cells)[0], 0.0);
}

fn asked(x: &[f64]) -> f64 {
    x[0] * x[1] + x[2] * x[2] - x[0] * x[3] * x[2]
}

/// The values of each row of the reference against its last eight, by asking.
fn by_asking(x: &Array2<f32>, rows: usize, rounds: usize, seed: u64) -> (Vec<f64>, f64, bool) {
    let questions = Questions::new(4, 8, rounds, seed);
    let (mut all, mut base) = (Vec::new(), 0.0);
    for row in 0..rows {
        let mut answers = Vec::new();
        questions.each(|z, own| {
            let from = |column: usize| if own[column] { row } else { x.nrows() - 8 + z };
            answers.push(asked(&[0, 1, 2, 3].map(|column| f64::from(x[[from(column), column]]))));
        });
        assert_eq!(answers.len(), questions.len());
        let (values, own_base) = questions.values(&answers);
        let sum = own_base + values.iter().sum::<f64>();
        let answer = asked(&[0, 1, 2, 3].map(|column| f64::from(x[[row, column]])));
        assert!((sum - answer).abs() < 1e-9, "row {row}: {sum} {answer}");
        all.extend(values);
        base = own_base;
    }
    (all, base, questions.exact())
}

#[test]
fn of_any_function_as_shap() {
    let reference = reference();
    let (x, any) = (cells(&reference["x"]), &reference["any"]);
    let (theirs, base) = (numbers(&any["values"]), any["base"].as_f64().unwrap());
    let (ours, own_base, exact) = by_asking(&x, theirs.len() / 4, 2, 0);
    assert!(exact);
    near(&ours, &theirs, 1e-9, "exact");
    near(&[own_base], &[base], 1e-9, "base");
    // Drawn orders come to the same in the mean: here so few rounds that not all sets are asked for.
    let (mut mean, seeds) = (vec![0.0; theirs.len()], 300);
    for seed in 0..seeds {
        let (ours, own_base, exact) = by_asking(&x, theirs.len() / 4, 1, seed);
        assert!(!exact);
        near(&[own_base], &[base], 1e-9, "base of drawn orders");
        mean.iter_mut().zip(&ours).for_each(|(mean, own)| *mean += own / seeds as f64);
    }
    near(&mean, &theirs, 0.05, "drawn");
}

/// What a tree answers where only some features are known: else by how many rows went each way, as the paper's
/// first algorithm.
fn expected(tree: &TreeView<'_>, covers: &[f64], row: &[f32], known: usize, node: usize) -> f64 {
    let nodes = tree.nodes;
    if nodes.feature[node] == LEAF {
        return f64::from(nodes.values[nodes.left[node] as usize]);
    }
    let (left, right) = (nodes.left[node] as usize, nodes.right[node] as usize);
    let feature = nodes.feature[node] as usize;
    if known >> feature & 1 == 1 {
        let branches = tree.branches.unwrap();
        let set = branches.nodes(nodes, tree.levels).nth(node).unwrap().1;
        let cell = row[feature];
        let goes_left = match set {
            Some(set) if cell >= 0.0 && cell < tree.levels[feature] as f32 => {
                set[cell as usize / 32] >> (cell as usize % 32) & 1 == 1
            }
            Some(_) => branches.gap_goes_left(node),
            None if cell.is_nan() => branches.gap_goes_left(node),
            None => cell <= nodes.threshold[node],
        };
        return expected(tree, covers, row, known, if goes_left { left } else { right });
    }
    let sides = [left, right].map(|child| expected(tree, covers, row, known, child) * covers[child]);
    (sides[0] + sides[1]) / covers[node]
}

#[test]
fn of_categories_and_gaps_by_the_definition() {
    // Two questions of a category of 40, two of a number, and a boolean, on ways that meet features twice.
    let set = |members: &[u32]| {
        let mut set = [0_u32; 8];
        members.iter().for_each(|member| set[*member as usize / 32] |= 1 << (member % 32));
        set
    };
    let nodes = Nodes {
        feature: vec![0, 1, LEAF, 0, LEAF, LEAF, 2, 1, LEAF, LEAF, LEAF],
        threshold: vec![0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5, -1.0, 0.0, 0.0, 0.0],
        left: vec![1, 2, 0, 4, 1, 2, 7, 8, 3, 4, 5],
        right: vec![6, 3, 0, 5, 0, 0, 10, 9, 0, 0, 0],
        values: vec![1.0, -2.0, 4.0, 0.5, 8.0, -3.0],
    };
    let branches = Branches { gaps: vec![0b1000_1001], sets: vec![set(&[0, 1, 35, 39]), set(&[1, 39])] };
    let levels = vec![40, 0, 0];
    let covers = [100.0, 40.0, 25.0, 15.0, 9.0, 6.0, 60.0, 30.0, 10.0, 20.0, 30.0];
    let view = TreeView { nodes: &nodes, branches: Some(&branches), levels: &levels };
    let rows: Vec<[f32; 3]> = [0.0, 1.0, 2.0, 35.0, 39.0, 40.0, f32::NAN]
        .iter()
        .flat_map(|&a| [-2.0, 0.5, 3.0, f32::NAN].map(move |b| [a, b, 0.0]))
        .enumerate()
        .map(|(at, [a, b, _])| [a, b, if at % 3 == 0 { f32::NAN } else { (at % 2) as f32 }])
        .collect();
    let x = Array2::from_shape_vec((rows.len(), 3), rows.concat()).unwrap();
    let boosted = BoostedState {
        features: 3,
        classes: None,
        link: Link::Identity,
        base: vec![10.0],
        outputs: vec![0],
        trees: vec![nodes.clone()],
        gains: vec![0.0; 3],
        planned: 1,
    };
    let state = ModelState::Branched(BranchedState {
        boosted,
        levels: levels.clone(),
        branches: vec![branches.clone()],
    });
    let (values, base) = explained(&state, Against::Paths, &[covers.to_vec()], &x, &Columns::of(&x));
    for (row, own) in rows.iter().zip(values.chunks_exact(3)) {
        let worth = |known: usize| expected(&view, &covers, row, known, 0);
        for (feature, own) in own.iter().enumerate() {
            let mut defined = 0.0;
            for known in (0..8_usize).filter(|known| known >> feature & 1 == 0) {
                let weight = [1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0][known.count_ones() as usize];
                defined += weight * (worth(known | 1 << feature) - worth(known));
            }
            assert!((own - defined).abs() < 1e-12, "{row:?} {feature}: {own} {defined}");
        }
        assert!((base[0] - 10.0 - worth(0)).abs() < 1e-12);
    }
}

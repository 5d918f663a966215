//! Pictures of a trained model, with plain and with ugly data.

use super::column::TREES;
use glasshouse_chart::{
    Bars, ChartSpec, Confusion, Contributions, RegressionPoints, Roc, RocCurve, ShareOf, Swarm, SwarmLine,
    Tree, TreeNode,
};

fn confusion(names: &[&str]) -> ChartSpec {
    let n = names.len();
    let cell = |t: usize, p: usize| match t.abs_diff(p) {
        0 => 40 + (t as u64 * 37) % 300,
        1 => (t as u64 * 7 + p as u64) % 9,
        _ => u64::from((t * 5 + p * 3).is_multiple_of(11)),
    };
    let counts = (0..n).map(|t| (0..n).map(|p| cell(t, p)).collect()).collect();
    ChartSpec::Confusion(Confusion {
        classes: names.iter().map(|name| (*name).into()).collect(),
        counts,
        share_of: ShareOf::TrueClass,
    })
}

fn roc(names: &[&str]) -> ChartSpec {
    let curve = |(index, name): (usize, &&str)| {
        let power = 0.05 + index as f64 * 0.06;
        let points = (0..=200).map(|step| {
            let fpr = f64::from(step) / 200.0;
            let threshold = if step == 0 { f64::INFINITY } else { 1.0 - fpr };
            (fpr, fpr.powf(power), threshold)
        });
        RocCurve { class: (*name).into(), points: points.collect(), auc: 1.0 / (1.0 + power) }
    };
    ChartSpec::Roc(Roc { curves: names.iter().enumerate().map(curve).collect(), first_class: 0 })
}

fn regression(rows: u32) -> RegressionPoints {
    let wave = |row: u32| f64::from(row * 7919 % 1000) / 1000.0;
    let point = |row: u32| {
        let actual = -5.0 + 40.0 * wave(row);
        (actual, actual + 12.0 * (wave(row * 31 + 5) + wave(row * 17 + 3) - 1.0))
    };
    RegressionPoints {
        target: "temperature".into(),
        points: (0..rows).map(point).collect(),
        sampled_from: 48_842,
    }
}

fn weights() -> ChartSpec {
    let names = [
        "bill_length_mm",
        "flipper_length_mm",
        "island=Torgersen",
        "the_yearly_income_of_the_household_before_taxes_in_thousands",
        "sex=male",
        "body_mass_g",
    ];
    let items = names.iter().enumerate();
    let items = items.map(|(i, name)| ((*name).into(), (3.2 - 0.5 * i as f64) * [1.0, -1.0][i % 2]));
    ChartSpec::Bars(Bars::new("coefficient", items.collect()))
}

fn importances() -> ChartSpec {
    let items = (0..30).map(|i| (format!("feature_{i}"), 0.3 / f64::from(1 + i))).collect();
    ChartSpec::Bars(Bars::new("impurity", items))
}

fn swarm(lines: u32, dots: u32) -> ChartSpec {
    let wave = |n: u32| f64::from(n.wrapping_mul(7919) % 1000) / 1000.0;
    let line = |at: u32| {
        let place = |dot: u32| wave(dot * 31 + at * 17);
        let value =
            |dot: u32| (place(dot) - 0.5) * 3.0 / f64::from(1 + at) + 0.1 * (wave(dot * 13 + 7) - 0.5);
        SwarmLine {
            name: format!("column_{at}"),
            values: (0..dots).map(value).collect(),
            colors: (0..dots).map(|dot| if at % 4 == 3 { f64::NAN } else { place(dot) }).collect(),
            cells: (0..dots).map(|dot| (place(dot) * 3.0).floor()).collect(),
            cell: format!("column_{at}"),
            names: if at % 4 == 3 { ["red", "green", "blue"].map(String::from).to_vec() } else { vec![] },
        }
    };
    ChartSpec::Swarm(Swarm {
        what: "SHAP value, log-odds".into(),
        by: String::new(),
        color: "Value of the column".into(),
        lines: (0..lines).map(line).collect(),
        rows: (1..=u64::from(dots)).collect(),
        left_out: 3,
    })
}

fn tree(depth: u32, classes: &[&str]) -> ChartSpec {
    let node = |at: u32| TreeNode {
        parent: (at > 0).then(|| (at - 1) / 2),
        way: match at {
            0 => String::new(),
            at if at % 2 == 1 => format!("column_{} ≤ {}", at.div_ceil(2), at * 10),
            at => format!("column_{} ≥ {}", at / 2, at * 10),
        },
        answer: classes
            .get(at as usize % classes.len().max(1))
            .map_or_else(|| "12.5".into(), |name| (*name).into()),
        amount: f64::from(at % 3),
        share: (!classes.is_empty()).then_some(0.8),
        rows: u64::from(2000 / (at + 1)),
    };
    let nodes = (0..(2 << depth) - 1).map(node).collect();
    let classes = classes.iter().map(|name| (*name).into()).collect();
    ChartSpec::Tree(Tree { what: "species".into(), nodes, classes, marked: vec![2] })
}

fn contributions(count: i32) -> Contributions {
    let items = (0..count).map(|at| {
        let sign = if at % 3 == 1 { -1.0 } else { 1.0 };
        (format!("column_{at} = {}", at * 7), sign * 2.0 / f64::from(1 + at))
    });
    let items: Vec<(String, f64)> = items.collect();
    let answer = -1.0 + items.iter().map(|item| item.1).sum::<f64>();
    Contributions { what: "log-odds".into(), base: -1.0, answer, items }
}

/// Every picture by its name.
pub fn charts() -> Vec<(&'static str, ChartSpec)> {
    vec![
        ("confusion-3", confusion(&["Adelie", "Chinstrap", "Gentoo"])),
        ("confusion-13", confusion(&TREES)),
        ("roc-1", roc(&["yes"])),
        ("roc-13", roc(&TREES)),
        ("predicted", ChartSpec::PredictedActual(regression(800))),
        ("residuals", ChartSpec::Residuals(regression(800))),
        ("bars-signed", weights()),
        ("bars-30", importances()),
        ("swarm-8", swarm(8, 200)),
        ("swarm-20", swarm(20, 2000)),
        ("waterfall-6", ChartSpec::Waterfall(contributions(6))),
        ("waterfall-40", ChartSpec::Waterfall(contributions(40))),
        ("tree-2", tree(2, &["Adelie", "Gentoo"])),
        ("tree-5", tree(5, &[])),
        ("force-9", ChartSpec::Force(contributions(9))),
    ]
}

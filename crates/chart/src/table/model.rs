//! The numbers of a trained model's pictures.

use super::{Table, headers};
use crate::layout::exact;
use crate::spec::{AxisScale, Bars, Confusion, Contributions, RegressionPoints, Roc, Swarm};

pub fn confusion(matrix: &Confusion) -> Table {
    let predicted = matrix.classes.iter().map(|class| format!("predicted {class}"));
    let rows = matrix.classes.iter().zip(&matrix.counts);
    let cells = |counts: &Vec<u64>| counts.iter().map(u64::to_string).collect::<Vec<_>>();
    Table {
        headers: ["true class".to_string()].into_iter().chain(predicted).collect(),
        rows: rows.map(|(class, counts)| [vec![class.clone()], cells(counts)].concat()).collect(),
    }
}

pub fn curves(roc: &Roc) -> Table {
    let points = roc.curves.iter().flat_map(|curve| curve.points.iter().map(move |point| (curve, point)));
    let rows = points.map(|(curve, (fpr, tpr, threshold))| {
        vec![curve.class.clone(), fpr.to_string(), tpr.to_string(), threshold.to_string()]
    });
    Table {
        headers: headers(&["class", "false positive rate", "true positive rate", "threshold"]),
        rows: rows.collect(),
    }
}

pub fn regression(points: &RegressionPoints) -> Table {
    let rows = points.points.iter().map(|(actual, predicted)| {
        vec![actual.to_string(), predicted.to_string(), (actual - predicted).to_string()]
    });
    Table { headers: headers(&["actual", "predicted", "residual"]), rows: rows.collect() }
}

pub fn amounts(bars: &Bars) -> Table {
    let rows = bars.items.iter().map(|(name, amount)| vec![name.clone(), amount.to_string()]);
    Table { headers: headers(&["name", &bars.what]), rows: rows.collect() }
}

pub fn swarm(swarm: &Swarm) -> Table {
    let rows = swarm.lines.iter().flat_map(|line| {
        line.values.iter().enumerate().map(move |(at, value)| {
            let row = swarm.rows.get(at).map(u64::to_string).unwrap_or_default();
            let cell = line.cells.get(at).copied().unwrap_or(f64::NAN);
            let cell = match line.names.get(cell as usize) {
                Some(name) if cell >= 0.0 => name.clone(),
                _ => exact(AxisScale::Linear, cell),
            };
            vec![line.name.clone(), row, cell, exact(AxisScale::Linear, *value)]
        })
    });
    Table { headers: headers(&["name", "row", "cell", &swarm.what]), rows: rows.collect() }
}

pub fn contributions(told: &Contributions) -> Table {
    let mut at = told.base;
    let mut rows = vec![vec!["base".to_string(), String::new(), exact(AxisScale::Linear, at)]];
    rows.extend(told.finite().map(|(name, amount)| {
        at += amount;
        vec![name.to_string(), amount.to_string(), at.to_string()]
    }));
    rows.push(vec!["answer".to_string(), String::new(), exact(AxisScale::Linear, told.answer)]);
    Table { headers: headers(&["name", "contribution", &told.what]), rows }
}

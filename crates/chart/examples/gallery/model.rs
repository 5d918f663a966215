//! Pictures of a trained model, with plain and with ugly data.

use super::column::TREES;
use glasshouse_chart::{Bars, ChartSpec, Confusion, RegressionPoints, Roc, RocCurve};

fn confusion(names: &[&str]) -> ChartSpec {
    let n = names.len();
    let cell = |t: usize, p: usize| match t.abs_diff(p) {
        0 => 40 + (t as u64 * 37) % 300,
        1 => (t as u64 * 7 + p as u64) % 9,
        _ => u64::from((t * 5 + p * 3).is_multiple_of(11)),
    };
    let counts = (0..n).map(|t| (0..n).map(|p| cell(t, p)).collect()).collect();
    ChartSpec::Confusion(Confusion { classes: names.iter().map(|name| (*name).into()).collect(), counts })
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
    ]
}

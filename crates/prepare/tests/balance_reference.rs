//! Steps that balance classes leave the rows that imbalanced-learn leaves, and draw rows that are distributed
//! as its are: `tests/reference/balance.py`.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_learn::{Takes, Target};
use glasshouse_prepare::{ChangedRows, Context, Preparation, at_once, no_pause};
use glasshouse_spec::{ColumnType, ParamValues, StepSpec};
use glasshouse_table::{Column, Table};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Seeds over which ours are averaged.
const SEEDS: u64 = 40;
/// Standard errors that two averages may lie apart.
const APART: f64 = 5.0;

#[derive(Deserialize)]
struct Answers {
    tables: BTreeMap<String, Cells>,
    exact: Vec<Exact>,
    drawn: Vec<Drawn>,
}

#[derive(Deserialize)]
struct Cells {
    x: Vec<Vec<f64>>,
    y: Vec<u32>,
}

#[derive(Deserialize)]
struct Exact {
    op: String,
    params: ParamValues,
    table: String,
    rows: Vec<u32>,
}

#[derive(Deserialize)]
struct Drawn {
    op: String,
    params: ParamValues,
    table: String,
    sizes: Spread<Vec<f64>>,
    means: Spread<Vec<Vec<f64>>>,
    deviations: Spread<Vec<Vec<f64>>>,
}

#[derive(Deserialize)]
struct Spread<T> {
    mean: T,
    error: T,
}

fn answers() -> Answers {
    serde_json::from_str(include_str!("../../../tests/reference/balance.json")).unwrap()
}

/// Columns of numbers; with `words` the third and fourth as categories, which are told by their places.
fn table(cells: &Cells, words: bool) -> Table {
    let column = |(at, values): (usize, &Vec<f64>)| {
        let name = format!("x{at}");
        Arc::new(match words && at > 1 {
            true => {
                let text: Vec<String> = values.iter().map(|value| format!("{value:.0}")).collect();
                let labels = text.iter().map(|text| Some(text.as_str()));
                Column::from_labels(&name, ColumnType::Categorical, labels)
            }
            false => Column::from_numbers(&name, values.iter().copied().map(Some).collect()),
        })
    };
    Table::new(cells.x.iter().enumerate().map(column).collect(), cells.y.len())
}

fn fit(cells: &Cells, op: &str, params: &ParamValues, seed: u64) -> (Table, ChangedRows) {
    let count = cells.y.iter().max().map_or(0, |most| most + 1);
    let labels: Arc<[String]> = (0..count).map(|label| label.to_string()).collect();
    let target = Arc::new(Target::Classes { labels, index: cells.y.clone() });
    let context = Context { seed, target, ..Context::default() };
    let table = table(cells, op == "smote_nc");
    let names: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
    let mut step = StepSpec::new(op, &[]);
    step.params = params.clone();
    // Categories become their places again, so that they can be averaged.
    let steps = [step, StepSpec::new("ordinal_encoder", &["@categorical"])];
    let fit = Preparation::fit_in_pieces(&table, &names, &steps, Takes::default(), &context, &no_pause);
    let (_, prepared) = at_once(fit).unwrap();
    (prepared.table, prepared.changed.unwrap())
}

#[test]
fn the_rows_that_stay_are_those_of_imbalanced_learn() {
    let answers = answers();
    assert!(answers.exact.len() > 20);
    for case in &answers.exact {
        let cells = &answers.tables[&case.table];
        let (_, changed) = fit(cells, &case.op, &case.params, 1);
        let rows: Vec<u32> = changed.from.iter().map(|row| row.unwrap()).collect();
        assert_eq!(rows, case.rows, "{} {:?} of {}", case.op, case.params, case.table);
    }
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

fn assert_alike(ours: &[f64], mean: f64, error: f64, what: &str) {
    let (own, own_error) = mean_and_error(ours);
    let apart = APART * (error * error + own_error * own_error).sqrt();
    assert!((own - mean).abs() <= apart + 1e-6 * mean.abs(), "{what}: {own} and not {mean} ± {apart}");
}

/// Of each class the number of rows, and of each column mean and deviation.
fn figures(table: &Table, changed: &ChangedRows) -> Vec<Vec<(f64, f64, f64)>> {
    let Target::Classes { labels, index } = &*changed.target else { panic!("classes") };
    let of_class = |class: u32| {
        let rows: Vec<usize> = (0..index.len()).filter(|row| index[*row] == class).collect();
        let n = rows.len() as f64;
        let column = |column: &Arc<Column>| {
            let values: Vec<f64> = rows.iter().map(|row| column.number(*row).unwrap()).collect();
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
            (n, mean, variance.sqrt())
        };
        table.columns().iter().map(column).collect()
    };
    (0..labels.len() as u32).map(of_class).collect()
}

#[test]
fn drawn_rows_are_distributed_as_those_of_imbalanced_learn() {
    let answers = answers();
    for case in &answers.drawn {
        let cells = &answers.tables[&case.table];
        let drawn = (0..SEEDS).map(|seed| fit(cells, &case.op, &case.params, seed));
        let figures: Vec<_> = drawn.map(|(table, changed)| figures(&table, &changed)).collect();
        for class in 0..case.sizes.mean.len() {
            let what = format!("{} {:?} of {}, class {class}", case.op, case.params, case.table);
            let of = |column: usize, pick: fn(&(f64, f64, f64)) -> f64| -> Vec<f64> {
                figures.iter().map(|figures| pick(&figures[class][column])).collect()
            };
            assert_alike(&of(0, |f| f.0), case.sizes.mean[class], case.sizes.error[class], &what);
            for column in 0..case.means.mean[class].len() {
                let what = format!("{what}, column {column}");
                let (mean, error) = (case.means.mean[class][column], case.means.error[class][column]);
                assert_alike(&of(column, |f| f.1), mean, error, &what);
                let (mean, error) =
                    (case.deviations.mean[class][column], case.deviations.error[class][column]);
                assert_alike(&of(column, |f| f.2), mean, error, &what);
            }
        }
    }
}

/// Every made row lies between a row and a near one of its own class.
#[test]
fn rows_are_made_between_rows_of_their_class() {
    let answers = answers();
    let cells = &answers.tables["overlapping"];
    for op in ["smote", "borderline_smote", "adasyn"] {
        let (table, changed) = fit(cells, op, &ParamValues::new(), 3);
        let Target::Classes { index, .. } = &*changed.target else { panic!("classes") };
        let at =
            |row: usize| -> Vec<f64> { (0..3).map(|c| table.columns()[c].number(row).unwrap()).collect() };
        let old: Vec<usize> =
            (0..index.len()).filter(|row| changed.from[*row].is_some() && index[*row] == 1).collect();
        let mut made = 0;
        for row in (0..index.len()).filter(|row| changed.from[*row].is_none()) {
            assert_eq!(index[row], 1, "{op}");
            let (x, mut found) = (at(row), false);
            for (a, b) in old.iter().flat_map(|a| old.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b) {
                let (a, b) = (at(a), at(b));
                let gap = (x[0] - a[0]) / (b[0] - a[0]);
                let on = |c: usize| (a[c] + gap * (b[c] - a[c]) - x[c]).abs() < 1e-9;
                found |= (0.0..=1.0).contains(&gap) && (0..3).all(on);
            }
            assert!(found, "{op}: {x:?} lies between no two rows");
            made += 1;
        }
        assert!(made > 50, "{op} made {made}");
    }
}

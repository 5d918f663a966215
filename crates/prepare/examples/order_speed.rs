//! Times steps that look along the rows on 100,000 and 1,000,000 rows of numbers, by time within a thousand groups, with
//! one thread: fitted and applied. Prints a line a step: the seconds of both sizes, how many times as long the larger
//! takes, and the longest piece between two pauses.
//!
//! usage: order_speed

use glasshouse_learn::Takes;
use glasshouse_prepare::{Context, Preparation, at_once};
use glasshouse_spec::{ColumnType, ParamValue, StepSpec};
use glasshouse_table::{Column, Table};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

const ROWS: [usize; 2] = [100_000, 1_000_000];

fn main() {
    let text = |t: &str| ParamValue::Text(t.into());
    let functions = ["mean", "std", "min", "max", "sum", "median", "count"].map(text).to_vec();
    let functions = ("functions", ParamValue::List(functions));
    let window = |rows| ("window", ParamValue::Int(rows));
    let works = [
        ("lag_features", vec![]),
        ("window_features", vec![window(30), ("functions", text("mean"))]),
        ("window_features", vec![window(30), functions.clone()]),
        ("window_features", vec![window(300), functions.clone()]),
        ("expanding_window_features", vec![functions]),
        ("forward_fill", vec![]),
    ];
    for (op, params) in works {
        let [few, many] = ROWS.map(|rows| time(op, &params, rows));
        let shown: Vec<String> = params.iter().map(|(name, value)| format!("{name} {value}")).collect();
        println!(
            "{op} {}: {:.3} s, {:.3} s, × {:.1}, longest {:.0} ms",
            shown.join(", "),
            few[0],
            many[0],
            many[0] / few[0],
            many[1] * 1e3
        );
    }
}

/// The best of three: its seconds, and those of its longest piece.
fn time(op: &str, params: &[(&str, ParamValue)], rows: usize) -> [f64; 2] {
    let table = table(rows);
    let mut step = StepSpec::new(op, &["x"]);
    step.params = params.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    step.params.insert("sort_by".into(), ParamValue::Text("day".into()));
    step.params.insert("group_by".into(), ParamValue::Text("shop".into()));
    let takes = Takes { missing: true, ..Takes::default() };
    let mut best = [f64::INFINITY; 2];
    for _ in 0..3 {
        let (start, last, longest) = (Instant::now(), Cell::new(Instant::now()), Cell::new(0.0_f64));
        let pause = async |_: &'static str, _: f64| {
            longest.set(longest.get().max(last.replace(Instant::now()).elapsed().as_secs_f64()));
        };
        let (steps, names, context) = ([step.clone()], ["x".to_string()], Context::default());
        at_once(Preparation::fit_in_pieces(&table, &names, &steps, takes, &context, &pause))
            .expect("good data");
        let seconds = start.elapsed().as_secs_f64();
        if seconds < best[0] {
            best = [seconds, longest.get()];
        }
    }
    best
}

/// Numbers with gaps, in no order of their time.
fn table(rows: usize) -> Table {
    let draw = |row: usize| (((row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as f64) / 1e6;
    let cell = |row: usize| (!row.is_multiple_of(11)).then(|| draw(row));
    let shop = (0..rows).map(|row| Some(format!("s{}", row * 7919 % 1000)));
    let columns = vec![
        Arc::new(Column::from_numbers("x", (0..rows).map(cell).collect())),
        Arc::new(Column::from_numbers("day", (0..rows).map(|row| Some(draw(row + 7))).collect())),
        Arc::new(Column::from_labels("shop", ColumnType::Categorical, shop)),
    ];
    Table::new(columns, rows)
}

//! Times the preparation of a table that `bench/preparing.py` wrote: gaps filled, numbers scaled, a column for each
//! category, with one thread. Prints `{"seconds", "again", "longest", "memory", "matrix", "off"}` in JSON: the seconds
//! of the fit with what it makes of the rows, and of making that of them once more; those of the longest piece; the
//! most memory in MB that the former took beyond the table (none where the system does not say); the size of the
//! matrix in MB; and, where MATRIX names what another program made, the most that a cell differs from it, relative
//! to its size or to 1.
//!
//! usage: prepare_speed FOLDER ROWS [MATRIX]

use glasshouse_learn::{Features, Takes};
use glasshouse_prepare::{Context, Preparation, at_once};
use glasshouse_spec::{ColumnType, ParamValue, StepSpec};
use glasshouse_table::{Column, Table};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

/// Columns of truths; those of numbers and categories follow from the files.
const TRUTHS: usize = 3;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (folder, rows) = (&words[0], words[1].parse().expect("rows"));
    let table = table(&format!("{folder}/preparing-{rows}"), rows);
    let names: Vec<String> = table.columns().iter().map(|column| column.name.clone()).collect();
    forget_peak();
    let (before, start) = (memory("VmRSS:"), Instant::now());
    let (last, longest) = (Cell::new(start), Cell::new(0.0_f64));
    let piece = || longest.set(longest.get().max(last.replace(Instant::now()).elapsed().as_secs_f64()));
    let (fit, made) = (async |_: &'static str, _: f64| piece(), async |_: f64| piece());
    let (steps, takes, context) = (steps(), Takes::default(), Context::default());
    let fitted = Preparation::fit_in_pieces(&table, &names, &steps, takes, &context, &fit);
    let (preparation, prepared) = at_once(fitted).expect("good data");
    let x = at_once(prepared.features_in_pieces(&made)).expect("good data");
    let seconds = start.elapsed().as_secs_f64();
    let memory = memory("VmHWM:").zip(before).map(|(most, before)| most - before);
    drop(prepared);
    let start = Instant::now();
    let again = preparation.apply(&table).and_then(|prepared| prepared.features()).expect("the same rows");
    let told = serde_json::json!({
        "seconds": seconds,
        "again": start.elapsed().as_secs_f64(),
        "longest": longest.get(),
        "memory": memory,
        "matrix": x.data.len() as f64 * 4e-6,
        "off": words.get(2).map(|matrix| off(&x, matrix)),
    });
    assert!(again.data == x.data, "the same rows are made of the same rows");
    println!("{told}");
}

fn steps() -> Vec<StepSpec> {
    let step = |op: &str, columns: &[&str], params: &[(&str, &str)]| {
        let mut step = StepSpec::new(op, columns);
        let text = |(name, value): &(&str, &str)| (name.to_string(), ParamValue::Text(value.to_string()));
        step.params = params.iter().map(text).collect();
        step
    };
    vec![
        step("simple_imputer", &["@numeric"], &[("strategy", "median")]),
        step("simple_imputer", &["@categorical"], &[("strategy", "most_frequent")]),
        step("standard_scaler", &["@numeric"], &[]),
        step("one_hot_encoder", &["@categorical"], &[("handle_unknown", "ignore")]),
    ]
}

fn table(stem: &str, rows: usize) -> Table {
    let bytes = |end: &str| std::fs::read(format!("{stem}.{end}")).unwrap_or_else(|e| panic!("{stem}: {e}"));
    let mut columns = Vec::new();
    for (at, cells) in bytes("numbers").chunks_exact(8 * rows).enumerate() {
        let cell = |b: &[u8]| Some(f64::from_le_bytes(b.try_into().expect("eight bytes")));
        columns.push(Column::from_numbers(format!("n{at}"), cells.chunks_exact(8).map(cell).collect()));
    }
    for (at, cells) in bytes("codes").chunks_exact(rows).enumerate() {
        let cell = |code: &u8| (*code < 128).then(|| format!("level {code:02}"));
        let column = Column::from_labels(format!("c{at}"), ColumnType::Categorical, cells.iter().map(cell));
        columns.push(column);
    }
    let truths = bytes("truths");
    assert_eq!(truths.len(), TRUTHS * rows, "{stem}");
    for (at, cells) in truths.chunks_exact(rows).enumerate() {
        let cell = |truth: &u8| Some(["False", "True"][usize::from(*truth)]);
        let column = Column::from_labels(format!("b{at}"), ColumnType::Boolean, cells.iter().map(cell));
        columns.push(column);
    }
    Table::new(columns.into_iter().map(Arc::new).collect(), rows)
}

/// The most that cells differ from those of another program, relative to their size or to 1.
fn off(x: &Features, matrix: &str) -> f64 {
    let theirs = std::fs::read(matrix).unwrap_or_else(|error| panic!("{matrix}: {error}"));
    assert_eq!(theirs.len(), 4 * x.data.len(), "the matrices have one shape");
    let theirs = theirs.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let off = |(ours, theirs): (&f32, f32)| f64::from((ours - theirs).abs() / theirs.abs().max(1.0));
    let all = x.data.iter().zip(theirs).map(off);
    all.fold(0.0, |most, off| if off.is_nan() { f64::INFINITY } else { most.max(off) })
}

/// What the process holds (`VmRSS:`) or held at most (`VmHWM:`), in MB.
fn memory(which: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(which))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1e3)
}

/// From now on the most memory is counted anew, where the system can.
fn forget_peak() {
    drop(std::fs::write("/proc/self/clear_refs", "5"));
}

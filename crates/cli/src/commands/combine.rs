//! `glasshouse append` and `glasshouse join`: several tables made one, with the plan told first.

use super::convert::{format_of, read_table, write_table};
use super::{file_name, warn};
use crate::arguments::{AppendColumns, How};
use crate::failure::Failure;
use crate::output::{self, columns, short};
use glasshouse_spec::{CombineOp, CombinePlan, CombineSpec, DataOptions, JoinHow, KeySide};
use glasshouse_table::{Loaded, Side, TableError, plan_combine};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Widest key in words.
const KEY: usize = 40;

/// Options of a join, as they were given.
pub struct JoinOptions {
    pub on: Vec<String>,
    pub left_on: Vec<String>,
    pub right_on: Vec<String>,
    pub how: How,
    pub suffix: Option<String>,
}

pub fn append(
    first: &Path,
    others: &[PathBuf],
    keep: AppendColumns,
    read: &DataOptions,
    out: Option<&Path>,
    json: bool,
) -> Result<(), Failure> {
    let how = match keep {
        AppendColumns::All => JoinHow::Outer,
        AppendColumns::Common => JoinHow::Inner,
        AppendColumns::First => JoinHow::Left,
    };
    let spec = |path: &PathBuf| {
        let (how, data) = (Some(how), read.clone());
        CombineSpec { how, data, ..CombineSpec::append(&file_name(path)) }
    };
    let steps: Vec<_> = others.iter().map(|path| (path.as_path(), spec(path))).collect();
    run(first, read, &steps, out, json)
}

pub fn join(
    left: &Path,
    right: &Path,
    options: JoinOptions,
    out: Option<&Path>,
    json: bool,
) -> Result<(), Failure> {
    let how = match options.how {
        How::Inner => JoinHow::Inner,
        How::Left => JoinHow::Left,
        How::Outer => JoinHow::Outer,
    };
    let JoinOptions { on, left_on, right_on, suffix, .. } = options;
    let bare = CombineSpec::join(&file_name(right), how, &[]);
    run(
        left,
        &DataOptions::default(),
        &[(right, CombineSpec { on, left_on, right_on, suffix, ..bare })],
        out,
        json,
    )
}

/// Plans every step on top of the one before; writes the result where a file is named.
fn run(
    first: &Path,
    read: &DataOptions,
    steps: &[(&Path, CombineSpec)],
    out: Option<&Path>,
    json: bool,
) -> Result<(), Failure> {
    let format = out.map(format_of).transpose()?;
    let mut made = read_table(first, read)?;
    let mut plans = Vec::new();
    for (index, (path, spec)) in steps.iter().enumerate() {
        let other = read_table(path, &spec.data)?;
        let planned = plan_combine(Side::from(&made), Side::from(&other), spec).map_err(|e| e.fault())?;
        plans.push(planned.plan.clone());
        // The plan is told whether or not the rest succeeds: it says why a join is too large.
        if !json {
            output::words(&in_words(&planned.plan, &made.report.file))?;
            warn(&planned.plan.warnings);
        }
        if out.is_some() || index + 1 < steps.len() {
            let mut joiner = planned.joiner().map_err(|e| e.fault())?;
            while !joiner.advance() {}
            let text = joiner.finish();
            made = glasshouse_table::read_table(&made.report.file, text.bytes, &text.options, &text.columns)
                .map_err(|error: TableError| error.fault())?;
        }
    }
    if let (Some(path), Some(format)) = (out, format) {
        write_table(&made, format, path)?;
    }
    if json { output::json(&document(&plans, out, &made)) } else { Ok(()) }
}

fn document(plans: &[CombinePlan], out: Option<&Path>, made: &Loaded) -> serde_json::Value {
    let written = out.map(|path| json!({ "file": path, "rows": made.table.rows() }));
    json!({ "plans": plans, "written": written })
}

fn in_words(plan: &CombinePlan, first: &str) -> String {
    let CombinePlan { table, left_rows, right_rows, rows, .. } = plan;
    let verb = if plan.op == CombineOp::Append { "append" } else { "join" };
    let width = plan.columns.len();
    let mut text = format!(
        "{verb} {first} ({left_rows} rows) and {table} ({right_rows} rows): {rows} rows, {width} columns\n"
    );
    if plan.op == CombineOp::Append {
        for (file, names) in [(first, &plan.only_left), (table.as_str(), &plan.only_right)] {
            if !names.is_empty() {
                text.push_str(&format!("  only in {file}: {}\n", names.join(", ")));
            }
        }
    }
    for (old, new) in &plan.renamed {
        text.push_str(&format!("  {old} of {table} becomes {new}\n"));
    }
    if let Some(keys) = &plan.keys {
        let heads = ["keys", "different", "rows repeating one", "rows without one", "rows without a partner"];
        let row = |name: &str, side: &KeySide| {
            let counts = [side.keys, side.duplicates, side.missing, side.unmatched];
            [format!("{name}: {}", side.columns.join(", "))]
                .into_iter()
                .chain(counts.map(|n| n.to_string()))
                .collect::<Vec<String>>()
        };
        let rows = [heads.map(String::from).to_vec(), row(first, &keys.left), row(table, &keys.right)];
        text.push_str(&format!("\n{}  {} keys are in both\n", columns(&rows), keys.matched));
        for (file, side) in [(first, &keys.left), (table.as_str(), &keys.right)] {
            text.push_str(&examples("repeat", file, &side.duplicate_examples));
            text.push_str(&examples("have no partner", file, &side.unmatched_examples));
        }
    }
    text.push('\n');
    text
}

fn examples(what: &str, file: &str, found: &[glasshouse_spec::KeyExample]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let one = |e: &glasshouse_spec::KeyExample| format!("{} ×{}", short(&e.key.join(", "), KEY), e.rows);
    format!("  keys of {file} that {what}: {}\n", found.iter().map(one).collect::<Vec<_>>().join("; "))
}

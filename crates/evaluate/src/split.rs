//! Which rows train, which choose, which judge.

use crate::EvaluateError;
use crate::stratify::{allot, bins, sizes};
use glasshouse_learn::Target;
use glasshouse_prepare::nearest;
use glasshouse_spec::{Parts, Place, SplitMethod, SplitSpec, Warning};
use glasshouse_table::{Column, Table};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// The rows of each part, ascending; every row of the table is in exactly one.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// Row numbers.
    pub parts: Parts<Vec<u32>>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// Parts the rows of a table. Without a method, stratified for classes and at random otherwise; numbers are
/// stratified by up to ten bins of equally many rows.
/// The same table, shares and seed give the same parts on every host. O(rows · log rows).
///
/// # Errors
/// Shares that do not sum to one, a column that is not there or does not serve the method, an
/// empty training part.
pub fn split(table: &Table, spec: &SplitSpec, target: &Target, seed: u64) -> Result<Split, EvaluateError> {
    let shares = shares(spec)?;
    let rows = table.rows() as u32;
    let mut warnings = Vec::new();
    let several = matches!(target, Target::Several(_));
    let target = match target {
        Target::Several(targets) => targets.first().unwrap_or(target),
        one => one,
    };
    let classes = matches!(target, Target::Classes { .. });
    let method = spec.method.unwrap_or(if classes { SplitMethod::Stratified } else { SplitMethod::Random });
    let mut parts = match method {
        SplitMethod::Random => random(rows, &shares, seed),
        SplitMethod::Stratified => stratified(target, &shares, seed, &mut warnings)?,
        SplitMethod::Time => by_time(column(table, spec, "time")?, &shares)?,
        SplitMethod::Group => by_group(column(table, spec, "group")?, &shares, seed)?,
        SplitMethod::Column => by_column(column(table, spec, "column")?)?,
    };
    ascend(&mut parts, rows as usize);
    if parts.train.is_empty() {
        return Err(EvaluateError::NoTrainingRows);
    }
    if several && method == SplitMethod::Stratified {
        let message = "the split keeps the shares of the classes of the first target only";
        warnings.push(Warning::new("split.first_target", message, Place::parameter("split.method")));
    }
    warnings.extend(unread_column(spec, method));
    if method != SplitMethod::Column {
        warnings.extend(empty_parts(&parts, &shares));
    }
    Ok(Split { parts, warnings })
}

/// Puts the rows of each part in their order.
fn ascend(parts: &mut Parts<Vec<u32>>, rows: usize) {
    let mut part_of = vec![0_u8; rows];
    parts.validation.iter().for_each(|row| part_of[*row as usize] = 1);
    parts.test.iter().for_each(|row| part_of[*row as usize] = 2);
    let all = [&mut parts.train, &mut parts.validation, &mut parts.test];
    for (part, number) in all.into_iter().zip(0_u8..) {
        part.clear();
        part.extend((0..rows as u32).filter(|row| part_of[*row as usize] == number));
    }
}

pub(crate) fn shares(spec: &SplitSpec) -> Result<Parts<f64>, EvaluateError> {
    let all = [("train", spec.train), ("validation", spec.validation), ("test", spec.test)];
    for (part, share) in all {
        if !(0.0..=1.0).contains(&share) {
            return Err(EvaluateError::Share { part, share, allowed: "it must be from 0 to 1" });
        }
    }
    if spec.method == Some(SplitMethod::Column) {
        return Ok(Parts { train: spec.train, validation: spec.validation, test: spec.test });
    }
    if spec.train == 0.0 {
        return Err(EvaluateError::Share { part: "train", share: 0.0, allowed: "it must be above 0" });
    }
    let sum = spec.train + spec.validation + spec.test;
    if (sum - 1.0).abs() > 1e-9 {
        return Err(EvaluateError::Shares(sum));
    }
    Ok(Parts { train: spec.train, validation: spec.validation, test: spec.test })
}

/// Shuffles in place (Fisher and Yates), the same on every host.
pub(crate) fn shuffle<T>(items: &mut [T], rng: &mut ChaCha8Rng) {
    for i in (1..items.len()).rev() {
        items.swap(i, below(rng, i as u64 + 1) as usize);
    }
}

/// A number below a bound.
pub(crate) fn below(rng: &mut ChaCha8Rng, bound: u64) -> u64 {
    ((u128::from(rng.next_u64()) * u128::from(bound)) >> 64) as u64
}

/// Gives the first of shuffled rows to train, the next to validation, the last to test.
fn deal(rows: &[u32], sizes: &Parts<u64>, parts: &mut Parts<Vec<u32>>) {
    let (train, rest) = rows.split_at(sizes.train as usize);
    let (validation, test) = rest.split_at(sizes.validation as usize);
    parts.train.extend(train);
    parts.validation.extend(validation);
    parts.test.extend(test);
}

fn random(rows: u32, shares: &Parts<f64>, seed: u64) -> Parts<Vec<u32>> {
    let mut order: Vec<u32> = (0..rows).collect();
    shuffle(&mut order, &mut ChaCha8Rng::seed_from_u64(seed));
    let mut parts = Parts::default();
    deal(&order, &sizes(u64::from(rows), shares), &mut parts);
    parts
}

fn stratified(
    target: &Target,
    shares: &Parts<f64>,
    seed: u64,
    warnings: &mut Vec<Warning>,
) -> Result<Parts<Vec<u32>>, EvaluateError> {
    let binned;
    let (index, count) = match target {
        Target::Classes { labels, index } => (index, labels.len()),
        Target::Numbers(numbers) => {
            binned = bins(numbers);
            (&binned, binned.iter().max().map_or(0, |last| *last as usize + 1))
        }
        _ => return Err(EvaluateError::NothingToStratify),
    };
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (row, class) in index.iter().enumerate() {
        rows[*class as usize].push(row as u32);
    }
    let counts: Vec<u64> = rows.iter().map(|r| r.len() as u64).collect();
    let wanted = [shares.train, shares.validation, shares.test].iter().filter(|s| **s > 0.0).count() as u64;
    if let Target::Classes { labels, .. } = target {
        let few = labels.iter().zip(&counts).filter(|(_, n)| **n > 0 && **n < wanted);
        warnings.extend(few.map(|(label, n)| rare(label, *n, wanted)));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut parts = Parts::default();
    for (mut rows, sizes) in rows.into_iter().zip(allot(&counts, shares)) {
        shuffle(&mut rows, &mut rng);
        deal(&rows, &sizes, &mut parts);
    }
    Ok(parts)
}

fn rare(label: &str, n: u64, parts: u64) -> Warning {
    let rows = if n == 1 { "row" } else { "rows" };
    let message = format!("the class \"{label}\" has {n} {rows}, too few for {parts} parts");
    Warning::new("split.rare_class", message, Place::parameter("split"))
}

fn column<'a>(table: &'a Table, spec: &SplitSpec, method: &'static str) -> Result<&'a Column, EvaluateError> {
    let name = spec.column.as_deref().ok_or(EvaluateError::NoSplitColumn(method))?;
    table.column(name).map(AsRef::as_ref).ok_or_else(|| {
        let hint =
            nearest(name, table.names()).map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default();
        EvaluateError::SplitColumn {
            column: name.into(),
            row: None,
            message: format!("there is no column \"{name}\" to split by{hint}"),
            remedy: "Use the name as the header writes it.",
        }
    })
}

/// Refuses a column with missing cells.
fn complete(column: &Column, method: &str) -> Result<(), EvaluateError> {
    let Some(row) = (0..column.len()).find(|row| column.is_missing(*row)) else { return Ok(()) };
    Err(EvaluateError::SplitColumn {
        column: column.name.clone(),
        row: Some(row as u64),
        message: format!(
            "{} rows have no value in column \"{}\", which the split by {method} reads",
            column.missing(),
            column.name
        ),
        remedy: "Fill the cells, or drop the rows with the clean step drop_missing.",
    })
}

/// Earlier rows train, later rows test.
fn by_time(column: &Column, shares: &Parts<f64>) -> Result<Parts<Vec<u32>>, EvaluateError> {
    let mut parts = Parts::default();
    deal(&time_order(column)?, &sizes(column.len() as u64, shares), &mut parts);
    Ok(parts)
}

/// The rows by their time; those of the same time stay in the order of the file. O(rows · log rows).
///
/// # Errors
/// Missing cells; a column that holds neither dates nor numbers.
pub(crate) fn time_order(column: &Column) -> Result<Vec<u32>, EvaluateError> {
    complete(column, "time")?;
    let mut order: Vec<u32> = (0..column.len() as u32).collect();
    if let Some(times) = column.times() {
        order.sort_by_key(|row| times.value(*row as usize));
    } else if let Some(numbers) = column.numbers() {
        order.sort_by(|a, b| numbers.value(*a as usize).total_cmp(&numbers.value(*b as usize)));
    } else {
        return Err(EvaluateError::SplitColumn {
            column: column.name.clone(),
            row: None,
            message: format!(
                "column \"{}\" holds neither dates nor numbers, so it has no order in time",
                column.name
            ),
            remedy: "Name a column of dates or numbers, or give it the type datetime.",
        });
    }
    Ok(order)
}

/// Whole groups, in shuffled order, each to the part that lacks most of its share.
fn by_group(column: &Column, shares: &Parts<f64>, seed: u64) -> Result<Parts<Vec<u32>>, EvaluateError> {
    complete(column, "group")?;
    let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (row, label) in (0..column.len()).filter_map(|row| Some((row, column.label(row)?))) {
        groups.entry(label).or_default().push(row as u32);
    }
    let mut groups: Vec<Vec<u32>> = groups.into_values().collect();
    shuffle(&mut groups, &mut ChaCha8Rng::seed_from_u64(seed));
    let n = column.len() as f64;
    let mut parts: [(f64, Vec<u32>); 3] =
        [shares.train, shares.validation, shares.test].map(|share| (share * n, Vec::new()));
    for group in groups {
        let lack = |part: &(f64, Vec<u32>)| part.0 - part.1.len() as f64;
        let mut most = 0;
        for i in 1..parts.len() {
            if lack(&parts[i]) > lack(&parts[most]) {
                most = i;
            }
        }
        parts[most].1.extend(group);
    }
    let [train, validation, test] = parts.map(|(_, rows)| rows);
    Ok(Parts { train, validation, test })
}

/// The part that each cell names.
fn by_column(column: &Column) -> Result<Parts<Vec<u32>>, EvaluateError> {
    complete(column, "column")?;
    let mut parts = Parts::<Vec<u32>>::default();
    for (row, label) in (0..column.len()).filter_map(|row| Some((row, column.label(row)?))) {
        let part = match label.trim().to_lowercase().as_str() {
            "train" | "training" => &mut parts.train,
            "validation" | "validate" | "valid" | "val" | "dev" => &mut parts.validation,
            "test" | "testing" | "holdout" => &mut parts.test,
            _ => return Err(unknown_part(column, row, &label)),
        };
        part.push(row as u32);
    }
    Ok(parts)
}

fn unknown_part(column: &Column, row: usize, label: &str) -> EvaluateError {
    EvaluateError::SplitColumn {
        column: column.name.clone(),
        row: Some(row as u64),
        message: format!("column \"{}\" names a part \"{label}\"", column.name),
        remedy: "Its values must be train, validation or test.",
    }
}

/// A column that is named to split by, and a method that does not read it.
fn unread_column(spec: &SplitSpec, method: SplitMethod) -> Option<Warning> {
    let name = spec.column.as_ref()?;
    let method = match method {
        SplitMethod::Random => "random",
        SplitMethod::Stratified => "stratified",
        _ => return None,
    };
    let message =
        format!("the split is {method} and does not read the column \"{name}\", which split.column names");
    Some(Warning::new("split.unread_column", message, Place::parameter("split.column")))
}

fn empty_parts(parts: &Parts<Vec<u32>>, shares: &Parts<f64>) -> Vec<Warning> {
    let all = [("validation", &parts.validation, shares.validation), ("test", &parts.test, shares.test)];
    let empty = all.iter().filter(|(_, rows, share)| rows.is_empty() && *share > 0.0);
    empty
        .map(|(name, _, _)| {
            let message = format!("the {name} part is empty: there are too few rows to share");
            Warning::new("split.empty_part", message, Place::parameter(format!("split.{name}")))
        })
        .collect()
}

//! Findings about single columns: nothing in them, names of rows, many categories, odd shapes.

use super::Facts;
use super::draft::Draft;
use crate::words::{count, grouped, names, number, percent};
use glasshouse_spec::{
    Change, ColumnFigures, ColumnType, NumberFigures, Order, ParamValue, Phase, PictureKind, PictureRequest,
    Severity, SplitMethod, SplitSpec, StepSpec,
};
use glasshouse_table::names_things;
use glasshouse_table::{Column, number_label};

/// Categories above which a column has many.
const MANY: u64 = 50;
/// Categories that are kept apart by the proposed encoder.
const KEPT: i64 = 20;
/// Skewness above which a column is called skewed.
const SKEWED: f64 = 2.0;
/// Different values below which a number has no shape worth telling.
const SHAPED: u64 = 10;
/// Names that a sentence lists.
const NAMED: usize = 4;

/// What single columns show.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    found.extend(empty(facts));
    found.extend(constant(facts));
    found.extend(facts.features().filter_map(|(column, figures)| naming(facts, column, figures)));
    found.extend(facts.features().filter_map(|(_, figures)| nearly_constant(figures)));
    found.extend(facts.features().filter_map(|(_, figures)| many_categories(figures)));
    found.extend(facts.features().filter_map(|(column, figures)| infinite(column, figures)));
    found.extend(facts.features().filter_map(|(column, figures)| code_for_missing(column, figures)));
    found.extend(zeros(facts));
    found.extend(long_tailed(facts));
    found.extend(skewed(facts));
    found.extend(outliers(facts));
    found
}

fn matching<'a>(facts: &Facts<'a>, is: impl Fn(&ColumnFigures) -> bool) -> Vec<&'a ColumnFigures> {
    facts.features().map(|(_, figures)| figures).filter(|figures| is(figures)).collect()
}

fn names_of<'a>(columns: &[&'a ColumnFigures]) -> Vec<&'a str> {
    columns.iter().map(|c| c.name.as_str()).collect()
}

fn empty(facts: &Facts<'_>) -> Option<Draft> {
    let found = matching(facts, |c| c.present == 0);
    let columns = names_of(&found);
    let (have, them) = if columns.len() == 1 { ("has", "it") } else { ("have", "them") };
    let rows = count(facts.explored.rows, "row", "rows");
    (!columns.is_empty()).then(|| {
        Draft::new("column.empty", Severity::Attention, 90.0, &columns)
            .says(
                format!("{} {have} no value in any of {rows}.", names(&columns, NAMED)),
                format!("Leave {them} out: nothing can be learnt from {them}."),
            )
            .left_out(&columns)
    })
}

fn constant(facts: &Facts<'_>) -> Option<Draft> {
    let found = matching(facts, |c| c.unique == 1 && c.present > 1);
    let first = found.first()?;
    let columns = names_of(&found);
    let value = first.top.first().map_or("", |(value, _)| value.as_str());
    let message = match (found.len(), first.missing) {
        (1, 0) => format!(
            "\"{}\" has one value, \"{value}\", in all of its {}.",
            first.name,
            count(first.present, "cell", "cells")
        ),
        (1, gaps) => format!(
            "\"{}\" has one value, \"{value}\", and is missing in {}: only the gap could tell something.",
            first.name,
            count(gaps, "row", "rows")
        ),
        _ => format!("{} have one value each.", names(&columns, NAMED)),
    };
    let draft = Draft::new("column.constant", Severity::Attention, 85.0, &columns);
    let draft = draft.shown(PictureRequest::new(PictureKind::Bar, &columns[..1]));
    Some(match (found.len(), first.missing) {
        (1, gaps) if gaps > 0 => draft
            .says(message, "Keep only whether it is there, or leave it out.")
            .prepared("missing_indicator"),
        _ => draft.says(message, "Leave out what never changes: it tells nothing.").left_out(&columns),
    })
}

/// Columns that name rows, or things that several rows are about.
fn naming(facts: &Facts<'_>, column: &Column, c: &ColumnFigures) -> Option<Draft> {
    let all_different = c.unique == c.present && c.present > 2;
    let words = matches!(c.kind, ColumnType::Id | ColumnType::Categorical | ColumnType::Text);
    let whole =
        column.numbers().is_some_and(|a| a.iter().flatten().all(|v| v.is_finite() && v.fract() == 0.0));
    if whole && all_different && counts_rows(c) {
        let range = c.numbers.as_ref().and_then(|n| n.summary.min.zip(n.summary.max));
        let (from, to) = range.unwrap_or_default();
        let message = format!("\"{}\" numbers the rows, from {} to {}.", c.name, number(from), number(to));
        return Some(left_alone("column.numbering", c, message));
    }
    if c.kind == ColumnType::Id || ((whole || words) && all_different && names_things(&c.name)) {
        let values = count(c.unique, "different value", "different values");
        let message = match all_different {
            true => format!("\"{}\" names rows: it has {values}, one for each.", c.name),
            false => format!(
                "\"{}\" names rows: it has {values} in {}.",
                c.name,
                count(c.present, "cell", "cells")
            ),
        };
        return Some(left_alone("column.id", c, message));
    }
    let repeats = c.unique > MANY && c.present >= 2 * c.unique && names_things(&c.name);
    ((whole || words) && repeats).then(|| groups(facts, c))
}

/// Whether whole numbers rise by one from row to row.
fn counts_rows(c: &ColumnFigures) -> bool {
    let Some(n) = &c.numbers else { return false };
    n.order == Some(Order::Increasing) && n.range == Some((c.present - 1) as f64)
}

fn left_alone(code: &str, c: &ColumnFigures, message: String) -> Draft {
    let advice = "Leave it out: a model would learn the rows by heart and know nothing of new ones.";
    Draft::new(code, Severity::Attention, 80.0, &[&c.name]).says(message, advice).left_out(&[&c.name])
}

fn groups(facts: &Facts<'_>, c: &ColumnFigures) -> Draft {
    let mean = c.present as f64 / c.unique.max(1) as f64;
    let message = format!(
        "\"{}\" names {} different things with {} rows each on average.",
        c.name,
        grouped(c.unique),
        number(mean)
    );
    let split =
        SplitSpec { method: Some(SplitMethod::Group), column: Some(c.name.clone()), ..SplitSpec::default() };
    let advice =
        "Keep all rows of one thing in one part, or the test asks about things that training has seen.";
    let draft = Draft::new("column.groups", Severity::Attention, 60.0, &[&c.name]).says(message, advice);
    // Without a target there is nothing to split for.
    if facts.wanted.is_some() { draft.changed(Change::SetSplit { split }) } else { draft }
}

fn nearly_constant(c: &ColumnFigures) -> Option<Draft> {
    let (value, most) = c.top.first()?;
    let rare = c.unique > 1 && c.present >= 100 && most * 100 >= c.present * 99;
    rare.then(|| {
        Draft::new("column.nearly_constant", Severity::Info, 45.0, &[&c.name])
            .says(
                format!(
                    "{} of the cells of \"{}\" are \"{value}\"; {} differ.",
                    percent(*most, c.present),
                    c.name,
                    grouped(c.present - most)
                ),
                "Check whether the few others are right; if they are few and tell nothing, leave the column out.",
            )
            .shown(PictureRequest::new(PictureKind::Bar, &[&c.name]))
            .left_out(&[&c.name])
    })
}

fn many_categories(c: &ColumnFigures) -> Option<Draft> {
    if c.kind != ColumnType::Categorical || c.unique <= MANY || names_things(&c.name) {
        return None;
    }
    let most: u64 = c.top.iter().map(|(_, n)| n).sum();
    let message = format!(
        "\"{}\" has {} categories in {}; the {} most frequent make up {}.",
        c.name,
        grouped(c.unique),
        count(c.present, "cell", "cells"),
        c.top.len(),
        percent(most, c.present)
    );
    let mut step = StepSpec::new("one_hot_encoder", &[&c.name]);
    step.params.insert("max_categories".into(), ParamValue::Int(KEPT));
    step.params.insert("handle_unknown".into(), ParamValue::Text("infrequent_if_exist".into()));
    Some(
        Draft::new("column.many_categories", Severity::Attention, 55.0, &[&c.name])
            .says(
                message,
                "Encode the frequent ones and put the rest into one: each category becomes a feature.",
            )
            .shown(PictureRequest::new(PictureKind::Bar, &[&c.name]))
            .changed(Change::AddStep { phase: Phase::Prepare, step }),
    )
}

fn infinite(column: &Column, c: &ColumnFigures) -> Option<Draft> {
    let n = c.numbers.as_ref().filter(|n| n.infinite > 0)?;
    let has = |value: f64| column.numbers().is_some_and(|cells| cells.iter().flatten().any(|v| v == value));
    let min = has(f64::NEG_INFINITY).then_some(f64::MIN);
    let max = has(f64::INFINITY).then_some(f64::MAX);
    let message = format!("\"{}\" has {}.", c.name, count(n.infinite, "infinite value", "infinite values"));
    let advice = "Correct them in the file, or blank them by a rule: training refuses infinite numbers and fills gaps.";
    Some(
        Draft::new("column.infinite", Severity::Problem, 70.0, &[&c.name])
            .says(message, advice)
            .shown(PictureRequest::new(PictureKind::Histogram, &[&c.name]))
            .bounded(min, max, "No model takes infinite numbers.".into()),
    )
}

/// Numbers that people write for a missing value.
const STAND_INS: [f64; 12] =
    [-999_999.0, -99_999.0, -9999.0, -999.0, -99.0, 99.0, 999.0, 9999.0, 99_999.0, 999_999.0, -1e10, 1e10];

/// A number that stands far from all others, repeats, and is one that people write for nothing.
fn code_for_missing(column: &Column, c: &ColumnFigures) -> Option<Draft> {
    let numbers = column.numbers()?;
    // What stands far from all others is the smallest or the largest.
    let ends = c.numbers.as_ref().map(|n| [n.summary.min, n.summary.max])?;
    let value = ends.into_iter().flatten().find(|v| STAND_INS.contains(v))?;
    let times = numbers.iter().flatten().filter(|v| *v == value).count() as u64;
    let label = number_label(value);
    let others = numbers.iter().flatten().filter(|v| v.is_finite() && *v != value);
    let (low, high) = others.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let gap = if value < low { low - value } else { value - high };
    let far = times >= 3 && low <= high && gap > 0.0 && gap >= high - low;
    far.then(|| {
        let message = format!(
            "{label} stands {} times in \"{}\", far from all other values ({} to {}).",
            grouped(times),
            c.name,
            number(low),
            number(high)
        );
        let advice = "If it stands for a missing value, blank it by a rule, here and in every new file.";
        let (min, max) = bounds_without(value, low, high);
        Draft::new("column.stand_in", Severity::Attention, 75.0, &[&c.name])
            .says(message, advice)
            .shown(PictureRequest::new(PictureKind::Histogram, &[&c.name]))
            .bounded(min, max, format!("{label} stands for a missing value."))
    })
}

/// Bounds that leave out a value below or above all others and leave room for those to come: zero
/// where no other number is negative, else one step away from the value.
fn bounds_without(value: f64, low: f64, high: f64) -> (Option<f64>, Option<f64>) {
    if value > high {
        return (None, Some((value - 1.0).max(high)));
    }
    (Some(if low >= 0.0 && value < 0.0 { 0.0 } else { (value + 1.0).min(low) }), None)
}

/// Numbers with a shape, that of which is asked about.
fn shaped<'a>(facts: &Facts<'a>) -> Vec<(&'a ColumnFigures, &'a NumberFigures)> {
    let numbers = facts.features().filter_map(|(_, c)| Some((c, c.numbers.as_ref()?)));
    numbers.filter(|(c, _)| c.unique > SHAPED && !names_things(&c.name)).collect()
}

fn zeros(facts: &Facts<'_>) -> Option<Draft> {
    let mut found = shaped(facts);
    found.retain(|(c, n)| n.zeros * 2 >= c.present && n.summary.min != n.summary.max);
    let most = found.iter().max_by(|a, b| (a.1.zeros * b.0.present).cmp(&(b.1.zeros * a.0.present)))?;
    let columns: Vec<&str> = found.iter().map(|(c, _)| c.name.as_str()).collect();
    let share = percent(most.1.zeros, most.0.present);
    let message = match found.len() {
        1 => format!("{share} of the values of \"{}\" are 0.", most.0.name),
        _ => format!("{} are mostly 0; \"{}\" in {share} of its cells.", names(&columns, NAMED), most.0.name),
    };
    Some(
        Draft::new("column.zeros", Severity::Info, 30.0, &columns)
            .says(message, "Check whether 0 means none or not known; if not known, make it missing.")
            .shown(PictureRequest::new(PictureKind::Histogram, &[&most.0.name])),
    )
}

fn skew(n: &NumberFigures) -> f64 {
    n.summary.skew.unwrap_or(0.0)
}

/// Whether a logarithm draws a skewed column in: its tail is of large numbers, and none is negative.
fn has_logarithm(n: &NumberFigures) -> bool {
    skew(n) > SKEWED && n.summary.min.is_some_and(|min| min >= 0.0)
}

fn long_tailed(facts: &Facts<'_>) -> Option<Draft> {
    let advice = "Take the logarithm where the model is linear or measures distances; trees do not mind.";
    Some(tails(facts, has_logarithm, advice)?.prepared("log1p"))
}

fn skewed(facts: &Facts<'_>) -> Option<Draft> {
    let advice = "Scale by quartiles where the model is linear or measures distances; trees do not mind.";
    Some(tails(facts, |n| !has_logarithm(n), advice)?.prepared("robust_scaler"))
}

/// The skewed columns of one kind.
fn tails(facts: &Facts<'_>, is: impl Fn(&NumberFigures) -> bool, advice: &str) -> Option<Draft> {
    let mut found = shaped(facts);
    found.retain(|(_, n)| skew(n).abs() > SKEWED && is(n));
    let most = found.iter().max_by(|a, b| skew(a.1).abs().total_cmp(&skew(b.1).abs()))?;
    let columns: Vec<&str> = found.iter().map(|(c, _)| c.name.as_str()).collect();
    let side = if skew(most.1) > 0.0 { "large" } else { "small" };
    let message = match found.len() {
        1 => format!(
            "\"{}\" is skewed ({}): a few very {side} values, median {}, mean {}.",
            most.0.name,
            number(skew(most.1)),
            number(most.1.summary.median.unwrap_or(0.0)),
            number(most.1.summary.mean.unwrap_or(0.0))
        ),
        _ => format!(
            "{} are skewed; \"{}\" most ({}).",
            names(&columns, NAMED),
            most.0.name,
            number(skew(most.1))
        ),
    };
    Some(
        Draft::new("column.skewed", Severity::Info, 35.0, &columns)
            .says(message, advice)
            .shown(PictureRequest::new(PictureKind::Histogram, &[&most.0.name])),
    )
}

/// Values beyond the fences.
fn beyond(n: &NumberFigures) -> u64 {
    n.iqr_outliers.map_or(0, |o| o.below + o.above)
}

/// Their share, in thousandths.
fn outside(c: &ColumnFigures, n: &NumberFigures) -> u64 {
    beyond(n) * 1000 / c.present.max(1)
}

/// Values far outside in columns that are not skewed: a tail is no outlier.
fn outliers(facts: &Facts<'_>) -> Option<Draft> {
    let mut found = shaped(facts);
    let zero = |n: &NumberFigures| n.iqr.is_none_or(|iqr| iqr == 0.0);
    found.retain(|(c, n)| skew(n).abs() <= SKEWED && !zero(n) && outside(c, n) >= 50);
    let most = found.iter().max_by_key(|(c, n)| outside(c, n))?;
    let columns: Vec<&str> = found.iter().map(|(c, _)| c.name.as_str()).collect();
    let fences = most.1.iqr_outliers.unwrap_or_default();
    let message = format!(
        "{} of the values of \"{}\" lie far outside: below {} or above {}.{}",
        percent(beyond(most.1), most.0.present),
        most.0.name,
        number(fences.low),
        number(fences.high),
        match found.len() {
            1 => String::new(),
            2 => " 1 more column is like it.".into(),
            n => format!(" {} more columns are like it.", n - 1),
        }
    );
    Some(
        Draft::new("column.outliers", Severity::Info, 40.0, &columns)
            .says(message, "Look whether they are errors; if they are real, scale by quartiles.")
            .shown(PictureRequest::new(PictureKind::Box, &[&most.0.name]))
            .prepared("robust_scaler"),
    )
}

//! Findings about how cells are written: variants of a category, words among numbers or dates.

use super::Facts;
use super::draft::Draft;
use crate::words::{count, grouped, names, percent};
use glasshouse_spec::{
    Change, ColumnFigures, ColumnType, ParamValue, Phase, PictureKind, PictureRequest, Severity, StepSpec,
};
use glasshouse_table::{Column, ColumnData, DateOrder, parse_date};
use std::collections::BTreeMap;

/// Share of the cells, in percent, from which a column of words is taken for one of another type.
const ALMOST: u64 = 90;
/// Examples that a sentence lists.
const EXAMPLES: usize = 3;
/// Most levels that are compared.
const LEVELS: usize = 100_000;

/// What the writing of cells shows.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Draft> {
    let columns = facts.table.columns().iter().zip(&facts.explored.columns);
    columns
        .filter_map(|(column, c)| {
            let texts = texts(column)?;
            variants(facts, column, c, &texts).or_else(|| almost(c, &texts))
        })
        .collect()
}

/// Different texts of a column of words and their cells; `None` for other columns, and where nearly
/// all cells differ by nature.
fn texts(column: &Column) -> Option<Vec<(&str, u64)>> {
    match &column.data {
        ColumnData::Levels(_) => {
            let mut counts: Vec<(&str, u64)> = column.levels().into_iter().map(|level| (level, 0)).collect();
            column.level_indices().flatten().for_each(|level| counts[level as usize].1 += 1);
            (counts.len() <= LEVELS).then_some(counts)
        }
        ColumnData::Text(cells) => Some(cells.iter().flatten().take(LEVELS).map(|text| (text, 1)).collect()),
        ColumnData::Numbers(_) | ColumnData::Times(_) => None,
    }
}

/// A text without what people type now so, now so: case, spaces around and repeated ones.
fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn variants(facts: &Facts<'_>, column: &Column, c: &ColumnFigures, texts: &[(&str, u64)]) -> Option<Draft> {
    if !matches!(column.kind, ColumnType::Categorical) {
        return None;
    }
    let mut groups: BTreeMap<String, Vec<(&str, u64)>> = BTreeMap::new();
    texts.iter().for_each(|text| groups.entry(folded(text.0)).or_default().push(*text));
    let mut groups: Vec<Vec<(&str, u64)>> = groups.into_values().filter(|group| group.len() > 1).collect();
    let cells = |group: &[(&str, u64)]| group.iter().map(|(_, n)| n).sum::<u64>();
    groups.sort_by_key(|group| std::cmp::Reverse(cells(group)));
    let first = groups.first_mut()?;
    first.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let spellings: Vec<&str> = first.iter().map(|(text, _)| *text).collect();
    let more = match groups.len() - 1 {
        0 => String::new(),
        n => format!(" {n} more {} like it.", if n == 1 { "value is" } else { "values are" }),
    };
    let reached: u64 = groups.iter().map(|group| cells(group)).sum();
    let message = format!(
        "{} in \"{}\" differ only in case or spaces and count as different categories.{more} {} of the cells are touched.",
        names(&spellings, EXAMPLES),
        c.name,
        percent(reached, c.present)
    );
    let draft = Draft::new("column.variants", Severity::Attention, 74.0, &[&c.name])
        .shown(PictureRequest::new(PictureKind::Bar, &[&c.name]));
    // A step does not change what is predicted.
    if facts.wanted == Some(c.name.as_str()) {
        let advice = "Write them alike in the file and read it again, so that they count as one.";
        return Some(draft.says(message, advice));
    }
    let mut step = StepSpec::new("normalize_text", &[&c.name]);
    step.params.insert("case".into(), ParamValue::Text("lower".into()));
    let advice = "Write them alike: small letters, without needless spaces, so that they count as one.";
    Some(draft.says(message, advice).changed(Change::AddStep { phase: Phase::Prepare, step }))
}

/// A column of words that are nearly all numbers, or nearly all dates.
fn almost(c: &ColumnFigures, texts: &[(&str, u64)]) -> Option<Draft> {
    [(ColumnType::Numeric, "number"), (ColumnType::Datetime, "date")].into_iter().find_map(|(kind, word)| {
        let is = |text: &str| reads_as(text.trim(), kind);
        let others: Vec<&(&str, u64)> = texts.iter().filter(|(text, _)| !is(text)).collect();
        let wrong: u64 = others.iter().map(|(_, n)| n).sum();
        let all: u64 = texts.iter().map(|(_, n)| n).sum();
        let nearly = wrong > 0 && all >= 20 && (all - wrong) * 100 >= all * ALMOST;
        nearly.then(|| {
            let shown: Vec<&str> = others.iter().map(|(text, _)| *text).collect();
            // Cells of free text and ids may name persons.
            let private = matches!(c.kind, ColumnType::Text | ColumnType::Id);
            let examples = if private { String::new() } else { format!(": {}", names(&shown, EXAMPLES)) };
            let message = format!(
                "{} of the cells of \"{}\" are {word}s; {} {} not{}.",
                percent(all - wrong, all),
                c.name,
                grouped(wrong),
                if wrong == 1 { "is" } else { "are" },
                examples
            );
            let advice = format!(
                "Read the column as {}; {} would become missing.",
                if kind == ColumnType::Numeric { "numeric" } else { "dates" },
                count(wrong, "cell", "cells")
            );
            Draft::new("column.almost", Severity::Attention, 76.0, &[&c.name])
                .says(message, advice)
                .changed(Change::SetType { column: c.name.clone(), kind })
        })
    })
}

/// Whether a text could stand in a column of numbers, or of dates.
fn reads_as(text: &str, kind: ColumnType) -> bool {
    match kind {
        ColumnType::Numeric => text.parse().is_ok_and(|value: f64| value.is_finite()),
        _ => [DateOrder::DayFirst, DateOrder::MonthFirst]
            .iter()
            .any(|order| parse_date(text, *order).is_some()),
    }
}

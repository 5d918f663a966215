//! A recipe for a forecast.

use super::{Draft, empty_recipe};
use crate::{Known, PrepareError, SeriesColumns, read_series};
use glasshouse_learn::forecast::Panel;
use glasshouse_spec::{
    ColumnProfile, ColumnType, ModelSpec, Role, SplitMethod, Suggestion, TableProfile, TaskKind, TaskSpec,
};
use glasshouse_table::Table;
use std::collections::BTreeSet;

/// Longest season that is followed step by step.
const SEASON: u32 = 24;
/// Most series that have a smoothing each.
const SERIES: usize = 100;
/// Values of a series from which a regressor is worth its freedom.
const MANY: usize = 5000;

/// Proposes a recipe that forecasts a column of numbers.
pub(super) fn suggest(
    profile: &TableProfile,
    table: &Table,
    target: &ColumnProfile,
) -> Result<Suggestion, PrepareError> {
    if target.kind != ColumnType::Numeric {
        let message = format!("the target \"{}\" is not numeric, and a forecast is of numbers", target.name);
        let remedy = "Choose a numeric target, or another kind of question.";
        return Err(PrepareError::BadTarget { column: target.name.clone(), message, remedy });
    }
    let task =
        TaskSpec { kind: Some(TaskKind::Forecast), target: Some(target.name.clone()), ..TaskSpec::default() };
    let recipe = empty_recipe(format!("forecast {}", target.name), task);
    let mut draft = Draft { recipe, reasons: Vec::new(), warnings: Vec::new() };
    draft.because("task.kind", "You chose it.");
    draft.recipe.split.method = Some(SplitMethod::Time);
    draft.because(
        "split",
        "By time, 70 % to train, 15 % to measure intervals, 15 % to judge: a forecast must not know what comes.",
    );
    let columns = columns(&mut draft, profile, table, &target.name)?;
    let read = columns.names();
    for column in profile.columns.iter().filter(|c| !read.contains(&c.name)) {
        draft.recipe.columns.entry(column.name.clone()).or_default().role = Some(Role::Ignore);
        let why = "Left out: most forecasts look at the earlier values of their target only. A regressor learns from \
                   it with the role feature, where it is known beforehand (task.known) or forecasts are direct.";
        draft.because(format!("columns.{}", column.name), why);
    }
    match read_series(table, &columns, Known::Task(&draft.recipe.task)) {
        Ok(read) => decide(&mut draft, &read.panel),
        Err(error) => {
            let fault = error.fault();
            draft.warn("data.series", fault.message, fault.at);
            model(&mut draft, "exponential_smoothing", "Exponential smoothing, which suits most series.");
        }
    }
    Ok(Suggestion { recipe: draft.recipe, reasons: draft.reasons, warnings: draft.warnings })
}

/// Times and groups, with their roles.
fn columns(
    draft: &mut Draft,
    profile: &TableProfile,
    table: &Table,
    target: &str,
) -> Result<SeriesColumns, PrepareError> {
    let others = || profile.columns.iter().filter(|c| c.name != target && c.missing == 0);
    let dates = others().filter(|c| c.kind == ColumnType::Datetime);
    let time = dates
        .max_by_key(|c| c.unique)
        .or_else(|| others().find(|c| c.kind == ColumnType::Numeric && c.integer && rises(table, &c.name)));
    let Some(time) = time else { return SeriesColumns::of(table, &draft.recipe, target) };
    draft.recipe.columns.entry(time.name.clone()).or_default().role = Some(Role::Time);
    let what =
        if time.kind == ColumnType::Datetime { "it holds dates" } else { "its numbers rise from row to row" };
    draft.because(format!("columns.{}", time.name), format!("Orders the values in time: {what}."));
    let mut columns = SeriesColumns { time: time.name.clone(), group: None, target: target.into() };
    if time.unique == profile.rows {
        return Ok(columns);
    }
    let mut groups: Vec<&ColumnProfile> =
        others().filter(|c| c.unique > 1 && tells_apart(c, profile.rows)).collect();
    groups.sort_by_key(|c| c.unique);
    if let Some(group) = groups.into_iter().find(|c| apart(table, &columns.time, &c.name)) {
        draft.recipe.columns.entry(group.name.clone()).or_default().role = Some(Role::Group);
        let why = format!(
            "Tells {} series apart: several rows have the same time, and none of them the same \"{}\".",
            group.unique, group.name
        );
        draft.because(format!("columns.{}", group.name), why);
        columns.group = Some(group.name.clone());
    }
    Ok(columns)
}

fn tells_apart(column: &ColumnProfile, rows: u64) -> bool {
    let kind = matches!(column.kind, ColumnType::Categorical | ColumnType::Boolean | ColumnType::Id);
    (kind || column.integer) && column.unique * 3 <= rows
}

/// Whether numbers rise from row to row.
fn rises(table: &Table, name: &str) -> bool {
    let numbers = table.column(name).and_then(|c| c.numbers());
    numbers.is_some_and(|a| a.len() > 2 && a.values().windows(2).all(|pair| pair[0] < pair[1]))
}

/// Whether no two rows have the same time and the same value of a column.
fn apart(table: &Table, time: &str, group: &str) -> bool {
    let (Some(time), Some(group)) = (table.column(time), table.column(group)) else { return false };
    let mut seen = BTreeSet::new();
    (0..table.rows()).all(|row| seen.insert((time.label(row), group.label(row))))
}

/// How far, of what season, by which model.
fn decide(draft: &mut Draft, panel: &Panel) {
    let (every, season, horizon) = (panel.grid.words(), panel.season, panel.horizon);
    let longest = panel.series.iter().map(|line| line.values.len()).max().unwrap_or(0);
    draft.recipe.task.season = Some(season);
    let why = match season {
        1 => format!(
            "No season: one value each {every}, and fewer than three of the usual seasons, or none that is usual."
        ),
        _ => format!(
            "{season} steps: there is one value each {every}, and such series are usually like themselves after so many."
        ),
    };
    draft.because("task.season", why);
    draft.recipe.task.horizon = Some(horizon);
    draft.because(
        "task.horizon",
        format!("{horizon} steps of one {every} ahead; say how far you need to look."),
    );
    let series = panel.series.len();
    if longest > MANY || series > SERIES {
        let why = format!(
            "Gradient boosting of earlier values, because {series} series of up to {longest} values are enough for \
             it to learn what they have in common."
        );
        return model(draft, "hist_gradient_boosting", why);
    }
    if season > SEASON {
        let why = format!(
            "The season is taken off first, because {season} steps are too many to follow each by itself; what is \
             left is smoothed."
        );
        return model(draft, "seasonal_decomposition", why);
    }
    let why = format!(
        "Exponential smoothing, because it follows level, trend and season of up to {longest} values with few \
         parameters, and is hard to beat there."
    );
    model(draft, "exponential_smoothing", why);
}

fn model(draft: &mut Draft, kind: &str, why: impl Into<String>) {
    draft.recipe.model = ModelSpec { kind: kind.into(), params: Default::default() };
    draft.because("model", why);
}

//! For whom the model works, in tables.

use super::pieces::{figure, table, text};
use crate::words::{count, number};
use glasshouse_spec::{Disparity, FairnessReport, GroupFigures, Grouping, Mitigation};
use std::fmt::Write;

/// Groups of a table.
const GROUPS: usize = 40;

/// The groups of each column, how far they are apart, and what was tried.
pub(super) fn groups(out: &mut String, found: &FairnessReport) {
    let rows = count(found.rows, "row", "rows");
    let _ = writeln!(
        out,
        "<p>Of {rows} of the {} part. Groups of fewer than {} rows are told and not compared. An interval would hold \
         the figure in 95 of 100 samples like this one.</p>",
        text(&found.part),
        found.min_rows
    );
    if let Some(class) = &found.class {
        let _ = writeln!(out, "<p>Being selected is being called <b>{}</b>.</p>", text(class));
    }
    for by in &found.by {
        let _ = writeln!(out, "<h3>By {}</h3>", text(&by.columns.join(" and ")));
        figures(out, &by.groups, &found.overall);
        apart(out, by);
    }
    found.mitigations.iter().for_each(|tried| mitigation(out, tried));
    for note in &found.notes {
        let _ = writeln!(out, "<p class=\"soft\">{}.</p>", text(&note.message));
    }
}

/// Names as a reader knows them.
fn name(figure: &str) -> String {
    super::pieces::title(figure)
}

fn figures(out: &mut String, groups: &[GroupFigures], overall: &GroupFigures) {
    let names: Vec<&String> = overall.figures.keys().collect();
    let heads: Vec<String> = ["Group".to_string(), "Rows".to_string()]
        .into_iter()
        .chain(names.iter().map(|of| name(of)))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let line = |group: &GroupFigures| {
        let mut label = match group.values.is_empty() {
            true => "<b>All</b>".to_string(),
            false => text(&group.values.join(", ")),
        };
        if group.too_small {
            label.push_str(" <span class=\"soft\">(too few)</span>");
        }
        let cell = |of: &&String| match (group.figures.get(*of), group.undefined.get(*of)) {
            (Some(found), _) => figure(found.value, found.interval.as_ref()),
            (None, Some(why)) => format!("<span class=\"soft\">not defined: {}</span>", text(why)),
            _ => "–".to_string(),
        };
        [vec![label, group.rows.to_string()], names.iter().map(cell).collect()].concat()
    };
    let rows: Vec<Vec<String>> = groups.iter().take(GROUPS).chain([overall]).map(line).collect();
    table(out, &heads, &rows);
    if groups.len() > GROUPS {
        let _ = writeln!(out, "<p class=\"soft\">{} more groups.</p>", groups.len() - GROUPS);
    }
}

fn apart(out: &mut String, by: &Grouping) {
    let group = |at: u32| by.groups.get(at as usize).map(|group| text(&group.values.join(", ")));
    let line = |of: &Disparity| {
        let cell = |figure_of: &Option<glasshouse_spec::Figure>| match figure_of {
            Some(found) => figure(found.value, found.interval.as_ref()),
            None => "–".into(),
        };
        let between = of.between.and_then(|(low, high)| Some(format!("{} – {}", group(low)?, group(high)?)));
        let said = match of.four_fifths {
            Some(true) => "keeps the 80\u{a0}% rule".to_string(),
            Some(false) => "breaks the 80\u{a0}% rule".to_string(),
            None => of.undefined.as_deref().map(text).unwrap_or_default(),
        };
        vec![name(&of.name), cell(&of.difference), cell(&of.ratio), between.unwrap_or_default(), said]
    };
    let rows: Vec<Vec<String>> = by.disparities.iter().map(line).collect();
    table(out, &["Alike in", "Difference", "Ratio", "Lowest – highest", ""], &rows);
}

fn mitigation(out: &mut String, tried: &Mitigation) {
    let _ = writeln!(out, "<h3>With {}</h3>", text(&tried.method.replace('_', " ")));
    if let Some(fault) = &tried.refused {
        let _ = writeln!(out, "<p>Not tried: {}.</p>", text(&fault.message));
        return;
    }
    let line = |(of, before): (&String, &f64)| {
        let after = tried.after.get(of).map_or_else(|| "–".into(), |after| number(*after));
        vec![name(of), number(*before), after]
    };
    table(out, &["", "Without", "With"], &tried.before.iter().map(line).collect::<Vec<_>>());
    let by = Grouping {
        columns: tried.columns.clone(),
        groups: tried.groups.clone(),
        disparities: tried.disparities.clone(),
    };
    apart(out, &by);
    for note in &tried.notes {
        let _ = writeln!(out, "<p class=\"soft\">{}.</p>", text(&note.message));
    }
}

//! Findings about the column to predict: classes of unequal size, leaks, what predicts it.

use super::Facts;
use super::draft::Draft;
use super::pairs::{measure_words, picture_of};
use crate::cells::type_words;
use crate::words::{count, grouped, names, number, percent, share};
use glasshouse_spec::{
    Change, ColumnFigures, FeatureFigures, ParamValue, PictureKind, PictureRequest, Severity, TargetFigures,
    TaskKind,
};

/// Score from which a column alone predicts the target too well to be known beforehand.
const LEAK: f64 = 0.97;
/// Score below which a column predicts nothing.
const NOTHING: f64 = 0.02;
/// Rows below which a class cannot be learnt and judged.
const RARE: u64 = 10;
/// Columns that are named as the best.
const BEST: usize = 3;

/// What is to be known of the target.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Draft> {
    let Some(name) = facts.wanted else { return Vec::new() };
    let Some(column) = facts.explored.columns.iter().find(|c| c.name == name) else { return Vec::new() };
    let Some(target) = &facts.explored.target else { return vec![unsuited(column)] };
    let mut found: Vec<Draft> = Vec::new();
    found.extend(missing(column));
    found.extend(imbalance(target));
    found.extend(rare(target));
    let (leaks, rest): (Vec<_>, Vec<_>) =
        target.features.iter().partition(|feature| feature.score.is_some_and(|score| score >= LEAK));
    found.extend(leaks.into_iter().map(|feature| leak(facts, target, feature)));
    found.extend(best(facts, target, &rest));
    found.extend(nothing(target));
    found
}

fn unsuited(c: &ColumnFigures) -> Draft {
    let why = match c.unique {
        0 => "has no value".to_string(),
        1 => "has one value in all rows".to_string(),
        n => format!("is {}, with {}", type_words(c.kind), count(n, "different value", "different values")),
    };
    Draft::new("target.unsuited", Severity::Problem, 100.0, &[&c.name]).says(
        format!("\"{}\" {why}: nothing can be learnt to predict it.", c.name),
        "Choose another column to predict.",
    )
}

fn missing(c: &ColumnFigures) -> Option<Draft> {
    (c.missing > 0).then(|| {
        let message = format!(
            "{} of {} have no \"{}\".",
            grouped(c.missing),
            count(c.missing + c.present, "row", "rows"),
            c.name
        );
        let half = c.missing >= c.present;
        let severity = if half { Severity::Problem } else { Severity::Attention };
        Draft::new("target.missing", severity, 70.0, &[&c.name])
            .says(
                message,
                "They are neither trained on nor scored; to a forecast they may tell what is known beforehand. Look whether they differ from the others.",
            )
            .shown(PictureRequest::new(PictureKind::MissingMatrix, &[]))
    })
}

fn imbalance(target: &TargetFigures) -> Option<Draft> {
    let ratio = target.imbalance.filter(|ratio| *ratio >= 3.0)?;
    let (most, n) = target.classes.first()?;
    let (least, m) = target.classes.last()?;
    let severity = match ratio {
        r if r >= 100.0 => Severity::Problem,
        r if r >= 10.0 => Severity::Attention,
        _ => Severity::Info,
    };
    let all: u64 = target.classes.iter().map(|(_, n)| n).sum();
    let message = format!(
        "The classes of \"{}\" are of unequal size, {} to 1: {} \"{most}\" and {} \"{least}\". Always saying \"{most}\" would be right in {}.",
        target.column,
        number(ratio),
        grouped(*n),
        grouped(*m),
        percent(*n, all)
    );
    let advice = "Judge by balanced_accuracy or f1 in place of accuracy, and weight the classes.";
    Some(
        Draft::new("target.imbalance", severity, 85.0, &[&target.column])
            .says(message, advice)
            .shown(PictureRequest::new(PictureKind::ClassBalance, &[&target.column]))
            .changed(Change::SetParam {
                name: "class_weight".into(),
                value: ParamValue::Text("balanced".into()),
            }),
    )
}

fn rare(target: &TargetFigures) -> Option<Draft> {
    let rare: Vec<&str> =
        target.classes.iter().filter(|(_, n)| *n < RARE).map(|(class, _)| class.as_str()).collect();
    let first = rare.first()?;
    let message = match rare.len() {
        1 => format!("The class \"{first}\" of \"{}\" has fewer than {RARE} rows.", target.column),
        n => {
            format!("{n} classes of \"{}\" have fewer than {RARE} rows: {}.", target.column, names(&rare, 4))
        }
    };
    Some(
        Draft::new("target.rare_classes", Severity::Attention, 72.0, &[&target.column])
            .says(message, "Gather more rows of them, or put small classes together: so few can be neither learnt nor judged.")
            .shown(PictureRequest::new(PictureKind::ClassBalance, &[&target.column])),
    )
}

/// How well a column does, in words.
fn score_words(target: &TargetFigures, score: f64) -> String {
    match target.kind {
        TaskKind::Classification => {
            format!("{} of the way from guessing to certainty on rows held out", share(score))
        }
        _ => format!("explains {} of the variance on rows held out", share(score)),
    }
}

fn leak(facts: &Facts<'_>, target: &TargetFigures, feature: &FeatureFigures) -> Draft {
    let score = feature.score.unwrap_or(0.0);
    let message = format!(
        "\"{}\" alone predicts \"{}\" almost perfectly: {}.",
        feature.column,
        target.column,
        score_words(target, score)
    );
    let advice = "If it is known only after the outcome, or made of it, leave it out: the model would be useless on new rows.";
    let mut columns = [feature.column.as_str(), target.column.as_str()];
    columns.sort_by_key(|name| facts.place(name));
    Draft::new("target.leak", Severity::Problem, 90.0 + score, &columns)
        .says(message, advice)
        .shown(picture_of(facts.table, &feature.column, &target.column))
        .left_out(&[&feature.column])
}

fn best(facts: &Facts<'_>, target: &TargetFigures, features: &[&FeatureFigures]) -> Option<Draft> {
    let telling: Vec<&&FeatureFigures> =
        features.iter().filter(|f| f.score.is_some_and(|score| score > NOTHING)).take(BEST).collect();
    let first = telling.first()?;
    let score = first.score.unwrap_or(0.0);
    let others: Vec<&str> = telling.iter().skip(1).map(|f| f.column.as_str()).collect();
    let also = if others.is_empty() { String::new() } else { format!(" Next: {}.", names(&others, BEST)) };
    let by = first.association.as_ref().map_or_else(String::new, |pair| {
        format!(" ({} {})", measure_words(pair.measure), number(pair.value))
    });
    let message = format!(
        "Of single columns \"{}\" tells most of \"{}\"{by}: {}.{also}",
        first.column,
        target.column,
        score_words(target, score)
    );
    Some(
        Draft::new("target.best", Severity::Info, 90.0, &[&first.column])
            .says(message, "Begin with these; a model of all columns should do better than the best of them.")
            .shown(picture_of(facts.table, &first.column, &target.column)),
    )
}

fn nothing(target: &TargetFigures) -> Option<Draft> {
    let scored: Vec<f64> = target.features.iter().filter_map(|f| f.score).collect();
    let nothing = !scored.is_empty() && scored.iter().all(|score| *score <= NOTHING);
    nothing.then(|| {
        Draft::new("target.nothing", Severity::Attention, 68.0, &[&target.column]).says(
            format!("No column alone tells anything of \"{}\".", target.column),
            "Columns together may still do; if a model finds nothing either, other data are needed.",
        )
    })
}

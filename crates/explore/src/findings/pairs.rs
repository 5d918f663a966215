//! Findings about columns that go together: collinear ones, and those that say the same.

use super::Facts;
use super::draft::Draft;
use crate::cells;
use crate::words::{names, number};
use glasshouse_spec::{AssociatedPair, Measure, PictureKind, PictureRequest, Severity};
use glasshouse_table::Table;

/// Correlation above which columns are collinear.
const COLLINEAR: f64 = 0.8;
/// Association from which two columns say the same.
const SAME: f64 = 0.99;
/// Names that a sentence lists.
const NAMED: usize = 5;

/// Groups of columns that go together, one finding each.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Draft> {
    let pairs: Vec<&AssociatedPair> =
        facts.explored.associations.pairs.iter().filter(|p| tells(facts, p)).collect();
    groups(&pairs).into_iter().map(|group| finding(facts, &group)).collect()
}

/// Whether a pair is worth telling: two features, close enough for their measure.
fn tells(facts: &Facts<'_>, pair: &AssociatedPair) -> bool {
    let target = [&pair.a, &pair.b].into_iter().any(|name| facts.wanted == Some(name.as_str()));
    let least = match pair.measure {
        Measure::Pearson | Measure::Spearman | Measure::Kendall => COLLINEAR,
        Measure::CramersV | Measure::CorrelationRatio | Measure::MutualInformation => SAME,
    };
    // A number of few rows agrees with anything.
    !target && pair.value.abs() >= least && pair.n >= 20
}

/// Pairs that share a column stand together, the strongest first.
fn groups<'a>(pairs: &[&'a AssociatedPair]) -> Vec<Vec<&'a AssociatedPair>> {
    let mut groups: Vec<Vec<&AssociatedPair>> = Vec::new();
    for pair in pairs {
        let shares = |other: &&AssociatedPair| {
            [&other.a, &other.b].into_iter().any(|name| *name == pair.a || *name == pair.b)
        };
        let (mut joined, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(shares));
        groups = apart;
        let mut whole: Vec<&AssociatedPair> = joined.drain(..).flatten().collect();
        whole.push(pair);
        groups.push(whole);
    }
    groups
}

fn finding(facts: &Facts<'_>, group: &[&AssociatedPair]) -> Draft {
    let mut columns: Vec<&str> = group.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]).collect();
    columns.sort_by_key(|name| facts.place(name));
    columns.dedup();
    let strongest = group.iter().copied().reduce(|a, b| if b.value.abs() > a.value.abs() { b } else { a });
    let value = strongest.map_or(0.0, |pair| pair.value);
    let close = value.abs() >= SAME;
    let how = strongest.map_or("", |pair| measure_words(pair.measure));
    let message = match columns.len() {
        2 if close => format!("{} say the same: {how} {}.", names(&columns, NAMED), number(value)),
        2 => format!("{} go together: {how} {}.", names(&columns, NAMED), number(value)),
        n => format!("{n} columns go together: {}; {how} up to {}.", names(&columns, NAMED), number(value)),
    };
    let kept = kept(facts, &columns);
    let rest: Vec<&str> = columns.iter().copied().filter(|name| *name != kept).collect();
    let severity = if close { Severity::Attention } else { Severity::Info };
    let code = if close { "columns.same" } else { "columns.collinear" };
    let advice = format!(
        "Keep \"{kept}\" and leave the {} out where weights are to be read; trees do not mind.",
        if rest.len() == 1 { "other" } else { "others" }
    );
    let picture = match strongest {
        Some(pair) if columns.len() == 2 => picture_of(facts.table, &pair.a, &pair.b),
        _ => PictureRequest::new(PictureKind::Correlation, &columns),
    };
    Draft::new(code, severity, 100.0 * value.abs() - 40.0, &columns)
        .says(message, advice)
        .shown(picture)
        .left_out(&rest)
}

/// The column that stays: the one that predicts the target best, else the first.
fn kept<'a>(facts: &Facts<'_>, columns: &[&'a str]) -> &'a str {
    let score = |name: &str| facts.telling(name).and_then(|f| f.score).unwrap_or(0.0);
    let best = columns.iter().copied().reduce(|a, b| if score(b) > score(a) { b } else { a });
    best.unwrap_or_default()
}

/// A measure in words.
pub(crate) fn measure_words(measure: Measure) -> &'static str {
    match measure {
        Measure::Pearson => "correlation",
        Measure::Spearman => "rank correlation",
        Measure::Kendall => "agreement of order",
        Measure::CramersV => "Cramér's V",
        Measure::CorrelationRatio => "correlation ratio",
        Measure::MutualInformation => "mutual information",
    }
}

/// The picture of two columns that suits their types; the second parts or colours the first.
pub(crate) fn picture_of(table: &Table, a: &str, b: &str) -> PictureRequest {
    let numeric = |name: &str| table.column(name).is_some_and(|c| cells::numbers(c).is_some());
    match (numeric(a), numeric(b)) {
        (true, true) => PictureRequest::new(PictureKind::Scatter, &[a, b]),
        (true, false) => PictureRequest::new(PictureKind::Box, &[a]).by(b),
        (false, true) => PictureRequest::new(PictureKind::Box, &[b]).by(a),
        (false, false) => PictureRequest::new(PictureKind::Contingency, &[a, b]),
    }
}

//! What another split would bring: told only where the data say so, with the figures.

use super::{groups, times};
use crate::Arranged;
use glasshouse_learn::Target;
use glasshouse_spec::{
    Change, ColumnType, Parts, PartsReport, Phase, Recipe, Role, SplitAdvice, SplitMethod, SplitSpec,
    StepSpec,
};
use glasshouse_stats::normal_quantile;
use glasshouse_table::{Column, names_things};

/// Rows below which a larger test part is worth its rows.
const FEW: u64 = 1_000;
/// The share of the test part that few rows are advised.
const OF_FEW: f64 = 0.25;
/// Rows from which smaller parts judge as well, with the share that is enough.
const MANY: [(u64, f64); 2] = [(1_000_000, 0.01), (100_000, 0.05)];
/// Rows of a class that a score of it should rest on at least.
const RARE: u64 = 20;
/// The largest share of a test part that is advised.
const LARGEST: f64 = 0.4;
/// Groups below which a column is no name of things.
const GROUPS: usize = 20;

/// Half the width of Wilson's 95 % interval of a share that is one half, which is the widest: z / (2 · √(n + z²)).
/// (E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, 1927.)
pub(crate) fn half_width(n: u64) -> f64 {
    let z = normal_quantile(0.975);
    z / (2.0 * (n as f64 + z * z).sqrt())
}

/// All that there is to say, the most pressing first.
pub(super) async fn of(
    arranged: &Arranged,
    recipe: &Recipe,
    report: &PartsReport,
    pause: &impl AsyncFn(f64),
) -> Vec<SplitAdvice> {
    let now = Now { arranged, recipe, report };
    let mut said: Vec<SplitAdvice> = now.twice().into_iter().collect();
    if arranged.task.kind.without_target() {
        return said;
    }
    said.extend(now.by_time());
    pause(0.2).await;
    said.extend(now.by_group(pause).await);
    pause(0.8).await;
    if report.method != SplitMethod::Column && report.rows.test > 0 {
        let counts = now.class_counts();
        let rare = now.rare(&counts);
        said.extend(if rare.is_some() { rare } else { now.few() });
        said.extend(now.many(&counts));
    }
    said
}

/// The split as it stands.
struct Now<'a> {
    arranged: &'a Arranged,
    recipe: &'a Recipe,
    report: &'a PartsReport,
}

fn advice(code: &str, message: String, change: Option<Change>) -> SplitAdvice {
    SplitAdvice { code: code.into(), message, change }
}

impl Now<'_> {
    fn rows(&self) -> u64 {
        let Parts { train, validation, test } = self.report.rows;
        train + validation + test
    }

    /// The split with other shares; validation gives what training would lack.
    fn with_shares(&self, validation: f64, test: f64) -> Change {
        let to = |share: f64| (share * 1e4).round() / 1e4;
        let split = &self.recipe.split;
        let split = SplitSpec { train: to(1.0 - validation - test), validation, test, ..split.clone() };
        Change::SetSplit { split }
    }

    fn by(&self, method: SplitMethod, column: &str) -> Change {
        let split =
            SplitSpec { method: Some(method), column: Some(column.into()), ..self.recipe.split.clone() };
        Change::SetSplit { split }
    }

    fn shuffled(&self) -> bool {
        matches!(self.report.method, SplitMethod::Random | SplitMethod::Stratified)
    }

    /// Rows that stand in two parts.
    fn twice(&self) -> Option<SplitAdvice> {
        let twice = self.report.twice.as_ref().filter(|twice| twice.test > 0)?;
        let message = format!(
            "{} of {} test rows stand in training, too: a model that knows them by heart is right there. One of each \
             is enough.",
            twice.test, self.report.rows.test
        );
        let columns = self.arranged.table.columns();
        let named = columns.iter().filter(|column| column.kind != ColumnType::Id);
        let named: Vec<&str> = match columns.iter().any(|column| column.kind == ColumnType::Id) {
            true => named.map(|column| column.name.as_str()).collect(),
            false => Vec::new(),
        };
        let step = StepSpec::new("drop_duplicates", &named);
        let there = self.recipe.clean.iter().any(|op| op.op == step.op && op.enabled);
        Some(advice(
            "split.twice",
            message,
            (!there).then_some(Change::AddStep { phase: Phase::Clean, step }),
        ))
    }

    /// Dates, and rows that are shuffled all the same.
    fn by_time(&self) -> Option<SplitAdvice> {
        let Self { arranged, .. } = self;
        let role = arranged.time.as_deref().and_then(|name| arranged.table.column(name));
        let dates = arranged.table.columns().iter().filter(|column| column.kind == ColumnType::Datetime);
        let complete = |column: &&std::sync::Arc<Column>| column.missing() == 0;
        let column = role.into_iter().chain(dates).find(complete).filter(|_| self.shuffled())?;
        let newest = times::span(column, &arranged.parts.train)?.1;
        let all: Vec<u32> = (0..arranged.table.rows() as u32).collect();
        let (first, last) = times::span(column, &all).filter(|(first, last)| first < last)?;
        let test = &arranged.parts.test;
        let older = test
            .iter()
            .filter(|row| times::time(column, **row as usize).is_some_and(|at| at < newest))
            .count();
        let (first, last) = times::words(column, (first, last));
        let message = format!(
            "\"{}\" runs from {first} to {last}, and {older} of {} test rows are older than the newest training row. If \
             the model is to foretell, train on what was before and test on what came after.",
            column.name,
            test.len(),
        );
        (older > 0).then(|| advice("split.by_time", message, Some(self.by(SplitMethod::Time, &column.name))))
    }

    /// A column that names things of which there are several rows, and whose rows stand in two parts.
    async fn by_group(&self, pause: &impl AsyncFn(f64)) -> Option<SplitAdvice> {
        if self.report.method == SplitMethod::Group || self.report.method == SplitMethod::Column {
            return None;
        }
        let Self { arranged, recipe, .. } = self;
        let is_group = |name: &str| recipe.columns.get(name).is_some_and(|c| c.role == Some(Role::Group));
        let targets: Vec<&str> = recipe.task.all_targets().collect();
        for column in arranged.table.columns() {
            let name = column.name.as_str();
            let fits = is_group(name) || names_things(name);
            let read = matches!(column.kind, ColumnType::Datetime | ColumnType::Boolean);
            if !fits || read || targets.contains(&name) || column.missing() > 0 {
                continue;
            }
            let share = async |done: f64| pause(0.2 + 0.6 * done).await;
            let places = groups::places(arranged, column, &share).await;
            let repeats = places.len() >= GROUPS && arranged.table.rows() >= 2 * places.len();
            let test = places.iter().filter(|place| *place & 4 > 0).count();
            let both = places.iter().filter(|place| *place & 5 == 5).count();
            if (repeats || is_group(name)) && both > 0 {
                let message = format!(
                    "\"{name}\" names {} things with {:.1} rows each on average: of the {test} in the test part {both} \
                     stand in training, too. If the model is for new ones, keep all rows of one in one part.",
                    places.len(),
                    arranged.table.rows() as f64 / places.len() as f64,
                );
                return Some(advice("split.by_group", message, Some(self.by(SplitMethod::Group, name))));
            }
        }
        None
    }

    /// Rows of each class in all, and in the test part.
    fn class_counts(&self) -> Vec<(&str, u64, u64)> {
        let Target::Classes { labels, index } = self.arranged.first_target() else { return Vec::new() };
        let mut counts: Vec<(&str, u64, u64)> = labels.iter().map(|label| (label.as_str(), 0, 0)).collect();
        index.iter().for_each(|class| counts[*class as usize].1 += 1);
        let test = self.arranged.parts.test.iter();
        test.for_each(|row| counts[index[*row as usize] as usize].2 += 1);
        counts
    }

    /// A class of which the test part has too few rows.
    fn rare(&self, counts: &[(&str, u64, u64)]) -> Option<SplitAdvice> {
        let few: Vec<_> = counts.iter().filter(|(_, all, test)| *all > 0 && *test < RARE).collect();
        let (label, all, test) = **few.iter().min_by_key(|(_, all, test)| (*test, *all))?;
        let others = match few.len() - 1 {
            0 => String::new(),
            1 => " One other class has fewer than 20 there, too.".into(),
            n => format!(" {n} other classes have fewer than 20 there, too."),
        };
        let rows = if test == 1 { "row" } else { "rows" };
        let needed = (RARE as f64 / all as f64 * 100.0).ceil() / 100.0;
        let split = &self.recipe.split;
        let (then, change) = if needed <= LARGEST && needed > split.test {
            let validation = split.validation.min(LARGEST / 2.0);
            let then = format!("With {:.0} % of the rows in test there would be {RARE}.", needed * 100.0);
            (then, Some(self.with_shares(validation, needed)))
        } else {
            let then = format!("There are {all} in all: only more rows of it would tell more.");
            (then, None)
        };
        let message = format!(
            "The test part has {test} {rows} of \"{label}\", and what is said of that class rests on them alone. \
             {then}{others}{}",
            self.off()
        );
        Some(advice("split.rare_class", message, change))
    }

    /// How far an accuracy may be off, where rows are few.
    fn off(&self) -> String {
        let (n, test) = (self.rows(), self.report.rows.test);
        let off = half_width(test) * 100.0;
        match n < FEW {
            true => format!(
                " An accuracy measured on {test} rows may be off by up to {off:.1} points (95 % interval); \
                 cross-validation judges every row once."
            ),
            false => String::new(),
        }
    }

    /// Few rows: how far a score may be off, and what a larger test part would make of that.
    fn few(&self) -> Option<SplitAdvice> {
        let (n, test) = (self.rows(), self.report.rows.test);
        let split = &self.recipe.split;
        let then = (n as f64 * OF_FEW).round() as u64;
        if n >= FEW || then <= test {
            return None;
        }
        let message = match self.arranged.first_target() {
            Target::Classes { .. } => format!(
                "The test part has {test} rows: an accuracy measured on them may be off by up to {:.1} points (95 % \
                 interval). With a quarter of the rows in test, {then}, it is {:.1}; cross-validation judges every \
                 row once.",
                half_width(test) * 100.0,
                half_width(then) * 100.0
            ),
            _ => format!(
                "The test part has {test} rows: a mean error measured on them may be off by {:.0} % of the spread of \
                 the errors (95 % interval). With a quarter of the rows in test, {then}, it is {:.0} %; \
                 cross-validation judges every row once.",
                mean_off(test) * 100.0,
                mean_off(then) * 100.0
            ),
        };
        let validation = split.validation.min(0.15);
        Some(advice("split.few_rows", message, Some(self.with_shares(validation, OF_FEW))))
    }

    /// Very many rows: smaller parts judge as well.
    fn many(&self, counts: &[(&str, u64, u64)]) -> Option<SplitAdvice> {
        let n = self.rows();
        let (_, share) = MANY.into_iter().find(|(rows, _)| n >= *rows)?;
        let Parts { validation, test, .. } = self.report.rows;
        let then = (n as f64 * share).round() as u64;
        let rare = counts.iter().any(|(_, all, _)| ((*all as f64 * share) as u64) < RARE);
        if rare || test + validation <= 3 * then {
            return None;
        }
        let (what, off): (&str, fn(u64) -> String) = match self.arranged.first_target() {
            Target::Classes { .. } => ("an accuracy", |n| format!("{:.1} points", half_width(n) * 100.0)),
            _ => ("a mean error", |n| format!("{:.1} % of the spread of the errors", mean_off(n) * 100.0)),
        };
        let message = format!(
            "Of {n} rows {:.0} % are enough to judge by: {what} measured on {then} is known to {}, on the {test} of now \
             to {}. {} rows more would train.",
            share * 100.0,
            off(then),
            off(test),
            test + validation - 2 * then,
        );
        Some(advice("split.many_rows", message, Some(self.with_shares(share, share))))
    }
}

/// Half the width of a 95 % interval of a mean of n, in standard deviations of what is averaged.
fn mean_off(n: u64) -> f64 {
    normal_quantile(0.975) / (n as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::half_width;

    /// `tests/reference/parts.py`: scipy's Wilson interval.
    #[test]
    fn intervals_are_scipys() {
        let known = include_str!("../../../../tests/reference/parts.json");
        let known: serde_json::Value = serde_json::from_str(known).unwrap();
        for case in known["half_widths"].as_array().unwrap() {
            let (n, expected) = (case["n"].as_u64().unwrap(), case["half_width"].as_f64().unwrap());
            assert!((half_width(n) / expected - 1.0).abs() < 1e-9, "{n}: {} {expected}", half_width(n));
        }
    }
}

//! Asking all rules of all rows.

use super::RuleError;
use super::compile::{Rule, Test, compile};
use super::outcome::{Broken, RuleOutcome};
use super::reads::{OrderCount, Reader};
use crate::Side;
use crate::dictionary::Dictionary;
use crate::equal::Compared;
use crate::scan::Record;
use crate::source::Records;
use glasshouse_spec::{ColumnType, Comparison, RuleSpec};
use std::cmp::Ordering;

/// Rows of one chunk.
const CHUNK: usize = 20_000;

/// Checks rules in chunks of about 20 ms. Takes a bit a row and what `unique` and `references`
/// must remember: every different value once.
pub struct RuleChecker<'a> {
    side: Side<'a>,
    rules: Vec<Rule<'a>>,
    broken: Broken,
    stage: Stage<'a>,
    at: usize,
}

enum Stage<'a> {
    /// Gathering values of another table for a rule, by its place among the rules.
    Gather(usize, Records<'a>, Vec<Dictionary>),
    /// Finding out which comes first in dates of columns that were not read as such.
    Orders(Records<'a>, Vec<OrderCount>),
    /// Asking.
    Rows(Records<'a>),
    Over,
}

impl<'a> RuleChecker<'a> {
    /// Begins to check the rules that are switched on. `other` gives the table of a file name.
    ///
    /// # Errors
    /// A column, a field or a file that a rule needs and that is not there or not usable.
    pub fn new(
        side: Side<'a>,
        rules: &[RuleSpec],
        other: impl Fn(&str) -> Option<Side<'a>>,
    ) -> Result<Self, RuleError> {
        Self::begin(side, rules, other, false)
    }

    /// As [`new`](Self::new) for a file of which not every column is expected, such as rows to
    /// predict: what a rule asks of a column that is not there is passed over.
    ///
    /// # Errors
    /// As [`new`](Self::new), columns of the file itself apart.
    pub fn lenient(
        side: Side<'a>,
        rules: &[RuleSpec],
        other: impl Fn(&str) -> Option<Side<'a>>,
    ) -> Result<Self, RuleError> {
        Self::begin(side, rules, other, true)
    }

    fn begin(
        side: Side<'a>,
        rules: &[RuleSpec],
        other: impl Fn(&str) -> Option<Side<'a>>,
        lenient: bool,
    ) -> Result<Self, RuleError> {
        let on = rules.iter().enumerate().filter(|(_, rule)| rule.enabled);
        let rules: Vec<Rule<'a>> =
            on.map(|(index, spec)| compile(index, spec, side, &other, lenient)).collect::<Result<_, _>>()?;
        let broken = Broken::new(side.source.rows());
        let mut checker = Self { side, rules, broken, stage: Stage::Over, at: 0 };
        checker.stage = checker.gather_from(0);
        Ok(checker)
    }

    /// Does one bounded chunk; whether it is done.
    pub fn advance(&mut self) -> bool {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Gather(rule, records, found) => self.gather(rule, records, found),
            Stage::Orders(records, counts) => self.orders(records, counts),
            Stage::Rows(records) => self.rows(records),
            Stage::Over => Stage::Over,
        };
        matches!(self.stage, Stage::Over)
    }

    /// Share of the file's rows that were asked, 0 to 1.
    pub fn done(&self) -> f64 {
        self.at as f64 / self.side.source.rows().max(1) as f64
    }

    /// What came out, once [`advance`](Self::advance) is done.
    pub fn finish(self) -> RuleOutcome {
        let results = self.rules.into_iter().map(|rule| rule.result).collect();
        self.broken.outcome(self.side, results)
    }

    /// The next rule from one on that refers to another table, else what comes after.
    fn gather_from(&self, from: usize) -> Stage<'a> {
        for (i, rule) in self.rules.iter().enumerate().skip(from) {
            if let Test::Refers { of, .. } = &rule.test {
                let found = rule.columns.iter().map(|_| Dictionary::default()).collect();
                return Stage::Gather(i, of.source.records(0), found);
            }
        }
        let counts: Vec<OrderCount> = dated(&self.rules).map(|_| OrderCount::default()).collect();
        let records = self.side.source.records(0);
        if counts.is_empty() { Stage::Rows(records) } else { Stage::Orders(records, counts) }
    }

    fn gather(&mut self, at: usize, mut records: Records<'a>, mut found: Vec<Dictionary>) -> Stage<'a> {
        let rule = &mut self.rules[at];
        let Test::Refers { column, of } = &rule.test else { return Stage::Over };
        let how = |reader: &Reader<'_>| compared(reader, column);
        let mut key = Vec::new();
        for _ in 0..CHUNK {
            let row = of.source.rows() - records.left();
            let Some(record) = records.next_record() else {
                let hows = rule.columns.iter().map(how);
                rule.test = Test::Among(hows.zip(found).collect());
                return self.gather_from(at + 1);
            };
            let Some(cell) = column.cell(record, row) else { continue };
            for (reader, values) in rule.columns.iter().zip(&mut found) {
                key.clear();
                column.canonical(cell, row, how(reader), &mut key);
                values.insert(&key);
            }
        }
        Stage::Gather(at, records, found)
    }

    fn orders(&mut self, mut records: Records<'a>, mut counts: Vec<OrderCount>) -> Stage<'a> {
        for _ in 0..CHUNK {
            let row = self.side.source.rows() - records.left();
            let Some(record) = records.next_record() else {
                for (reader, count) in dated_mut(&mut self.rules).zip(&counts) {
                    reader.order = count.order(reader.order);
                }
                return Stage::Rows(self.side.source.records(0));
            };
            for (reader, count) in dated(&self.rules).zip(&mut counts) {
                if let Some(cell) = reader.cell(record, row) {
                    count.add(cell);
                }
            }
        }
        Stage::Orders(records, counts)
    }

    fn rows(&mut self, mut records: Records<'a>) -> Stage<'a> {
        for _ in 0..CHUNK {
            let Some(record) = records.next_record() else { return Stage::Over };
            for rule in &mut self.rules {
                ask(rule, record, self.at, &mut self.broken);
            }
            self.at += 1;
        }
        Stage::Rows(records)
    }
}

/// How a column and one that it refers to are compared.
fn compared(reader: &Reader<'_>, other: &Reader<'_>) -> Compared {
    if reader.compared() == other.compared() { reader.compared() } else { Compared::Text }
}

/// Columns of rules that read dates of what was not read as dates.
fn dated<'r, 'a>(rules: &'r [Rule<'a>]) -> impl Iterator<Item = &'r Reader<'a>> {
    let columns = rules.iter().filter(|rule| reads_dates(rule)).flat_map(|rule| &rule.columns);
    columns.filter(|reader| reader.order_unknown())
}

fn dated_mut<'r, 'a>(rules: &'r mut [Rule<'a>]) -> impl Iterator<Item = &'r mut Reader<'a>> {
    let columns = rules.iter_mut().filter(|rule| reads_dates(rule)).flat_map(|rule| &mut rule.columns);
    columns.filter(|reader| reader.order_unknown())
}

fn reads_dates(rule: &Rule<'_>) -> bool {
    matches!(rule.test, Test::Type(ColumnType::Datetime) | Test::Instants { .. })
}

/// Asks one rule of one row.
fn ask(rule: &mut Rule<'_>, record: Record<'_>, row: usize, broken: &mut Broken) {
    match &mut rule.test {
        Test::Unique(seen) => {
            if rule.columns.is_empty() {
                return;
            }
            let mut key = Vec::new();
            for reader in &rule.columns {
                let Some(cell) = reader.cell(record, row) else { return };
                let start = key.len();
                key.extend_from_slice(&[0; 4]);
                reader.canonical(cell, row, reader.compared(), &mut key);
                let length = (key.len() - start - 4) as u32;
                key[start..start + 4].copy_from_slice(&length.to_le_bytes());
            }
            rule.result.checked += 1;
            let known = seen.len();
            if (seen.insert(&key) as usize) < known {
                let all: Vec<&Reader<'_>> = rule.columns.iter().collect();
                broken.add(&mut rule.result, row, record, &all, &all);
            }
        }
        Test::Compare { op, other, by } => {
            for reader in &rule.columns {
                let (Some(left), Some(right)) = (reader.cell(record, row), other.cell(record, row)) else {
                    continue;
                };
                rule.result.checked += 1;
                let order = match by {
                    Compared::Numbers => {
                        let pair = reader.number(left, row).zip(other.number(right, row));
                        pair.and_then(|(l, r)| l.partial_cmp(&r))
                    }
                    Compared::Dates => {
                        reader.instant(left, row).zip(other.instant(right, row)).map(|(l, r)| l.cmp(&r))
                    }
                    Compared::Text | Compared::Truths => Some(left.cmp(right)),
                };
                if !order.is_some_and(|order| stands(*op, order)) {
                    broken.add(&mut rule.result, row, record, &[reader, other], &[reader]);
                }
            }
        }
        Test::NotNull => {
            for reader in &rule.columns {
                rule.result.checked += 1;
                if reader.cell(record, row).is_none() {
                    broken.add(&mut rule.result, row, record, &[reader], &[]);
                }
            }
        }
        test => {
            for (i, reader) in rule.columns.iter().enumerate() {
                let Some(cell) = reader.cell(record, row) else { continue };
                rule.result.checked += 1;
                if !keeps(test, i, reader, cell, row) {
                    broken.add(&mut rule.result, row, record, &[reader], &[reader]);
                }
            }
        }
    }
}

/// Whether a cell keeps a rule that looks at one cell at a time.
fn keeps(test: &Test<'_>, column: usize, reader: &Reader<'_>, cell: &[u8], row: usize) -> bool {
    match test {
        Test::Type(kind) => reader.readable(cell, row, *kind),
        Test::Numbers { min, max } => reader.number(cell, row).is_some_and(|n| (*min..=*max).contains(&n)),
        Test::Instants { min, max } => reader.instant(cell, row).is_some_and(|t| (*min..=*max).contains(&t)),
        Test::Pattern(pattern) => pattern.is_match(cell),
        Test::Among(allowed) => {
            let (how, values) = &allowed[column];
            let mut key = Vec::new();
            reader.canonical(cell, row, *how, &mut key);
            values.has(&key)
        }
        // These look at whole rows and are asked elsewhere; a reference is gathered by now.
        Test::NotNull | Test::Unique(_) | Test::Compare { .. } | Test::Refers { .. } => true,
    }
}

fn stands(op: Comparison, order: Ordering) -> bool {
    match op {
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::GreaterOrEqual => order.is_ge(),
        Comparison::Greater => order.is_gt(),
    }
}

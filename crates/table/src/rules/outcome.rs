//! What breaks the rules, and the table without it.

use super::reads::Reader;
use crate::scan::Record;
use crate::{Column, ColumnData, Side, Table};
use glasshouse_spec::{RuleAction, RuleReport, RuleResult, Violation};
use std::collections::BTreeMap;

/// Violations that a result names.
const EXAMPLES: usize = 100;
/// Most violations in the list of all.
pub const MOST_LISTED: u64 = 1_000_000;

/// What came of checking rules.
#[derive(Debug, Clone)]
pub struct RuleOutcome {
    /// What a person is told.
    pub report: RuleReport,
    /// Rows that are to be dropped, ascending.
    pub dropped: Vec<u32>,
    /// Cells that are to be blanked: rows, ascending, by column.
    pub blanked: BTreeMap<String, Vec<u32>>,
    /// Every violation as CSV, at most [`MOST_LISTED`]: `row` (data row, from 0), `rule` (position in
    /// the recipe, from 0), `says` (the rule in words), `column`, `cell`; a line for each cell.
    pub list: Vec<u8>,
}

impl RuleOutcome {
    /// The table with the blanked cells missing. Rows that are to be dropped are still there.
    pub fn blank(&self, table: &Table) -> Table {
        let blank = |(name, rows): (&String, &Vec<u32>)| table.column(name).map(|c| without(c, rows));
        table.with_columns(self.blanked.iter().filter_map(blank).collect())
    }
}

/// A column with the cells of some rows missing.
fn without(column: &Column, rows: &[u32]) -> Column {
    let mut gone = vec![false; column.len()];
    rows.iter().for_each(|row| gone[*row as usize] = true);
    let (name, kind) = (column.name.clone(), column.kind);
    match &column.data {
        ColumnData::Numbers(a) => {
            let data = ColumnData::Numbers(a.iter().zip(gone).map(|(v, gone)| v.filter(|_| !gone)).collect());
            Column { name, kind, data }
        }
        ColumnData::Times(a) => {
            let data = ColumnData::Times(a.iter().zip(gone).map(|(v, gone)| v.filter(|_| !gone)).collect());
            Column { name, kind, data }
        }
        ColumnData::Text(a) => {
            Column::from_labels(name, kind, a.iter().zip(gone).map(|(v, gone)| v.filter(|_| !gone)))
        }
        ColumnData::Levels(_) => {
            let levels = column.levels();
            let cells = column.level_indices().zip(gone);
            let cells = cells.map(|(level, gone)| level.filter(|_| !gone).map(|l| levels[l as usize]));
            Column::from_labels(name, kind, cells.collect::<Vec<_>>())
        }
    }
}

/// What breaks the rules, while rows pass.
pub(super) struct Broken {
    violating: Vec<bool>,
    dropped: Vec<u32>,
    blanked: BTreeMap<String, Vec<u32>>,
    list: csv::Writer<Vec<u8>>,
    listed: u64,
}

impl Broken {
    pub fn new(rows: usize) -> Self {
        let mut broken = Self {
            violating: vec![false; rows],
            dropped: Vec::new(),
            blanked: BTreeMap::new(),
            list: csv::Writer::from_writer(Vec::new()),
            listed: 0,
        };
        broken.write(&["row", "rule", "says", "column", "cell"].map(str::as_bytes));
        broken
    }

    /// Counts a violation that `shown` columns tell of and whose `blanked` cells count as missing
    /// where the rule says so.
    pub fn add(
        &mut self,
        result: &mut RuleResult,
        row: usize,
        record: Record<'_>,
        shown: &[&Reader<'_>],
        blanked: &[&Reader<'_>],
    ) {
        result.violations += 1;
        self.violating[row] = true;
        let cell =
            |reader: &Reader<'_>| reader.cell(record, row).map(|c| String::from_utf8_lossy(c).into_owned());
        if result.examples.len() < EXAMPLES {
            let cells = shown.iter().map(|reader| (reader.name.clone(), cell(reader))).collect();
            result.examples.push(Violation { row: row as u64, cells });
        }
        if self.listed < MOST_LISTED {
            self.listed += 1;
            for reader in shown {
                let text = cell(reader).unwrap_or_default();
                let (at, rule) = (row.to_string(), result.index.to_string());
                self.write(&[at.as_str(), &rule, &result.rule, &reader.name, &text].map(str::as_bytes));
            }
        }
        match result.action {
            RuleAction::Keep => {}
            RuleAction::Drop => {
                if self.dropped.last() != Some(&(row as u32)) {
                    self.dropped.push(row as u32);
                }
            }
            RuleAction::Blank => blanked.iter().for_each(|reader| {
                let rows = self.blanked.entry(reader.name.clone()).or_default();
                if rows.last() != Some(&(row as u32)) {
                    rows.push(row as u32);
                }
            }),
        }
    }

    fn write(&mut self, fields: &[&[u8]]) {
        self.list.write_record(fields).expect("a vector takes all that is written");
    }

    pub fn outcome(self, side: Side<'_>, rules: Vec<RuleResult>) -> RuleOutcome {
        let report = RuleReport {
            file: side.report.file.clone(),
            rows: side.source.rows() as u64,
            holds: rules.iter().all(|rule| rule.violations == 0),
            rows_violating: self.violating.iter().filter(|broken| **broken).count() as u64,
            rows_dropped: self.dropped.len() as u64,
            cells_blanked: self.blanked.values().map(|rows| rows.len() as u64).sum(),
            rules,
        };
        let list = self.list.into_inner().expect("a vector takes all that is written");
        RuleOutcome { report, dropped: self.dropped, blanked: self.blanked, list }
    }
}

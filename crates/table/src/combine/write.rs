//! Doing what was planned: the combined document, row by row.

use super::agree;
use super::cells::{Cells, Grid, Row};
use super::layout::Comes;
use super::plan::Planned;
use glasshouse_spec::{ColumnOptions, CombineOp, CombinePlan, DataOptions, JoinHow};
use std::collections::BTreeMap;

/// Rows of one chunk.
const CHUNK: usize = 20_000;

/// The combined document, ready to be read.
#[derive(Debug, Clone)]
pub struct CombinedText {
    /// CSV in UTF-8 with a header, commas, double quotes and decimal points; blank is missing.
    pub bytes: Vec<u8>,
    /// All of that, so that nothing is guessed.
    pub options: DataOptions,
    /// Types that the tables agree on.
    pub columns: BTreeMap<String, ColumnOptions>,
    /// What was planned, which is what was done.
    pub plan: CombinePlan,
}

/// Writes the combined document in chunks. Rows stand in the first table's order, and within a
/// row of it in the other's; rows that only the other table has come last, in its order. Takes the
/// other table's text in memory beside the result.
pub struct Joiner<'a> {
    planned: Planned<'a>,
    left: Cells<'a>,
    right: Cells<'a>,
    grid: Grid,
    out: csv::Writer<Vec<u8>>,
    stage: Stage,
    written: u64,
}

/// What is being done.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    /// Gathering the other table's rows, for a join.
    Gather,
    /// Rows of the first table.
    Left,
    /// Rows of the other table: all of them, or those without a partner from this one on.
    Right(usize),
    Over,
}

impl<'a> Joiner<'a> {
    pub(super) fn new(planned: Planned<'a>) -> Self {
        let (left, right) = planned.cells();
        let mut joiner = Self {
            left,
            right,
            grid: Grid::new(planned.right.source.names().len()),
            out: csv::Writer::from_writer(Vec::new()),
            stage: if planned.plan.op == CombineOp::Join { Stage::Gather } else { Stage::Left },
            written: 0,
            planned,
        };
        for name in &joiner.planned.plan.columns {
            field(&mut joiner.out, name.as_bytes());
        }
        end_row(&mut joiner.out);
        joiner
    }

    /// Does one bounded chunk; whether it is done.
    pub fn advance(&mut self) -> bool {
        self.stage = match self.stage {
            Stage::Gather => self.gather(),
            Stage::Left => self.left_rows(),
            Stage::Right(row) => self.right_rows(row),
            Stage::Over => Stage::Over,
        };
        self.stage == Stage::Over
    }

    /// Share done, 0 to 1.
    pub fn done(&self) -> f64 {
        self.written as f64 / self.planned.plan.rows.max(1) as f64
    }

    /// The document, once [`advance`](Self::advance) is done.
    pub fn finish(self) -> CombinedText {
        let Planned { plan, left, right, layout, .. } = self.planned;
        let columns = agree::types(left, right, &layout, plan.op);
        let bytes = self.out.into_inner().expect("a vector takes all that is written");
        let options = DataOptions {
            format: Some("csv".into()),
            delimiter: Some(','),
            quote: Some('"'),
            header: Some(true),
            encoding: Some("utf-8".into()),
            decimal: Some('.'),
            missing: Some(vec![String::new()]),
            ..DataOptions::default()
        };
        CombinedText { bytes, options, columns, plan }
    }

    fn gather(&mut self) -> Stage {
        for _ in 0..CHUNK {
            let Some(row) = self.right.next() else { return Stage::Left };
            self.grid.push(row);
        }
        Stage::Gather
    }

    fn left_rows(&mut self) -> Stage {
        let Planned { layout, meeting, how, .. } = &self.planned;
        let before = self.written;
        while self.written - before < CHUNK as u64 {
            let at = self.left.at;
            let Some(row) = self.left.next() else { return Stage::Right(0) };
            let key = meeting.as_ref().and_then(|m| Some(m.partners(m.left[at]?)));
            let partners = key.unwrap_or_default();
            for partner in partners {
                let grid = &self.grid;
                let other = |i: usize| grid.get(*partner as usize, i);
                write_row(&mut self.out, &layout.columns, Some(row), Some(&other));
            }
            self.written += partners.len() as u64;
            if partners.is_empty() && (meeting.is_none() || *how != JoinHow::Inner) {
                write_row(&mut self.out, &layout.columns, Some(row), None);
                self.written += 1;
            }
        }
        Stage::Left
    }

    fn right_rows(&mut self, from: usize) -> Stage {
        let Planned { layout, meeting, how, .. } = &self.planned;
        let Some(meeting) = meeting else {
            for _ in 0..CHUNK {
                let Some(row) = self.right.next() else { return Stage::Over };
                write_row(&mut self.out, &layout.columns, None, Some(&|i| row.get(i)));
                self.written += 1;
            }
            return Stage::Right(0);
        };
        if *how != JoinHow::Outer {
            return Stage::Over;
        }
        let all = meeting.right.len();
        let end = all.min(from + CHUNK);
        for partner in (from..end).filter(|row| !meeting.right_matched(*row)) {
            let grid = &self.grid;
            write_row(&mut self.out, &layout.columns, None, Some(&|i| grid.get(partner, i)));
            self.written += 1;
        }
        if end == all { Stage::Over } else { Stage::Right(end) }
    }
}

fn write_row<'g>(
    out: &mut csv::Writer<Vec<u8>>,
    columns: &[(String, Comes)],
    left: Option<&Row>,
    right: Option<&dyn Fn(usize) -> &'g [u8]>,
) {
    let here = |i: &usize| left.map(|row| row.get(*i)).unwrap_or_default();
    let there = |i: &usize| right.map(|cell| cell(*i)).unwrap_or_default();
    for (_, comes) in columns {
        let cell = match comes {
            Comes::Left(l) => here(l),
            Comes::Right(r) => there(r),
            Comes::Both(l, r) => match here(l) {
                b"" => there(r),
                cell => cell,
            },
        };
        field(out, cell);
    }
    end_row(out);
}

fn field(out: &mut csv::Writer<Vec<u8>>, cell: &[u8]) {
    out.write_field(cell).expect("a vector takes all that is written");
}

fn end_row(out: &mut csv::Writer<Vec<u8>>) {
    out.write_record(None::<&[u8]>).expect("a vector takes all that is written");
}

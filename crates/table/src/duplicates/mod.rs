//! Rows that repeat: equal ones, and those that are nearly so.

mod equal_rows;
mod error;
mod near;
mod normal;

pub use equal_rows::repeated_rows;
pub use error::DuplicateError;
pub use near::MOST_COMPARISONS;

pub(crate) use equal_rows::Repeats;

use crate::source::trim;
use crate::{Column, Source, Table};
use equal_rows::EqualRows;
use glasshouse_spec::{DuplicateGroup, DuplicateReport, DuplicateRow};
use hashbrown::HashMap;
use near::PairFinder;
use normal::Normal;
use std::sync::Arc;

/// Most different rows that are compared for likeness.
pub const MOST_ALIKE_ROWS: usize = 500_000;
/// Rows that one chunk normalises.
const CHUNK: usize = 5_000;
/// Groups that a report names.
const GROUPS: usize = 100;
/// Rows of a group that a report names.
const ROWS: usize = 20;

/// Which row of a group stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The first.
    First,
    /// The last.
    Last,
    /// The one with the fewest missing cells, of all columns of the table; of several the first.
    MostComplete,
    /// None of them.
    Nothing,
}

impl Keep {
    /// By its name: `first`, `last`, `most_complete` or `none`.
    ///
    /// # Errors
    /// [`DuplicateError::Keep`] for any other name.
    pub fn named(name: &str) -> Result<Self, DuplicateError> {
        match name {
            "first" => Ok(Self::First),
            "last" => Ok(Self::Last),
            "most_complete" => Ok(Self::MostComplete),
            "none" => Ok(Self::Nothing),
            other => Err(DuplicateError::Keep(other.into())),
        }
    }
}

/// Rows that were taken for the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The row that stays, or would if any did.
    pub stays: u32,
    /// All rows, ascending, each with its similarity to the one that stays.
    pub rows: Vec<(u32, f64)>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Duplicates {
    /// The compared columns.
    pub columns: Vec<String>,
    /// From which similarity rows were taken for the same.
    pub similarity: f64,
    /// Groups of two rows or more, in the order of their first rows.
    pub groups: Vec<Group>,
    keep: Keep,
}

/// Finds rows that are equal or alike in some columns, in chunks.
///
/// Rows are taken in the order in which they would rather stay. Each one that belongs to no group yet
/// opens one, to which all rows without a group belong that are similar enough to it; so whatever is
/// dropped is as similar as asked to a row that stays. With a similarity of 1 rows must be equal in
/// every cell, missing cells being equal to one another, as [`repeated_rows`] counts them; below 1 they
/// are compared normalised.
pub struct DuplicateFinder<'a> {
    table: &'a Table,
    columns: Vec<&'a Arc<Column>>,
    similarity: f64,
    keep: Keep,
    stage: Stage,
}

enum Stage {
    Equal(EqualRows),
    /// Rows of each different text so far.
    Normal {
        texts: Vec<Normal>,
        numbers: HashMap<Vec<char>, u32, foldhash::fast::FixedState>,
        of_row: Vec<u32>,
    },
    Pairs {
        finder: Box<PairFinder>,
        of_row: Vec<u32>,
    },
    /// A number for each row, the same for equal ones, and similar pairs of numbers.
    Found {
        of_row: Vec<u32>,
        pairs: Vec<near::Pair>,
    },
}

impl<'a> DuplicateFinder<'a> {
    /// Begins; all columns are compared where none is named.
    ///
    /// # Errors
    /// A column that is not there, a similarity that is no share.
    pub fn new(
        table: &'a Table,
        columns: &[String],
        similarity: f64,
        keep: Keep,
    ) -> Result<Self, DuplicateError> {
        if !(similarity > 0.0 && similarity <= 1.0) {
            return Err(DuplicateError::Similarity(similarity));
        }
        let find = |name: &String| {
            table.column(name).ok_or_else(|| DuplicateError::NoColumn {
                column: name.clone(),
                found: table.names().into_iter().map(String::from).collect(),
            })
        };
        let columns = match columns {
            [] => table.columns().iter().collect(),
            named => named.iter().map(find).collect::<Result<Vec<_>, _>>()?,
        };
        let stage = if similarity == 1.0 {
            Stage::Equal(EqualRows::new(table.rows()))
        } else {
            Stage::Normal { texts: Vec::new(), numbers: HashMap::default(), of_row: Vec::new() }
        };
        Ok(Self { table, columns, similarity, keep, stage })
    }

    /// Does one bounded chunk; whether it is done.
    ///
    /// # Errors
    /// [`DuplicateError::TooManyRows`] and [`DuplicateError::TooMany`].
    pub fn advance(&mut self) -> Result<bool, DuplicateError> {
        let nothing = Stage::Found { of_row: Vec::new(), pairs: Vec::new() };
        let stage = std::mem::replace(&mut self.stage, nothing);
        self.stage = match stage {
            Stage::Equal(mut equal) => match equal.advance(&self.columns) {
                true => Stage::Found { of_row: equal.numbers, pairs: Vec::new() },
                false => Stage::Equal(equal),
            },
            Stage::Normal { mut texts, mut numbers, mut of_row } => {
                let end = self.table.rows().min(of_row.len() + CHUNK);
                for row in of_row.len()..end {
                    let cells: Vec<(String, bool)> =
                        self.columns.iter().map(|column| normal::cell(column, row)).collect();
                    let text = Normal::new(&cells);
                    let next = texts.len() as u32;
                    let number = *numbers.entry_ref(&text.whole[..]).or_insert(next);
                    if number == next {
                        texts.push(text);
                    }
                    of_row.push(number);
                }
                if texts.len() > MOST_ALIKE_ROWS {
                    let (rows, limit) = (texts.len() as u64, MOST_ALIKE_ROWS as u64);
                    return Err(DuplicateError::TooManyRows { rows, limit });
                }
                if end < self.table.rows() {
                    Stage::Normal { texts, numbers, of_row }
                } else {
                    Stage::Pairs { finder: Box::new(PairFinder::new(texts, self.similarity)), of_row }
                }
            }
            Stage::Pairs { mut finder, of_row } => match finder.advance()? {
                true => Stage::Found { of_row, pairs: std::mem::take(&mut finder.pairs) },
                false => Stage::Pairs { finder, of_row },
            },
            found @ Stage::Found { .. } => found,
        };
        Ok(matches!(self.stage, Stage::Found { .. }))
    }

    /// Share done, 0 to 1.
    pub fn done(&self) -> f64 {
        match &self.stage {
            Stage::Equal(equal) => equal.done(self.columns.len()),
            Stage::Normal { of_row, .. } => 0.1 * of_row.len() as f64 / self.table.rows().max(1) as f64,
            Stage::Pairs { finder, .. } => 0.1 + 0.9 * finder.done(),
            Stage::Found { .. } => 1.0,
        }
    }

    /// Runs to the end.
    ///
    /// # Errors
    /// Those of [`advance`](Self::advance).
    pub fn run(mut self) -> Result<Duplicates, DuplicateError> {
        while !self.advance()? {}
        Ok(self.finish())
    }

    /// The groups, once [`advance`](Self::advance) is done.
    pub fn finish(self) -> Duplicates {
        let columns = self.columns.iter().map(|column| column.name.clone()).collect();
        let groups = match &self.stage {
            Stage::Found { of_row, pairs } => self.groups(of_row, pairs),
            _ => Vec::new(),
        };
        Duplicates { columns, similarity: self.similarity, groups, keep: self.keep }
    }

    /// A number for each row, the same for rows that are equal in the compared columns, once
    /// [`advance`](Self::advance) is done with a similarity of 1; in order of first appearance.
    pub fn equal(self) -> Vec<u32> {
        match self.stage {
            Stage::Found { of_row, .. } => of_row,
            _ => Vec::new(),
        }
    }

    /// The rows that go, ascending, once [`advance`](Self::advance) is done: those of
    /// [`Duplicates::repeats`], without the groups. O(rows) where rows are to be equal.
    pub fn repeats(self) -> Vec<u32> {
        match &self.stage {
            Stage::Found { of_row, pairs } if pairs.is_empty() => self.equal_repeats(of_row),
            _ => self.finish().repeats(),
        }
    }

    fn equal_repeats(&self, of_row: &[u32]) -> Vec<u32> {
        let texts = of_row.iter().max().map_or(0, |most| *most as usize + 1);
        let mut sizes = vec![0_u32; texts];
        of_row.iter().for_each(|text| sizes[*text as usize] += 1);
        let mut goes = vec![false; of_row.len()];
        let mut taken = vec![false; texts];
        for row in self.preferred() {
            let text = of_row[row as usize] as usize;
            let is_first = !std::mem::replace(&mut taken[text], true);
            goes[row as usize] = sizes[text] > 1 && (!is_first || self.keep == Keep::Nothing);
        }
        (0..of_row.len() as u32).filter(|row| goes[*row as usize]).collect()
    }

    fn groups(&self, of_row: &[u32], pairs: &[near::Pair]) -> Vec<Group> {
        let texts = of_row.iter().max().map_or(0, |most| *most as usize + 1);
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); texts];
        of_row.iter().enumerate().for_each(|(row, text)| rows[*text as usize].push(row as u32));
        let mut alike: Vec<Vec<(u32, f64)>> = vec![Vec::new(); texts];
        for pair in pairs {
            alike[pair.a as usize].push((pair.b, pair.similarity));
            alike[pair.b as usize].push((pair.a, pair.similarity));
        }
        let mut taken = vec![false; texts];
        let mut groups = Vec::new();
        for row in self.preferred() {
            let text = of_row[row as usize] as usize;
            if std::mem::replace(&mut taken[text], true) {
                continue;
            }
            if rows[text].len() == 1 && alike[text].is_empty() {
                continue;
            }
            let mut members: Vec<(u32, f64)> = rows[text].iter().map(|row| (*row, 1.0)).collect();
            for &(other, similarity) in &alike[text] {
                if !std::mem::replace(&mut taken[other as usize], true) {
                    members.extend(rows[other as usize].iter().map(|row| (*row, similarity)));
                }
            }
            if members.len() > 1 {
                members.sort_unstable_by_key(|(row, _)| *row);
                groups.push(Group { stays: row, rows: members });
            }
        }
        groups.sort_by_key(|group| group.rows[0].0);
        groups
    }

    /// Rows in the order in which they would rather stay.
    fn preferred(&self) -> Vec<u32> {
        let rows = 0..self.table.rows() as u32;
        match self.keep {
            Keep::First | Keep::Nothing => rows.collect(),
            Keep::Last => rows.rev().collect(),
            Keep::MostComplete => {
                let mut gaps = vec![0_u32; self.table.rows()];
                for column in self.table.columns().iter().filter(|column| column.missing() > 0) {
                    let cells = gaps.iter_mut().enumerate();
                    cells.for_each(|(row, gaps)| *gaps += u32::from(column.is_missing(row)));
                }
                let mut order: Vec<u32> = rows.collect();
                order.sort_by_key(|row| gaps[*row as usize]);
                order
            }
        }
    }
}

impl Duplicates {
    /// Rows that go, ascending.
    pub fn repeats(&self) -> Vec<u32> {
        let gone = self.groups.iter().flat_map(|group| {
            let all = self.keep == Keep::Nothing;
            group.rows.iter().map(|(row, _)| *row).filter(move |row| all || *row != group.stays)
        });
        let mut gone: Vec<u32> = gone.collect();
        gone.sort_unstable();
        gone
    }

    /// What a person is told, the first groups with their cells.
    pub fn report(&self, source: &Source) -> DuplicateReport {
        let places: Vec<Option<usize>> =
            self.columns.iter().map(|name| source.names().iter().position(|n| n == name)).collect();
        let row = |group: &Group, (row, similarity): (u32, f64)| {
            let cells = source.cells(row as usize);
            let shown = |cell: &String| (!source.missing.is(trim(cell.as_bytes()))).then(|| cell.clone());
            let cells = places.iter().map(|place| place.and_then(|place| shown(&cells[place]))).collect();
            DuplicateRow {
                row: u64::from(row),
                stays: row == group.stays && self.keep != Keep::Nothing,
                similarity,
                cells,
            }
        };
        let shown = |group: &Group| {
            // The one that stays is always among them.
            let before = group.rows.iter().filter(|(row, _)| *row != group.stays).take(ROWS - 1);
            let mut rows: Vec<(u32, f64)> = before.copied().chain([(group.stays, 1.0)]).collect();
            rows.sort_unstable_by_key(|(row, _)| *row);
            let rows = rows.into_iter().map(|member| row(group, member)).collect();
            DuplicateGroup { size: group.rows.len() as u64, rows }
        };
        DuplicateReport {
            rows: source.rows() as u64,
            columns: self.columns.clone(),
            similarity: self.similarity,
            groups: self.groups.len() as u64,
            repeats: self.repeats().len() as u64,
            examples: self.groups.iter().take(GROUPS).map(shown).collect(),
        }
    }
}

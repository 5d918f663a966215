//! Columns of which few cells of a row differ from zero, kept by rows: the ones of a category as the place of
//! the one, the terms of a text as their places and weights. Twenty thousand of them take no more memory than
//! the cells that are not zero.
//!
//! In a table such columns stand as columns of zeros that share their cells. Whoever reads one asks [`Thin`]
//! for it; a step that makes something else of it gets it as it is, and what it made is a column like any
//! other.

use crate::matrix::MOST_CELLS;
use crate::{PrepareError, cells};
use arrow_array::Float64Array;
use glasshouse_table::{Column, Table};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Columns that a text must become at least to be kept so.
const MANY: usize = 32;
/// No column has the one.
pub(crate) const NO_ONE: u32 = u32::MAX;

/// Columns that are kept by rows, in blocks of those that one column became. The default keeps none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Thin {
    on: bool,
    blocks: Vec<Block>,
    /// Block and place of each column.
    places: HashMap<String, (u32, u32)>,
    /// What stands for each of them in the table.
    zeros: Option<Float64Array>,
}

/// The cells of columns that were made of one.
#[derive(Debug, Clone)]
enum Block {
    /// The column that is one in each row, by its place.
    Ones(Vec<u32>),
    /// Places and cells of each row.
    Cells(ThinRows),
}

/// The cells of rows that are not zero.
#[derive(Debug, Clone, Default)]
pub(crate) struct ThinRows {
    /// Where each row ends.
    ends: Vec<usize>,
    /// Places, ascending in a row, and cells.
    cells: Vec<(u32, f64)>,
    /// Cells of a row that are usually not zero, as the fit saw it.
    usual: usize,
}

impl ThinRows {
    /// No rows yet, of which usually so many cells are not zero.
    pub fn new(usual: usize) -> Self {
        Self { usual, ..Self::default() }
    }

    /// Appends a row of places, ascending, and cells.
    pub fn push(&mut self, cells: impl IntoIterator<Item = (u32, f64)>) {
        self.cells.extend(cells);
        self.ends.push(self.cells.len());
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Places and cells of a row.
    pub fn row(&self, row: usize) -> &[(u32, f64)] {
        let begin = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.cells[begin..self.ends[row]]
    }

    /// The cell of a place.
    pub fn cell(&self, row: usize, place: u32) -> f64 {
        let cells = self.row(row);
        cells.binary_search_by_key(&place, |cell| cell.0).map_or(0.0, |at| cells[at].1)
    }

    /// A column of all its cells for each place, in the order of the names.
    pub fn columns(&self, names: &[String]) -> Vec<Arc<Column>> {
        let whole = |(place, name): (u32, &String)| {
            let cells: Vec<f64> = (0..self.len()).map(|row| self.cell(row, place)).collect();
            cells::numeric(name, cells.into())
        };
        (0..).zip(names).map(whole).collect()
    }
}

impl Thin {
    /// Keeps what becomes many columns by rows.
    pub fn new() -> Self {
        Self { on: true, ..Self::default() }
    }

    /// Whether so many columns of a text are kept by rows.
    pub fn take(&self, columns: usize) -> bool {
        self.on && columns >= MANY
    }

    /// Whether so many columns of a category are: a place takes half of what one cell does.
    pub fn take_ones(&self, columns: usize) -> bool {
        self.on && columns > 1
    }

    /// Takes in a category, the place of the one of each row or [`NO_ONE`]; the columns that stand for it in the
    /// table.
    pub fn add(&mut self, names: &[String], ones: Vec<u32>) -> Vec<Arc<Column>> {
        self.add_block(names, ones.len(), Block::Ones(ones))
    }

    /// Takes in rows of cells; the columns that stand for them in the table.
    pub fn add_rows(&mut self, names: &[String], rows: ThinRows) -> Vec<Arc<Column>> {
        self.add_block(names, rows.len(), Block::Cells(rows))
    }

    fn add_block(&mut self, names: &[String], rows: usize, cells: Block) -> Vec<Arc<Column>> {
        let block = self.blocks.len() as u32;
        self.blocks.push(cells);
        let zeros = match self.zeros.take().filter(|zeros| zeros.len() == rows) {
            Some(zeros) => zeros,
            None => Float64Array::from(vec![0.0; rows]),
        };
        self.zeros = Some(zeros.clone());
        for (place, name) in (0..).zip(names) {
            self.places.insert(name.clone(), (block, place));
        }
        names.iter().map(|name| cells::numeric(name, zeros.clone())).collect()
    }

    /// The number of blocks.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Cells of a row that are usually not zero.
    pub fn usual(&self) -> usize {
        let of = |block: &Block| match block {
            Block::Ones(_) => 1,
            Block::Cells(rows) => rows.usual,
        };
        self.blocks.iter().map(of).sum()
    }

    /// Whether a column is one of them.
    pub fn holds(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// Block and place of a column.
    pub fn place(&self, name: &str) -> Option<(usize, u32)> {
        if self.blocks.is_empty() {
            return None;
        }
        self.places.get(name).map(|&(block, place)| (block as usize, place))
    }

    /// Tells of the cells of a block in a row that are not zero: their places, ascending, and cells.
    pub fn each(&self, block: usize, row: usize, mut tell: impl FnMut(u32, f64)) {
        match &self.blocks[block] {
            Block::Ones(ones) if ones[row] != NO_ONE => tell(ones[row], 1.0),
            Block::Ones(_) => {}
            Block::Cells(rows) => rows.row(row).iter().for_each(|(place, cell)| tell(*place, *cell)),
        }
    }

    /// The cell of a column.
    pub fn cell(&self, block: usize, place: u32, row: usize) -> f64 {
        match &self.blocks[block] {
            Block::Ones(ones) => f64::from(u8::from(ones[row] == place)),
            Block::Cells(rows) => rows.cell(row, place),
        }
    }

    /// The column as it is.
    pub fn whole(&self, column: Arc<Column>) -> Arc<Column> {
        let Some((block, place)) = self.place(&column.name) else { return column };
        let cells: Vec<f64> = (0..column.len()).map(|row| self.cell(block, place, row)).collect();
        cells::numeric(&column.name, cells.into())
    }

    /// The table with some columns as they are.
    ///
    /// # Errors
    /// More cells than there is room for.
    pub fn in_table(&self, table: &Table, names: &[String]) -> Result<Table, PrepareError> {
        let wanted: HashSet<&str> =
            names.iter().map(String::as_str).filter(|name| self.holds(name)).collect();
        if wanted.is_empty() {
            return Ok(table.clone());
        }
        let (rows, features) = (table.rows() as u64, wanted.len() as u64);
        // A cell takes twice what one of the design matrix does.
        if rows.saturating_mul(features) > MOST_CELLS / 2 {
            return Err(PrepareError::TooWide { rows, features, most: MOST_CELLS / 2 });
        }
        let whole = |column: &Arc<Column>| match wanted.contains(column.name.as_str()) {
            true => self.whole(column.clone()),
            false => column.clone(),
        };
        Ok(Table::new(table.columns().iter().map(whole).collect(), table.rows()))
    }

    /// Some of the rows, in that order.
    pub fn of_rows(&self, rows: &[u32]) -> Self {
        let of = |block: &Block| match block {
            Block::Ones(ones) => Block::Ones(rows.iter().map(|row| ones[*row as usize]).collect()),
            Block::Cells(cells) => {
                let mut some = ThinRows::new(cells.usual);
                rows.iter().for_each(|row| some.push(cells.row(*row as usize).iter().copied()));
                Block::Cells(some)
            }
        };
        let blocks = self.blocks.iter().map(of).collect();
        Self { on: self.on, blocks, places: self.places.clone(), zeros: None }
    }

    /// A step made something else of a column.
    pub fn forget(&mut self, name: &str) {
        self.places.remove(name);
    }
}

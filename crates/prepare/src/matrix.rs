//! The design matrix of prepared rows: dense, or sparse where an estimator takes that and it is worth it.

use crate::pieces::ROWS;
use crate::thin::Thin;
use crate::{PrepareError, Prepared, at_once, cells};
use arrow_array::{Array, Float64Array};
use glasshouse_learn::{Csr, Features};
use ndarray::Array2;
use std::ops::Range;
use std::sync::Arc;

/// Cells of a dense matrix at most: 1 GiB in a browser, whose memory ends at 4 GiB, and 8 GiB elsewhere.
pub(crate) const MOST_CELLS: u64 = if cfg!(target_pointer_width = "32") { 1 << 28 } else { 1 << 31 };

/// Cells of a dense matrix that are written at a time: 32 kB.
const NEAR: usize = 1 << 13;

/// Where the cells of each column are.
struct Sources<'a> {
    /// Columns of numbers with their places.
    numbers: Vec<(usize, &'a Float64Array)>,
    /// Of each block that is kept by rows, the column of each place.
    blocks: Vec<Vec<Option<u32>>>,
}

impl<'a> Sources<'a> {
    fn of(prepared: &'a Prepared) -> Self {
        let mut all = Self { numbers: Vec::new(), blocks: vec![Vec::new(); prepared.thin.len()] };
        for (at, column) in prepared.table.columns().iter().enumerate() {
            match prepared.thin.place(&column.name) {
                Some((block, place)) => {
                    let columns = &mut all.blocks[block];
                    columns.resize(columns.len().max(place as usize + 1), None);
                    columns[place as usize] = Some(at as u32);
                }
                None => all.numbers.extend(column.numbers().map(|numbers| (at, numbers))),
            }
        }
        all
    }

    /// Tells of the cells of a row that are kept by rows and not zero: the features' places, and the cells.
    fn each(&self, thin: &Thin, row: usize, mut tell: impl FnMut(u32, f64)) {
        for (block, columns) in self.blocks.iter().enumerate() {
            thin.each(block, row, |place, cell| {
                let at = columns.get(place as usize).copied().flatten();
                at.into_iter().for_each(|at| tell(at, cell));
            });
        }
    }

    /// Writes rows into cells of zeros, as many at a time as stay in the nearest memory while column after column
    /// goes into them.
    fn dense(&self, thin: &Thin, width: usize, rows: Range<usize>, cells: &mut [f32]) {
        let few = (NEAR / width.max(1)).max(1);
        for (begin, cells) in rows.clone().step_by(few).zip(cells.chunks_mut(few * width.max(1))) {
            self.few(thin, width, begin..rows.end.min(begin + few), cells);
        }
    }

    fn few(&self, thin: &Thin, width: usize, rows: Range<usize>, cells: &mut [f32]) {
        for &(at, numbers) in &self.numbers {
            let column = cells.iter_mut().skip(at).step_by(width);
            match numbers.nulls() {
                None => column.zip(&numbers.values()[rows.clone()]).for_each(|(cell, x)| *cell = *x as f32),
                Some(nulls) => column.zip(rows.clone()).for_each(|(cell, row)| {
                    *cell = if nulls.is_null(row) { f32::NAN } else { numbers.value(row) as f32 };
                }),
            }
        }
        for (line, row) in cells.chunks_exact_mut(width).zip(rows) {
            self.each(thin, row, |at, cell| line[at as usize] = cell as f32);
        }
    }

    /// Appends rows.
    fn sparse(&self, thin: &Thin, rows: Range<usize>, to: &mut Csr) {
        let mut cells: Vec<(u32, f32)> = Vec::new();
        for row in rows {
            cells.clear();
            cells.extend(self.numbers.iter().map(|&(at, numbers)| {
                let missing = numbers.is_null(row);
                (at as u32, if missing { f32::NAN } else { numbers.value(row) as f32 })
            }));
            self.each(thin, row, |at, cell| cells.push((at, cell as f32)));
            cells.sort_unstable_by_key(|(at, _)| *at);
            to.push(cells.iter().copied());
        }
    }
}

/// The first row whose number does not fit into 32 bits.
fn beyond(array: &Float64Array) -> Option<usize> {
    let fits = |x: &f64| (*x as f32).is_finite();
    for (block, values) in array.values().chunks(ROWS).enumerate() {
        // All of a block at once is quicker than to stop within it.
        if values.iter().fold(true, |all, x| all & fits(x)) {
            continue;
        }
        let mut rows = (block * ROWS..).zip(values).filter(|(_, x)| !fits(x)).map(|(row, _)| row);
        if let Some(row) = rows.find(|row| array.is_valid(*row)) {
            return Some(row);
        }
    }
    None
}

impl Prepared {
    /// The design matrix: the features cast to 32 bits, missing cells as NaN. Sparse where the estimator takes
    /// that and, by what was fitted, at most one cell in eight of many features is not zero.
    ///
    /// # Errors
    /// A number that is infinite, or beyond what 32 bits hold; a dense matrix that is too large.
    pub fn features(&self) -> Result<Features, PrepareError> {
        at_once(self.features_in_pieces(&async |_| {}))
    }

    /// As [`Prepared::features`], in bounded pieces.
    ///
    /// # Errors
    /// Those of [`Prepared::features`].
    pub async fn features_in_pieces(&self, pause: &impl AsyncFn(f64)) -> Result<Features, PrepareError> {
        self.check_features(&async |done: f64| pause(0.5 * done).await).await?;
        let (rows, width) = (self.table.rows(), self.table.columns().len());
        let sources = Sources::of(self);
        let mut sparse = self.sparse.then(|| Csr::new(width));
        let mut data = vec![0.0_f32; if self.sparse { 0 } else { rows * width }];
        for begin in (0..rows).step_by(ROWS) {
            let block = begin..rows.min(begin + ROWS);
            match &mut sparse {
                Some(sparse) => sources.sparse(&self.thin, block, sparse),
                None => {
                    let cells = &mut data[begin * width..block.end * width];
                    sources.dense(&self.thin, width, block, cells);
                }
            }
            pause(0.5 + 0.5 * begin as f64 / rows as f64).await;
        }
        Ok(self.matrix(&self.names(), rows, data, sparse))
    }

    /// Some rows of the design matrix, which is not checked.
    pub(crate) fn part(&self, names: &Arc<[String]>, rows: Range<usize>) -> Features {
        let (count, width) = (rows.len(), self.table.columns().len());
        let sources = Sources::of(self);
        if self.sparse {
            let mut sparse = Csr::new(width);
            sources.sparse(&self.thin, rows, &mut sparse);
            return self.matrix(names, count, Vec::new(), Some(sparse));
        }
        let mut data = vec![0.0; count * width];
        sources.dense(&self.thin, width, rows, &mut data);
        self.matrix(names, count, data, None)
    }

    fn matrix(&self, names: &Arc<[String]>, rows: usize, data: Vec<f32>, sparse: Option<Csr>) -> Features {
        if let Some(sparse) = sparse {
            return Features::of_sparse(names.clone(), self.kinds.clone(), sparse);
        }
        let data = Array2::from_shape_vec((rows, self.table.columns().len()), data)
            .expect("the vector was made with rows times columns numbers");
        Features::of(names.clone(), self.kinds.clone(), data)
    }

    /// The names of the features.
    pub(crate) fn names(&self) -> Arc<[String]> {
        self.table.columns().iter().map(|column| column.name.clone()).collect()
    }

    /// Whether [`Prepared::features`] would make the design matrix.
    ///
    /// # Errors
    /// Those of [`Prepared::features`].
    pub async fn check_features(&self, pause: &impl AsyncFn(f64)) -> Result<(), PrepareError> {
        let (rows, features) = (self.table.rows() as u64, self.table.columns().len() as u64);
        if !self.sparse && rows.saturating_mul(features) > MOST_CELLS {
            return Err(PrepareError::TooWide { rows, features, most: MOST_CELLS });
        }
        self.check_numbers(pause).await
    }

    /// Whether every number fits into 32 bits.
    ///
    /// # Errors
    /// The first that does not.
    pub(crate) async fn check_numbers(&self, pause: &impl AsyncFn(f64)) -> Result<(), PrepareError> {
        let columns = self.table.columns();
        for (at, column) in columns.iter().enumerate().filter(|(_, c)| !self.thin.holds(&c.name)) {
            let array = cells::numbers(column, "the model")?;
            if let Some(row) = beyond(array) {
                let (column, value) = (column.name.clone(), array.value(row));
                return Err(PrepareError::TooLarge { column, row: row as u64, value });
            }
            pause((at + 1) as f64 / columns.len() as f64).await;
        }
        Ok(())
    }

    /// A cell of a feature in double precision; `None` where it is missing.
    pub fn number(&self, row: usize, feature: usize) -> Option<f64> {
        let column = &self.table.columns()[feature];
        match self.thin.place(&column.name) {
            Some((block, place)) => Some(self.thin.cell(block, place, row)),
            None => column.number(row),
        }
    }
}

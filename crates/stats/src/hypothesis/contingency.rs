//! Independence of two categories: K. Pearson, "On the criterion that a given system of deviations
//! …", 1900; F. Yates, "Contingency tables involving small numbers and the χ² test", 1934.

use super::error::TestError;
use super::outcome::Outcome;
use crate::distributions::chi_squared_sf;

/// How often the values of two categories meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrossTable {
    rows: usize,
    columns: usize,
    counts: Vec<u64>,
}

impl CrossTable {
    /// A table of `rows × columns` counts, row by row.
    ///
    /// # Panics
    /// When the number of counts is another.
    pub fn new(rows: usize, columns: usize, counts: Vec<u64>) -> Self {
        assert_eq!(counts.len(), rows * columns, "a cross table has a count for every cell");
        Self { rows, columns, counts }
    }

    /// Counts the pairs of which neither is missing; a category is a number below `rows`, or
    /// `columns`. Time O(n).
    ///
    /// # Panics
    /// When a category is out of range.
    pub fn of(
        a: impl IntoIterator<Item = Option<u32>>,
        b: impl IntoIterator<Item = Option<u32>>,
        rows: usize,
        columns: usize,
    ) -> Self {
        let mut counts = vec![0; rows * columns];
        for (a, b) in a.into_iter().zip(b) {
            if let (Some(a), Some(b)) = (a, b) {
                assert!((b as usize) < columns, "categories are below the number of columns");
                counts[a as usize * columns + b as usize] += 1;
            }
        }
        Self { rows, columns, counts }
    }

    /// Number of rows and columns.
    pub fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// The counts, row by row.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// All counts together.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The sums of the rows and of the columns.
    pub fn margins(&self) -> (Vec<u64>, Vec<u64>) {
        let rows = (0..self.rows).map(|r| self.counts[r * self.columns..][..self.columns].iter().sum());
        let columns =
            (0..self.columns).map(|c| (0..self.rows).map(|r| self.counts[r * self.columns + c]).sum());
        (rows.collect(), columns.collect())
    }

    /// The table without rows and columns that are all zero.
    #[must_use]
    pub fn occupied(&self) -> Self {
        let (rows, columns) = self.margins();
        let kept = |sums: &[u64]| -> Vec<usize> { (0..sums.len()).filter(|i| sums[*i] > 0).collect() };
        let (rows, columns) = (kept(&rows), kept(&columns));
        let cells = rows.iter().flat_map(|r| columns.iter().map(move |c| self.counts[r * self.columns + c]));
        Self { rows: rows.len(), columns: columns.len(), counts: cells.collect() }
    }

    /// Count and expected count of every cell if the two were independent.
    fn cells(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let (rows, columns) = self.margins();
        let total = self.total() as f64;
        let at = move |i: usize| rows[i / self.columns] as f64 * columns[i % self.columns] as f64 / total;
        self.counts.iter().enumerate().map(move |(i, count)| (*count as f64, at(i)))
    }

    /// Pearson's chi-squared statistic, each difference brought `nearer` to zero by as much.
    pub(crate) fn chi_squared(&self, nearer: f64) -> f64 {
        let term = |(count, expected): (f64, f64)| {
            let difference = ((count - expected).abs() - nearer).max(0.0);
            difference * difference / expected
        };
        self.cells().map(term).sum()
    }
}

/// Whether two categories are independent. Yates's correction applies to 2 × 2 tables where
/// `correction` is set. Rows and columns without counts are left out. Effect: Cramér's V,
/// uncorrected. Time O(cells).
///
/// # Errors
/// An empty table; a category with only one value.
pub fn chi2_contingency(table: &CrossTable, correction: bool) -> Result<Outcome, TestError> {
    let table = table.occupied();
    let (rows, columns) = table.shape();
    if rows < 2 || columns < 2 {
        let wanted = "two or more of each";
        return Err(TestError::Shape { rows, columns, wanted });
    }
    let df = ((rows - 1) * (columns - 1)) as f64;
    let n = table.total() as f64;
    let plain = table.chi_squared(0.0);
    let statistic = if correction && df == 1.0 { table.chi_squared(0.5) } else { plain };
    let smallest = table.cells().map(|(_, expected)| expected).fold(f64::INFINITY, f64::min);
    Ok(Outcome {
        statistic,
        p_value: chi_squared_sf(statistic, df),
        df: Some(df),
        n: n as usize,
        effect: Some((plain / n / (rows.min(columns) - 1) as f64).sqrt()),
        details: vec![("smallest_expected", smallest)],
        ..Outcome::default()
    })
}

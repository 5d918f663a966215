//! What the training rows looked like, column by column: what drift will be measured against.

use glasshouse_prepare::{InputColumn, at_once};
use glasshouse_spec::ColumnType;
use glasshouse_stats::{bin_from, equal_count_edges, quantile_sorted};
use glasshouse_table::{Column, ColumnData, Table};
use serde::{Deserialize, Serialize};

use arrow_array::types::Int32Type;
use arrow_array::{Array, DictionaryArray, StringArray};

/// Quantiles that are kept of a numeric column: 0 %, 1 %, …, 100 %.
const QUANTILES: u32 = 101;
/// Bins that rows are counted in.
const BINS: usize = 10;
/// Levels that are kept of a column; the rest is one share.
const MOST_LEVELS: usize = 1000;

/// The distribution of every input over the training rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Number of training rows.
    pub rows: u64,
    /// Inputs in their order.
    pub columns: Vec<ReferenceColumn>,
}

/// The distribution of one input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceColumn {
    /// Name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Share of missing cells, 0 to 1.
    pub missing: f64,
    /// The cells that are not missing.
    #[serde(flatten)]
    pub cells: ReferenceCells,
    /// Numbers and dates, counted; none in a bundle from before they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bins: Option<ReferenceBins>,
}

/// Rows counted in bins of about equally many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceBins {
    /// Between the bins, ascending; a bin begins with the edge before it. Dates are milliseconds since 1970.
    pub edges: Vec<f64>,
    /// Rows of each bin, one more than edges.
    pub counts: Vec<u64>,
    /// The median, where there is a cell.
    pub median: Option<f64>,
}

/// The cells that are not missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceCells {
    /// Quantiles at equal steps from the smallest to the largest, linear between ranks; empty
    /// where every cell is missing.
    Quantiles(Vec<f64>),
    /// Levels with their shares, most frequent first (ties by text), and the share of the rest.
    Levels {
        /// Level and share of the cells that are not missing.
        shares: Vec<(String, f64)>,
        /// Share of the levels that are not listed.
        other: f64,
    },
    /// Nothing is kept of the cells: texts, ids and dates.
    Untold,
}

impl Reference {
    /// Measures the inputs over the training rows. O(rows · log rows) for each numeric column.
    pub fn of(train: &Table, inputs: &[InputColumn]) -> Self {
        at_once(Self::of_in_pieces(train, inputs, &async |_| {}))
    }

    /// As [`Reference::of`], a column at a time.
    pub async fn of_in_pieces(train: &Table, inputs: &[InputColumn], pause: &impl AsyncFn(f64)) -> Self {
        let mut columns: Vec<ReferenceColumn> = Vec::with_capacity(inputs.len());
        // Steps beside a forecast may read a column of its series, too.
        let once = |at: &usize| !inputs[..*at].iter().any(|before| before.name == inputs[*at].name);
        for column in
            (0..inputs.len()).filter(once).map(|at| &inputs[at]).filter_map(|input| train.column(&input.name))
        {
            columns.push(ReferenceColumn::of(column));
            pause(columns.len() as f64 / inputs.len() as f64).await;
        }
        Self { rows: train.rows() as u64, columns }
    }
}

impl ReferenceColumn {
    fn of(column: &Column) -> Self {
        let missing = if column.is_empty() { 0.0 } else { column.missing() as f64 / column.len() as f64 };
        let (cells, bins) = match &column.data {
            ColumnData::Numbers(a) => {
                let mut sorted: Vec<f64> = a.iter().flatten().collect();
                sorted.sort_unstable_by(f64::total_cmp);
                (quantiles(&sorted), Some(ReferenceBins::of(&sorted)))
            }
            ColumnData::Levels(a) => (levels(a), None),
            ColumnData::Times(a) => {
                let mut sorted: Vec<f64> = a.iter().flatten().map(|time| time as f64).collect();
                sorted.sort_unstable_by(f64::total_cmp);
                (ReferenceCells::Untold, Some(ReferenceBins::of(&sorted)))
            }
            ColumnData::Text(_) => (ReferenceCells::Untold, None),
        };
        Self { name: column.name.clone(), kind: column.kind, missing, cells, bins }
    }
}

impl ReferenceBins {
    fn of(sorted: &[f64]) -> Self {
        let edges = equal_count_edges(sorted, BINS);
        let mut counts = vec![0; edges.len() + 1];
        sorted.iter().for_each(|x| counts[bin_from(&edges, *x)] += 1);
        Self { edges, counts, median: quantile_sorted(sorted, 0.5) }
    }
}

fn quantiles(sorted: &[f64]) -> ReferenceCells {
    let at = |i: u32| quantile_sorted(sorted, f64::from(i) / f64::from(QUANTILES - 1));
    ReferenceCells::Quantiles((0..QUANTILES).filter_map(at).collect())
}

fn levels(array: &DictionaryArray<Int32Type>) -> ReferenceCells {
    let mut counts = vec![0_u64; array.values().len()];
    array.keys().iter().flatten().for_each(|key| counts[key as usize] += 1);
    let total = counts.iter().sum::<u64>().max(1) as f64;
    let texts = array.values().as_any().downcast_ref::<StringArray>();
    let text = |key: usize| texts.map(|t| t.value(key).to_owned()).unwrap_or_default();
    let counted = counts.into_iter().enumerate().filter(|(_, n)| *n > 0);
    let mut found: Vec<(String, u64)> = counted.map(|(key, n)| (text(key), n)).collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let rest = found.split_off(found.len().min(MOST_LEVELS));
    let other = rest.iter().map(|(_, n)| n).sum::<u64>() as f64 / total;
    ReferenceCells::Levels { shares: found.into_iter().map(|(t, n)| (t, n as f64 / total)).collect(), other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Float64Array;
    use std::sync::Arc;

    fn input(name: &str, kind: ColumnType) -> InputColumn {
        InputColumn { name: name.into(), kind, levels: Vec::new(), missing: true }
    }

    fn table() -> Table {
        let numbers = Float64Array::from(vec![Some(4.0), None, Some(0.0), Some(2.0)]);
        let levels: DictionaryArray<Int32Type> =
            vec![Some("b"), Some("a"), Some("a"), None].into_iter().collect();
        let column = |name: &str, kind, data| Arc::new(Column { name: name.into(), kind, data });
        let columns = vec![
            column("x", ColumnType::Numeric, ColumnData::Numbers(numbers)),
            column("c", ColumnType::Categorical, ColumnData::Levels(levels)),
        ];
        Table::new(columns, 4)
    }

    #[test]
    fn it_tells_quantiles_and_shares_without_the_missing() {
        let inputs = [input("x", ColumnType::Numeric), input("c", ColumnType::Categorical)];
        let reference = Reference::of(&table(), &inputs);
        let ReferenceCells::Quantiles(q) = &reference.columns[0].cells else { panic!("numbers") };
        assert_eq!((q.len(), q[0], q[25], q[50], q[100]), (101, 0.0, 1.0, 2.0, 4.0));
        assert_eq!(reference.columns[0].missing, 0.25);
        let bins = reference.columns[0].bins.as_ref().unwrap();
        assert_eq!((bins.edges.as_slice(), bins.median), (&[0.0, 2.0, 4.0][..], Some(2.0)));
        assert_eq!(bins.counts, [0, 1, 1, 1]);
        let ReferenceCells::Levels { shares, other } = &reference.columns[1].cells else { panic!("levels") };
        assert_eq!(shares, &[("a".to_owned(), 2.0 / 3.0), ("b".to_owned(), 1.0 / 3.0)]);
        assert_eq!(*other, 0.0);
    }

    #[test]
    fn json_brings_it_back() {
        let inputs = [input("x", ColumnType::Numeric), input("c", ColumnType::Categorical)];
        let reference = Reference::of(&table(), &inputs);
        let json = serde_json::to_string(&reference).unwrap();
        assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), reference);
    }
}

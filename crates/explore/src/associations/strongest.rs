//! The pairs of columns that go together most.

use super::LEVELS;
use super::between::Cells;
use arrow_buffer::NullBuffer;
use glasshouse_spec::{AssociatedPair, AssociationMatrix, Measure};
use glasshouse_table::Table;

/// Pairs that are listed.
const PAIRS: usize = 60;
/// Least strength that is listed.
const LEAST: f64 = 0.1;
/// Rows in common below which a pair is not listed where the table has more: any two columns go
/// together in very few rows.
const FEWEST: u64 = 10;

/// The strongest pairs, each by the measure that suits its types; ranks in place of values where they
/// agree better.
pub(super) fn pairs(table: &Table, matrices: &[AssociationMatrix]) -> Vec<AssociatedPair> {
    let of = |measure| matrices.iter().find(|m| m.measure == measure);
    let mut found: Vec<(Measure, String, String, f64)> = Vec::new();
    for matrix in [Measure::Pearson, Measure::CramersV, Measure::CorrelationRatio].into_iter().filter_map(of)
    {
        let ranks = of(Measure::Spearman).filter(|_| matrix.measure == Measure::Pearson);
        for (i, a) in matrix.rows.iter().enumerate() {
            let columns = if matrix.measure == Measure::CorrelationRatio { matrix.columns.len() } else { i };
            for j in 0..columns {
                let (mut measure, mut value) = (matrix.measure, matrix.values[i][j].unwrap_or(0.0));
                if let Some(rho) = ranks.and_then(|ranks| ranks.values[i][j])
                    && rho.abs() > value.abs() + 0.1
                {
                    (measure, value) = (Measure::Spearman, rho);
                }
                found.push((measure, a.clone(), matrix.columns[j].clone(), value));
            }
        }
    }
    found.retain(|(.., value)| value.abs() >= LEAST);
    found.sort_by(|a, b| b.3.abs().total_cmp(&a.3.abs()));
    let fewest = FEWEST.min(table.rows() as u64);
    let enough = |(_, a, b, _): &(Measure, String, String, f64)| filled(table, a, b) >= fewest;
    let pairs =
        found.into_iter().filter(enough).filter_map(|(how, a, b, value)| pair(table, how, a, b, value));
    pairs.filter(|pair| pair.n >= fewest).take(PAIRS).collect()
}

/// Rows where the cells of neither column are missing; infinite ones count.
fn filled(table: &Table, a: &str, b: &str) -> u64 {
    let nulls = |name: &str| table.column(name).and_then(|column| column.array().logical_nulls());
    let missing = NullBuffer::union(nulls(a).as_ref(), nulls(b).as_ref());
    (table.rows() - missing.map_or(0, |nulls| nulls.null_count())) as u64
}

fn pair(table: &Table, measure: Measure, a: String, b: String, value: f64) -> Option<AssociatedPair> {
    let place = |name: &str| table.columns().iter().position(|c| c.name == *name);
    let (mut i, mut j) = (place(&a)?, place(&b)?);
    let (mut a, mut b) = (a, b);
    if j < i {
        std::mem::swap(&mut a, &mut b);
        std::mem::swap(&mut i, &mut j);
    }
    let cells = |i: usize| Cells::of(&table.columns()[i], LEVELS);
    let n = super::between::common(&cells(i)?, &cells(j)?);
    Some(AssociatedPair { a, b, measure, value, n })
}

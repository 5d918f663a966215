//! Associations of all columns as a heat map, alike columns beside each other.

use crate::ExploreError;
use glasshouse_chart::{ChartSpec, Format, Heatmap, Shade};
use glasshouse_spec::{AssociationMatrix, Associations, Measure};
use std::collections::BTreeMap;

/// Most columns of a heat map: those that go together most with any other.
const MOST: usize = 60;

/// The matrix of a measure; without one, of the measure that suits each pair.
pub(super) fn correlations(
    found: &Associations,
    measure: Option<Measure>,
) -> Result<ChartSpec, ExploreError> {
    let nothing = || ExploreError::Empty {
        what: "There are no two columns that can be compared so".into(),
        remedy: "choose another measure, or other columns",
    };
    let of = |measure| found.matrices.iter().find(|m| m.measure == measure);
    if measure == Some(Measure::CorrelationRatio) {
        let found = of(Measure::CorrelationRatio).ok_or_else(nothing)?;
        let grid = rectangle(found);
        let (shown, all) = (grid.rows.len() + grid.columns.len(), found.rows.len() + found.columns.len());
        return Ok(ChartSpec::Heatmap(Heatmap { left_out: left_out(shown, all), ..heatmap(measure, grid) }));
    }
    let matrices: Vec<&AssociationMatrix> = match measure {
        Some(measure) => of(measure).into_iter().collect(),
        None => [Measure::Pearson, Measure::CramersV, Measure::CorrelationRatio]
            .into_iter()
            .filter_map(of)
            .collect(),
    };
    let all = Square::of(&matrices);
    let columns = all.names.len();
    let square = all.most();
    if square.names.len() < 2 {
        return Err(nothing());
    }
    let order = square.order();
    let named = |order: &[usize]| order.iter().map(|i| square.names[*i].clone()).collect::<Vec<_>>();
    let values = order.iter().map(|i| order.iter().map(|j| square.values[*i][*j]).collect()).collect();
    let grid = Grid { rows: named(&order), columns: named(&order), values };
    Ok(ChartSpec::Heatmap(Heatmap { left_out: left_out(order.len(), columns), ..heatmap(measure, grid) }))
}

struct Grid {
    rows: Vec<String>,
    columns: Vec<String>,
    values: Vec<Vec<Option<f64>>>,
}

fn left_out(shown: usize, all: usize) -> String {
    match shown < all {
        true => format!("Shown are the {shown} of {all} columns that go together most with another."),
        false => String::new(),
    }
}

/// The rows and the columns of a matrix that go together most, in their order.
fn rectangle(matrix: &AssociationMatrix) -> Grid {
    let (n, m) = (matrix.rows.len(), matrix.columns.len());
    let at = |i: usize, j: usize| matrix.values[i][j].map_or(0.0, f64::abs);
    let rows = strongest(n, |i| (0..m).map(|j| at(i, j)).fold(0.0, f64::max));
    let columns = strongest(m, |j| (0..n).map(|i| at(i, j)).fold(0.0, f64::max));
    Grid {
        values: rows.iter().map(|i| columns.iter().map(|j| matrix.values[*i][*j]).collect()).collect(),
        rows: rows.iter().map(|i| matrix.rows[*i].clone()).collect(),
        columns: columns.iter().map(|j| matrix.columns[*j].clone()).collect(),
    }
}

/// The strongest of `n`, as many as a heat map has room for, in their order.
fn strongest(n: usize, strength: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..n).collect();
    kept.sort_by(|a, b| strength(*b).total_cmp(&strength(*a)).then(a.cmp(b)));
    kept.truncate(MOST);
    kept.sort_unstable();
    kept
}

fn heatmap(measure: Option<Measure>, grid: Grid) -> Heatmap {
    let what = match measure {
        None => "Association",
        Some(Measure::Pearson) => "Pearson correlation",
        Some(Measure::Spearman) => "Spearman correlation",
        Some(Measure::Kendall) => "Kendall's tau",
        Some(Measure::CramersV) => "Cramér's V",
        Some(Measure::CorrelationRatio) => "Correlation ratio",
        Some(Measure::MutualInformation) => "Mutual information in nats",
    };
    let signed = matches!(measure, None | Some(Measure::Pearson | Measure::Spearman | Measure::Kendall));
    Heatmap {
        what: what.into(),
        rows: grid.rows,
        columns: grid.columns,
        values: grid.values,
        shade: if signed { Shade::Diverging } else { Shade::Sequential },
        range: match measure {
            Some(Measure::MutualInformation) => None,
            _ if signed => Some((-1.0, 1.0)),
            _ => Some((0.0, 1.0)),
        },
        format: Format::Coefficient,
        ..Heatmap::default()
    }
}

/// Values of every two columns.
struct Square {
    names: Vec<String>,
    values: Vec<Vec<Option<f64>>>,
}

impl Square {
    fn of(matrices: &[&AssociationMatrix]) -> Self {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut names: Vec<String> = Vec::new();
        for name in matrices.iter().flat_map(|m| m.rows.iter().chain(&m.columns)) {
            places.entry(name).or_insert_with(|| {
                names.push(name.clone());
                names.len() - 1
            });
        }
        let mut values = vec![vec![None; names.len()]; names.len()];
        for matrix in matrices {
            for (i, a) in matrix.rows.iter().enumerate() {
                for (j, b) in matrix.columns.iter().enumerate() {
                    let (a, b) = (places[a.as_str()], places[b.as_str()]);
                    values[a][b] = matrix.values[i][j];
                    values[b][a] = matrix.values[i][j];
                }
            }
        }
        Self { names, values }
    }

    /// The columns that go together most, in their order.
    fn most(self) -> Self {
        let strength = |i: usize| {
            let others = self.values[i].iter().enumerate().filter(|(j, _)| *j != i);
            others.filter_map(|(_, v)| v.map(f64::abs)).fold(0.0, f64::max)
        };
        let kept = strongest(self.names.len(), strength);
        Self {
            names: kept.iter().map(|i| self.names[*i].clone()).collect(),
            values: kept.iter().map(|i| kept.iter().map(|j| self.values[*i][*j]).collect()).collect(),
        }
    }

    /// Columns by average linkage (Sokal and Michener 1958): the two groups that go together most become
    /// one, until one is left. Takes O(n³).
    fn order(&self) -> Vec<usize> {
        let mut groups: Vec<Vec<usize>> = (0..self.names.len()).map(|i| vec![i]).collect();
        while groups.len() > 1 {
            let mut best = (f64::NEG_INFINITY, 0, 1);
            for i in 0..groups.len() {
                for j in i + 1..groups.len() {
                    let closeness = self.closeness(&groups[i], &groups[j]);
                    if closeness > best.0 {
                        best = (closeness, i, j);
                    }
                }
            }
            let joined = groups.remove(best.2);
            groups[best.1].extend(joined);
        }
        groups.pop().unwrap_or_default()
    }

    fn closeness(&self, a: &[usize], b: &[usize]) -> f64 {
        let pairs = a.iter().flat_map(|i| b.iter().map(move |j| (*i, *j)));
        let total: f64 = pairs.map(|(i, j)| self.values[i][j].unwrap_or(0.0).abs()).sum();
        total / (a.len() * b.len()) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_columns_stand_beside_each_other() {
        let names = ["a", "b", "c", "d"].map(String::from).to_vec();
        let r = |i: usize, j: usize| {
            Some(if i == j {
                1.0
            } else if i % 2 == j % 2 {
                -0.9
            } else {
                0.1
            })
        };
        let values = (0..4).map(|i| (0..4).map(|j| r(i, j)).collect()).collect();
        let of = 9;
        let matrix =
            AssociationMatrix { measure: Measure::Pearson, rows: names.clone(), columns: names, values, of };
        let found = Associations { matrices: vec![matrix], ..Associations::default() };
        let ChartSpec::Heatmap(map) = correlations(&found, None).unwrap() else { panic!("no heat map") };
        assert_eq!(map.rows, ["a", "c", "b", "d"]);
        assert_eq!(map.values[0], [Some(1.0), Some(-0.9), Some(0.1), Some(0.1)]);
        assert!(correlations(&found, Some(Measure::CramersV)).is_err());
    }
}

//! How a column's values are spread, as a whole or by category.

use super::subjects::{COLORS, Kept, Subjects, axis, scale};
use crate::ExploreError;
use crate::bins::{bins, count};
use crate::sample;
use glasshouse_chart::{
    BoxGroup, Boxes, ChartSpec, ClassSpread, Histogram, QuantileQuantile, Violin, Violins,
};
use glasshouse_stats::{Bandwidth, Kde, mean, probability_plot, quantile_sorted};
use glasshouse_table::Column;

/// Points of a density.
const POINTS: usize = 160;
/// Bandwidths that a density is drawn beyond the smallest and the largest value.
const BEYOND: f64 = 2.0;
/// Points of a Q-Q plot.
const QUANTILES: usize = 1000;
/// Groups that are drawn.
const GROUPS: usize = 30;
/// Most outliers of a box that are drawn, and of all boxes together.
const OUTLIERS: (u32, u32) = (200, 3000);

/// Values and estimated density; nothing where it is not defined.
fn density(values: &[f64]) -> Vec<(f64, f64)> {
    let Some(kde) = Kde::new(values, Bandwidth::Scott) else { return Vec::new() };
    let curve = kde.curve(POINTS, BEYOND);
    curve.x.into_iter().zip(curve.density).collect()
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.filter(|v| v.is_finite()).map(|v| v + 0.0).collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The sorted values of each group; one group without a name where there is no column to part by.
struct Groups {
    by: Option<String>,
    names: Vec<String>,
    values: Vec<Vec<f64>>,
    others: u64,
}

impl Groups {
    fn of(of: &Subjects<'_>, values: &[f64], most: usize) -> Result<Self, ExploreError> {
        let Some(by) = &of.request.by else {
            let values = vec![sorted(values.iter().copied())];
            return Ok(Self { by: None, names: vec![String::new()], values, others: 0 });
        };
        let Kept { codes, others, .. } = of.categories(of.named(by)?, most)?;
        let mut groups = vec![Vec::new(); codes.names.len()];
        for (value, code) in values.iter().zip(&codes.codes) {
            if let Some(code) = code.filter(|_| value.is_finite()) {
                groups[code as usize].push(*value);
            }
        }
        let values = groups.into_iter().map(|group| sorted(group.into_iter())).collect();
        Ok(Self { by: Some(by.clone()), names: codes.names, values, others: others.0 })
    }

    /// Whether groups can bear the colours of classes.
    fn by_class(&self) -> bool {
        self.by.is_some() && self.names.len() <= COLORS
    }

    /// Groups with values.
    fn there(&self) -> impl Iterator<Item = (&String, &Vec<f64>)> + '_ {
        self.names.iter().zip(&self.values).filter(|(_, values)| !values.is_empty())
    }
}

fn values_of<'a>(
    of: &Subjects<'a>,
    wanted: &'static str,
) -> Result<(&'a Column, std::borrow::Cow<'a, [f64]>), ExploreError> {
    let column = of.column(0, wanted)?;
    let values = of.values(column)?;
    if values.iter().all(|v| v.is_nan()) {
        return Err(of.nothing(&format!("\"{}\" has no finite value to show", column.name)));
    }
    Ok((column, values))
}

pub(super) fn histogram(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let (column, values) = values_of(of, "1 column of numbers or dates")?;
    let all = sorted(values.iter().copied());
    let found = bins(&all, of.request.bins);
    let mut histogram = Histogram {
        scale: scale(column),
        missing: (values.len() - all.len()) as u64,
        density: density(&all),
        ..Histogram::new(&column.name, found.edges, found.counts)
    };
    if let Some(by) = &of.request.by {
        let groups = Groups::of(of, &values, COLORS)?;
        histogram.by.clone_from(by);
        histogram.classes = spreads(&groups, &histogram.edges);
    }
    Ok(ChartSpec::Histogram(histogram))
}

fn spreads(groups: &Groups, edges: &[f64]) -> Vec<ClassSpread> {
    let counts = |values: &[f64]| if edges.is_empty() { Vec::new() } else { count(values, edges) };
    let spread = |(class, values): (&String, &Vec<f64>)| ClassSpread {
        class: class.clone(),
        counts: counts(values),
        density: density(values),
    };
    groups.there().map(spread).collect()
}

/// Densities by class, without counts.
pub(super) fn densities(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let (column, values) = values_of(of, "1 column of numbers, and a column of classes")?;
    let Some(by) = &of.request.by else {
        return Err(ExploreError::Columns {
            picture: of.picture(),
            wanted: "1 column of numbers, and a column of classes",
            given: "no classes".into(),
        });
    };
    let groups = Groups::of(of, &values, COLORS)?;
    let classes = spreads(&groups, &[]);
    if classes.iter().all(|class| class.density.is_empty()) {
        return Err(of.nothing(&format!("\"{}\" does not vary within any class", column.name)));
    }
    let missing = values.iter().filter(|v| v.is_nan()).count() as u64;
    Ok(ChartSpec::Histogram(Histogram {
        column: column.name.clone(),
        scale: scale(column),
        by: by.clone(),
        classes,
        missing,
        ..Histogram::default()
    }))
}

fn five(sorted: &[f64]) -> [f64; 5] {
    [0.0, 0.25, 0.5, 0.75, 1.0].map(|q| quantile_sorted(sorted, q).unwrap_or_default())
}

/// One box with at most some outliers: whiskers reach the most distant values within 1.5 interquartile
/// ranges (Tukey 1977).
fn one_box(name: &str, sorted: &[f64], most: u32) -> BoxGroup {
    let five = five(sorted);
    let reach = 1.5 * (five[3] - five[1]);
    let from = sorted.partition_point(|v| *v < five[1] - reach);
    let to = sorted.partition_point(|v| *v <= five[3] + reach);
    let outside: Vec<u32> = (0..from as u32).chain(to as u32..sorted.len() as u32).collect();
    let drawn = sample::of(&outside, most);
    BoxGroup {
        name: name.into(),
        n: sorted.len() as u64,
        five,
        whiskers: (sorted[from.min(sorted.len() - 1)], sorted[to.max(1) - 1]),
        mean: mean(sorted).filter(|m| m.is_finite()),
        outliers: drawn.iter().map(|i| sorted[*i as usize]).collect(),
        outliers_total: outside.len() as u64,
    }
}

pub(super) fn boxes(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let (column, values) = values_of(of, "1 column of numbers")?;
    let groups = Groups::of(of, &values, GROUPS)?;
    let most = OUTLIERS.0.min(OUTLIERS.1 / groups.there().count().max(1) as u32);
    Ok(ChartSpec::Boxes(Boxes {
        axis: axis(column),
        by_class: groups.by_class(),
        groups: groups.there().map(|(name, values)| one_box(name, values, most)).collect(),
        others: groups.others,
        by: groups.by,
    }))
}

pub(super) fn violins(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let (column, values) = values_of(of, "1 column of numbers")?;
    let groups = Groups::of(of, &values, GROUPS)?;
    let violin = |(name, values): (&String, &Vec<f64>)| Violin {
        name: name.clone(),
        n: values.len() as u64,
        density: density(values),
        five: five(values),
    };
    Ok(ChartSpec::Violins(Violins {
        axis: axis(column),
        by_class: groups.by_class(),
        groups: groups.there().map(violin).collect(),
        others: groups.others,
        by: groups.by,
    }))
}

pub(super) fn quantiles(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let (column, values) = values_of(of, "1 column of numbers")?;
    let few = || of.nothing(&format!("\"{}\" has fewer than two finite values", column.name));
    let plot = probability_plot(&values, QUANTILES).ok_or_else(few)?;
    let n = values.iter().filter(|v| !v.is_nan()).count() as u64;
    Ok(ChartSpec::QuantileQuantile(QuantileQuantile {
        axis: axis(column),
        distribution: "normal".into(),
        points: plot.theoretical.into_iter().zip(plot.ordered).collect(),
        line: (plot.intercept, plot.slope),
        sampled_from: n,
    }))
}

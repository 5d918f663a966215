//! The pictures of a judgement: curves over all thresholds, calibration, scores by class; residuals against a
//! normal distribution and against columns.

use super::numbers::residuals;
use super::{Answered, Held};
use crate::Arranged;
use crate::diagnostics::{SCATTER, thinned};
use crate::groups::drawing;
use glasshouse_chart::{
    Axis, BoxGroup, Boxes, ChartSpec, ClassSpread, Histogram, Lines, QuantileQuantile, Scatter, Series,
};
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{AgainstRest, ClassJudgement, ColumnType, Drawing};
use glasshouse_stats::{BinRule, correlation_ratio, histogram, probability_plot, quantile_sorted, spearman};
use glasshouse_table::Column;

/// Classes that are drawn, those with most rows.
const CLASSES: usize = 8;
/// Intervals of the histogram of probabilities.
const INTERVALS: usize = 20;
/// Columns of numbers, and of categories, that residuals are drawn against.
const COLUMNS: (usize, usize) = (4, 2);
/// Categories of a column whose residuals are drawn.
const CATEGORIES: usize = 12;
/// Points of a Q-Q plot.
const QUANTILES: usize = 500;

/// Every picture that suits, in order.
pub(super) fn pictures(of: &Held<'_>, classes: Option<&ClassJudgement>, arranged: &Arranged) -> Vec<Drawing> {
    let mut pictures = Vec::new();
    if let Some(classes) = classes.filter(|classes| !classes.against_rest.is_empty()) {
        let told = most_rows(&classes.against_rest);
        let target = &of.answered.task.target;
        pictures.push(drawing("precision_recall", &precision_recall(&told, target)));
        pictures.push(drawing("gains", &gains(&told, target)));
        pictures.push(drawing("lift", &lift(&told, target)));
        pictures.push(drawing("calibration", &calibration(&told, target)));
        pictures.extend(scores_by_class(&of.answered).map(|chart| drawing("scores_by_class", &chart)));
    }
    let residuals = residuals(&of.answered);
    if !residuals.is_empty() {
        pictures.extend(spread(&residuals).map(|chart| drawing("residual_histogram", &chart)));
        pictures.extend(normal(&residuals).map(|chart| drawing("residual_quantiles", &chart)));
        pictures.extend(against_columns(&residuals, of.rows, arranged));
    }
    pictures
}

/// The classes with most rows, in their order.
fn most_rows(all: &[AgainstRest]) -> Vec<&AgainstRest> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(all[*at].positives));
    order.truncate(CLASSES);
    order.sort_unstable();
    order.into_iter().map(|at| &all[at]).filter(|of| of.positives > 0).collect()
}

/// A curve for each class, after which comes what guessing gives.
fn curves(
    classes: &[&AgainstRest],
    target: &str,
    axes: (&str, &str),
    points: impl Fn(&AgainstRest) -> Vec<(f64, f64)>,
    guess: Option<Series>,
) -> ChartSpec {
    let series =
        classes.iter().map(|of| Series { name: of.class.clone(), points: points(of), ..Series::default() });
    let by = if classes.len() > 1 { target.to_string() } else { String::new() };
    // A guess is no class: it would take a class's colour.
    let guess = guess.filter(|_| by.is_empty());
    ChartSpec::Lines(Lines {
        x: Axis::named(axes.0),
        y: Axis::named(axes.1),
        by,
        series: series.chain(guess).collect(),
        aggregated: String::new(),
    })
}

fn guess(points: Vec<(f64, f64)>) -> Option<Series> {
    Some(Series { name: "guessing".into(), points, ..Series::default() })
}

/// Rows called positive, and those of them that are, at each threshold.
fn called(of: &AgainstRest) -> impl Iterator<Item = (f64, f64)> + '_ {
    let counts = of.true_positives.iter().zip(&of.false_positives);
    counts.map(|(tp, fp)| ((tp + fp) as f64, *tp as f64))
}

fn precision_recall(classes: &[&AgainstRest], target: &str) -> ChartSpec {
    let points = |of: &AgainstRest| -> Vec<(f64, f64)> {
        called(of).map(|(called, right)| (right / of.positives as f64, right / called)).collect()
    };
    let share = classes.first().map(|of| of.positives as f64 / (of.positives + of.negatives) as f64);
    let flat = share.and_then(|share| guess(vec![(0.0, share), (1.0, share)]));
    curves(classes, target, ("Share caught (recall)", "Share of alarms right (precision)"), points, flat)
}

fn gains(classes: &[&AgainstRest], target: &str) -> ChartSpec {
    let points = |of: &AgainstRest| -> Vec<(f64, f64)> {
        let rows = (of.positives + of.negatives) as f64;
        let curve = called(of).map(|(called, right)| (called / rows, right / of.positives as f64));
        std::iter::once((0.0, 0.0)).chain(curve).collect()
    };
    let diagonal = guess(vec![(0.0, 0.0), (1.0, 1.0)]);
    curves(classes, target, ("Share of rows, most probable first", "Share caught"), points, diagonal)
}

fn lift(classes: &[&AgainstRest], target: &str) -> ChartSpec {
    let points = |of: &AgainstRest| -> Vec<(f64, f64)> {
        let rows = (of.positives + of.negatives) as f64;
        let share = of.positives as f64 / rows;
        called(of).map(|(called, right)| (called / rows, right / called / share)).collect()
    };
    let one = guess(vec![(0.0, 1.0), (1.0, 1.0)]);
    curves(classes, target, ("Share of rows, most probable first", "Times as many as by chance"), points, one)
}

fn calibration(classes: &[&AgainstRest], target: &str) -> ChartSpec {
    let points = |of: &AgainstRest| of.quantile.iter().map(|(p, share, _)| (*p, *share)).collect();
    let series = guess(vec![(0.0, 0.0), (1.0, 1.0)]);
    let perfect = series.map(|series| Series { name: "perfect".into(), ..series });
    curves(classes, target, ("Mean probability of a bin", "Share that came true"), points, perfect)
}

/// Of two classes the probability of the positive one by true class; of more that of the true class.
fn scores_by_class(of: &Answered<'_>) -> Option<ChartSpec> {
    let (Prediction::Classes { probabilities, .. }, Target::Classes { labels, index }) =
        (of.prediction, of.target)
    else {
        return None;
    };
    if probabilities.ncols() == 0 || labels.len() > 2 * CLASSES {
        return None;
    }
    let mut classes: Vec<ClassSpread> = labels
        .iter()
        .map(|class| ClassSpread {
            class: class.clone(),
            counts: vec![0; INTERVALS],
            ..ClassSpread::default()
        })
        .collect();
    let mut counts = vec![0; INTERVALS];
    for (row, truth) in index.iter().enumerate() {
        let of_class = of.positive().unwrap_or(*truth as usize);
        let p = f64::from(probabilities[(row, of_class)]);
        let at = ((p * INTERVALS as f64) as usize).min(INTERVALS - 1);
        counts[at] += 1;
        classes[*truth as usize].counts[at] += 1;
    }
    let what = match of.positive() {
        Some(positive) => format!("Probability of {}", labels[positive]),
        None => "Probability of the true class".into(),
    };
    Some(ChartSpec::Histogram(Histogram {
        by: of.task.target.clone(),
        classes,
        ..Histogram::new(what, (0..=INTERVALS).map(|i| i as f64 / INTERVALS as f64).collect(), counts)
    }))
}

fn spread(residuals: &[f64]) -> Option<ChartSpec> {
    let found = histogram(residuals, BinRule::Auto, 50)?;
    Some(ChartSpec::Histogram(Histogram::new("Actual less predicted", found.edges, found.counts)))
}

fn normal(residuals: &[f64]) -> Option<ChartSpec> {
    let plot = probability_plot(residuals, QUANTILES)?;
    Some(ChartSpec::QuantileQuantile(QuantileQuantile {
        axis: Axis::named("Actual less predicted"),
        distribution: "normal".into(),
        points: plot.theoretical.into_iter().zip(plot.ordered).collect(),
        line: (plot.intercept, plot.slope),
        sampled_from: residuals.len() as u64,
    }))
}

/// The columns that the size or the sign of the residuals goes with most.
fn against_columns(residuals: &[f64], rows: &[u32], arranged: &Arranged) -> Vec<Drawing> {
    let picks: Vec<(usize, f64)> =
        thinned(&residuals.iter().copied().enumerate().collect::<Vec<_>>(), SCATTER);
    let at: Vec<usize> = picks.iter().map(|(at, _)| rows[*at] as usize).collect();
    let residuals_of: Vec<f64> = picks.iter().map(|(_, residual)| *residual).collect();
    let sizes: Vec<f64> = residuals_of.iter().map(|residual| residual.abs()).collect();
    let (mut numbers, mut categories) = (Vec::new(), Vec::new());
    for column in arranged.features.iter().filter_map(|name| arranged.table.column(name)) {
        match column.kind {
            ColumnType::Numeric => {
                let x: Vec<f64> = at.iter().map(|row| column.number(*row).unwrap_or(f64::NAN)).collect();
                let tie = |of: &[f64]| spearman(&x, of).map_or(0.0, f64::abs);
                numbers.push((tie(&sizes).max(tie(&residuals_of)), column.name.clone(), x));
            }
            ColumnType::Categorical | ColumnType::Boolean => {
                let codes: Vec<Option<u32>> = column.level_indices().collect();
                let codes: Vec<Option<u32>> =
                    at.iter().map(|row| codes.get(*row).copied().flatten()).collect();
                let tie = |of: &[f64]| correlation_ratio(&codes, of).unwrap_or(0.0);
                categories.push((tie(&sizes).max(tie(&residuals_of)), column.clone(), codes));
            }
            _ => {}
        }
    }
    numbers.sort_by(|a, b| b.0.total_cmp(&a.0));
    categories.sort_by(|a, b| b.0.total_cmp(&a.0));
    let axis = || Axis::named("Actual less predicted");
    let scatters = numbers.into_iter().take(COLUMNS.0).map(|(_, name, x)| {
        ChartSpec::Scatter(Scatter {
            x: Axis::column(name),
            y: axis(),
            points: x.into_iter().zip(residuals_of.iter().copied()).collect(),
            sampled_from: rows.len() as u64,
            ..Scatter::default()
        })
    });
    let boxes = categories.into_iter().take(COLUMNS.1).map(|(_, column, codes)| {
        ChartSpec::Boxes(Boxes {
            axis: axis(),
            by: Some(column.name.clone()),
            groups: groups(&column, &codes, &residuals_of),
            ..Boxes::default()
        })
    });
    let charts = scatters.chain(boxes).enumerate();
    charts.map(|(at, chart)| drawing(&format!("residuals_by_{}", at + 1), &chart)).collect()
}

/// A box for each of the most frequent categories.
fn groups(column: &Column, codes: &[Option<u32>], values: &[f64]) -> Vec<BoxGroup> {
    let levels = column.levels();
    let of = |level: usize| -> Vec<f64> {
        let own = codes.iter().zip(values).filter(|(code, _)| **code == Some(level as u32));
        let mut own: Vec<f64> = own.map(|(_, value)| *value).collect();
        own.sort_unstable_by(f64::total_cmp);
        own
    };
    let mut groups: Vec<(usize, Vec<f64>)> = (0..levels.len()).map(|level| (level, of(level))).collect();
    groups.retain(|(_, values)| !values.is_empty());
    groups.sort_by_key(|(level, values)| (std::cmp::Reverse(values.len()), *level));
    groups.truncate(CATEGORIES);
    groups.into_iter().filter_map(|(level, values)| boxed(levels[level], &values)).collect()
}

fn boxed(name: &str, sorted: &[f64]) -> Option<BoxGroup> {
    let at = |q: f64| quantile_sorted(sorted, q);
    let five = [at(0.0)?, at(0.25)?, at(0.5)?, at(0.75)?, at(1.0)?];
    let reach = 1.5 * (five[3] - five[1]);
    let (low, high) = (five[1] - reach, five[3] + reach);
    let inside: Vec<f64> = sorted.iter().copied().filter(|v| (low..=high).contains(v)).collect();
    let outliers: Vec<f64> = sorted.iter().copied().filter(|v| !(low..=high).contains(v)).collect();
    Some(BoxGroup {
        name: name.into(),
        n: sorted.len() as u64,
        five,
        whiskers: (*inside.first()?, *inside.last()?),
        mean: None,
        outliers_total: outliers.len() as u64,
        outliers,
    })
}

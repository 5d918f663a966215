//! Judging without a target: scores of groups of rows, and their pictures.

use crate::score::undefined;
use crate::split::shuffle;
use crate::{EvaluateError, Scored, check_metrics};
use glasshouse_chart::{
    Axis, Bars, ChartSpec, ClassSpread, Classes, Coloring, Counts, Format, Heatmap, Histogram, Lines,
    Scatter, Series, Shade,
};
use glasshouse_learn::{Features, ModelState, Prediction};
use glasshouse_metrics::Grouped;
use glasshouse_prepare::Pipeline;
use glasshouse_spec::{Diagnostics, Drawing, Groups, Place, TaskKind, TaskReport, Warning};
use glasshouse_stats::principal_components;
use ndarray::Axis as Along;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Name of the group of rows that belong to no cluster.
const NOISE: &str = "-1";
/// Most rows whose silhouettes are averaged: each is compared with all others.
const SILHOUETTE: usize = 3000;
/// Seed of samples.
const SEED: u64 = 42;
/// Cells between two pauses of the silhouette.
const PIECE: usize = 4_000_000;
/// Most points of a picture, and most of its cells.
const POINTS: (usize, usize) = (2000, 1 << 20);
/// Most groups that are shown each by itself.
const BARS: usize = 50;
/// Most features of the profile.
const PROFILE: usize = 30;
/// Intervals of the histogram of scores.
const INTERVALS: usize = 40;
/// Rows that are listed as the most unusual.
const UNUSUAL: usize = 20;

/// Rows of one part with what a model says of them.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// Name of the part.
    pub part: &'a str,
    /// The rows as the model sees them.
    pub x: &'a Features,
    /// What the model says.
    pub prediction: &'a Prediction,
    /// The question.
    pub task: &'a TaskReport,
}

/// Scores of groups, a metric at a time. Rows that belong to no cluster do not count; a silhouette of
/// more than 3000 rows is that of a sample of so many, and a note says so.
///
/// # Errors
/// A metric that is not known.
pub async fn score_groups_in_pieces(
    of: Judged<'_>,
    wanted: Option<&[String]>,
    pause: &impl AsyncFn(f64),
) -> Result<Scored, EvaluateError> {
    let names = check_metrics(wanted, of.task)?;
    let mut scored = Scored::default();
    let Prediction::Groups { index, .. } = of.prediction else { return Ok(scored) };
    if index.is_empty() {
        return Ok(scored);
    }
    let noise = of.task.classes.iter().position(|name| name == NOISE).map(|at| at as u32);
    let kept: Vec<usize> = (0..index.len()).filter(|&row| Some(index[row]) != noise).collect();
    let whole = Rows::take(of.x, index, &kept);
    if kept.len() < index.len() && names.iter().any(|name| *name != "outlier_share") {
        scored.notes.push(without_noise(of.part, index.len() - kept.len(), index.len()));
    }
    for (at, name) in names.iter().copied().enumerate() {
        let share = async |done: f64| pause((at as f64 + done) / names.len() as f64).await;
        share(0.0).await;
        let score = match name {
            "outlier_share" => Ok(outlier_share(of.task, index)),
            "silhouette_score" if kept.len() > SILHOUETTE => {
                scored.notes.push(sampled(of.part, kept.len()));
                let sample = sample(&kept);
                silhouette(&Rows::take(of.x, index, &sample), &share).await
            }
            "silhouette_score" => silhouette(&whole, &share).await,
            _ => whole.grouped().and_then(|groups| groups.score(name).unwrap_or(Ok(0.0))),
        };
        match score {
            Ok(value) => {
                scored.scores.insert(name.into(), value);
            }
            Err(why) => scored.notes.push(undefined(of.part, name, why)),
        }
    }
    Ok(scored)
}

/// Some rows as the scores take them.
struct Rows {
    cells: Vec<f32>,
    features: usize,
    index: Vec<u32>,
}

impl Rows {
    fn take(x: &Features, index: &[u32], rows: &[usize]) -> Self {
        let cells = x.data.select(Along(0), rows).into_raw_vec_and_offset().0;
        Self { cells, features: x.data.ncols(), index: rows.iter().map(|&row| index[row]).collect() }
    }

    fn grouped(&self) -> Result<Grouped<'_>, glasshouse_metrics::Undefined> {
        Grouped::new(&self.cells, self.features, &self.index)
    }
}

async fn silhouette(rows: &Rows, pause: &impl AsyncFn(f64)) -> glasshouse_metrics::Score {
    let groups = rows.grouped()?;
    let (count, mut sum) = (groups.rows(), 0.0);
    let step = (PIECE / rows.cells.len().max(1)).max(1);
    for begin in (0..count).step_by(step) {
        sum += (begin..count.min(begin + step)).map(|row| groups.silhouette_of(row)).sum::<f64>();
        pause(begin as f64 / count as f64).await;
    }
    Ok(sum / count as f64)
}

/// A silhouette's sample of rows, ascending.
fn sample(rows: &[usize]) -> Vec<usize> {
    let mut drawn = rows.to_vec();
    shuffle(&mut drawn, &mut ChaCha8Rng::seed_from_u64(SEED));
    drawn.truncate(SILHOUETTE);
    drawn.sort_unstable();
    drawn
}

fn sampled(part: &str, rows: usize) -> Warning {
    let message = format!(
        "silhouette_score of the {part} rows is that of {SILHOUETTE} rows drawn at random from {rows}: each \
         row is compared with all others"
    );
    Warning::new("metric.sampled", message, Place::default())
}

fn without_noise(part: &str, noise: usize, rows: usize) -> Warning {
    let message = format!(
        "the scores of the {part} rows are those of the clusters alone: {noise} of {rows} rows belong to none \
         and are left out"
    );
    Warning::new("metric.without_noise", message, Place::default())
}

/// The share of the rows that are in the last group.
fn outlier_share(task: &TaskReport, index: &[u32]) -> f64 {
    let outlier = task.classes.len().saturating_sub(1) as u32;
    index.iter().filter(|group| **group == outlier).count() as f64 / index.len() as f64
}

/// The groups of a part with their pictures. `rows` are the positions of the rows in the file.
pub fn group_diagnostics(of: Judged<'_>, rows: &[u32], pipeline: &Pipeline) -> Diagnostics {
    let mut shown = Diagnostics { part: of.part.into(), ..Diagnostics::default() };
    let Prediction::Groups { index, numbers } = of.prediction else { return shown };
    let beside = pipeline.state().model.beside().unwrap_or_default();
    let mut sizes: Vec<(String, u64)> = of.task.classes.iter().map(|name| (name.clone(), 0)).collect();
    index.iter().for_each(|group| sizes[*group as usize].1 += 1);
    let unusual =
        if of.task.kind == TaskKind::Anomaly { unusual(&of, index, numbers, rows) } else { Vec::new() };
    let bars = (!unusual.is_empty()).then(|| unusual_bars(&unusual, beside));
    shown.groups = Some(Groups { sizes, beside: beside.into(), unusual });
    shown.pictures.push(drawing("sizes", &counted(&of, index)));
    shown.pictures.extend(components(&of, index).map(|chart| drawing("components", &chart)));
    shown.pictures.extend(merges(&pipeline.state().model).map(|chart| drawing("merges", &chart)));
    shown.pictures.extend(profile(&of, index).map(|chart| drawing("profile", &chart)));
    if of.task.kind == TaskKind::Anomaly {
        shown.pictures.extend(spread(&of, index, numbers, beside).map(|chart| drawing("scores", &chart)));
        shown.pictures.extend(bars.map(|chart| drawing("unusual", &chart)));
    }
    shown
}

/// How far apart the clusters were whose merging left so many.
fn merges(model: &ModelState) -> Option<ChartSpec> {
    let ModelState::Anchors(state) = model else { return None };
    let last = state.heights.iter().rev().enumerate();
    let points: Vec<(f64, f64)> = last.map(|(at, height)| ((at + 1) as f64, *height)).collect();
    (points.len() > 1).then(|| {
        ChartSpec::Lines(Lines {
            x: Axis::named("Clusters left"),
            y: Axis::named("Distance of the two that were merged"),
            series: vec![Series { points, ..Series::default() }],
            ..Lines::default()
        })
    })
}

/// A picture as a host passes it on.
pub fn drawing(name: &str, chart: &ChartSpec) -> Drawing {
    Drawing { name: name.into(), spec: serde_json::to_string(chart).unwrap_or_default() }
}

/// What the groups are, in a word.
fn word(task: &TaskReport) -> String {
    if task.kind == TaskKind::Anomaly { "mark".into() } else { "cluster".into() }
}

/// The rows of each group.
fn counted(of: &Judged<'_>, index: &[u32]) -> ChartSpec {
    let mut values: Vec<(String, u64)> = of.task.classes.iter().map(|name| (name.clone(), 0)).collect();
    index.iter().for_each(|group| values[*group as usize].1 += 1);
    let rest = values.split_off(values.len().min(BARS));
    ChartSpec::Counts(Counts {
        column: word(of.task),
        values,
        others: (rest.len() as u64, rest.iter().map(|(_, rows)| rows).sum()),
        by_class: true,
        ..Counts::default()
    })
}

/// How far the mean of each feature in each group lies from that of all rows, in standard deviations;
/// the features that differ most.
fn profile(of: &Judged<'_>, index: &[u32]) -> Option<ChartSpec> {
    let (rows, features) = of.x.data.dim();
    let groups = of.task.classes.len();
    if !(2..=BARS).contains(&groups) || rows < 2 {
        return None;
    }
    let (mut sizes, mut sums) = (vec![0.0; groups], vec![0.0; groups * features]);
    let mut squares = vec![0.0; features];
    let mean: Vec<f64> = of.x.data.columns().into_iter().map(|c| total(c.iter()) / rows as f64).collect();
    for (row, group) in of.x.data.outer_iter().zip(index) {
        sizes[*group as usize] += 1.0;
        let sums = &mut sums[*group as usize * features..][..features];
        for (j, (sum, &x)) in sums.iter_mut().zip(row).enumerate() {
            let difference = f64::from(x) - mean[j];
            *sum += difference;
            squares[j] += difference * difference;
        }
    }
    let deviation = |j: usize| (squares[j] / rows as f64).sqrt();
    let apart = |group: usize, j: usize| {
        let defined = sizes[group] > 0.0 && deviation(j) > 0.0;
        defined.then(|| sums[group * features + j] / sizes[group] / deviation(j))
    };
    let most = |j: usize| (0..groups).filter_map(|g| apart(g, j)).map(f64::abs).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..features).filter(|&j| deviation(j) > 0.0).collect();
    order.sort_by(|&a, &b| most(b).total_cmp(&most(a)));
    let hidden = order.len().saturating_sub(PROFILE);
    order.truncate(PROFILE);
    let largest = order.first().map_or(1.0, |&j| most(j));
    Some(ChartSpec::Heatmap(Heatmap {
        what: "Standard deviations from the mean".into(),
        column_name: word(of.task),
        rows: order.iter().map(|&j| of.x.names[j].clone()).collect(),
        columns: of.task.classes.clone(),
        values: order.iter().map(|&j| (0..groups).map(|g| apart(g, j)).collect()).collect(),
        shade: Shade::Diverging,
        range: Some((-largest, largest)),
        format: Format::Coefficient,
        left_out: if hidden > 0 {
            format!("{hidden} features that differ less are not shown.")
        } else {
            String::new()
        },
        ..Heatmap::default()
    }))
}

fn total<'a>(values: impl Iterator<Item = &'a f32>) -> f64 {
    values.map(|x| f64::from(*x)).sum()
}

/// The rows with the lowest scores, as a picture: by their number in the file.
fn unusual_bars(unusual: &[(u64, String, f64)], beside: &str) -> ChartSpec {
    let items = unusual.iter().map(|(row, _, score)| (format!("row {}", row + 1), *score));
    ChartSpec::Bars(Bars::new(beside, items.collect()))
}

/// The rows with the lowest scores.
fn unusual(of: &Judged<'_>, index: &[u32], numbers: &[f64], rows: &[u32]) -> Vec<(u64, String, f64)> {
    let mut order: Vec<usize> = (0..index.len()).collect();
    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
    let name = |row: usize| of.task.classes[index[row] as usize].clone();
    order.into_iter().take(UNUSUAL).map(|row| (u64::from(rows[row]), name(row), numbers[row])).collect()
}

/// The rows along the two directions in which the features spread most, coloured by group.
fn components(of: &Judged<'_>, index: &[u32]) -> Option<ChartSpec> {
    let (all, features) = of.x.data.dim();
    let most = POINTS.0.min(POINTS.1 / features.max(1)).max(2);
    let step = all.div_ceil(most).max(1);
    let rows: Vec<usize> = (0..all).step_by(step).collect();
    let mut centred = of.x.data.select(Along(0), &rows).mapv(f64::from);
    let mean = centred.mean_axis(Along(0))?;
    centred -= &mean;
    let (variances, directions, total) = leading_two(&centred)?;
    let place =
        |k: usize| centred.outer_iter().map(|row| dot(row.iter(), &directions[k])).collect::<Vec<f64>>();
    let axis = |k: usize| {
        let share = if total > 0.0 { 100.0 * variances[k] / total } else { 0.0 };
        Axis::named(format!("Component {} ({share:.1} % of the variance)", k + 1))
    };
    let classes = Classes {
        column: word(of.task),
        names: of.task.classes.clone(),
        codes: rows.iter().map(|&row| Some(index[row])).collect(),
    };
    Some(ChartSpec::Scatter(Scatter {
        x: axis(0),
        y: axis(1),
        points: place(0).into_iter().zip(place(1)).collect(),
        color: Some(Coloring::Classes(classes)),
        sampled_from: all as u64,
        ..Scatter::default()
    }))
}

fn dot<'a>(row: impl Iterator<Item = &'a f64>, direction: &[f64]) -> f64 {
    row.zip(direction).map(|(a, b)| a * b).sum()
}

/// The two directions of the largest variance with their variances, and the variance of all: a few
/// directions are multiplied by the covariance again and again (subspace iteration), enough for a
/// picture. `None` for a single feature.
fn leading_two(rows: &ndarray::Array2<f64>) -> Option<([f64; 2], [Vec<f64>; 2], f64)> {
    const DIRECTIONS: usize = 6;
    const ROUNDS: usize = 20;
    let features = rows.ncols();
    if features < 2 || rows.nrows() < 2 {
        return None;
    }
    let count = rows.nrows() as f64;
    let spread = |j: usize| rows.column(j).iter().map(|x| x * x).sum::<f64>() / count;
    let mut by_spread: Vec<usize> = (0..features).collect();
    by_spread.sort_by(|&a, &b| spread(b).total_cmp(&spread(a)));
    let unit = |j: usize| (0..features).map(|i| if i == j { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let mut directions: Vec<Vec<f64>> = by_spread.into_iter().take(DIRECTIONS).map(unit).collect();
    for _ in 0..ROUNDS {
        orthonormal(&mut directions);
        directions = directions.iter().map(|direction| through(rows, direction)).collect();
    }
    orthonormal(&mut directions);
    let images: Vec<Vec<f64>> = directions.iter().map(|direction| through(rows, direction)).collect();
    let half = (0..directions.len())
        .map(|i| (0..=i).map(|j| dot(directions[i].iter(), &images[j]) / count).collect())
        .collect();
    let found = principal_components(half);
    let of = |k: usize| {
        let mut sum = vec![0.0; features];
        for (weight, direction) in found[k].1.iter().zip(&directions) {
            sum.iter_mut().zip(direction).for_each(|(sum, value)| *sum += weight * value);
        }
        sum
    };
    Some(([found[0].0, found[1].0], [of(0), of(1)], (0..features).map(spread).sum()))
}

/// The covariance times a direction, times the number of rows.
fn through(rows: &ndarray::Array2<f64>, direction: &[f64]) -> Vec<f64> {
    let mut image = vec![0.0; direction.len()];
    for row in rows.outer_iter() {
        let place = dot(row.iter(), direction);
        image.iter_mut().zip(row).for_each(|(sum, value)| *sum += place * value);
    }
    image
}

/// Makes directions perpendicular and of length one (Gram and Schmidt); what depends on earlier ones
/// becomes zero.
fn orthonormal(directions: &mut [Vec<f64>]) {
    for k in 0..directions.len() {
        let (before, rest) = directions.split_at_mut(k);
        let own = &mut rest[0];
        for _ in 0..2 {
            for other in before.iter() {
                let along = dot(own.iter(), other);
                own.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
            }
        }
        let length = dot(own.iter(), &own.clone()).sqrt();
        let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
        own.iter_mut().for_each(|value| *value *= scale);
    }
}

/// How the scores are spread, and those of each mark.
fn spread(of: &Judged<'_>, index: &[u32], numbers: &[f64], beside: &str) -> Option<ChartSpec> {
    let (low, high) =
        numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &x| (a.min(x), b.max(x)));
    if low >= high {
        return None;
    }
    let width = (high - low) / INTERVALS as f64;
    let interval = |x: f64| (((x - low) / width) as usize).min(INTERVALS - 1);
    let mut counts = vec![vec![0_u64; INTERVALS]; of.task.classes.len()];
    numbers.iter().zip(index).for_each(|(&x, group)| counts[*group as usize][interval(x)] += 1);
    let all = (0..INTERVALS).map(|at| counts.iter().map(|counts| counts[at]).sum()).collect();
    let classes = of.task.classes.iter().zip(counts);
    Some(ChartSpec::Histogram(Histogram {
        column: beside.into(),
        edges: (0..=INTERVALS).map(|at| low + width * at as f64).collect(),
        counts: all,
        by: "mark".into(),
        classes: classes
            .map(|(class, counts)| ClassSpread { class: class.clone(), counts, density: Vec::new() })
            .collect(),
        ..Histogram::default()
    }))
}

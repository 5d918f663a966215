//! How far the figures of groups are apart, and how sure that is.
//!
//! The interval of a difference is between percentiles of a bootstrap of the rows. The greatest less the least of
//! several groups is above zero by chance alone, and more so in a resample: the interval tells how far it may be,
//! not whether it is there at all.

use super::figures::{Answers, Sums, added, counts};
use crate::judge::percentiles;
use crate::split::below;
use glasshouse_metrics::{Apart, GroupCounts, Score, Undefined, apart, worse};
use glasshouse_spec::{Disparity, Figure, GroupFigures};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The rule of the U.S. Equal Employment Opportunity Commission: the least share at least so much of the greatest.
const FOUR_FIFTHS: f64 = 0.8;
/// Cells (rows by resamples) of all resamples, and resamples at most and at least.
const CELLS: usize = 10_000_000;
const RESAMPLES: (usize, usize) = (1000, 100);
/// Rows beyond which there is no bootstrap.
const MOST: usize = 200_000;

/// Names of the disparities.
fn names(of: &Answers) -> &'static [&'static str] {
    match of {
        Answers::Class(_) => &["demographic_parity", "equal_opportunity", "equalized_odds", "accuracy"],
        Answers::Numbers { .. } => &["mean_prediction", "mean_error", "mean_absolute_error"],
    }
}

/// Figures of the groups that take part by their sums, and how far they are apart.
fn measure(name: &str, sums: &[Option<Sums>]) -> Result<Apart, Undefined> {
    let each = |figure: &dyn Fn(Sums) -> Score| {
        let figures: Vec<Option<f64>> = sums
            .iter()
            .map(|sums| sums.filter(|sums| sums[0] > 0.0).and_then(|sums| figure(sums).ok()))
            .collect();
        apart(&figures)
    };
    let rate = |rate: fn(&GroupCounts) -> Score| each(&|sums| rate(&counts(sums)));
    let share = |at: usize| each(&|sums| Ok(sums[at] / sums[0]));
    match name {
        "demographic_parity" => rate(GroupCounts::selection_rate),
        "equal_opportunity" => rate(GroupCounts::true_positive_rate),
        "equalized_odds" => {
            worse(rate(GroupCounts::true_positive_rate), rate(GroupCounts::false_positive_rate))
        }
        "accuracy" => share(4),
        "mean_prediction" => share(1),
        // It has a sign, so that a share of it says nothing.
        "mean_error" => share(2).map(|apart| Apart { ratio: None, ..apart }),
        _ => share(3),
    }
}

/// Sums of each group.
fn sums(answers: &Answers, groups: &[u32], n: usize) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); n];
    for (row, group) in groups.iter().enumerate() {
        let own = &mut sums[*group as usize];
        *own = added(*own, answers.sums(row));
    }
    sums
}

/// How far groups are apart, without intervals. `told` are their figures, in order, those without rows among them.
pub(super) fn disparities(answers: &Answers, groups: &[u32], told: &[GroupFigures]) -> Vec<Disparity> {
    let sums = sums(answers, groups, told.len());
    let part: Vec<Option<Sums>> =
        sums.into_iter().zip(told).map(|(sums, own)| (!own.too_small).then_some(sums)).collect();
    let one = |name: &&str| {
        let mut found = Disparity { name: (*name).into(), ..Disparity::default() };
        let lacks = |own: &GroupFigures| {
            own.too_small || needed(name).iter().any(|of| !own.figures.contains_key(*of))
        };
        found.left_out = (0..told.len()).filter(|at| lacks(&told[*at])).map(|at| at as u32).collect();
        match measure(name, &part) {
            Err(why) => found.undefined = Some(why.to_string()),
            Ok(apart) => {
                found.difference = Some(Figure { value: apart.difference, interval: None });
                found.ratio = apart.ratio.map(|value| Figure { value, interval: None });
                found.between = Some((apart.lowest as u32, apart.highest as u32));
                if *name == "demographic_parity" {
                    found.four_fifths = apart.ratio.map(|ratio| ratio >= FOUR_FIFTHS);
                }
                if apart.ratio.is_none() {
                    found.undefined = Some(no_ratio(name).into());
                }
            }
        }
        found
    };
    names(answers).iter().map(one).collect()
}

/// The figures that a disparity is of.
fn needed(name: &str) -> &'static [&'static str] {
    match name {
        "demographic_parity" => &["selection_rate"],
        "equal_opportunity" => &["true_positive_rate"],
        "equalized_odds" => &["true_positive_rate", "false_positive_rate"],
        "accuracy" => &["accuracy"],
        "mean_prediction" => &["mean_prediction"],
        "mean_error" => &["mean_error"],
        _ => &["mean_absolute_error"],
    }
}

fn no_ratio(name: &str) -> &'static str {
    match name {
        "mean_error" => "errors have a sign, so that there is no ratio",
        "mean_prediction" => "numbers that are not above zero in every group have no ratio",
        "mean_absolute_error" => "no group has an error, so that there is no ratio",
        _ => "the rate is zero in every group, so that there is no ratio",
    }
}

/// Groupings of the same rows: the group of each row, and the figures of each group.
pub(super) type Grouped<'a> = (&'a [u32], &'a [GroupFigures]);

/// Gives the disparities of several groupings their intervals. Returns the resamples, none of too many rows.
pub(super) async fn intervals(
    answers: &Answers,
    groupings: &[Grouped<'_>],
    disparities: &mut [Vec<Disparity>],
    (level, seed): (f64, u64),
    pause: &impl AsyncFn(f64),
) -> u32 {
    let rows = answers.rows();
    if rows == 0 || rows > MOST {
        return 0;
    }
    let resamples = (CELLS / rows).clamp(RESAMPLES.1, RESAMPLES.0);
    let mut draws = ChaCha8Rng::seed_from_u64(seed);
    let each: Vec<Sums> = (0..rows).map(|row| answers.sums(row)).collect();
    let names = names(answers);
    let mut found: Vec<Vec<[Vec<f64>; 2]>> =
        vec![vec![<[Vec<f64>; 2]>::default(); names.len()]; groupings.len()];
    for at in 0..resamples {
        let drawn: Vec<u32> = (0..rows).map(|_| below(&mut draws, rows as u64) as u32).collect();
        for ((groups, told), found) in groupings.iter().zip(&mut found) {
            let mut sums = vec![Sums::default(); told.len()];
            for row in &drawn {
                let own = &mut sums[groups[*row as usize] as usize];
                *own = added(*own, each[*row as usize]);
            }
            let part: Vec<Option<Sums>> =
                sums.into_iter().zip(*told).map(|(sums, own)| (!own.too_small).then_some(sums)).collect();
            for (name, [differences, ratios]) in names.iter().zip(found) {
                if let Ok(apart) = measure(name, &part) {
                    differences.push(apart.difference);
                    ratios.extend(apart.ratio);
                }
            }
        }
        pause(at as f64 / resamples as f64).await;
    }
    for (told, found) in disparities.iter_mut().zip(found) {
        for (disparity, [differences, ratios]) in told.iter_mut().zip(found) {
            let set = |figure: &mut Option<Figure>, values| {
                if let Some(figure) = figure {
                    figure.interval = percentiles(values, resamples, level);
                }
            };
            set(&mut disparity.difference, differences);
            set(&mut disparity.ratio, ratios);
        }
    }
    resamples as u32
}

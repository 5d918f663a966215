//! The first target in each part: rows of its classes, or figures of its numbers.

use super::each;
use crate::Arranged;
use glasshouse_learn::Target;
use glasshouse_spec::{ClassParts, NumberPart, Parts, TargetParts};
use glasshouse_stats::{BinRule, histogram, mean, quantile_sorted};

/// Classes that are told one by one.
const CLASSES: usize = 12;
/// Bins of a histogram at most.
const BINS: u32 = 24;

/// The first target; none of a question without one.
pub(super) async fn of(arranged: &Arranged, pause: &impl AsyncFn(f64)) -> Option<TargetParts> {
    let name = arranged.task.target.clone();
    match arranged.first_target() {
        Target::Classes { labels, index } => {
            Some(TargetParts::Classes { name, classes: classes(labels, index, &arranged.parts) })
        }
        Target::Numbers(numbers) => Some(told(name, numbers, &arranged.parts, pause).await),
        _ => {
            let column = arranged.table.column(&name)?.numbers()?;
            let numbers: Vec<f64> = column.values().to_vec();
            Some(told(name, &numbers, &arranged.parts, pause).await)
        }
    }
}

fn classes(labels: &[String], index: &[u32], parts: &Parts<Vec<u32>>) -> Vec<ClassParts> {
    let counts = each(parts, |rows| {
        let mut counts = vec![0_u64; labels.len()];
        rows.iter().for_each(|row| counts[index[*row as usize] as usize] += 1);
        counts
    });
    let of = |class: usize| each(&counts, |counts| counts[class]);
    let sum = |rows: &Parts<u64>| rows.train + rows.validation + rows.test;
    let mut order: Vec<usize> = (0..labels.len()).collect();
    let most = if labels.len() > CLASSES { CLASSES - 1 } else { CLASSES };
    order.sort_by_key(|class| std::cmp::Reverse(sum(&of(*class))));
    let rest = order.split_off(most.min(order.len()));
    order.sort_unstable();
    let one = |class: usize| ClassParts { label: Some(labels[class].clone()), classes: 1, rows: of(class) };
    let mut told: Vec<ClassParts> = order.into_iter().map(one).collect();
    if !rest.is_empty() {
        let rows = each(&counts, |counts| rest.iter().map(|class| counts[*class]).sum());
        told.push(ClassParts { label: None, classes: rest.len() as u64, rows });
    }
    told
}

async fn told(
    name: String,
    numbers: &[f64],
    parts: &Parts<Vec<u32>>,
    pause: &impl AsyncFn(f64),
) -> TargetParts {
    let edges = histogram(numbers, BinRule::Count(BINS), BINS).map_or_else(Vec::new, |all| all.edges);
    pause(0.25).await;
    let mut figures = Parts::default();
    let all = [
        (&parts.train, &mut figures.train),
        (&parts.validation, &mut figures.validation),
        (&parts.test, &mut figures.test),
    ];
    for (at, (rows, part)) in all.into_iter().enumerate() {
        let mut own: Vec<f64> = rows.iter().map(|row| numbers[*row as usize]).collect();
        *part = part_of(&mut own, &edges);
        pause(0.25 * (at + 2) as f64).await;
    }
    TargetParts::Numbers { name, edges, parts: Box::new(figures) }
}

/// Figures of the numbers of a part, which are sorted.
fn part_of(own: &mut [f64], edges: &[f64]) -> Option<NumberPart> {
    let mean = mean(own)?;
    own.sort_unstable_by(f64::total_cmp);
    let quantile = |q: f64| quantile_sorted(own, q).unwrap_or(mean);
    // All bins but the last are open above.
    let below = |edge: f64| own.partition_point(|x| *x < edge) as u64;
    let bins = edges.len().saturating_sub(1);
    let mut ends: Vec<u64> = edges.iter().take(bins).map(|edge| below(*edge)).collect();
    ends.push(own.len() as u64);
    let counts = ends.windows(2).map(|pair| pair[1] - pair[0]).collect();
    Some(NumberPart { mean, quantiles: [0.0, 0.25, 0.5, 0.75, 1.0].map(quantile), counts })
}

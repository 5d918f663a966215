//! What a trained model's pictures say.

use super::rows;
use crate::number::{count, percent, value};
use crate::spec::{Bars, Confusion, Contributions, RegressionPoints, Roc, Swarm};

pub fn confusion(matrix: &Confusion) -> String {
    let total = matrix.total();
    let what = format!("Confusion matrix of {} classes and {}", matrix.classes.len(), rows(total));
    if total == 0 {
        return format!("{what}.");
    }
    let right: u64 = matrix.counts.iter().enumerate().filter_map(|(class, row)| row.get(class)).sum();
    let share = percent(right as f64 / total as f64);
    let mut words = format!("{what}. {} right ({share}).", count(right));
    let cells = matrix.counts.iter().enumerate();
    let cells = cells.flat_map(|(t, row)| row.iter().enumerate().map(move |(p, number)| (t, p, *number)));
    let wrong = cells.filter(|(truth, predicted, number)| truth != predicted && *number > 0);
    // The first of equals, as a reader would meet it.
    let worst = wrong.reduce(|a, b| if b.2 > a.2 { b } else { a });
    if let Some((truth, predicted, number)) = worst {
        let (truth, predicted) = (&matrix.classes[truth], &matrix.classes[predicted]);
        let times = if number == 1 { "once".into() } else { format!("{} times", count(number)) };
        words += &format!(" The most frequent mistake: {truth} taken for {predicted}, {times}.");
    }
    words
}

pub fn curves(roc: &Roc) -> String {
    let areas: Vec<String> =
        roc.curves.iter().map(|curve| format!("{} {}", curve.class, value(curve.auc))).collect();
    match areas.len() {
        0 => "No receiver operating characteristic: every row has the same class.".into(),
        1 => format!("Receiver operating characteristic. Area under the curve: {}.", areas[0]),
        n => format!("Receiver operating characteristics of {n} classes. Areas: {}.", areas.join(", ")),
    }
}

/// What was shown and what was left out of it.
fn shown(points: &RegressionPoints) -> String {
    let finite = points.finite().count() as u64;
    let mut words = rows(finite);
    if points.sampled_from > points.points.len() as u64 {
        words += &format!(" sampled from {}", count(points.sampled_from));
    }
    let left_out = points.points.len() as u64 - finite;
    if left_out > 0 {
        words += &format!(" ({} without a finite value left out)", count(left_out));
    }
    words
}

pub fn predicted(points: &RegressionPoints) -> String {
    let mut words = format!("Predicted against actual {} of {}.", points.target, shown(points));
    let errors: Vec<f64> = points.finite().map(|(actual, predicted)| (actual - predicted).abs()).collect();
    if !errors.is_empty() {
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        let most = errors.iter().fold(0.0, |a: f64, b| a.max(*b));
        words += &format!(" They are {} apart on average and {} at most.", value(mean), value(most));
    }
    words
}

pub fn residuals(points: &RegressionPoints) -> String {
    let mut words = format!("Residuals (actual minus predicted {}) of {}.", points.target, shown(points));
    let left: Vec<f64> = points.finite().map(|(actual, predicted)| actual - predicted).collect();
    if !left.is_empty() {
        let n = left.len() as f64;
        let mean = left.iter().sum::<f64>() / n;
        let deviation = (left.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / n).sqrt();
        words += &format!(" Their mean is {}, their standard deviation {}.", value(mean), value(deviation));
    }
    words
}

pub fn amounts(bars: &Bars) -> String {
    let named = |(name, amount): &(String, f64)| format!("{name} {}", value(*amount));
    let first: Vec<String> = bars.items.iter().take(3).map(named).collect();
    match bars.items.len() {
        0 => format!("No {}.", bars.what),
        1 => format!("One amount ({}): {}.", bars.what, first[0]),
        n => format!("{n} amounts ({}), from the top: {}.", bars.what, first.join(", ")),
    }
}

pub fn swarm(swarm: &Swarm) -> String {
    let dots = swarm.lines.iter().map(|line| line.values.len()).max().unwrap_or(0);
    let mut words = format!("{} of {}, in {} lines.", swarm.what, rows(dots as u64), swarm.lines.len());
    let spread = swarm.lines.iter().filter_map(|line| {
        let finite = || line.values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = (finite().reduce(f64::min)?, finite().reduce(f64::max)?);
        Some(format!("{} from {} to {}", line.name, value(low), value(high)))
    });
    let first: Vec<String> = spread.take(3).collect();
    if !first.is_empty() {
        words += &format!(" First: {}.", first.join("; "));
    }
    if swarm.left_out > 0 {
        words += &format!(" {} more are not shown.", count(swarm.left_out));
    }
    words
}

pub fn contributions(told: &Contributions) -> String {
    let signed = |(name, amount): (&str, f64)| {
        format!("{name} {}{}", if amount > 0.0 { "+" } else { "" }, value(amount))
    };
    let first: Vec<String> = told.finite().take(4).map(signed).collect();
    let lead = format!("{}: from {} to {}.", told.what, value(told.base), value(told.answer));
    match first.is_empty() {
        true => lead,
        false => format!("{lead} Most by {}.", first.join(", ")),
    }
}

//! The rows that trees are grown on and those that early stopping holds back.

use super::loss::{Loss, Sample};
use super::model::ABSENT;
use super::options::Options;
use crate::checks::{balanced, check_dataset, classes, numbers, weight};
use crate::tree::sample::{below, generator};
use crate::{Dataset, LearnError};
use glasshouse_spec::TaskKind;

/// Stream of the random numbers that hold rows back.
const STREAM: u32 = u32::MAX - 1;

const KIND: &str = "hist_gradient_boosting";

/// What is learned from, and what the scores mean.
pub(super) struct Part {
    pub loss: Loss,
    /// Rows that trees are grown on, in their order.
    pub rows: Vec<u32>,
    pub sample: Sample,
    /// Features and answers of the rows that are held back.
    pub held: Option<Held>,
    /// Number of classes.
    pub classes: Option<u32>,
    pub base: Vec<f64>,
    pub outputs: Vec<u32>,
}

/// Rows that early stopping looks at.
pub(super) struct Held {
    /// Row-major features.
    pub x: Vec<f32>,
    pub sample: Sample,
}

/// Answers and weights of all rows.
struct Answers {
    y: Vec<f64>,
    weights: Option<Vec<f64>>,
    /// Classes that have rows, and the number of all.
    classes: Option<(Vec<u32>, u32)>,
}

impl Part {
    pub fn new(data: &Dataset, options: &Options, task: TaskKind, seed: u64) -> Result<Self, LearnError> {
        check_dataset(data)?;
        let answers = match task {
            TaskKind::Classification => class_answers(data, options.balanced)?,
            _ => number_answers(data, options.loss)?,
        };
        let loss = match &answers.classes {
            Some((present, _)) if present.len() > 2 => Loss::Multinomial(present.len()),
            _ => options.loss,
        };
        if !options.directions.is_none() && loss.scores() > 1 {
            let message = "monotonic_cst works for numbers and for two classes only".to_string();
            return Err(LearnError::Parameter { name: "monotonic_cst", message });
        }
        let weighs = |row: u32| answers.weights.as_ref().is_none_or(|w| w[row as usize] > 0.0);
        let rows: Vec<u32> = (0..answers.y.len() as u32).filter(|&row| weighs(row)).collect();
        let (rows, held) = match options.stops_early(rows.len()) {
            true => hold_back(&answers, rows, options.validation_fraction, seed)?,
            false => (rows, Vec::new()),
        };
        let mut sample = answers.sample(&rows);
        let start = loss.start(&sample);
        sample.raw = raw(&start, rows.len());
        let held = (!held.is_empty()).then(|| {
            let x = held.iter().flat_map(|&row| data.x.data.row(row as usize)).copied().collect();
            let mut sample = answers.sample(&held);
            sample.raw = raw(&start, held.len());
            Held { x, sample }
        });
        let (base, outputs, classes) = scores(&answers, start);
        Ok(Self { loss, rows, sample, held, classes, base, outputs })
    }

    /// Begins with other scores than the best constant ones.
    pub fn restart(&mut self, base: &[f64]) {
        let start: Vec<f64> = self.outputs.iter().map(|&output| base[output as usize]).collect();
        self.sample.raw = raw(&start, self.sample.rows());
        if let Some(held) = &mut self.held {
            held.sample.raw = raw(&start, held.sample.rows());
        }
        self.base = base.to_vec();
    }
}

fn raw(start: &[f64], rows: usize) -> Vec<f64> {
    start.iter().flat_map(|&score| std::iter::repeat_n(score, rows)).collect()
}

/// What the scores begin with and which of them trees add to. Of two classes the later has one.
fn scores(answers: &Answers, start: Vec<f64>) -> (Vec<f64>, Vec<u32>, Option<u32>) {
    let Some((present, all)) = &answers.classes else { return (start, vec![0], None) };
    let mut base = vec![ABSENT; *all as usize];
    present.iter().for_each(|&class| base[class as usize] = 0.0);
    let outputs = if present.len() == 2 { vec![present[1]] } else { present.clone() };
    outputs.iter().zip(&start).for_each(|(&output, &score)| base[output as usize] = score);
    (base, outputs, Some(*all))
}

impl Answers {
    fn sample(&self, rows: &[u32]) -> Sample {
        let pick = |of: &Vec<f64>| rows.iter().map(|&row| of[row as usize]).collect();
        Sample { y: pick(&self.y), weights: self.weights.as_ref().map(pick), ..Sample::default() }
    }
}

fn class_answers(data: &Dataset, even: bool) -> Result<Answers, LearnError> {
    let found = classes(data, KIND)?;
    let present: Vec<u32> =
        (0..found.count as u32).filter(|&class| found.totals[class as usize] > 0.0).collect();
    let mut place = vec![0.0; found.count];
    present.iter().enumerate().for_each(|(at, &class)| place[class as usize] = at as f64);
    let factors = if even { balanced(&found.totals) } else { vec![1.0; found.count] };
    let weighed = even || data.weights.is_some();
    let weights = weighed.then(|| {
        let rows = found.index.iter().enumerate();
        rows.map(|(row, &class)| weight(data, row) * factors[class as usize]).collect()
    });
    let y = found.index.iter().map(|&class| place[class as usize]).collect();
    Ok(Answers { y, weights, classes: Some((present, found.count as u32)) })
}

fn number_answers(data: &Dataset, loss: Loss) -> Result<Answers, LearnError> {
    let y = numbers(data, KIND)?;
    let (loss, allowed, good): (_, _, fn(f64) -> bool) = match loss {
        Loss::Poisson => ("poisson", "at least zero", |v| v >= 0.0),
        Loss::Gamma => ("gamma", "above zero", |v| v > 0.0),
        _ => ("", "", |_| true),
    };
    if let Some(row) = y.iter().position(|&v| !good(v)) {
        return Err(LearnError::TargetRange { loss, allowed, row, value: y[row] });
    }
    Ok(Answers { y: y.to_vec(), weights: data.weights.clone(), classes: None })
}

/// Draws the rows that are held back, of each class its share. At least one row of each class is
/// left to learn from.
fn hold_back(
    answers: &Answers,
    rows: Vec<u32>,
    share: f64,
    seed: u64,
) -> Result<(Vec<u32>, Vec<u32>), LearnError> {
    let mut rng = generator(seed, STREAM);
    let groups = answers.classes.as_ref().map_or(1, |(present, _)| present.len());
    let group = |row: u32| if groups == 1 { 0 } else { answers.y[row as usize] as usize };
    let mut left = vec![0u32; groups];
    rows.iter().for_each(|&row| left[group(row)] += 1);
    let mut wanted: Vec<u32> = left
        .iter()
        .map(|&count| ((f64::from(count) * share).round_ties_even() as u32).min(count.saturating_sub(1)))
        .collect();
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    for row in rows {
        let group = group(row);
        if below(&mut rng, left[group]) < wanted[group] {
            wanted[group] -= 1;
            held.push(row);
        } else {
            kept.push(row);
        }
        left[group] -= 1;
    }
    if held.is_empty() {
        let message = "early_stopping needs more rows: validation_fraction of them is none".to_string();
        return Err(LearnError::Parameter { name: "early_stopping", message });
    }
    Ok((kept, held))
}

//! The rows that trees are grown on and those that early stopping holds back.

use super::loss::{Loss, Sample, Truth};
use super::model::ABSENT;
use super::options::Options;
use crate::answers::{Answers, others};
use crate::checks::{check_dataset_for, numbers};
use crate::{Dataset, FeatureKind, LearnError, Takes};
use glasshouse_spec::TaskKind;

const KIND: &str = "hist_gradient_boosting";

/// What the estimator takes beside numbers.
pub(super) const TAKES: Takes = Takes { missing: true, categories: true, sparse: false };

/// What is learned from, and what the scores mean.
pub(super) struct Part {
    pub loss: Loss,
    /// Rows that trees are grown on, in their order; given up once they are binned and nothing is taken over.
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

impl Part {
    pub fn new(data: &Dataset, options: &Options, task: TaskKind, seed: u64) -> Result<Self, LearnError> {
        check_dataset_for(data, TAKES)?;
        check_categories(data, options)?;
        let answers = match task {
            TaskKind::Classification => Answers::of_classes(data, options.balanced, KIND)?,
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
        let rows = answers.rows();
        let (rows, held) = match options.stops_early(rows.len()) {
            true => answers.hold_back(rows, options.validation_fraction, seed)?,
            false => (rows, Vec::new()),
        };
        let mut sample = self::sample(&answers, &rows);
        let start = loss.start(&sample);
        sample.raw = raw(&start, rows.len());
        let held = (!held.is_empty()).then(|| {
            let x = held.iter().flat_map(|&row| data.x.data.row(row as usize)).copied().collect();
            let mut sample = self::sample(&answers, &held);
            sample.raw = raw(&start, held.len());
            Held { x, sample }
        });
        let (base, outputs, classes) = scores(&answers, start);
        Ok(Self { loss, rows, sample, held, classes, base, outputs })
    }

    /// Other rows of the same columns, at the scores that it begins with; those of classes that it does not
    /// know and those without weight are left out. `None` where none is left.
    pub fn others(&self, data: &Dataset) -> Option<Held> {
        let known = |class: &u32| self.base[*class as usize] != ABSENT;
        let present: Vec<u32> = (0..self.classes.unwrap_or(0)).filter(known).collect();
        let answers = others(&present, data);
        let start: Vec<f64> = self.outputs.iter().map(|&output| self.base[output as usize]).collect();
        let sample = Sample {
            y: Truth::of(answers.iter().map(|(_, y, _)| *y), self.classes.map(|_| present.len())),
            weights: data.weights.as_ref().map(|_| answers.iter().map(|(.., weight)| *weight).collect()),
            raw: raw(&start, answers.len()),
            ..Sample::default()
        };
        let x = answers.iter().flat_map(|&(row, ..)| data.x.data.row(row)).copied().collect();
        (!answers.is_empty()).then_some(Held { x, sample })
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

/// Refuses more categories than there are bins, and directions along categories.
fn check_categories(data: &Dataset, options: &Options) -> Result<(), LearnError> {
    let directions = options.directions.of(&data.x.names)?;
    for (at, kind) in data.x.kinds.iter().enumerate() {
        let FeatureKind::Category { levels } = *kind else { continue };
        let (feature, most) = (&data.x.names[at], options.max_bins as u32);
        if levels > most {
            return Err(LearnError::ManyCategories { feature: feature.clone(), levels, most });
        }
        if directions.get(at).is_some_and(|way| *way != 0) {
            let message = format!("monotonic_cst names {feature}, which is a category and has no direction");
            return Err(LearnError::Parameter { name: "monotonic_cst", message });
        }
    }
    Ok(())
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

fn sample(answers: &Answers, rows: &[u32]) -> Sample {
    let pick = |of: &Vec<f64>| rows.iter().map(|&row| of[row as usize]).collect();
    let classes = answers.classes.as_ref().map(|(present, _)| present.len());
    let y = Truth::of(rows.iter().map(|&row| answers.y[row as usize]), classes);
    Sample { y, weights: answers.weights.as_ref().map(pick), ..Sample::default() }
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

//! How the loss falls while trees are added, of rows that they are grown on and of those held back.

use super::loss::{Loss, Sample};
use glasshouse_spec::LearningCurve;

/// Rows that trees are grown on whose loss is noted: enough to see it fall, few enough to cost nothing
/// beside a tree.
const WATCHED: usize = 4096;
/// Points of a curve.
const POINTS: usize = 400;

/// The losses before the first iteration and after each.
pub(super) struct Watch {
    /// Places of the rows that are watched, at even distances.
    places: Vec<usize>,
    sample: Sample,
    train: Vec<f64>,
    /// Of the rows held back, if there are any.
    pub held: Vec<f64>,
}

impl Watch {
    pub fn new(sample: &Sample) -> Self {
        let rows = sample.rows();
        let every = rows.div_ceil(WATCHED).max(1);
        let places: Vec<usize> = (0..rows).step_by(every).collect();
        let pick = |of: &Vec<f64>| places.iter().map(|&at| of[at]).collect();
        let sample =
            Sample { y: pick(&sample.y), weights: sample.weights.as_ref().map(pick), ..Sample::default() };
        Self { places, sample, train: Vec::new(), held: Vec::new() }
    }

    /// Notes the loss of the rows that are watched.
    pub fn note(&mut self, loss: Loss, all: &Sample) {
        self.sample.raw.clear();
        for score in all.raw.chunks_exact(all.rows()) {
            self.sample.raw.extend(self.places.iter().map(|&at| score[at]));
        }
        if let Loss::Multinomial(scores) = loss {
            self.sample.gather(scores);
        }
        self.train.push(loss.mean(&self.sample));
    }

    /// The losses noted so far; of many every so many, the first and the last among them.
    pub fn curve(&self, loss: Loss) -> LearningCurve {
        let last = self.train.len().saturating_sub(1);
        let every = self.train.len().div_ceil(POINTS).max(1);
        let shown = |at: &usize| *at == 0 || (last - at).is_multiple_of(every);
        let at: Vec<usize> = (0..self.train.len()).filter(shown).collect();
        let pick = |losses: &[f64]| at.iter().filter_map(|&at| losses.get(at).copied()).collect();
        LearningCurve {
            unit: if loss.scores() > 1 { "iteration" } else { "tree" }.into(),
            loss: loss.name().into(),
            train: pick(&self.train),
            validation: pick(&self.held),
            at: at.into_iter().map(|at| at as u64).collect(),
        }
    }
}

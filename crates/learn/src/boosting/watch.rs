//! How the loss falls while trees are added, of rows that they are grown on and of others.

use super::loss::{Loss, Sample};
use crate::curve::{About, Track, curve};
use glasshouse_spec::LearningCurve;

/// Rows that trees are grown on whose loss is noted: enough to see it fall, few enough to cost nothing
/// beside a tree.
const WATCHED: usize = 4096;

/// The losses before the first iteration and after each.
pub(super) struct Watch {
    /// Places of the rows that are watched, at even distances.
    places: Vec<usize>,
    sample: Sample,
    train: Track,
    /// Of the rows that trees are not grown on, if there are any.
    pub other: Track,
}

impl Watch {
    pub fn new(sample: &Sample) -> Self {
        let rows = sample.rows();
        let every = rows.div_ceil(WATCHED).max(1);
        let places: Vec<usize> = (0..rows).step_by(every).collect();
        let pick = |of: &Vec<f64>| places.iter().map(|&at| of[at]).collect();
        let sample = Sample {
            y: sample.y.pick(&places),
            weights: sample.weights.as_ref().map(pick),
            ..Sample::default()
        };
        Self { places, sample, train: Track::default(), other: Track::default() }
    }

    /// Notes how well the rows that are watched are answered.
    pub fn note(&mut self, loss: Loss, all: &Sample) {
        self.sample.raw.clear();
        for score in all.raw.chunks_exact(all.rows()) {
            self.sample.raw.extend(self.places.iter().map(|&at| score[at]));
        }
        note(&mut self.train, loss, &mut self.sample);
    }

    /// Notes how well rows are answered that trees are not grown on.
    pub fn note_other(&mut self, loss: Loss, sample: &mut Sample) {
        note(&mut self.other, loss, sample);
    }

    /// The losses noted so far.
    pub fn curve(&self, loss: Loss) -> LearningCurve {
        let unit = if loss.scores() > 1 { "iteration" } else { "tree" };
        let about = About { unit, loss: loss.name(), metric: loss.metric(), first: 0 };
        curve(&about, &self.train, &self.other)
    }
}

fn note(track: &mut Track, loss: Loss, sample: &mut Sample) {
    if let Loss::Multinomial(scores) = loss {
        sample.gather(scores);
    }
    track.note(loss.mean(sample), loss.measure(sample));
}

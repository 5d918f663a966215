//! How well rows are answered while a model learns: what is noted after each step, and the curve of it.

use glasshouse_spec::LearningCurve;

/// Points of a curve.
const POINTS: usize = 400;

/// What is noted of some rows after each step.
#[derive(Default)]
pub(crate) struct Track {
    /// Mean loss. Where a training went on, that of the steps before may be missing.
    pub losses: Vec<f64>,
    /// The metric; empty where there is none.
    pub metrics: Vec<f64>,
}

impl Track {
    /// Notes a step.
    pub fn note(&mut self, loss: f64, metric: f64) {
        self.losses.push(loss);
        self.metrics.push(metric);
    }
}

/// What a curve is of.
pub(crate) struct About {
    /// What a step is.
    pub unit: &'static str,
    /// Name of the loss.
    pub loss: &'static str,
    /// Name of the metric.
    pub metric: &'static str,
    /// How many steps the first note follows.
    pub first: u64,
}

/// The notes as a curve; of many steps every so many, the first and the last among them.
pub(crate) fn curve(about: &About, train: &Track, validation: &Track) -> LearningCurve {
    let steps = train.losses.len();
    let every = steps.div_ceil(POINTS).max(1);
    let shown = |at: &usize| *at == 0 || (steps - 1 - at).is_multiple_of(every);
    let at: Vec<usize> = (0..steps).filter(shown).collect();
    let pick = |notes: &[f64]| {
        let missing = steps - notes.len().min(steps);
        let known = at.iter().filter_map(|&at| notes.get(at.checked_sub(missing)?));
        known.map(|note| note.clamp(f64::MIN, f64::MAX)).collect()
    };
    LearningCurve {
        unit: about.unit.into(),
        loss: about.loss.into(),
        train: pick(&train.losses),
        validation: pick(&validation.losses),
        metric: about.metric.into(),
        train_metric: pick(&train.metrics),
        validation_metric: pick(&validation.metrics),
        at: at.into_iter().map(|at| at as u64 + about.first).collect(),
    }
}

/// R² from the mean of the squared errors and the variance, as scikit-learn has it where nothing varies.
pub(crate) fn r2(squared_error: f64, variance: f64) -> f64 {
    match variance > 0.0 {
        true => 1.0 - squared_error / variance,
        false => f64::from(squared_error == 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_curve_keeps_both_ends_and_a_late_one_its_place() {
        let about = About { unit: "epoch", loss: "log_loss", metric: "accuracy", first: 1 };
        let (mut train, mut late) = (Track::default(), Track::default());
        (0..1000).for_each(|step| train.note(f64::from(step), 0.5));
        (990..1000).for_each(|step| late.note(f64::from(step), f64::INFINITY));
        let curve = curve(&about, &train, &late);
        assert_eq!((curve.at.first(), curve.at.last()), (Some(&1), Some(&1000)));
        assert!(curve.at.len() <= POINTS + 1 && curve.train.len() == curve.at.len());
        let ends = curve.at.len() - curve.validation.len();
        assert!(curve.at[ends..].iter().zip(&curve.validation).all(|(at, loss)| *at as f64 == loss + 1.0));
        assert!(curve.validation.len() > 2 && curve.validation_metric.iter().all(|m| m.is_finite()));
    }
}

//! How the model that is looked at was judged, and what its thresholds would earn.

use super::Slice;
use glasshouse_spec::{AgainstRest, Fault, Judgement};
use std::rc::Rc;

/// A model's target that is judged: the model's SHA-256 and the target's place.
pub type Judged = (String, usize);

/// A judgement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judging {
    /// What is being judged.
    pub running: Option<Judged>,
    /// What was judged last, and what was found.
    pub found: Option<(Judged, Rc<Judgement>)>,
    /// What a judgement was refused for.
    pub refused: Option<(Judged, Rc<Vec<Fault>>)>,
}

/// What can happen to it.
#[derive(Debug, Clone, PartialEq)]
pub enum JudgingAction {
    /// It begins.
    Began(Judged),
    /// It came.
    Found(Judged, Box<Judgement>),
    /// It was refused.
    Refused(Judged, Vec<Fault>),
    /// It was given up.
    Stopped,
}

impl Slice for Judging {
    type Action = JudgingAction;

    fn reduce(&self, action: JudgingAction) -> Self {
        let mut next = Self { running: None, refused: None, ..self.clone() };
        match action {
            JudgingAction::Began(of) => next.running = Some(of),
            JudgingAction::Found(of, found) => next.found = Some((of, Rc::from(found))),
            JudgingAction::Refused(of, faults) => next.refused = Some((of, Rc::new(faults))),
            JudgingAction::Stopped => {}
        }
        next
    }
}

impl Judging {
    /// What was found of a model's target.
    pub fn of(&self, wanted: &Judged) -> Option<&Rc<Judgement>> {
        self.found.as_ref().filter(|(of, _)| of == wanted).map(|(_, found)| found)
    }
}

/// Rows by what is true and what they are called.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Called<T> {
    /// Positive, and called so.
    pub caught: T,
    /// Negative, and called positive.
    pub false_alarms: T,
    /// Positive, and called negative.
    pub missed: T,
    /// Negative, and called so.
    pub left_alone: T,
}

impl Called<u64> {
    /// The counts at one of the thresholds; before the first none is called positive.
    pub fn at(of: &AgainstRest, place: Option<usize>) -> Self {
        let count = |counts: &[u64]| place.and_then(|at| counts.get(at).copied()).unwrap_or(0);
        let (caught, false_alarms) = (count(&of.true_positives), count(&of.false_positives));
        Self {
            caught,
            false_alarms,
            missed: of.positives.saturating_sub(caught),
            left_alone: of.negatives.saturating_sub(false_alarms),
        }
    }

    /// The counts when rows of at least this probability are called positive.
    pub fn from(of: &AgainstRest, threshold: f64) -> Self {
        Self::at(of, of.thresholds.partition_point(|own| *own >= threshold).checked_sub(1))
    }

    /// What a row earns on average.
    pub fn payoff(&self, each: &Called<f64>) -> f64 {
        let rows = self.caught + self.false_alarms + self.missed + self.left_alone;
        let sum = self.caught as f64 * each.caught
            + self.false_alarms as f64 * each.false_alarms
            + self.missed as f64 * each.missed
            + self.left_alone as f64 * each.left_alone;
        if rows == 0 { 0.0 } else { sum / rows as f64 }
    }

    /// Share of the positive rows that are caught; none where there are none.
    pub fn recall(&self) -> Option<f64> {
        share(self.caught, self.caught + self.missed)
    }

    /// Share of the alarms that are right; none where there is none.
    pub fn precision(&self) -> Option<f64> {
        share(self.caught, self.caught + self.false_alarms)
    }

    /// Share of all rows that are called rightly.
    pub fn accuracy(&self) -> Option<f64> {
        let right = self.caught + self.left_alone;
        share(right, right + self.missed + self.false_alarms)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.caught, 2 * self.caught + self.false_alarms + self.missed)
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The threshold at which a row earns most, and what it earns there; the highest of several. Above all
/// probabilities, at 1.01, none is called positive.
pub fn best_threshold(of: &AgainstRest, each: &Called<f64>) -> (f64, f64) {
    let none = (1.01, Called::at(of, None).payoff(each));
    let places = of.thresholds.iter().enumerate();
    places.fold(none, |best, (at, threshold)| {
        let payoff = Called::at(of, Some(at)).payoff(each);
        if payoff > best.1 { (*threshold, payoff) } else { best }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> AgainstRest {
        AgainstRest {
            positives: 4,
            negatives: 6,
            thresholds: vec![0.9, 0.5, 0.2],
            true_positives: vec![2, 3, 4],
            false_positives: vec![0, 2, 6],
            ..AgainstRest::default()
        }
    }

    #[test]
    fn every_row_is_counted_once_at_any_threshold() {
        for threshold in [0.0, 0.2, 0.3, 0.5, 0.9, 0.95] {
            let at = Called::from(&three(), threshold);
            assert_eq!(at.caught + at.missed, 4);
            assert_eq!(at.false_alarms + at.left_alone, 6);
        }
        assert_eq!(Called::from(&three(), 0.5).caught, 3);
        assert_eq!(Called::from(&three(), 0.51).caught, 2);
        assert_eq!(Called::from(&three(), 0.95).precision(), None);
    }

    #[test]
    fn the_best_threshold_follows_what_mistakes_cost() {
        let each = |caught, false_alarms| Called { caught, false_alarms, missed: 0.0, left_alone: 0.0 };
        // 2 alarms, all right: 2 · 1 of 10 rows.
        assert_eq!(best_threshold(&three(), &each(1.0, -1.0)), (0.9, 0.2));
        // Catching is worth much: 4 · 10 − 6 of 10 rows.
        assert_eq!(best_threshold(&three(), &each(10.0, -1.0)), (0.2, 3.4));
        // Every alarm costs: none is raised.
        assert_eq!(best_threshold(&three(), &each(-1.0, -1.0)), (1.01, 0.0));
    }

    #[test]
    fn a_judgement_is_of_one_model_and_target() {
        let of = ("a".to_owned(), 0);
        let found = Judging::default().reduce(JudgingAction::Found(of.clone(), Box::default()));
        assert!(found.of(&of).is_some() && found.of(&("b".to_owned(), 0)).is_none());
        let refused = found.reduce(JudgingAction::Refused(of.clone(), Vec::new()));
        assert!(refused.of(&of).is_some() && refused.refused.is_some());
        assert!(refused.reduce(JudgingAction::Began(of)).refused.is_none());
    }
}

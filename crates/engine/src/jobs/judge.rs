//! Scores of a new model and of the baseline on every part, and the pictures.

use super::Faults;
use crate::control::Control;
use glasshouse_evaluate::{Arranged, diagnostics, score, take_target};
use glasshouse_learn::Model;
use glasshouse_prepare::Pipeline;
use glasshouse_spec::{Diagnostics, Parts, Recipe, Scores, Warning};

/// What came out.
#[derive(Default)]
pub(super) struct Judged {
    /// Scores of the model.
    pub model: Parts<Scores>,
    /// Scores of the baseline.
    pub baseline: Parts<Scores>,
    /// What the pictures show.
    pub diagnostics: Diagnostics,
    /// What to know about the scores.
    pub warnings: Vec<Warning>,
}

//! The multi-layer perceptron: its kind.

use super::model::End;
use super::options::{self, Options};
use super::part::TAKES;
use super::training::{Ended, Learning};
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, ModelState, Takes, Training};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind};
use std::sync::Arc;

/// scikit-learn's `MLPClassifier` and `MLPRegressor`: layers of weighted sums, learned by the slopes of the
/// loss (Rumelhart, Hinton and Williams, 1986) with Adam (Kingma and Ba, 2015), AdamW or momentum.
///
/// Computes in `f32` with losses in `f64`. A number is centred and scaled inside, features are not:
/// put a `standard_scaler` before it. Categories that no step encodes become places in a space that is
/// learned, of half as many dimensions as categories and at most 50; a missing or unknown one has a place
/// of its own. Numbers must not be missing; rows of weight zero have no say.
/// Time `O(epochs · rows · weights)`, memory four bytes a weight, four times over, and the
/// activations of up to 1024 rows. An advance does some batches, or a part of a large one.
pub struct Mlp;

impl EstimatorKind for Mlp {
    fn id(&self) -> &'static str {
        "mlp"
    }

    fn title(&self) -> &'static str {
        "Neural network"
    }

    fn help(&self) -> &'static str {
        "Layers of units that each weigh and bend what comes in. Finds smooth shapes of any kind where rows are \
         plenty; needs numbers on one scale, and some tuning."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        options::declared(task)
    }

    fn takes(&self) -> Takes {
        TAKES
    }

    fn steps(&self) -> Option<&'static str> {
        Some("max_iter")
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        Ok(Box::new(Checked { options: Options::read(task, &settings)?, task }))
    }
}

struct Checked {
    options: Options,
    task: TaskKind,
}

impl Estimator for Checked {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Box::new(Learning::new(data, self.options.clone(), self.task, seed, None)?))
    }

    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        let network = match state {
            ModelState::Mlp(network) => network,
            ModelState::Embedded(state) => &state.network,
            _ => return Err(LearnError::Resume("the model is of another kind")),
        };
        let same = network.epochs <= self.options.max_iter && !self.options.plans();
        if network.end != End::Unfinished && same {
            // However many epochs are asked for, it would end where it did.
            return Ok(Box::new(Ended(state.clone())));
        }
        Ok(Box::new(Learning::new(data, self.options.clone(), self.task, seed, Some(state))?))
    }
}

//! What a training that goes on needs to know: written down after an epoch, and taken over by a later one.

use super::Learning;
use crate::neural::embedding::Embedding;
use crate::neural::model::{Checkpoint, MlpState};
use crate::neural::network::Parameters;
use crate::{LearnError, ModelState};

impl Learning {
    pub(super) fn snapshot(&self) -> Checkpoint {
        Checkpoint {
            sizes: self.network.shape.sizes.iter().map(|&size| size as u32).collect(),
            parameters: self.last.all.clone(),
            running: self.last.running.clone(),
            first: self.optimiser.first.clone(),
            second: self.optimiser.second.clone(),
            steps: self.optimiser.steps,
            planned: self.options.max_iter,
            rate: self.rate.current,
            rate_waited: self.rate.waited,
            lowest: self.lowest,
            waited: self.waited,
            losses: self.train.losses.clone(),
            // What is only looked at is no part of what was learned.
            held: if self.part.held.is_empty() { Vec::new() } else { self.other.losses.clone() },
            best: self.best.as_ref().map(|best| (best.all.clone(), best.running.clone())),
        }
    }

    /// Goes on from the epoch of a checkpoint.
    pub(super) fn take_over(&mut self, earlier: &ModelState) -> Result<(), LearnError> {
        earlier.check(self.data.x.data.ncols())?;
        let earlier = match (earlier, &self.embeddings) {
            (ModelState::Mlp(network), None) => network,
            (ModelState::Embedded(state), Some(all)) => {
                let same = |(a, b): (&Embedding, &Embedding)| (a.levels, a.width) == (b.levels, b.width);
                if !state.embeddings.iter().zip(all).all(same) {
                    return Err(LearnError::Resume("the features have other categories than the model"));
                }
                &state.network
            }
            _ => return Err(LearnError::Resume("the model is of another kind")),
        };
        let Some(from) = earlier.checkpoint.as_deref() else {
            return Err(LearnError::Resume("it does not hold what going on needs"));
        };
        self.check_earlier(earlier, from)?;
        let parameters = Parameters { all: from.parameters.clone(), running: from.running.clone() };
        self.last.clone_from(&parameters);
        self.network.parameters = parameters;
        self.network.changed();
        self.optimiser.first.clone_from(&from.first);
        self.optimiser.second.clone_from(&from.second);
        self.optimiser.steps = from.steps;
        (self.rate.current, self.rate.waited) = (from.rate, from.rate_waited);
        (self.lowest, self.waited) = (from.lowest, from.waited);
        (self.train.losses, self.other.losses) = (from.losses.clone(), from.held.clone());
        self.best = from.best.clone().map(|(all, running)| Parameters { all, running });
        self.checkpoint = Some(Box::new(from.clone()));
        Ok(())
    }

    fn check_earlier(&self, earlier: &MlpState, from: &Checkpoint) -> Result<(), LearnError> {
        let shape = &self.network.shape;
        let sizes: Vec<u32> = shape.sizes.iter().map(|&size| size as u32).collect();
        let (total, running) = (shape.total(), 2 * shape.normed_units());
        let fits = |all: &[f32], means: &[f32]| all.len() == total && means.len() == running;
        let best = from.best.as_ref().is_none_or(|(all, means)| fits(all, means));
        let moments = from.first.len() == total && from.second.len() == self.optimiser.second.len();
        if earlier.classes != self.part.classes || earlier.outputs != self.part.outputs {
            return Err(LearnError::Resume("the target has other classes than the model"));
        }
        if sizes != from.sizes
            || !fits(&from.parameters, &from.running)
            || earlier.activation != self.options.activation
        {
            return Err(LearnError::Resume("the layers are not those of the model"));
        }
        if !best || !moments {
            return Err(LearnError::Resume("the solver is not that of the model"));
        }
        if from.losses.len() > self.options.max_iter as usize {
            return Err(LearnError::Resume("max_iter is less than the epochs that the model has"));
        }
        if self.options.plans() && from.planned != self.options.max_iter {
            return Err(LearnError::Resume("the learning rate cosine was planned for another max_iter"));
        }
        Ok(())
    }
}

//! The model that a training has come to.

use super::Learning;
use crate::Model;
use crate::neural::embedding::EmbeddedState;
use crate::neural::model::{ABSENT, End, Layer, MlpState, limit};
use crate::neural::network::{Parameters, folded};
use crate::neural::part::{LARGEST, Part};

impl Learning {
    /// The model of the best epoch where rows are held back, else of the last.
    pub(super) fn model(&self) -> Box<dyn Model> {
        let parameters = self.best.as_ref().unwrap_or(&self.last);
        let network = self.network(parameters);
        match &self.embeddings {
            None => Box::new(network),
            Some(all) => {
                let tables = &parameters.all[self.network.shape.tables()];
                Box::new(EmbeddedState::new(network, all, tables))
            }
        }
    }

    fn network(&self, parameters: &Parameters) -> MlpState {
        let part = &self.part;
        let layers = folded(&self.network.shape, parameters);
        let bound = limit(&layers, self.options.activation, LARGEST);
        let layers = if bound.is_some() { layers } else { layers.iter().map(Layer::silent).collect() };
        MlpState {
            features: self.network.shape.sizes[0] as u32,
            classes: part.classes,
            outputs: part.outputs.clone(),
            base: base(part),
            activation: self.options.activation,
            layers,
            centre: part.centre,
            scale: part.scale,
            limit: bound.unwrap_or(LARGEST),
            epochs: self.epoch(),
            end: if bound.is_some() { self.end } else { End::Diverged },
            unscaled: part.unscaled,
            checkpoint: if bound.is_some() { self.checkpoint.clone() } else { None },
        }
    }
}

/// Scores of the classes without an output.
fn base(part: &Part) -> Vec<f32> {
    let mut base = vec![ABSENT; part.classes.unwrap_or(0) as usize];
    part.present.iter().for_each(|&class| base[class as usize] = 0.0);
    base
}

//! What a network begins with.

use crate::neural::embedding::Embedding;
use crate::neural::network::Parameters;
use crate::neural::shape::Shape;
use crate::tree::sample::generator;
use glasshouse_compute::activation::Activation;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// Uniform weights and biases of a width that keeps the variance from layer to layer (Glorot and
/// Bengio, 2010), as in scikit-learn; gains of one.
pub(super) fn first_parameters(
    shape: &Shape,
    activation: Activation,
    embeddings: Option<&[Embedding]>,
    seed: u64,
) -> Parameters {
    let mut lots = generator(seed, 0);
    let mut all = vec![0.0; shape.total()];
    let factor = if activation == Activation::Logistic { 2.0 } else { 6.0 };
    for layer in 0..shape.layers() {
        let (inputs, outputs) = shape.size(layer);
        let bound = (factor / (inputs + outputs) as f64).sqrt();
        draw(&mut all[shape.weights(layer)], bound, &mut lots);
        draw(&mut all[shape.biases(layer)], bound, &mut lots);
        if let Some(gains) = shape.gains(layer) {
            all[gains][..outputs].fill(1.0);
        }
    }
    // A place has the length of a column of 0 and 1; that of missing cells begins at zero.
    let mut rest = &mut all[shape.tables()];
    for embedding in embeddings.into_iter().flatten() {
        let (places, others) = std::mem::take(&mut rest).split_at_mut(embedding.size());
        rest = others;
        let known = places.len().saturating_sub(embedding.width as usize);
        draw(&mut places[..known], (3.0 / f64::from(embedding.width)).sqrt(), &mut lots);
    }
    let units = |layer: usize| shape.gains(layer).map(|gains| gains.len() / 2);
    let running = (0..shape.layers()).filter_map(units);
    let running = running.flat_map(|units| [vec![0.0; units], vec![1.0; units]].concat()).collect();
    Parameters { all, running }
}

/// Uniform numbers up to a bound either way.
fn draw(places: &mut [f32], bound: f64, lots: &mut ChaCha8Rng) {
    for place in places {
        *place = (bound * (f64::from(lots.next_u32()) / 2_147_483_648.0 - 1.0)) as f32;
    }
}

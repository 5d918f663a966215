//! A network of full layers: from rows to outputs, and from what is wrong with them back to the
//! slopes of its parameters (Rumelhart, Hinton and Williams, 1986).

use super::model::Layer;
use super::normalise::{Batch, SMOOTHING, totals};
use super::shape::Shape;
use crate::threads;
use glasshouse_compute::activation::Activation;
use glasshouse_compute::{Matrix, Packed, gemm_packed, vectorised};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// Products below as many operations are not worth sharing out.
const WORTH_SHARING: usize = 1 << 20;

/// What is learned.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parameters {
    /// Laid out as [`Shape`] says.
    pub all: Vec<f32>,
    /// Means, then variances, of each normalised layer.
    pub running: Vec<f32>,
}

/// A network and room for the rows that go through it.
pub(super) struct Network {
    pub shape: Shape,
    pub activation: Activation,
    /// Share of the units that are left out while learning.
    pub dropout: f64,
    pub parameters: Parameters,
    forward: Vec<Packed>,
    back: Vec<Packed>,
    layers: Vec<Trace>,
    packed: Packed,
    slopes: Vec<f32>,
}

/// What a layer made of the rows.
#[derive(Default)]
struct Trace {
    /// What went into the activation; only where its slope needs it.
    sums: Vec<f32>,
    outputs: Vec<f32>,
    batch: Batch,
    /// What each output was multiplied by where some are left out.
    kept: Vec<f32>,
}

impl Network {
    pub fn new(shape: Shape, activation: Activation, dropout: f64, parameters: Parameters) -> Self {
        let layers = shape.layers();
        let mut network = Self {
            shape,
            activation,
            dropout,
            parameters,
            forward: vec![Packed::default(); layers],
            back: vec![Packed::default(); layers],
            layers: (0..layers).map(|_| Trace::default()).collect(),
            packed: Packed::default(),
            slopes: Vec::new(),
        };
        network.changed();
        network
    }

    /// Lays the weights out anew, after the parameters have changed.
    pub fn changed(&mut self) {
        for layer in 0..self.shape.layers() {
            let (inputs, outputs) = self.shape.size(layer);
            let weights = Matrix::new(&self.parameters.all[self.shape.weights(layer)], inputs, outputs);
            self.forward[layer].fill(weights);
            if layer > 0 || !self.shape.tables().is_empty() {
                self.back[layer].fill(weights.turned());
            }
        }
    }

    /// The outputs for some rows, to be turned into slopes in place. `lots` are drawn where units are
    /// left out.
    pub fn learn(&mut self, rows: &[f32], lots: &mut ChaCha8Rng) -> &mut [f32] {
        let last = self.shape.layers() - 1;
        for at in 0..=last {
            let (before, rest) = self.layers.split_at_mut(at);
            let layer = &mut rest[0];
            let inputs = before.last().map_or(rows, |layer| &layer.outputs);
            let (width, units) = self.shape.size(at);
            let count = rows.len() / self.shape.sizes[0];
            layer.outputs.resize(count * units, 0.0);
            product(Matrix::new(inputs, count, width), &self.forward[at], &mut layer.outputs, false);
            add_to_rows(&mut layer.outputs, &self.parameters.all[self.shape.biases(at)]);
            if at == last {
                break;
            }
            if let Some(gains) = self.shape.gains(at) {
                let running = running(&self.shape, at);
                let running = &mut self.parameters.running[running];
                layer.batch.forward(&mut layer.outputs, &self.parameters.all[gains], running);
            }
            if self.activation == Activation::Gelu {
                layer.sums.clone_from(&layer.outputs);
            }
            self.activation.apply(&mut layer.outputs);
            leave_out(layer, self.dropout, lots);
        }
        &mut self.layers[last].outputs
    }

    /// Sets `gradient` to the sums of the slopes over the rows, or adds them to it, once the outputs of
    /// [`learn`](Self::learn) are slopes of the loss. Not yet divided by the number of rows.
    pub fn back(&mut self, rows: &[f32], gradient: &mut [f32], add: bool) {
        let count = rows.len() / self.shape.sizes[0];
        for at in (0..self.shape.layers()).rev() {
            let (before, rest) = self.layers.split_at_mut(at);
            let (slopes, (width, units)) = (&mut rest[0].outputs, self.shape.size(at));
            let inputs = before.last().map_or(rows, |layer| &layer.outputs);
            self.packed.fill(Matrix::new(slopes, count, units));
            let out = &mut gradient[self.shape.weights(at)];
            product(Matrix::new(inputs, count, width).turned(), &self.packed, out, add);
            let biases = gradient[self.shape.biases(at)].iter_mut();
            for (bias, total) in biases.zip(totals(slopes, units, |_, x| x)) {
                *bias = if add { *bias + total } else { total };
            }
            if at == 0 && self.shape.tables().is_empty() {
                return;
            }
            self.slopes.resize(count * width, 0.0);
            product(Matrix::new(slopes, count, units), &self.back[at], &mut self.slopes, false);
            let Some(layer) = before.last_mut() else { return };
            if !layer.kept.is_empty() {
                vectorised(|| self.slopes.iter_mut().zip(&layer.kept).for_each(|(s, k)| *s *= k));
                vectorised(|| revive(&mut layer.outputs, &layer.kept));
            }
            self.activation.backward(&layer.sums, &layer.outputs, &mut self.slopes);
            if let Some(gains) = self.shape.gains(at - 1) {
                if !add {
                    gradient[gains.clone()].fill(0.0);
                }
                let own = &self.parameters.all[gains.clone()];
                layer.batch.backward(&mut self.slopes, own, &mut gradient[gains]);
            }
            std::mem::swap(&mut layer.outputs, &mut self.slopes);
        }
    }
}

impl Network {
    /// The slopes of the inputs, after [`back`](Self::back), where there are places of categories.
    pub fn input_slopes(&self) -> &[f32] {
        &self.slopes
    }
}

/// Where the means and variances of a normalised layer lie.
pub(super) fn running(shape: &Shape, layer: usize) -> std::ops::Range<usize> {
    let before: usize = shape.sizes[1..=layer].iter().sum();
    2 * before..2 * (before + shape.sizes[layer + 1])
}

/// Weights and biases of each layer, with the normalisation folded into them.
pub(super) fn folded(shape: &Shape, parameters: &Parameters) -> Vec<Layer> {
    let layer = |at: usize| {
        let mut weights = parameters.all[shape.weights(at)].to_vec();
        let mut biases = parameters.all[shape.biases(at)].to_vec();
        if let Some(gains) = shape.gains(at) {
            let units = biases.len();
            let (gains, shifts) = parameters.all[gains].split_at(units);
            let (means, variances) = parameters.running[running(shape, at)].split_at(units);
            let factor: Vec<f32> = (0..units).map(|u| gains[u] / (variances[u] + SMOOTHING).sqrt()).collect();
            weights
                .chunks_exact_mut(units)
                .for_each(|row| row.iter_mut().zip(&factor).for_each(|(w, f)| *w *= f));
            biases.iter_mut().enumerate().for_each(|(u, b)| *b = (*b - means[u]) * factor[u] + shifts[u]);
        }
        Layer { weights, biases }
    };
    (0..shape.layers()).map(layer).collect()
}

/// Adds the same numbers to every row.
fn add_to_rows(rows: &mut [f32], numbers: &[f32]) {
    vectorised(|| {
        for row in rows.chunks_exact_mut(numbers.len()) {
            row.iter_mut().zip(numbers).for_each(|(x, n)| *x += n);
        }
    });
}

/// `c = a · b`, or `c += a · b`, shared out among the threads by rows.
fn product(a: Matrix<'_>, b: &Packed, c: &mut [f32], add: bool) {
    let (rows, columns) = (a.rows(), b.columns());
    let pieces = if rows * a.columns() * columns < WORTH_SHARING { 1 } else { threads::count() };
    // Whole tiles: a product takes up to twelve rows at once.
    let each = rows.div_ceil(pieces).next_multiple_of(12).min(rows.max(1));
    let parts: Vec<_> = c.chunks_mut((each * columns).max(1)).enumerate().collect();
    threads::map(parts, |(at, part)| {
        let first = at * each;
        gemm_packed(a.part(first..first + part.len() / columns), b, part, add);
    });
}

/// Multiplies outputs by zero or by what makes up for those left out (Srivastava et al., *Dropout*,
/// 2014).
fn leave_out(layer: &mut Trace, dropout: f64, lots: &mut ChaCha8Rng) {
    if dropout == 0.0 {
        return;
    }
    let (limit, factor) = ((dropout * 65536.0) as u32, (1.0 / (1.0 - dropout)) as f32);
    layer.kept.clear();
    while layer.kept.len() < layer.outputs.len() {
        let lot = lots.next_u32();
        layer.kept.extend([lot & 0xffff, lot >> 16].map(|lot| if lot < limit { 0.0 } else { factor }));
    }
    layer.kept.truncate(layer.outputs.len());
    vectorised(|| layer.outputs.iter_mut().zip(&layer.kept).for_each(|(x, k)| *x *= k));
}

/// Undoes the factor, so that the slope of the activation sees what it made. Of those left out the
/// slope is zero anyway.
fn revive(outputs: &mut [f32], kept: &[f32]) {
    outputs.iter_mut().zip(kept).for_each(|(x, k)| *x = if *k > 0.0 { *x / k } else { 0.0 });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::sample::generator;

    const ROWS: usize = 7;

    /// A sum of the outputs of some rows, each times a number of its own.
    fn loss(network: &mut Network, rows: &[f32]) -> f64 {
        let outputs = network.learn(rows, &mut generator(3, 1));
        outputs.iter().enumerate().map(|(i, &x)| f64::from(x) * factor(i)).sum()
    }

    fn factor(i: usize) -> f64 {
        ((i * 37) % 11) as f64 / 5.0 - 1.0
    }

    /// Slopes are those of central differences, through dropout and batch normalisation too.
    #[test]
    fn slopes_are_differences() {
        let number = |i: usize| ((i * 7919) % 101) as f32 / 50.0 - 1.0;
        let rows: Vec<f32> = (0..ROWS * 3).map(number).collect();
        for (activation, normed, dropout) in [
            (Activation::Tanh, false, 0.0),
            (Activation::Gelu, false, 0.3),
            (Activation::Gelu, true, 0.0),
            (Activation::Logistic, true, 0.3),
            (Activation::Tanh, true, 0.3),
        ] {
            let shape = Shape::new(vec![3, 5, 4, 2], normed, 0);
            let all = (0..shape.total()).map(|i| number(i + 5)).collect();
            let parameters = Parameters { all, running: vec![1.0; 2 * shape.normed_units()] };
            let mut network = Network::new(shape, activation, dropout, parameters);
            let mut gradient = vec![0.0; network.shape.total()];
            let outputs = network.learn(&rows, &mut generator(3, 1));
            outputs.iter_mut().enumerate().for_each(|(i, x)| *x = factor(i) as f32);
            network.back(&rows, &mut gradient, false);
            let twice = gradient.clone();
            for (at, slope) in twice.into_iter().enumerate() {
                let before = network.parameters.all[at];
                let mut moved = |by: f32| {
                    network.parameters.all[at] = before + by;
                    network.changed();
                    loss(&mut network, &rows)
                };
                let difference = (moved(1e-3) - moved(-1e-3)) / 2e-3;
                moved(0.0);
                let off = (f64::from(slope) - difference).abs();
                assert!(
                    off < 4e-3 * difference.abs().max(1.0),
                    "{activation:?} {normed} {at}: {slope} {difference}"
                );
            }
        }
    }

    /// The folded layers are the normalised network.
    #[test]
    fn folding_keeps_the_answers() {
        let shape = Shape::new(vec![1, 2, 1], true, 0);
        let all = vec![2.0, -1.0, 0.5, 3.0, 0.25, -0.5, 1.5, 2.0, 4.0, 0.1, -0.2];
        let parameters = Parameters { all, running: vec![0.5, -0.25, 4.0, 0.25] };
        let layers = folded(&shape, &parameters);
        for x in [-2.0f32, 0.0, 0.7] {
            for (unit, (weight, bias)) in [(2.0f32, 0.25f32), (-1.0, -0.5)].into_iter().enumerate() {
                let (mean, variance) = (parameters.running[unit], parameters.running[2 + unit]);
                let (gain, shift) = (parameters.all[7 + unit], parameters.all[9 + unit]);
                let expected = (x * weight + bias - mean) / (variance + SMOOTHING).sqrt() * gain + shift;
                let found = x * layers[0].weights[unit] + layers[0].biases[unit];
                assert!((found - expected).abs() < 1e-5 * expected.abs().max(1.0), "{found} {expected}");
            }
        }
    }
}

//! Where the numbers of each layer lie among all parameters of a network.

use std::ops::Range;

/// Layers from their sizes. All weights come first, then the biases, then the gains and shifts of
/// batch normalisation, then the places of categories.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    /// Features, units of each hidden layer, outputs.
    pub sizes: Vec<usize>,
    /// Whether hidden layers are normalised.
    pub normed: bool,
    weights: Vec<Range<usize>>,
    biases: Vec<Range<usize>>,
    gains: Vec<Range<usize>>,
    tables: Range<usize>,
    total: usize,
}

impl Shape {
    /// `tables` counts the numbers of the places of categories.
    pub fn new(sizes: Vec<usize>, normed: bool, tables: usize) -> Self {
        let mut end = 0;
        let mut take = |count: usize| {
            end += count;
            end - count..end
        };
        let weights: Vec<_> = sizes.windows(2).map(|two| take(two[0] * two[1])).collect();
        let biases = sizes[1..].iter().map(|&size| take(size)).collect();
        let hidden = if normed { &sizes[1..sizes.len() - 1] } else { &[] };
        let gains = hidden.iter().map(|&size| take(2 * size)).collect();
        let tables = take(tables);
        let total = tables.end;
        Self { sizes, normed, weights, biases, gains, tables, total }
    }

    /// Number of layers that have weights.
    pub fn layers(&self) -> usize {
        self.weights.len()
    }

    /// Inputs and outputs of a layer.
    pub fn size(&self, layer: usize) -> (usize, usize) {
        (self.sizes[layer], self.sizes[layer + 1])
    }

    /// Its weights: a row for each input, a column for each output.
    pub fn weights(&self, layer: usize) -> Range<usize> {
        self.weights[layer].clone()
    }

    /// Its biases.
    pub fn biases(&self, layer: usize) -> Range<usize> {
        self.biases[layer].clone()
    }

    /// Gains, then shifts, of a hidden layer that is normalised.
    pub fn gains(&self, layer: usize) -> Option<Range<usize>> {
        self.gains.get(layer).cloned()
    }

    /// The places of categories.
    pub fn tables(&self) -> Range<usize> {
        self.tables.clone()
    }

    /// Number of weights: penalties hold for them alone.
    pub fn penalised(&self) -> usize {
        self.weights.last().map_or(0, |last| last.end)
    }

    /// Number of all parameters.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Number of units that are normalised.
    pub fn normed_units(&self) -> usize {
        self.gains.iter().map(|gains| gains.len() / 2).sum()
    }
}

//! Which features a node looks at.
//!
//! As in scikit-learn, features are drawn without replacement until `max_features` of them were
//! looked at and one of them was not constant. Features that were constant in a node are so in
//! its children and are not looked at again.

use super::sample::below;
use rand_chacha::ChaCha8Rng;

/// The features in the order of the draws, and those known to be constant on the path to the node.
pub(super) struct Draw {
    features: Vec<u32>,
    constants: Vec<u32>,
    wanted: u32,
    known: u32,
    drawn_known: u32,
    found: u32,
    undrawn: u32,
    visited: u32,
    /// Position of the feature that was drawn last.
    at: usize,
    /// Whether equal divisions go to the first feature.
    first_wins: bool,
}

impl Draw {
    pub fn new(features: u32, wanted: u32, first_wins: bool) -> Self {
        Self {
            features: (0..features).collect(),
            constants: vec![0; features as usize],
            wanted,
            known: 0,
            drawn_known: 0,
            found: 0,
            undrawn: features,
            visited: 0,
            at: 0,
            first_wins,
        }
    }

    /// Whether all features are looked at in their order.
    pub fn takes_all(&self) -> bool {
        self.first_wins && self.wanted as usize == self.features.len()
    }

    /// Begins a node whose parent knew the first `known` features to be constant.
    pub fn begin(&mut self, known: u32) {
        self.known = known;
        (self.drawn_known, self.found, self.visited) = (0, 0, 0);
        self.undrawn = self.features.len() as u32;
    }

    /// The next feature to look at; none when it is enough.
    pub fn next(&mut self, rng: &mut ChaCha8Rng) -> Option<u32> {
        while self.undrawn > self.known + self.found
            && (self.visited < self.wanted || self.visited <= self.found + self.drawn_known)
        {
            self.visited += 1;
            let place = self.drawn_known + below(rng, self.undrawn - self.found - self.drawn_known);
            if place < self.known {
                self.features.swap(self.drawn_known as usize, place as usize);
                self.drawn_known += 1;
                continue;
            }
            self.at = (place + self.found) as usize;
            return Some(self.features[self.at]);
        }
        None
    }

    /// Says whether the feature that was drawn last is constant in the node.
    pub fn settle(&mut self, constant: bool) {
        if constant {
            self.features.swap(self.at, (self.known + self.found) as usize);
            self.found += 1;
        } else {
            self.undrawn -= 1;
            self.features.swap(self.undrawn as usize, self.at);
        }
    }

    /// Ends the node; the number of features that its children know to be constant.
    pub fn end(&mut self) -> u32 {
        let (known, all) = (self.known as usize, (self.known + self.found) as usize);
        self.features[..known].copy_from_slice(&self.constants[..known]);
        self.constants[known..all].copy_from_slice(&self.features[known..all]);
        all as u32
    }
}

//! Categories as places in a space of few dimensions that is learned with the network (Guo and Berkhahn,
//! *Entity Embeddings of Categorical Variables*, 2016).
//!
//! A column of categories has half as many dimensions as categories, rounded up, and at most 50. A missing
//! cell, and a category that is not known, has a place of its own, which begins at zero and is learned where
//! training rows have such cells.

use super::model::MlpState;
use crate::{FeatureKind, Features, LearnError, Model, ModelState, Prediction};
use glasshouse_spec::Warning;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Most dimensions of a column of categories.
const MOST: u32 = 50;

/// What goes into the network in a feature's place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Embedding {
    /// Number of categories; none for a number, which goes in as it is.
    pub levels: u32,
    /// Number of dimensions: 1 of a number.
    pub width: u32,
    /// The place of each category, then that of missing and unknown ones, row by row; none of a number.
    pub places: Vec<f32>,
}

/// A network with categories among its features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmbeddedState {
    /// The network, of what goes in for the features.
    pub network: MlpState,
    /// What goes in for each feature.
    pub embeddings: Vec<Embedding>,
}

impl Embedding {
    fn number() -> Self {
        Self { levels: 0, width: 1, places: Vec::new() }
    }

    /// Numbers of its places.
    pub(super) fn size(&self) -> usize {
        if self.levels == 0 { 0 } else { (self.levels as usize + 1) * self.width as usize }
    }

    /// The place of a code: the last for what is missing or not known.
    fn place(&self, code: f32) -> usize {
        let known = code >= 0.0 && code < self.levels as f32;
        if known { code as usize } else { self.levels as usize }
    }

    fn check(&self) -> Result<u64, LearnError> {
        let size = (u64::from(self.levels) + 1) * u64::from(self.width);
        let fits = match self.levels {
            0 => self.width == 1 && self.places.is_empty(),
            _ => self.width > 0 && self.places.len() as u64 == size,
        };
        if fits && self.places.iter().all(|x| x.is_finite()) {
            Ok(u64::from(self.width))
        } else {
            Err(LearnError::BadState("a category's places do not fit its categories"))
        }
    }
}

/// What goes in for each feature, without places; none where all are numbers.
pub(super) fn planned(kinds: &[FeatureKind]) -> Option<Vec<Embedding>> {
    let of = |kind: &FeatureKind| match *kind {
        FeatureKind::Category { levels } if levels > 0 => {
            Embedding { levels, width: levels.div_ceil(2).min(MOST), places: Vec::new() }
        }
        _ => Embedding::number(),
    };
    let category = |kind: &FeatureKind| matches!(kind, FeatureKind::Category { .. });
    kinds.iter().any(category).then(|| kinds.iter().map(of).collect())
}

/// Number of inputs that features become.
pub(super) fn width(embeddings: &[Embedding]) -> usize {
    embeddings.iter().map(|e| e.width as usize).sum()
}

/// Appends what goes in for a row. `tables` has the places of all features, one after the other.
pub(super) fn widen(embeddings: &[Embedding], tables: &[f32], row: &[f32], to: &mut Vec<f32>) {
    let mut rest = tables;
    for (embedding, value) in embeddings.iter().zip(row) {
        let (places, others) = rest.split_at(embedding.size());
        rest = others;
        if embedding.levels == 0 {
            // A column of categories of which there are none is missing throughout.
            to.push(if value.is_nan() { 0.0 } else { *value });
        } else {
            let width = embedding.width as usize;
            to.extend(&places[embedding.place(*value) * width..][..width]);
        }
    }
}

/// Adds the slopes of a row's inputs to those of the places that it has.
pub(super) fn gather_slopes(embeddings: &[Embedding], row: &[f32], slopes: &[f32], tables: &mut [f32]) {
    let (mut rest, mut at) = (tables, 0);
    for (embedding, value) in embeddings.iter().zip(row) {
        let width = embedding.width as usize;
        let (places, others) = std::mem::take(&mut rest).split_at_mut(embedding.size());
        rest = others;
        if embedding.levels > 0 {
            let place = places[embedding.place(*value) * width..].iter_mut();
            place.zip(&slopes[at..at + width]).for_each(|(sum, slope)| *sum += slope);
        }
        at += width;
    }
}

impl EmbeddedState {
    /// A network with the places that were learned, one feature's after the other.
    pub(super) fn new(network: MlpState, planned: &[Embedding], tables: &[f32]) -> Self {
        let mut rest = tables;
        let with_places = |embedding: &Embedding| {
            let (places, others) = rest.split_at(embedding.size());
            rest = others;
            Embedding { places: places.to_vec(), ..embedding.clone() }
        };
        Self { network, embeddings: planned.iter().map(with_places).collect() }
    }

    /// Whether it can predict from `features` features.
    pub(crate) fn check(&self, features: usize) -> Result<(), LearnError> {
        if self.embeddings.len() != features {
            return Err(LearnError::BadState("it has another number of features"));
        }
        let mut width = 0;
        for embedding in &self.embeddings {
            width += embedding.check()?;
        }
        let width = usize::try_from(width).unwrap_or(usize::MAX);
        self.network.check(width)
    }

    /// What goes in for the features.
    fn widened(&self, x: &Features) -> Features {
        let tables: Vec<f32> = self.embeddings.iter().flat_map(|e| e.places.iter().copied()).collect();
        widened(&self.embeddings, &tables, x, 0..x.data.nrows())
    }
}

/// What goes in for some rows.
pub(super) fn widened(
    embeddings: &[Embedding],
    tables: &[f32],
    x: &Features,
    rows: impl ExactSizeIterator<Item = usize>,
) -> Features {
    let (count, width) = (rows.len(), width(embeddings));
    let mut cells = Vec::with_capacity(count * width);
    for row in rows {
        widen(embeddings, tables, &x.data.row(row).to_vec(), &mut cells);
    }
    let data = Array2::from_shape_vec((count, width), cells).expect("each row has its width");
    Features::new(vec![String::new(); width], data)
}

impl Model for EmbeddedState {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.embeddings.len(), "features of another model");
        self.network.predict(&self.widened(x))
    }

    fn state(&self) -> ModelState {
        ModelState::Embedded(self.clone())
    }

    fn warnings(&self) -> Vec<Warning> {
        self.network.warnings()
    }
}

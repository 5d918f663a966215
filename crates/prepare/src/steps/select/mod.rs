//! Steps that choose columns and leave the others out: by how much a column varies, by what it has in common
//! with others or with the target, or by what models make of it. They learn names and why they were chosen;
//! applying one only drops columns, which new data need not have.

mod boruta;
mod correlation_filter;
mod draws;
mod estimator;
mod f_scores;
mod judge;
mod mutual_information;
mod nearest;
mod numbers;
mod options;
mod pace;
mod permutation_selector;
mod rfe;
mod rfecv;
mod score_func;
mod select_from_model;
mod sequential_feature_selector;
mod state;
mod univariate;
mod variance_threshold;

use crate::StepKind;

pub use state::{JudgedColumn, Measure, SelectionState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &variance_threshold::VARIANCE_THRESHOLD,
    &correlation_filter::CORRELATION_FILTER,
    &univariate::SELECT_K_BEST,
    &univariate::SELECT_PERCENTILE,
    &univariate::SELECT_FDR,
    &select_from_model::SELECT_FROM_MODEL,
    &rfe::RFE,
    &rfecv::RFECV,
    &sequential_feature_selector::SEQUENTIAL_FEATURE_SELECTOR,
    &permutation_selector::PERMUTATION_SELECTOR,
    &boruta::BORUTA,
];

//! Steps that make columns of others.

mod datetime_features;
mod expression;
mod group_aggregate;
mod haversine;
mod k_means_clusters;
pub(in crate::steps) mod made;
mod polynomial_features;
mod relative_features;

use crate::step::{Fit, Fitting};
use crate::{Notes, PrepareError, StepKind, StepState};
use glasshouse_table::Table;

pub use datetime_features::{DateNumber, DateOutput, DatePart, DatetimeFeaturesState, Moment};
pub use expression::ExpressionState;
pub use group_aggregate::{GroupAggregateState, GroupOutput};
pub use haversine::{Coordinate, HaversineState};
pub use k_means_clusters::{ClusterOutput, KMeansClustersState};
pub use polynomial_features::{PolynomialFeaturesState, PolynomialTerm};
pub use relative_features::{Relation, RelativeFeaturesState};

/// The kinds, the ones most used first.
pub(super) static KINDS: &[&StepKind] = &[
    &expression::EXPRESSION,
    &datetime_features::DATETIME_FEATURES,
    &group_aggregate::GROUP_AGGREGATE,
    &relative_features::RELATIVE_FEATURES,
    &polynomial_features::POLYNOMIAL_FEATURES,
    &haversine::HAVERSINE,
    &k_means_clusters::K_MEANS_CLUSTERS,
];

/// A fit that has nothing left to learn once it begins.
struct Known(Option<StepState>);

impl Fitting for Known {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        self.0.take().map(|state| Fit::Done(state.into())).ok_or(PrepareError::NoFeatures)
    }
}

/// Refuses a name that a column already has.
pub(in crate::steps) fn is_free(table: &Table, name: &str) -> Result<(), PrepareError> {
    match table.column(name) {
        None => Ok(()),
        Some(_) => Err(PrepareError::DuplicateFeature(name.into())),
    }
}

//! What steps learnt, as plain data: what a bundle stores and an export writes down.

use crate::fitted::{Applied, FittedStep, Made, Notes};
use crate::steps::{
    BoundedImputerState, BoundsState, CategoriesState, DatetimeFeaturesState, ExpressionState,
    FillAlongState, GroupAggregateState, HashedTextsState, HashingEncoderState, HaversineState,
    IterativeImputerState, KBinsDiscretizerState, KMeansClustersState, KnnImputerState, LagFeaturesState,
    Log1pState, MinMaxScalerState, MissingIndicatorState, NormalizeTextState, NormalizerState,
    OneHotEncoderState, OrdinalEncoderState, OutlierRowsState, ParseTypesState, PolynomialFeaturesState,
    PowerTransformerState, ProjectionState, QuantileTransformerState, RareLabelState, ReciprocalState,
    RelativeFeaturesState, ReplaceValuesState, ScaledColumn, SelectionState, SimpleImputerState,
    SplineTransformerState, SqrtState, TargetEncoderState, TermsState, TextFeaturesState,
    WindowFeaturesState,
};
use crate::thin::Thin;
use crate::{PrepareError, at_once, cells};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Declares the states: their order, their names in the recipe, and that each is a [`FittedStep`].
macro_rules! states {
    ($($(#[$doc:meta])* $kind:ident($state:ty) = $op:literal,)*) => {
        /// Everything that a step learnt, as data.
        ///
        /// Columns are named as they stand when the step's turn comes; the columns that a step does not
        /// name pass through. A step replaces a column in its place, so that the order of features
        /// follows the order of columns, unless it says that it appends, at the end. What is made of
        /// several columns together stands where the first of them stood.
        ///
        /// A new kind goes last: its position is stored in every bundle.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub enum StepState {
            $($(#[$doc])* $kind($state),)*
        }

        impl StepState {
            /// Name of the kind of step in the recipe; `categories` stands in none.
            pub fn op(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $op,)*
                }
            }

            /// As a step, of whatever kind.
            pub(crate) fn step(&self) -> &dyn FittedStep {
                match self {
                    $(Self::$kind(state) => state,)*
                }
            }

            fn step_mut(&mut self) -> &mut dyn FittedStep {
                match self {
                    $(Self::$kind(state) => state,)*
                }
            }

            /// Takes in what the same step learnt of further columns.
            pub(crate) fn join(&mut self, more: Self) {
                match (self, more) {
                    $((Self::$kind(state), Self::$kind(more)) => state.join(more),)*
                    (kind, more) => debug_assert!(false, "{} of {}", more.op(), kind.op()),
                }
            }
        }
    };
}

states! {
    /// `simple_imputer`.
    SimpleImputer(SimpleImputerState) = "simple_imputer",
    /// `missing_indicator`.
    MissingIndicator(MissingIndicatorState) = "missing_indicator",
    /// `one_hot_encoder`.
    OneHotEncoder(OneHotEncoderState) = "one_hot_encoder",
    /// `ordinal_encoder`.
    OrdinalEncoder(OrdinalEncoderState) = "ordinal_encoder",
    /// `standard_scaler`: `(x - center) / scale`.
    StandardScaler(Vec<ScaledColumn>) = "standard_scaler",
    /// `min_max_scaler`: `x * scale + min`.
    MinMaxScaler(MinMaxScalerState) = "min_max_scaler",
    /// `robust_scaler`: `(x - center) / scale`.
    RobustScaler(Vec<ScaledColumn>) = "robust_scaler",
    /// `drop_columns`: names.
    DropColumns(Vec<String>) = "drop_columns",
    /// `log1p`: `ln(1 + x)`.
    Log1p(Log1pState) = "log1p",
    /// Categories for an estimator that takes them as codes: comes last, unasked.
    Categories(CategoriesState) = "categories",
    /// `pca`.
    Pca(ProjectionState) = "pca",
    /// `truncated_svd`.
    TruncatedSvd(ProjectionState) = "truncated_svd",
    /// `target_encoder`.
    TargetEncoder(TargetEncoderState) = "target_encoder",
    /// `expression`.
    Expression(ExpressionState) = "expression",
    /// `count_vectorizer`.
    CountVectorizer(TermsState) = "count_vectorizer",
    /// `tfidf_vectorizer`.
    TfidfVectorizer(TermsState) = "tfidf_vectorizer",
    /// `text_features`.
    TextFeatures(TextFeaturesState) = "text_features",
    /// `max_abs_scaler`: `x / scale`.
    MaxAbsScaler(Vec<ScaledColumn>) = "max_abs_scaler",
    /// `normalizer`.
    Normalizer(NormalizerState) = "normalizer",
    /// `sqrt`.
    Sqrt(SqrtState) = "sqrt",
    /// `reciprocal`: `1 / x`.
    Reciprocal(ReciprocalState) = "reciprocal",
    /// `power_transformer`.
    PowerTransformer(PowerTransformerState) = "power_transformer",
    /// `quantile_transformer`.
    QuantileTransformer(QuantileTransformerState) = "quantile_transformer",
    /// `k_bins_discretizer`.
    KBinsDiscretizer(KBinsDiscretizerState) = "k_bins_discretizer",
    /// `spline_transformer`.
    SplineTransformer(SplineTransformerState) = "spline_transformer",
    /// `knn_imputer`.
    KnnImputer(KnnImputerState) = "knn_imputer",
    /// `iterative_imputer`.
    IterativeImputer(IterativeImputerState) = "iterative_imputer",
    /// `z_score`.
    ZScore(BoundsState) = "z_score",
    /// `iqr`.
    Iqr(BoundsState) = "iqr",
    /// `winsorizer`.
    Winsorizer(BoundsState) = "winsorizer",
    /// `variance_threshold`.
    VarianceThreshold(SelectionState) = "variance_threshold",
    /// `correlation_filter`.
    CorrelationFilter(SelectionState) = "correlation_filter",
    /// `select_k_best`.
    SelectKBest(SelectionState) = "select_k_best",
    /// `select_percentile`.
    SelectPercentile(SelectionState) = "select_percentile",
    /// `select_fdr`.
    SelectFdr(SelectionState) = "select_fdr",
    /// `select_from_model`.
    SelectFromModel(SelectionState) = "select_from_model",
    /// `rfe`.
    Rfe(SelectionState) = "rfe",
    /// `rfecv`.
    Rfecv(SelectionState) = "rfecv",
    /// `sequential_feature_selector`.
    SequentialFeatureSelector(SelectionState) = "sequential_feature_selector",
    /// `permutation_selector`.
    PermutationSelector(SelectionState) = "permutation_selector",
    /// `boruta`.
    Boruta(SelectionState) = "boruta",
    /// `count_encoder`.
    CountEncoder(TargetEncoderState) = "count_encoder",
    /// `binary_encoder`.
    BinaryEncoder(TargetEncoderState) = "binary_encoder",
    /// `leave_one_out_encoder`.
    LeaveOneOutEncoder(TargetEncoderState) = "leave_one_out_encoder",
    /// `woe_encoder`.
    WoeEncoder(TargetEncoderState) = "woe_encoder",
    /// `rare_label_encoder`.
    RareLabelEncoder(RareLabelState) = "rare_label_encoder",
    /// `relative_features`.
    RelativeFeatures(RelativeFeaturesState) = "relative_features",
    /// `polynomial_features`.
    PolynomialFeatures(PolynomialFeaturesState) = "polynomial_features",
    /// `datetime_features`.
    DatetimeFeatures(DatetimeFeaturesState) = "datetime_features",
    /// `group_aggregate`.
    GroupAggregate(GroupAggregateState) = "group_aggregate",
    /// `clip`.
    Clip(BoundsState) = "clip",
    /// `replace_values`.
    ReplaceValues(ReplaceValuesState) = "replace_values",
    /// `normalize_text`.
    NormalizeText(NormalizeTextState) = "normalize_text",
    /// `parse_types`.
    ParseTypes(ParseTypesState) = "parse_types",
    /// `hashing_encoder`.
    HashingEncoder(HashingEncoderState) = "hashing_encoder",
    /// `hashing_vectorizer`.
    HashingVectorizer(HashedTextsState) = "hashing_vectorizer",
    /// `linear_discriminant_analysis`.
    LinearDiscriminantAnalysis(ProjectionState) = "linear_discriminant_analysis",
    /// `gaussian_random_projection`.
    GaussianRandomProjection(ProjectionState) = "gaussian_random_projection",
    /// `sparse_random_projection`.
    SparseRandomProjection(ProjectionState) = "sparse_random_projection",
    /// `haversine`.
    Haversine(HaversineState) = "haversine",
    /// `k_means_clusters`.
    KMeansClusters(KMeansClustersState) = "k_means_clusters",
    /// `isolation_forest`.
    IsolationForest(OutlierRowsState) = "isolation_forest",
    /// `local_outlier_factor`.
    LocalOutlierFactor(OutlierRowsState) = "local_outlier_factor",
    /// `dbscan`.
    Dbscan(OutlierRowsState) = "dbscan",
    /// `lag_features`.
    LagFeatures(LagFeaturesState) = "lag_features",
    /// `difference_features`: `x` less its lag.
    DifferenceFeatures(LagFeaturesState) = "difference_features",
    /// `window_features`.
    WindowFeatures(WindowFeaturesState) = "window_features",
    /// `expanding_window_features`.
    ExpandingWindowFeatures(WindowFeaturesState) = "expanding_window_features",
    /// `forward_fill`.
    ForwardFill(FillAlongState) = "forward_fill",
    /// `backward_fill`.
    BackwardFill(FillAlongState) = "backward_fill",
    /// `iterative_imputer` with bounds.
    BoundedImputer(BoundedImputerState) = "iterative_imputer",
}

impl StepState {
    /// Columns whose cells it reads; those that it only drops are not among them.
    pub fn reads(&self) -> Vec<&str> {
        self.step().reads()
    }

    /// Columns in which nothing is missing once it is applied, and those that it replaces by such.
    pub(crate) fn fills(&self) -> Vec<&str> {
        self.step().fills()
    }

    /// Columns in which cells may be missing once it is applied, though none were before.
    pub(crate) fn opens(&self) -> Vec<&str> {
        self.step().opens()
    }

    /// Columns that it makes under other names, each with those that it makes them of.
    pub(crate) fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        self.step().makes()
    }

    /// Columns that it drops without reading them.
    pub fn drops(&self) -> &[String] {
        self.step().drops()
    }

    /// Whether what it makes of a row depends on other rows of the table.
    pub(crate) fn looks_along(&self) -> bool {
        self.step().looks_along()
    }

    /// Whether its parts fit together, so that no rows lead outside of it: a bundle comes from anywhere.
    pub fn is_sound(&self) -> bool {
        self.step().is_sound()
    }

    /// Forgets dropped columns that are no longer given to it.
    pub(crate) fn forget_dropped(&mut self, names: &[String]) {
        self.step_mut().forget_dropped(names);
    }

    /// Applies to any table that has the columns it was fitted on. The order and the number of
    /// rows stay. What a person should know goes to `notes`.
    ///
    /// # Errors
    /// A column that is not there or has another type, and what the step refuses.
    pub fn apply(&self, table: &Table, notes: &mut Notes) -> Result<Table, PrepareError> {
        at_once(self.apply_in_pieces(table.clone(), &mut Thin::default(), notes, &async |_| {}))
    }

    /// As [`StepState::apply`], a column at a time; `thin` keeps what need not be columns. Columns that nobody
    /// else holds may be changed in their place.
    ///
    /// # Errors
    /// Those of [`StepState::apply`].
    pub(crate) async fn apply_in_pieces(
        &self,
        table: Table,
        thin: &mut Thin,
        notes: &mut Notes,
        pause: &impl AsyncFn(f64),
    ) -> Result<Table, PrepareError> {
        let step = self.step();
        step.check(&table)?;
        if step.is_together() {
            let reads: Vec<String> = step.reads().into_iter().map(String::from).collect();
            let whole = thin.in_table(&table, &reads)?;
            let made = treated_together(step, &whole, notes, pause).await?;
            made.replaced.keys().for_each(|name| thin.forget(name));
            return Ok(placed(&table, made));
        }
        let places = self.places(&table)?;
        let (rows, mut columns) = (table.rows(), table.columns().to_vec());
        drop(table);
        let made = self.treat_each(&places, &mut columns, thin, notes, pause).await?;
        let dropped: HashSet<&String> = step.drops().iter().collect();
        if step.appends() {
            columns.retain(|column| !dropped.contains(&column.name));
            columns.extend(made.into_iter().flatten());
            return Ok(Table::new(columns, rows));
        }
        let mut made: HashMap<usize, Vec<Arc<Column>>> = places.into_iter().zip(made).collect();
        let treated = columns.into_iter().enumerate().filter(|(_, column)| !dropped.contains(&column.name));
        let treated = treated.flat_map(|(at, column)| made.remove(&at).unwrap_or_else(|| vec![column]));
        Ok(Table::new(treated.collect(), rows))
    }

    /// Where the columns that it reads stand.
    fn places(&self, table: &Table) -> Result<Vec<usize>, PrepareError> {
        let all: HashMap<&str, usize> =
            table.columns().iter().map(|column| column.name.as_str()).zip(0..).collect();
        let place = |name: &str| match all.get(name) {
            Some(place) => Ok(*place),
            None => Err(PrepareError::no_column(name, table.names())),
        };
        self.reads().into_iter().map(place).collect()
    }

    /// What becomes of each column that it reads. Those that it replaces are taken from among the columns, so that
    /// it may change their cells in their place.
    async fn treat_each(
        &self,
        places: &[usize],
        columns: &mut [Arc<Column>],
        thin: &mut Thin,
        notes: &mut Notes,
        pause: &impl AsyncFn(f64),
    ) -> Result<Vec<Vec<Arc<Column>>>, PrepareError> {
        let appends = self.step().appends();
        let last: HashMap<usize, usize> = places.iter().copied().zip(0..).collect();
        let mut made = Vec::with_capacity(places.len());
        for (at, place) in places.iter().enumerate() {
            let share = async |done: f64| pause((at as f64 + done) / places.len() as f64).await;
            let column = match !appends && last[place] == at {
                true => taken(&mut columns[*place]),
                false => columns[*place].clone(),
            };
            made.push(self.treat_one(at, column, thin, notes, &share).await?);
            share(1.0).await;
        }
        Ok(made)
    }

    async fn treat_one(
        &self,
        at: usize,
        column: Arc<Column>,
        thin: &mut Thin,
        notes: &mut Notes,
        pause: &impl AsyncFn(f64),
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let name = column.name.clone();
        let columns = match self {
            // Nothing is missing there.
            Self::SimpleImputer(_) if thin.holds(&name) => return Ok(vec![column]),
            Self::OneHotEncoder(s) if thin.take_ones(s.columns[at].outputs.len()) => {
                s.codes(at, &thin.whole(column), thin, notes)?
            }
            Self::OneHotEncoder(s) => s.outputs(at, &thin.whole(column), notes, pause).await?,
            Self::CountVectorizer(s) | Self::TfidfVectorizer(s) if thin.take(s.columns[at].terms.len()) => {
                let rows = s.rows(at, &column, self.op(), pause).await?;
                thin.add_rows(&s.columns[at].outputs, rows)
            }
            Self::HashingVectorizer(s) if thin.take(s.n_features as usize) => {
                let rows = s.rows(at, &column, pause).await?;
                thin.add_rows(&s.columns[at].outputs, rows)
            }
            _ => self.step().treat(at, thin.whole(column), notes)?,
        };
        if !self.step().appends() && !matches!(self, Self::SimpleImputer(_)) {
            thin.forget(&name);
        }
        Ok(columns)
    }
}

/// Takes a column and leaves its name.
fn taken(column: &mut Arc<Column>) -> Arc<Column> {
    let name = Column::from_numbers(&column.name, Vec::new());
    std::mem::replace(column, Arc::new(name))
}

/// What a step makes of its columns together.
async fn treated_together(
    step: &dyn FittedStep,
    table: &Table,
    notes: &mut Notes,
    pause: &impl AsyncFn(f64),
) -> Result<Made, PrepareError> {
    let mut applying = step.together(table)?;
    loop {
        match applying.advance(notes)? {
            Applied::Running(done) => pause(done).await,
            Applied::Done(made) => return Ok(made),
        }
    }
}

/// The table with what was made in its places.
fn placed(table: &Table, made: Made) -> Table {
    let table = cells::replace(table, made.replaced);
    let columns = table.columns().iter().cloned().chain(made.appended).collect();
    Table::new(columns, table.rows())
}

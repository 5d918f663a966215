//! The steps that look for outliers in several columns together: what they are called and which parameters they
//! take, those of the estimators of the same names and what becomes of an outlier.

use super::OutlierAction;
use super::several::{OutlierRows, OutlierRowsState};
use crate::steps::untargeted::Unsupervised;
use crate::{Built, StepKind, StepState};
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValues, TaskKind, check_params, param};
use std::borrow::Cow;

const ACTION: ParamSpec = ParamSpec::choice(
    "action",
    "flag",
    &[Cow::Borrowed("flag"), Cow::Borrowed("blank"), Cow::Borrowed("drop")],
    "What becomes of an outlier: a 1 in a column of its own (flag), missing cells in all the columns (blank), or its row is not trained on (drop); rows that are scored or predicted all stay.",
);

const CONTAMINATION: ParamSpec = ParamSpec::new(
    "contamination",
    ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("auto")]), min: 1e-6, max: 0.5 },
    ParamDefault::Text(Cow::Borrowed("auto")),
    "Which share of the training rows are outliers. auto takes what is unusual by the method's own measure, which may be no row or many.",
);

const METRIC: ParamSpec = ParamSpec::choice(
    "metric",
    "euclidean",
    &[
        Cow::Borrowed("euclidean"),
        Cow::Borrowed("manhattan"),
        Cow::Borrowed("chebyshev"),
        Cow::Borrowed("cosine"),
    ],
    "What counts as near: the straight line, the sum of the differences, the largest of them, the angle.",
);

static ISOLATION: [ParamSpec; 7] = [
    ParamSpec::int(
        "n_estimators",
        100,
        1,
        10_000,
        "How many trees. More make the judgement steadier and take longer.",
    ),
    ParamSpec::new(
        "max_samples",
        ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("auto")]), min: 1e-6, max: 1.0 },
        ParamDefault::Text(Cow::Borrowed("auto")),
        "Which share of the rows each tree sees; auto is 256 rows.",
    ),
    CONTAMINATION,
    ParamSpec::float("max_features", 1.0, 1e-6, 1.0, "Which share of the columns each tree sees."),
    ParamSpec::bool("bootstrap", false, "Whether a tree's rows are drawn with replacement."),
    ParamSpec::optional_int(
        "random_state",
        0,
        u32::MAX as i64,
        "The seed of the trees; the recipe's when there is no value.",
    ),
    ACTION,
];

static FACTOR: [ParamSpec; 4] = [
    ParamSpec::int(
        "n_neighbors",
        20,
        1,
        100_000,
        "With how many neighbours a row is compared. Few find rows that are unusual where they are; many find small groups that lie apart.",
    ),
    CONTAMINATION,
    METRIC,
    ACTION,
];

static DENSITY: [ParamSpec; 4] = [
    ParamSpec::positive(
        "eps",
        0.5,
        "How near two rows must be to be neighbours, in the units of the columns: bring them to one scale first.",
    ),
    ParamSpec::int(
        "min_samples",
        5,
        1,
        1_000_000,
        "How many rows, itself included, must be near a row for it to be inside of a group. More takes more rows as outliers.",
    ),
    METRIC,
    ACTION,
];

/// The kind.
pub(super) static ISOLATION_FOREST: StepKind = StepKind {
    id: "isolation_forest",
    title: "Outliers by random cuts",
    help: "Takes rows that random cuts through several columns part from the others early as outliers, and flags, blanks or drops them. A row with a gap in one of the columns is none.",
    when: "Rows whose cells are usual one by one and odd together; many columns, of any units.",
    beware: "It finds the most unusual rows, not the wrong ones: look at some before you drop them. A flag or a blank cannot be written as ONNX with the rest.",
    example: "age 12 and income 90000 → 1 in isolation_forest_outlier",
    params: &ISOLATION,
    columns: &["@numeric"],
    onnx: false,
    build: |values| {
        build(values, &ISOLATION, "isolation_forest", TaskKind::Anomaly, StepState::IsolationForest)
    },
};

/// The kind.
pub(super) static LOCAL_OUTLIER_FACTOR: StepKind = StepKind {
    id: "local_outlier_factor",
    title: "Outliers among their neighbours",
    help: "Takes rows that lie less densely than their neighbours do, in several columns together, as outliers, and flags, blanks or drops them. A row with a gap in one of the columns is none. New rows are compared with the training rows.",
    when: "Groups of rows of different density: what is unusual where it is.",
    beware: "Columns in large units prevail: standardise first. The model keeps all training rows. A flag or a blank cannot be written as ONNX with the rest.",
    example: "a row beside a tight group → 1 in local_outlier_factor_outlier",
    params: &FACTOR,
    columns: &["@numeric"],
    onnx: false,
    build: |values| {
        build(values, &FACTOR, "local_outlier_factor", TaskKind::Anomaly, StepState::LocalOutlierFactor)
    },
};

/// The kind.
pub(super) static DBSCAN: StepKind = StepKind {
    id: "dbscan",
    title: "Outliers that lie alone",
    help: "Takes rows that lie in no dense place of several columns together as outliers, and flags, blanks or drops them. A row with a gap in one of the columns is none. A new row is an outlier where no row from the inside of a group is within eps.",
    when: "Groups of any shape, and rows between them that belong to none.",
    beware: "eps decides everything: standardise first and try several. Groups of unlike density need local_outlier_factor. A flag or a blank cannot be written as ONNX with the rest.",
    example: "a place far from all streets → 1 in dbscan_outlier",
    params: &DENSITY,
    columns: &["@numeric"],
    onnx: false,
    build: |values| build(values, &DENSITY, "dbscan", TaskKind::Clustering, StepState::Dbscan),
};

fn build(
    values: &ParamValues,
    specs: &'static [ParamSpec],
    op: &'static str,
    task: TaskKind,
    state: fn(OutlierRowsState) -> StepState,
) -> Built {
    check_params(specs, values)?;
    let own = |name: &str| matches!(name, "action" | "random_state");
    let names = specs.iter().map(|spec| spec.name.as_ref()).filter(|name| !own(name));
    let params = names.map(|name| (name.to_owned(), param(specs, values, name))).collect();
    let estimator = Unsupervised { op, kind: op, task, params }.checked()?;
    let action = match param(specs, values, "action").as_str() {
        Some("blank") => Some(OutlierAction::Blank),
        Some("drop") => None,
        _ => Some(OutlierAction::Flag),
    };
    let seed = specs.iter().any(|spec| spec.name == "random_state");
    let seed = seed.then(|| param(specs, values, "random_state"));
    let seed = seed.and_then(|seed| seed.as_i64()).and_then(|seed| u64::try_from(seed).ok());
    Ok(Box::new(OutlierRows { estimator, action, seed, state }))
}

//! Which steps prepare the columns.

use super::Draft;
use glasshouse_spec::{ColumnProfile, ColumnType, ParamValue, StepSpec};

/// Most columns that one categorical column may become.
const MAX_CATEGORIES: u64 = 50;

/// Most categories of a column that boosting divides itself.
const MAX_DIVIDED: u64 = 255;

/// The number of features that the steps of [`decide`] make.
pub(super) fn width(features: &[&ColumnProfile]) -> u64 {
    let made = |column: &&ColumnProfile| match column.kind {
        ColumnType::Numeric | ColumnType::Boolean => 1,
        ColumnType::Categorical => column.unique.min(MAX_CATEGORIES),
        _ => 0,
    };
    features.iter().map(made).sum()
}

/// Adds what boosting needs: an encoder where there are more categories than it divides. So a table of
/// many rows does not become a wide one as well.
pub(super) fn decide_for_boosting(draft: &mut Draft, features: &[&ColumnProfile]) {
    let categorical = features.iter().copied().filter(|c| c.kind == ColumnType::Categorical);
    let (wide, narrow): (Vec<&ColumnProfile>, Vec<_>) = categorical.partition(|c| c.unique > MAX_DIVIDED);
    limit(draft, &wide);
    let why = format!(
        "Gradient boosting needs no other step: it learns where a missing cell should go ({}), divides {} categorical columns itself, and minds no scale. Another model needs simple_imputer and one_hot_encoder.",
        gaps(features),
        narrow.len()
    );
    draft.because("prepare", why);
}

/// Adds a step for each kind of column that is there.
pub(super) fn decide(draft: &mut Draft, features: &[&ColumnProfile]) {
    let of = |kind: ColumnType| features.iter().copied().filter(|c| c.kind == kind).collect::<Vec<_>>();
    let (numeric, categorical, boolean) =
        (of(ColumnType::Numeric), of(ColumnType::Categorical), of(ColumnType::Boolean));
    if !numeric.is_empty() {
        fill_numbers(draft, &numeric);
    }
    fill_levels(draft, &categorical, &boolean);
    if !numeric.is_empty() {
        let why = format!(
            "{} numeric {} put on one scale, which linear models need to learn well; trees neither need nor mind it.",
            numeric.len(),
            if numeric.len() == 1 { "column is" } else { "columns are" }
        );
        add(draft, StepSpec::new("standard_scaler", &["@numeric"]), why);
    }
    encode(draft, &categorical);
}

fn add(draft: &mut Draft, step: StepSpec, why: String) {
    let path = format!("prepare[{}]", draft.recipe.prepare.len());
    draft.recipe.prepare.push(step);
    draft.because(path, why);
}

fn with(mut step: StepSpec, params: &[(&str, ParamValue)]) -> StepSpec {
    step.params.extend(params.iter().map(|(name, value)| (name.to_string(), value.clone())));
    step
}

fn text(value: &str) -> ParamValue {
    ParamValue::Text(value.into())
}

/// How many cells are missing, in words.
fn gaps(columns: &[&ColumnProfile]) -> String {
    let cells: u64 = columns.iter().map(|c| c.missing).sum();
    let with = columns.iter().filter(|c| c.missing > 0).count();
    match cells {
        0 => "none is missing here, but new data may have gaps".into(),
        1 => "1 is missing".into(),
        _ => format!("{cells} are missing, in {with} of {} columns", columns.len()),
    }
}

fn fill_numbers(draft: &mut Draft, numeric: &[&ColumnProfile]) {
    let step = with(StepSpec::new("simple_imputer", &["@numeric"]), &[("strategy", text("median"))]);
    let why =
        format!("Missing numbers become the median, which extreme values do not move: {}.", gaps(numeric));
    add(draft, step, why);
}

fn fill_levels(draft: &mut Draft, categorical: &[&ColumnProfile], boolean: &[&ColumnProfile]) {
    let mut selectors = Vec::new();
    selectors.extend((!categorical.is_empty()).then_some("@categorical"));
    selectors.extend((!boolean.is_empty()).then_some("@boolean"));
    if selectors.is_empty() {
        return;
    }
    let step = with(StepSpec::new("simple_imputer", &selectors), &[("strategy", text("most_frequent"))]);
    let columns: Vec<&ColumnProfile> = categorical.iter().chain(boolean).copied().collect();
    let why = format!("Missing words become the most frequent one of their column: {}.", gaps(&columns));
    add(draft, step, why);
}

/// Encodes the categories; columns with very many get a limit.
fn encode(draft: &mut Draft, categorical: &[&ColumnProfile]) {
    let (wide, narrow): (Vec<&ColumnProfile>, Vec<_>) =
        categorical.iter().copied().partition(|c| c.unique > MAX_CATEGORIES);
    limit(draft, &wide);
    if !narrow.is_empty() {
        let columns: u64 = narrow.iter().map(|c| c.unique).sum();
        let step =
            with(StepSpec::new("one_hot_encoder", &["@categorical"]), &[("handle_unknown", text("ignore"))]);
        let why = format!(
            "Models need numbers: {} categorical {} {columns} columns of 0 and 1; a category that is new later becomes all zeros and is counted.",
            narrow.len(),
            if narrow.len() == 1 { "column becomes" } else { "columns become" },
        );
        add(draft, step, why);
    }
}

/// Encodes columns of very many categories, the most frequent of them.
fn limit(draft: &mut Draft, wide: &[&ColumnProfile]) {
    if !wide.is_empty() {
        let names: Vec<&str> = wide.iter().map(|c| c.name.as_str()).collect();
        let limit = ParamValue::Int(MAX_CATEGORIES as i64);
        let params = [("handle_unknown", text("infrequent_if_exist")), ("max_categories", limit)];
        let counts: Vec<String> = wide.iter().map(|c| format!("\"{}\" has {}", c.name, c.unique)).collect();
        let why = format!(
            "So many categories would make the table very wide: {}. The {} most frequent of each get a column of 0 and 1, the others share one.",
            counts.join(", "),
            MAX_CATEGORIES - 1
        );
        add(draft, with(StepSpec::new("one_hot_encoder", &names), &params), why);
    }
}

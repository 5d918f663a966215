//! Which model learns.

use glasshouse_spec::{ColumnProfile, TableProfile, TaskKind};

/// Rows from which a forest is worth its freedom.
const ENOUGH_ROWS: u64 = 200;
/// Rows for each feature from which a forest is worth its freedom.
const ROWS_PER_FEATURE: u64 = 10;
/// Cells from which a forest takes minutes in a browser, and boosting seconds.
const MANY_CELLS: u64 = 10_000_000;

/// Takes missing cells and categories as they are.
pub(super) const BOOSTING: &str = "hist_gradient_boosting";

/// Chooses between a linear model, a forest and boosting by the number of rows and features; with the
/// reason.
pub(super) fn choose(
    profile: &TableProfile,
    target: &ColumnProfile,
    kind: TaskKind,
    width: u64,
) -> (&'static str, String) {
    let rows = profile.rows - target.missing;
    let linear = match kind {
        TaskKind::Regression => "linear_regression",
        _ => "logistic_regression",
    };
    if rows < ENOUGH_ROWS || rows < ROWS_PER_FEATURE * width {
        let why = format!(
            "A linear model, because there are {rows} rows for {width} features: below {ENOUGH_ROWS} rows or {ROWS_PER_FEATURE} rows a feature a freer model would learn the rows by heart."
        );
        (linear, why)
    } else if rows.saturating_mul(width) > MANY_CELLS {
        let why = format!(
            "Gradient boosting, because {rows} rows of {width} features take it seconds and a forest minutes; it finds bends and interplay that a linear model misses, and stops by itself when more trees no longer help."
        );
        (BOOSTING, why)
    } else {
        let why = format!(
            "A random forest, because {rows} rows for {width} features are enough for it, and it finds bends and interplay that a linear model misses, without tuning."
        );
        ("random_forest", why)
    }
}

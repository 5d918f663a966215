//! `truncated_svd`: the directions along which rows lie farthest from zero.

use super::decomposition::Decomposing;
use super::{Plan, Solver, Wanted};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

static PARAMS: [ParamSpec; 3] = [
    ParamSpec::int(
        "n_components",
        2,
        1,
        u32::MAX as i64,
        "How many components are kept. Few lose detail, many keep noise.",
    ),
    ParamSpec::int(
        "n_iter",
        5,
        0,
        1000,
        "How often the search goes through the rows again where rows and columns are more than 500: more takes longer and separates components of like size better.",
    ),
    ParamSpec::optional_int(
        "random_state",
        0,
        u32::MAX as i64,
        "Where the search begins; the recipe's seed when there is no value.",
    ),
];

struct TruncatedSvd(Plan);

/// The kind.
pub(super) static TRUNCATED_SVD: StepKind = StepKind {
    id: "truncated_svd",
    title: "Truncated singular values",
    help: "Replaces numeric columns by a few directions, as principal components do, but without subtracting the means: zero stays zero. It takes no missing cells.",
    when: "Counts, and many columns of 0 and 1.",
    beware: "No column has a meaning of its own any more, and the first direction is often little but the mean.",
    example: "500 columns of words → truncatedsvd0, truncatedsvd1",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let int = |name| param(&PARAMS, values, name).as_i64().and_then(|n| u32::try_from(n).ok());
    Ok(Box::new(TruncatedSvd(Plan {
        kind: "truncated_svd",
        wanted: Wanted::Count(int("n_components").unwrap_or(2) as usize),
        centred: false,
        whiten: false,
        solver: Solver::Auto,
        passes: int("n_iter"),
        seed: int("random_state").map(u64::from),
    })))
}

impl Step for TruncatedSvd {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        Ok(Box::new(Decomposing::new(self.0, context.seed, train, columns, StepState::TruncatedSvd)?))
    }
}

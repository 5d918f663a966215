//! `pca`: the directions along which centred rows vary most.

use super::decomposition::Decomposing;
use super::{Plan, Solver, Wanted};
use crate::{Built, Context, Fitting, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues};
use glasshouse_spec::{check_params, param};
use glasshouse_table::Table;
use std::borrow::Cow;

const SOLVERS: &[Cow<'static, str>] =
    &[Cow::Borrowed("auto"), Cow::Borrowed("covariance_eigh"), Cow::Borrowed("randomized")];

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::new(
        "n_components",
        ParamKind::Float { min: 0.0, max: f64::MAX, open: true },
        ParamDefault::Null,
        "How many components are kept; below 1 as many as hold more than this share of the variance, and all when there is no value. Few lose detail, many keep noise.",
    ),
    ParamSpec::bool(
        "whiten",
        false,
        "Whether each component is divided by its standard deviation. It makes them weigh alike and forgets how much each varies.",
    ),
    ParamSpec::choice(
        "svd_solver",
        "auto",
        SOLVERS,
        "covariance_eigh finds all components, exactly; randomized only those that are wanted, which is faster where rows and columns are many. auto takes the latter where both exceed 500 and few components are wanted.",
    ),
    ParamSpec::optional_int(
        "iterated_power",
        0,
        1000,
        "How often randomized goes through the rows again: more takes longer and separates components of like variance better. 5 or 4 when there is no value, which is as exact as scikit-learn's 7 or 4.",
    ),
    ParamSpec::optional_int(
        "random_state",
        0,
        u32::MAX as i64,
        "Where randomized begins; the recipe's seed when there is no value.",
    ),
];

struct Pca(Plan);

/// The kind.
pub(super) static PCA: StepKind = StepKind {
    id: "pca",
    title: "Principal components",
    help: "Replaces numeric columns by the directions along which the training rows vary most, the first one most. It takes no missing cells.",
    when: "Many columns that move together: fewer train faster and hold less noise.",
    beware: "No column has a meaning of its own any more, and columns in large units prevail: standardise first.",
    example: "height, weight → pca0, pca1",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let wanted = wanted(&of("n_components"))?;
    let solver = match of("svd_solver").as_str() {
        Some("covariance_eigh") => Solver::Exact,
        Some("randomized") => Solver::Few,
        _ => Solver::Auto,
    };
    if solver == Solver::Few && !matches!(wanted, Wanted::Count(_)) {
        return Err(refused("randomized needs a whole number of n_components"));
    }
    Ok(Box::new(Pca(Plan {
        kind: "pca",
        wanted,
        centred: true,
        whiten: of("whiten").as_bool().unwrap_or_default(),
        solver,
        passes: of("iterated_power").as_i64().and_then(|n| u32::try_from(n).ok()),
        seed: of("random_state").as_i64().and_then(|n| u64::try_from(n).ok()),
    })))
}

/// A whole number is a number of components, a number below one a share of the variance.
fn wanted(value: &ParamValue) -> Result<Wanted, Vec<ParamFault>> {
    match value.as_f64() {
        None => Ok(Wanted::All),
        Some(x) if x < 1.0 => Ok(Wanted::Share(x)),
        Some(x) if x.fract() == 0.0 => Ok(Wanted::Count(x as usize)),
        Some(_) => Err(refused(&format!(
            "n_components must be a whole number or a share of the variance below 1, not {value}"
        ))),
    }
}

fn refused(message: &str) -> Vec<ParamFault> {
    vec![ParamFault { name: "n_components".into(), message: message.into() }]
}

impl Step for Pca {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        Ok(Box::new(Decomposing::new(self.0, context.seed, train, columns, StepState::Pca)?))
    }
}

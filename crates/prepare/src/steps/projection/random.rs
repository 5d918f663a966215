//! `gaussian_random_projection` and `sparse_random_projection`: random directions, along which rows lie about as
//! far apart as they did (Johnson and Lindenstrauss 1984; Achlioptas 2003; Li, Hastie and Church, *Very sparse
//! random projections*, 2006). The weights are distributed as scikit-learn's; they are other draws, by ChaCha. Of
//! the rows only their number matters. `dense_output` has no meaning here, where components are always columns,
//! and the weights of `sparse_random_projection` are drawn one by one, which is what its count of weights for each
//! component comes to.

use super::numbers::Numbers;
use super::state::{Component, ProjectionState};
use crate::paused::paused;
use crate::step::Fitting;
use crate::steps::draws::Draws;
use crate::steps::naming::beginning;
use crate::{Built, Context, PrepareError, Step, StepKind, StepState};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use std::borrow::Cow;

/// Weights at most: 400 MB.
const MOST: usize = 50_000_000;

const COMPONENTS: ParamSpec = ParamSpec::new(
    "n_components",
    ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("auto")]), min: 1.0, max: 1e6 },
    ParamDefault::Text(Cow::Borrowed("auto")),
    "How many random directions there are. auto: as many as keep all distances within eps, which pays for thousands of columns only.",
);
const EPS: ParamSpec = ParamSpec::new(
    "eps",
    ParamKind::Float { min: 0.0, max: 0.999, open: true },
    ParamDefault::Float(0.1),
    "With auto: by which share squared distances may change. Smaller needs more directions.",
);
const SEED: ParamSpec = ParamSpec::optional_int(
    "random_state",
    0,
    u32::MAX as i64,
    "The seed of the directions; the recipe's when there is no value.",
);

static GAUSSIAN: [ParamSpec; 3] = [COMPONENTS, EPS, SEED];
static SPARSE: [ParamSpec; 4] = [
    COMPONENTS,
    ParamSpec::new(
        "density",
        ParamKind::ChoiceOrFloat { options: Cow::Borrowed(&[Cow::Borrowed("auto")]), min: 1e-6, max: 1.0 },
        ParamDefault::Text(Cow::Borrowed("auto")),
        "Which share of the weights is not zero; auto is 1 by the root of the number of columns.",
    ),
    EPS,
    SEED,
];

/// The kind.
pub(super) static GAUSSIAN_RANDOM_PROJECTION: StepKind = StepKind {
    id: "gaussian_random_projection",
    title: "Random directions",
    help: "Replaces numeric columns by sums of all of them with random weights, so many that rows lie about as far apart as before. It takes no missing cells.",
    when: "Thousands of columns, for which principal components take too long.",
    beware: "No column has a meaning of its own any more, and few directions change distances much. Columns in large units prevail: standardise first.",
    example: "2000 columns → gaussianrandomprojection0, … 1",
    params: &GAUSSIAN,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build(values, &GAUSSIAN, false),
};

/// The kind.
pub(super) static SPARSE_RANDOM_PROJECTION: StepKind = StepKind {
    id: "sparse_random_projection",
    title: "Random directions of few columns",
    help: "Replaces numeric columns by sums of a few of them with random signs, so many that rows lie about as far apart as before. It takes no missing cells.",
    when: "As gaussian_random_projection, where most cells are zero or there are very many columns.",
    beware: "No column has a meaning of its own any more. Where few columns matter, some directions have none of them.",
    example: "2000 columns → sparserandomprojection0, … 1",
    params: &SPARSE,
    columns: &["@numeric"],
    onnx: true,
    build: |values| build(values, &SPARSE, true),
};

#[derive(Clone)]
struct RandomProjection {
    sparse: bool,
    /// How many directions; by `eps` where there is no number.
    wanted: Option<usize>,
    eps: f64,
    /// The share of weights that are not zero; by the number of columns where there is none.
    density: Option<f64>,
    seed: Option<u64>,
}

fn build(values: &ParamValues, specs: &'static [ParamSpec], sparse: bool) -> Built {
    check_params(specs, values)?;
    let of = |name| param(specs, values, name);
    let wanted = match of("n_components") {
        value if value.as_f64().is_some_and(|x| x.fract() != 0.0) => {
            let message = format!("n_components must be auto or a whole number, not {value}");
            return Err(vec![ParamFault { name: "n_components".into(), message }]);
        }
        value => value.as_f64().map(|x| x as usize),
    };
    Ok(Box::new(RandomProjection {
        sparse,
        wanted,
        eps: of("eps").as_f64().unwrap_or(0.1),
        density: if sparse { of("density").as_f64() } else { None },
        seed: of("random_state").as_i64().and_then(|seed| u64::try_from(seed).ok()),
    }))
}

/// Directions that keep the distances of so many rows within a share (Johnson and Lindenstrauss; Dasgupta and
/// Gupta, *An elementary proof*, 1999), rounded down.
fn enough(rows: usize, eps: f64) -> f64 {
    libm::floor(4.0 * libm::log(rows as f64) / (eps * eps / 2.0 - eps * eps * eps / 3.0))
}

impl RandomProjection {
    fn op(&self) -> &'static str {
        if self.sparse { SPARSE_RANDOM_PROJECTION.id } else { GAUSSIAN_RANDOM_PROJECTION.id }
    }

    /// How many directions there are.
    fn count(&self, rows: usize, columns: &[String]) -> Result<usize, PrepareError> {
        let refused = |message: String, remedy: &str| PrepareError::Refused {
            code: "prepare.directions",
            column: columns.first().cloned(),
            row: None,
            message,
            remedy: remedy.into(),
        };
        let count = match self.wanted {
            Some(wanted) => wanted,
            None => {
                let (wanted, width) = (enough(rows, self.eps).max(1.0), columns.len());
                if wanted > width as f64 {
                    let message = format!(
                        "{} would need {wanted} directions to keep the distances of {rows} rows within {}, more than the {width} columns that there are",
                        self.op(),
                        self.eps
                    );
                    let remedy = "Set n_components to fewer than the columns, or use pca.";
                    return Err(refused(message, remedy));
                }
                wanted as usize
            }
        };
        if count.saturating_mul(columns.len()) > MOST {
            let message = format!("{count} directions of {} columns are too many to keep", columns.len());
            return Err(refused(message, "Set n_components lower."));
        }
        Ok(count)
    }

    /// The weights of one direction.
    fn weights(&self, draws: &mut Draws, width: usize, count: usize) -> Vec<f64> {
        let root = (count as f64).sqrt();
        if !self.sparse {
            return (0..width).map(|_| draws.normal() / root).collect();
        }
        let density = self.density.unwrap_or(1.0 / (width as f64).sqrt());
        let size = 1.0 / density.sqrt() / root;
        let weight = |share: f64| match share {
            share if share < density / 2.0 => size,
            share if share < density => -size,
            _ => 0.0,
        };
        (0..width).map(|_| weight(draws.share())).collect()
    }
}

impl Step for RandomProjection {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        Numbers::of(train, columns, self.op())?;
        let count = if columns.is_empty() { 0 } else { self.count(train.rows(), columns)? };
        let short = self.op().replace('_', "");
        let begin = beginning(train, columns, &short, |at| format!("{short}_{at}_"));
        let mut draws = Draws::new(self.seed, context.seed);
        let (this, columns) = (self.clone(), columns.to_vec());
        Ok(paused(async move |pauses| {
            let mut components = Vec::with_capacity(count);
            for at in 0..count {
                let weights = this.weights(&mut draws, columns.len(), count);
                let name = format!("{begin}{at}");
                components.push(Component { name, weights, scale: 1.0, variance: 0.0, share: 0.0 });
                if at % 16 == 15 {
                    pauses.at(at as f64 / count as f64).await;
                }
            }
            let state = ProjectionState { columns, centers: Vec::new(), components };
            Ok(match this.sparse {
                true => StepState::SparseRandomProjection(state).into(),
                false => StepState::GaussianRandomProjection(state).into(),
            })
        }))
    }
}

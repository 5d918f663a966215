//! `count_encoder`: a category becomes the number of its training rows (category_encoders' `CountEncoder`). A missing
//! cell is a category where the training rows have one; what they did not have becomes 0.

use super::TargetEncoderState;
use super::looked_up::Seen;
use crate::{Built, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;

static PARAMS: [ParamSpec; 1] = [ParamSpec::bool(
    "normalize",
    false,
    "Whether the count is divided by the number of training rows: a share, which does not grow with the file.",
)];

/// The kind.
pub(super) static COUNT_ENCODER: StepKind = StepKind {
    id: "count_encoder",
    title: "Encode categories by how frequent they are",
    help: "Replaces a category by the number of training rows that have it. Missing cells count as a category where the training rows have some; what they did not have becomes 0.",
    when: "Columns with many categories, where being rare or frequent says something.",
    beware: "Two categories of the same size become the same number.",
    example: "city: Bern, Rome, Bern → 2, 1, 2",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: true,
    build,
};

struct CountEncoder {
    normalize: bool,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let normalize = param(&PARAMS, values, "normalize").as_bool().unwrap_or_default();
    Ok(Box::new(CountEncoder { normalize }))
}

impl Step for CountEncoder {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = TargetEncoderState { columns: Vec::new(), means: vec![0.0] };
        for name in columns {
            let seen = Seen::of(cells::column(train, name)?, "count_encoder")?;
            let whole = if self.normalize { train.rows() as f64 } else { 1.0 };
            let counts = seen.sizes().iter().map(|size| size / whole).collect();
            state.columns.push(seen.column(name, vec![name.clone()], vec![counts]));
        }
        Ok(StepState::CountEncoder(state))
    }
}

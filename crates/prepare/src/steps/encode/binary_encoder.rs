//! `binary_encoder`: categories are numbered as they come up in the training rows, from 1, and the digits of the
//! number to the base 2 become columns (category_encoders' `BinaryEncoder`). A missing cell is a category where the
//! training rows have one; what they did not have becomes zeros.

use super::TargetEncoderState;
use super::looked_up::Seen;
use crate::{Built, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamValues, check_params};
use glasshouse_table::Table;

/// The kind.
pub(super) static BINARY_ENCODER: StepKind = StepKind {
    id: "binary_encoder",
    title: "Encode categories as digits of 0 and 1",
    help: "Numbers the categories as they come up in the training rows and makes a column of 0 and 1 for each digit of the number to the base 2. Missing cells count as a category where the training rows have some; what they did not have becomes zeros.",
    when: "Hundreds of categories, for which one_hot_encoder would make too many columns: 1000 become 10.",
    beware: "Categories share digits by chance, which a model may take for likeness.",
    example: "city: Bern, Rome, Oslo → 01, 10, 11 in two columns",
    params: &[],
    columns: &["@categorical"],
    onnx: true,
    build,
};

struct BinaryEncoder;

fn build(values: &ParamValues) -> Built {
    check_params(&[], values)?;
    Ok(Box::new(BinaryEncoder))
}

impl Step for BinaryEncoder {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let mut state = TargetEncoderState { columns: Vec::new(), means: Vec::new() };
        for name in columns {
            let seen = Seen::of(cells::column(train, name)?, "binary_encoder")?;
            let numbers = numbers(&seen);
            let digits = u32::BITS - (seen.count() as u32).leading_zeros();
            let digit = |at: u32| numbers.iter().map(|n| f64::from(n >> (digits - 1 - at) & 1)).collect();
            let outputs = (0..digits).map(|at| format!("{name}_{at}")).collect();
            let encodings: Vec<Vec<f64>> = (0..digits).map(digit).collect();
            state.means.resize(state.means.len().max(encodings.len()), 0.0);
            state.columns.push(seen.column(name, outputs, encodings));
        }
        Ok(StepState::BinaryEncoder(state))
    }
}

/// The number of each category, from 1, in the order in which they come up; a missing cell's is the last.
fn numbers(seen: &Seen) -> Vec<u32> {
    let (mut numbers, mut next) = (vec![0; seen.count()], 1);
    for place in seen.places.iter().filter(|place| **place < seen.categories.len()) {
        if numbers[*place] == 0 {
            numbers[*place] = next;
            next += 1;
        }
    }
    numbers.iter_mut().filter(|number| **number == 0).for_each(|number| *number = next);
    numbers
}

//! `hashing_vectorizer`: the terms of a text are counted in a fixed number of columns, each in the one that a hash
//! of it says, as scikit-learn's `HashingVectorizer` does (Weinberger and others, *Feature hashing for large scale
//! multitask learning*, 2009). Departures: `n_features` is 4096 where nothing is said and not 2^20, since each is a
//! column of the table with a name and a weight in the model; the others are those of the other vectorizers here.
//! Nothing is learnt but how many cells of a row are usually not zero. Takes time in proportion to the letters.

use super::cells::Texts;
use super::hashed::{HashedTextColumn, HashedTextsState, ROWS};
use super::options::{HASHING, Options};
use crate::paused::paused;
use crate::step::Fitting;
use crate::{Built, Context, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamValues, param};
use glasshouse_table::Table;

/// The kind.
pub(super) static HASHING_VECTORIZER: StepKind = StepKind {
    id: "hashing_vectorizer",
    title: "Count words of texts by a hash",
    help: "Counts the terms of a text in n_features columns, each term in the one that a hash of it says, in shares of the whole text. It keeps no list of terms, so that new ones have a place as well. A missing text has no terms.",
    when: "More different words than can be listed, or new ones every day.",
    beware: "Terms share a column by chance, the more the fewer columns there are, and nobody can tell which term a column stands for. Take a model that works on sparse rows, such as logistic_regression or sgd. It cannot be written as ONNX, whose standard operators have no way to take words apart.",
    example: "\"good food\" → text_1480: 0.71, text_2311: −0.71",
    params: &HASHING,
    columns: &["@text"],
    onnx: false,
    build,
};

struct HashingVectorizer(HashedTextsState);

fn build(values: &ParamValues) -> Built {
    let Options { analyzer, binary, norm, .. } = Options::of(values, &HASHING)?;
    let n_features = param(&HASHING, values, "n_features").as_i64().unwrap_or(4096) as u32;
    let alternate_sign = param(&HASHING, values, "alternate_sign").as_bool().unwrap_or(true);
    let columns = Vec::new();
    Ok(Box::new(HashingVectorizer(HashedTextsState {
        columns,
        analyzer,
        n_features,
        alternate_sign,
        binary,
        norm,
    })))
}

impl Step for HashingVectorizer {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let columns = columns.iter().map(|name| cells::column(train, name).cloned());
        let columns: Vec<_> = columns.collect::<Result<_, _>>()?;
        let mut state = self.0.clone();
        Ok(paused(async move |pauses| {
            let all = columns.len() as f64;
            for (at, column) in columns.iter().enumerate() {
                let texts = Texts::of(column, "hashing_vectorizer")?;
                let (mut cells, mut counts) = (0, Vec::new());
                for row in 0..column.len() {
                    state.count(texts.get(row), &mut counts);
                    cells += counts.len();
                    counts.clear();
                    if row % ROWS == ROWS - 1 {
                        pauses.at((at as f64 + row as f64 / column.len() as f64) / all).await;
                    }
                }
                let outputs = (0..state.n_features).map(|place| format!("{}_{place}", column.name));
                state.columns.push(HashedTextColumn {
                    name: column.name.clone(),
                    outputs: outputs.collect(),
                    usual: cells.div_ceil(column.len().max(1)) as u32,
                });
            }
            Ok(StepState::HashingVectorizer(state).into())
        }))
    }
}

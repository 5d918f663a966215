//! `count_vectorizer` and `tfidf_vectorizer`: a column of texts becomes a column for each term, as
//! scikit-learn's do (Salton and Buckley, *Term-weighting approaches in automatic text retrieval*, 1988).
//! Departures: `token_pattern` is fixed to words of two letters or more, `stop_words = "english"` is a list of
//! our own, missing texts have no terms, and the columns are called `column_term`. Fitting takes time in
//! proportion to the letters, and memory to the different terms.

use super::options::{COUNT, Options, TFIDF};
use super::terms::TermsState;
use super::vocabulary::learn;
use crate::paused::paused;
use crate::step::Fitting;
use crate::{Context, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_table::Table;

/// The kind.
pub(super) static COUNT_VECTORIZER: StepKind = StepKind {
    id: "count_vectorizer",
    title: "Count words of texts",
    help: "Makes a column for each term of the training rows, with how often a text has it. A missing text has no terms, and a term that training did not have is passed over.",
    when: "Texts for naive Bayes, and short texts where it counts whether a word is there.",
    beware: "Thousands of columns: limit them by max_features or min_df, and take a model that works on sparse rows, such as logistic_regression, multinomial_nb or sgd. It cannot be written as ONNX, whose standard operators have no way to take words apart.",
    example: "\"good, good food\" → good: 2, food: 1",
    params: &COUNT,
    columns: &["@text"],
    onnx: false,
    build: |values| Ok(Box::new(Vectorizer { options: Options::of(values, &COUNT)?, weighed: false })),
};

/// The kind.
pub(super) static TFIDF_VECTORIZER: StepKind = StepKind {
    id: "tfidf_vectorizer",
    title: "Weigh words of texts (TF-IDF)",
    help: "Makes a column for each term of the training rows, with how often a text has it, the more the fewer texts have it at all, in shares of the whole text. A missing text has no terms, and a term that training did not have is passed over.",
    when: "Texts for linear models: what says most about a text are words that few others have.",
    beware: "Thousands of columns: limit them by max_features or min_df, and take a model that works on sparse rows, such as logistic_regression or sgd. It cannot be written as ONNX, whose standard operators have no way to take words apart.",
    example: "\"the good food\", \"the bus\" → the weighs 0.5, good 0.62, bus 0.81",
    params: &TFIDF,
    columns: &["@text"],
    onnx: false,
    build: |values| Ok(Box::new(Vectorizer { options: Options::of(values, &TFIDF)?, weighed: true })),
};

struct Vectorizer {
    options: Options,
    /// Whether it is `tfidf_vectorizer`.
    weighed: bool,
}

impl Step for Vectorizer {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        let (options, weighed) = (self.options.clone(), self.weighed);
        let columns = columns.iter().map(|name| cells::column(train, name).cloned());
        let columns: Vec<_> = columns.collect::<Result<_, _>>()?;
        Ok(paused(async move |pauses| {
            let step = if weighed { "tfidf_vectorizer" } else { "count_vectorizer" };
            let mut learnt = Vec::with_capacity(columns.len());
            let share = |at: usize| at as f64 / columns.len() as f64;
            for (at, column) in columns.iter().enumerate() {
                learnt.push(learn(&options, column, step, [share(at), share(at + 1)], &pauses).await?);
            }
            let Options { analyzer, binary, sublinear, norm, .. } = options;
            let state = TermsState { columns: learnt, analyzer, binary, sublinear, norm };
            Ok(match weighed {
                true => StepState::TfidfVectorizer(state).into(),
                false => StepState::CountVectorizer(state).into(),
            })
        }))
    }
}

//! `text_features`: how long a text is and what it is made of.

use super::cells::Texts;
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamValues, check_params};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The kind.
pub(super) static TEXT_FEATURES: StepKind = StepKind {
    id: "text_features",
    title: "Measure texts",
    help: "Appends numbers of each text: characters, words (between blanks), capitals, digits, sentences (that end in ., !, ? or with the text), punctuation, and the mean length of its words. The text stays for steps that come after. Of a missing text they are missing.",
    when: "How something is written tells something: its length, shouting, numbers in it.",
    beware: "What the words mean is not in them; add tfidf_vectorizer for that. It cannot be written as ONNX, whose standard operators count no letters.",
    example: "\"Help ME! Now.\" → 13 characters, 3 words, 4 capitals, 2 sentences",
    params: &[],
    columns: &["@text"],
    onnx: false,
    build,
};

/// Ends of the names of the columns, in their order.
const NAMES: [&str; 7] =
    ["characters", "words", "capitals", "digits", "sentences", "punctuation", "mean_word_length"];

/// Columns of texts that are measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextFeaturesState {
    /// Columns in the order of the fit.
    pub columns: Vec<String>,
    /// Of each the names of the columns that are appended.
    pub outputs: Vec<Vec<String>>,
}

struct TextFeatures;

fn build(values: &ParamValues) -> Built {
    check_params(&[], values)?;
    Ok(Box::new(TextFeatures))
}

impl Step for TextFeatures {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        for name in columns {
            Texts::of(cells::column(train, name)?, "text_features")?;
        }
        let outputs = |name: &String| NAMES.iter().map(|end| format!("{name}_{end}")).collect();
        let outputs = columns.iter().map(outputs).collect();
        Ok(StepState::TextFeatures(TextFeaturesState { columns: columns.to_vec(), outputs }))
    }
}

impl FittedStep for TextFeaturesState {
    fn is_sound(&self) -> bool {
        self.outputs.len() == self.columns.len()
            && self.outputs.iter().all(|names| names.len() == NAMES.len())
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        let outputs = self.outputs.iter().map(|names| names.iter().map(String::as_str).collect());
        self.columns.iter().map(|name| vec![name.as_str()]).zip(outputs).collect()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
        self.outputs.extend(more.outputs);
    }

    fn appends(&self) -> bool {
        true
    }

    fn treat(
        &self,
        at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        let texts = Texts::of(&column, "text_features")?;
        let measured: Vec<Option<[f64; 7]>> =
            (0..column.len()).map(|row| texts.get(row).map(measures)).collect();
        let column = |(which, name): (usize, &String)| {
            cells::number_column(name, measured.iter().map(|cells| cells.map(|cells| cells[which])))
        };
        Ok(self.outputs[at].iter().enumerate().map(column).collect())
    }
}

/// What is measured of a text, in the order of [`NAMES`].
fn measures(text: &str) -> [f64; 7] {
    let count = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count() as f64;
    let words = text.split_whitespace().count() as f64;
    let letters: usize = text.split_whitespace().map(|word| word.chars().count()).sum();
    let sentences = text.split(['.', '!', '?']).filter(|part| !part.trim().is_empty()).count() as f64;
    let mean = if words > 0.0 { letters as f64 / words } else { 0.0 };
    [
        text.chars().count() as f64,
        words,
        count(char::is_uppercase),
        count(char::is_numeric),
        sentences,
        count(|c| c.is_ascii_punctuation()),
        mean,
    ]
}

//! `normalize_text`: spellings that differ by spaces, case, accents or the way their characters are coded become
//! one. As Python's `str.strip`, `" ".join(str.split())`, `str.lower` and `unicodedata.normalize` have it.

use super::words::{mapped, words};
use crate::{Built, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::{Column, Table};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const CASES: &[Cow<'static, str>] = &[Cow::Borrowed("none"), Cow::Borrowed("lower"), Cow::Borrowed("upper")];
const FORMS: &[Cow<'static, str>] = &[Cow::Borrowed("none"), Cow::Borrowed("NFC"), Cow::Borrowed("NFKC")];

static PARAMS: [ParamSpec; 5] = [
    ParamSpec::choice(
        "case",
        "none",
        CASES,
        "Whether all letters become small (lower), large (upper), or stay.",
    ),
    ParamSpec::bool("strip", true, "Whether spaces, tabs and line breaks at both ends are taken off."),
    ParamSpec::bool("squeeze", true, "Whether several of them between words become one space."),
    ParamSpec::bool("strip_accents", false, "Whether letters lose their accents: é becomes e."),
    ParamSpec::choice(
        "unicode",
        "NFKC",
        FORMS,
        "How characters are coded that look alike: NFC makes é one character however it was typed, NFKC also makes ① a 1 and wide letters plain.",
    ),
];

/// The kind.
pub(super) static NORMALIZE_TEXT: StepKind = StepKind {
    id: "normalize_text",
    title: "Make spellings alike",
    help: "Takes spaces off, and where you say so makes letters small or large and takes accents off, so that what is meant alike is written alike. A cell of which nothing is left is missing; missing cells stay missing.",
    when: "Categories that were typed by hand: \"Rome\", \"rome \" and \"ROME\" count as three.",
    beware: "Spellings that differ on purpose become one as well. It does not change the target, and cannot be written as ONNX, which has no means to treat texts that nobody has seen.",
    example: "lower: \" Rome\", \"ROME\", \"new  york\" → rome, rome, new york",
    params: &PARAMS,
    columns: &["@categorical", "@text"],
    onnx: false,
    build,
};

/// What becomes of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "their names say it")]
pub enum LetterCase {
    Same,
    Lower,
    Upper,
}

/// How characters are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "their names are Unicode's")]
pub enum UnicodeForm {
    AsIs,
    Nfc,
    Nfkc,
}

/// What `normalize_text` does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NormalizeTextState {
    /// Columns of words.
    pub columns: Vec<String>,
    /// What becomes of letters.
    pub case: LetterCase,
    /// Whether white space at both ends goes.
    pub strip: bool,
    /// Whether white space between words becomes one space.
    pub squeeze: bool,
    /// Whether combining marks go.
    pub strip_accents: bool,
    /// How characters are coded.
    pub unicode: UnicodeForm,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let flag = |name| param(&PARAMS, values, name).as_bool().unwrap_or_default();
    Ok(Box::new(NormalizeTextState {
        columns: Vec::new(),
        case: match param(&PARAMS, values, "case").as_str() {
            Some("lower") => LetterCase::Lower,
            Some("upper") => LetterCase::Upper,
            _ => LetterCase::Same,
        },
        strip: flag("strip"),
        squeeze: flag("squeeze"),
        strip_accents: flag("strip_accents"),
        unicode: match param(&PARAMS, values, "unicode").as_str() {
            Some("none") => UnicodeForm::AsIs,
            Some("NFC") => UnicodeForm::Nfc,
            _ => UnicodeForm::Nfkc,
        },
    }))
}

impl Step for NormalizeTextState {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        for name in columns {
            words(cells::column(train, name)?, "normalize_text")?;
        }
        Ok(StepState::NormalizeText(Self { columns: columns.to_vec(), ..self.clone() }))
    }
}

impl NormalizeTextState {
    /// A cell as it is written afterwards; `None` where nothing is left.
    pub fn written(&self, cell: &str) -> Option<String> {
        let mut text = self.cased(&self.unaccented(&self.coded(cell)));
        // Large letters may have come apart: ΐ has none of its own.
        text = self.coded(&text);
        text = match (self.strip, self.squeeze) {
            (true, true) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            (true, false) => text.trim().to_owned(),
            (false, true) => squeezed(&text),
            (false, false) => text,
        };
        (!text.is_empty()).then_some(text)
    }

    fn coded(&self, text: &str) -> String {
        match self.unicode {
            UnicodeForm::AsIs => text.to_owned(),
            UnicodeForm::Nfc => text.nfc().collect(),
            UnicodeForm::Nfkc => text.nfkc().collect(),
        }
    }

    fn unaccented(&self, text: &str) -> String {
        match self.strip_accents {
            true => text.nfd().filter(|c| !is_combining_mark(*c)).nfc().collect(),
            false => text.to_owned(),
        }
    }

    fn cased(&self, text: &str) -> String {
        match self.case {
            LetterCase::Same => text.to_owned(),
            LetterCase::Lower => text.to_lowercase(),
            LetterCase::Upper => text.to_uppercase(),
        }
    }
}

/// White space as one space, at the ends as well.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let space = c.is_whitespace();
        if !(space && out.ends_with(' ')) {
            out.push(if space { ' ' } else { c });
        }
    }
    out
}

impl FittedStep for NormalizeTextState {
    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn opens(&self) -> Vec<&str> {
        self.reads()
    }

    fn join(&mut self, more: Self) {
        self.columns.extend(more.columns);
    }

    fn treat(
        &self,
        _at: usize,
        column: Arc<Column>,
        _notes: &mut Notes,
    ) -> Result<Vec<Arc<Column>>, PrepareError> {
        Ok(vec![mapped(&column, "normalize_text", |cell| self.written(cell))?])
    }
}

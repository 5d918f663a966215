//! The parameters of the vectorizers, which are scikit-learn's.

use super::analyzer::{Analyzer, MOST_UNITS, Unit};
use super::stop_words::STOP_WORDS;
use super::terms::Norm;
use glasshouse_spec::{
    ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues, check_params, param,
};
use std::borrow::Cow;

const LOWERCASE: ParamSpec = ParamSpec::bool("lowercase", true, "Whether capitals count as small letters.");
const ANALYZER: ParamSpec = ParamSpec::choice(
    "analyzer",
    "word",
    &[Cow::Borrowed("word"), Cow::Borrowed("char"), Cow::Borrowed("char_wb")],
    "What terms are made of: words of two letters or more, characters, or characters within words, which is robust against misspelling.",
);
const NGRAM_RANGE: ParamSpec = ParamSpec::new(
    "ngram_range",
    ParamKind::Integers { min: 1, max: MOST_UNITS as i64, most: 2 },
    ParamDefault::Integers(Cow::Borrowed(&[1, 1])),
    "The fewest and the most words, or characters, in a row that make a term: 1, 2 for single words and pairs.",
);
const STOP: ParamSpec = ParamSpec::new(
    "stop_words",
    ParamKind::Text,
    ParamDefault::Text(Cow::Borrowed("none")),
    "Words that are passed over: none, english for a short list of ours, or your own with commas between.",
);
const MIN_DF: ParamSpec = ParamSpec::float(
    "min_df",
    1.0,
    0.0,
    1e9,
    "Rows in which a term must occur to be kept: a number from 1, or below 1 a share of the rows.",
);
const MAX_DF: ParamSpec = ParamSpec::float(
    "max_df",
    1.0,
    0.0,
    1e9,
    "Rows in which a term may occur at most: a share of the rows up to 1, or above 1 a number.",
);
const MAX_FEATURES: ParamSpec = ParamSpec::optional_int(
    "max_features",
    1,
    1_000_000,
    "How many terms are kept, the most frequent ones; all when there is no value.",
);

const NORM: ParamSpec = ParamSpec::choice(
    "norm",
    "l2",
    &[Cow::Borrowed("l2"), Cow::Borrowed("l1"), Cow::Borrowed("none")],
    "What each row is divided by, so that long texts weigh no more than short ones: the root of the sum of squares, the sum, or nothing.",
);

/// Parameters of `count_vectorizer`.
pub(super) static COUNT: [ParamSpec; 8] = [
    MAX_FEATURES,
    NGRAM_RANGE,
    ANALYZER,
    STOP,
    MIN_DF,
    MAX_DF,
    LOWERCASE,
    ParamSpec::bool("binary", false, "Whether a term counts once a row however often it occurs."),
];

/// Parameters of `tfidf_vectorizer`.
pub(super) static TFIDF: [ParamSpec; 12] = [
    MAX_FEATURES,
    NGRAM_RANGE,
    ANALYZER,
    STOP,
    MIN_DF,
    MAX_DF,
    LOWERCASE,
    NORM,
    ParamSpec::bool("use_idf", true, "Whether terms weigh the more the fewer rows they occur in."),
    ParamSpec::bool("smooth_idf", true, "Whether one more row is counted that has every term."),
    ParamSpec::bool("sublinear_tf", false, "Whether a count becomes 1 plus its logarithm."),
    ParamSpec::bool("binary", false, "Whether a term counts once a row however often it occurs."),
];

/// Parameters of `hashing_vectorizer`.
pub(super) static HASHING: [ParamSpec; 8] = [
    ParamSpec::int(
        "n_features",
        4096,
        1,
        1 << 20,
        "How many columns there are for all terms. Few mix terms that have nothing in common; each is a column of the table, and a weight in a model.",
    ),
    NGRAM_RANGE,
    ANALYZER,
    STOP,
    LOWERCASE,
    NORM,
    ParamSpec::bool(
        "alternate_sign",
        true,
        "Whether half of the terms count as −1, so that those that share a column rather cancel than add up. Models that take no numbers below 0, such as multinomial_nb, need it off.",
    ),
    ParamSpec::bool("binary", false, "Whether a column is 1 where any of its terms occurs."),
];

/// What the parameters ask for.
#[derive(Debug, Clone)]
pub(super) struct Options {
    pub analyzer: Analyzer,
    pub min_df: f64,
    pub max_df: f64,
    pub max_features: Option<usize>,
    pub binary: bool,
    /// Weights by inverse frequency; none of plain counts.
    pub idf: Option<Smooth>,
    pub sublinear: bool,
    pub norm: Norm,
}

/// Whether a row that has every term is counted, too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Smooth(pub bool);

impl Options {
    /// Checks and reads the parameters.
    ///
    /// # Errors
    /// Every parameter that is refused.
    pub fn of(values: &ParamValues, specs: &'static [ParamSpec]) -> Result<Self, Vec<ParamFault>> {
        check_params(specs, values)?;
        let has = |name: &str| specs.iter().any(|spec| spec.name == name);
        let of = |name| param(specs, values, name);
        let is = |name| has(name) && of(name).as_bool().unwrap_or_default();
        let number = |name| if has(name) { of(name).as_f64().unwrap_or(1.0) } else { 1.0 };
        Ok(Self {
            analyzer: Analyzer {
                unit: match of("analyzer").as_str() {
                    Some("char") => Unit::Char,
                    Some("char_wb") => Unit::CharWithinWords,
                    _ => Unit::Word,
                },
                lowercase: is("lowercase"),
                ngrams: ngrams(&of("ngram_range"))?,
                stop_words: stop_words(&of("stop_words")),
            },
            min_df: number("min_df"),
            max_df: number("max_df"),
            max_features: has("max_features")
                .then(|| of("max_features"))
                .and_then(|most| most.as_i64())
                .and_then(|most| usize::try_from(most).ok()),
            binary: is("binary"),
            idf: is("use_idf").then(|| Smooth(is("smooth_idf"))),
            sublinear: is("sublinear_tf"),
            norm: match has("norm").then(|| of("norm")).as_ref().and_then(ParamValue::as_str) {
                Some("l2") => Norm::L2,
                Some("l1") => Norm::L1,
                _ => Norm::None,
            },
        })
    }
}

fn ngrams(value: &ParamValue) -> Result<(u32, u32), Vec<ParamFault>> {
    let one = |value: &ParamValue| value.as_i64().and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let (least, most) = match value {
        ParamValue::List(list) => (list.first().map_or(1, one), list.last().map_or(1, one)),
        value => (one(value), one(value)),
    };
    match least <= most {
        true => Ok((least, most)),
        false => Err(vec![ParamFault {
            name: "ngram_range".into(),
            message: "the second number must not be below the first".into(),
        }]),
    }
}

fn stop_words(value: &ParamValue) -> Vec<String> {
    let mut words: Vec<String> = match value.as_str().unwrap_or("none") {
        "none" | "" => Vec::new(),
        "english" => STOP_WORDS.split_whitespace().map(String::from).collect(),
        own => own.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect(),
    };
    words.sort_unstable();
    words.dedup();
    words
}

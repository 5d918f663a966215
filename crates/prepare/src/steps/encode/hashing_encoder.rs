//! `hashing_encoder`: the categories of all its columns are counted in a few columns, each in the one that the hash
//! of its text says, as category_encoders' `HashingEncoder` does (Weinberger and others, *Feature hashing for
//! large scale multitask learning*, 2009). Nothing is learnt, so that no category is unknown. A missing cell counts
//! nowhere, as `None` does there. Takes time in proportion to the different categories and the rows.

use super::one_hot_encoder::categories;
use crate::cells::Coded;
use crate::fitted::{Applied, Applying, Made};
use crate::step::{Fit, Fitted, Fitting};
use crate::steps::naming::beginning;
use crate::{Built, Context, FittedStep, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Texts that are hashed between two pauses.
const TEXTS: usize = 50_000;

static PARAMS: [ParamSpec; 2] = [
    ParamSpec::int(
        "n_components",
        8,
        1,
        10_000,
        "How many columns there are for all categories together. Few mix categories that have nothing in common; many cost memory and time.",
    ),
    ParamSpec::choice(
        "hash_method",
        "md5",
        &[Cow::Borrowed("md5"), Cow::Borrowed("sha256")],
        "By which hash a category finds its column; any is as good.",
    ),
];

/// The kind.
pub(super) static HASHING_ENCODER: StepKind = StepKind {
    id: "hashing_encoder",
    title: "Encode categories by a hash",
    help: "Counts the categories of all its columns in n_components columns, each in the one that a hash of its text says: the same for every table, so that new categories have a place as well. Missing cells count nowhere.",
    when: "Very many categories, and new ones every day.",
    beware: "Categories share a column by chance, and nobody can tell from it which they were. It cannot be written as ONNX, whose operators do not hash.",
    example: "city: Bern, Rome → col_3: 1, 0; col_6: 0, 1",
    params: &PARAMS,
    columns: &["@categorical"],
    onnx: false,
    build,
};

/// By which hash a category finds its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HashMethod {
    /// MD5 (RFC 1321).
    Md5,
    /// SHA-256 (FIPS 180-4).
    Sha256,
}

impl HashMethod {
    /// The place of a text: its digest, read as one large number, modulo the number of places.
    fn place(self, text: &str, places: u64) -> u32 {
        let rest =
            |digest: &[u8]| digest.iter().fold(0_u64, |rest, byte| (rest * 256 + u64::from(*byte)) % places);
        match self {
            Self::Md5 => rest(&Md5::digest(text.as_bytes())) as u32,
            Self::Sha256 => rest(&Sha256::digest(text.as_bytes())) as u32,
        }
    }
}

/// What `hashing_encoder` knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HashingEncoderState {
    /// Columns whose categories are counted.
    pub columns: Vec<String>,
    /// By which hash.
    pub method: HashMethod,
    /// Names of the columns that replace them.
    pub outputs: Vec<String>,
}

struct HashingEncoder {
    components: u32,
    method: HashMethod,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let method = match param(&PARAMS, values, "hash_method").as_str() {
        Some("sha256") => HashMethod::Sha256,
        _ => HashMethod::Md5,
    };
    let components = param(&PARAMS, values, "n_components").as_i64().unwrap_or(8) as u32;
    Ok(Box::new(HashingEncoder { components, method }))
}

impl Step for HashingEncoder {
    fn reads_together(&self) -> bool {
        true
    }

    fn start(
        &self,
        train: &Table,
        columns: &[String],
        _context: &Context,
    ) -> Result<Box<dyn Fitting>, PrepareError> {
        for name in columns {
            categories(cells::column(train, name)?, "hashing_encoder")?;
        }
        let begin = beginning(train, columns, "col_", |at| format!("col_{at}_"));
        let count = if columns.is_empty() { 0 } else { self.components };
        let outputs = (0..count).map(|at| format!("{begin}{at}")).collect();
        Ok(Box::new(Known(HashingEncoderState { columns: columns.to_vec(), method: self.method, outputs })))
    }
}

/// A fit that knows all from the start.
struct Known(HashingEncoderState);

impl Fitting for Known {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        Ok(Fit::Done(Fitted::from(StepState::HashingEncoder(self.0.clone()))))
    }
}

impl FittedStep for HashingEncoderState {
    fn is_sound(&self) -> bool {
        self.columns.is_empty() == self.outputs.is_empty()
    }

    fn reads(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    fn fills(&self) -> Vec<&str> {
        self.reads()
    }

    fn makes(&self) -> Vec<(Vec<&str>, Vec<&str>)> {
        vec![(self.reads(), self.outputs.iter().map(String::as_str).collect())]
    }

    fn is_together(&self) -> bool {
        true
    }

    fn together<'a>(&'a self, table: &'a Table) -> Result<Box<dyn Applying + 'a>, PrepareError> {
        let counts = vec![vec![0.0; table.rows()]; self.outputs.len()];
        Ok(Box::new(Counting { state: self, table, at: 0, coded: None, places: Vec::new(), counts }))
    }
}

/// Categories that are being counted, a column after the other.
struct Counting<'a> {
    state: &'a HashingEncoderState,
    table: &'a Table,
    /// Columns that are done.
    at: usize,
    /// The next one.
    coded: Option<Coded>,
    /// The places of the first of its categories.
    places: Vec<u32>,
    /// What is counted, by output.
    counts: Vec<Vec<f64>>,
}

impl Counting<'_> {
    /// Hashes some categories of a column, and counts the cells once all of them have a place.
    fn count(&mut self, name: &str) -> Result<(), PrepareError> {
        let coded = match self.coded.take() {
            Some(coded) => coded,
            None => categories(cells::column(self.table, name)?, "hashing_encoder")?,
        };
        let (places, done) = (self.state.outputs.len() as u64, self.places.len());
        let end = coded.values.len().min(done + TEXTS);
        self.places.extend(coded.values[done..end].iter().map(|text| self.state.method.place(text, places)));
        if end < coded.values.len() {
            self.coded = Some(coded);
            return Ok(());
        }
        for (row, code) in coded.codes.iter().enumerate() {
            if let Some(code) = code {
                self.counts[self.places[*code as usize] as usize][row] += 1.0;
            }
        }
        self.places.clear();
        self.at += 1;
        Ok(())
    }
}

impl Applying for Counting<'_> {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Applied, PrepareError> {
        let names = &self.state.columns;
        if let Some(name) = names.get(self.at).filter(|_| !self.counts.is_empty()) {
            self.count(name)?;
            return Ok(Applied::Running(self.at as f64 / names.len() as f64));
        }
        let made = self.state.outputs.iter().zip(std::mem::take(&mut self.counts));
        let made = made.map(|(name, counts)| cells::numeric(name, counts.into())).collect();
        let mut replaced: BTreeMap<_, _> = names.iter().map(|name| (name.clone(), Vec::new())).collect();
        if let Some(first) = names.first() {
            replaced.insert(first.clone(), made);
        }
        Ok(Applied::Done(Made { replaced, appended: Vec::new() }))
    }
}

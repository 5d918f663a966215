//! The bundle: everything of a trained model in one zip, `NAME_vMAJOR.MINOR.PATCH.glasshouse`.
//!
//! `manifest.json` vouches for every other entry by its SHA-256. A reader refuses a newer format
//! before it looks at anything else, and a damaged entry before it understands it.

mod archive;
mod soundness;

use crate::{ExportError, Reference, sha256_hex};
use archive::{pack, unpack};
use glasshouse_prepare::{InputColumn, Pipeline, PipelineState};
use glasshouse_spec::{Diagnostics, FileRecord, Receipt, Recipe, TrainReport};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest format that is read, and the one that is written.
pub const BUNDLE_FORMAT: u32 = 1;

const MANIFEST: &str = "manifest.json";
const RECIPE: &str = "recipe.json";
const SCHEMA: &str = "schema.json";
const MODEL: &str = "model.bin";
const ONNX: &str = "model.onnx";
const METRICS: &str = "metrics.json";
const DIAGNOSTICS: &str = "diagnostics.json";
const CARD: &str = "card.md";
const RECEIPT: &str = "receipt.json";
const REFERENCE: &str = "reference.json";
const DICTIONARY: &str = "dictionary.csv";

/// What a bundle is and what it holds: `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the bundle's layout; [`BUNDLE_FORMAT`].
    pub format_version: u32,
    /// Name of the model.
    pub name: String,
    /// Version of the model, `MAJOR.MINOR.PATCH`.
    pub version: String,
    /// When it was made, in ISO 8601.
    pub created: String,
    /// Version of Glasshouse that wrote it.
    pub glasshouse: String,
    /// SHA-256 of the fitted pipeline, which is that of `model.bin`.
    pub model_sha256: String,
    /// The files that it was trained on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRecord>,
    /// Every other entry.
    pub entries: BTreeMap<String, Entry>,
}

/// What the manifest says of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Number of its bytes.
    pub bytes: u64,
}

/// Everything of a trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// Name of the model.
    pub name: String,
    /// Version of the model, `MAJOR.MINOR.PATCH`.
    pub version: String,
    /// When it was made, in ISO 8601.
    pub created: String,
    /// The recipe that it was trained by.
    pub recipe: Recipe,
    /// The fitted pipeline; its inputs are also written as `schema.json`.
    pub pipeline: PipelineState,
    /// The ONNX file; `None` where the pipeline has no such form.
    pub onnx: Option<Vec<u8>>,
    /// Figures of the training.
    pub report: TrainReport,
    /// What its pictures show.
    pub diagnostics: Diagnostics,
    /// The model card, Markdown.
    pub card: String,
    /// The proof of the ONNX file, or why there is none.
    pub receipt: Receipt,
    /// What the training rows looked like.
    pub reference: Reference,
    /// The data dictionary, CSV; `None` in a bundle from before there was one.
    pub dictionary: Option<Vec<u8>>,
}

/// The input columns, for those who send data: `schema.json`.
#[derive(Serialize)]
struct Schema<'a> {
    target: &'a str,
    task: glasshouse_spec::TaskKind,
    classes: &'a [String],
    inputs: Vec<SchemaColumn<'a>>,
}

#[derive(Serialize)]
struct SchemaColumn<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: glasshouse_spec::ColumnType,
    levels: &'a [String],
    missing: bool,
}

impl<'a> SchemaColumn<'a> {
    fn of(input: &'a InputColumn) -> Self {
        Self { name: &input.name, kind: input.kind, levels: &input.levels, missing: input.missing }
    }
}

impl Bundle {
    /// The file. The same bundle gives the same bytes on every host.
    ///
    /// # Errors
    /// [`ExportError::Unwritable`] when an entry cannot be written so that it is read back, such
    /// as figures with an infinite number.
    pub fn write(&self) -> Result<Vec<u8>, ExportError> {
        let model = self.pipeline.to_bytes();
        let mut entries: Vec<(&str, Vec<u8>)> = vec![
            (RECIPE, json(RECIPE, &self.recipe)?),
            (SCHEMA, json_only(SCHEMA, &self.schema())?),
            (MODEL, model),
            (METRICS, json(METRICS, &self.report)?),
            (DIAGNOSTICS, json(DIAGNOSTICS, &self.diagnostics)?),
            (CARD, self.card.clone().into_bytes()),
            (RECEIPT, json(RECEIPT, &self.receipt)?),
            (REFERENCE, json(REFERENCE, &self.reference)?),
        ];
        entries.extend(self.onnx.as_ref().map(|onnx| (ONNX, onnx.clone())));
        entries.extend(self.dictionary.as_ref().map(|dictionary| (DICTIONARY, dictionary.clone())));
        let manifest = json(MANIFEST, &self.manifest(&entries))?;
        entries.insert(0, (MANIFEST, manifest));
        pack(&entries.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect::<Vec<_>>())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`ExportError::NotABundle`] for another kind of file, [`ExportError::Newer`] for a newer
    /// format, [`ExportError::NoEntry`], [`ExportError::Damaged`] and [`ExportError::Unreadable`]
    /// for a file that was changed, [`ExportError::TooLarge`] for one that would fill the memory.
    pub fn read(bytes: &[u8]) -> Result<Self, ExportError> {
        let entries = unpack(bytes)?;
        let manifest = read_manifest(&entries)?;
        for (name, entry) in &manifest.entries {
            let bytes = entries.get(name).ok_or_else(|| ExportError::NoEntry(name.clone()))?;
            if sha256_hex(bytes) != entry.sha256 {
                return Err(ExportError::Damaged(name.clone()));
            }
        }
        let entries: BTreeMap<String, Vec<u8>> =
            entries.into_iter().filter(|(name, _)| manifest.entries.contains_key(name)).collect();
        let pipeline = read_pipeline(&entries, &manifest)?;
        let card = entry(&entries, CARD)?.to_vec();
        Ok(Self {
            name: manifest.name,
            version: manifest.version,
            created: manifest.created,
            recipe: parse(&entries, RECIPE)?,
            pipeline,
            onnx: entries.get(ONNX).cloned(),
            report: parse(&entries, METRICS)?,
            diagnostics: parse(&entries, DIAGNOSTICS)?,
            card: String::from_utf8(card).map_err(|e| unreadable(CARD, &e))?,
            receipt: parse(&entries, RECEIPT)?,
            reference: parse(&entries, REFERENCE)?,
            dictionary: entries.get(DICTIONARY).cloned(),
        })
    }

    /// `NAME_vMAJOR.MINOR.PATCH.glasshouse`.
    pub fn file_name(&self) -> String {
        bundle_file_name(&self.name, &self.version)
    }

    fn manifest(&self, entries: &[(&str, Vec<u8>)]) -> Manifest {
        let entry = |bytes: &[u8]| Entry { sha256: sha256_hex(bytes), bytes: bytes.len() as u64 };
        Manifest {
            format_version: BUNDLE_FORMAT,
            name: self.name.clone(),
            version: self.version.clone(),
            created: self.created.clone(),
            glasshouse: env!("CARGO_PKG_VERSION").into(),
            model_sha256: self.pipeline.sha256(),
            files: self.report.files.clone(),
            entries: entries.iter().map(|(name, bytes)| ((*name).to_owned(), entry(bytes))).collect(),
        }
    }

    fn schema(&self) -> Schema<'_> {
        Schema {
            target: &self.pipeline.target,
            task: self.pipeline.task,
            classes: &self.pipeline.classes,
            inputs: self.pipeline.columns().into_iter().map(SchemaColumn::of).collect(),
        }
    }
}

/// `NAME_vMAJOR.MINOR.PATCH.glasshouse`; characters that a file system refuses become `-`.
pub fn bundle_file_name(name: &str, version: &str) -> String {
    let refused = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name: String = name.trim().chars().map(|c| if refused(c) { '-' } else { c }).collect();
    let name = if name.is_empty() || name.starts_with('.') { format!("model{name}") } else { name };
    format!("{name}_v{version}.glasshouse")
}

/// The manifest: its format is looked at before the rest of it.
fn read_manifest(entries: &BTreeMap<String, Vec<u8>>) -> Result<Manifest, ExportError> {
    #[derive(Deserialize)]
    struct Format {
        format_version: u32,
    }
    let bytes = entries
        .get(MANIFEST)
        .ok_or_else(|| ExportError::NotABundle(format!("it is a zip without {MANIFEST}")))?;
    let Format { format_version } = serde_json::from_slice(bytes).map_err(|e| unreadable(MANIFEST, &e))?;
    if format_version > BUNDLE_FORMAT {
        return Err(ExportError::Newer { found: format_version, known: BUNDLE_FORMAT });
    }
    serde_json::from_slice(bytes).map_err(|e| unreadable(MANIFEST, &e))
}

/// The pipeline, once it is known that it can predict.
fn read_pipeline(
    entries: &BTreeMap<String, Vec<u8>>,
    manifest: &Manifest,
) -> Result<PipelineState, ExportError> {
    let bytes = entry(entries, MODEL)?;
    if sha256_hex(bytes) != manifest.model_sha256 {
        return Err(ExportError::Damaged(MODEL.into()));
    }
    let state = PipelineState::from_bytes(bytes).map_err(|e| unreadable(MODEL, &e))?;
    Pipeline::new(state.clone()).map_err(|e| unreadable(MODEL, &e))?;
    soundness::check(&state).map_err(|why| unreadable(MODEL, &why))?;
    Ok(state)
}

fn entry<'a>(entries: &'a BTreeMap<String, Vec<u8>>, name: &str) -> Result<&'a [u8], ExportError> {
    entries.get(name).map(Vec::as_slice).ok_or_else(|| ExportError::NoEntry(name.into()))
}

fn parse<T: DeserializeOwned>(entries: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<T, ExportError> {
    serde_json::from_slice(entry(entries, name)?).map_err(|e| unreadable(name, &e))
}

/// JSON that is read back as the same value: a number that JSON has no word for is found now.
fn json<T: Serialize + DeserializeOwned + PartialEq>(name: &str, value: &T) -> Result<Vec<u8>, ExportError> {
    let bytes = json_only(name, value)?;
    match serde_json::from_slice::<T>(&bytes) {
        Ok(back) if back == *value => Ok(bytes),
        Ok(_) => Err(unwritable(name, "it does not read back as it was")),
        Err(e) => Err(unwritable(name, &e.to_string())),
    }
}

fn json_only<T: Serialize>(name: &str, value: &T) -> Result<Vec<u8>, ExportError> {
    serde_json::to_vec_pretty(value).map_err(|e| unwritable(name, &e.to_string()))
}

fn unreadable(entry: &str, error: &dyn std::fmt::Display) -> ExportError {
    ExportError::Unreadable { entry: entry.into(), why: error.to_string() }
}

fn unwritable(entry: &str, why: &str) -> ExportError {
    ExportError::Unwritable { what: format!("{entry} of the bundle"), why: why.into() }
}

#[cfg(test)]
mod tests;

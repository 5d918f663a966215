//! Rows to score in a runtime as plain vectors, and the judgement of what came back.

use super::{TOLERANCE, unproven};
use crate::ExportError;
use crate::onnx::{OutputNames, is_numeric, output_names};
use crate::sha256_hex;
use arrow_array::types::Int32Type;
use arrow_array::{Array, DictionaryArray, StringArray, TimestampMicrosecondArray};
use glasshouse_learn::{ModelState, Prediction};
use glasshouse_prepare::{InputColumn, Pipeline, PipelineState};
use glasshouse_spec::{Fault, Receipt, TaskReport};
use glasshouse_table::{Column, ColumnData, Table};

/// Rows that are scored at once.
const BATCH_ROWS: usize = 4096;
/// Cells of the features of a batch at most: a runtime makes them dense, in double precision.
const BATCH_CELLS: usize = 1 << 23;

/// Training cells that neighbours are compared with in a proof: about five seconds.
const COMPARED: usize = 1_000_000_000;

/// How many rows are proof enough: all, but of a model that goes through its training rows for each.
pub fn enough_rows(state: &PipelineState) -> usize {
    let compared = |model: &&ModelState| match model {
        ModelState::Neighbors(model) => model.rows.len(),
        _ => 0,
    };
    match state.model.each().iter().map(compared).sum() {
        0 => usize::MAX,
        cells => (COMPARED / cells).max(100),
    }
}

/// Cells of one input, one a row: a tensor `[rows, 1]`.
#[derive(Debug, Clone, PartialEq)]
pub enum OnnxCells {
    /// A `float` tensor; missing is NaN.
    Numbers(Vec<f32>),
    /// A `string` tensor; missing is the empty text.
    Texts(Vec<String>),
}

/// One input of an ONNX file.
#[derive(Debug, Clone, PartialEq)]
pub struct OnnxInput {
    /// Name of the input.
    pub name: String,
    /// Its cells.
    pub cells: OnnxCells,
}

/// Rows to score at once.
#[derive(Debug, Clone, PartialEq)]
pub struct OnnxBatch {
    /// Number of rows.
    pub rows: usize,
    /// One for each input of the file.
    pub inputs: Vec<OnnxInput>,
}

/// The outputs of a target to read of every batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnnxReading {
    /// Output of the label, a `string` tensor `[rows]`; classifiers only.
    pub label: Option<String>,
    /// Output of the numbers, a `float` tensor `[rows, classes]` or `[rows, 1]`; `None` where
    /// the model has no probabilities.
    pub numbers: Option<String>,
}

/// What a runtime answered for one batch of a target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OnnxOutputs {
    /// Labels, one a row; empty for regressors.
    pub labels: Vec<String>,
    /// Row-major probabilities, or predictions.
    pub numbers: Vec<f32>,
}

/// Rows to score in a runtime, with what the model itself predicts for them.
#[derive(Debug, Clone)]
pub struct OnnxCase {
    /// SHA-256 of the ONNX file.
    pub onnx_sha256: String,
    /// SHA-256 of the fitted pipeline.
    pub model_sha256: String,
    /// Part that the rows come from.
    pub part: String,
    inputs: Vec<OnnxInput>,
    reading: Vec<OnnxReading>,
    rows: usize,
    /// Rows of a batch.
    batch: usize,
    expected: Vec<Expected>,
}

/// What the model predicts of a target.
#[derive(Debug, Clone, Default)]
struct Expected {
    labels: Vec<String>,
    numbers: Vec<f64>,
    relative: bool,
}

impl OnnxCase {
    /// Predicts the rows of a table and lays out its columns for a runtime. `part` names where
    /// the rows come from: `test`.
    ///
    /// # Errors
    /// What [`Pipeline::predict`] refuses.
    pub fn new(pipeline: &Pipeline, onnx: &[u8], table: &Table, part: &str) -> Result<Self, ExportError> {
        let state = pipeline.state();
        let read = |OutputNames { label, numbers }| OnnxReading { label, numbers };
        let inputs = state.inputs.iter().map(|input| cells_of(input, table)).collect::<Result<_, _>>()?;
        let answers = match pipeline.predict(table)?.prediction {
            Prediction::Several(answers) => answers,
            one => vec![one],
        };
        let tasks = state.task_report().each();
        let expected = answers.into_iter().zip(&tasks).map(|(answer, task)| Expected::of(answer, task));
        Ok(Self {
            onnx_sha256: sha256_hex(onnx),
            model_sha256: state.sha256(),
            part: part.into(),
            inputs,
            reading: output_names(state).into_iter().map(read).collect(),
            rows: table.rows(),
            batch: (BATCH_CELLS / state.features.len().max(1)).clamp(1, BATCH_ROWS),
            expected: expected.collect(),
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The outputs to read, of each target.
    pub fn reading(&self) -> &[OnnxReading] {
        &self.reading
    }

    /// The rows in batches of at most some thousands, in their order.
    pub fn batches(&self) -> impl Iterator<Item = OnnxBatch> + '_ {
        (0..self.rows).step_by(self.batch).map(|start| {
            let end = (start + self.batch).min(self.rows);
            let inputs = self.inputs.iter().map(|input| input.slice(start, end)).collect();
            OnnxBatch { rows: end - start, inputs }
        })
    }

    /// Compares what a runtime answered, batch by batch in their order, of each target one
    /// [`OnnxOutputs`]. `runtime` is its name with its version.
    ///
    /// The difference of a probability is absolute; that of a prediction is relative to the
    /// larger of itself and the root mean square of all predictions of its target, so that a
    /// prediction near zero does not exaggerate the rounding of 32-bit numbers. A row counts
    /// once, however many of its labels differ.
    pub fn verdict(&self, outputs: &[Vec<OnnxOutputs>], runtime: String) -> Receipt {
        if self.rows == 0 {
            return self.no_proof(&runtime, "there are no rows to compare");
        }
        let mut differ = vec![false; self.rows];
        let mut max_difference = 0.0_f64;
        for (target, expected) in self.expected.iter().enumerate() {
            let answers: Vec<&OnnxOutputs> = outputs.iter().filter_map(|batch| batch.get(target)).collect();
            let labels: Vec<&String> = answers.iter().flat_map(|o| &o.labels).collect();
            let numbers: Vec<f64> = answers.iter().flat_map(|o| &o.numbers).map(|n| f64::from(*n)).collect();
            if labels.len() != expected.labels.len() || numbers.len() != expected.numbers.len() {
                return self.no_proof(&runtime, "the runtime answered another number of labels or numbers");
            }
            let pairs = labels.iter().zip(&expected.labels);
            differ.iter_mut().zip(pairs).for_each(|(differs, (a, b))| *differs |= *a != b);
            max_difference = max_difference.max(expected.largest_difference(&numbers));
        }
        let labels_differ = differ.into_iter().filter(|differs| *differs).count() as u64;
        Receipt {
            runtime: Some(runtime),
            onnx_sha256: self.onnx_sha256.clone(),
            model_sha256: self.model_sha256.clone(),
            rows: self.rows as u64,
            part: self.part.clone(),
            labels_differ,
            max_difference,
            tolerance: TOLERANCE,
            equal: labels_differ == 0 && max_difference <= TOLERANCE,
            fault: None,
        }
    }

    fn no_proof(&self, runtime: &str, why: &str) -> Receipt {
        let fault = Fault::new("onnx.no_proof", format!("{why}, so the ONNX file was not checked"))
            .with_remedy("give the test part some rows, or train again");
        let receipt = unproven(&self.model_sha256, &self.onnx_sha256, &self.part, fault);
        Receipt { runtime: Some(runtime.into()), ..receipt }
    }
}

impl Expected {
    fn of(answer: Prediction, task: &TaskReport) -> Self {
        let named = |index: Vec<u32>| index.iter().map(|i| task.classes[*i as usize].clone()).collect();
        match answer {
            Prediction::Classes { probabilities, index } => Self {
                labels: named(index),
                numbers: probabilities.iter().map(|p| f64::from(*p)).collect(),
                relative: false,
            },
            Prediction::Numbers(numbers) => Self { labels: Vec::new(), numbers, relative: true },
            Prediction::Groups { index, numbers } => Self { labels: named(index), numbers, relative: true },
            // A target has one answer.
            Prediction::Several(_) => Self::default(),
        }
    }

    fn largest_difference(&self, answers: &[f64]) -> f64 {
        let squares: f64 = self.numbers.iter().map(|x| x * x).sum();
        let usual = if self.relative { (squares / self.numbers.len() as f64).sqrt() } else { 1.0 };
        let difference = |(answer, expected): (&f64, &f64)| {
            let scale = if self.relative { expected.abs().max(usual) } else { 1.0 };
            match (answer - expected).abs() {
                0.0 => 0.0,
                // JSON has no infinity, and NaN compares with nothing.
                d if d.is_finite() && scale > 0.0 => d / scale,
                _ => f64::MAX,
            }
        };
        answers.iter().zip(&self.numbers).map(difference).fold(0.0, f64::max)
    }
}

impl OnnxInput {
    fn slice(&self, start: usize, end: usize) -> Self {
        let cells = match &self.cells {
            OnnxCells::Numbers(v) => OnnxCells::Numbers(v[start..end].to_vec()),
            OnnxCells::Texts(v) => OnnxCells::Texts(v[start..end].to_vec()),
        };
        Self { name: self.name.clone(), cells }
    }
}

/// The cells of an input as a runtime gets them.
fn cells_of(input: &InputColumn, table: &Table) -> Result<OnnxInput, ExportError> {
    let column = table.column(&input.name).ok_or_else(|| {
        ExportError::Inconsistent(format!("the rows to compare have no column \"{}\"", input.name))
    })?;
    let rows = column.len();
    let cells = match (&column.data, is_numeric(input)) {
        (ColumnData::Numbers(a), true) => {
            OnnxCells::Numbers(a.iter().map(|x| x.map_or(f32::NAN, |x| x as f32)).collect())
        }
        _ if column.missing() == rows && is_numeric(input) => OnnxCells::Numbers(vec![f32::NAN; rows]),
        (_, true) => {
            let why = format!("column \"{}\" of the rows to compare is not numeric", input.name);
            return Err(ExportError::Inconsistent(why));
        }
        (_, false) => OnnxCells::Texts(texts(column)),
    };
    Ok(OnnxInput { name: input.name.clone(), cells })
}

fn texts(column: &Column) -> Vec<String> {
    match &column.data {
        ColumnData::Levels(a) => levels(a),
        ColumnData::Text(a) => a.iter().map(|cell| cell.unwrap_or_default().to_owned()).collect(),
        ColumnData::Times(a) => (0..a.len()).map(|row| iso_8601(a, row)).collect(),
        ColumnData::Numbers(a) => a.iter().map(|x| x.map(|x| x.to_string()).unwrap_or_default()).collect(),
    }
}

fn levels(array: &DictionaryArray<Int32Type>) -> Vec<String> {
    let values = array.values().as_any().downcast_ref::<StringArray>();
    let text = |key: Option<usize>| match (key, values) {
        (Some(key), Some(values)) => values.value(key).to_owned(),
        _ => String::new(),
    };
    array.keys().iter().map(|key| text(key.and_then(|k| usize::try_from(k).ok()))).collect()
}

fn iso_8601(array: &TimestampMicrosecondArray, row: usize) -> String {
    let time = array.is_valid(row).then(|| array.value_as_datetime(row)).flatten();
    time.map(|t| t.format("%Y-%m-%dT%H:%M:%S%.f").to_string()).unwrap_or_default()
}

//! The fitted pipeline: preparation and model, as one thing that is stored, hashed and applied.

use crate::pieces::ROWS;
use crate::{InputColumn, Notes, Preparation, PrepareError, Prepared, StepState, at_once};
use glasshouse_learn::{Features, LearnError, Model, ModelState, Prediction};
use glasshouse_spec::{TargetReport, TaskKind, TaskReport};
use glasshouse_table::Table;
use ndarray::Axis;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Everything that was fitted, as plain data: what a bundle stores, an export writes down and
/// `model_sha256` covers. Nothing in it depends on the host, on time or on the project's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PipelineState {
    /// Raw columns that it reads, in the order of the training table; of a forecast first those of its series, then
    /// those that the steps beside it read.
    pub inputs: Vec<InputColumn>,
    /// Fitted steps in order.
    pub steps: Vec<StepState>,
    /// Names of the features, in the order of the design matrix.
    pub features: Vec<String>,
    /// Column that it predicts; empty where there is none.
    pub target: String,
    /// Kind of question.
    pub task: TaskKind,
    /// Classes in order, or the groups that the model found without a target; empty for regression.
    pub classes: Vec<String>,
    /// The positive of two classes.
    pub positive: Option<String>,
    /// Further columns that it predicts. They stand after all else in the bytes, and not at all where there
    /// are none.
    #[serde(skip)]
    pub also: Vec<TargetReport>,
    /// The fitted estimator.
    pub model: ModelState,
}

/// A fitted pipeline that can predict.
pub struct Pipeline {
    state: PipelineState,
    preparation: Preparation,
    model: Box<dyn Model>,
}

/// Cells of the design matrix that are answered at a time, 256 MB where they are dense.
const BLOCK: usize = 1 << 26;

/// What a pipeline answers.
#[derive(Debug, Clone)]
pub struct Predicted {
    /// The answers, one a row.
    pub prediction: Prediction,
    /// What was noticed on the way: unseen categories, missing cells.
    pub notes: Notes,
}

impl PipelineState {
    /// Puts together what was fitted.
    pub fn new(preparation: Preparation, task: TaskReport, model: ModelState) -> Self {
        // Without a target the groups are what the model found.
        let classes = if task.kind.without_target() { model.groups() } else { task.classes };
        Self {
            inputs: preparation.inputs,
            steps: preparation.steps,
            features: preparation.features,
            target: task.target,
            task: task.kind,
            classes,
            positive: task.positive,
            also: task.also,
            model,
        }
    }

    /// The raw columns, each once: steps beside a forecast may read the time or the group of its series, too.
    pub fn columns(&self) -> Vec<&InputColumn> {
        let mut seen = BTreeSet::new();
        self.inputs.iter().filter(|input| seen.insert(&input.name)).collect()
    }

    /// The bytes that a bundle stores (postcard).
    pub fn to_bytes(&self) -> Vec<u8> {
        const PLAIN: &str = "plain data of known length always serialises";
        let mut bytes = postcard::to_allocvec(self).expect(PLAIN);
        for further in &self.also {
            let TargetReport { name, classes, positive } = further;
            bytes.extend(postcard::to_allocvec(&(name, classes, positive)).expect(PLAIN));
        }
        bytes
    }

    /// Reads the bytes of [`PipelineState::to_bytes`].
    ///
    /// # Errors
    /// Bytes that are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PrepareError> {
        let unreadable = |e: postcard::Error| PrepareError::Decode(e.to_string());
        let (mut state, mut rest): (Self, &[u8]) = postcard::take_from_bytes(bytes).map_err(unreadable)?;
        while !rest.is_empty() {
            let (name, classes, positive);
            ((name, classes, positive), rest) = postcard::take_from_bytes(rest).map_err(unreadable)?;
            state.also.push(TargetReport { name, classes, positive });
        }
        Ok(state)
    }

    /// SHA-256 of [`PipelineState::to_bytes`] in hexadecimal: `model_sha256`.
    pub fn sha256(&self) -> String {
        Sha256::digest(self.to_bytes()).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// What it predicts.
    pub fn task_report(&self) -> TaskReport {
        TaskReport {
            kind: self.task,
            target: self.target.clone(),
            classes: self.classes.clone(),
            positive: self.positive.clone(),
            also: self.also.clone(),
        }
    }
}

/// What a model answers to every row, some rows at a time: a model answers each by itself.
pub async fn answer(model: &dyn Model, x: &Features, pause: &impl AsyncFn(f64)) -> Prediction {
    let rows = x.rows();
    let mut whole = None;
    let block = model.rows_at_once().clamp(1, ROWS);
    for begin in (0..rows.max(1)).step_by(block) {
        let end = rows.min(begin + block);
        let part = model.predict(&x.slice(begin..end));
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => append(whole, part),
        }
        pause(end as f64 / rows.max(1) as f64).await;
    }
    whole.expect("there is a first block, if an empty one")
}

/// Adds the answers to further rows.
fn append(whole: &mut Prediction, part: Prediction) {
    match (whole, part) {
        (
            Prediction::Classes { probabilities, index },
            Prediction::Classes { probabilities: more, index: chosen },
        ) => {
            probabilities.append(Axis(0), more.view()).expect("the classes are the model's");
            index.extend(chosen);
        }
        (Prediction::Numbers(numbers), Prediction::Numbers(more)) => numbers.extend(more),
        (Prediction::Groups { index, numbers }, Prediction::Groups { index: chosen, numbers: more }) => {
            index.extend(chosen);
            numbers.extend(more);
        }
        (Prediction::Several(answers), Prediction::Several(more)) => {
            answers.iter_mut().zip(more).for_each(|(answer, more)| append(answer, more));
        }
        _ => debug_assert!(false, "a model answers one kind of question"),
    }
}

impl Pipeline {
    /// A pipeline that predicts with what was fitted.
    ///
    /// # Errors
    /// A model whose parts do not fit together.
    pub fn new(state: PipelineState) -> Result<Self, LearnError> {
        state.model.check(state.features.len())?;
        let (inputs, features) = match &state.model {
            // Its series are read as they are; steps prepare what it is told beside them.
            ModelState::Forecast(forecast) => {
                let series = state.inputs.iter().position(|input| input.name == state.target);
                let beside = series.and_then(|at| state.inputs.get(at + 1..)).unwrap_or_default();
                (beside.to_vec(), forecast.columns().iter().map(|column| column.name.clone()).collect())
            }
            _ => (state.inputs.clone(), state.features.clone()),
        };
        let takes = state.model.takes();
        let preparation = Preparation { inputs, steps: state.steps.clone(), features, takes };
        let model = state.model.restore();
        Ok(Self { state, preparation, model })
    }

    /// What was fitted.
    pub fn state(&self) -> &PipelineState {
        &self.state
    }

    /// The model alone.
    pub fn model(&self) -> &dyn Model {
        self.model.as_ref()
    }

    /// The steps alone.
    pub fn preparation(&self) -> &Preparation {
        &self.preparation
    }

    /// The features of a table, in double precision, from the numbers as the file gives them.
    ///
    /// # Errors
    /// Those of [`Preparation::apply`].
    pub fn transform(&self, table: &Table) -> Result<Prepared, PrepareError> {
        self.preparation.apply(table)
    }

    /// Predicts every row of a table. Raw numbers are first rounded to 32 bits, as a runtime
    /// that scores the exported model gets them; the rest is computed in double precision and
    /// cast to 32 bits for the model.
    ///
    /// # Errors
    /// Those of [`Preparation::apply`] and [`Prepared::features`].
    pub fn predict(&self, table: &Table) -> Result<Predicted, PrepareError> {
        at_once(self.predict_in_pieces(table, &async |_| {}))
    }

    /// As [`Pipeline::predict`], in bounded pieces.
    ///
    /// # Errors
    /// Those of [`Pipeline::predict`].
    pub async fn predict_in_pieces(
        &self,
        table: &Table,
        pause: &impl AsyncFn(f64),
    ) -> Result<Predicted, PrepareError> {
        let share = async |done: f64| pause(0.3 * done).await;
        let prepared = self.preparation.apply_rounded_in_pieces(table, &share).await?;
        self.predict_prepared(prepared, &async |done: f64| pause(0.3 + 0.7 * done).await).await
    }

    /// Predicts rows that its [preparation](Self::preparation) was applied to, in bounded pieces.
    ///
    /// # Errors
    /// Those of [`Prepared::features`].
    pub async fn predict_prepared(
        &self,
        prepared: Prepared,
        pause: &impl AsyncFn(f64),
    ) -> Result<Predicted, PrepareError> {
        prepared.check_numbers(&async |done: f64| pause(0.3 * done).await).await?;
        let share = async |done: f64| pause(0.3 + 0.7 * done).await;
        let prediction = self.answer_in_blocks(&prepared, &share).await;
        Ok(Predicted { prediction, notes: prepared.notes })
    }

    /// As [`answer`], making no more of the design matrix at a time than is answered.
    async fn answer_in_blocks(&self, prepared: &Prepared, pause: &impl AsyncFn(f64)) -> Prediction {
        let (rows, names) = (prepared.table.rows(), prepared.names());
        let block = self.model.rows_at_once().clamp(1, ROWS).min((BLOCK / names.len().max(1)).max(1));
        let mut whole = None;
        for begin in (0..rows.max(1)).step_by(block) {
            let end = rows.min(begin + block);
            let part = self.model.predict(&prepared.part(&names, begin..end));
            match &mut whole {
                None => whole = Some(part),
                Some(whole) => append(whole, part),
            }
            pause(end as f64 / rows.max(1) as f64).await;
        }
        whole.expect("there is a first block, if an empty one")
    }
}

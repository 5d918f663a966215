//! A list of fitted steps: raw columns in, features out.

use crate::cells::Codes;
use crate::fitting::Fits;
use crate::pieces::{at_once, no_pause};
use crate::thin::Thin;
use crate::{
    CategoriesState, ChangedRows, Context, InputColumn, Notes, PrepareError, StepState, cells, inputs,
};
use arrow_array::Float64Array;
use glasshouse_learn::{FeatureKind, Features, Takes};
use glasshouse_spec::{ColumnType, Place, StepSpec, Warning};
use glasshouse_table::{Column, Table, truth};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Fitted steps, with the raw columns that they read and the features that they make.
#[derive(Debug, Clone, PartialEq)]
pub struct Preparation {
    /// Raw columns, in the order of the training table.
    pub inputs: Vec<InputColumn>,
    /// Fitted steps in order.
    pub steps: Vec<StepState>,
    /// Names of the features, in the order of the design matrix.
    pub features: Vec<String>,
    /// What the estimator takes beside numbers.
    pub takes: Takes,
}

/// Rows after the last step: every column a feature, every cell a number or, where the estimator takes
/// that, missing.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The features in double precision. Of a category that became many features each stands as zeros here:
    /// see [`Prepared::number`].
    pub table: Table,
    /// What each feature holds.
    pub kinds: Vec<FeatureKind>,
    /// What was noticed on the way.
    pub notes: Notes,
    /// Columns of the table that are kept by rows.
    pub(crate) thin: Thin,
    /// Whether the design matrix is sparse.
    pub(crate) sparse: bool,
    /// Which rows they are, where steps changed the rows that are trained on.
    pub changed: Option<ChangedRows>,
}

impl Prepared {
    /// Columns of numbers as they are.
    pub fn new(table: Table, kinds: Vec<FeatureKind>) -> Self {
        let (notes, thin) = (Notes::default(), Thin::default());
        Self { table, kinds, notes, thin, sparse: false, changed: None }
    }

    /// Some of the rows, in that order, a column at a time.
    pub async fn take(&self, rows: &[u32], pause: &impl AsyncFn(f64)) -> Self {
        let zeros = Float64Array::from(vec![0.0; rows.len()]);
        let all = self.table.columns();
        let mut columns = Vec::with_capacity(all.len());
        for column in all {
            columns.push(match self.thin.holds(&column.name) {
                true => cells::numeric(&column.name, zeros.clone()),
                false => Arc::new(column.take(rows)),
            });
            pause(columns.len() as f64 / all.len() as f64).await;
        }
        let table = Table::new(columns, rows.len());
        let (kinds, notes, thin) = (self.kinds.clone(), self.notes.clone(), self.thin.of_rows(rows));
        Self { table, kinds, notes, thin, sparse: self.sparse, changed: None }
    }
}

impl Preparation {
    /// Fits the steps one after the other, each on what the earlier ones made of the training
    /// rows. `features` names the raw columns that the steps may see, `steps` is the recipe's
    /// list; a step that is switched off is passed over. Text and ids that no step treats are
    /// left out with a warning; raw columns that are only dropped are not inputs. Gaps and
    /// categories that are left are for an estimator that takes them, and are refused else.
    ///
    /// Returns the training rows as they were prepared, too.
    ///
    /// # Errors
    /// No rows, no features left, a step that cannot be built or fitted (with its index), a
    /// feature that is still missing or not a number in the end.
    pub fn fit(
        train: &Table,
        features: &[String],
        steps: &[StepSpec],
        takes: Takes,
    ) -> Result<(Self, Prepared), PrepareError> {
        at_once(Self::fit_in_pieces(train, features, steps, takes, &Context::default(), &no_pause))
    }

    /// As [`Preparation::fit`], a column of a step at a time, with what steps may know beside the columns.
    ///
    /// # Errors
    /// Those of [`Preparation::fit`].
    pub async fn fit_in_pieces(
        train: &Table,
        features: &[String],
        steps: &[StepSpec],
        takes: Takes,
        context: &Context,
        pause: &impl AsyncFn(&'static str, f64),
    ) -> Result<(Self, Prepared), PrepareError> {
        if train.rows() == 0 {
            return Err(PrepareError::NoRows);
        }
        let mut fits = Fits::of(train, features, steps, context)?;
        let raw = fits.table.clone();
        let mut states = Vec::new();
        for (index, spec) in steps.iter().enumerate().filter(|(_, s)| s.enabled) {
            let share =
                async |done| pause("Fitting the steps", (index as f64 + done) / steps.len() as f64).await;
            let state = fits.fit(index, spec, &share).await.map_err(|e| e.in_step("prepare", index))?;
            states.extend(state);
        }
        states.extend(fits.drop_beside());
        let Fits { mut table, thin, mut notes, changed, .. } = fits;
        let still = async |_| pause("Fitting the steps", 1.0).await;
        leave_out_text(&mut table, &mut states, &mut notes);
        if takes.categories {
            table = code_categories(table, &mut states, &still).await?;
        }
        let table = finish(&table, &states, takes, &still).await?;
        let features: Vec<String> = table.columns().iter().map(|c| c.name.clone()).collect();
        let raw = raw.drop(&prune(&raw, &mut states));
        let mut inputs = Vec::with_capacity(raw.columns().len());
        for column in raw.columns() {
            inputs.push(InputColumn::of(column));
            still(1.0).await;
        }
        let fitted = Self { inputs, steps: states, features, takes };
        let prepared = Prepared { changed, ..fitted.prepared(table, thin, notes) };
        Ok((fitted, prepared))
    }

    /// Whether what it makes of a row depends on other rows of the table: then a part of a table is not applied to
    /// by itself, as a row is to stand among those that it stands among in truth.
    pub fn looks_along(&self) -> bool {
        self.steps.iter().any(StepState::looks_along)
    }

    /// Applies the steps in double precision to any table with the input columns. The order and
    /// the number of rows stay.
    ///
    /// # Errors
    /// An input that is not there or has another type, and what the steps refuse.
    pub fn apply(&self, table: &Table) -> Result<Prepared, PrepareError> {
        at_once(self.apply_in_pieces(table, &async |_| {}))
    }

    /// As [`Preparation::apply`], a column of a step at a time.
    ///
    /// # Errors
    /// Those of [`Preparation::apply`].
    pub async fn apply_in_pieces(
        &self,
        table: &Table,
        pause: &impl AsyncFn(f64),
    ) -> Result<Prepared, PrepareError> {
        self.run(table, [false, self.takes.missing], pause).await
    }

    /// Like [`Preparation::apply`], on raw numbers rounded to 32 bits, as a runtime that scores
    /// the exported model gets them.
    ///
    /// # Errors
    /// Those of [`Preparation::apply`].
    pub fn apply_rounded(&self, table: &Table) -> Result<Prepared, PrepareError> {
        at_once(self.apply_rounded_in_pieces(table, &async |_| {}))
    }

    /// As [`Preparation::apply_rounded`], a column of a step at a time.
    ///
    /// # Errors
    /// Those of [`Preparation::apply`].
    pub async fn apply_rounded_in_pieces(
        &self,
        table: &Table,
        pause: &impl AsyncFn(f64),
    ) -> Result<Prepared, PrepareError> {
        self.run(table, [true, self.takes.missing], pause).await
    }

    /// As [`Preparation::apply_rounded_in_pieces`], with the gaps that are left as they are: for rows of which
    /// not every feature is used.
    ///
    /// # Errors
    /// Those of [`Preparation::apply`], but for features that are missing.
    pub async fn apply_with_gaps(
        &self,
        table: &Table,
        pause: &impl AsyncFn(f64),
    ) -> Result<Prepared, PrepareError> {
        self.run(table, [true, true], pause).await
    }

    async fn run(
        &self,
        table: &Table,
        [rounded, gaps]: [bool; 2],
        pause: &impl AsyncFn(f64),
    ) -> Result<Prepared, PrepareError> {
        let (mut notes, mut thin) = (Notes::default(), Thin::new());
        let mut table = inputs::find(&self.inputs, table, &mut notes)?;
        if rounded {
            table = inputs::rounded(&table, &async |_| pause(0.0).await).await;
        }
        let all = self.steps.len() as f64;
        for (at, step) in self.steps.iter().enumerate() {
            let share = async |done: f64| pause((at as f64 + done) / all).await;
            table = step.apply_in_pieces(table, &mut thin, &mut notes, &share).await?;
        }
        let takes = Takes { missing: gaps, ..self.takes };
        let table = finish(&table, &self.steps, takes, &async |_| pause(1.0).await).await?;
        Ok(self.prepared(table, thin, notes))
    }

    fn prepared(&self, table: Table, thin: Thin, notes: Notes) -> Prepared {
        let sparse = self.takes.sparse && self.is_thin(&thin);
        Prepared { table, kinds: self.kinds(), notes, thin, sparse, changed: None }
    }

    /// Whether few cells of a row differ from zero: of each category that is kept by rows one, of each text as
    /// many as were usual in training. What was fitted decides, and not the rows at hand.
    fn is_thin(&self, thin: &Thin) -> bool {
        let width = self.features.len();
        let by_rows = self.features.iter().filter(|name| thin.holds(name)).count();
        Features::is_thin(1, width, width - by_rows + thin.usual())
    }

    /// Of each feature, whether it is made of some of the raw columns alone.
    pub fn made_of(&self, columns: &[String]) -> Vec<bool> {
        let mut within: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
        for (from, made) in self.steps.iter().flat_map(StepState::makes) {
            match from.iter().all(|name| within.contains(name)) {
                true => within.extend(made),
                false => made.iter().for_each(|name| {
                    within.remove(name);
                }),
            }
        }
        self.features.iter().map(|name| within.contains(name.as_str())).collect()
    }

    /// Of each feature, the raw columns that it is made of, by their places among the
    /// [inputs](Self::inputs), ascending. One that a step changes in its place stays its own.
    pub fn sources(&self) -> Vec<Vec<u32>> {
        let inputs = self.inputs.iter().zip(0_u32..);
        let mut sources: BTreeMap<&str, BTreeSet<u32>> =
            inputs.map(|(input, at)| (input.name.as_str(), BTreeSet::from([at]))).collect();
        for (from, made) in self.steps.iter().flat_map(StepState::makes) {
            let all: BTreeSet<u32> =
                from.iter().filter_map(|name| sources.get(name)).flatten().copied().collect();
            made.into_iter().for_each(|name| drop(sources.insert(name, all.clone())));
        }
        let of = |name: &String| sources.get(name.as_str()).into_iter().flatten().copied().collect();
        self.features.iter().map(of).collect()
    }

    /// What each feature holds: gaps are possible wherever no step fills them, even if none was seen.
    fn kinds(&self) -> Vec<FeatureKind> {
        let mut gappy: BTreeSet<&str> = self.inputs.iter().map(|input| input.name.as_str()).collect();
        let mut levels = BTreeMap::new();
        for step in &self.steps {
            match step {
                StepState::Categories(s) => {
                    levels.extend(s.columns.iter().map(|c| (c.name.as_str(), c.categories.len() as u32)));
                }
                step => {
                    step.fills().iter().for_each(|name| {
                        gappy.remove(name);
                    });
                    gappy.extend(step.opens());
                }
            }
        }
        let kind = |name: &String| match levels.get(name.as_str()) {
            Some(&levels) => FeatureKind::Category { levels },
            None if self.takes.missing && gappy.contains(name.as_str()) => FeatureKind::Gappy,
            None => FeatureKind::Number,
        };
        self.features.iter().map(kind).collect()
    }
}

/// Makes steps forget the columns that are dropped before anything reads them, and names those: new
/// data need not have them.
fn prune(raw: &Table, steps: &mut Vec<StepState>) -> Vec<String> {
    let read: BTreeSet<&str> = steps.iter().flat_map(StepState::reads).collect();
    let dropped = |name: &String| steps.iter().any(|step| step.drops().contains(name));
    let names = raw.columns().iter().map(|column| &column.name);
    let useless: Vec<String> =
        names.filter(|name| !read.contains(name.as_str()) && dropped(name)).cloned().collect();
    steps.iter_mut().for_each(|step| step.forget_dropped(&useless));
    steps.retain(|step| !matches!(step, StepState::DropColumns(names) if names.is_empty()));
    useless
}

/// Drops the text and ids that are left, as a step of its own.
fn leave_out_text(table: &mut Table, states: &mut Vec<StepState>, notes: &mut Notes) {
    let is_text = |c: &Arc<Column>| matches!(c.kind, ColumnType::Text | ColumnType::Id);
    let (left_out, kept): (Vec<_>, Vec<_>) = table.columns().iter().cloned().partition(is_text);
    if left_out.is_empty() {
        return;
    }
    for column in &left_out {
        let kind = if column.kind == ColumnType::Id { "an id" } else { "text" };
        let message = format!(
            "column \"{}\" is {kind} and no step treats it, so the model does not see it; give it the role ignore to say so",
            column.name
        );
        notes.warnings.push(Warning::new("prepare.left_out", message, Place::column(&column.name)));
    }
    states.push(StepState::DropColumns(left_out.iter().map(|c| c.name.clone()).collect()));
    *table = Table::new(kept, table.rows());
}

/// Makes codes of the categories that are left, as a step of its own.
async fn code_categories(
    table: Table,
    states: &mut Vec<StepState>,
    pause: &impl AsyncFn(f64),
) -> Result<Table, PrepareError> {
    let mut state = CategoriesState { columns: Vec::new() };
    for column in table.columns().iter().filter(|c| c.kind == ColumnType::Categorical) {
        state.learn(column)?;
        pause(0.0).await;
    }
    if state.columns.is_empty() {
        return Ok(table);
    }
    let state = StepState::Categories(state);
    let table = state.apply_in_pieces(table, &mut Thin::default(), &mut Notes::default(), pause).await?;
    states.push(state);
    Ok(table)
}

/// Makes sure that every column is a feature: numbers, none missing unless the estimator takes that, or
/// the code of a category; booleans become 0 and 1.
async fn finish(
    table: &Table,
    steps: &[StepState],
    takes: Takes,
    pause: &impl AsyncFn(f64),
) -> Result<Table, PrepareError> {
    let codes: BTreeSet<&str> = match steps.last() {
        Some(StepState::Categories(codes)) => codes.columns.iter().map(|c| c.name.as_str()).collect(),
        _ => BTreeSet::new(),
    };
    if table.columns().is_empty() {
        return Err(PrepareError::NoFeatures);
    }
    let mut names = BTreeSet::new();
    let mut columns = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        if !names.insert(&column.name) {
            return Err(PrepareError::DuplicateFeature(column.name.clone()));
        }
        let gaps = takes.missing || codes.contains(column.name.as_str());
        columns.push(feature(column, gaps)?);
        pause(columns.len() as f64 / table.columns().len() as f64).await;
    }
    Ok(Table::new(columns, table.rows()))
}

fn feature(column: &Arc<Column>, gaps: bool) -> Result<Arc<Column>, PrepareError> {
    if !matches!(column.kind, ColumnType::Numeric | ColumnType::Boolean) {
        return Err(PrepareError::NotEncoded { column: column.name.clone(), kind: column.kind });
    }
    if column.missing() > 0 && !gaps {
        let array = column.array();
        let row = (0..array.len()).find(|row| array.is_null(*row)).unwrap_or_default();
        return Err(PrepareError::StillMissing {
            column: column.name.clone(),
            cells: column.missing() as u64,
            row: row as u64,
            levels: column.kind == ColumnType::Boolean,
        });
    }
    match column.kind {
        ColumnType::Boolean => zeros_and_ones(column),
        _ => Ok(column.clone()),
    }
}

/// A boolean column as 0 and 1.
pub(crate) fn zeros_and_ones(column: &Column) -> Result<Arc<Column>, PrepareError> {
    let codes = Codes::of(column)
        .ok_or_else(|| PrepareError::NotEncoded { column: column.name.clone(), kind: column.kind })?;
    let truths: Vec<Option<bool>> = codes.values.iter().map(|value| truth(value)).collect();
    if truths.contains(&None) {
        let strange = |value: Option<&str>| value.is_some_and(|value| truth(value).is_none());
        if let Some(row) = codes.find(strange) {
            let value = codes.value(row).unwrap_or_default().to_string();
            return Err(PrepareError::NotBoolean { column: column.name.clone(), value, row: row as u64 });
        }
    }
    let numbers: Vec<f64> = truths.iter().map(|is| f64::from(u8::from(*is == Some(true)))).collect();
    let cells = Float64Array::new(codes.map(&numbers, 0.0).into(), column.array().nulls().cloned());
    Ok(cells::numeric(&column.name, cells))
}

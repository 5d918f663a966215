//! The fit of a recipe's steps, one after the other, on the training rows as the earlier ones left them.

use crate::selector::resolve;
use crate::step::{Fit, Fitted, TrainRows};
use crate::thin::Thin;
use crate::{ChangedRows, Context, Notes, PrepareError, Step, StepKind, StepState, cells, find_step};
use glasshouse_spec::{Place, StepSpec, Warning};
use glasshouse_table::{Column, Table};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Steps that are being fitted, and what they made so far.
pub(crate) struct Fits<'a> {
    /// All columns of the training rows.
    train: &'a Table,
    /// Columns that are no features, and that steps read all the same.
    beside: BTreeSet<String>,
    /// What the steps may know beside the columns.
    context: Context,
    /// The rows as the steps left them.
    pub table: Table,
    /// Columns of the table that stand for codes.
    pub thin: Thin,
    /// What was noticed.
    pub notes: Notes,
    /// Which rows they are, where steps changed them.
    pub changed: Option<ChangedRows>,
    /// The first step that treated the training rows otherwise than it treats others.
    apart: Option<&'static str>,
}

impl<'a> Fits<'a> {
    /// Of the raw features, and of what the steps read beside them, in the order of the table.
    pub fn of(
        train: &'a Table,
        features: &[String],
        steps: &[StepSpec],
        context: &Context,
    ) -> Result<Self, PrepareError> {
        let mut beside = BTreeSet::new();
        for (index, spec) in steps.iter().enumerate().filter(|(_, spec)| spec.enabled) {
            let read = find_step(&spec.op)
                .and_then(|kind| kind.build(&spec.params).map_err(PrepareError::Params))
                .map(|step| step.beside(context));
            let read =
                read.and_then(|names| match names.iter().find(|name| context.targets.contains(name)) {
                    None => Ok(names),
                    Some(target) => {
                        let why = "it is what the model predicts";
                        Err(PrepareError::NotAFeature { column: target.clone(), why })
                    }
                });
            beside.extend(read.map_err(|error| error.in_step("prepare", index))?);
        }
        beside.retain(|name| train.column(name).is_some() && !features.contains(name));
        let named: Vec<Arc<Column>> =
            features.iter().map(|name| cells::column(train, name).cloned()).collect::<Result<_, _>>()?;
        let others = train.columns().iter().filter(|column| beside.contains(&column.name)).cloned();
        Ok(Self {
            train,
            table: Table::new(named.into_iter().chain(others).collect(), train.rows()),
            beside,
            context: context.clone(),
            thin: Thin::new(),
            notes: Notes::default(),
            changed: None,
            apart: None,
        })
    }

    /// Fits one step and applies it to the rows that it was fitted on. No state is left of a step that only
    /// changes which rows are trained on.
    pub async fn fit(
        &mut self,
        index: usize,
        spec: &StepSpec,
        pause: &impl AsyncFn(f64),
    ) -> Result<Option<StepState>, PrepareError> {
        let kind = find_step(&spec.op)?;
        let step = kind.build(&spec.params).map_err(PrepareError::Params)?;
        if let Some(earlier) = self.apart.filter(|_| step.looks_along()) {
            return Err(apart(kind, earlier));
        }
        let columns = self.columns(index, kind, spec, step.as_ref())?;
        let half = async |done: f64| pause(0.5 * done).await;
        let Fitted { state, train } = match step.reads_together() {
            true => self.fit_together(step.as_ref(), &columns, &half).await?,
            false => self.fit_each(step.as_ref(), &columns, &half).await?.into(),
        };
        match (train, &state) {
            (Some(rows), _) => self.take_rows(rows, kind, state.as_ref()),
            (None, Some(state)) => {
                let share = async |done: f64| pause(0.5 + 0.5 * done).await;
                // Nobody else holds what earlier steps made, so that it may be changed in its place.
                let (table, thin) = (std::mem::take(&mut self.table), &mut self.thin);
                self.table = state.apply_in_pieces(table, thin, &mut Notes::default(), &share).await?;
            }
            (None, None) => {}
        }
        Ok(state)
    }

    /// The columns that a step treats.
    fn columns(
        &mut self,
        index: usize,
        kind: &StepKind,
        spec: &StepSpec,
        step: &dyn Step,
    ) -> Result<Vec<String>, PrepareError> {
        let defaults = || kind.columns.iter().map(ToString::to_string).collect();
        let own = step.columns();
        let is_own = own.is_some();
        if is_own && !spec.columns.is_empty() {
            self.notes.warnings.push(columns_unused(index, kind));
        }
        let wanted: Vec<String> = match own {
            Some(own) => own,
            None if spec.columns.is_empty() => defaults(),
            None => spec.columns.clone(),
        };
        if let Some(target) = wanted.iter().find(|name| self.context.targets.contains(name))
            && step.looks_along()
        {
            return Err(along_the_target(kind, target));
        }
        let beside: Vec<String> = self.beside.iter().cloned().collect();
        let seen = self.table.drop(&beside);
        let hidden = |name: &&String| seen.column(name).is_none() && self.train.column(name).is_some();
        let also = step.also();
        if let Some(name) = wanted.iter().chain(&also).find(hidden) {
            let why = "it is not a feature, or an earlier step replaced it";
            return Err(PrepareError::NotAFeature { column: name.clone(), why });
        }
        // The step itself says which of its names is no column, and where it stands.
        if is_own {
            return Ok(wanted);
        }
        let (columns, warnings) = resolve(&wanted, &seen)?;
        self.notes.warnings.extend(warnings.into_iter().map(|mut warning| {
            warning.at.parameter = Some(format!("prepare[{index}].columns"));
            warning
        }));
        Ok(columns)
    }

    /// Fits a step on its columns together.
    async fn fit_together(
        &mut self,
        step: &dyn Step,
        columns: &[String],
        pause: &impl AsyncFn(f64),
    ) -> Result<Fitted, PrepareError> {
        let whole: Vec<String> = match step.changes_rows() {
            true => self.table.columns().iter().map(|column| column.name.clone()).collect(),
            false => columns.iter().cloned().chain(step.also()).collect(),
        };
        let table = self.thin.in_table(&self.table, &whole)?;
        let mut fitting = step.start(&table, columns, &self.context)?;
        loop {
            match fitting.advance(&mut self.notes)? {
                Fit::Running(share) => pause(share).await,
                Fit::Done(fitted) => return Ok(fitted),
            }
        }
    }

    /// Fits a step on one column after the other.
    async fn fit_each(
        &mut self,
        step: &dyn Step,
        columns: &[String],
        pause: &impl AsyncFn(f64),
    ) -> Result<StepState, PrepareError> {
        let mut state = step.fit(&self.table, &[], &mut self.notes)?;
        for (at, name) in columns.iter().enumerate() {
            // What stands for codes is read as the one column that it is.
            let own = match self.thin.holds(name) {
                true => {
                    let column = self.thin.whole(cells::column(&self.table, name)?.clone());
                    Some(Table::new(vec![column], self.table.rows()))
                }
                false => None,
            };
            let table = own.as_ref().unwrap_or(&self.table);
            state.join(step.fit(table, std::slice::from_ref(name), &mut self.notes)?);
            pause((at + 1) as f64 / columns.len() as f64).await;
        }
        Ok(state)
    }

    /// Goes on with the training rows that a step made itself.
    fn take_rows(&mut self, rows: TrainRows, kind: &StepKind, state: Option<&StepState>) {
        self.apart.get_or_insert(kind.id);
        let before = std::mem::replace(&mut self.table, rows.table).rows();
        match rows.changed {
            Some(changed) => {
                self.notes.warnings.push(trained_on(kind, before, self.table.rows()));
                self.thin = Thin::new();
                self.context.target = changed.target.clone();
                self.context.weights.clone_from(&changed.weights);
                self.changed = Some(changed.after(self.changed.as_ref()));
            }
            None => {
                let read = state.map(StepState::reads).unwrap_or_default();
                read.into_iter().for_each(|name| self.thin.forget(name));
            }
        }
    }

    /// Drops the columns that are no features.
    pub fn drop_beside(&mut self) -> Option<StepState> {
        let left = self.beside.iter().filter(|name| self.table.column(name).is_some());
        let left: Vec<String> = left.cloned().collect();
        self.table = self.table.drop(&left);
        (!left.is_empty()).then_some(StepState::DropColumns(left))
    }
}

/// That the training rows do not stand next to those that they stood next to, or hide each its own target, which
/// the rows next to it would tell.
fn apart(kind: &StepKind, earlier: &str) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.rows_apart",
        column: None,
        row: None,
        message: format!(
            "{} looks along the rows, and {earlier} before it treats the training rows otherwise than others: it \
             leaves some out, makes some, or hides the target of each from it",
            kind.id
        ),
        remedy: format!("Put it before {earlier}."),
    }
}

/// That earlier values of what is predicted are asked for.
fn along_the_target(kind: &StepKind, target: &str) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.along_target",
        column: Some(target.into()),
        row: None,
        message: format!(
            "{} may not read \"{target}\", which is predicted: of new rows its values are not known, not even \
             those of the rows before",
            kind.id
        ),
        remedy: "Choose the task forecast (task.kind = \"forecast\"): its models learn from the earlier values of \
                 the target and step on to their own answers. Or name other columns."
            .into(),
    }
}

/// Says that a list of columns does nothing.
fn columns_unused(index: usize, kind: &StepKind) -> Warning {
    let message = format!("{} reads the columns that its parameters name, and not these", kind.id);
    Warning::new("recipe.columns_unused", message, Place::parameter(format!("prepare[{index}].columns")))
}

/// Says that a model learns from other rows than those of the training part.
fn trained_on(kind: &StepKind, before: usize, after: usize) -> Warning {
    let message = format!(
        "{}: the model learns from {after} rows instead of {before}; it is scored on rows as they are",
        kind.id
    );
    Warning::new("prepare.changed_rows", message, Place::parameter("prepare"))
}

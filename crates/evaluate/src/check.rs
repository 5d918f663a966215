//! Everything that can be said of a recipe before it is trained: one pass over the table, all
//! faults at once where they do not depend on each other.

use crate::{Arranged, EvaluateError, Given, arrange_in_pieces, check_metrics};
use glasshouse_learn::{Takes, find, registry};
use glasshouse_prepare::{
    InputColumn, Preparation, PrepareError, Prepared, StepKind, at_once, find_clean_op, find_step, nearest,
    no_pause, take,
};
use glasshouse_spec::{Fault, Place, Recipe, StepSpec, TaskKind, TaskReport, Warning, check_params};
use glasshouse_table::Table;

/// What is to be said of a recipe.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// What would stop it.
    pub faults: Vec<Fault>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// What an estimator is trained on, as the check of its recipe left it.
pub struct Ready {
    /// The rows in their parts.
    pub arranged: Arranged,
    /// The training rows as the steps met them.
    pub train: Table,
    /// The steps, fitted on the training rows.
    pub preparation: Preparation,
    /// The training rows as the steps left them.
    pub prepared: Prepared,
}

/// Checks a recipe against a table as training would meet it: names, parameters, target, parts,
/// and the steps, which are fitted on the training rows and applied to all parts. Nothing is
/// trained.
pub fn check<'a>(recipe: &Recipe, given: impl Into<Given<'a>>) -> Checked {
    at_once(make_ready(recipe, given, &no_pause)).0
}

/// As [`check`], and what was fitted on the way, where nothing stops the recipe: training goes on
/// from there. In bounded pieces, with `pause` between them.
pub async fn make_ready<'a>(
    recipe: &Recipe,
    given: impl Into<Given<'a>>,
    pause: &impl AsyncFn(&'static str, f64),
) -> (Checked, Option<Ready>) {
    let given = given.into();
    let mut checked = Checked::default();
    let mut ready = None;
    columns(recipe, given.table, &mut checked);
    let named = checked.faults.len() + parameters(recipe, &mut checked);
    let share = async |what, done: f64| pause(what, 0.4 * done).await;
    match arrange_in_pieces(given, recipe, &share).await {
        Err(error) => add(&mut checked, error.faults()),
        Ok(arranged) => {
            checked.warnings.extend(arranged.warnings.iter().cloned());
            model(recipe, &arranged.task, &mut checked);
            if let Err(error) = check_metrics(recipe.evaluate.metrics.as_deref(), &arranged.task) {
                add(&mut checked, error.faults());
            }
            if named == 0 {
                let share = async |what, done: f64| pause(what, 0.4 + 0.6 * done).await;
                match fit_steps(recipe, arranged, &share).await {
                    Ok(fitted) => {
                        checked.warnings.extend(fitted.prepared.notes.warnings.iter().cloned());
                        ready = Some(fitted);
                    }
                    Err(error) => add(&mut checked, error.faults()),
                }
            }
        }
    }
    let ready = ready.filter(|_| checked.faults.is_empty());
    (checked, ready)
}

/// Adds faults that were not said yet.
fn add(checked: &mut Checked, faults: Vec<Fault>) {
    for fault in faults {
        if !checked.faults.contains(&fault) {
            checked.faults.push(fault);
        }
    }
}

/// Columns that the recipe speaks of and the table does not have.
fn columns(recipe: &Recipe, table: &Table, checked: &mut Checked) {
    for name in recipe.columns.keys().filter(|name| table.column(name).is_none()) {
        let mut fault = PrepareError::no_column(name, table.names()).fault();
        fault.at.parameter = Some(format!("columns.{name}"));
        add(checked, vec![fault]);
    }
}

/// Checks kinds and parameters of all steps, those that are switched off too. Returns how many
/// steps were refused.
fn parameters(recipe: &Recipe, checked: &mut Checked) -> usize {
    let mut refused = 0;
    let mut each = |list: &'static str, index: usize, result: Result<(), PrepareError>| {
        if let Err(error) = result {
            refused += 1;
            add(checked, error.in_step(list, index).faults());
        }
    };
    for (index, spec) in recipe.clean.iter().enumerate() {
        each("clean", index, clean_parameters(spec));
    }
    for (index, spec) in recipe.prepare.iter().enumerate() {
        let built =
            find_step(&spec.op).and_then(|kind| kind.build(&spec.params).map_err(PrepareError::Params));
        each("prepare", index, built.map(|_| ()));
    }
    checked.warnings.extend(steps_not_in_onnx(recipe));
    refused
}

fn clean_parameters(spec: &StepSpec) -> Result<(), PrepareError> {
    let info = find_clean_op(&spec.op)?;
    check_params(&info.params, &spec.params).map_err(PrepareError::Params)
}

fn model(recipe: &Recipe, asked: &TaskReport, checked: &mut Checked) {
    let task = asked.kind;
    let id = recipe.model.kind.as_str();
    let Some(kind) = find(id) else {
        let known: Vec<&str> = registry().iter().map(|k| k.id()).collect();
        let hint = nearest(id, known.iter().copied())
            .map(|n| format!("; did you mean \"{n}\"?"))
            .unwrap_or_default();
        let fault = Fault::new("recipe.unknown_model", format!("there is no model \"{id}\"{hint}"))
            .with_place(Place::parameter("model.kind"))
            .with_remedy(format!("Known models are: {}.", known.join(", ")));
        return add(checked, vec![fault]);
    };
    if !kind.tasks().contains(&task) {
        let serving: Vec<&str> =
            registry().iter().filter(|k| k.tasks().contains(&task)).map(|k| k.id()).collect();
        let fault = Fault::new("recipe.model_task", format!("{id} does not serve {}", task_name(task)))
            .with_place(Place::parameter("model.kind"))
            .with_remedy(format!("Choose one of: {}.", serving.join(", ")));
        return add(checked, vec![fault]);
    }
    match kind.build(task, &recipe.model.params) {
        Ok(estimator) => {
            let inside = estimator.not_in_onnx().map(str::to_owned);
            let what = inside.or_else(|| (!kind.onnx()).then(|| format!("the model {id}")));
            let at = Place::parameter("model.kind");
            checked.warnings.extend(what.map(|what| not_in_onnx(&what, "model.no_onnx", at)));
        }
        Err(refused) => {
            let faults = refused.into_iter().map(|f| {
                Fault::new("recipe.parameter", f.message)
                    .with_place(Place::parameter(format!("model.params.{}", f.name)))
            });
            add(checked, faults.collect());
        }
    }
}

/// Names the steps that cannot be written as ONNX, at the first of them.
fn steps_not_in_onnx(recipe: &Recipe) -> Option<Warning> {
    let steps = recipe.prepare.iter().enumerate().filter(|(_, spec)| spec.enabled);
    let not: Vec<(usize, &str)> = steps
        .filter(|(_, spec)| find_step(&spec.op).is_ok_and(|kind| !kind.onnx && !leaves_nothing(kind, spec)))
        .map(|(index, spec)| (index, spec.op.as_str()))
        .collect();
    let (first, _) = not.first()?;
    let names: Vec<&str> = not.iter().map(|(_, op)| *op).collect();
    let what = format!("{} {}", if not.len() == 1 { "the step" } else { "the steps" }, names.join(", "));
    Some(not_in_onnx(&what, "prepare.no_onnx", Place::parameter(format!("prepare[{first}]"))))
}

/// Whether a step only changes which rows are trained on, and so nothing of it is to be written.
fn leaves_nothing(kind: &StepKind, spec: &StepSpec) -> bool {
    kind.build(&spec.params).is_ok_and(|step| step.changes_rows())
}

/// Said before a model is trained that cannot go where most can.
fn not_in_onnx(what: &str, code: &'static str, at: Place) -> Warning {
    let message = format!(
        "{what} cannot be written as an ONNX file; the bundle holds the model, for this studio and its command \
         line"
    );
    Warning::new(code, message, at)
}

/// The kind of question in words.
pub(crate) fn task_name(task: TaskKind) -> &'static str {
    match task {
        TaskKind::Classification => "classification",
        TaskKind::Regression => "regression",
        TaskKind::Clustering => "clustering",
        TaskKind::Anomaly => "anomaly detection",
        TaskKind::Forecast => "forecasts",
    }
}

/// What a forecast is trained on: times and values, which no step prepares.
fn as_they_are(arranged: Arranged) -> Ready {
    let train = arranged.table.take(&arranged.parts.train);
    let inputs = arranged.features.iter().filter_map(|name| train.column(name));
    let preparation = Preparation {
        inputs: inputs.map(|column| InputColumn::of(column)).collect(),
        steps: Vec::new(),
        features: Vec::new(),
        takes: Takes::default(),
    };
    let table = Table::new(Vec::new(), train.rows());
    let prepared = Prepared::new(table, Vec::new());
    Ready { train, preparation, prepared, arranged }
}

/// Fits the steps on the columns that a forecast is told in the training rows, and tells its series what they
/// make of all rows, those without a target among them.
async fn beside_series(
    recipe: &Recipe,
    mut ready: Ready,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<Ready, EvaluateError> {
    let Ready { arranged, train, preparation: series, .. } = &mut ready;
    let context = arranged.context(recipe.seed);
    let Some(timed) = arranged.timed.as_mut().filter(|timed| !timed.told.is_empty()) else {
        return Ok(ready);
    };
    let in_file =
        |rows: &[u32]| -> Vec<u32> { rows.iter().map(|row| arranged.rows[*row as usize]).collect() };
    let takes = find(&recipe.model.kind)
        .map(|kind| kind.takes_with(arranged.task.kind, &recipe.model.params))
        .unwrap_or_default();
    let fitted =
        Preparation::fit_in_pieces(train, &timed.told, &recipe.prepare, takes, &context, pause).await;
    let (mut preparation, prepared) =
        fitted.map_err(|error| error.in_rows(&in_file(&arranged.parts.train)))?;
    let still = async |done: f64| pause("Preparing the other columns", 0.7 + 0.3 * done).await;
    let told = match preparation.apply_with_gaps(&timed.rows, &still).await {
        Ok(prepared) => prepared.features_in_pieces(&still).await,
        Err(error) => Err(error),
    };
    let rows = timed.rows_at.clone();
    let refused = |error: PrepareError| error.in_rows(&rows);
    let known = preparation.made_of(&timed.known);
    timed.tell(&told.map_err(refused)?, &known, takes.missing).map_err(refused)?;
    series.inputs.append(&mut preparation.inputs);
    ready.preparation = Preparation { inputs: std::mem::take(&mut series.inputs), ..preparation };
    ready.prepared.notes = prepared.notes;
    Ok(ready)
}

/// Fits the steps on the training rows and applies them to the others, as training does. Rows are
/// told as the file numbers them.
///
/// # Errors
/// What the steps refuse, and prepared rows that no estimator could take.
pub async fn fit_steps(
    recipe: &Recipe,
    arranged: Arranged,
    pause: &impl AsyncFn(&'static str, f64),
) -> Result<Ready, EvaluateError> {
    const TAKE: &str = "Taking the training rows";
    const OTHERS: &str = "Preparing the other rows";
    if arranged.timed.is_some() {
        return beside_series(recipe, as_they_are(arranged), pause).await;
    }
    let parts = &arranged.parts;
    let train = take(&arranged.table, &parts.train, &async |done| pause(TAKE, 0.2 * done).await).await;
    let share = async |what, done: f64| pause(what, 0.2 + 0.5 * done).await;
    let takes = find(&recipe.model.kind)
        .map(|kind| kind.takes_with(arranged.task.kind, &recipe.model.params))
        .unwrap_or_default();
    let (features, steps) = (&arranged.features, &recipe.prepare);
    let context = arranged.context(recipe.seed);
    let fitted = Preparation::fit_in_pieces(&train, features, steps, takes, &context, &share).await;
    let (preparation, prepared) = fitted.map_err(|error| arranged.refused(error, &parts.train))?;
    let still = async |_| share("Fitting the steps", 1.0).await;
    prepared.check_features(&still).await.map_err(|error| arranged.refused(error, &parts.train))?;
    for (part, begin) in [(&parts.validation, 0.7), (&parts.test, 0.85)] {
        let share = async |done| pause(OTHERS, begin + 0.15 * done).await;
        let applied = arranged.prepare_rows(&preparation, part, true, &share).await?;
        let still = async |_| share(1.0).await;
        applied.check_features(&still).await.map_err(|error| arranged.refused(error, part))?;
    }
    Ok(Ready { train, preparation, prepared, arranged })
}

//! The trained model on another file, and predictions as a file.

use super::export::{base_name, file};
use super::judgement::one;
use super::{Answer, Bench, Faults, combine, drift, forecast, load, rules, verify};
use crate::control::Control;
use crate::fault::internal;
use crate::state::{Applied, Columns, Others, Trained};
use bytes::Bytes;
use glasshouse_evaluate::{
    Answered, Judged, LEVEL, arrange_in_pieces, check_metrics, class_report, intervals, known_target,
    metric_names, score_groups_in_pieces, score_in_pieces,
};
use glasshouse_export::{PredictionWriter, RowPrediction};
use glasshouse_learn::{ModelState, Prediction};
use glasshouse_metrics::{METRICS, Suits};
use glasshouse_prepare::{PipelineState, Predicted};
use glasshouse_spec::{
    ApplyReport, ClassLine, ColumnType, CombineOp, CombineSpec, DataOptions, Event, Fault, Intervals,
    JoinHow, Place, Recipe, RowsPage, RuleReport, Scores, TargetReport, TaskKind, TaskReport, Warning,
};
use glasshouse_table::{ColumnSchema, ReadAs, Side, Source, Table, TableReader, number_label};
use ndarray::Axis;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Share of the progress that reading takes.
const READ: f64 = 0.5;
/// Share of the progress at which the predictions are scored, and written afterwards.
const SCORED: f64 = 0.6;
/// Rows that are written between two checkpoints.
const BLOCK: usize = 4096;
/// Rows of the preview.
const PREVIEW: usize = 100;

pub(super) async fn run(bench: Bench, name: &str, bytes: Vec<u8>) -> Result<Answer, Faults> {
    let model = bench.state.borrow().model()?;
    let others = bench.state.borrow().others.clone();
    let control = &bench.control;
    let New { read, rules, warnings } = read(control, &model, &others, name, bytes.into()).await?;
    control.checkpoint("Predicting", READ).await;
    if let ModelState::Forecast(state) = &model.pipeline.state().model {
        let ahead = forecast::ahead(control, &model, state, &read.loaded.table, true).await?;
        let rolled = ahead.scores.unwrap_or_default();
        let noticed = ahead.notes.warnings.into_iter().chain(ahead.short).chain(rolled.why);
        let warnings = warnings.into_iter().chain(noticed).collect();
        let report = ApplyReport {
            file: name.to_string(),
            rows: read.loaded.source.rows() as u64,
            used: rolled.values,
            extra: read.extra,
            unparsed: both(read.unparsed, ahead.notes.unparsed),
            unseen: ahead.notes.unseen,
            missing: ahead.notes.missing,
            negative: ahead.notes.negative,
            metrics: (rolled.values > 0).then_some(rolled.scores),
            intervals: rolled.intervals,
            classes: Vec::new(),
            targets: Default::default(),
            target_intervals: Default::default(),
            rules,
            warnings,
            drift: None,
            preview: preview(&ahead.written),
        };
        return Ok(keep(&bench, &model, report, ahead.written));
    }
    let pause = async |done: f64| control.checkpoint("Predicting", READ + 0.1 * done).await;
    let predicted = model.pipeline.predict_in_pieces(&read.loaded.table, &pause).await?;
    let told = scores(control, &model, &read, &predicted).await?;
    let drift = drift::compared(control, &model, &read, SCORED..SCORED).await;
    let warnings = warnings.into_iter().chain(predicted.notes.warnings).chain(told.warnings).collect();
    let source = &read.loaded.source;
    let rows: Vec<u32> = (0..source.rows() as u32).collect();
    let written = write(control, &model, source, &rows, &predicted.prediction).await?;
    let report = ApplyReport {
        file: name.to_string(),
        rows: source.rows() as u64,
        used: told.used,
        extra: read.extra,
        unparsed: both(read.unparsed, predicted.notes.unparsed),
        unseen: predicted.notes.unseen,
        missing: predicted.notes.missing,
        negative: predicted.notes.negative,
        metrics: told.metrics,
        intervals: told.intervals,
        classes: told.classes,
        targets: told.targets,
        target_intervals: told.target_intervals,
        rules,
        warnings,
        drift: (!drift.columns.is_empty()).then(|| Box::new(drift)),
        preview: preview(&written),
    };
    Ok(keep(&bench, &model, report, written))
}

/// Cells that could not be read when the file was, and by a step.
fn both(mut read: BTreeMap<String, u64>, by_steps: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    by_steps.into_iter().for_each(|(column, cells)| *read.entry(column).or_default() += cells);
    read
}

/// Keeps what was written, to be handed out, and tells how the file met the model.
fn keep(bench: &Bench, model: &Trained, report: ApplyReport, rows: Vec<u8>) -> Answer {
    let (model_sha256, file) = (model.report.model_sha256.clone(), report.file.clone());
    bench.control.commit();
    bench.state.borrow_mut().applied = Some(Rc::new(Applied { model_sha256, rows, file }));
    Event::Applied { report: Box::new(report) }.into()
}

/// The predictions of the file that the model was last applied to, else of the test rows; of a forecast
/// what comes after the last row.
pub(super) async fn predictions(bench: Bench, model: &Rc<Trained>) -> Result<Answer, Faults> {
    let applied = bench.state.borrow().applied.clone();
    if let Some(applied) = applied.filter(|a| a.model_sha256 == model.report.model_sha256) {
        let stem = applied.file.rsplit_once('.').map_or(applied.file.as_str(), |(stem, _)| stem);
        return Ok(file(format!("{stem}_predictions.csv"), "text/csv", applied.rows.clone()));
    }
    let data = model.data.as_ref().ok_or_else(no_rows)?;
    if let ModelState::Forecast(state) = &model.pipeline.state().model {
        let pause = async |what, _| bench.control.checkpoint(what, 0.1).await;
        let arranged = arrange_in_pieces(data.given(), &model.recipe, &pause).await?;
        let rows = arranged.timed.filter(|timed| !timed.told.is_empty()).map(|timed| timed.rows);
        let table = rows.as_ref().unwrap_or(&arranged.table);
        let ahead = forecast::ahead(&bench.control, model, state, table, false).await?;
        return Ok(file(
            format!("{}_forecast.csv", base_name(&model.recipe.name)),
            "text/csv",
            ahead.written,
        ));
    }
    let held_out = verify::held_out(&bench.control, model).await?.ok_or_else(no_rows)?;
    let pause = async |_| bench.control.checkpoint("Predicting", READ).await;
    let (pipeline, arranged) = (&model.pipeline, &held_out.arranged);
    let prepared = arranged.prepare_rows(pipeline.preparation(), held_out.rows(), true, &pause).await?;
    let predicted = pipeline.predict_prepared(prepared, &pause).await?;
    let in_file: Vec<u32> = held_out.rows().iter().map(|row| arranged.rows[*row as usize]).collect();
    let written = write(&bench.control, model, &data.data.source, &in_file, &predicted.prediction).await?;
    let name = format!("{}_{}_predictions.csv", base_name(&model.recipe.name), held_out.part);
    Ok(file(name, "text/csv", written))
}

/// A file as the model reads it.
pub(super) struct New {
    /// The model's columns, what the rules blank missing.
    pub read: ReadAs,
    /// How the file stood to the rules.
    rules: Option<RuleReport>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// Reads a file as the columns that the model reads, and the target where the file has it. A file
/// that lacks columns which the recipe joined is joined as in training.
pub(super) async fn read(
    control: &Control,
    model: &Trained,
    others: &Others,
    name: &str,
    bytes: Bytes,
) -> Result<New, Faults> {
    let schema = schema(model);
    let joined = joined(&model.recipe);
    let joins = joins(&model.recipe.combine);
    let ruled = model.recipe.rules.iter().any(|rule| rule.enabled);
    if !ruled && !joined {
        let read = as_model_reads(control, name, bytes, &model.recipe.data, &schema, 0.0..READ).await?;
        return Ok(New { read, rules: None, warnings: Vec::new() });
    }
    let missing = model.recipe.data.missing.clone();
    let options = DataOptions { missing, ..DataOptions::default() };
    let types = types(model, &schema);
    let reader = TableReader::new(name, bytes.clone(), &options, &types)?;
    let plain = load::run(control, reader, 0.0..READ / 4.0).await?;
    let lacks = |column: &ColumnSchema| column.required && plain.table.column(&column.name).is_none();
    let (whole, bytes, format, mut warnings) = if joined && schema.iter().any(lacks) {
        let chained = combine::chain(control, Side::from(&plain), &types, &joins, others).await?;
        let (bytes, format) = (Bytes::from(chained.text.bytes.clone()), chained.text.options.clone());
        (combine::read(control, name, &types, chained.text).await?, bytes, format, chained.warnings)
    } else {
        (plain, bytes, model.recipe.data.clone(), Vec::new())
    };
    let mut read = as_model_reads(control, name, bytes, &format, &schema, READ / 2.0..READ).await?;
    let mut report = None;
    if ruled {
        let side = Side::from(&whole);
        let (outcome, notes) = rules::on_new_rows(control, others, side, &model.recipe.rules).await?;
        read.loaded.table = outcome.blank(&read.loaded.table);
        warnings.extend(rules::warnings(&outcome.report).into_iter().chain(notes));
        report = Some(outcome.report);
    }
    Ok(New { read, rules: report, warnings })
}

pub(super) async fn as_model_reads(
    control: &Control,
    name: &str,
    bytes: Bytes,
    format: &DataOptions,
    schema: &[ColumnSchema],
    share: std::ops::Range<f64>,
) -> Result<ReadAs, Faults> {
    let reader = TableReader::new(name, bytes, &DataOptions::default(), &Default::default());
    let reader = reader?.with_schema(format, schema);
    Ok(ReadAs::new(load::run(control, reader, share).await?))
}

/// Types to read a file as before it is joined or looked at by rules: the recipe's and the model's.
fn types(model: &Trained, schema: &[ColumnSchema]) -> Columns {
    let mut types = model.recipe.columns.clone();
    for column in schema {
        types.entry(column.name.clone()).or_default().kind.get_or_insert(column.kind);
    }
    types
}

/// Whether a recipe puts columns of other files beside its own.
pub(super) fn joined(recipe: &Recipe) -> bool {
    joins(&recipe.combine).iter().any(|join| join.enabled)
}

/// What the model reads of a file.
fn schema(model: &Trained) -> Vec<ColumnSchema> {
    let input =
        |name: &str, kind, required| ColumnSchema { name: name.into(), kind, required, date_order: None };
    let state = model.pipeline.state();
    let mut schema: Vec<ColumnSchema> = Vec::with_capacity(state.inputs.len());
    for i in &state.inputs {
        // A forecast may read its times twice: as they are, and as what steps order its rows by.
        if schema.iter().all(|column| column.name != i.name) {
            schema.push(input(&i.name, i.kind, true));
        }
    }
    for task in state.task_report().each() {
        if !state.task.without_target() && schema.iter().all(|column| column.name != task.target) {
            schema.push(input(&task.target, target_type(model, &task), false));
        }
    }
    schema
}

/// The recipe's joins as rows to predict meet them: every row stays, and rows that an append or an
/// outer join brought in training are not among those that were asked about.
fn joins(entries: &[CombineSpec]) -> Vec<CombineSpec> {
    let join = |entry: &CombineSpec| CombineSpec {
        how: Some(JoinHow::Left),
        enabled: entry.enabled && entry.op == CombineOp::Join,
        ..entry.clone()
    };
    entries.iter().map(join).collect()
}

/// Type to read the target as, so that its labels are written as the model's classes are.
fn target_type(model: &Trained, task: &TaskReport) -> ColumnType {
    let asked = model.recipe.columns.get(&task.target).and_then(|column| column.kind);
    let is_number = |class: &String| class.parse().is_ok_and(|number: f64| number_label(number) == *class);
    match asked {
        Some(kind) => kind,
        None if task.kind == TaskKind::Regression || task.classes.iter().all(is_number) => {
            ColumnType::Numeric
        }
        None => ColumnType::Categorical,
    }
}

/// Scores of the rows with a target, and their number; nothing where there are none.
#[derive(Default)]
struct Told {
    metrics: Option<Scores>,
    intervals: Intervals,
    classes: Vec<ClassLine>,
    targets: BTreeMap<String, Scores>,
    target_intervals: BTreeMap<String, Intervals>,
    used: u64,
    warnings: Vec<Warning>,
}

async fn scores(
    control: &Control,
    model: &Trained,
    read: &ReadAs,
    predicted: &Predicted,
) -> Result<Told, Faults> {
    let task = &model.report.task;
    if task.kind.without_target() {
        return group_scores(control, model, read, predicted).await;
    }
    let Some(given) = given(&read.loaded.table, task, &predicted.prediction) else {
        return Ok(Told::default());
    };
    let known = known_target(&read.loaded.table, &given.task)?;
    let strange = known.warnings.into_iter().filter(|warning| warning.code == "target.unknown_class");
    let warnings = given.lacking.iter().map(|target| not_given(target)).chain(strange);
    let warnings: Vec<Warning> = warnings.collect();
    if known.rows.is_empty() {
        let none = (!given.task.also.is_empty()).then(nowhere_all);
        return Ok(Told { warnings: warnings.into_iter().chain(none).collect(), ..Told::default() });
    }
    let prediction = take_prediction(&given.prediction, &known.rows);
    let metrics = metrics_of(&given, task, model.recipe.evaluate.metrics.as_deref())?;
    let features = model.report.features.len();
    let pause = async |_| control.checkpoint("Scoring the rows", SCORED).await;
    pause(0.0).await;
    let scored =
        score_in_pieces("scored", &prediction, &known.target, &given.task, features, Some(&metrics), &pause)
            .await?;
    let (sure, classes) = match given.task.also.is_empty() {
        true => {
            let of = Answered { prediction: &prediction, target: &known.target, task: &given.task, features };
            sureness(&of, &scored.scores, model.recipe.seed, &pause).await
        }
        false => Default::default(),
    };
    let each = if given.task.also.is_empty() { vec![scored.scores.clone()] } else { scored.targets };
    let names = given.task.each().into_iter().map(|task| task.target);
    let targets = if task.also.is_empty() { BTreeMap::new() } else { names.zip(each).collect() };
    let mut target_intervals = BTreeMap::new();
    for (number, task) in given.task.each().iter().enumerate().filter(|_| targets.len() > 1) {
        let (prediction, target) = one(prediction.clone(), known.target.clone(), number);
        let of = Answered { prediction: &prediction, target: &target, task, features };
        let (found, _) = intervals(&of, &targets[&task.target], LEVEL, model.recipe.seed, &pause).await;
        target_intervals.insert(task.target.clone(), found);
    }
    let (metrics, used) = (Some(scored.scores), known.rows.len() as u64);
    Ok(Told { metrics, intervals: sure, classes, targets, target_intervals, used, warnings })
}

/// Intervals of the scores, and the lines of the classification report.
async fn sureness(
    of: &Answered<'_>,
    scores: &Scores,
    seed: u64,
    pause: &impl AsyncFn(f64),
) -> (Intervals, Vec<ClassLine>) {
    let (intervals, _) = intervals(of, scores, LEVEL, seed, pause).await;
    let report = class_report(of, LEVEL).map(|told| [told.classes, told.means].concat());
    (intervals, report.unwrap_or_default())
}

/// What can be scored: the targets that a file has.
struct Scorable<'a> {
    task: TaskReport,
    prediction: Cow<'a, Prediction>,
    /// Targets that it does not have.
    lacking: Vec<String>,
}

/// The targets that a table has, at least in one row, and their predictions; none where it has none.
fn given<'a>(table: &Table, task: &TaskReport, prediction: &'a Prediction) -> Option<Scorable<'a>> {
    let has = |task: &TaskReport| table.column(&task.target).is_some_and(|c| c.missing() < c.len());
    let answers = match prediction {
        Prediction::Several(each) => each.as_slice(),
        one => std::slice::from_ref(one),
    };
    let (those, others): (Vec<_>, Vec<_>) =
        task.each().into_iter().zip(answers).partition(|(one, _)| has(one));
    let lacking: Vec<String> = others.into_iter().map(|(task, _)| task.target).collect();
    let (tasks, answers): (Vec<TaskReport>, Vec<&Prediction>) = those.into_iter().unzip();
    let mut further = tasks.into_iter();
    let first = further.next()?;
    let prediction = match answers.as_slice() {
        _ if lacking.is_empty() => Cow::Borrowed(prediction),
        [only] => Cow::Borrowed(*only),
        many => Cow::Owned(Prediction::Several(many.iter().map(|&one| one.clone()).collect())),
    };
    let also = further.map(|task| TargetReport {
        name: task.target,
        classes: task.classes,
        positive: task.positive,
    });
    Some(Scorable { task: TaskReport { also: also.collect(), ..first }, prediction, lacking })
}

/// The metrics of a recipe that suit the targets that a file has. What is of all targets together is not
/// told of some of them.
fn metrics_of(
    given: &Scorable<'_>,
    task: &TaskReport,
    wanted: Option<&[String]>,
) -> Result<Vec<String>, Faults> {
    let known = metric_names(&given.task);
    let together = |name: &str| METRICS.iter().any(|m| m.name == name && m.suits == Suits::SeveralTargets);
    let suits = |name: &&str| known.contains(name) && (given.lacking.is_empty() || !together(name));
    Ok(check_metrics(wanted, task)?.into_iter().filter(suits).map(Into::into).collect())
}

/// No row of the file can be scored.
fn nowhere_all() -> Warning {
    let message = "no row of the file has a known value of all its targets: none is scored";
    Warning::new("target.missing", message, Place::default())
}

/// A target of which the file says nothing.
fn not_given(target: &str) -> Warning {
    let message = format!("the file has no value of the target \"{target}\", which is not scored");
    Warning::new("target.not_given", message, Place::column(target))
}

/// Scores of groups, which need no target: of every row.
async fn group_scores(
    control: &Control,
    model: &Trained,
    read: &ReadAs,
    predicted: &Predicted,
) -> Result<Told, Faults> {
    let pause = async |_| control.checkpoint("Scoring the rows", SCORED).await;
    let preparation = model.pipeline.preparation();
    let prepared = preparation.apply_rounded_in_pieces(&read.loaded.table, &pause).await?;
    let x = prepared.features_in_pieces(&pause).await?;
    let (task, metrics) = (&model.report.task, model.recipe.evaluate.metrics.as_deref());
    let judged = Judged { part: "scored", x: &x, prediction: &predicted.prediction, task };
    let scored = score_groups_in_pieces(judged, metrics, &pause).await?;
    Ok(Told { metrics: Some(scored.scores), used: x.data.nrows() as u64, ..Told::default() })
}

/// The predictions of some rows, in that order.
pub(super) fn take_prediction(prediction: &Prediction, rows: &[u32]) -> Prediction {
    let at: Vec<usize> = rows.iter().map(|row| *row as usize).collect();
    match prediction {
        Prediction::Classes { probabilities, index } => Prediction::Classes {
            probabilities: probabilities.select(Axis(0), &at),
            index: at.iter().map(|row| index[*row]).collect(),
        },
        Prediction::Numbers(numbers) => Prediction::Numbers(at.iter().map(|row| numbers[*row]).collect()),
        Prediction::Groups { index, numbers } => Prediction::Groups {
            index: at.iter().map(|row| index[*row]).collect(),
            numbers: at.iter().map(|row| numbers[*row]).collect(),
        },
        Prediction::Several(each) => {
            Prediction::Several(each.iter().map(|one| take_prediction(one, rows)).collect())
        }
    }
}

/// Rows of a file, ascending, with their predictions in the same order, as CSV.
async fn write(
    control: &Control,
    model: &Trained,
    source: &Source,
    rows: &[u32],
    prediction: &Prediction,
) -> Result<Vec<u8>, Faults> {
    let state = model.pipeline.state();
    let tasks = state.task_report().each();
    let mut writer = begin(source.names(), state, &tasks)?;
    // One pass over the text: the rows ascend, and those between them are passed over.
    let mut cells_of = source.records(0).zip(0_u32..);
    for (block, rows_of) in rows.chunks(BLOCK).enumerate() {
        for (i, row) in rows_of.iter().enumerate() {
            let (cells, _) =
                cells_of.find(|(_, at)| at == row).ok_or_else(|| internal("a row is not in its file"))?;
            writer.row(&cells, predicted_row(prediction, &tasks, block * BLOCK + i))?;
        }
        let done = ((block + 1) * BLOCK) as f64 / rows.len() as f64;
        let done = SCORED + (1.0 - SCORED) * done.min(1.0);
        control.checkpoint("Writing the predictions", done).await;
    }
    Ok(writer.finish()?)
}

/// The file with its header.
fn begin(names: &[String], state: &PipelineState, tasks: &[TaskReport]) -> Result<PredictionWriter, Faults> {
    let model = &state.model;
    if let Some(beside) = model.beside() {
        return Ok(PredictionWriter::beside(names, &[beside.to_string()])?);
    }
    let told = |(task, model): (&'_ TaskReport, &ModelState)| match model.has_probabilities() {
        true => task.classes.clone(),
        false => Vec::new(),
    };
    let classes: Vec<Vec<String>> = tasks.iter().zip(model.each()).map(told).collect();
    match classes.as_slice() {
        [only] => Ok(PredictionWriter::new(names, only)?),
        many => {
            let targets = tasks.iter().zip(many).map(|(task, told)| (task.target.as_str(), told.as_slice()));
            Ok(PredictionWriter::several(names, &targets.collect::<Vec<_>>())?)
        }
    }
}

/// What is predicted of a row, target by target.
fn predicted_row<'a>(
    prediction: &'a Prediction,
    tasks: &'a [TaskReport],
    row: usize,
) -> Vec<RowPrediction<'a>> {
    let label = |index: &[u32]| tasks.first().map_or("", |task| task.classes[index[row] as usize].as_str());
    match prediction {
        Prediction::Classes { probabilities, index } => {
            let width = probabilities.ncols();
            let all = probabilities.as_slice().unwrap_or_default();
            let of_row = all.get(row * width..(row + 1) * width).unwrap_or_default();
            vec![RowPrediction::Class { label: label(index), probabilities: of_row }]
        }
        Prediction::Numbers(numbers) => vec![RowPrediction::Number(numbers[row])],
        Prediction::Groups { index, numbers } => {
            vec![RowPrediction::Group { label: label(index), number: numbers[row] }]
        }
        Prediction::Several(each) => {
            let one = |(at, one): (usize, &'a Prediction)| predicted_row(one, &tasks[at..], row);
            each.iter().enumerate().flat_map(one).collect()
        }
    }
}

/// The first rows of what was written.
fn preview(written: &[u8]) -> RowsPage {
    let mut reader = csv::Reader::from_reader(written);
    let names = |record: &csv::StringRecord| record.iter().map(String::from).collect();
    let columns = reader.headers().map(names).unwrap_or_default();
    let cell = |cell: &str| (!cell.is_empty()).then(|| cell.to_string());
    let rows = reader.records().take(PREVIEW).flatten().map(|row| row.iter().map(cell).collect());
    RowsPage { columns, rows: rows.collect(), ..RowsPage::default() }
}

fn no_rows() -> Fault {
    Fault::new("model.no_rows", "the rows that the model was trained on are not at hand")
        .with_remedy("apply the model to a file, or load its data and train again")
}

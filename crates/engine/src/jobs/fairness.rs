//! For whom the model works: its answers to rows that were held out, or to those of a file, compared between groups;
//! and what would bring the groups closer.

use super::judge::predict;
use super::judgement::one;
use super::{Answer, Bench, Faults, apply, load, rules, trial};
use crate::control::Control;
use crate::fault::did_you_mean;
use crate::recipe::sha256;
use crate::state::{Others, Ruled, Trained};
use glasshouse_evaluate::fairness::{
    Groups, Part, Sensitive, by_thresholds, by_weights, class_of, compare, no_class, not_tried, reweighed,
};
use glasshouse_evaluate::{Answered, Arranged, Held, arrange_in_pieces, known_target};
use glasshouse_learn::Target;
use glasshouse_spec::{
    Event, FairnessReport, FairnessRequest, Fault, Mitigation, MitigationMethod, Place, TaskKind, TaskReport,
};
use glasshouse_table::Table;
use std::rc::Rc;

/// Shares of the progress at which the rows are arranged and answered, and the groups are compared.
const ARRANGED: f64 = 0.05;
const ANSWERED: f64 = 0.15;
const COMPARED: f64 = 0.4;
/// Columns that are compared together at most.
const MOST: usize = 5;

pub(super) async fn run(
    bench: Bench,
    ask: FairnessRequest,
    file: Option<(String, Vec<u8>)>,
) -> Result<Answer, Faults> {
    let model = bench.state.borrow().model()?;
    let others = bench.state.borrow().others.clone();
    let control = &bench.control;
    let report = match file {
        None => {
            let ruled = model.data.clone().ok_or_else(no_rows)?;
            of_training(control, &model, &ruled, &ask).await?
        }
        Some((name, bytes)) => of_file(control, &model, &others, (&name, bytes), &ask).await?,
    };
    Ok(Event::Fair { report: Box::new(report) }.into())
}

/// The task of the target that is asked about.
fn asked_task(model: &Trained, ask: &FairnessRequest) -> Result<TaskReport, Faults> {
    let task = &model.report.task;
    if !matches!(task.kind, TaskKind::Classification | TaskKind::Regression) {
        return Err(Fault::new(
            "fairness.kind",
            "only models of classes and of numbers are compared between groups",
        )
        .with_remedy("choose a target and train a model of it")
        .into());
    }
    let mut tasks = task.each();
    let number = ask.target as usize;
    if number >= tasks.len() {
        let message = format!("the model has {} targets, numbered from 0", tasks.len());
        return Err(Fault::new("fairness.target", message).with_remedy("ask for one of them").into());
    }
    Ok(tasks.swap_remove(number))
}

/// The groups of the rows at some places of a table.
fn columns(table: &Table, places: &[u32], ask: &FairnessRequest) -> Result<Vec<Sensitive>, Faults> {
    if ask.columns.is_empty() || ask.columns.len() > MOST {
        let message =
            format!("between 1 and {MOST} columns make groups, and {} are named", ask.columns.len());
        return Err(Fault::new("fairness.columns", message)
            .with_place(Place::parameter("columns"))
            .with_remedy("name the columns whose groups are to be compared")
            .into());
    }
    let one = |name: &String| match table.column(name) {
        Some(column) => Ok(Sensitive::of(column, places, ask.bins)),
        None => {
            let fault = Fault::new("fairness.no_column", format!("there is no column \"{name}\""))
                .with_place(Place { column: Some(name.clone()), ..Place::parameter("columns") })
                .with_remedy(did_you_mean(name, &table.names()));
            Err(Faults::from(fault))
        }
    };
    ask.columns.iter().map(one).collect()
}

/// The rows that the model was trained beside, and what would bring their groups closer.
pub(super) async fn of_training(
    control: &Control,
    model: &Trained,
    ruled: &Ruled,
    ask: &FairnessRequest,
) -> Result<FairnessReport, Faults> {
    let task = asked_task(model, ask)?;
    let class = class_of(ask, &task).ok_or_else(|| no_class(ask, &task))?;
    let pause = async |what, done: f64| control.checkpoint(what, ARRANGED * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
    // Of the table as it was read: cleaning and steps may have dropped the column, the model need not know it.
    let columns = columns(&ruled.table, &arranged.rows, ask)?;
    let groups = Groups::cross(&columns);
    let parts = &arranged.parts;
    let all = [("test", &parts.test), ("validation", &parts.validation), ("train", &parts.train)];
    let (part, rows) = all.into_iter().find(|(_, rows)| !rows.is_empty()).ok_or_else(no_rows)?;
    let number = ask.target as usize;
    let told = async |rows: &[u32], from: f64| {
        let share = async |_| control.checkpoint("Answering the rows", from).await;
        let (_, prediction) = predict(&model.pipeline, &arranged, rows, &share).await?;
        Ok::<_, Faults>(one(prediction, arranged.target.take(rows), number))
    };
    let (prediction, target) = told(rows, ARRANGED).await?;
    let features = model.pipeline.state().features.len();
    let answered = Answered { prediction: &prediction, target: &target, task: &task, features };
    let held = Held { part, rows, answered };
    let share = async |done: f64| {
        control.checkpoint("Comparing groups", ANSWERED + (COMPARED - ANSWERED) * done).await;
    };
    let mut report = compare(&held, &columns, (ask, class), model.recipe.seed, &share).await?;
    report.model_sha256.clone_from(&model.report.model_sha256);
    if ask.mitigations.is_empty() {
        return Ok(report);
    }
    let (known, truth) = match part {
        "test" if !parts.validation.is_empty() => told(&parts.validation, COMPARED).await?,
        _ => (prediction.clone(), target.take(&[])),
    };
    let learn = Part {
        answered: Answered { prediction: &known, target: &truth, ..answered },
        groups: if part == "test" { groups.at(&parts.validation) } else { Vec::new() },
    };
    let test = Part { answered, groups: groups.at(rows) };
    for method in &ask.mitigations {
        control.checkpoint("Trying thresholds by group", COMPARED + 0.02).await;
        let tried = match method {
            MitigationMethod::Reweighing => {
                let of = Weighing { control, model, arranged: &arranged, groups: &groups, rows };
                of.tried(&test, ask, class).await?
            }
            method => by_thresholds(*method, &groups, (&learn, &test), ask, class),
        };
        report.mitigations.push(tried);
    }
    Ok(report)
}

/// A model trained again on weighed rows.
struct Weighing<'a> {
    control: &'a Control,
    model: &'a Trained,
    arranged: &'a Arranged,
    groups: &'a Groups,
    rows: &'a [u32],
}

impl Weighing<'_> {
    /// What it comes to. A recipe that cannot be trained so is told with its fault.
    async fn tried(
        &self,
        test: &Part<'_>,
        ask: &FairnessRequest,
        class: usize,
    ) -> Result<Mitigation, Faults> {
        let Self { control, model, arranged, groups, rows } = self;
        let refused = |fault: Fault| not_tried(MitigationMethod::Reweighing, groups, fault);
        let train = &arranged.parts.train;
        let number = ask.target as usize;
        let target = match &arranged.target {
            Target::Several(targets) => &targets[number],
            one => one,
        };
        let Some((weights, table)) = reweighed(target, train, groups, arranged.weights.as_deref()) else {
            return Ok(refused(no_classes()));
        };
        let mut all = arranged.weights.clone().unwrap_or_else(|| vec![1.0; arranged.rows.len()]);
        for (row, weight) in train.iter().zip(weights) {
            all[*row as usize] = weight;
        }
        let weighed = Arranged { weights: Some(all), ..(*arranged).clone() };
        let pause = async |what: String, done: f64| {
            let what = format!("Training on weighed rows: {what}");
            control.checkpoint(what, COMPARED + 0.02 + (0.98 - COMPARED) * done).await;
        };
        let trial = match trial::run(&model.recipe, &weighed, [train, rows], &pause).await {
            Ok(trial) => trial,
            Err(faults) => {
                let fault = faults.0.into_iter().next();
                return Ok(refused(fault.unwrap_or_else(no_classes)));
            }
        };
        let (prediction, target) = one(trial.prediction, trial.target, number);
        let after = Answered { prediction: &prediction, target: &target, ..test.answered };
        Ok(by_weights(groups, (test, after), (train.len(), table), ask, class))
    }
}

/// The rows of a file: of the one that the model was trained on, those that were held out; of another, all that
/// have a target.
async fn of_file(
    control: &Control,
    model: &Rc<Trained>,
    others: &Others,
    (name, bytes): (&str, Vec<u8>),
    ask: &FairnessRequest,
) -> Result<FairnessReport, Faults> {
    let recipe = &model.recipe;
    let alone = recipe.combine.iter().all(|entry| !entry.enabled);
    let (data, types) = (recipe.data.clone(), recipe.columns.clone());
    let raw = load::read(control, name.into(), bytes.clone().into(), data, types).await?;
    if alone && sha256(&bytes) == model.report.data_sha256 {
        let ruled = rules::as_recipe_reads(control, others, Rc::new(raw), recipe).await?;
        return of_training(control, model, &ruled, ask).await;
    }
    let task = asked_task(model, ask)?;
    let class = class_of(ask, &task).ok_or_else(|| no_class(ask, &task))?;
    let new = apply::read(control, model, others, name, bytes.into()).await?;
    let table = &new.read.loaded.table;
    if table.rows() != raw.table.rows() {
        return Err(Fault::new("fairness.combined", "the file's rows are not those that the model reads")
            .with_remedy("combine the files first, and compare the groups of the combined file")
            .into());
    }
    let no_target = || {
        Fault::new(
            "fairness.no_target",
            format!("no row of the file has a known value of \"{}\"", task.target),
        )
        .with_remedy("give labelled rows")
    };
    if table.column(&task.target).is_none_or(|column| column.missing() == column.len()) {
        return Err(no_target().into());
    }
    let known = known_target(table, &model.report.task)?;
    if known.rows.is_empty() {
        return Err(no_target().into());
    }
    let columns = columns(&raw.table, &known.rows, ask)?;
    let pause = async |_| control.checkpoint("Answering the rows", ARRANGED).await;
    let predicted = model.pipeline.predict_in_pieces(table, &pause).await?;
    let prediction = apply::take_prediction(&predicted.prediction, &known.rows);
    let (prediction, target) = one(prediction, known.target, ask.target as usize);
    let features = model.pipeline.state().features.len();
    let answered = Answered { prediction: &prediction, target: &target, task: &task, features };
    let rows: Vec<u32> = (0..known.rows.len() as u32).collect();
    let held = Held { part: "data", rows: &rows, answered };
    let share = async |done: f64| control.checkpoint("Comparing groups", ANSWERED + 0.8 * done).await;
    let mut report = compare(&held, &columns, (ask, class), recipe.seed, &share).await?;
    report.model_sha256.clone_from(&model.report.model_sha256);
    report.notes.extend(new.warnings);
    let groups = Groups::cross(&columns);
    report.mitigations =
        ask.mitigations.iter().map(|method| not_tried(*method, &groups, needs_training_data())).collect();
    Ok(report)
}

fn no_rows() -> Fault {
    Fault::new("model.no_rows", "the rows that the model was trained on are not at hand")
        .with_remedy("load its data and train again")
}

fn no_classes() -> Fault {
    Fault::new("fairness.no_classes", "training rows are weighed by their class, and the target has none")
        .with_remedy("look at the mean errors of the groups instead")
}

fn needs_training_data() -> Fault {
    Fault::new("fairness.other_data", "mitigations are learned on the data that the model was trained on")
        .with_remedy("give that file")
}

//! Train: what to predict, with which model; one button.

use super::automl::AutomlSection;
use super::curve::LiveCurve;
use super::parts::SplitParts;
use super::search::SearchSection;
use super::series_form::SeriesForm;
use super::train_model::{ModelChoice, SplitForm};
use super::{head, local_time, no_data};
use crate::components::{Button, Choice, Field, SelectBox, Warnings, Why, column_picker, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::route::Stage;
use crate::shell::WorkMeter;
use crate::state::{Data, Edit, JobKind, Jobs, RecipeState, Session};
use crate::words::sentence;
use glasshouse_spec::{ColumnType, TaskKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The view.
#[component]
pub fn TrainView() -> Html {
    let studio = use_studio();
    let (data, recipe, jobs) = (use_slice(&studio.data), use_slice(&studio.recipe), use_slice(&studio.jobs));
    let session = use_slice(&studio.session);
    if data.loaded.is_none() && recipe.recipe().is_none() {
        return no_data(Stage::Train);
    }
    let running = jobs.running(JobKind::Train).is_some();
    let button = {
        let why_not = studio.why_not_train().filter(|_| !running).map(AttrValue::from);
        let studio = studio.clone();
        let busy = running.then(|| AttrValue::from(say!("train-running")));
        html! {
            <Button label={say!("train-button")} icon="sprout" look="primary" testid="train-button"
                why_not={why_not.or(busy)} onclick={move |_| studio.train()} />
        }
    };
    let asked = recipe.is_asked();
    html! {
        <>
            { head(Stage::Train, button) }
            <section class="train-strip" aria-label={say!("work-train")}>
                if running { <WorkMeter /> } else { <p class="quiet">{ plan(&recipe, &session, &data, &jobs) }</p> }
            </section>
            if running { <LiveCurve /> } else { { unfinished(&studio, &jobs) } }
            { faults(&studio, &recipe) }
            if asked { <Warnings warnings={(*recipe.warnings).clone()} /> }
            <div class="two-columns">
                <section class="section" aria-label={say!("train-question")}>
                    <h2>{ say!("train-question") }</h2>
                    if !recipe.untargeted() { { target(&studio, &recipe, &data) } }
                    { task(&studio, &recipe) }
                    { further(&studio, &recipe, &data) }
                    if asked { { positive(&studio, &recipe, &data) } }
                    if asked { <SeriesForm /> }
                    if asked { <SplitForm /> }
                    if asked { <SplitParts /> }
                    if asked { { seed(&studio, &recipe) } }
                </section>
                if asked { <ModelChoice /> }
            </div>
            <AutomlSection />
            <SearchSection />
        </>
    }
}

/// What the button will do, in the place where the work will show.
fn plan(recipe: &RecipeState, session: &Session, data: &Data, jobs: &Jobs) -> String {
    let Some(now) = recipe.recipe().filter(|_| recipe.is_asked()) else { return say!("train-plan-open") };
    let kind = session.kinds.estimators.iter().find(|kind| kind.id == now.model.kind);
    let model = kind.map_or(now.model.kind.as_str(), |kind| kind.title.as_str());
    let rows = data.loaded.as_ref().map_or(0.0, |l| l.profile.rows as f64 * now.split.train).round();
    let targets = recipe.targets();
    if targets.is_empty() {
        return say!("train-plan-groups", model = model, rows = rows);
    }
    let target = targets.join(", ");
    let by_steps = kind.filter(|_| now.task.kind != Some(TaskKind::Forecast));
    if by_steps.and_then(|kind| kind.steps.as_deref()).is_some_and(|steps| jobs.goes_on(now, steps)) {
        return say!("train-plan-on", model = model, target = target);
    }
    say!("train-plan", model = model, target = target, rows = rows)
}

/// A training that the page or the worker left in the middle.
fn unfinished(studio: &Studio, jobs: &Jobs) -> Html {
    let Some(of) = &jobs.unfinished else { return Html::default() };
    let (done, total) = (of.done, of.total);
    let title = studio
        .session
        .get()
        .kinds
        .estimators
        .iter()
        .find(|kind| kind.id == of.recipe.model.kind)
        .map(|k| k.title.clone());
    let title = title.unwrap_or_else(|| of.recipe.model.kind.clone());
    let words = say!(
        "unfinished",
        model = title,
        target = of.recipe.task.target.clone().unwrap_or_default(),
        done = done,
        total = total,
        at = local_time(&of.saved_at)
    );
    let why_not = jobs.running.is_some().then(|| AttrValue::from(say!("train-busy")));
    let (go_on, give_up) = (studio.clone(), studio.clone());
    html! {
        <div class="banner banner-info" role="status" data-testid="unfinished">
            { icon("info") }
            <div class="banner-text"><p><strong>{ say!("unfinished-word") }</strong>{ " " }{ words }</p></div>
            <Button label={say!("unfinished-drop")} onclick={move |_| give_up.drop_unfinished()} testid="drop-unfinished" />
            <Button label={say!("unfinished-resume")} look="primary" {why_not} onclick={move |_| go_on.resume()}
                testid="resume-button" />
        </div>
    }
}

/// Which of two classes is the one to look for.
fn positive(studio: &Studio, recipe: &RecipeState, data: &Data) -> Html {
    let columns = data.loaded.iter().flat_map(|l| &l.profile.columns);
    let column = columns.into_iter().find(|c| Some(c.name.as_str()) == recipe.target());
    let two = column.filter(|c| c.unique == 2 && c.top.len() == 2);
    let (Some(column), Some(now)) = (two, recipe.recipe()) else { return Html::default() };
    if matches!(now.task.kind, Some(TaskKind::Regression | TaskKind::Forecast)) {
        return Html::default();
    }
    let mut classes: Vec<&String> = column.top.iter().map(|(class, _)| class).collect();
    classes.sort_by(|a, b| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.cmp(b),
    });
    let value = now.task.positive.clone().unwrap_or_else(|| classes[1].clone());
    let choices =
        classes.iter().map(|class| Choice::new((*class).clone(), (*class).clone())).collect::<Vec<_>>();
    let studio = studio.clone();
    html! {
        <Field label={say!("positive-label")} id="positive" help={say!("positive-help")}>
            <SelectBox id="positive" {choices} {value} testid="positive-select"
                onchange={Callback::from(move |class: String| studio.edit(Edit::Positive(Some(class))))} />
        </Field>
    }
}

/// What would stop the training, told before it begins.
fn faults(studio: &Studio, recipe: &RecipeState) -> Html {
    if recipe.faults.is_empty() || !recipe.is_asked() {
        return Html::default();
    }
    html! {
        <section class="banner banner-fault" aria-label={say!("check-title")} data-testid="fault">
            { icon("circle-alert") }
            <div class="banner-text">
                <strong>{ say!("check-title") }</strong>
                <ul>{ for recipe.faults.iter().map(|fault| html! {
                    <li>{ sentence(&fault.message) }{ " " }{ fault.remedy.as_deref().unwrap_or_default() }</li>
                }) }</ul>
                { lacking(studio, recipe) }
                <a class="banner-link" href="#/prepare">{ say!("fault-go", stage = Stage::Prepare.title()) }</a>
            </div>
        </section>
    }
}

/// A button that adds the steps that the model lacks.
fn lacking(studio: &Studio, recipe: &RecipeState) -> Html {
    let (Some(steps), Some(now)) = (recipe.lacking.clone(), recipe.recipe()) else { return Html::default() };
    let more = steps.len() - now.prepare.len();
    let studio = studio.clone();
    html! {
        <p class="row-of-buttons">
            <Button label={say!("lacking-add", n = more)} icon="plus" testid="add-lacking"
                onclick={move |_| studio.edit(Edit::Prepare((*steps).clone()))} />
        </p>
    }
}

fn target(studio: &Studio, recipe: &RecipeState, data: &Data) -> Html {
    let (names, reading) = (data.column_names(), data.replacing);
    let chosen = recipe.target().unwrap_or_default().to_owned();
    let mut choices: Vec<Choice> = names.iter().map(|name| Choice::new(name.clone(), name.clone())).collect();
    if !chosen.is_empty() && !names.contains(&chosen) {
        choices.push(Choice::new(chosen.clone(), chosen.clone()));
    }
    let studio = studio.clone();
    let help = recipe.target().is_none().then(|| AttrValue::from(say!("target-help")));
    html! {
        <Field label={say!("target-label")} id="target" {help}>
            <SelectBox id="target" {choices} value={chosen} placeholder={say!("target-placeholder")} testid="target-select"
                disabled={reading}
                onchange={Callback::from(move |name: String| studio.choose_target(&name))} />
        </Field>
    }
}

/// Columns that are predicted together with the target: amounts beside an amount, classes beside a class.
fn further(studio: &Studio, recipe: &RecipeState, data: &Data) -> Html {
    let task = recipe.recipe().filter(|_| recipe.target().is_some()).map(|recipe| &recipe.task);
    let (Some(task), Some(loaded)) = (task, &data.loaded) else { return Html::default() };
    let kind = task.kind.unwrap_or_default();
    let suits = |column: ColumnType| match kind {
        TaskKind::Classification => {
            !matches!(column, ColumnType::Text | ColumnType::Id | ColumnType::Datetime)
        }
        TaskKind::Regression => column == ColumnType::Numeric,
        _ => false,
    };
    let columns = loaded.profile.columns.iter();
    let others = columns.filter(|c| suits(c.kind) && Some(&c.name) != task.target.as_ref());
    let open: Vec<String> = others.map(|column| column.name.clone()).collect();
    if open.is_empty() && task.targets.is_empty() {
        return Html::default();
    }
    let studio = studio.clone();
    let set = Callback::from(move |names: Vec<String>| studio.edit(Edit::Targets(names)));
    html! {
        <details class="further" open={!task.targets.is_empty()} data-testid="targets">
            <summary>{ say!("targets-label", n = task.targets.len()) }</summary>
            <p class="field-help">{ say!("targets-help") }</p>
            <div class="step-columns">{ column_picker("targets", &task.targets, open, &set) }</div>
        </details>
    }
}

/// Without a target only the questions that need none can be chosen.
fn task(studio: &Studio, recipe: &RecipeState) -> Html {
    let kinds = [
        (TaskKind::Classification, "classification"),
        (TaskKind::Regression, "regression"),
        (TaskKind::Clustering, "clustering"),
        (TaskKind::Anomaly, "anomaly"),
        (TaskKind::Forecast, "forecast"),
    ];
    let kind = recipe.recipe().filter(|_| recipe.is_asked()).map(|r| r.task.kind.unwrap_or_default());
    let value = kinds.iter().find(|(known, _)| Some(*known) == kind).map_or("", |(_, word)| word);
    let offered = kinds.iter().filter(|(known, _)| kind.is_some() || known.without_target());
    let choices: Vec<Choice> =
        offered.map(|(_, word)| Choice::new(*word, say!(&format!("task-{word}")))).collect();
    let studio = studio.clone();
    let onchange = Callback::from(move |value: String| {
        if let Some((kind, _)) = kinds.iter().find(|(_, word)| *word == value) {
            studio.choose_task(*kind);
        }
    });
    let help = kind.is_none().then(|| AttrValue::from(say!("task-help")));
    html! {
        <Field label={say!("task-label")} id="task" {help}>
            <SelectBox id="task" {choices} {value} placeholder={say!("task-placeholder")} testid="task-select" {onchange} />
            <Why why={recipe.why("task.kind").map(|w| AttrValue::from(w.to_owned()))} />
        </Field>
    }
}

fn seed(studio: &Studio, recipe: &RecipeState) -> Html {
    let seed = recipe.recipe().map_or(42, |r| r.seed);
    let studio = studio.clone();
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        match input.value().trim().parse() {
            Ok(seed) => studio.edit(Edit::Seed(seed)),
            Err(_) => input.set_value(&seed.to_string()),
        }
    };
    html! {
        <Field label={say!("seed-label")} id="seed" help={say!("seed-help")}>
            <input class="input input-short" id="seed" type="number" min="0" step="1" value={seed.to_string()} {onchange}
                data-testid="seed-input" />
        </Field>
    }
}

//! "Find me a good model": minutes, a button, a leaderboard that fills, and what was tried and why the first is first.

use super::scores::metric_title;
use super::search::{interrupted, rises};
use crate::components::{Button, FaultBanner, Field, Strip};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::shell::WorkMeter;
use crate::state::{Automl, FindingAction, JobKind, Session};
use crate::words::sentence;
use glasshouse_spec::{
    AutomlPhase, AutomlReport, AutomlTrial, DEFAULT_MINUTES, ParamValue, TaskKind, TrialState, leaderboard,
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The section.
#[component]
pub fn AutomlSection() -> Html {
    let studio = use_studio();
    let (found, recipe, jobs) =
        (use_slice(&studio.automl), use_slice(&studio.recipe), use_slice(&studio.jobs));
    let minutes = use_state_eq(|| DEFAULT_MINUTES);
    let Some(now) = recipe.recipe().filter(|_| recipe.is_asked()) else { return Html::default() };
    if now.task.kind.is_some_and(|kind| kind.without_target() || kind == TaskKind::Forecast) {
        return Html::default();
    }
    let running = jobs.running(JobKind::Automl).is_some();
    let why_not = studio.why_not_train().filter(|_| !running).map(AttrValue::from);
    let busy = running.then(|| AttrValue::from(say!("search-running")));
    let (begin, given) = (studio.clone(), *minutes);
    let read = {
        let studio = studio.clone();
        Callback::from(move |()| studio.automl.dispatch(FindingAction::Failed(Vec::new())))
    };
    let stale = found.is_stale(Some(now)) && found.report.is_some();
    html! {
        <section class="section" aria-labelledby="automl-title" data-testid="automl">
            <h2 id="automl-title">{ say!("automl-title") }</h2>
            <p class="field-help">{ say!("automl-why") }</p>
            <div class="inline-form">
                <Field label={say!("automl-minutes")} id="automl-minutes">{ time(&minutes) }</Field>
                <Button label={say!("automl-button")} icon="search" testid="automl-button"
                    why_not={why_not.or(busy)} onclick={move |_| begin.find_model(given)} />
            </div>
            <Interrupted />
            if running { <WorkMeter /> }
            <FaultBanner faults={found.faults.clone()} on_dismiss={read} />
            if stale { <p class="quiet">{ say!("search-stale") }</p> }
            <Board />
        </section>
    }
}

/// A search that the page or the worker left in the middle.
#[component]
fn Interrupted() -> Html {
    let studio = use_studio();
    let (found, jobs) = (use_slice(&studio.automl), use_slice(&studio.jobs));
    let Some((kept, of)) = found.unfinished.as_ref().and_then(|kept| Some((kept, kept.automl.as_ref()?)))
    else {
        return Html::default();
    };
    let left = numbers::seconds((60.0 * of.minutes - kept.seconds).max(0.0));
    let words = say!("automl-unfinished", n = of.trials.len(), left = left);
    let why_not = jobs.running.is_some().then(|| AttrValue::from(say!("train-busy")));
    let (go_on, give_up) = (studio.clone(), studio.clone());
    let resume = Callback::from(move |_| go_on.resume_hunt());
    interrupted(words, "automl", why_not, resume, Callback::from(move |_| give_up.drop_search()))
}

fn time(minutes: &UseStateHandle<f64>) -> Html {
    let (shown, set) = (minutes.to_string(), minutes.clone());
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        match input.value().trim().replace(',', ".").parse::<f64>() {
            Ok(minutes) if minutes > 0.0 && minutes.is_finite() => set.set(minutes),
            _ => input.set_value(&set.to_string()),
        }
    };
    html! {
        <input class="input input-short" id="automl-minutes" type="number" min="0" step="any" value={shown} {onchange}
            data-testid="automl-minutes" />
    }
}

/// The leaderboard as it stands, and the story once it is over.
#[component]
fn Board() -> Html {
    let studio = use_studio();
    let (found, session) = (use_slice(&studio.automl), use_slice(&studio.session));
    let trials: &[AutomlTrial] = match &found.report {
        Some(report) => &report.trials,
        None => &found.found,
    };
    if trials.is_empty() {
        return Html::default();
    }
    let greater = greater(&found);
    let board = match &found.report {
        Some(report) => report.leaderboard.clone(),
        None => leaderboard(trials, greater, false),
    };
    let rows: Vec<&AutomlTrial> =
        board.iter().filter_map(|number| trials.iter().find(|one| one.trial.number == *number)).collect();
    let metric =
        found.report.as_ref().map_or_else(|| say!("search-score"), |report| metric_title(&report.metric));
    html! {
        <div data-testid="automl-found" data-trials={trials.len().to_string()}>
            { for found.report.as_ref().map(|report| story(report)) }
            <div class="scores-frame"><table class="plain-table" data-testid="automl-board">
                <caption class="quiet">{ say!("automl-board", n = trials.len()) }</caption>
                { head(&metric) }
                <tbody>{ for rows.iter().enumerate().map(|(place, one)| line(&studio, &session, place, one, trials)) }</tbody>
            </table></div>
            { failed(&session, trials) }
        </div>
    }
}

/// Before the end it is told from what is done: errors fall.
fn greater(found: &Automl) -> bool {
    match &found.report {
        Some(report) => report.greater_is_better,
        None => rises(found.found.iter().map(|one| &one.trial)),
    }
}

fn story(report: &AutomlReport) -> Html {
    html! {
        <ul class="automl-story" data-testid="automl-story">
            { for report.story.iter().map(|told| html! { <li>{ told }</li> }) }
        </ul>
    }
}

fn head(metric: &str) -> Html {
    html! {
        <thead><tr>
            <th scope="col" class="is-number">{ say!("automl-place") }</th>
            <th scope="col">{ say!("automl-model") }</th>
            <th scope="col" class="is-number">{ metric }</th>
            <th scope="col">{ say!("automl-folds") }</th>
            <th scope="col" class="is-number">{ say!("search-time") }</th>
            <th scope="col" class="is-number">{ say!("automl-size") }</th>
            <th scope="col" class="is-number">{ say!("automl-speed") }</th>
            <th scope="col" class="is-number">{ say!("search-trials") }</th>
            <th scope="col"><span class="sr-only">{ say!("automl-take") }</span></th>
        </tr></thead>
    }
}

fn line(studio: &Studio, session: &Session, place: usize, one: &AutomlTrial, trials: &[AutomlTrial]) -> Html {
    let name = title(session, one);
    let count = trials.iter().filter(|other| other.contender == one.contender).count();
    let (studio, taken) = (studio.clone(), one.clone());
    let score = one.trial.score.unwrap_or(f64::NAN);
    html! {
        <tr key={one.contender.clone()}>
            <td class="is-number">{ place + 1 }</td>
            <th scope="row">{ name.clone() }
                if one.trial.share < 1.0 { <small class="quiet">{ " " }{ say!("automl-share", share = numbers::percent(one.trial.share)) }</small> }
            </th>
            <td class="is-number is-judged" data-value={score.to_string()}>{ numbers::score(score) }</td>
            <td>if one.trial.folds.len() > 1 {
                <Strip scores={one.trial.folds.clone()} mean={score} label={say!("automl-strip", model = name.clone())} />
            }</td>
            <td class="is-number">{ one.seconds_each.map(numbers::seconds).unwrap_or_default() }</td>
            <td class="is-number">{ one.bytes.map(numbers::bytes).unwrap_or_default() }</td>
            <td class="is-number">{ one.rows_per_second.map(|rows| numbers::grouped(rows.round() as i64)).unwrap_or_default() }</td>
            <td class="is-number">{ count }</td>
            <td><Button label={say!("automl-take")} icon="check" testid={format!("automl-take-{place}")}
                onclick={move |_| studio.take_model(&taken)} /></td>
        </tr>
    }
}

/// What a contender is called.
fn title(session: &Session, one: &AutomlTrial) -> String {
    let of = |kind: &str| {
        let known = session.kinds.estimators.iter().find(|known| known.id == kind);
        known.map_or(kind.to_owned(), |kind| kind.title.clone())
    };
    if one.phase == AutomlPhase::Together {
        let members = one.model.params.get("estimators").map(ParamValue::estimators).unwrap_or_default();
        let names: Vec<String> = members.iter().map(|member| of(member.kind)).collect();
        return say!("automl-together", model = of(&one.model.kind), members = names.join(", "));
    }
    match one.contender.as_str() {
        "recipe" => say!("automl-own", model = of(&one.model.kind)),
        kind => of(kind),
    }
}

/// What came to nothing, and why.
fn failed(session: &Session, trials: &[AutomlTrial]) -> Html {
    let failed: Vec<&AutomlTrial> =
        trials.iter().filter(|one| one.trial.state == TrialState::Failed).collect();
    if failed.is_empty() {
        return Html::default();
    }
    let why = |one: &AutomlTrial| {
        one.trial.fault.as_ref().map(|fault| sentence(&fault.message)).unwrap_or_default()
    };
    html! {
        <details class="further">
            <summary>{ say!("automl-failed", n = failed.len()) }</summary>
            <ul>{ for failed.iter().map(|one| html! {
                <li key={one.trial.number}><strong>{ title(session, one) }</strong>{ ": " }{ why(one) }</li>
            }) }</ul>
        </details>
    }
}

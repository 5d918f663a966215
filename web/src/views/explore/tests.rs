//! Statistical tests: choose columns, take one of the tests that suit them, read what came out.

use super::shown::ProgressLine;
use super::typed;
use super::verdict::VerdictCard;
use crate::components::{Button, Choice, FaultBanner, IconButton, ParamForm, SelectBox, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{Takes, Trials, TrialsAction, Trying};
use glasshouse_spec::{ColumnType, Correction, TestInfo};
use yew::prelude::*;

/// The tests.
#[component]
pub fn Tests() -> Html {
    let studio = use_studio();
    let (trials, session) = (use_slice(&studio.trials), use_slice(&studio.session));
    let (_data, _look) = (use_slice(&studio.data), use_slice(&studio.look));
    let columns = typed(&studio);
    let tests = &session.kinds.tests;
    let chosen = trials.chosen(tests, &columns);
    html! {
        <>
            <p class="quiet lead">{ say!("tests-what") }</p>
            { choose_columns(&studio, &trials, &columns) }
            if trials.columns.is_empty() { <p class="quiet tests-empty">{ icon("info") }{ say!("tests-empty") }</p> }
            else if chosen.is_none() { <p class="quiet tests-empty">{ icon("info") }{ say!("tests-no-fit") }</p> }
            else { { choose_test(&studio, &trials, tests, chosen, &columns) } }
            { rest(tests, &trials, &columns) }
            { run(&studio, &trials, chosen, &columns) }
            <ol class="verdicts">
                { for trials.verdicts.iter().map(|(number, verdict)| html! {
                    <VerdictCard key={*number} number={*number} verdict={verdict.clone()} />
                }) }
            </ol>
        </>
    }
}

fn choose_columns(studio: &Studio, trials: &Trials, columns: &[(String, ColumnType)]) -> Html {
    let open = columns.iter().filter(|(name, _)| !trials.columns.contains(name));
    let choices: Vec<Choice> = open.map(|(name, _)| Choice::new(name.clone(), name.clone())).collect();
    let (store, groups) = (studio.trials.clone(), studio.trials.clone());
    let add = Callback::from(move |name: String| store.dispatch(TrialsAction::With(name)));
    let mut by: Vec<Choice> = vec![Choice::new("", say!("tests-no-groups"))];
    let fits = |kind: ColumnType| Takes::Groups.fits(kind);
    by.extend(
        columns
            .iter()
            .filter(|(_, kind)| fits(*kind))
            .map(|(name, _)| Choice::new(name.clone(), name.clone())),
    );
    let by_changed = Callback::from(move |name: String| {
        groups.dispatch(TrialsAction::By(Some(name).filter(|name| !name.is_empty())));
    });
    let chip = |name: &String| {
        let (store, gone) = (studio.trials.clone(), name.clone());
        html! {
            <li class="chip" key={name.clone()}>
                <span>{ name }</span>
                <IconButton icon="x" label={say!("step-column-remove", name = name.as_str())}
                    onclick={move |_: MouseEvent| store.dispatch(TrialsAction::Without(gone.clone()))} />
            </li>
        }
    };
    html! {
        <div class="draft-fields tests-columns">
            <div class="draft-field">
                <label for="test-columns">{ say!("tests-columns") }</label>
                <SelectBox id="test-columns" {choices} value="" placeholder={say!("draft-add-column")} onchange={add}
                    testid="test-columns" />
                <ul class="chips">{ for trials.columns.iter().map(chip) }</ul>
            </div>
            <div class="draft-field">
                <label for="test-by">{ say!("tests-by") }</label>
                <SelectBox id="test-by" choices={by} value={trials.by.clone().unwrap_or_default()} onchange={by_changed}
                    testid="test-by" />
            </div>
        </div>
    }
}

fn choose_test(
    studio: &Studio,
    trials: &Trials,
    tests: &[TestInfo],
    chosen: Option<&TestInfo>,
    columns: &[(String, ColumnType)],
) -> Html {
    let line = |test: &TestInfo| {
        let (store, id) = (studio.trials.clone(), test.id.clone());
        let here = chosen.is_some_and(|chosen| chosen.id == test.id);
        html! {
            <li key={test.id.clone()}>
                <button type="button" class="choice" aria-pressed={here.to_string()} data-testid={format!("test-{}", test.id)}
                    onclick={move |_: MouseEvent| store.dispatch(TrialsAction::Choose(id.clone()))}>
                    <span class="choice-name">{ &test.title }</span>
                    <code>{ &test.id }</code>
                    <small>{ &test.question }</small>
                </button>
            </li>
        }
    };
    let suiting = tests.iter().filter(|test| trials.suits(test, columns));
    html! {
        <section class="section" aria-labelledby="tests-suiting">
            <h2 id="tests-suiting">{ say!("tests-suiting") }</h2>
            <div class="master">
                <ol class="choices master-list">{ for suiting.map(line) }</ol>
                <div class="master-detail">{ chosen.map(|test| about(studio, trials, test)).unwrap_or_default() }</div>
            </div>
        </section>
    }
}

/// What the chosen test takes for granted, and what can be set.
fn about(studio: &Studio, trials: &Trials, test: &TestInfo) -> Html {
    let store = studio.trials.clone();
    let id = test.id.clone();
    let on_change = Callback::from(move |(name, value)| {
        // Options belong to the test that is shown, be it chosen or proposed.
        store.dispatch(TrialsAction::Choose(id.clone()));
        store.dispatch(TrialsAction::Option(name, value));
    });
    let own = trials.name.as_deref().is_none_or(|name| name == test.id);
    let values = if own { trials.options.clone() } else { Default::default() };
    html! {
        <div key={test.id.clone()}>
            <h3>{ say!("tests-assumptions") }</h3>
            <ul class="tests-assumptions">{ for test.assumptions.iter().map(|text| html! { <li>{ text }</li> }) }</ul>
            if !test.options.is_empty() {
                <ParamForm path={format!("test.{}", test.id)} specs={test.options.clone()} {values} {on_change} />
            }
        </div>
    }
}

/// Tests that do not suit, each with what it would take.
fn rest(tests: &[TestInfo], trials: &Trials, columns: &[(String, ColumnType)]) -> Html {
    let others: Vec<&TestInfo> = tests.iter().filter(|test| !trials.suits(test, columns)).collect();
    if others.is_empty() {
        return Html::default();
    }
    html! {
        <details class="tests-rest">
            <summary>{ say!("tests-others", n = others.len()) }</summary>
            <ul>{ for others.iter().map(|test| html! {
                <li><strong>{ &test.title }</strong>{ " " }<code>{ &test.id }</code><br /><small>{ &test.takes }</small></li>
            }) }</ul>
        </details>
    }
}

/// Ways in which a test is asked for: once, or for every choice of columns with a correction.
const WAYS: [(&str, Option<Correction>); 3] =
    [("once", None), ("holm", Some(Correction::Holm)), ("bh", Some(Correction::Bh))];

fn run(
    studio: &Studio,
    trials: &Trials,
    chosen: Option<&TestInfo>,
    columns: &[(String, ColumnType)],
) -> Html {
    if let Trying::Running(_, progress) = &trials.trying {
        let studio = studio.clone();
        let stop = Callback::from(move |_: MouseEvent| studio.stop_test());
        return html! {
            <div class="explore-strip">
                if let Some(progress) = progress { <ProgressLine progress={progress.clone()} {stop} /> }
                else { <p class="quiet is-late">{ icon("loader-circle") }{ say!("tests-running") }</p> }
            </div>
        };
    }
    let value = WAYS.iter().find(|(_, each)| *each == trials.each).map_or("once", |(name, _)| name);
    let choices: Vec<Choice> =
        WAYS.iter().map(|(name, _)| Choice::new(*name, say!(&format!("tests-way-{name}")))).collect();
    let store = studio.trials.clone();
    let onchange = Callback::from(move |name: String| {
        let way = WAYS.iter().find(|(known, _)| *known == name).and_then(|(_, each)| *each);
        store.dispatch(TrialsAction::Each(way));
    });
    let reason = if trials.columns.is_empty() { "tests-empty" } else { "tests-no-fit" };
    let why_not = chosen.is_none().then(|| AttrValue::from(say!(reason)));
    let (studio, owned) = (studio.clone(), columns.to_vec());
    let dismiss = studio.trials.clone();
    html! {
        <>
            if let Trying::Failed(faults) = &trials.trying {
                <FaultBanner faults={faults.clone()} on_dismiss={move |()| dismiss.dispatch(TrialsAction::Dismiss)} />
            }
            <div class="explore-strip tests-run">
                <SelectBox {choices} {value} {onchange} label={say!("tests-way")} testid="test-way" />
                <Button label={say!("tests-run")} look="primary" testid="test-run" {why_not}
                    onclick={move |_| studio.run_test(&owned)} />
            </div>
        </>
    }
}

//! Several targets of one model: which of them is shown, and how well each is told.

use super::scores::metric_title;
use crate::components::{Choice, Field, SelectBox};
use crate::numbers;
use crate::state::Trained;
use glasshouse_spec::{Scores, TargetReport, TaskReport};
use std::collections::BTreeMap;
use yew::prelude::*;

/// The target that is shown, by its place; none for all together.
pub type Shown = UseStateHandle<Option<usize>>;

/// A control that chooses one, where there are several; `together` offers all of them as well.
pub fn choose(task: &TaskReport, shown: &Shown, together: bool) -> Html {
    if task.also.is_empty() {
        return Html::default();
    }
    let all = together.then(|| Choice::new("all", say!("targets-all", n = task.also.len() + 1)));
    let each = task.each().into_iter().enumerate().map(|(at, one)| Choice::new(at.to_string(), one.target));
    let choices: Vec<Choice> = all.into_iter().chain(each).collect();
    let first = if together { "all" } else { "0" };
    let chosen = shown.filter(|at| *at <= task.also.len());
    let value = chosen.map_or_else(|| first.to_owned(), |at| at.to_string());
    let set = shown.clone();
    html! {
        <div class="target-shown"><Field label={say!("targets-shown")} id="target-shown">
            <SelectBox id="target-shown" {choices} {value} testid="target-shown"
                onchange={Callback::from(move |at: String| set.set(at.parse().ok()))} />
        </Field></div>
    }
}

/// The task with those of its targets alone that were scored; none where that is not one of several.
pub fn scored(task: &TaskReport, scores: &BTreeMap<String, Scores>) -> Option<TaskReport> {
    let mut tasks = task.each().into_iter().filter(|one| scores.contains_key(&one.target));
    let first = tasks.next()?;
    let further =
        |one: TaskReport| TargetReport { name: one.target, classes: one.classes, positive: one.positive };
    Some(TaskReport { also: tasks.map(further).collect(), ..first })
}

/// The score that stands for the model, target by target; a name leads to all about its target.
pub fn by_target(trained: &Trained, shown: &Shown) -> Html {
    let metric = trained.headline();
    let value = |scores: &Scores| {
        scores.get(metric).map_or_else(|| "\u{2013}".into(), |value| numbers::score(*value))
    };
    let row = |(at, one): (usize, TaskReport)| {
        let Some(of) = trained.report.targets.get(&one.target) else { return Html::default() };
        let (metrics, baseline) = (&of.metrics, &of.baseline);
        let guess = [&baseline.test, &baseline.validation, &baseline.train];
        let guess = guess.into_iter().find(|scores| !scores.is_empty()).unwrap_or(&baseline.train);
        let shown = shown.clone();
        html! {
            <tr key={at}>
                <th scope="row">
                    <button type="button" class="link" onclick={move |_| shown.set(Some(at))}>{ one.target }</button>
                </th>
                { for [&metrics.train, &metrics.validation, &metrics.test].map(|scores| html! {
                    <td class="is-number">{ value(scores) }</td>
                }) }
                <td class="is-number is-baseline">{ value(guess) }</td>
            </tr>
        }
    };
    html! {
        <section class="section" aria-labelledby="by-target-title" data-testid="by-target">
            <h2 id="by-target-title">{ say!("targets-each", metric = metric_title(metric)) }</h2>
            <p class="quiet">{ say!("targets-each-why") }</p>
            <div class="scores-frame">
                <table class="plain-table scores">
                    <thead><tr>
                        <th scope="col">{ say!("role-target") }</th>
                        { for ["train", "validation", "test"].map(|part| html! {
                            <th scope="col" class="is-number">{ say!(&format!("split-{part}")) }</th>
                        }) }
                        <th scope="col" class="is-number">{ say!("scores-baseline") }</th>
                    </tr></thead>
                    <tbody>{ for trained.report.task.each().into_iter().enumerate().map(row) }</tbody>
                </table>
            </div>
        </section>
    }
}

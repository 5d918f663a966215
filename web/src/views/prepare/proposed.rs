//! Steps that the findings of Explore propose, and those that the model lacks: each becomes a step at a click.

use super::{focus, title_of};
use crate::components::{Button, columns_words, icon};
use crate::hooks::{use_slice, use_studio};
use crate::state::{Edit, Exploring, List, edit_for, in_recipe};
use glasshouse_spec::{Change, Finding, Phase};
use yew::prelude::*;

/// Proposals that are shown before somebody asks for more.
const SHOWN: usize = 5;

/// Properties of [`Proposed`].
#[derive(Properties, PartialEq)]
pub struct ProposedProps {
    /// The list that they are for.
    pub list: List,
}

/// The proposed steps.
#[component]
pub fn Proposed(props: &ProposedProps) -> Html {
    let studio = use_studio();
    let list = props.list;
    let (recipe, data) = (use_slice(&studio.recipe), use_slice(&studio.data));
    let (explore, session) = (use_slice(&studio.explore), use_slice(&studio.session));
    let all = use_state_eq(|| false);
    let (Some(now), Some(loaded)) = (recipe.recipe(), &data.loaded) else { return Html::default() };
    let Some(known) = explore.of_table(data.revision) else {
        return if list == List::Prepare { look(&studio, &explore.exploring) } else { Html::default() };
    };
    let columns = &loaded.profile.columns;
    let mut open: Vec<(&Finding, &Change)> = Vec::new();
    for finding in &known.exploration.findings {
        if let Some(change) = finding.change.as_ref().filter(|change| phase_of(change) == Some(list))
            && !in_recipe(change, now, columns)
            && !open.iter().any(|(_, other)| *other == change)
        {
            open.push((finding, change));
        }
    }
    if open.is_empty() {
        return Html::default();
    }
    let row = |(finding, change): &(&Finding, &Change)| {
        let Change::AddStep { step, .. } = change else { return Html::default() };
        let title = title_of(&session.kinds, list, &step.op);
        let edit = edit_for(change, now, columns);
        let (studio, end) = (studio.clone(), super::steps_of(now, list).len());
        let label = say!("proposed-add");
        let add = move |_: MouseEvent| {
            let at = if let Edit::InsertStep(_, at, _) = &edit { *at } else { end };
            studio.edit(edit.clone());
            focus(&studio, list, at);
        };
        html! {
            <li class="step-proposed" data-testid="step-proposed" data-op={step.op.clone()}>
                { icon("lightbulb") }
                <div>
                    <p><strong>{ title }</strong>{ " " }<span class="quiet">{ columns_words(&step.columns) }</span></p>
                    <p class="quiet">{ &finding.message }</p>
                </div>
                <Button {label} icon="plus" testid={format!("propose-{}", step.op)} onclick={add} />
            </li>
        }
    };
    let shown = if *all { open.len() } else { open.len().min(SHOWN) };
    let rest = open.len() - shown;
    html! {
        <div class="proposed">
            <h3>{ say!("proposed-title") }</h3>
            <ul class="proposed-rows">{ for open.iter().take(shown).map(row) }</ul>
            if rest > 0 {
                <button type="button" class="button button-plain" onclick={move |_: MouseEvent| all.set(true)}>
                    { say!("proposed-more", n = rest) }
                </button>
            }
        </div>
    }
}

fn phase_of(change: &Change) -> Option<List> {
    match change {
        Change::AddStep { phase: Phase::Clean, .. } => Some(List::Clean),
        Change::AddStep { phase: Phase::Prepare, .. } => Some(List::Prepare),
        _ => None,
    }
}

/// The table has not been explored: that can be done from here.
fn look(studio: &crate::hooks::Studio, exploring: &Exploring) -> Html {
    if let Exploring::Running(..) = exploring {
        return html! { <p class="quiet proposed">{ icon("loader-circle") }{ say!("proposed-waits") }</p> };
    }
    let studio = studio.clone();
    let explore = move |_: MouseEvent| studio.explore_rows(studio.explore_of().whole());
    html! {
        <p class="proposed">
            <Button label={say!("proposed-look")} icon="lightbulb" testid="proposed-look" onclick={explore} />
        </p>
    }
}

//! What a finding proposes: a button that writes it into the recipe, and then one that takes it back.

use crate::components::{Button, icon};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::{edit_against, in_recipe};
use glasshouse_spec::{Change, Kinds, Role};
use yew::prelude::*;

/// Properties of [`Answer`].
#[derive(Properties, PartialEq)]
pub struct AnswerProps {
    /// The change.
    pub change: Change,
}

/// The button that makes a change, or takes it back.
#[component]
pub fn Answer(props: &AnswerProps) -> Html {
    let studio = use_studio();
    let (recipe, data) = (use_slice(&studio.recipe), use_slice(&studio.data));
    let session = use_slice(&studio.session);
    let (Some(now), Some(loaded)) = (recipe.recipe(), &data.loaded) else { return Html::default() };
    let change = props.change.clone();
    if in_recipe(&change, now, &loaded.profile.columns) {
        let back = edit_against(&change, now).is_some();
        return html! {
            <span class="finding-made" data-testid="finding-made">
                <span class="tag">{ icon("check") }{ say!("finding-made") }</span>
                if back {
                    <Button label={say!("finding-undo")} icon="undo-2" testid="finding-undo"
                        onclick={move |_| studio.unmake_change(&change)} />
                }
            </span>
        };
    }
    let label = change_words(&change, &session.kinds);
    html! {
        <Button {label} icon="plus" testid="finding-apply" onclick={move |_| studio.make_change(&change)} />
    }
}

/// A change in words, as on its button.
pub fn change_words(change: &Change, kinds: &Kinds) -> String {
    match change {
        Change::AddStep { step, .. } => {
            let mut known = kinds.steps.iter().chain(&kinds.clean);
            let title =
                known.find(|kind| kind.id == step.op).map_or(step.op.as_str(), |kind| kind.title.as_str());
            say!("change-step", title = title)
        }
        Change::SetRole { role: Role::Ignore, .. } => say!("change-ignore"),
        Change::SetRole { role, .. } => {
            say!("change-role", role = say!(&format!("role-{}", role.name())).to_lowercase())
        }
        Change::SetType { kind, .. } => {
            say!("change-type", kind = say!(&format!("type-{}", kind.name())).to_lowercase())
        }
        Change::SetParam { name, value } => {
            say!("change-param", name = name.as_str(), value = value.to_string())
        }
        Change::SetSplit { split } => match &split.column {
            Some(column) => say!("change-split-by", column = column.as_str()),
            None => say!("change-split", train = numbers::percent(split.train)),
        },
        Change::AddRule { .. } => say!("change-rule"),
    }
}

/// Columns that a change names.
pub fn change_columns(change: &Change) -> Vec<String> {
    match change {
        Change::AddStep { step, .. } => step.columns.clone(),
        Change::SetRole { column, .. } | Change::SetType { column, .. } => vec![column.clone()],
        Change::AddRule { rule } => rule.columns.clone(),
        Change::SetParam { .. } | Change::SetSplit { .. } => Vec::new(),
    }
}

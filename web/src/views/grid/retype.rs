//! Another type for a column: taken at once where every cell can be read so, else after one has
//! seen which cannot.

use super::super::columns::type_choices;
use crate::components::{Button, SelectBox, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{GridAction, Retype};
use glasshouse_spec::{ColumnProfile, ColumnType, TypeTrial};
use yew::prelude::*;

/// Properties of [`RetypeColumn`].
#[derive(Properties, PartialEq)]
pub struct RetypeColumnProps {
    /// The column.
    pub column: ColumnProfile,
}

/// The choice of a type, and what comes of it.
#[component]
pub fn RetypeColumn(props: &RetypeColumnProps) -> Html {
    let studio = use_studio();
    let grid = use_slice(&studio.grid);
    let (name, now) = (props.column.name.clone(), props.column.kind);
    let onchange = {
        let (studio, name) = (studio.clone(), name.clone());
        Callback::from(move |value: String| {
            if let Some(kind) = ColumnType::named(&value).filter(|kind| *kind != now) {
                studio.try_type(&name, kind);
            }
        })
    };
    let shown = match &grid.trial {
        Some(Retype::Trying(kind) | Retype::Untried(kind, _)) => *kind,
        Some(Retype::Refused(trial)) => trial.kind,
        None => now,
    };
    html! {
        <>
            <SelectBox id="menu-type" choices={type_choices()} value={shown.name()} {onchange} testid="menu-type" />
            { outcome(&studio, &name, grid.trial.as_ref()) }
        </>
    }
}

fn outcome(studio: &Studio, name: &str, trial: Option<&Retype>) -> Html {
    match trial {
        None => Html::default(),
        Some(Retype::Trying(_)) => html! { <p class="quiet" role="status">{ say!("retype-trying") }</p> },
        Some(Retype::Refused(trial)) => html! {
            <div class="retype" role="alert" data-testid="retype-refused">
                <p class="field-fault">{ icon("triangle-alert") }{ say!("retype-refused", n = trial.failed, of = trial.cells) }</p>
                { refusals(trial) }
                { answer(studio, name, trial.kind) }
            </div>
        },
        Some(Retype::Untried(kind, why)) => html! {
            <div class="retype" role="alert">
                <p class="field-fault">{ icon("circle-alert") }{ say!("retype-untried", why = why.as_str()) }</p>
                { answer(studio, name, *kind) }
            </div>
        },
    }
}

/// The cells that refuse, where they stand in the file.
fn refusals(trial: &TypeTrial) -> Html {
    html! {
        <div class="scroll-y" tabindex="0" role="region" aria-label={say!("retype-cells")}>
            <table class="plain-table">
                <thead><tr>
                    <th scope="col" class="is-number">{ say!("retype-line") }</th><th scope="col">{ say!("retype-cell") }</th>
                </tr></thead>
                <tbody>{ for trial.examples.iter().map(|cell| html! {
                    <tr><td class="is-number">{ cell.line }</td><td><code>{ &cell.text }</code></td></tr>
                }) }</tbody>
            </table>
        </div>
    }
}

fn answer(studio: &Studio, name: &str, kind: ColumnType) -> Html {
    let take = {
        let (studio, name) = (studio.clone(), name.to_owned());
        Callback::from(move |_: MouseEvent| studio.take_type(&name, kind))
    };
    let leave = {
        let grid = studio.grid.clone();
        Callback::from(move |_: MouseEvent| grid.dispatch(GridAction::Try(None)))
    };
    html! {
        <div class="row-of-buttons">
            <Button label={say!("retype-take")} onclick={take} testid="retype-take" />
            <Button label={say!("retype-leave")} onclick={leave} />
        </div>
    }
}

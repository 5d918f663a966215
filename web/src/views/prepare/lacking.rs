//! What the model lacks after the last step, with the button that adds the steps for it.

use crate::components::{Button, icon};
use crate::hooks::{use_slice, use_studio};
use crate::state::Edit;
use crate::words::sentence;
use glasshouse_spec::Fault;
use yew::prelude::*;

/// What would stop the training though no step is wrong: gaps and categories that nothing treats.
#[component]
pub fn Lacking() -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let (Some(steps), Some(now)) = (recipe.lacking.clone(), recipe.recipe()) else { return Html::default() };
    let of_a_step = |fault: &&Fault| fault.at.parameter.as_deref().is_some_and(|path| path.contains('['));
    let told = recipe.faults.iter().filter(|fault| !of_a_step(fault));
    let more = steps.len().saturating_sub(now.prepare.len());
    let add = move |_: MouseEvent| studio.edit(Edit::Prepare((*steps).clone()));
    html! {
        <section class="banner banner-fault" aria-label={say!("check-title")} data-testid="steps-lacking">
            { icon("circle-alert") }
            <div class="banner-text">
                <strong>{ say!("check-title") }</strong>
                <ul>{ for told.map(|fault| html! {
                    <li>{ sentence(&fault.message) }{ " " }{ fault.remedy.as_deref().unwrap_or_default() }</li>
                }) }</ul>
                <p class="row-of-buttons">
                    <Button label={say!("lacking-add", n = more)} icon="plus" testid="add-lacking" onclick={add} />
                </p>
            </div>
        </section>
    }
}

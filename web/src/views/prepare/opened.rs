//! A recipe that came in a link or a file: in what it differs from the one before, and the way back.

use super::title_of;
use crate::components::{Button, IconButton, columns_words, icon};
use crate::hooks::{use_slice, use_studio};
use crate::state::{BenchAction, Difference, List, differences};
use glasshouse_spec::{Kinds, StepSpec};
use std::rc::Rc;
use yew::prelude::*;

/// What is said of the recipe that was opened last, as long as nothing of it was changed.
#[component]
pub fn OpenedRecipe() -> Html {
    let studio = use_studio();
    let (bench, recipe) = (use_slice(&studio.bench), use_slice(&studio.recipe));
    let session = use_slice(&studio.session);
    let Some(opened) = &bench.opened else { return Html::default() };
    if !recipe.recipe().is_some_and(|now| Rc::ptr_eq(now, &opened.recipe)) {
        return Html::default();
    }
    let words = match (opened.link, &opened.before) {
        (true, Some(_)) => say!("opened-link-instead"),
        (true, None) => say!("opened-link"),
        (false, _) => say!("opened-file"),
    };
    let found = opened.before.as_ref().map(|before| differences(before, &opened.recipe));
    let (back, store) = (studio.clone(), studio.bench.clone());
    let read = move |_: MouseEvent| store.dispatch(BenchAction::Opened(None));
    html! {
        <div class="banner banner-info" role="status" data-testid="opened-recipe">
            { icon("info") }
            <div class="banner-text">
                <p>{ words }</p>
                if let Some(found) = found {
                    if found.is_empty() { <p>{ say!("differs-not") }</p> }
                    else {
                        <details class="further">
                            <summary>{ say!("differs", n = found.len()) }</summary>
                            <ul class="differences">{ for found.iter().map(|one| line(one, &session.kinds)) }</ul>
                        </details>
                    }
                }
            </div>
            if opened.before.is_some() && recipe.can_undo() {
                <Button label={say!("opened-back")} icon="undo-2" onclick={move |_: MouseEvent| back.undo()} />
            }
            <IconButton icon="x" label={say!("dismiss")} onclick={read} />
        </div>
    }
}

fn line(difference: &Difference, kinds: &Kinds) -> Html {
    let step = |step: &StepSpec| {
        let lists = [List::Prepare, List::Clean];
        let of = lists.into_iter().find(|list| super::kind_of(kinds, *list, &step.op).is_some());
        let params: Vec<String> = step.params.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let mut words = format!(
            "{} ({})",
            title_of(kinds, of.unwrap_or(List::Prepare), &step.op),
            columns_words(&step.columns)
        );
        if !params.is_empty() {
            words += &format!(": {}", params.join(", "));
        }
        if !step.enabled {
            words += &format!(", {}", say!("off"));
        }
        words
    };
    let words = match difference {
        Difference::Gone(one) => say!("differs-gone", step = step(one)),
        Difference::New(one) => say!("differs-new", step = step(one)),
        Difference::Other(one, other) => say!("differs-other", one = step(one), other = step(other)),
        Difference::Part(key) => say!(&format!("differs-part-{key}")),
    };
    html! { <li>{ words }</li> }
}

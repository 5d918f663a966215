//! The recipe as a link: a button that copies it, and the link itself to be copied by hand.

use crate::components::{Button, Field};
use crate::hooks::{use_slice, use_studio};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The button, and the link once it was made of the recipe as it stands.
#[component]
pub fn Share() -> Html {
    let studio = use_studio();
    let (bench, recipe) = (use_slice(&studio.bench), use_slice(&studio.recipe));
    let own = |(of, _): &&(_, String)| recipe.recipe().is_some_and(|now| Rc::ptr_eq(now, of));
    let link = bench.link.as_ref().filter(own).map(|(_, link)| link.clone());
    let share = move |_: MouseEvent| studio.share_recipe();
    let onfocus = |event: FocusEvent| event.target_unchecked_into::<HtmlInputElement>().select();
    html! {
        <>
            <Button label={say!("share-button")} icon="link" testid="share-recipe" onclick={share} />
            if let Some(link) = link {
                <Field label={say!("share-link")} id="share-link" help={say!("share-what")}>
                    <input class="input" id="share-link" readonly=true value={link} {onfocus} data-testid="share-link" />
                </Field>
            }
        </>
    }
}

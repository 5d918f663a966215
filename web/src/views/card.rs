//! What people say of the model: what it is for and not for, whom it concerns. The answers go into the recipe, the
//! model card and the report.

use crate::components::Field;
use crate::hooks::{use_slice, use_studio};
use glasshouse_spec::CardSpec;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// An answer: its name, and where it is kept.
type Answer = (&'static str, fn(&mut CardSpec) -> &mut String);

/// The questions.
const ASKED: [Answer; 7] = [
    ("intended_use", |card| &mut card.intended_use),
    ("out_of_scope", |card| &mut card.out_of_scope),
    ("affected", |card| &mut card.affected),
    ("consent", |card| &mut card.consent),
    ("recourse", |card| &mut card.recourse),
    ("authors", |card| &mut card.authors),
    ("license", |card| &mut card.license),
];

/// The questions with the answers that there are.
#[component]
pub fn CardForm() -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let Some(card) = recipe.recipe().map(|recipe| recipe.card.clone()) else { return Html::default() };
    let field = |(name, place): &Answer| {
        let (name, place, studio) = (*name, *place, studio.clone());
        let id = format!("card-{name}");
        let value = place(&mut card.clone()).clone();
        let onchange = move |event: Event| {
            let words = event.target_unchecked_into::<HtmlTextAreaElement>().value().trim().to_owned();
            studio.say_of_model(|card| *place(card) = words);
        };
        html! {
            <Field key={name} label={say!(&id)} id={id.clone()} help={say!(&format!("{id}.help"))} wide={true}>
                <textarea class="input" id={id.clone()} rows="2" {value} {onchange} data-testid={id.clone()} />
            </Field>
        }
    };
    let open = ASKED.iter().take(5).filter(|(_, place)| place(&mut card.clone()).is_empty()).count();
    html! {
        <section class="section" aria-labelledby="card-title">
            <h2 id="card-title">{ say!("card-title") }</h2>
            <p class="quiet">{ say!("card-why") }</p>
            if open > 0 { <p class="quiet" data-testid="card-open">{ say!("card-left", n = open) }</p> }
            <div class="card-form">{ for ASKED.iter().map(field) }</div>
        </section>
    }
}

//! A file that is too large to be read whole: which part of it is read instead.

use crate::components::{Button, Choice, Field, SelectBox, text_field};
use crate::hooks::use_studio;
use crate::state::PartDraft;
use glasshouse_spec::SampleMethod;
use yew::prelude::*;

/// Properties of [`Part`].
#[derive(Properties, PartialEq)]
pub struct PartProps {
    /// The file.
    pub file: web_sys::File,
}

/// The form.
#[component]
pub fn Part(props: &PartProps) -> Html {
    let studio = use_studio();
    let draft = use_state_eq(PartDraft::default);
    let change = |act: fn(&mut PartDraft, String)| {
        let draft = draft.clone();
        Callback::from(move |value: String| {
            let mut next = (*draft).clone();
            act(&mut next, value);
            draft.set(next);
        })
    };
    let options = draft.options();
    let why_not = options.is_none().then(|| AttrValue::from(say!("part-none")));
    let read = {
        let (studio, file) = (studio.clone(), props.file.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(options) = &options {
                studio.open_part(&file, options);
            }
        })
    };
    let picks = vec![
        Choice::new("first", say!("part-first")),
        Choice::new("random", say!("part-random")),
        Choice::new("stratified", say!("part-stratified")),
    ];
    html! {
        <section class="section" aria-labelledby="part-title" data-testid="part">
            <h2 id="part-title">{ say!("part-title", file = props.file.name()) }</h2>
            <p class="quiet">{ say!("part-what") }</p>
            <div class="filter-form rule-form">
                { text_field("part-rows", say!("part-rows"), &draft.rows, change(|draft, text| draft.rows = text)) }
                <Field label={say!("part-pick")} id="part-pick">
                    <SelectBox id="part-pick" choices={picks} value={name_of(draft.pick)} testid="part-pick"
                        onchange={change(|draft, name| draft.pick = pick_of(&name))} />
                </Field>
                if draft.pick == SampleMethod::Stratified {
                    { text_field("part-by", say!("part-by"), &draft.by, change(|draft, text| draft.by = text)) }
                }
                { text_field("part-columns", say!("part-columns"), &draft.columns, change(|draft, text| draft.columns = text)) }
            </div>
            <Button label={say!("part-read")} look="primary" onclick={read} {why_not} testid="part-read" />
        </section>
    }
}

fn name_of(pick: SampleMethod) -> &'static str {
    match pick {
        SampleMethod::First => "first",
        SampleMethod::Random => "random",
        SampleMethod::Stratified => "stratified",
    }
}

fn pick_of(name: &str) -> SampleMethod {
    match name {
        "first" => SampleMethod::First,
        "stratified" => SampleMethod::Stratified,
        _ => SampleMethod::Random,
    }
}

//! Buttons, selects, fields. A control that cannot be used says why.

use super::icon;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A button that shows what a list left out; nothing where it left out nothing.
pub fn more_button(left_out: usize, onclick: impl Fn(MouseEvent) + 'static) -> Html {
    match left_out {
        0 => Html::default(),
        n => html! {
            <button type="button" class="button button-plain" {onclick}>{ say!("columns-more", n = n) }</button>
        },
    }
}

/// Properties of [`Button`].
#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// Its words.
    pub label: AttrValue,
    /// Its icon.
    #[prop_or_default]
    pub icon: Option<&'static str>,
    /// `primary`, `plain` or `danger`.
    #[prop_or("plain")]
    pub look: &'static str,
    /// What it does.
    pub onclick: Callback<MouseEvent>,
    /// Why it cannot be used now.
    #[prop_or_default]
    pub why_not: Option<AttrValue>,
    /// Name for tests.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
}

/// A button with words. Where it cannot be used the reason stands beside it and in its description.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let id = format!("why-{}", props.testid.clone().unwrap_or_else(|| props.label.clone()).replace(' ', "-"));
    let disabled = props.why_not.is_some();
    html! {
        <span class="button-place">
            <button type="button" class={classes!("button", format!("button-{}", props.look))} {disabled}
                onclick={props.onclick.clone()} data-testid={props.testid.clone()}
                title={props.why_not.clone()} aria-describedby={disabled.then(|| id.clone())}>
                if let Some(name) = props.icon { { icon(name) } }
                <span>{ &props.label }</span>
            </button>
            if let Some(why) = &props.why_not { <span class="why-not" {id}>{ why }</span> }
        </span>
    }
}

/// Properties of [`IconButton`].
#[derive(Properties, PartialEq)]
pub struct IconButtonProps {
    /// Its icon.
    pub icon: &'static str,
    /// Its words, shown as a tooltip.
    pub label: AttrValue,
    /// What it does.
    pub onclick: Callback<MouseEvent>,
    /// Whether it cannot be used now.
    #[prop_or_default]
    pub disabled: bool,
    /// Whether it is pressed, for what is switched.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
}

/// A button of one icon, with its words as label and tooltip.
#[component]
pub fn IconButton(props: &IconButtonProps) -> Html {
    html! {
        <button type="button" class={classes!("icon-button", props.class.clone())} title={props.label.clone()}
            aria-label={props.label.clone()} disabled={props.disabled} onclick={props.onclick.clone()}
            aria-pressed={props.pressed.map(|p| p.to_string())}>
            { icon(props.icon) }
        </button>
    }
}

/// One option of a [`SelectBox`].
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Value.
    pub value: AttrValue,
    /// Words.
    pub label: AttrValue,
    /// The heading that it stands under with its neighbours; empty for none.
    pub group: AttrValue,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self { value: value.into(), label: label.into(), group: AttrValue::Static("") }
    }

    /// The option under a heading.
    pub fn under(self, group: impl Into<AttrValue>) -> Self {
        Self { group: group.into(), ..self }
    }
}

/// Properties of [`SelectBox`].
#[derive(Properties, PartialEq)]
pub struct SelectBoxProps {
    /// Its options.
    pub choices: Vec<Choice>,
    /// The chosen value; one that is no option shows the placeholder.
    pub value: AttrValue,
    /// Words while nothing is chosen.
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Hears the value chosen.
    pub onchange: Callback<String>,
    /// Words for those who do not see the label.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Id, for a label.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// Name for tests.
    #[prop_or_default]
    pub testid: Option<AttrValue>,
    /// Whether it cannot be used now.
    #[prop_or_default]
    pub disabled: bool,
}

/// A native select.
#[component]
pub fn SelectBox(props: &SelectBoxProps) -> Html {
    let node = use_node_ref();
    let known = props.choices.iter().any(|choice| choice.value == props.value);
    let shown = if known { props.value.clone() } else { AttrValue::Static("") };
    // The browser forgets the value when options come and go; it is set again after each drawing.
    use_effect({
        let (node, shown) = (node.clone(), shown.clone());
        move || {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(&shown);
            }
        }
    });
    let onchange =
        props.onchange.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <select class="select" ref={node} id={props.id.clone()} aria-label={props.label.clone()} {onchange}
            data-testid={props.testid.clone()} disabled={props.disabled}>
            if props.placeholder.is_some() || !known {
                <option value="" disabled=true selected={!known}>
                    { props.placeholder.clone().unwrap_or(AttrValue::Static("\u{2013}")) }
                </option>
            }
            { for props.choices.chunk_by(|a, b| a.group == b.group).map(|group| options(group, &shown)) }
        </select>
    }
}

/// Options of one heading.
fn options(group: &[Choice], shown: &AttrValue) -> Html {
    let options = group.iter().map(|choice| {
        html! { <option value={choice.value.clone()} selected={choice.value == *shown}>{ &choice.label }</option> }
    });
    match group.first() {
        Some(first) if !first.group.is_empty() => {
            html! { <optgroup label={first.group.clone()}>{ for options }</optgroup> }
        }
        _ => options.collect(),
    }
}

/// Properties of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// Its label.
    pub label: AttrValue,
    /// Id of the control inside.
    pub id: AttrValue,
    /// What it means, below the control.
    #[prop_or_default]
    pub help: Option<AttrValue>,
    /// What is wrong with the value.
    #[prop_or_default]
    pub wrong: Option<AttrValue>,
    /// Whether it takes the whole width of a form.
    #[prop_or_default]
    pub wide: bool,
    /// The control.
    pub children: Html,
}

/// A label, a control, and what is to be said about it.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    html! {
        <div class={classes!("field", props.wide.then_some("field-wide"), props.wrong.is_some().then_some("field-wrong"))}>
            <label class="field-label" for={props.id.clone()}>{ &props.label }</label>
            { props.children.clone() }
            if let Some(wrong) = &props.wrong {
                <p class="field-fault" role="alert">{ icon("circle-alert") }{ wrong }</p>
            }
            if let Some(help) = &props.help { <p class="field-help">{ help }</p> }
        </div>
    }
}

/// A labelled field for a line of text, which hears every letter.
pub fn text_field(id: &'static str, label: String, value: &str, onchange: Callback<String>) -> Html {
    let oninput =
        onchange.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <Field {label} {id}>
            <input class="input" {id} value={value.to_owned()} {oninput} autocomplete="off" data-testid={id} />
        </Field>
    }
}

/// Properties of [`FileButton`].
#[derive(Properties, PartialEq)]
pub struct FileButtonProps {
    /// Its words.
    pub label: AttrValue,
    /// Its icon.
    #[prop_or("upload")]
    pub icon: &'static str,
    /// `primary` or `plain`.
    #[prop_or("plain")]
    pub look: &'static str,
    /// File types that the dialog offers first.
    pub accept: &'static str,
    /// Hears the file.
    pub onfile: Callback<web_sys::File>,
    /// Name of the input for tests.
    pub testid: &'static str,
    /// Why it cannot be used now.
    #[prop_or_default]
    pub why_not: Option<AttrValue>,
}

/// A button that opens the browser's file dialog. The input itself takes the focus and is only
/// hidden from sight.
#[component]
pub fn FileButton(props: &FileButtonProps) -> Html {
    let onchange = props.onfile.reform(|file: web_sys::File| file);
    let onchange = Callback::from(move |event: Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            onchange.emit(file);
        }
        // The same file may be chosen again.
        input.set_value("");
    });
    let disabled = props.why_not.is_some();
    let look = classes!("button", format!("button-{}", props.look), "file-button");
    html! {
        <span class="button-place">
            <label class={classes!(look, disabled.then_some("is-disabled"))}>
                <input type="file" class="file-input" accept={props.accept} {onchange} {disabled}
                    data-testid={props.testid} />
                { icon(props.icon) }
                <span>{ &props.label }</span>
            </label>
            if let Some(why) = &props.why_not { <span class="why-not">{ why }</span> }
        </span>
    }
}

/// Properties of [`Why`].
#[derive(Properties, PartialEq)]
pub struct WhyProps {
    /// Why a choice was made.
    pub why: Option<AttrValue>,
}

/// Why a choice was made for the person.
#[component]
pub fn Why(props: &WhyProps) -> Html {
    match &props.why {
        Some(why) => html! {
            <p class="why">{ icon("info") }<span><span class="why-word">{ say!("why-word") }</span>{ " " }{ why }</span></p>
        },
        None => Html::default(),
    }
}

//! The form that a list of parameter declarations makes: help, range, default, and why a value is
//! refused.

use super::formula_mark::{Marked, formula_mark};
use super::nested_form::{Inside, NestedField, nested_field};
use super::offered::offered;
use super::{Choice, Field, SelectBox};
use crate::state::typed_value;
use glasshouse_spec::{Offers, ParamKind, ParamSpec, ParamValue, ParamValues};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`ParamForm`].
#[derive(Properties, PartialEq)]
pub struct ParamFormProps {
    /// Path in the recipe, such as `model.params`; makes ids unique.
    pub path: AttrValue,
    /// The declarations.
    pub specs: Vec<ParamSpec>,
    /// What departs from the defaults.
    pub values: ParamValues,
    /// A name and its new value; none is the default.
    pub on_change: Callback<(String, Option<ParamValue>)>,
    /// What is known of estimators inside, and what is wrong in them.
    #[prop_or_default]
    pub inside: Inside,
    /// Where in the text of a parameter something is wrong.
    #[prop_or_default]
    pub marked: Option<Marked>,
    /// Columns that a parameter may name.
    #[prop_or_default]
    pub columns: Rc<Vec<String>>,
}

/// The form. Parameters beyond the first few are folded until one of them departs from its default.
#[component]
pub fn ParamForm(props: &ParamFormProps) -> Html {
    const SHOWN: usize = 4;
    let field = |spec: &ParamSpec| {
        html! {
            <ParamField key={spec.name.to_string()} path={props.path.clone()} spec={spec.clone()}
                value={props.values.get(spec.name.as_ref()).cloned()} on_change={props.on_change.clone()}
                inside={props.inside.clone()} marked={props.marked.clone()}
                columns={props.columns.clone()} />
        }
    };
    let (first, rest) = props.specs.split_at(props.specs.len().min(SHOWN));
    let touched = rest.iter().any(|spec| props.values.contains_key(spec.name.as_ref()));
    html! {
        <div class="param-form">
            if props.specs.is_empty() { <p class="quiet">{ say!("param-none") }</p> }
            { for first.iter().map(field) }
            if !rest.is_empty() {
                <details class="param-more" open={touched}>
                    <summary>{ say!("param-more", n = rest.len()) }</summary>
                    <div class="param-form">{ for rest.iter().map(field) }</div>
                </details>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ParamFieldProps {
    path: AttrValue,
    spec: ParamSpec,
    value: Option<ParamValue>,
    on_change: Callback<(String, Option<ParamValue>)>,
    inside: Inside,
    marked: Option<Marked>,
    columns: Rc<Vec<String>>,
}

#[component]
fn ParamField(props: &ParamFieldProps) -> Html {
    let spec = &props.spec;
    let path = format!("{}.{}", props.path, spec.name);
    let id = path.replace(['[', ']', '.'], "-");
    let wrong = use_state(|| None::<String>);
    // What is being typed stays while answers of the worker have the form drawn anew.
    let draft = use_state_eq(|| None::<String>);
    let shown = props.value.clone().unwrap_or_else(|| spec.default.value());
    if spec.kind.nests() {
        let (emit, known) = (props.on_change.clone(), spec.clone());
        let on_change = Callback::from(move |value: ParamValue| {
            let departs = Some(value).filter(|value| *value != known.default.value());
            emit.emit((known.name.to_string(), departs));
        });
        return nested_field(&NestedField {
            path: &path,
            spec,
            value: shown,
            inside: &props.inside,
            on_change,
        });
    }
    let commit = {
        let (on_change, spec) = (props.on_change.clone(), spec.clone());
        let (wrong, draft) = (wrong.clone(), draft.clone());
        Callback::from(move |text: String| match typed_value(&spec, &text) {
            Ok(value) => {
                wrong.set(None);
                draft.set(None);
                let departs = value.filter(|value| *value != spec.default.value());
                on_change.emit((spec.name.to_string(), departs));
            }
            Err(why) => wrong.set(Some(why)),
        })
    };
    let chosen = matches!(spec.offers, Some(Offers::Columns)) && !props.columns.is_empty();
    let help = match chosen {
        true => spec.help.to_string(),
        false => format!("{} {}", spec.help, range_and_default(spec)),
    };
    let set = {
        let (emit, name) = (props.on_change.clone(), spec.name.to_string());
        Callback::from(move |value| emit.emit((name.clone(), value)))
    };
    let control = match &spec.kind {
        _ if let Some(field) = offered(&id, spec, &shown, &props.columns, set) => field,
        ParamKind::Bool => select(&id, &["true".into(), "false".into()], &plain(&shown), commit),
        ParamKind::Choice { options } => select(&id, options, &plain(&shown), commit),
        kind => {
            let marked = props.marked.as_ref().filter(|marked| marked.path == path);
            let entry = Entry {
                kind,
                default: &spec.default.value(),
                names: &names_of(spec, &props.columns),
                marked,
                draft: &draft,
            };
            typed(&id, entry, &plain(&shown), commit)
        }
    };
    let wide = spec.name == "formula";
    html! {
        <Field label={spec.name.to_string()} {id} {help} {wide} wrong={wrong.as_ref().map(|w| AttrValue::from(w.clone())).or(props.inside.wrong(&path))}>
            { control }
        </Field>
    }
}

fn select(
    id: &str,
    options: &[std::borrow::Cow<'static, str>],
    value: &str,
    commit: Callback<String>,
) -> Html {
    let choices = options.iter().map(|o| Choice::new(o.to_string(), o.to_string())).collect::<Vec<_>>();
    html! { <SelectBox id={id.to_owned()} {choices} value={value.to_owned()} onchange={commit} /> }
}

/// What is known of a value that is typed.
struct Entry<'a> {
    kind: &'a ParamKind,
    default: &'a ParamValue,
    /// What the field completes.
    names: &'a [String],
    marked: Option<&'a Marked>,
    /// What is being typed.
    draft: &'a UseStateHandle<Option<String>>,
}

/// Names that a field completes.
fn names_of(spec: &ParamSpec, columns: &[String]) -> Vec<String> {
    match (&spec.kind, &spec.offers) {
        (ParamKind::ChoiceOrFloat { options, .. }, _) => options.iter().map(ToString::to_string).collect(),
        (_, Some(Offers::ColumnOrTyped)) => columns.to_vec(),
        _ => Vec::new(),
    }
}

fn typed(id: &str, entry: Entry<'_>, value: &str, commit: Callback<String>) -> Html {
    let Entry { kind, default, names, marked, draft } = entry;
    let place = format!("{id}-wrong");
    let onchange = commit.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().value());
    let oninput = {
        let draft = draft.setter();
        move |event: InputEvent| draft.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()))
    };
    let onblur = {
        let (draft, own) = (draft.clone(), value.to_owned());
        move |_: FocusEvent| {
            if draft.as_ref() == Some(&own) {
                draft.set(None);
            }
        }
    };
    let shown = (**draft).clone().unwrap_or_else(|| value.to_owned());
    let list = format!("{id}-names");
    let mode =
        if matches!(kind, ParamKind::Int { .. } | ParamKind::Float { .. }) { "decimal" } else { "text" };
    html! {
        <>
            <input class="input" id={id.to_owned()} value={shown} {onchange} {oninput} {onblur} inputmode={mode}
                placeholder={value_words(default)} list={(!names.is_empty()).then(|| list.clone())}
                aria-invalid={marked.map(|_| "true")} aria-describedby={marked.map(|_| place.clone())}
                autocomplete="off" spellcheck="false" />
            if let Some(marked) = marked { { formula_mark(&place, value, marked.span) } }
            if !names.is_empty() {
                <datalist id={list}>{ for names.iter().map(|n| html! { <option value={n.clone()} /> }) }</datalist>
            }
        </>
    }
}

fn range_and_default(spec: &ParamSpec) -> String {
    let default = value_words(&spec.default.value());
    match &spec.kind {
        ParamKind::Bool | ParamKind::Choice { .. } => say!("param-default", default = default),
        kind => say!("param-range-default", range = kind.to_string(), default = default),
    }
}

/// A value as a person would type it; nothing for no value.
fn plain(value: &ParamValue) -> String {
    match value {
        ParamValue::Null => String::new(),
        ParamValue::Text(text) => text.clone(),
        ParamValue::List(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// A value in words.
pub fn value_words(value: &ParamValue) -> String {
    match value {
        ParamValue::Null => say!("param-null"),
        ParamValue::List(list) if list.is_empty() => say!("param-null"),
        ParamValue::Text(text) if text.is_empty() => say!("param-null"),
        value => plain(value),
    }
}

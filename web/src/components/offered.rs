//! Fields for what a parameter offers: columns and words to choose from instead of text to type.

use super::column_picker::picker;
use super::{Choice, SelectBox};
use glasshouse_spec::{Offers, ParamKind, ParamSpec, ParamValue};
use yew::prelude::*;

/// A field of a parameter with something to choose; none where it is typed. `set` hears a value, none for the
/// default.
pub fn offered(
    id: &str,
    spec: &ParamSpec,
    shown: &ParamValue,
    columns: &[String],
    set: Callback<Option<ParamValue>>,
) -> Option<Html> {
    let names = matches!(spec.kind, ParamKind::Names { .. });
    match &spec.offers {
        Some(Offers::Columns) if names && !columns.is_empty() => {
            Some(several(id, say!("step-column-add"), spec, shown, columns.to_vec(), set))
        }
        Some(Offers::Columns) if !columns.is_empty() => Some(one(id, shown, columns, set)),
        Some(Offers::Words(words)) if names => {
            let words = words.iter().map(ToString::to_string).collect();
            Some(several(id, say!("param-add"), spec, shown, words, set))
        }
        _ => None,
    }
}

fn several(
    id: &str,
    label: String,
    spec: &ParamSpec,
    shown: &ParamValue,
    open: Vec<String>,
    set: Callback<Option<ParamValue>>,
) -> Html {
    let usual = spec.default.value().names();
    let set = set.reform(move |names: Vec<String>| {
        let departs = !names.is_empty() && names != usual;
        departs.then(|| ParamValue::List(names.into_iter().map(ParamValue::Text).collect()))
    });
    html! { <div class="step-columns">{ picker(id, label, &shown.names(), open, &set) }</div> }
}

fn one(id: &str, shown: &ParamValue, columns: &[String], set: Callback<Option<ParamValue>>) -> Html {
    let value = shown.as_str().unwrap_or_default().to_owned();
    let mut choices: Vec<Choice> =
        columns.iter().map(|name| Choice::new(name.clone(), name.clone())).collect();
    // A column that an earlier step makes is none of the table.
    if !value.is_empty() && !columns.contains(&value) {
        choices.push(Choice::new(value.clone(), value.clone()));
    }
    let onchange = set.reform(|name: String| Some(ParamValue::Text(name)));
    html! { <SelectBox id={id.to_owned()} {choices} {value} placeholder={say!("param-column")} {onchange} /> }
}

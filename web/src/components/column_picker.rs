//! Columns that were chosen, each of which can be taken out again, and a control that adds one.

use super::{Choice, IconButton, SelectBox};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Chosen columns and those that can be added; `set` hears the new choice.
pub fn column_picker(id: &str, chosen: &[String], open: Vec<String>, set: &Callback<Vec<String>>) -> Html {
    picker(id, say!("step-column-add"), chosen, open, set)
}

/// Chosen names and those that can be added, with the words of the control that adds one.
pub fn picker(
    id: &str,
    label: String,
    chosen: &[String],
    open: Vec<String>,
    set: &Callback<Vec<String>>,
) -> Html {
    let chip = |name: &String| {
        let rest: Vec<String> = chosen.iter().filter(|other| *other != name).cloned().collect();
        html! {
            <li class="chip">
                <span title={name.clone()}>{ column_words(name) }</span>
                <IconButton icon="x" label={say!("step-column-remove", name = name.as_str())}
                    onclick={set.reform(move |_| rest.clone())} />
            </li>
        }
    };
    let before = chosen.to_vec();
    let add = set.reform(move |name: String| {
        let mut columns = before.clone();
        columns.push(name);
        columns
    });
    let open = open.into_iter().filter(|name| !chosen.contains(name)).collect();
    html! { <><ul class="chips">{ for chosen.iter().map(chip) }</ul>{ adder(id, label, open, add) }</> }
}

/// A select while the columns are few; a field that completes names when they are many.
fn adder(id: &str, label: String, open: Vec<String>, add: Callback<String>) -> Html {
    const FEW: usize = 66;
    if open.len() <= FEW {
        let choices: Vec<Choice> =
            open.into_iter().map(|name| Choice::new(name.clone(), column_words(&name))).collect();
        return html! {
            <SelectBox id={id.to_owned()} {choices} value="" placeholder={label.clone()} {label} testid={format!("{id}-add")} onchange={add} />
        };
    }
    let list = format!("{id}-names");
    let names: Html = open.iter().map(|name| html! { <option value={name.clone()} /> }).collect();
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        if open.contains(&input.value()) {
            add.emit(input.value());
            input.set_value("");
        }
    });
    html! {
        <>
            <input class="input" id={id.to_owned()} list={list.clone()} placeholder={label.clone()} aria-label={label} {onchange}
                autocomplete="off" />
            <datalist id={list}>{ names }</datalist>
        </>
    }
}

/// A selector of columns in plain words, its name beside it.
fn column_words(name: &str) -> String {
    match name.strip_prefix('@') {
        Some("all") => say!("columns-all"),
        Some(kind) => say!("columns-of", kind = say!(&format!("type-{kind}")).to_lowercase()),
        None => name.to_owned(),
    }
}

/// Columns in a phrase: the first of them, and how many more there are.
pub fn columns_words(names: &[String]) -> String {
    const NAMED: usize = 3;
    if names.is_empty() {
        return say!("columns-usual");
    }
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| column_words(name)).collect();
    let rest = names.len().saturating_sub(NAMED);
    match rest {
        0 => shown.join(", "),
        rest => format!("{} {}", shown.join(", "), say!("columns-and-more", n = rest)),
    }
}

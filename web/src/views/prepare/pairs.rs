//! Two lists of a step that belong together, as pairs: what is replaced, and what it becomes, which may be nothing.

use crate::components::IconButton;
use crate::hooks::use_studio;
use crate::state::{Edit, List};
use glasshouse_spec::{KindInfo, Offers, ParamSpec, ParamValue, StepSpec};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Pairs`].
#[derive(Properties, PartialEq)]
pub struct PairsProps {
    /// Which list.
    pub list: List,
    /// Its place.
    pub at: usize,
    /// The step.
    pub step: StepSpec,
    /// The parameter of what is replaced.
    pub from: ParamSpec,
    /// The parameter of what it becomes.
    pub to: ParamSpec,
}

/// The two parameters of a kind that are edited as pairs.
pub fn paired(kind: &KindInfo) -> Option<(&ParamSpec, &ParamSpec)> {
    kind.params.iter().find_map(|to| match &to.offers {
        Some(Offers::BesideEach(name)) => {
            kind.params.iter().find(|from| from.name == *name).map(|from| (from, to))
        }
        _ => None,
    })
}

/// As many as there are of the first: nothing for all where there is none, the one for all where there is one.
fn beside(from: &[String], to: Vec<String>) -> Vec<String> {
    let fill = if to.len() == 1 { to[0].clone() } else { String::new() };
    let mut to = to;
    to.resize(from.len(), fill);
    to
}

/// The value of a parameter that is a list; none where it is the default.
fn list_of(texts: &[String], default: bool) -> Option<ParamValue> {
    (!default).then(|| ParamValue::List(texts.iter().cloned().map(ParamValue::Text).collect()))
}

/// The pairs, and a place for one more.
#[component]
pub fn Pairs(props: &PairsProps) -> Html {
    let studio = use_studio();
    // What the next pair becomes, where that was typed first.
    let ahead = use_state_eq(String::new);
    let read = |spec: &ParamSpec| {
        props.step.params.get(spec.name.as_ref()).map(ParamValue::names).unwrap_or_default()
    };
    let from = read(&props.from);
    let to = beside(&from, read(&props.to));
    let save = {
        let (list, at) = (props.list, props.at);
        let (first, second) = (props.from.name.to_string(), props.to.name.to_string());
        Callback::from(move |(from, to): (Vec<String>, Vec<String>)| {
            let changes = vec![
                (first.clone(), list_of(&from, from.is_empty())),
                (second.clone(), list_of(&to, to.iter().all(String::is_empty))),
            ];
            studio.edit(Edit::StepParams(list, at, changes));
        })
    };
    let row = |place: usize| {
        let id = format!("{}-{}-pair-{place}", props.list.key(), props.at);
        let own = from.get(place).cloned();
        let (before, after) = (own.clone().unwrap_or_default(), to.get(place).cloned());
        let on_from = {
            let (from, to, save, ahead) = (from.clone(), to.clone(), save.clone(), ahead.clone());
            move |event: Event| {
                let text = event.target_unchecked_into::<HtmlInputElement>().value().trim().to_owned();
                let (mut from, mut to) = (from.clone(), to.clone());
                match (text.is_empty(), place < from.len()) {
                    (true, true) => drop((from.remove(place), to.remove(place))),
                    (true, false) => return,
                    (false, true) => from[place] = text,
                    (false, false) => {
                        from.push(text);
                        to.push((*ahead).clone());
                        ahead.set(String::new());
                    }
                }
                save.emit((from, to));
            }
        };
        let on_to = {
            let (from, to, save, ahead) = (from.clone(), to.clone(), save.clone(), ahead.clone());
            move |event: Event| {
                let text = event.target_unchecked_into::<HtmlInputElement>().value().trim().to_owned();
                let mut to = to.clone();
                match to.get_mut(place) {
                    Some(own) => *own = text,
                    None => return ahead.set(text),
                }
                save.emit((from.clone(), to));
            }
        };
        let remove = {
            let (mut from, mut to, save) = (from.clone(), to.clone(), save.clone());
            if place < from.len() {
                from.remove(place);
                to.remove(place);
            }
            move |_: MouseEvent| save.emit((from.clone(), to.clone()))
        };
        html! {
            <li key={place} class="pair" data-testid="pair">
                <input class="input" id={id.clone()} value={before.clone()} onchange={on_from} autocomplete="off" spellcheck="false"
                    aria-label={say!("pair-from", n = place + 1)} placeholder={say!("pair-from-hint")} />
                <span aria-hidden="true">{ "\u{2192}" }</span>
                <input class="input" id={format!("{id}-to")} value={after.unwrap_or_else(|| (*ahead).clone())} onchange={on_to}
                    autocomplete="off" spellcheck="false" aria-label={say!("pair-to", n = place + 1)} placeholder={say!("pair-missing")} />
                if own.is_some() { <IconButton icon="x" label={say!("pair-remove", name = before)} onclick={remove} /> }
            </li>
        }
    };
    html! {
        <div class="field field-wide pairs">
            <span class="field-label">{ format!("{} \u{2192} {}", props.from.name, props.to.name) }</span>
            <ol>{ for (0..=from.len()).map(row) }</ol>
            <p class="field-help">{ say!("pair-help") }</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::beside;

    #[test]
    fn one_value_stands_for_all_and_none_for_missing() {
        let text = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let from = text(&["a", "b", "c"]);
        assert_eq!(beside(&from, text(&["x"])), text(&["x", "x", "x"]));
        assert_eq!(beside(&from, Vec::new()), text(&["", "", ""]));
        assert_eq!(beside(&from, text(&["x", "", "z"])), text(&["x", "", "z"]));
    }
}

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

/// What is replaced, and what each becomes: as many.
#[derive(Debug, Clone, PartialEq)]
struct Lists {
    from: Vec<String>,
    to: Vec<String>,
}

impl Lists {
    /// Nothing for all where nothing is said, the one for all where there is one.
    fn of(from: Vec<String>, mut to: Vec<String>) -> Self {
        let fill = if to.len() == 1 { to[0].clone() } else { String::new() };
        to.resize(from.len(), fill);
        Self { from, to }
    }

    /// Another left side of a pair, or of a new one after the last; an empty one takes the pair out. None where
    /// nothing comes of it.
    fn with_from(&self, place: usize, text: &str, ahead: &str) -> Option<Self> {
        let mut next = self.clone();
        match (text.is_empty(), next.from.get_mut(place)) {
            (true, Some(_)) => return Some(self.without(place)),
            (true, None) => return None,
            (false, Some(own)) => text.clone_into(own),
            (false, None) => {
                next.from.push(text.to_owned());
                next.to.push(ahead.to_owned());
            }
        }
        Some(next)
    }

    /// Another right side of a pair; none where there is no such pair yet.
    fn with_to(&self, place: usize, text: &str) -> Option<Self> {
        let mut next = self.clone();
        text.clone_into(next.to.get_mut(place)?);
        Some(next)
    }

    fn without(&self, place: usize) -> Self {
        let mut next = self.clone();
        if place < next.from.len() {
            next.from.remove(place);
            next.to.remove(place);
        }
        next
    }

    /// The values of both parameters; none where it is the default.
    fn values(&self) -> [Option<ParamValue>; 2] {
        let list = |texts: &[String]| ParamValue::List(texts.iter().cloned().map(ParamValue::Text).collect());
        let nothing = self.to.iter().all(String::is_empty);
        [(!self.from.is_empty()).then(|| list(&self.from)), (!nothing).then(|| list(&self.to))]
    }
}

/// What somebody typed.
fn typed(event: &Event) -> String {
    event.target_unchecked_into::<HtmlInputElement>().value().trim().to_owned()
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
    let lists = Lists::of(read(&props.from), read(&props.to));
    let save = {
        let (list, at) = (props.list, props.at);
        let names = [props.from.name.to_string(), props.to.name.to_string()];
        Callback::from(move |next: Lists| {
            let changes = names.iter().cloned().zip(next.values()).collect();
            studio.edit(Edit::StepParams(list, at, changes));
        })
    };
    let id = format!("{}-{}-pair", props.list.key(), props.at);
    let row = |place: usize| pair(&format!("{id}-{place}"), place, &lists, &ahead, &save);
    html! {
        <div class="field field-wide pairs">
            <span class="field-label">{ format!("{} \u{2192} {}", props.from.name, props.to.name) }</span>
            <ol>{ for (0..=lists.from.len()).map(row) }</ol>
            <p class="field-help">{ say!("pair-help") }</p>
        </div>
    }
}

/// One pair; the one after the last is empty.
fn pair(
    id: &str,
    place: usize,
    lists: &Lists,
    ahead: &UseStateHandle<String>,
    save: &Callback<Lists>,
) -> Html {
    let own = lists.from.get(place).cloned();
    let after = lists.to.get(place).cloned().unwrap_or_else(|| (**ahead).clone());
    let on_from = {
        let (lists, save, ahead) = (lists.clone(), save.clone(), ahead.clone());
        move |event: Event| {
            if let Some(next) = lists.with_from(place, &typed(&event), &ahead) {
                ahead.set(String::new());
                save.emit(next);
            }
        }
    };
    let on_to = {
        let (lists, save, ahead) = (lists.clone(), save.clone(), ahead.clone());
        move |event: Event| match lists.with_to(place, &typed(&event)) {
            Some(next) => save.emit(next),
            None => ahead.set(typed(&event)),
        }
    };
    let rest = lists.without(place);
    let remove = save.reform(move |_: MouseEvent| rest.clone());
    let before = own.clone().unwrap_or_default();
    html! {
        <li key={place} class="pair" data-testid="pair">
            <input class="input" id={id.to_owned()} value={before.clone()} onchange={on_from} autocomplete="off" spellcheck="false"
                aria-label={say!("pair-from", n = place + 1)} placeholder={say!("pair-from-hint")} />
            <span aria-hidden="true">{ "\u{2192}" }</span>
            <input class="input" id={format!("{id}-to")} value={after} onchange={on_to} autocomplete="off" spellcheck="false"
                aria-label={say!("pair-to", n = place + 1)} placeholder={say!("pair-missing")} />
            if own.is_some() { <IconButton icon="x" label={say!("pair-remove", name = before)} onclick={remove} /> }
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::Lists;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_value_stands_for_all_and_none_for_missing() {
        let to = |to: &[&str]| Lists::of(texts(&["a", "b", "c"]), texts(to)).to;
        assert_eq!(to(&["x"]), texts(&["x", "x", "x"]));
        assert_eq!(to(&[]), texts(&["", "", ""]));
        assert_eq!(to(&["x", "", "z"]), texts(&["x", "", "z"]));
    }

    #[test]
    fn pairs_are_added_changed_and_taken_out() {
        let none = Lists::of(Vec::new(), Vec::new());
        assert_eq!(none.with_from(0, "", "x"), None);
        assert_eq!(none.with_to(0, "x"), None);
        let one = none.with_from(0, "a", "x").unwrap();
        assert_eq!(one, Lists { from: texts(&["a"]), to: texts(&["x"]) });
        let two = one.with_from(1, "b", "").unwrap();
        assert_eq!(two.with_to(0, "").unwrap().values()[1], None);
        assert_eq!(two.with_from(0, "", ""), Some(Lists { from: texts(&["b"]), to: texts(&[""]) }));
        assert_eq!(two.without(0).without(0).values(), [None, None]);
    }
}

//! Other kinds of models, tried beside the recipe's own.

use super::form::usual;
use crate::components::Inside;
use crate::hooks::{use_slice, use_studio};
use glasshouse_spec::{KindInfo, ParamValue, Searched, TaskKind};
use std::collections::BTreeMap;
use yew::prelude::*;

/// The place of the kinds in what is searched.
const KIND: &str = "model.kind";
/// Who the model's parameters belong to where no kinds are searched.
const MODEL: &str = "model.";

/// What is searched, by place in the recipe.
type Places = BTreeMap<String, Searched>;

/// The kinds that are listed.
pub(super) fn listed(space: &Places) -> Vec<String> {
    match space.get(KIND) {
        Some(Searched::Values(values)) => {
            values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

/// What is searched when a kind is also tried, or is not any more: its parameters that are worth it come and go
/// with it, and those of the recipe's own kind are named after it while others are there.
fn switched(space: &Places, own: &str, kind: &KindInfo, task: TaskKind) -> Places {
    let (mut next, mut kinds) = (space.clone(), listed(space));
    kinds.retain(|one| one != own);
    let mine = format!("{own}.");
    match kinds.iter().position(|one| *one == kind.id) {
        Some(at) => {
            kinds.remove(at);
            next.retain(|path, _| !path.starts_with(&format!("{}.", kind.id)));
        }
        None => {
            kinds.push(kind.id.clone());
            let worth = kind.params_for(task).iter().filter(|spec| spec.tunable.is_some());
            let places = worth.filter_map(|spec| Some((format!("{}.{}", kind.id, spec.name), usual(spec)?)));
            next.extend(places);
        }
    }
    next.remove(KIND);
    if kinds.is_empty() {
        return renamed(next, &mine, MODEL);
    }
    next = renamed(next, MODEL, &mine);
    next.insert(KIND.into(), Searched::Values(kinds.into_iter().map(ParamValue::Text).collect()));
    next
}

/// With other beginnings of places.
fn renamed(space: Places, from: &str, to: &str) -> Places {
    let place = |(path, searched): (String, Searched)| match path.strip_prefix(from) {
        Some(name) => (format!("{to}{name}"), searched),
        None => (path, searched),
    };
    space.into_iter().map(place).collect()
}

#[derive(Properties, PartialEq)]
pub(super) struct KindsProps {
    /// What is searched now.
    pub space: Places,
}

/// The kinds of models for the question, each to be ticked.
#[component]
pub(super) fn Kinds(props: &KindsProps) -> Html {
    let studio = use_studio();
    let (recipe, session) = (use_slice(&studio.recipe), use_slice(&studio.session));
    let Some(now) = recipe.recipe() else { return Html::default() };
    let (own, task) = (now.model.kind.clone(), now.task.kind.unwrap_or_default());
    let kinds = listed(&props.space);
    let fitting = Inside::new(&session.kinds.estimators, task, Vec::new()).kinds;
    let row = |kind: &KindInfo| {
        let on = kinds.contains(&kind.id);
        let (studio, own, kind, space) = (studio.clone(), own.clone(), kind.clone(), props.space.clone());
        let (id, title) = (format!("search-kind-{}", kind.id), kind.title.clone());
        let onchange = move |_| {
            let next = switched(&space, &own, &kind, task);
            studio.edit_search(|tune| tune.space = next);
        };
        html! {
            <label class="search-value"><input type="checkbox" id={id.clone()} checked={on} {onchange}
                data-testid={id} /><span>{ title }</span></label>
        }
    };
    let others = kinds.iter().filter(|kind| **kind != own).count();
    html! {
        <details class="further" open={others > 0}>
            <summary data-testid="search-kinds">{ say!("search-kinds", n = others) }</summary>
            <p class="field-help">{ say!("search-kinds-why") }</p>
            <div class="search-range">{ for fitting.iter().filter(|kind| kind.id != own).map(row) }</div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(id: &str) -> KindInfo {
        let text = format!(
            r#"{{"id": "{id}", "title": "{id}", "help": "", "onnx": true, "params": [
                {{"name": "C", "help": "", "kind": {{"type": "float", "min": 0.0, "max": 9.0, "open": true}}, "default": 1.0,
                  "tunable": {{"low": 0.1, "high": 10.0, "log": true}}}}]}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    fn paths(space: &Places) -> Vec<&str> {
        space.keys().map(String::as_str).collect()
    }

    #[test]
    fn a_kind_comes_with_its_parameters_and_goes_with_them() {
        let range = Searched::Range { low: 1.0, high: 2.0, log: false };
        let space = Places::from([("model.alpha".into(), range.clone()), ("prepare[0].k".into(), range)]);
        let task = TaskKind::Classification;
        let two = switched(&space, "own", &kind("svm"), task);
        assert_eq!(paths(&two), ["model.kind", "own.alpha", "prepare[0].k", "svm.C"]);
        assert_eq!(listed(&two), ["svm"]);
        let three = switched(&two, "own", &kind("ridge"), task);
        assert_eq!(listed(&three), ["svm", "ridge"]);
        assert_eq!(paths(&three), ["model.kind", "own.alpha", "prepare[0].k", "ridge.C", "svm.C"]);
        let back = switched(&switched(&three, "own", &kind("svm"), task), "own", &kind("ridge"), task);
        assert_eq!(back, space);
    }
}

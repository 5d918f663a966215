//! Estimators inside an estimator: pick a kind, its parameters folded beneath; of a list also add, take
//! out and move.

use super::{Choice, IconButton, ParamForm, SelectBox, icon};
use crate::state::set_param;
use glasshouse_spec::{KindInfo, ParamKind, ParamSpec, ParamValue, ParamValues, TaskKind};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What forms of estimators inside others know.
#[derive(Clone, PartialEq, Default)]
pub struct Inside {
    /// Estimators that may be inside another.
    pub kinds: Rc<[KindInfo]>,
    /// The question that they are to answer.
    pub task: TaskKind,
    /// What is wrong, by the path of the parameter.
    pub faults: Rc<[(String, String)]>,
}

impl Inside {
    /// Those of a list that serve a task and are not made of others themselves.
    pub fn new(kinds: &[KindInfo], task: TaskKind, faults: Vec<(String, String)>) -> Self {
        // A forecast is by what answers numbers.
        let task = if task == TaskKind::Forecast { TaskKind::Regression } else { task };
        let alone = |kind: &&KindInfo| kind.params_for(task).iter().all(|spec| !spec.kind.nests());
        let kinds = kinds.iter().filter(|kind| kind.tasks.contains(&task)).filter(alone).cloned().collect();
        Self { kinds, task, faults: faults.into() }
    }

    /// What is wrong at a path.
    pub fn wrong(&self, path: &str) -> Option<AttrValue> {
        self.faults.iter().find(|(at, _)| at == path).map(|(_, why)| why.clone().into())
    }

    fn choices(&self) -> Vec<Choice> {
        let choice = |kind: &KindInfo| {
            Choice::new(kind.id.clone(), kind.title.clone()).under(say!(&format!("family-{}", kind.family)))
        };
        self.kinds.iter().map(choice).collect()
    }
}

/// Properties of [`NestedField`].
#[derive(Properties, PartialEq)]
pub struct NestedFieldProps {
    /// Path of the parameter in the recipe; makes ids unique.
    pub path: String,
    /// Its declaration.
    pub spec: ParamSpec,
    /// Its value, or the default.
    pub value: ParamValue,
    /// What is known of what may be inside.
    pub inside: Inside,
    /// Hears the new value.
    pub on_change: Callback<ParamValue>,
}

/// A parameter whose value is an estimator, or a list of them.
#[component]
pub fn NestedField(props: &NestedFieldProps) -> Html {
    let ParamKind::Estimators { most, weighed } = props.spec.kind else {
        let set = props.on_change.clone();
        return html! {
            <fieldset class="nested">
                <legend class="field-label">{ props.spec.name.to_string() }</legend>
                <p class="field-help">{ props.spec.help.to_string() }</p>
                <NestedOne path={props.path.clone()} value={props.value.clone()} inside={props.inside.clone()}
                    weighed=false on_change={set} />
            </fieldset>
        };
    };
    let list = match &props.value {
        ParamValue::List(list) => list.clone(),
        one => vec![one.clone()],
    };
    let emit = props.on_change.reform(ParamValue::List);
    let add = {
        let (list, emit) = (list.clone(), emit.clone());
        Callback::from(move |kind: String| {
            let mut list = list.clone();
            list.push(ParamValue::nested(&kind, ParamValues::new()));
            emit.emit(list);
        })
    };
    html! {
        <fieldset class="nested">
            <legend class="field-label">{ props.spec.name.to_string() }</legend>
            <p class="field-help">{ props.spec.help.to_string() }</p>
            <ol class="nested-list">
                { for (0..list.len()).map(|at| row(props, &list, at, weighed, &emit)) }
            </ol>
            if list.len() < most as usize {
                <SelectBox choices={props.inside.choices()} value="" placeholder={say!("nested-add")}
                    label={say!("nested-add")} testid="nested-add" onchange={add} />
            }
        </fieldset>
    }
}

/// One of a list, with what can be done to it.
fn row(
    props: &NestedFieldProps,
    list: &[ParamValue],
    at: usize,
    weighed: bool,
    emit: &Callback<Vec<ParamValue>>,
) -> Html {
    let edited = |change: fn(&mut Vec<ParamValue>, usize)| {
        let list = list.to_vec();
        emit.reform(move |_: MouseEvent| {
            let mut list = list.clone();
            change(&mut list, at);
            list
        })
    };
    let set = {
        let list = list.to_vec();
        emit.reform(move |value| {
            let mut list = list.clone();
            list[at] = value;
            list
        })
    };
    let alone = list.len() == 1;
    let remove = if alone { say!("nested-last") } else { say!("nested-remove", n = at + 1) };
    html! {
        <li class="nested-row">
            <NestedOne path={format!("{}[{at}]", props.path)} value={list[at].clone()} inside={props.inside.clone()}
                {weighed} on_change={set}>
                <span class="step-actions">
                    <IconButton icon="arrow-up" label={say!("step-up")} disabled={at == 0}
                        onclick={edited(|list, at| list.swap(at, at.saturating_sub(1)))} />
                    <IconButton icon="arrow-down" label={say!("step-down")} disabled={at + 1 == list.len()}
                        onclick={edited(|list, at| list.swap(at, at + 1))} />
                    <IconButton icon="trash-2" label={remove} disabled={alone}
                        onclick={edited(|list, at| drop(list.remove(at)))} />
                </span>
            </NestedOne>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct NestedOneProps {
    path: String,
    value: ParamValue,
    inside: Inside,
    weighed: bool,
    on_change: Callback<ParamValue>,
    #[prop_or_default]
    children: Html,
}

/// A kind to pick, its weight, and its parameters folded beneath.
#[component]
fn NestedOne(props: &NestedOneProps) -> Html {
    let (path, inside) = (&props.path, &props.inside);
    let id = path.replace(['[', ']', '.'], "-");
    let (kind, params, weight) = match props.value.estimator() {
        Some(nested) => (nested.kind.to_owned(), nested.params.clone(), nested.weight),
        None => (String::new(), ParamValues::new(), 1.0),
    };
    let build = {
        let on_change = props.on_change.clone();
        Rc::new(move |kind: &str, params: ParamValues, weight: f64| {
            let mut value = ParamValue::nested(kind, params);
            if let ParamValue::Table(table) = &mut value
                && weight != 1.0
            {
                table.insert("weight".into(), ParamValue::Float(weight));
            }
            on_change.emit(value);
        })
    };
    let info = inside.kinds.iter().find(|known| known.id == kind);
    let specs = info.map(|info| info.params_for(inside.task).to_vec()).unwrap_or_default();
    let pick = {
        let build = build.clone();
        Callback::from(move |kind: String| build(&kind, ParamValues::new(), weight))
    };
    let set = {
        let (build, kind, params) = (build.clone(), kind.clone(), params.clone());
        Callback::from(move |(name, value)| {
            let mut params = params.clone();
            set_param(&mut params, name, value);
            build(&kind, params, weight);
        })
    };
    let weigh = {
        let params = params.clone();
        let kind = kind.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            match input.value().trim().replace(',', ".").parse::<f64>() {
                Ok(new) if new > 0.0 && new.is_finite() => build(&kind, params.clone(), new),
                _ => input.set_value(&weight.to_string()),
            }
        })
    };
    let beneath = format!("{path}.");
    let field = |at: &str| specs.iter().any(|spec| at.strip_prefix(&beneath) == Some(spec.name.as_ref()));
    let here = inside.faults.iter().filter(|(at, _)| at == path || at.starts_with(&beneath) && !field(at));
    let faulty = inside.faults.iter().any(|(at, _)| at.starts_with(&beneath));
    let model = info.map_or(kind.clone(), |info| info.title.clone());
    let mut choices = inside.choices();
    if info.is_none() && !kind.is_empty() {
        choices.push(Choice::new(kind.clone(), kind.clone()));
    }
    html! {
        <>
            <div class="nested-head">
                <SelectBox {choices} value={kind} id={id.clone()} label={say!("nested-kind")} onchange={pick} />
                if props.weighed {
                    <label class="nested-weight">
                        <span>{ say!("nested-weight") }</span>
                        <input class="input" value={weight.to_string()} inputmode="decimal" onchange={weigh}
                            autocomplete="off" />
                    </label>
                }
                { props.children.clone() }
            </div>
            { for here.map(|(_, why)| html! {
                <p class="field-fault" role="alert">{ icon("circle-alert") }{ why }</p>
            }) }
            if !specs.is_empty() {
                <details class="param-more" open={!params.is_empty() || faulty}>
                    <summary>{ say!("nested-settings", model = model, n = specs.len()) }</summary>
                    <ParamForm path={path.clone()} {specs} values={params} on_change={set} inside={inside.clone()} />
                </details>
            }
        </>
    }
}

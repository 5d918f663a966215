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

/// A parameter whose value is an estimator, or a list of them.
pub struct NestedField<'a> {
    /// Path of the parameter in the recipe; makes ids unique.
    pub path: &'a str,
    /// Its declaration.
    pub spec: &'a ParamSpec,
    /// Its value, or the default.
    pub value: ParamValue,
    /// What is known of what may be inside.
    pub inside: &'a Inside,
    /// Hears the new value.
    pub on_change: Callback<ParamValue>,
}

/// The form of such a parameter.
pub fn nested_field(field: &NestedField<'_>) -> Html {
    let form = match field.spec.kind {
        ParamKind::Estimators { most, weighed } => list(field, most as usize, weighed),
        _ => {
            let one = Nested::new(&field.value, field.inside, field.on_change.clone());
            one.form(field.path, false, Html::default())
        }
    };
    html! {
        <fieldset class="nested">
            <legend class="field-label">{ field.spec.name.to_string() }</legend>
            <p class="field-help">{ field.spec.help.to_string() }</p>
            { form }
        </fieldset>
    }
}

fn list(field: &NestedField<'_>, most: usize, weighed: bool) -> Html {
    let list = match &field.value {
        ParamValue::List(list) => list.clone(),
        one => vec![one.clone()],
    };
    let emit = field.on_change.reform(ParamValue::List);
    let rows: Html = (0..list.len()).map(|at| row(field, &list, at, weighed, &emit)).collect();
    let full = list.len() >= most;
    let add = emit.reform(move |kind: String| {
        let mut list = list.clone();
        list.push(ParamValue::nested(&kind, ParamValues::new()));
        list
    });
    html! {
        <>
            <ol class="nested-list">{ rows }</ol>
            if !full {
                <SelectBox choices={field.inside.choices()} value="" placeholder={say!("nested-add")}
                    label={say!("nested-add")} testid="nested-add" onchange={add} />
            }
        </>
    }
}

/// One of a list, with what can be done to it.
fn row(
    field: &NestedField<'_>,
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
    let before = list.to_vec();
    let set = emit.reform(move |value| {
        let mut list = before.clone();
        list[at] = value;
        list
    });
    let alone = list.len() == 1;
    let remove = if alone { say!("nested-last") } else { say!("nested-remove", n = at + 1) };
    let actions = html! {
        <span class="step-actions">
            <IconButton icon="arrow-up" label={say!("step-up")} disabled={at == 0}
                onclick={edited(|list, at| list.swap(at, at.saturating_sub(1)))} />
            <IconButton icon="arrow-down" label={say!("step-down")} disabled={at + 1 == list.len()}
                onclick={edited(|list, at| list.swap(at, at + 1))} />
            <IconButton icon="trash-2" label={remove} disabled={alone}
                onclick={edited(|list, at| drop(list.remove(at)))} />
        </span>
    };
    let one = Nested::new(&list[at], field.inside, set);
    html! { <li class="nested-row">{ one.form(&format!("{}[{at}]", field.path), weighed, actions) }</li> }
}

/// An estimator inside another.
#[derive(Clone)]
struct Nested {
    kind: String,
    params: ParamValues,
    weight: f64,
    inside: Inside,
    on_change: Callback<ParamValue>,
}

impl Nested {
    fn new(value: &ParamValue, inside: &Inside, on_change: Callback<ParamValue>) -> Self {
        let (kind, params, weight) = match value.estimator() {
            Some(nested) => (nested.kind.to_owned(), nested.params.clone(), nested.weight),
            None => (String::new(), ParamValues::new(), 1.0),
        };
        Self { kind, params, weight, inside: inside.clone(), on_change }
    }

    /// Tells of it as it is now.
    fn emit(self) {
        let mut value = ParamValue::nested(&self.kind, self.params);
        if let ParamValue::Table(table) = &mut value
            && self.weight != 1.0
        {
            table.insert("weight".into(), ParamValue::Float(self.weight));
        }
        self.on_change.emit(value);
    }

    fn info(&self) -> Option<&KindInfo> {
        self.inside.kinds.iter().find(|known| known.id == self.kind)
    }

    /// A kind to pick, its weight, and its parameters folded beneath.
    fn form(&self, path: &str, weighed: bool, actions: Html) -> Html {
        let mut choices = self.inside.choices();
        if self.info().is_none() && !self.kind.is_empty() {
            choices.push(Choice::new(self.kind.clone(), self.kind.clone()));
        }
        let nested = self.clone();
        let pick = Callback::from(move |kind: String| {
            Self { kind, params: ParamValues::new(), ..nested.clone() }.emit();
        });
        html! {
            <>
                <div class="nested-head">
                    <SelectBox {choices} value={self.kind.clone()} id={path.replace(['[', ']', '.'], "-")}
                        label={say!("nested-kind")} onchange={pick} />
                    if weighed { { self.weight() } }
                    { actions }
                </div>
                { self.settings(path) }
            </>
        }
    }

    fn weight(&self) -> Html {
        let nested = self.clone();
        let weigh = move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            match input.value().trim().replace(',', ".").parse::<f64>() {
                Ok(weight) if weight > 0.0 && weight.is_finite() => Self { weight, ..nested.clone() }.emit(),
                _ => input.set_value(&nested.weight.to_string()),
            }
        };
        html! {
            <label class="nested-weight">
                <span>{ say!("nested-weight") }</span>
                <input class="input" value={self.weight.to_string()} inputmode="decimal" onchange={weigh}
                    autocomplete="off" />
            </label>
        }
    }

    /// What is wrong with it, and its parameters.
    fn settings(&self, path: &str) -> Html {
        let info = self.info();
        let specs = info.map(|info| info.params_for(self.inside.task).to_vec()).unwrap_or_default();
        let beneath = format!("{path}.");
        let field = |at: &str| specs.iter().any(|spec| at.strip_prefix(&beneath) == Some(spec.name.as_ref()));
        let faults = &self.inside.faults;
        let here = faults.iter().filter(|(at, _)| at == path || at.starts_with(&beneath) && !field(at));
        let faulty = faults.iter().any(|(at, _)| at.starts_with(&beneath));
        let wrong: Html = here
            .map(|(_, why)| html! { <p class="field-fault" role="alert">{ icon("circle-alert") }{ why }</p> })
            .collect();
        if specs.is_empty() {
            return wrong;
        }
        let model = info.map_or(self.kind.clone(), |info| info.title.clone());
        let nested = self.clone();
        let set = Callback::from(move |(name, value)| {
            let mut next = nested.clone();
            set_param(&mut next.params, name, value);
            next.emit();
        });
        html! {
            <>
                { wrong }
                <details class="param-more" open={!self.params.is_empty() || faulty}>
                    <summary>{ say!("nested-settings", model = model, n = specs.len()) }</summary>
                    <ParamForm path={path.to_owned()} {specs} values={self.params.clone()} on_change={set}
                        inside={self.inside.clone()} />
                </details>
            </>
        }
    }
}

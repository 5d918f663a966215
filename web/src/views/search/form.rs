//! What is searched: how, for how long, by which metric, and which values of which parameters.

use super::kinds::Kinds;
use super::{Searchable, searchable};
use crate::components::{Choice, Field, SelectBox};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::views::resample::whole;
use crate::views::scores::metric_title;
use glasshouse_spec::{
    DEFAULT_TRIALS, ParamKind, ParamSpec, ParamValue, Recipe, SearchMethod, Searched, TaskKind, TuneSpec,
};
use std::collections::BTreeMap;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Metrics that are offered for classes, and for numbers.
const OF_CLASSES: [&str; 7] = [
    "roc_auc",
    "f1_macro",
    "accuracy",
    "balanced_accuracy",
    "log_loss",
    "average_precision",
    "matthews_corrcoef",
];
const OF_NUMBERS: [&str; 4] =
    ["root_mean_squared_error", "r2", "mean_absolute_error", "median_absolute_error"];

/// The form.
#[component]
pub fn SearchForm() -> Html {
    let studio = use_studio();
    let (recipe, session) = (use_slice(&studio.recipe), use_slice(&studio.session));
    let Some(now) = recipe.recipe() else { return Html::default() };
    let all = searchable(now, &session.kinds.estimators, &session.kinds.steps);
    let space = match now.tune.space.is_empty() {
        true => worth_it(&all),
        false => now.tune.space.clone(),
    };
    let (likely, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|one| one.spec.tunable.is_some() || space.contains_key(&one.path));
    let row = |one: &Searchable| {
        html! { <Row key={one.path.clone()} one={one.clone()} space={space.clone()} /> }
    };
    html! {
        <>
            <div class="inline-form">{ how(&studio, now) }</div>
            <fieldset class="search-space">
                <legend>{ say!("search-space", n = space.len()) }</legend>
                { for likely.iter().map(row) }
                if !others.is_empty() {
                    <details class="further">
                        <summary>{ say!("search-others", n = others.len()) }</summary>
                        { for others.iter().map(row) }
                    </details>
                }
                <Kinds space={space.clone()} />
            </fieldset>
        </>
    }
}

fn worth_it(all: &[Searchable]) -> BTreeMap<String, Searched> {
    let worth = all.iter().filter(|one| one.spec.tunable.is_some());
    worth.filter_map(|one| Some((one.path.clone(), usual(&one.spec)?))).collect()
}

/// What is tried of a parameter where nobody says: its range, its choices, on and off. None where there is no
/// telling.
pub fn usual(spec: &ParamSpec) -> Option<Searched> {
    if let Some(range) = spec.tunable {
        return Some(Searched::Range { low: range.low, high: range.high, log: range.log });
    }
    match &spec.kind {
        ParamKind::Choice { options } if options.len() > 1 => {
            Some(Searched::Values(options.iter().map(|name| ParamValue::Text(name.to_string())).collect()))
        }
        ParamKind::Bool => Some(Searched::Values(vec![ParamValue::Bool(false), ParamValue::Bool(true)])),
        _ => None,
    }
}

/// Method, trials, minutes, metric.
fn how(studio: &Studio, recipe: &Recipe) -> Html {
    let tune = &recipe.tune;
    let methods: Vec<Choice> = SearchMethod::ALL
        .iter()
        .map(|method| Choice::new(method.name(), say!(&format!("search-by-{}", method.name()))))
        .collect();
    let method = tune.method.unwrap_or(SearchMethod::Tpe).name();
    let classes = recipe.task.kind.unwrap_or_default() == TaskKind::Classification;
    let names: &[&str] = if classes { &OF_CLASSES } else { &OF_NUMBERS };
    let titled = names.iter().map(|name| Choice::new(*name, metric_title(name)));
    let mut metrics: Vec<Choice> =
        std::iter::once(Choice::new("", say!("search-metric-auto"))).chain(titled).collect();
    let metric = tune.metric.clone().unwrap_or_default();
    if !metric.is_empty() && !names.contains(&metric.as_str()) {
        metrics.push(Choice::new(metric.clone(), metric_title(&metric)));
    }
    let [one, two, three, four] = [0; 4].map(|_| studio.clone());
    let by_method = Callback::from(move |name: String| {
        let method = SearchMethod::ALL.into_iter().find(|method| method.name() == name);
        one.edit_search(|tune| tune.method = method.filter(|method| *method != SearchMethod::Tpe));
    });
    let by_metric = Callback::from(move |name: String| {
        two.edit_search(|tune| tune.metric = Some(name).filter(|name| !name.is_empty()));
    });
    html! {
        <>
            <Field label={say!("search-method")} id="search-method" help={say!(&format!("search-by-{method}.help"))}>
                <SelectBox id="search-method" choices={methods} value={method} onchange={by_method} testid="search-method" />
            </Field>
            <Field label={say!("search-metric")} id="search-metric">
                <SelectBox id="search-metric" choices={metrics} value={metric} onchange={by_metric} testid="search-metric" />
            </Field>
            <Field label={say!("search-trials")} id="search-trials">
                { whole("search-trials", tune.trials.unwrap_or(DEFAULT_TRIALS), 1, move |n| {
                    three.edit_search(|tune| tune.trials = (n != DEFAULT_TRIALS).then_some(n));
                }) }
            </Field>
            <Field label={say!("search-minutes")} id="search-minutes">
                { minutes(tune, move |minutes| four.edit_search(|tune| tune.minutes = minutes)) }
            </Field>
        </>
    }
}

/// Minutes at most, or as long as it takes.
fn minutes(tune: &TuneSpec, set: impl Fn(Option<f64>) + 'static) -> Html {
    let shown = tune.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
    let before = shown.clone();
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let text = input.value().trim().replace(',', ".");
        match text.parse::<f64>() {
            Ok(minutes) if minutes > 0.0 => set(Some(minutes)),
            _ if text.is_empty() => set(None),
            _ => input.set_value(&before),
        }
    };
    html! {
        <input class="input input-short" id="search-minutes" type="number" min="0" step="any" value={shown}
            placeholder={say!("search-minutes-any")} {onchange} data-testid="search-minutes" />
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    one: Searchable,
    /// What is searched now.
    space: BTreeMap<String, Searched>,
}

/// One parameter: whether it is searched, and where.
#[component]
fn Row(props: &RowProps) -> Html {
    let studio = use_studio();
    let Searchable { path, owner, spec } = &props.one;
    let searched = props.space.get(path);
    let set = {
        let (studio, space, path) = (studio.clone(), props.space.clone(), path.clone());
        Callback::from(move |searched: Option<Searched>| {
            let mut space = space.clone();
            match searched {
                Some(searched) => drop(space.insert(path.clone(), searched)),
                None => drop(space.remove(&path)),
            }
            studio.edit_search(|tune| tune.space = space);
        })
    };
    let toggle = {
        let (set, spec, last) = (set.clone(), spec.clone(), props.space.len() == 1);
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            match input.checked() {
                true => set.emit(usual(&spec)),
                // Nothing to search would mean everything that is worth it.
                false if last => input.set_checked(true),
                false => set.emit(None),
            }
        }
    };
    let id = format!("search-{}", path.replace(['[', ']', '.'], "-"));
    html! {
        <div class="search-row">
            <label class="search-name" title={spec.help.to_string()}>
                <input type="checkbox" id={id.clone()} checked={searched.is_some()} onchange={toggle} data-testid={id.clone()} />
                <span>{ spec.name.to_string() }</span><small>{ owner }</small>
            </label>
            { values(&id, spec, searched.cloned(), &set) }
        </div>
    }
}

/// The ends of a range, or the values that are tried.
fn values(id: &str, spec: &ParamSpec, searched: Option<Searched>, set: &Callback<Option<Searched>>) -> Html {
    match searched {
        None => Html::default(),
        Some(Searched::Range { low, high, log }) => {
            let end = |name: &'static str, now: f64, make: fn(f64, f64, f64, bool) -> Searched| {
                let set = set.clone();
                let onchange = move |event: Event| {
                    let input: HtmlInputElement = event.target_unchecked_into();
                    match input.value().trim().replace(',', ".").parse::<f64>() {
                        Ok(end) => set.emit(Some(make(end, low, high, log))),
                        Err(_) => input.set_value(&now.to_string()),
                    }
                };
                html! {
                    <input class="input input-short" type="number" step="any" value={now.to_string()} {onchange}
                        aria-label={say!(&format!("search-{name}"), name = spec.name.to_string())}
                        data-testid={format!("{id}-{name}")} />
                }
            };
            html! {
                <span class="search-range">
                    { end("low", low, |end, _, high, log| Searched::Range { low: end, high, log }) }
                    <span>{ "\u{2013}" }</span>
                    { end("high", high, |end, low, _, log| Searched::Range { low, high: end, log }) }
                    if log { <small class="quiet">{ say!("search-log") }</small> }
                </span>
            }
        }
        Some(Searched::Values(values)) => html! {
            <span class="search-range">{ for every(spec).into_iter().map(|value| {
                let on = values.contains(&value);
                let (set, values, own) = (set.clone(), values.clone(), value.clone());
                let onchange = move |_| {
                    let mut next: Vec<ParamValue> = values.clone();
                    match next.iter().position(|known| *known == own) {
                        Some(_) if next.len() == 1 => {}
                        Some(at) => drop(next.remove(at)),
                        None => next.push(own.clone()),
                    }
                    set.emit(Some(Searched::Values(next)));
                };
                html! {
                    <label class="search-value"><input type="checkbox" checked={on} {onchange} /><span>{ value.to_string() }</span></label>
                }
            }) }</span>
        },
    }
}

/// Every value of a parameter that has few.
fn every(spec: &ParamSpec) -> Vec<ParamValue> {
    match usual(spec) {
        Some(Searched::Values(values)) => values,
        _ => Vec::new(),
    }
}

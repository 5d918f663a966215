//! The model with its parameters, and the shares of the split.

use crate::components::{Choice, Field, Inside, ParamForm, SelectBox, Why, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Data, Edit};
use crate::words::sentence;
use glasshouse_spec::{ColumnProfile, ColumnType, KindInfo, Recipe, SplitMethod, SplitSpec, TaskKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The model and its parameters.
#[component]
pub fn ModelChoice() -> Html {
    let studio = use_studio();
    let (session, state) = (use_slice(&studio.session), use_slice(&studio.recipe));
    let Some(recipe) = state.recipe() else { return Html::default() };
    let kinds = fitting(&session.kinds.estimators, recipe);
    let title = |k: &KindInfo| if k.onnx { k.title.clone() } else { say!("model-no-onnx", model = &k.title) };
    let choice = |k: &&KindInfo| Choice::new(k.id.clone(), title(k)).under(family(&k.family));
    let mut choices: Vec<Choice> = kinds.iter().map(choice).collect();
    if kinds.iter().all(|kind| kind.id != recipe.model.kind) {
        choices.push(Choice::new(recipe.model.kind.clone(), recipe.model.kind.clone()));
    }
    let kind = kinds.iter().find(|kind| kind.id == recipe.model.kind);
    let task = recipe.task.kind.unwrap_or_default();
    let (models, params) = (studio.clone(), studio.clone());
    // What is wrong inside an estimator of the model is said there.
    let nests = |at: &str| {
        let nested = kind.into_iter().flat_map(|kind| kind.params_for(task)).filter(|spec| spec.kind.nests());
        let mut paths = nested.map(|spec| format!("model.params.{}", spec.name));
        paths.any(|path| at.starts_with(&path))
    };
    let at = state.faults.iter().filter_map(|f| f.at.parameter.as_deref().map(|at| (at, f)));
    let (within, wrong): (Vec<_>, Vec<_>) =
        at.filter(|(at, _)| at.starts_with("model")).partition(|(at, _)| nests(at));
    let within = within.into_iter().map(|(at, fault)| (at.to_owned(), sentence(&fault.message))).collect();
    let inside = Inside::new(&session.kinds.estimators, task, within);
    html! {
        <section class="section" aria-label={say!("model-title")}>
            <h2>{ say!("model-title") }</h2>
            <Field label={say!("model-label")} id="model" help={kind.map(|k| AttrValue::from(k.help.clone()))}>
                <SelectBox id="model" {choices} value={recipe.model.kind.clone()} testid="model-select"
                    onchange={Callback::from(move |kind: String| models.edit(Edit::Model(kind)))} />
                <Why why={state.why("model").map(|w| AttrValue::from(w.to_owned()))} />
            </Field>
            { for wrong.into_iter().map(|(_, f)| html! {
                <p class="field-fault" role="alert">{ icon("circle-alert") }{ sentence(&f.message) }</p>
            }) }
            if let Some(kind) = kind {
                <ParamForm key={kind.id.clone()} path="model.params" specs={kind.params_for(task).to_vec()}
                    values={recipe.model.params.clone()} {inside}
                    on_change={Callback::from(move |(name, value)| params.edit(Edit::ModelParam(name, value)))} />
            }
        </section>
    }
}

/// The heading of a family of models.
fn family(family: &str) -> String {
    if family.is_empty() { String::new() } else { say!(&format!("family-{family}")) }
}

/// Estimators that serve the task.
fn fitting<'a>(kinds: &'a [KindInfo], recipe: &Recipe) -> Vec<&'a KindInfo> {
    let task = recipe.task.kind.unwrap_or(TaskKind::Classification);
    kinds.iter().filter(|kind| kind.tasks.contains(&task)).collect()
}

/// How rows are parted.
#[component]
pub fn SplitForm() -> Html {
    let studio = use_studio();
    let state = use_slice(&studio.recipe);
    let wrong = use_state_eq(|| None::<String>);
    let Some(recipe) = state.recipe() else { return Html::default() };
    let split = recipe.split.clone();
    let on_wrong = {
        let wrong = wrong.clone();
        Callback::from(move |why| wrong.set(why))
    };
    let share = |name: &'static str| {
        html! { <Share {name} split={split.clone()} on_wrong={on_wrong.clone()} /> }
    };
    let wrong = wrong.as_ref().map(|why| AttrValue::from(why.clone()));
    html! {
        <Field label={say!("split-label")} id="split-method" {wrong}>
            <Method split={split.clone()} />
            if split.method != Some(SplitMethod::Column) {
                <div class="shares">{ share("train") }{ share("validation") }{ share("test") }</div>
            }
            <Why why={state.why("split").map(|why| AttrValue::from(why.to_owned()))} />
        </Field>
    }
}

#[derive(Properties, PartialEq)]
struct MethodProps {
    split: SplitSpec,
}

/// How rows are chosen for the parts.
#[component]
fn Method(props: &MethodProps) -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let forecast = recipe.recipe().is_some_and(|recipe| recipe.task.kind == Some(TaskKind::Forecast));
    let methods: &[(&str, SplitMethod)] = match forecast {
        true => &[("time", SplitMethod::Time)],
        false => &[
            ("random", SplitMethod::Random),
            ("stratified", SplitMethod::Stratified),
            ("time", SplitMethod::Time),
            ("group", SplitMethod::Group),
            ("column", SplitMethod::Column),
        ],
    };
    let value = props.split.method.map(|method| format!("{method:?}").to_lowercase()).unwrap_or_default();
    let choice = |(name, _): &(&str, SplitMethod)| Choice::new(*name, say!(&format!("split-{name}")));
    let mut choices: Vec<Choice> = methods.iter().map(choice).collect();
    if !value.is_empty() && methods.iter().all(|(name, _)| *name != value) {
        choices.push(Choice::new(value.clone(), say!(&format!("split-{value}"))));
    }
    let onchange = {
        let (studio, split) = (studio.clone(), props.split.clone());
        Callback::from(move |chosen: String| {
            let method = methods.iter().find(|(name, _)| *name == chosen).map(|(_, method)| *method);
            let method = method.or(split.method);
            let data = studio.data.get();
            let fits = split.column.clone().filter(|name| fitting_columns(&data, method).contains(name));
            let column = fits.or_else(|| fitting_columns(&data, method).into_iter().next());
            let column = column.filter(|_| reads_column(method) && !forecast);
            studio.edit(Edit::Split(SplitSpec { method, column, ..split.clone() }));
        })
    };
    let column = reads_column(props.split.method) && !forecast;
    html! {
        <>
            <SelectBox id="split-method" {choices} {value} placeholder={say!("split-auto")} {onchange} testid="split-method" />
            if column { { column_of(&studio, &props.split) } }
        </>
    }
}

/// Whether a method reads a column.
fn reads_column(method: Option<SplitMethod>) -> bool {
    matches!(method, Some(SplitMethod::Time | SplitMethod::Group | SplitMethod::Column))
}

/// Columns that a method may read: of dates before those of numbers for time, those of few values for parts, all
/// that repeat for groups. A column with gaps serves none.
fn fitting_columns(data: &Data, method: Option<SplitMethod>) -> Vec<String> {
    let all = || data.loaded.iter().flat_map(|loaded| &loaded.profile.columns).filter(|c| c.missing == 0);
    let named = |fits: &dyn Fn(&ColumnProfile) -> bool| -> Vec<String> {
        all().filter(|c| fits(c)).map(|c| c.name.clone()).collect()
    };
    match method {
        Some(SplitMethod::Time) => {
            let (dates, numbers) =
                (named(&|c| c.kind == ColumnType::Datetime), named(&|c| c.kind == ColumnType::Numeric));
            [dates, numbers].concat()
        }
        Some(SplitMethod::Column) => named(&|c| c.unique <= 3 && c.kind == ColumnType::Categorical),
        Some(SplitMethod::Group) => {
            let rows = data.loaded.as_ref().map_or(0, |loaded| loaded.profile.rows);
            named(&|c| c.unique < rows && c.kind != ColumnType::Boolean)
        }
        _ => Vec::new(),
    }
}

/// The column that the method reads.
fn column_of(studio: &Studio, split: &SplitSpec) -> Html {
    let data = studio.data.get();
    let value = split.column.clone().unwrap_or_default();
    let mut names = fitting_columns(&data, split.method);
    if !value.is_empty() && !names.contains(&value) {
        names.push(value.clone());
    }
    let choices: Vec<Choice> = names.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    let (studio, split) = (studio.clone(), split.clone());
    let onchange = Callback::from(move |name: String| {
        studio.edit(Edit::Split(SplitSpec { column: Some(name), ..split.clone() }));
    });
    html! {
        <div class="split-column">
            <label for="split-column">{ say!("split-by-column") }</label>
            <SelectBox id="split-column" {choices} {value} placeholder={say!("param-column")} testid="split-column" {onchange} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ShareProps {
    name: &'static str,
    split: SplitSpec,
    on_wrong: Callback<Option<String>>,
}

/// The share of one part, in percent, and about how many rows that is.
#[component]
fn Share(props: &ShareProps) -> Html {
    let studio = use_studio();
    let data = use_slice(&studio.data);
    let (name, split, on_wrong) = (props.name, props.split.clone(), props.on_wrong.clone());
    let rows = data.loaded.as_ref().map_or(0, |l| l.profile.rows) as f64;
    let now = *share(&mut props.split.clone(), name);
    let onchange = move |event: Event| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        let percent = text.trim().replace(',', ".").parse::<f64>().ok();
        let Some(percent) = percent.filter(|percent| (0.0..=100.0).contains(percent)) else {
            return on_wrong.emit(Some(say!("split-wrong-share")));
        };
        let mut next = split.clone();
        *share(&mut next, name) = percent / 100.0;
        balance(&mut next, name);
        on_wrong.emit(None);
        studio.edit(Edit::Split(next));
    };
    let id = format!("split-{name}");
    html! {
        <div class="share">
            <label for={id.clone()}>{ say!(&format!("split-{name}")) }</label>
            <span class="share-entry">
                <input class="input" {id} type="number" min="0" max="100" step="1"
                    value={format!("{:.0}", now * 100.0)} {onchange} /><span>{ "%" }</span>
            </span>
            <small>{ say!("split-rows", n = numbers::grouped((rows * now).round() as i64)) }</small>
        </div>
    }
}

/// The share of a part by its name.
fn share<'a>(split: &'a mut SplitSpec, name: &str) -> &'a mut f64 {
    match name {
        "train" => &mut split.train,
        "validation" => &mut split.validation,
        _ => &mut split.test,
    }
}

/// The shares always make a whole: what one takes, another gives.
fn balance(split: &mut SplitSpec, changed: &str) {
    let rest = |a: f64, b: f64| ((1.0 - a - b) * 1e4).round() / 1e4;
    match changed {
        "train" => {
            split.validation = split.validation.min(1.0 - split.train);
            split.test = rest(split.train, split.validation);
        }
        "validation" => {
            split.validation = split.validation.min(1.0 - split.test);
            split.train = rest(split.validation, split.test);
        }
        _ => {
            split.validation = split.validation.min(1.0 - split.test);
            split.train = rest(split.validation, split.test);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_always_make_a_whole() {
        for (name, value) in
            [("train", 0.9), ("train", 0.2), ("validation", 1.0), ("test", 0.5), ("test", 0.0)]
        {
            let mut split = SplitSpec::default();
            *share(&mut split, name) = value;
            balance(&mut split, name);
            let shares = [split.train, split.validation, split.test];
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{name} {value}: {shares:?}");
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
        }
    }
}

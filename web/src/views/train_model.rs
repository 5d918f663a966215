//! The model with its parameters, and the shares of the split.

use crate::components::{Choice, Field, ParamForm, SelectBox, Why, icon};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::Edit;
use glasshouse_spec::{KindInfo, Recipe, SplitMethod, SplitSpec, TaskKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The model and its parameters.
#[component]
pub fn ModelChoice() -> Html {
    let studio = use_studio();
    let (session, state) = (use_slice(&studio.session), use_slice(&studio.recipe));
    let Some(recipe) = state.recipe() else { return Html::default() };
    let kinds = fitting(&session.kinds.estimators, recipe);
    let mut choices: Vec<Choice> = kinds.iter().map(|k| Choice::new(k.id.clone(), k.title.clone())).collect();
    if kinds.iter().all(|kind| kind.id != recipe.model.kind) {
        choices.push(Choice::new(recipe.model.kind.clone(), recipe.model.kind.clone()));
    }
    let kind = kinds.iter().find(|kind| kind.id == recipe.model.kind);
    let (models, params) = (studio.clone(), studio.clone());
    let wrong =
        state.faults.iter().filter(|f| f.at.parameter.as_deref().is_some_and(|p| p.starts_with("model")));
    html! {
        <section class="section" aria-label={say!("model-title")}>
            <h2>{ say!("model-title") }</h2>
            <Field label={say!("model-label")} id="model" help={kind.map(|k| AttrValue::from(k.help.clone()))}>
                <SelectBox id="model" {choices} value={recipe.model.kind.clone()} testid="model-select"
                    onchange={Callback::from(move |kind: String| models.edit(Edit::Model(kind)))} />
                <Why why={state.why("model").map(|w| AttrValue::from(w.to_owned()))} />
            </Field>
            { for wrong.map(|f| html! {
                <p class="field-fault" role="alert">{ icon("circle-alert") }{ &f.message }</p>
            }) }
            if let Some(kind) = kind {
                <ParamForm key={kind.id.clone()} path="model.params" specs={kind.params.clone()}
                    values={recipe.model.params.clone()}
                    on_change={Callback::from(move |(name, value)| params.edit(Edit::ModelParam(name, value)))} />
            }
        </section>
    }
}

/// Estimators that serve the task.
fn fitting<'a>(kinds: &'a [KindInfo], recipe: &Recipe) -> Vec<&'a KindInfo> {
    let task = recipe.task.kind.unwrap_or(TaskKind::Classification);
    kinds.iter().filter(|kind| kind.tasks.contains(&task)).collect()
}

/// The shares of the split.
#[component]
pub fn SplitForm() -> Html {
    let studio = use_studio();
    let (data, state) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let wrong = use_state_eq(|| None::<String>);
    let Some(recipe) = state.recipe() else { return Html::default() };
    let split = recipe.split.clone();
    let rows = data.loaded.as_ref().map_or(0, |l| l.profile.rows) as f64;
    let share = |name: &'static str, value: f64, set: fn(&mut SplitSpec, f64)| {
        let (studio, split, wrong) = (studio.clone(), split.clone(), wrong.clone());
        let onchange = move |event: Event| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            let mut next = split.clone();
            match text.trim().replace(',', ".").parse::<f64>() {
                Ok(percent) if (0.0..=100.0).contains(&percent) => set(&mut next, percent / 100.0),
                _ => return wrong.set(Some(say!("split-wrong-share"))),
            }
            balance(&mut next, name);
            wrong.set(None);
            studio.edit(Edit::Split(next));
        };
        let id = format!("split-{name}");
        html! {
            <div class="share">
                <label for={id.clone()}>{ say!(&format!("split-{name}")) }</label>
                <span class="share-entry"><input class="input" {id} type="number" min="0" max="100" step="1"
                    value={format!("{:.0}", value * 100.0)} {onchange} /><span>{ "%" }</span></span>
                <small>{ say!("split-rows", n = numbers::grouped((rows * value).round() as i64)) }</small>
            </div>
        }
    };
    let methods = [SplitMethod::Random, SplitMethod::Stratified];
    let names = ["random", "stratified"];
    let value = match split.method {
        None => String::new(),
        Some(method) => format!("{method:?}").to_lowercase(),
    };
    let mut choices = names.map(|name| Choice::new(name, say!(&format!("split-{name}")))).to_vec();
    if !value.is_empty() && !names.contains(&value.as_str()) {
        choices.push(Choice::new(value.clone(), say!(&format!("split-{value}"))));
    }
    let on_method = {
        let (studio, split) = (studio.clone(), split.clone());
        Callback::from(move |name: String| {
            let method = names.iter().position(|known| *known == name).map(|at| methods[at]);
            studio.edit(Edit::Split(SplitSpec { method: method.or(split.method), ..split.clone() }));
        })
    };
    html! {
        <Field label={say!("split-label")} id="split-method" wrong={wrong.as_ref().map(|w| AttrValue::from(w.clone()))}>
            <SelectBox id="split-method" {choices} {value} placeholder={say!("split-auto")} onchange={on_method} />
            <div class="shares">
                { share("train", split.train, |split, share| split.train = share) }
                { share("validation", split.validation, |split, share| split.validation = share) }
                { share("test", split.test, |split, share| split.test = share) }
            </div>
            <Why why={state.why("split").map(|w| AttrValue::from(w.to_owned()))} />
        </Field>
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
            match name {
                "train" => split.train = value,
                "validation" => split.validation = value,
                _ => split.test = value,
            }
            balance(&mut split, name);
            let shares = [split.train, split.validation, split.test];
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{name} {value}: {shares:?}");
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
        }
    }
}

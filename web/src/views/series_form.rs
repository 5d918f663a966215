//! What a forecast reads and how far it looks: time, group, horizon, season, what is known beforehand.

use crate::components::{Choice, Field, SelectBox, Why, column_picker};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{Data, Edit, RecipeState};
use glasshouse_spec::{ColumnProfile, ColumnType, Recipe, Role, TaskKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The form; nothing for another kind of question.
#[component]
pub fn SeriesForm() -> Html {
    let studio = use_studio();
    let (state, data) = (use_slice(&studio.recipe), use_slice(&studio.data));
    let Some(recipe) = state.recipe().filter(|r| r.task.kind == Some(TaskKind::Forecast)) else {
        return Html::default();
    };
    let horizon = Steps { name: "horizon", most: 10_000, edit: Edit::Horizon };
    let season = Steps { name: "season", most: 100_000, edit: Edit::Season };
    let task = &recipe.task;
    html! {
        <>
            { time(&studio, recipe, &data, &state) }
            { group(&studio, recipe, &data, &state) }
            <Field label={say!("horizon-label")} id="horizon" help={say!("horizon-help")}>
                { steps(&studio, horizon, task.horizon, &state) }
            </Field>
            <Field label={say!("season-label")} id="season" help={say!("season-help")}>
                { steps(&studio, season, task.season, &state) }
            </Field>
            { known(&studio, recipe, &data) }
        </>
    }
}

/// The column that has a role.
fn with(recipe: &Recipe, role: Role) -> Option<&String> {
    recipe.columns.iter().find(|(_, options)| options.role == Some(role)).map(|(name, _)| name)
}

/// Columns that may have a role, the one that has it among them.
fn choices(data: &Data, recipe: &Recipe, fits: fn(&ColumnProfile) -> bool, chosen: &str) -> Vec<Choice> {
    let columns = data.loaded.iter().flat_map(|loaded| &loaded.profile.columns);
    let target = recipe.task.target.as_deref();
    let fitting = columns.filter(|c| c.name == chosen || fits(c) && Some(c.name.as_str()) != target);
    fitting.map(|c| Choice::new(c.name.clone(), c.name.clone())).collect()
}

fn time(studio: &Studio, recipe: &Recipe, data: &Data, state: &RecipeState) -> Html {
    let chosen = with(recipe, Role::Time).cloned().unwrap_or_default();
    let fits = |c: &ColumnProfile| matches!(c.kind, ColumnType::Datetime | ColumnType::Numeric);
    let choices = choices(data, recipe, fits, &chosen);
    let why = state.why(&format!("columns.{chosen}")).map(|why| AttrValue::from(why.to_owned()));
    let studio = studio.clone();
    let onchange = Callback::from(move |name: String| studio.edit(Edit::RoleOf(Role::Time, Some(name))));
    html! {
        <Field label={say!("time-label")} id="time-column" help={say!("time-help")}>
            <SelectBox id="time-column" {choices} value={chosen} placeholder={say!("time-placeholder")}
                testid="time-select" {onchange} />
            <Why {why} />
        </Field>
    }
}

fn group(studio: &Studio, recipe: &Recipe, data: &Data, state: &RecipeState) -> Html {
    let chosen = with(recipe, Role::Group).cloned().unwrap_or_default();
    let fits = |c: &ColumnProfile| c.kind != ColumnType::Datetime && c.kind != ColumnType::Text;
    let mut choices = choices(data, recipe, fits, &chosen);
    choices.insert(0, Choice::new("", say!("group-none")));
    let why = state.why(&format!("columns.{chosen}")).map(|why| AttrValue::from(why.to_owned()));
    let studio = studio.clone();
    let onchange = Callback::from(move |name: String| {
        studio.edit(Edit::RoleOf(Role::Group, Some(name).filter(|name| !name.is_empty())));
    });
    html! {
        <Field label={say!("group-label")} id="group-column" help={say!("group-help")}>
            <SelectBox id="group-column" {choices} value={chosen} testid="group-select" {onchange} />
            <Why {why} />
        </Field>
    }
}

/// Columns whose values of times to come are known; nothing where there is no further column.
fn known(studio: &Studio, recipe: &Recipe, data: &Data) -> Html {
    let taken: Vec<&String> = [Role::Time, Role::Group]
        .iter()
        .filter_map(|role| with(recipe, *role))
        .chain(&recipe.task.target)
        .collect();
    let open: Vec<String> = data.column_names().into_iter().filter(|name| !taken.contains(&name)).collect();
    if open.is_empty() {
        return Html::default();
    }
    let studio = studio.clone();
    let set = Callback::from(move |names: Vec<String>| studio.edit(Edit::Known(names)));
    html! {
        <div class="further" data-testid="known">
            <span class="field-label">{ say!("known-label") }</span>
            <div class="step-columns">{ column_picker("known", &recipe.task.known, open, &set) }</div>
            <p class="field-help">{ say!("known-help") }</p>
        </div>
    }
}

/// A field for a number of steps.
struct Steps {
    name: &'static str,
    most: u32,
    edit: fn(Option<u32>) -> Edit,
}

/// The input of a number of steps, or none.
fn steps(studio: &Studio, of: Steps, now: Option<u32>, state: &RecipeState) -> Html {
    let Steps { name, most, edit } = of;
    let why = state.why(&format!("task.{name}")).map(|why| AttrValue::from(why.to_owned()));
    let value = now.map(|steps| steps.to_string()).unwrap_or_default();
    let (studio, shown) = (studio.clone(), value.clone());
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let text = input.value();
        match text.trim().parse() {
            Ok(steps) if (1..=most).contains(&steps) => studio.edit(edit(Some(steps))),
            _ if text.trim().is_empty() => studio.edit(edit(None)),
            _ => input.set_value(&shown),
        }
    };
    html! {
        <>
            <input class="input input-short" id={name} type="number" min="1" max={most.to_string()} step="1" {value}
                {onchange} data-testid={format!("{name}-input")} />
            <Why {why} />
        </>
    }
}

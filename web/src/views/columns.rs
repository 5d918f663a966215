//! The columns with their types and roles, each of which can be changed.

use super::data::{missing_share, missing_words};
use crate::components::{Bar, Choice, SelectBox, Why, icon, more_button, type_icon};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::Edit;
use glasshouse_spec::{ColumnProfile, ColumnType, Role};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The types as options.
pub(super) fn type_choices() -> Vec<Choice> {
    ColumnType::ALL.map(|kind| Choice::new(kind.name(), say!(&format!("type-{}", kind.name())))).to_vec()
}

const ROLES: [(Role, &str); 6] = [
    (Role::Feature, "feature"),
    (Role::Ignore, "ignore"),
    (Role::Weight, "weight"),
    (Role::Group, "group"),
    (Role::Time, "time"),
    (Role::Split, "split"),
];

/// Columns that are drawn before somebody asks for more.
const SHOWN: usize = 60;

/// The columns.
#[component]
pub fn Columns() -> Html {
    let studio = use_studio();
    let data = use_slice(&studio.data);
    let filter = use_state_eq(String::new);
    let shown = use_state_eq(|| SHOWN);
    let drawn = use_growing(*shown);
    let Some(loaded) = &data.loaded else { return Html::default() };
    let needle = filter.to_lowercase();
    let found: Vec<&ColumnProfile> =
        loaded.profile.columns.iter().filter(|c| c.name.to_lowercase().contains(&needle)).collect();
    let rows = loaded.profile.rows;
    let oninput = {
        let filter = filter.clone();
        move |event: InputEvent| filter.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let more = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(*shown + 200)
    };
    let lines = found.iter().take(drawn).map(|column| {
        html! { <Line key={column.name.clone()} column={(*column).clone()} {rows} /> }
    });
    html! {
        <section class="section is-apart" aria-labelledby="columns-title">
            <div class="section-head">
                <h2 id="columns-title">{ say!("columns-title") }</h2>
                <input class="input search" type="search" placeholder={say!("columns-find")} aria-label={say!("columns-find")}
                    value={(*filter).clone()} {oninput} />
            </div>
            { table(html! { <>{ for lines }</> }) }
            if found.is_empty() { <p class="quiet">{ say!("columns-none") }</p> }
            { more_button(found.len().saturating_sub(*shown), more) }
        </section>
    }
}

/// Lines that are drawn in one task: each has selects of many options.
const AT_ONCE: usize = 10;

/// How many lines are drawn by now: a few more in every task, so that the page answers in between.
#[hook]
fn use_growing(goal: usize) -> usize {
    let drawn = use_state_eq(|| AT_ONCE);
    use_effect_with((*drawn, goal), {
        let drawn = drawn.clone();
        move |(now, goal)| {
            let next = now + AT_ONCE;
            let timer =
                (now < goal).then(|| gloo::timers::callback::Timeout::new(0, move || drawn.set(next)));
            move || drop(timer)
        }
    });
    (*drawn).min(goal)
}

fn table(lines: Html) -> Html {
    html! {
        <div class="scroll-x" tabindex="0" role="region" aria-labelledby="columns-title">
            <table class="plain-table columns-table">
                <thead><tr>
                    <th scope="col">{ say!("column-name") }</th><th scope="col">{ say!("column-type") }</th>
                    <th scope="col">{ say!("column-role") }</th><th scope="col">{ say!("column-missing") }</th>
                    <th scope="col" class="is-number">{ say!("column-unique") }</th>
                </tr></thead>
                <tbody>{ lines }</tbody>
            </table>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct LineProps {
    column: ColumnProfile,
    rows: u64,
}

/// One column.
#[component]
fn Line(props: &LineProps) -> Html {
    let column = &props.column;
    html! {
        <tr>
            <th scope="row"><span class="column-name" title={column.name.clone()}>{ icon(type_icon(column.kind)) }{ &column.name }</span></th>
            <td><TypeSelect name={column.name.clone()} kind={column.kind} /></td>
            <td><RoleSelect name={column.name.clone()} /></td>
            <td class="column-missing">
                <Bar share={missing_share(column.missing, props.rows)} tone="missing" />
                <span>{ missing_words(column.missing, props.rows) }</span>
            </td>
            <td class="is-number" data-label={say!("column-unique")}>{ numbers::grouped(column.unique as i64) }</td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct TypeSelectProps {
    name: AttrValue,
    kind: ColumnType,
}

#[component]
fn TypeSelect(props: &TypeSelectProps) -> Html {
    let studio = use_studio();
    let name = props.name.to_string();
    let onchange = Callback::from(move |value: String| {
        studio.edit(Edit::ColumnType(name.clone(), ColumnType::named(&value)));
    });
    let choices = type_choices();
    let label = say!("column-type-of", name = props.name.as_str());
    html! { <SelectBox {choices} value={props.kind.name()} {onchange} {label} /> }
}

/// Properties of [`RoleSelect`].
#[derive(Properties, PartialEq)]
pub(super) struct RoleSelectProps {
    /// Name of the column.
    pub name: AttrValue,
}

/// What a column is for.
#[component]
pub(super) fn RoleSelect(props: &RoleSelectProps) -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let options = recipe.recipe().and_then(|recipe| recipe.columns.get(props.name.as_str()));
    let role = options.and_then(|options| options.role);
    // A target that an opened recipe gives another role is refused, and that can be mended here.
    if recipe.targets().contains(&props.name.as_str()) && role.is_none_or(|role| role == Role::Target) {
        return html! { <span class="tag">{ icon("target") }{ say!("role-target") }</span> };
    }
    let role = role.unwrap_or_default();
    let value = ROLES.iter().find(|(known, _)| *known == role).map_or("feature", |(_, word)| word);
    let name = props.name.to_string();
    let onchange = Callback::from(move |value: String| {
        let role = ROLES.iter().find(|(_, word)| *word == value).map(|(role, _)| *role);
        studio.edit(Edit::ColumnRole(name.clone(), role.filter(|role| *role != Role::Feature)));
    });
    let choices = ROLES.map(|(_, word)| Choice::new(word, say!(&format!("role-{word}")))).to_vec();
    let label = say!("column-role-of", name = props.name.as_str());
    let why = recipe.why(&format!("columns.{}", props.name)).map(|why| AttrValue::from(why.to_owned()));
    html! { <><SelectBox {choices} {value} {onchange} {label} /><Why {why} /></> }
}

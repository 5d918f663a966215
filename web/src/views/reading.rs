//! How the file was read, and the columns with their types: all of it a guess that can be changed.

use super::data::{missing_share, missing_words};
use crate::components::{Bar, Choice, SelectBox, Why, icon, type_icon};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::state::Edit;
use glasshouse_spec::{ColumnProfile, ColumnType, DataOptions, ReadReport, Role};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Reading`].
#[derive(Properties, PartialEq)]
pub struct ReadingProps {
    /// How the file was read.
    pub read: ReadReport,
}

/// The read report, each guess with a select that overrides it.
#[component]
pub fn Reading(props: &ReadingProps) -> Html {
    let studio = use_studio();
    let recipe = use_slice(&studio.recipe);
    let read = &props.read;
    let options = recipe.recipe().map(|recipe| recipe.data.clone()).unwrap_or_default();
    let change = |set: fn(&mut DataOptions, Option<String>)| {
        let (studio, options) = (studio.clone(), options.clone());
        Callback::from(move |value: String| {
            let mut options = options.clone();
            set(&mut options, (value != GUESS).then_some(value));
            studio.edit(Edit::Reading(options));
        })
    };
    let delimiter = [(",", ","), (";", ";"), ("\t", "Tab"), ("|", "|"), (" ", "space")];
    let encoding = ["utf-8", "utf-16le", "utf-16be", "windows-1252"].map(|name| (name, name));
    let header = [("true", say!("header-yes")), ("false", say!("header-no"))];
    html! {
        <section class="reading" aria-label={say!("reading-title")}>
            <div class="reading-file">
                { icon("file-text") }<strong>{ &read.file }</strong>
                <span class="quiet">{ numbers::bytes(read.bytes) }</span>
            </div>
            { guess(&say!("reading-delimiter"), &read.delimiter.to_string(), options.delimiter.is_some(),
                &delimiter.map(|(v, w)| (v, w.to_owned())), change(|o, v| o.delimiter = v.and_then(|v| v.chars().next()))) }
            { guess(&say!("reading-header"), &read.header.to_string(), options.header.is_some(), &header,
                change(|o, v| o.header = v.map(|v| v == "true"))) }
            { guess(&say!("reading-encoding"), &read.encoding.to_lowercase(), options.encoding.is_some(),
                &encoding.map(|(v, w)| (v, w.to_uppercase())), change(|o, v| o.encoding = v)) }
            { guess(&say!("reading-decimal"), &read.decimal.to_string(), options.decimal.is_some(),
                &[(".", say!("decimal-point")), (",", say!("decimal-comma"))],
                change(|o, v| o.decimal = v.and_then(|v| v.chars().next()))) }
        </section>
    }
}

/// The choice that leaves it to the reader.
const GUESS: &str = "guess";

fn guess(label: &str, now: &str, given: bool, known: &[(&str, String)], onchange: Callback<String>) -> Html {
    let mut choices: Vec<Choice> = Vec::new();
    if given {
        choices.push(Choice::new(GUESS, say!("reading-guess")));
    }
    choices.extend(known.iter().map(|(value, words)| Choice::new((*value).to_owned(), words.clone())));
    if known.iter().all(|(value, _)| *value != now) {
        choices.push(Choice::new(now.to_owned(), now.to_owned()));
    }
    let source = if given { say!("reading-chosen") } else { say!("reading-guessed") };
    html! {
        <label class="guess">
            <span class="guess-label">{ label }<small>{ source }</small></span>
            <SelectBox {choices} value={now.to_owned()} {onchange} label={label.to_owned()} />
        </label>
    }
}

const TYPES: [ColumnType; 6] = [
    ColumnType::Numeric,
    ColumnType::Categorical,
    ColumnType::Boolean,
    ColumnType::Datetime,
    ColumnType::Text,
    ColumnType::Id,
];

/// Name of a type in the catalogue and in recipes.
pub fn type_name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Numeric => "numeric",
        ColumnType::Categorical => "categorical",
        ColumnType::Boolean => "boolean",
        ColumnType::Datetime => "datetime",
        ColumnType::Text => "text",
        ColumnType::Id => "id",
    }
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

/// The columns with their types and roles.
#[component]
pub fn Columns() -> Html {
    let studio = use_studio();
    let (data, recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let filter = use_state_eq(String::new);
    let shown = use_state_eq(|| SHOWN);
    let Some(loaded) = &data.loaded else { return Html::default() };
    let needle = filter.to_lowercase();
    let found: Vec<&ColumnProfile> =
        loaded.profile.columns.iter().filter(|c| c.name.to_lowercase().contains(&needle)).collect();
    let rows = loaded.profile.rows;
    let line = |column: &&ColumnProfile| {
        let options = recipe.recipe().and_then(|r| r.columns.get(&column.name).cloned()).unwrap_or_default();
        let is_target = recipe.target() == Some(column.name.as_str());
        let (types, roles, name) = (studio.clone(), studio.clone(), column.name.clone());
        let named = name.clone();
        let on_type = Callback::from(move |value: String| {
            let kind = TYPES.into_iter().find(|kind| type_name(*kind) == value);
            types.edit(Edit::ColumnType(named.clone(), kind));
        });
        let on_role = Callback::from(move |value: String| {
            let role = ROLES.iter().find(|(_, word)| *word == value).map(|(role, _)| *role);
            roles.edit(Edit::ColumnRole(name.clone(), role.filter(|role| *role != Role::Feature)));
        });
        let types =
            TYPES.map(|k| Choice::new(type_name(k), say!(&format!("type-{}", type_name(k))))).to_vec();
        let roles = ROLES.map(|(_, word)| Choice::new(word, say!(&format!("role-{word}")))).to_vec();
        let role = options.role.unwrap_or_default();
        let role = ROLES.iter().find(|(known, _)| *known == role).map_or("feature", |(_, word)| word);
        html! {
            <tr key={column.name.clone()}>
                <th scope="row"><span class="column-name">{ icon(type_icon(column.kind)) }{ &column.name }</span></th>
                <td><SelectBox choices={types} value={type_name(column.kind)} onchange={on_type}
                    label={say!("column-type-of", name = column.name.as_str())} /></td>
                <td>
                    if is_target { <span class="tag">{ icon("target") }{ say!("role-target") }</span> }
                    else { <SelectBox choices={roles} value={role} onchange={on_role}
                        label={say!("column-role-of", name = column.name.as_str())} /> }
                    <Why why={recipe.why(&format!("columns.{}", column.name)).map(|w| AttrValue::from(w.to_owned()))} />
                </td>
                <td class="column-missing">
                    <Bar share={missing_share(column.missing, rows)} tone="missing" />
                    <span>{ missing_words(column.missing, rows) }</span>
                </td>
                <td class="is-number" data-label={say!("column-unique")}>{ numbers::grouped(column.unique as i64) }</td>
            </tr>
        }
    };
    let oninput = {
        let filter = filter.clone();
        move |event: InputEvent| filter.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let more = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(*shown + 200)
    };
    html! {
        <section class="section" aria-labelledby="columns-title">
            <div class="section-head">
                <h2 id="columns-title">{ say!("columns-title") }</h2>
                <input class="input search" type="search" placeholder={say!("columns-find")} aria-label={say!("columns-find")}
                    value={(*filter).clone()} {oninput} />
            </div>
            <div class="scroll-x" tabindex="0" role="region" aria-labelledby="columns-title">
                <table class="plain-table columns-table">
                    <thead><tr>
                        <th scope="col">{ say!("column-name") }</th><th scope="col">{ say!("column-type") }</th>
                        <th scope="col">{ say!("column-role") }</th><th scope="col">{ say!("column-missing") }</th>
                        <th scope="col" class="is-number">{ say!("column-unique") }</th>
                    </tr></thead>
                    <tbody>{ for found.iter().take(*shown).map(line) }</tbody>
                </table>
            </div>
            if found.is_empty() { <p class="quiet">{ say!("columns-none") }</p> }
            if found.len() > *shown {
                <button type="button" class="button button-plain" onclick={more}>
                    { say!("columns-more", n = found.len() - *shown) }
                </button>
            }
        </section>
    }
}

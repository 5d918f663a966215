//! The columns one by one: what each holds, in numbers and a small histogram; opened, all its figures
//! and its pictures.

use super::super::data::{missing_share, missing_words};
use super::column_figures::{all_figures, brief, of_profile};
use super::shown::Shown;
use super::standing::Standing;
use crate::components::{Bar, Choice, Deferred, SelectBox, icon, more_button, type_icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::state::{ExploreAction, Explored, picture_for_target, pictures_of};
use glasshouse_spec::{ColumnFigures, ColumnProfile, ColumnType, TableProfile};
use std::collections::BTreeMap;
use std::rc::Rc;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// Columns that are drawn before somebody asks for more.
const SHOWN: usize = 30;

/// Orders in which the columns can stand.
const ORDERS: [&str; 4] = ["file", "name", "missing", "target"];

/// The columns.
#[component]
pub fn Columns() -> Html {
    let studio = use_studio();
    let (explore, data) = (use_slice(&studio.explore), use_slice(&studio.data));
    let (recipe, _look) = (use_slice(&studio.recipe), use_slice(&studio.look));
    let shown = use_state_eq(|| SHOWN);
    let order = use_state_eq(|| "file".to_owned());
    let Some(loaded) = &data.loaded else { return Html::default() };
    let known = explore.figures(&studio.explore_of()).cloned();
    let rows = known.as_ref().map_or(loaded.profile.rows, |known| known.exploration.rows);
    let figures = use_memo((data.revision, known.clone()), |(_, known)| figures_by_name(known.as_deref()));
    let mut found = matching(&loaded.profile, &explore.search, &figures);
    sort(&mut found, &order, known.as_deref());
    // The open column is there, however far down it stands.
    let open_at = found.iter().position(|c| Some(&c.name) == explore.column.as_ref());
    let count = (*shown).max(open_at.map_or(0, |at| at + 1));
    let target = loaded.profile.columns.iter().find(|c| Some(c.name.as_str()) == recipe.target());
    let target = target.map(|c| (AttrValue::from(c.name.clone()), c.kind));
    let line = |column: &Rc<ColumnFigures>| {
        html! {
            <Portrait key={column.name.clone()} column={Rc::clone(column)} {rows} target={target.clone()}
                open={explore.column.as_ref() == Some(&column.name)} />
        }
    };
    let more = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(*shown + 100)
    };
    html! {
        <>
            <Standing />
            { tools(&studio, &explore.search, &order, target.is_some()) }
            <ul class="profiles">{ for found.iter().take(count).map(line) }</ul>
            if found.is_empty() { <p class="quiet">{ say!("columns-none") }</p> }
            { more_button(found.len().saturating_sub(count), more) }
        </>
    }
}

/// The columns whose names hold a text, with what is known of each.
fn matching(
    profile: &TableProfile,
    search: &str,
    figures: &BTreeMap<String, Rc<ColumnFigures>>,
) -> Vec<Rc<ColumnFigures>> {
    let needle = search.to_lowercase();
    let found = profile.columns.iter().filter(|column| column.name.to_lowercase().contains(&needle));
    let known = |column: &ColumnProfile| {
        let known = figures.get(&column.name).cloned();
        known.unwrap_or_else(|| Rc::new(of_profile(column, profile.rows)))
    };
    found.map(known).collect()
}

fn figures_by_name(known: Option<&Explored>) -> BTreeMap<String, Rc<ColumnFigures>> {
    let columns = known.into_iter().flat_map(|known| &known.exploration.columns);
    columns.map(|column| (column.name.clone(), Rc::new(column.clone()))).collect()
}

fn tools(studio: &Studio, search: &str, order: &UseStateHandle<String>, targeted: bool) -> Html {
    let store = studio.explore.clone();
    let oninput = move |event: InputEvent| {
        store.dispatch(ExploreAction::Search(event.target_unchecked_into::<HtmlInputElement>().value()));
    };
    let choices: Vec<Choice> = ORDERS
        .iter()
        .filter(|name| targeted || **name != "target")
        .map(|name| Choice::new(*name, say!(&format!("explore-order-{name}"))))
        .collect();
    let chosen = order.clone();
    html! {
        <div class="explore-tools">
            <input class="input search" type="search" placeholder={say!("columns-find")} aria-label={say!("columns-find")}
                value={search.to_owned()} {oninput} />
            <SelectBox {choices} value={(**order).clone()} label={say!("explore-order")} testid="explore-order"
                onchange={Callback::from(move |name: String| chosen.set(name))} />
        </div>
    }
}

fn sort(columns: &mut [Rc<ColumnFigures>], order: &str, known: Option<&Explored>) {
    match order {
        "name" => columns.sort_by_key(|column| column.name.to_lowercase()),
        "missing" => columns.sort_by_key(|column| std::cmp::Reverse(column.missing)),
        "target" => {
            let features = known.and_then(|k| k.exploration.target.as_ref()).map(|t| t.features.as_slice());
            let features = features.unwrap_or_default();
            let place = |name: &str| features.iter().position(|f| f.column == name).unwrap_or(features.len());
            columns.sort_by_key(|column| place(&column.name));
        }
        _ => {}
    }
}

#[derive(Properties, PartialEq)]
struct PortraitProps {
    column: Rc<ColumnFigures>,
    rows: u64,
    target: Option<(AttrValue, ColumnType)>,
    open: bool,
}

/// One column.
#[component]
fn Portrait(props: &PortraitProps) -> Html {
    let studio = use_studio();
    let (column, open) = (&props.column, props.open);
    let place = use_node_ref();
    use_effect_with(open, {
        let place = place.clone();
        move |open| {
            if let Some(place) = place.cast::<HtmlElement>().filter(|_| *open) {
                in_sight(&place);
            }
        }
    });
    let (store, name) = (studio.explore.clone(), column.name.clone());
    let toggle = move |_: MouseEvent| {
        store.dispatch(ExploreAction::Column((!open).then(|| name.clone())));
    };
    html! {
        <li class={classes!("profile", open.then_some("is-open"))} ref={place} data-testid="profile" data-column={column.name.clone()}>
            <div class="profile-name">
                <h3>
                    <button type="button" class="profile-open" onclick={toggle} aria-expanded={open.to_string()}
                        title={column.name.clone()} data-testid="profile-open">
                        { icon("chevron-right") }{ icon(type_icon(column.kind)) }<span>{ &column.name }</span>
                    </button>
                </h3>
                <p class="quiet">{ say!(&format!("type-{}", column.kind.name())) }</p>
                <Bar share={missing_share(column.missing, props.rows)} tone="missing" />
                <p class="profile-fact">{ missing_words(column.missing, props.rows) }</p>
                <p class="profile-fact">{ say!("profile-unique", n = column.unique) }</p>
            </div>
            <div class="profile-body">{ brief(column, props.rows) }</div>
            if open {
                <div class="profile-more" data-testid="profile-figures">{ all_figures(column, props.rows) }</div>
                { pictures(props) }
            }
        </li>
    }
}

/// A column that was opened from elsewhere comes into sight; one that is in sight stays where it is.
fn in_sight(place: &HtmlElement) {
    let top = place.get_bounding_client_rect().top();
    let height = gloo::utils::window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(0.0);
    if !(0.0..height * 0.8).contains(&top) {
        place.scroll_into_view();
    }
}

fn pictures(props: &PortraitProps) -> Html {
    let typed = (props.column.name.as_str(), props.column.kind);
    let mut pictures = pictures_of(typed);
    if let Some((target, kind)) = props.target.as_ref().filter(|(target, _)| *target != props.column.name) {
        pictures.extend(picture_for_target(typed, (target, *kind), props.rows));
    }
    html! {
        <div class="profile-pictures pictures">
            { for pictures.into_iter().map(|picture| {
                let key = format!("{:?}{:?}", picture.kind, picture.by);
                html! { <Deferred {key}><Shown {picture} /></Deferred> }
            }) }
        </div>
    }
}

//! Explore: what is in the table, what is wrong with it, what predicts the target.

mod answer;
mod column_figures;
mod columns;
mod form;
mod gallery;
mod insights;
mod missing;
mod relations;
mod report;
mod shown;
mod standing;
mod target;
mod tests;
mod verdict;

use super::data::missing_share;
use super::look_bar::LookBar;
use super::{head, next, no_data};
use crate::components::{Tab, Tabs, icon, type_icon};
use crate::hooks::{Studio, use_chosen, use_slice, use_studio};
use crate::numbers;
use crate::route::Stage;
use crate::state::{Corner, Explore, ExploreAction, JobKind, Jobs};
use glasshouse_spec::{ColumnType, Severity, TableProfile};
use std::rc::Rc;
use yew::prelude::*;

/// The view.
#[component]
pub fn ExploreView() -> Html {
    let studio = use_studio();
    let (data, recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let (explore, look) = (use_slice(&studio.explore), use_slice(&studio.look));
    let training = use_chosen(&studio.jobs, |jobs: &Rc<Jobs>| jobs.running(JobKind::Train).is_some());
    // What made room for reading or training begins anew when that is over.
    let due = (data.revision, recipe.target().map(str::to_owned), training, data.reading.is_some());
    use_effect_with(due, {
        let studio = studio.clone();
        move |(_, _, training, reading)| {
            if !training && !reading {
                studio.explore();
            }
        }
    });
    let part = (look.unordered(), explore.whole.clone());
    use_effect_with(part, {
        let studio = studio.clone();
        move |_| studio.explore_part()
    });
    let Some(loaded) = &data.loaded else { return no_data(Stage::Explore) };
    let action = next(Stage::Train, if recipe.is_asked() { say!("go-train") } else { say!("go-target") });
    let go = {
        let store = studio.explore.clone();
        Callback::from(move |name: &'static str| {
            if let Some(corner) = Corner::named(name) {
                store.dispatch(ExploreAction::Go(corner));
            }
        })
    };
    html! {
        <>
            { head(Stage::Explore, action) }
            { facts(&loaded.profile) }
            { types(&loaded.profile) }
            <LookBar />
            <Tabs name="explore" label={say!("explore-tabs")} tabs={tabs(&explore, &loaded.profile, data.revision, recipe.target())}
                chosen={explore.corner.name()} onchoose={go}>
                { corner(explore.corner) }
            </Tabs>
        </>
    }
}

fn corner(corner: Corner) -> Html {
    match corner {
        Corner::Insights => html! { <insights::Insights /> },
        Corner::Columns => html! { <columns::Columns /> },
        Corner::Missing => html! { <missing::Missing /> },
        Corner::Relations => html! { <relations::Relations /> },
        Corner::Target => html! { <target::Target /> },
        Corner::Pictures => html! { <gallery::Gallery /> },
        Corner::Tests => html! { <tests::Tests /> },
    }
}

fn facts(profile: &TableProfile) -> Html {
    let missing: u64 = profile.columns.iter().map(|c| c.missing).sum();
    let cells = profile.rows * profile.columns.len() as u64;
    let fact = |words: String, value: String| html! { <div><dt>{ words }</dt><dd>{ value }</dd></div> };
    html! {
        <dl class="facts">
            { fact(say!("explore-rows"), numbers::grouped(profile.rows as i64)) }
            { fact(say!("explore-columns"), numbers::grouped(profile.columns.len() as i64)) }
            { fact(say!("explore-missing"), numbers::percent(missing_share(missing, cells))) }
            { fact(say!("explore-duplicates"), numbers::grouped(profile.duplicates as i64)) }
        </dl>
    }
}

/// How many columns there are of each type.
fn types(profile: &TableProfile) -> Html {
    let of = |kind: &ColumnType| {
        let n = profile.columns.iter().filter(|column| column.kind == *kind).count();
        let name = say!(&format!("type-{}", kind.name())).to_lowercase();
        html! { <li key={kind.name()}>{ icon(type_icon(*kind)) }{ format!("{} {name}", numbers::grouped(n as i64)) }</li> }
    };
    let there =
        ColumnType::ALL.iter().filter(|kind| profile.columns.iter().any(|column| column.kind == **kind));
    html! { <ul class="column-types" aria-label={say!("explore-types")}>{ for there.map(of) }</ul> }
}

fn tabs(explore: &Explore, profile: &TableProfile, revision: u32, target: Option<&str>) -> Vec<Tab> {
    let found = explore.of_table(revision).map(|known| {
        known.exploration.findings.iter().filter(|finding| finding.severity != Severity::Info).count()
    });
    let gaps = profile.columns.iter().filter(|column| column.missing > 0).count();
    let tab = |corner: Corner| Tab {
        id: corner.name(),
        label: say!(&format!("explore-tab-{}", corner.name())).into(),
        count: match corner {
            Corner::Insights => found,
            Corner::Columns => Some(profile.columns.len()),
            Corner::Missing => Some(gaps),
            _ => None,
        },
        empty: (corner == Corner::Target && target.is_none()).then(|| say!("explore-no-target").into()),
    };
    Corner::ALL.into_iter().map(tab).collect()
}

/// Names and types of the table's columns, in its order.
fn typed(studio: &Studio) -> Vec<(String, ColumnType)> {
    let data = studio.data.get();
    let columns = data.loaded.iter().flat_map(|loaded| &loaded.profile.columns);
    columns.map(|column| (column.name.clone(), column.kind)).collect()
}

/// Opens a column among the columns.
fn open_column(studio: &Studio, name: &str) -> Callback<MouseEvent> {
    let (studio, name) = (studio.clone(), name.to_owned());
    Callback::from(move |_: MouseEvent| studio.show_column(&name))
}

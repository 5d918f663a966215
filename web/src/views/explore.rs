//! Explore: what is in each column, in numbers and small bars.

use super::columns::type_name;
use super::data::{missing_share, missing_words};
use super::{head, next, no_data};
use crate::components::{Bar, QuantileBar, Warnings, icon, type_icon};
use crate::hooks::{use_slice, use_studio};
use crate::numbers;
use crate::route::Stage;
use crate::state::SessionAction;
use glasshouse_spec::{ColumnProfile, ColumnType};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Columns that are drawn before somebody asks for more.
const SHOWN: usize = 40;

/// The view.
#[component]
pub fn ExploreView() -> Html {
    let studio = use_studio();
    let (session, data) = (use_slice(&studio.session), use_slice(&studio.data));
    let recipe = use_slice(&studio.recipe);
    let shown = use_state_eq(|| SHOWN);
    let Some(loaded) = &data.loaded else { return no_data(Stage::Explore) };
    let filter = session.column.clone().unwrap_or_default();
    let needle = filter.to_lowercase();
    let profile = &loaded.profile;
    let found: Vec<&ColumnProfile> =
        profile.columns.iter().filter(|c| c.name.to_lowercase().contains(&needle)).collect();
    let oninput = {
        let session = studio.session.clone();
        move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            session.dispatch(SessionAction::Column((!text.is_empty()).then_some(text)));
        }
    };
    let more = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(*shown + 100)
    };
    let action = match recipe.target() {
        Some(_) => next(Stage::Train, say!("go-train")),
        None => next(Stage::Train, say!("go-target")),
    };
    let missing: u64 = profile.columns.iter().map(|c| c.missing).sum();
    let cells = profile.rows * profile.columns.len() as u64;
    html! {
        <>
            { head(Stage::Explore, action) }
            <dl class="facts">
                <div><dt>{ say!("explore-rows") }</dt><dd>{ numbers::grouped(profile.rows as i64) }</dd></div>
                <div><dt>{ say!("explore-columns") }</dt><dd>{ numbers::grouped(profile.columns.len() as i64) }</dd></div>
                <div><dt>{ say!("explore-missing") }</dt><dd>{ numbers::percent(missing_share(missing, cells)) }</dd></div>
                <div><dt>{ say!("explore-duplicates") }</dt><dd>{ numbers::grouped(profile.duplicates as i64) }</dd></div>
            </dl>
            <Warnings warnings={profile.warnings.clone()} />
            <div class="section-head">
                <h2>{ say!("columns-title") }</h2>
                <input class="input search" type="search" placeholder={say!("columns-find")} aria-label={say!("columns-find")}
                    value={filter} {oninput} />
            </div>
            <ul class="profiles">{ for found.iter().take(*shown).map(|column| portrait(column, profile.rows)) }</ul>
            if found.is_empty() { <p class="quiet">{ say!("columns-none") }</p> }
            if found.len() > *shown {
                <button type="button" class="button button-plain" onclick={more}>
                    { say!("columns-more", n = found.len() - *shown) }
                </button>
            }
        </>
    }
}

fn portrait(column: &ColumnProfile, rows: u64) -> Html {
    html! {
        <li class="profile" key={column.name.clone()}>
            <div class="profile-name">
                <h3 title={column.name.clone()}>{ icon(type_icon(column.kind)) }<span>{ &column.name }</span></h3>
                <p class="quiet">{ say!(&format!("type-{}", type_name(column.kind))) }</p>
                <Bar share={missing_share(column.missing, rows)} tone="missing" />
                <p class="profile-fact">{ missing_words(column.missing, rows) }</p>
                <p class="profile-fact">{ say!("profile-unique", n = column.unique) }</p>
            </div>
            <div class="profile-body">
                if column.kind == ColumnType::Numeric { { spread(column) } }
                else { { top(column, rows) } }
            </div>
        </li>
    }
}

fn spread(column: &ColumnProfile) -> Html {
    let n = &column.numbers;
    let quantiles = match (n.min, n.q25, n.median, n.q75, n.max) {
        (Some(a), Some(b), Some(c), Some(d), Some(e)) => Some([a, b, c, d, e]),
        _ => None,
    };
    let fact = |words: String, value: Option<f64>| {
        let full = value.map(|v| v.to_string());
        let short = value.map_or_else(|| "\u{2013}".to_owned(), numbers::short);
        html! { <div><dt>{ words }</dt><dd title={full.clone()} data-value={full}>{ short }</dd></div> }
    };
    html! {
        <>
            if let Some(quantiles) = quantiles { <QuantileBar {quantiles} /> }
            <dl class="quantile-row">
                { fact(say!("number-min"), n.min) }{ fact(say!("number-q25"), n.q25) }
                { fact(say!("number-median"), n.median) }{ fact(say!("number-q75"), n.q75) }
                { fact(say!("number-max"), n.max) }
            </dl>
            <dl class="quantile-row">
                { fact(say!("number-mean"), n.mean) }{ fact(say!("number-std"), n.std) }
                { fact(say!("number-skew"), n.skew) }{ fact(say!("number-kurtosis"), n.kurtosis) }
            </dl>
        </>
    }
}

/// Values that are drawn for one column.
const TOP: usize = 6;

fn top(column: &ColumnProfile, rows: u64) -> Html {
    let most = column.top.first().map_or(1, |(_, n)| *n).max(1);
    let line = |(value, n): &(String, u64)| {
        html! {
            <li class="top-line">
                <span class="top-value" title={value.clone()}>{ value }</span>
                <Bar share={*n as f64 / most as f64} />
                <span class="top-count">{ numbers::grouped(*n as i64) }</span>
                <span class="top-share">{ numbers::percent(missing_share(*n, rows)) }</span>
            </li>
        }
    };
    let rest = column.unique.saturating_sub(column.top.len().min(TOP) as u64);
    html! {
        <>
            <ul class="top">{ for column.top.iter().take(TOP).map(line) }</ul>
            if rest > 0 { <p class="quiet">{ say!("top-rest", n = rest) }</p> }
        </>
    }
}

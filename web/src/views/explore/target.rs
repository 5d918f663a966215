//! What predicts the target: its own balance, the columns by what each tells of it alone, and the
//! picture that shows it.

use super::relations::measure_name;
use super::shown::Shown;
use super::standing::Standing;
use super::typed;
use crate::components::{Bar, Choice, Deferred, Field, SelectBox, more_button};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{ExploreAction, picture_for_target};
use glasshouse_spec::{ColumnType, FeatureFigures, PictureKind, PictureRequest, TargetFigures, TaskKind};
use yew::prelude::*;

/// Columns that are listed before somebody asks for more.
const SHOWN: usize = 15;

/// What predicts the target.
#[component]
pub fn Target() -> Html {
    let studio = use_studio();
    let (explore, _look) = (use_slice(&studio.explore), use_slice(&studio.look));
    let (data, recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let all = use_state_eq(|| false);
    let known = explore.figures(&studio.explore_of()).filter(|known| known.of.revision == data.revision);
    let figures = known.and_then(|known| known.exploration.target.as_ref());
    let figures = figures.filter(|figures| Some(figures.column.as_str()) == recipe.target());
    let columns = typed(&studio);
    let kind = |name: &str| columns.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind);
    let picked = recipe.target().and_then(|target| Some((target.to_owned(), kind(target)?)));
    html! {
        <>
            { choose(&studio, recipe.target(), &columns, recipe.suggesting) }
            if let Some((target, target_kind)) = picked {
                <Standing />
                if let Some(figures) = figures {
                    { balance(figures, target_kind) }
                    { features(&studio, &target, target_kind, figures, explore.feature.as_deref(), &all) }
                }
            }
        </>
    }
}

fn choose(studio: &Studio, target: Option<&str>, columns: &[(String, ColumnType)], suggesting: bool) -> Html {
    let choices: Vec<Choice> =
        columns.iter().map(|(name, _)| Choice::new(name.clone(), name.clone())).collect();
    let help = target.is_none().then(|| AttrValue::from(say!("explore-target-help")));
    let studio = studio.clone();
    html! {
        <div class="explore-target">
            <Field label={say!("target-label")} id="explore-target" {help}>
                <SelectBox id="explore-target" {choices} value={target.unwrap_or_default().to_owned()} disabled={suggesting}
                    placeholder={say!("target-placeholder")} testid="explore-target"
                    onchange={Callback::from(move |name: String| studio.choose_target(&name))} />
            </Field>
        </div>
    }
}

fn balance(figures: &TargetFigures, kind: ColumnType) -> Html {
    let picture = match figures.kind {
        TaskKind::Regression if kind == ColumnType::Numeric => PictureKind::Histogram,
        _ => PictureKind::ClassBalance,
    };
    let words = match (figures.imbalance, figures.classes.first(), figures.classes.last()) {
        (Some(ratio), Some(most), Some(least)) if figures.classes.len() > 1 => say!(
            "target-balance",
            n = figures.classes.len(),
            most = most.0.as_str(),
            least = least.0.as_str(),
            ratio = numbers::short(ratio)
        ),
        (_, Some(only), _) => say!("target-one-class", class = only.0.as_str()),
        _ => say!("target-amount"),
    };
    html! {
        <section aria-labelledby="target-itself">
            <h2 id="target-itself">{ say!("target-itself") }</h2>
            <p class="quiet">{ words }</p>
            <Deferred><Shown picture={PictureRequest::new(picture, &[&figures.column])} /></Deferred>
        </section>
    }
}

fn features(
    studio: &Studio,
    target: &str,
    target_kind: ColumnType,
    figures: &TargetFigures,
    chosen: Option<&str>,
    all: &UseStateHandle<bool>,
) -> Html {
    let columns = typed(studio);
    let kind = |name: &str| columns.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind);
    let first = figures.features.first().map(|feature| feature.column.as_str());
    let chosen = chosen.filter(|name| figures.features.iter().any(|f| f.column == *name)).or(first);
    let picture = chosen.and_then(|name| {
        let rows = studio.data.get().loaded.as_ref().map_or(0, |loaded| loaded.profile.rows);
        picture_for_target((name, kind(name)?), (target, target_kind), rows)
    });
    let shown = if **all { figures.features.len() } else { SHOWN.min(figures.features.len()) };
    let more = {
        let all = all.clone();
        move |_: MouseEvent| all.set(true)
    };
    let help = if figures.kind == TaskKind::Regression {
        say!("target-score-amount")
    } else {
        say!("target-score-class")
    };
    html! {
        <section class="section" aria-labelledby="target-features">
            <h2 id="target-features">{ say!("target-features", target = target) }</h2>
            <p class="quiet">{ help }</p>
            if figures.features.is_empty() { <p class="quiet">{ say!("target-no-features") }</p> }
            <div class="master">
                <div class="master-list">
                    <ol class="choices">{ for figures.features.iter().take(shown).map(|feature| {
                        feature_line(studio, feature, Some(feature.column.as_str()) == chosen)
                    }) }</ol>
                    { more_button(figures.features.len() - shown, more) }
                </div>
                <div class="master-detail">
                    if let Some(picture) = picture { <Deferred><Shown {picture} /></Deferred> }
                    else if chosen.is_some() { <p class="quiet">{ say!("pair-none") }</p> }
                </div>
            </div>
        </section>
    }
}

fn feature_line(studio: &Studio, feature: &FeatureFigures, here: bool) -> Html {
    let (store, name) = (studio.explore.clone(), feature.column.clone());
    let onclick = move |_: MouseEvent| store.dispatch(ExploreAction::Feature(name.clone()));
    let score = feature.score.map_or_else(|| "\u{2013}".to_owned(), numbers::score);
    let association = feature.association.as_ref().map(|pair| {
        format!("{} {}", say!(&format!("measure-{}", measure_name(pair.measure))), numbers::score(pair.value))
    });
    let auc = feature.auc.map(|auc| say!("target-auc", value = numbers::score(auc)));
    let small: Vec<String> = [association, auc].into_iter().flatten().collect();
    html! {
        <li key={feature.column.clone()}>
            <button type="button" class="choice" aria-pressed={here.to_string()} {onclick} data-testid="feature"
                data-column={feature.column.clone()}>
                <span class="choice-name" title={feature.column.clone()}>{ &feature.column }</span>
                <span class="choice-number" title={feature.score.map(|s| s.to_string())}>{ score }</span>
                <Bar share={feature.score.unwrap_or(0.0)} />
                <small>{ small.join(" \u{b7} ") }</small>
            </button>
        </li>
    }
}

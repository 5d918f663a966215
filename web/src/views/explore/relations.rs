//! How columns go together: all of them at once, the strongest pairs, any two held against each other.

use super::shown::Shown;
use super::standing::Standing;
use super::typed;
use crate::components::{Bar, Choice, Deferred, SelectBox};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Explore, ExploreAction, pictures_of_pair};
use glasshouse_spec::{AssociatedPair, Associations, Measure, PictureKind, PictureRequest};
use yew::prelude::*;

/// Pairs that are listed.
const SHOWN: usize = 15;

/// Name of a measure in the catalogue and in protocols.
pub fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Pearson => "pearson",
        Measure::Spearman => "spearman",
        Measure::Kendall => "kendall",
        Measure::CramersV => "cramers_v",
        Measure::CorrelationRatio => "correlation_ratio",
        Measure::MutualInformation => "mutual_information",
    }
}

/// How columns go together.
#[component]
pub fn Relations() -> Html {
    let studio = use_studio();
    let (explore, _look) = (use_slice(&studio.explore), use_slice(&studio.look));
    let (data, _recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let known = explore.figures(&studio.explore_of()).filter(|known| known.of.revision == data.revision);
    let Some(known) = known else { return html! { <Standing /> } };
    let associations = &known.exploration.associations;
    let picture =
        PictureRequest { measure: explore.measure, ..PictureRequest::new(PictureKind::Correlation, &[]) };
    html! {
        <>
            <Standing />
            if associations.matrices.is_empty() { <p class="quiet">{ say!("relations-none") }</p> }
            else {
                <section aria-labelledby="relations-all">
                    <div class="section-head">
                        <h2 id="relations-all">{ say!("relations-all") }</h2>
                        { measures(&studio, &explore, associations) }
                    </div>
                    <p class="quiet">{ say!(&measure_help(explore.measure)) }</p>
                    <Deferred class="deferred tall"><Shown {picture} title={say!("relations-picture")} /></Deferred>
                </section>
            }
            { pairs(&studio, &explore, associations) }
            if let Some(note) = &associations.note { <p class="quiet">{ note }</p> }
        </>
    }
}

fn measure_help(measure: Option<Measure>) -> String {
    match measure {
        Some(measure) => format!("measure-{}.help", measure_name(measure)),
        None => "measure-suiting.help".into(),
    }
}

fn measures(studio: &Studio, explore: &Explore, associations: &Associations) -> Html {
    let mut choices = vec![Choice::new("suiting", say!("measure-suiting"))];
    let there = associations.matrices.iter().map(|matrix| matrix.measure);
    choices.extend(
        there.clone().map(|m| Choice::new(measure_name(m), say!(&format!("measure-{}", measure_name(m))))),
    );
    let value = explore.measure.map_or("suiting", measure_name);
    let (store, there): (_, Vec<Measure>) = (studio.explore.clone(), there.collect());
    let onchange = Callback::from(move |name: String| {
        let measure = there.iter().copied().find(|measure| measure_name(*measure) == name);
        store.dispatch(ExploreAction::Measure(measure));
    });
    html! { <SelectBox {choices} {value} {onchange} label={say!("relations-measure")} testid="measure-select" /> }
}

fn pairs(studio: &Studio, explore: &Explore, associations: &Associations) -> Html {
    let strongest = associations.pairs.first().map(|pair| (pair.a.clone(), pair.b.clone()));
    let columns = typed(studio);
    let others = columns.first().zip(columns.get(1)).map(|(a, b)| (a.0.clone(), b.0.clone()));
    let Some(chosen) = explore.pair.clone().or(strongest).or(others) else { return Html::default() };
    let most = associations.pairs.iter().map(|pair| pair.value.abs()).fold(f64::MIN_POSITIVE, f64::max);
    let line =
        |pair: &AssociatedPair| pair_line(studio, pair, most, chosen == (pair.a.clone(), pair.b.clone()));
    html! {
        <section class="section" aria-labelledby="relations-pairs">
            <h2 id="relations-pairs">{ say!("relations-pairs") }</h2>
            <div class="master">
                <div class="master-list">
                    if associations.pairs.is_empty() { <p class="quiet">{ say!("relations-no-pairs") }</p> }
                    <ol class="choices">{ for associations.pairs.iter().take(SHOWN).map(line) }</ol>
                </div>
                <div class="master-detail">
                    <PairPictures a={chosen.0.clone()} b={chosen.1.clone()} />
                </div>
            </div>
        </section>
    }
}

fn pair_line(studio: &Studio, pair: &AssociatedPair, most: f64, here: bool) -> Html {
    let (store, a, b) = (studio.explore.clone(), pair.a.clone(), pair.b.clone());
    let onclick = move |_: MouseEvent| store.dispatch(ExploreAction::Pair(a.clone(), b.clone()));
    let words = format!("{} \u{d7} {}", pair.a, pair.b);
    html! {
        <li key={words.clone()}>
            <button type="button" class="choice" aria-pressed={here.to_string()} {onclick} data-testid="pair">
                <span class="choice-name" title={words.clone()}>{ &words }</span>
                <span class="choice-number" title={pair.value.to_string()}>{ numbers::score(pair.value) }</span>
                <Bar share={pair.value.abs() / most} />
                <small>{ say!(&format!("measure-{}", measure_name(pair.measure))) }</small>
            </button>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct PairPicturesProps {
    a: AttrValue,
    b: AttrValue,
}

/// Two columns, of which each can be changed, and the pictures that suit them.
#[component]
fn PairPictures(props: &PairPicturesProps) -> Html {
    let studio = use_studio();
    let data = use_slice(&studio.data);
    let columns = typed(&studio);
    let rows = data.loaded.as_ref().map_or(0, |loaded| loaded.profile.rows);
    let kind = |name: &str| columns.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind);
    let (a, b) = (props.a.to_string(), props.b.to_string());
    let pictures = match (kind(&a), kind(&b)) {
        (Some(one), Some(other)) if a != b => pictures_of_pair((&a, one), (&b, other), rows),
        _ => Vec::new(),
    };
    let choices: Vec<Choice> =
        columns.iter().map(|(name, _)| Choice::new(name.clone(), name.clone())).collect();
    let select = |value: &str, label: String, pair: Callback<String>| {
        html! { <SelectBox choices={choices.clone()} value={value.to_owned()} {label} onchange={pair} /> }
    };
    let (first, second) = (studio.explore.clone(), studio.explore.clone());
    let (keep_a, keep_b) = (a.clone(), b.clone());
    html! {
        <>
            <div class="pair-select">
                { select(&a, say!("pair-first"), Callback::from(move |name: String| first.dispatch(ExploreAction::Pair(name, keep_b.clone())))) }
                <span aria-hidden="true">{ "\u{d7}" }</span>
                { select(&b, say!("pair-second"), Callback::from(move |name: String| second.dispatch(ExploreAction::Pair(keep_a.clone(), name)))) }
            </div>
            if pictures.is_empty() { <p class="quiet">{ if a == b { say!("pair-same") } else { say!("pair-none") } }</p> }
            { for pictures.into_iter().map(|picture| {
                let key = format!("{:?}{:?}{:?}", picture.kind, picture.columns, picture.by);
                html! { <Deferred {key}><Shown {picture} /></Deferred> }
            }) }
        </>
    }
}

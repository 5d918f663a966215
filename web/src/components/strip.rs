//! Scores as points on a line, with their mean and its interval: how far folds lie apart.

use crate::numbers;
use yew::prelude::*;

/// Width of the drawing, and room at its ends.
const WIDTH: f64 = 200.0;
const ROOM: f64 = 6.0;

/// Properties of [`Strip`].
#[derive(Properties, PartialEq)]
pub struct StripProps {
    /// The scores, in order.
    pub scores: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// The interval of the mean.
    #[prop_or_default]
    pub interval: Option<(f64, f64)>,
    /// What it shows, in words.
    pub label: AttrValue,
}

/// The points. Each tells its fold and its score under the pointer.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let ends =
        props.scores.iter().copied().chain(props.interval.map_or([props.mean; 2], |(low, high)| [low, high]));
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
    let span = if high > low { high - low } else { 1.0 };
    let at = |score: f64| ROOM + (score - low) / span * (WIDTH - 2.0 * ROOM);
    let number = |x: f64| format!("{x:.2}");
    html! {
        <svg class="strip" viewBox="0 0 200 20" role="img" aria-label={props.label.clone()}>
            <rect class="strip-line" x="0" y="9.5" width="200" height="1" />
            if let Some((from, to)) = props.interval {
                <rect class="strip-interval" x={number(at(from))} y="4" height="12" rx="3"
                    width={number((at(to) - at(from)).max(1.0))} />
            }
            <rect class="strip-mean" x={number(at(props.mean) - 1.0)} y="2" width="2" height="16" />
            { for props.scores.iter().enumerate().map(|(fold, score)| html! {
                <circle class="strip-point" cx={number(at(*score))} cy="10" r="3.5">
                    <title>{ say!("strip-point", n = fold + 1, score = numbers::score(*score)) }</title>
                </circle>
            }) }
        </svg>
    }
}

//! Small bars inside lists, as SVG whose geometry is in attributes (the page allows no inline
//! style).

use yew::prelude::*;

/// Properties of [`Bar`].
#[derive(Properties, PartialEq)]
pub struct BarProps {
    /// Share of the width, 0 to 1.
    pub share: f64,
    /// `missing`, `count` or `accent`.
    #[prop_or("count")]
    pub tone: &'static str,
}

/// A horizontal bar.
#[component]
pub fn Bar(props: &BarProps) -> Html {
    let share = props.share.clamp(0.0, 1.0);
    // Something that is there shows, however little.
    let width = if share > 0.0 { (share * 100.0).max(1.0) } else { 0.0 };
    html! {
        <svg class={classes!("bar", format!("bar-{}", props.tone))} viewBox="0 0 100 8"
            preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-ground" width="100" height="8" />
            <rect class="bar-amount" width={format!("{width:.2}")} height="8" />
        </svg>
    }
}

/// Properties of [`QuantileBar`].
#[derive(Properties, PartialEq)]
pub struct QuantileBarProps {
    /// Smallest, lower quartile, median, upper quartile, largest.
    pub quantiles: [f64; 5],
}

/// Where the middle half of the numbers lies between the smallest and the largest.
#[component]
pub fn QuantileBar(props: &QuantileBarProps) -> Html {
    let [min, _, _, _, max] = props.quantiles;
    let span = if max > min { max - min } else { 1.0 };
    let [_, q25, median, q75, _] = props.quantiles.map(|q| 2.0 + (q - min) / span * 196.0);
    html! {
        <svg class="quantiles" viewBox="0 0 200 16" preserveAspectRatio="none" aria-hidden="true">
            <rect class="quantiles-range" x="2" y="7" width="196" height="2" />
            <rect class="quantiles-middle" x={format!("{q25:.2}")} y="3" height="10"
                width={format!("{:.2}", (q75 - q25).max(1.5))} />
            <rect class="quantiles-median" x={format!("{:.2}", median - 1.0)} y="1" width="2" height="14" />
        </svg>
    }
}

//! A small histogram inside a list, as SVG whose geometry is in attributes.

use yew::prelude::*;

/// Properties of [`Spark`].
#[derive(Properties, PartialEq)]
pub struct SparkProps {
    /// Counts in intervals of equal width.
    pub counts: Vec<u64>,
    /// What it says, for those who do not see it.
    pub label: AttrValue,
}

/// Bars of counts, side by side.
#[component]
pub fn Spark(props: &SparkProps) -> Html {
    const WIDTH: f64 = 200.0;
    const HEIGHT: f64 = 36.0;
    let most = props.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = WIDTH / props.counts.len().max(1) as f64;
    // One path for all bars: a browser makes one element faster than thirty.
    let mut bars = String::new();
    for (at, count) in props.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        // Something that is there shows, however little.
        let height = (*count as f64 / most * HEIGHT).max(1.0);
        let (from, to) = (at as f64 * width, at as f64 * width + (width - 0.8).max(0.5));
        bars.push_str(&format!("M{from:.2} {HEIGHT}V{:.2}H{to:.2}V{HEIGHT}Z", HEIGHT - height));
    }
    html! {
        <svg class="spark" viewBox="0 0 200 37" preserveAspectRatio="none" role="img" aria-label={props.label.clone()}>
            <rect class="spark-ground" y="36" width="200" height="1" />
            <path class="spark-bars" d={bars} />
        </svg>
    }
}

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
    let bar = |(at, count): (usize, &u64)| {
        // Something that is there shows, however little.
        let height = if *count > 0 { (*count as f64 / most * HEIGHT).max(1.0) } else { 0.0 };
        html! {
            <rect x={format!("{:.2}", at as f64 * width)} y={format!("{:.2}", HEIGHT - height)}
                width={format!("{:.2}", (width - 0.8).max(0.5))} height={format!("{height:.2}")} />
        }
    };
    html! {
        <svg class="spark" viewBox="0 0 200 37" preserveAspectRatio="none" role="img" aria-label={props.label.clone()}>
            <rect class="spark-ground" y="36" width="200" height="1" />
            <g class="spark-bars">{ for props.counts.iter().enumerate().map(bar) }</g>
        </svg>
    }
}

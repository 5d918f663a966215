//! How long the largest pictures take: a million points, and as many as a sample has.
//! `cargo run --release -p glasshouse-chart --example timing`.

use glasshouse_chart::{
    Axis, AxisScale, ChartSpec, ChartView, Drawing, Lines, Scatter, Series, Theme, height_for, summary,
};
use std::time::Instant;

const ROUNDS: usize = 9;

/// Numbers between 0 and 1.
fn noise(seed: u32) -> f64 {
    let mixed = seed.wrapping_add(1).wrapping_mul(2_654_435_761);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
    f64::from((mixed ^ (mixed >> 13)) % 1_000_003) / 1_000_003.0
}

fn scatter(n: u32) -> ChartSpec {
    let normal = |seed: u32| (0..4).map(|part| noise(seed.wrapping_mul(4) + part)).sum::<f64>();
    ChartSpec::Scatter(Scatter {
        x: Axis::column("a"),
        y: Axis::column("b"),
        points: (0..n).map(|row| (normal(row), normal(row + 77_777_777))).collect(),
        sampled_from: u64::from(n),
        ..Scatter::default()
    })
}

fn line(n: u32) -> ChartSpec {
    let mut value = 0.0;
    let points = (0..n).map(|row| {
        value += noise(row) - 0.5;
        (f64::from(row) * 60e6, value)
    });
    ChartSpec::Lines(Lines {
        x: Axis::column("time").scaled(AxisScale::Time),
        y: Axis::column("value"),
        series: vec![Series { points: points.collect(), ..Series::default() }],
        ..Lines::default()
    })
}

/// The median of several times, in milliseconds.
fn median(mut act: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            act();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let charts = [
        ("scatter of 5,000", scatter(5_000)),
        ("scatter of 20,000", scatter(20_000)),
        ("scatter of 1,000,000", scatter(1_000_000)),
        ("line of 20,000", line(20_000)),
        ("line of 1,000,000", line(1_000_000)),
    ];
    let theme = Theme::light();
    for (name, chart) in &charts {
        let size = (900, height_for(chart, 900));
        let strokes = Drawing::new(chart, &theme, &ChartView::default(), size)?.strokes();
        let drawn = median(|| drop(Drawing::new(chart, &theme, &ChartView::default(), size)));
        let said = median(|| drop(summary(chart)));
        println!("{name}: {drawn:.1} ms to {strokes} strokes, {said:.1} ms for the words");
    }
    Ok(())
}

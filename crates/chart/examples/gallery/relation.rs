//! Pictures of several columns, with plain and with ugly data.

use super::column::{DAY, NEW_YEAR, TREES, noise};
use glasshouse_chart::{
    Amounts, Axis, AxisScale, ChartSpec, Classes, Coloring, Correlogram, Decomposition, Format, Heatmap,
    Hexbin, Lines, PairColumn, PairPlot, ParallelAxis, ParallelCoordinates, Scatter, Series, Shade, Trend,
};

fn classes(n: u32, names: &[&str]) -> Classes {
    let code = |row: u32| (row % 17 != 5).then(|| row * 7 % names.len() as u32);
    Classes {
        column: "species".into(),
        names: names.iter().map(|name| (*name).into()).collect(),
        codes: (0..n).map(code).collect(),
    }
}

const BIRDS: [&str; 3] = ["Adelie", "Chinstrap", "Gentoo"];

fn point(row: u32, groups: u32) -> (f64, f64) {
    let group = f64::from(row * 7 % groups);
    let x = 40.0 + 4.0 * group + 9.0 * (noise(row) + noise(row + 77_777) - 1.0);
    (x, 15.0 + 1.5 * group + 0.3 * (x - 40.0) + 4.0 * (noise(row + 999) - 0.5))
}

fn scatter(n: u32) -> Scatter {
    Scatter {
        x: Axis::column("bill_length_mm"),
        y: Axis::column("bill_depth_mm"),
        points: (0..n).map(|row| point(row, 3)).collect(),
        sampled_from: u64::from(n),
        ..Scatter::default()
    }
}

fn scatters() -> Vec<(&'static str, ChartSpec)> {
    let trend = Trend {
        words: "y = 0.36 x + 2.1, R² 0.61".into(),
        line: vec![(31.0, 13.0), (57.0, 22.0)],
        band: vec![(31.0, 12.2, 13.8), (45.0, 17.5, 18.1), (57.0, 21.1, 22.9)],
    };
    let amounts = |name: &str, n: u32| Amounts {
        axis: Axis::column(name),
        values: (0..n).map(|row| 2_700.0 + 3_600.0 * noise(row + 5)).collect(),
    };
    let spread =
        |n: u32| (0..n).map(|row| (10f64.powf(9.0 * noise(row) - 4.0), -1e9 * noise(row + 3))).collect();
    let by_class = Some(Coloring::Classes(classes(344, &BIRDS)));
    let trees = Some(Coloring::Classes(classes(5_000, &TREES)));
    let cloud = Scatter {
        x: Axis::named("First component (44.2%)"),
        y: Axis::named("Second component (19.0%)"),
        ..scatter(5_000)
    };
    vec![
        ("scatter-trend", ChartSpec::Scatter(Scatter { trend: Some(trend), ..scatter(344) })),
        (
            "scatter-classes-size",
            ChartSpec::Scatter(Scatter {
                color: by_class,
                size: Some(amounts("body_mass_g", 344)),
                ..scatter(344)
            }),
        ),
        (
            "scatter-amounts",
            ChartSpec::Scatter(Scatter {
                color: Some(Coloring::Amounts(amounts("body_mass_g_of_the_bird_when_it_was_caught", 344))),
                ..scatter(344)
            }),
        ),
        ("scatter-1", ChartSpec::Scatter(scatter(1))),
        (
            "scatter-log",
            ChartSpec::Scatter(Scatter {
                x: Axis::column("price").scaled(AxisScale::Log),
                points: spread(300),
                ..scatter(0)
            }),
        ),
        ("cloud-trees", ChartSpec::Scatter(Scatter { color: trees, sampled_from: 48_842, ..cloud })),
    ]
}

fn hexbin(hexagons: bool) -> ChartSpec {
    let mut cells = std::collections::BTreeMap::new();
    for row in 0..60_000 {
        let (x, y) = point(row, 3);
        let line = (y / 0.6).round() as i64;
        let moved = if hexagons && line % 2 != 0 { 0.5 } else { 0.0 };
        *cells.entry((line, (x - moved).round() as i64)).or_insert(0) += 1;
    }
    let cells = cells.into_iter().map(|((line, column), n)| {
        let moved = if hexagons && line % 2 != 0 { 0.5 } else { 0.0 };
        (column as f64 + moved, line as f64 * 0.6, n)
    });
    ChartSpec::Hexbin(Hexbin {
        x: Axis::column("bill_length_mm"),
        y: Axis::column("bill_depth_mm"),
        cells: cells.collect(),
        step: (1.0, 0.6),
        hexagons,
        missing: 2,
    })
}

fn walk(n: u32, step: f64, seed: u32) -> Vec<(f64, f64)> {
    let mut value = 100.0;
    (0..n)
        .map(|i| {
            value += noise(i + seed) - 0.495;
            (NEW_YEAR + f64::from(i) * step, if i % 211 == 200 { f64::NAN } else { value })
        })
        .collect()
}

fn lines(n: u32, step: f64, names: &[&str]) -> ChartSpec {
    let series = names.iter().enumerate().map(|(at, name)| {
        let points = walk(n, step, at as u32 * 1_000_003);
        let band = if names.len() == 1 {
            points.iter().filter(|p| p.1.is_finite()).map(|(x, y)| (*x, y - 3.0, y + 3.0)).collect()
        } else {
            vec![]
        };
        Series { name: (*name).into(), points, band }
    });
    ChartSpec::Lines(Lines {
        x: Axis::column("date").scaled(AxisScale::Time),
        y: Axis::column("price_in_euro"),
        by: if names.len() > 1 { "share".into() } else { String::new() },
        series: series.collect(),
        aggregated: "mean of each day".into(),
    })
}

fn heatmaps() -> Vec<(&'static str, ChartSpec)> {
    let square = |n: usize| {
        let names: Vec<String> =
            (0..n).map(|i| TREES[i % 13].to_string() + if i > 12 { " again" } else { "" }).collect();
        let value = |r: usize, c: usize| match (r, c) {
            _ if r == c => Some(1.0),
            (3, _) | (_, 3) => None,
            _ => Some((2.0 * noise((r * c + r + c) as u32) - 1.0).powi(3)),
        };
        let values = (0..n).map(|r| (0..n).map(|c| value(r, c)).collect()).collect();
        Heatmap {
            what: "Pearson correlation".into(),
            rows: names.clone(),
            columns: names,
            values,
            shade: Shade::Diverging,
            range: Some((-1.0, 1.0)),
            format: Format::Coefficient,
            ..Heatmap::default()
        }
    };
    let table = Heatmap {
        what: "Rows".into(),
        row_name: "species".into(),
        column_name: "island".into(),
        categories: true,
        rows: BIRDS.map(String::from).to_vec(),
        columns: ["Biscoe", "Dream", "Torgersen"].map(String::from).to_vec(),
        values: vec![
            vec![Some(44.0), Some(56.0), Some(52.0)],
            vec![Some(0.0), Some(68.0), Some(0.0)],
            vec![Some(12_400.0), Some(0.0), Some(0.0)],
        ],
        format: Format::Count,
        ..Heatmap::default()
    };
    vec![
        ("heatmap-contingency", ChartSpec::Heatmap(table)),
        ("heatmap-5", ChartSpec::Heatmap(square(5))),
        ("heatmap-13", ChartSpec::Heatmap(square(13))),
        ("heatmap-20", ChartSpec::Heatmap(square(20))),
        ("heatmap-60", ChartSpec::Heatmap(square(60))),
    ]
}

fn pairs(n: u32, columns: usize) -> ChartSpec {
    let names = [
        "bill_length_mm",
        "bill_depth_mm",
        "flipper_length_mm",
        "body_mass_g",
        "the_year_of_the_survey",
        "age",
    ];
    let column = |at: usize| {
        let values: Vec<f64> = (0..n)
            .map(|row| {
                let (x, y) = point(row, 3);
                if row % 50 == 3 {
                    f64::NAN
                } else {
                    x * (at as f64 + 1.0) + y * (5.0 - at as f64) + 8.0 * noise(row + at as u32 * 991)
                }
            })
            .collect();
        let finite = values.iter().copied().filter(|v| v.is_finite());
        let (low, high) =
            finite.clone().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        let edges: Vec<f64> = (0..=12).map(|i| low + (high - low) * f64::from(i) / 12.0).collect();
        let counts =
            edges.windows(2).map(|e| finite.clone().filter(|v| (e[0]..e[1]).contains(v)).count() as u64);
        PairColumn {
            axis: Axis::column(names[at]),
            values: values.clone(),
            counts: counts.collect(),
            edges: edges.clone(),
        }
    };
    ChartSpec::PairPlot(PairPlot {
        columns: (0..columns).map(column).collect(),
        classes: Some(classes(n, &BIRDS)),
        sampled_from: 48_842,
    })
}

fn parallel(n: u32) -> ChartSpec {
    let number = |name: &str, seed: u32, scale: f64| ParallelAxis {
        column: name.into(),
        values: (0..n)
            .map(|row| {
                if row % 40 == 7 {
                    f64::NAN
                } else {
                    point(row, 3).0 * scale + 9.0 * scale * noise(row + seed)
                }
            })
            .collect(),
        ..ParallelAxis::default()
    };
    let sex = ParallelAxis {
        column: "sex".into(),
        categories: ["female", "male", "nobody could tell"].map(String::from).to_vec(),
        values: (0..n).map(|row| f64::from(row % 3)).collect(),
        ..ParallelAxis::default()
    };
    let date = ParallelAxis {
        values: (0..n).map(|row| NEW_YEAR + DAY * 900.0 * noise(row)).collect(),
        scale: AxisScale::Time,
        ..number("date_of_the_first_visit", 0, 1.0)
    };
    let axes = vec![
        number("bill_length_mm", 1, 1.0),
        number("bill_depth_mm", 2, 0.2),
        sex,
        date,
        number("body_mass_g", 3, 77.7),
    ];
    ChartSpec::ParallelCoordinates(ParallelCoordinates {
        axes,
        classes: Some(classes(n, &BIRDS)),
        sampled_from: u64::from(n),
    })
}

fn decomposition() -> ChartSpec {
    let at = |i: u32| NEW_YEAR + f64::from(i) * 30.4 * DAY;
    let season = |i: u32| 20.0 * (f64::from(i) / 12.0 * std::f64::consts::TAU).sin();
    let rest = |i: u32| 6.0 * (noise(i) - 0.5);
    let part = |name: &str, value: &dyn Fn(u32) -> f64| Series {
        name: name.into(),
        points: (0..144).map(|i| (at(i), value(i))).collect(),
        band: vec![],
    };
    ChartSpec::Decomposition(Decomposition {
        x: Axis::column("month").scaled(AxisScale::Time),
        column: "passengers".into(),
        parts: vec![
            part("Observed", &|i| 1_000.0 + 3.0 * f64::from(i) + season(i) + rest(i)),
            part("Trend", &|i| 1_000.0 + 3.0 * f64::from(i)),
            part("Seasonal", &season),
            part("Residual", &rest),
        ],
        period: 12,
    })
}

fn correlogram(n: u32, partial: bool) -> ChartSpec {
    let value = |lag: u32| 0.97f64.powi(lag as i32) * (f64::from(lag) / 12.0 * std::f64::consts::TAU).cos();
    ChartSpec::Correlogram(Correlogram {
        column: "passengers".into(),
        partial,
        values: (0..n).map(value).collect(),
        band: (0..n).map(|lag| (-0.16 - 0.004 * f64::from(lag), 0.16 + 0.004 * f64::from(lag))).collect(),
        n: 144,
    })
}

/// Every picture by its name.
pub fn charts() -> Vec<(&'static str, ChartSpec)> {
    let mut charts = vec![
        ("hexbin", hexbin(true)),
        ("hexbin-grid", hexbin(false)),
        ("lines-decades", lines(9_000, DAY, &["price"])),
        ("lines-minutes", lines(50, 20e6, &["Alpha", "Beta"])),
        ("lines-13", lines(300, DAY, &TREES)),
        ("lines-1", lines(1, DAY, &["price"])),
        ("pairs-4", pairs(344, 4)),
        ("pairs-6", pairs(2_000, 6)),
        ("parallel", parallel(344)),
        ("parallel-3000", parallel(3_000)),
        ("decomposition", decomposition()),
        ("acf", correlogram(41, false)),
        ("pacf-3", correlogram(3, true)),
    ];
    charts.extend(scatters());
    charts.extend(heatmaps());
    charts
}

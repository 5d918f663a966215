//! Every picture of every kind of table is there or says why not; pictures of known data show them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use super::*;
use crate::findings::tests::table;
use glasshouse_chart::{Theme, svg};
use glasshouse_spec::{ColumnType, Measure};

const KINDS: [PictureKind; 25] = [
    PictureKind::Histogram,
    PictureKind::Box,
    PictureKind::Violin,
    PictureKind::Qq,
    PictureKind::Bar,
    PictureKind::Pie,
    PictureKind::Scatter,
    PictureKind::Hexbin,
    PictureKind::Line,
    PictureKind::StackedBar,
    PictureKind::GroupedBar,
    PictureKind::Contingency,
    PictureKind::Correlation,
    PictureKind::PairPlot,
    PictureKind::ParallelCoordinates,
    PictureKind::ClassBalance,
    PictureKind::ClassDensities,
    PictureKind::MissingMatrix,
    PictureKind::MissingPairs,
    PictureKind::Pca,
    PictureKind::TSne,
    PictureKind::Decomposition,
    PictureKind::Acf,
    PictureKind::Pacf,
    PictureKind::Umap,
];

pub(crate) fn drawn(
    table: &Table,
    rows: Option<Vec<u32>>,
    request: PictureRequest,
) -> Result<ChartSpec, ExploreError> {
    let mut picturing = Picturing::new(table, rows, request)?;
    while let Some(done) = picturing.advance()? {
        assert!((0.0..=1.0).contains(&done));
    }
    picturing.finish()
}

fn messy(rows: usize) -> Table {
    let day = 86_400_000_000_i64;
    let number = |i: usize| (i * 7919 % 1009) as f64;
    let odd = (0..rows).map(|i| match i % 11 {
        0 => None,
        1 => Some(f64::INFINITY),
        _ => Some(number(i) * 1e-3),
    });
    let word = |i: usize, of: &[&str]| Some(of[number(i) as usize % of.len()].to_string());
    table(vec![
        Column::from_numbers("x", (0..rows).map(|i| Some(number(i))).collect()),
        Column::from_numbers("y", odd.collect()),
        Column::from_numbers("same", vec![Some(3.0); rows]),
        Column::from_numbers("none", vec![None; rows]),
        Column::from_times("day", (0..rows).map(|i| (i % 7 != 3).then_some(i as i64 * day)).collect()),
        Column::from_labels(
            "class",
            ColumnType::Categorical,
            (0..rows).map(|i| word(i, &["a", "b", "ü, \"c\""])),
        ),
        Column::from_labels("truth", ColumnType::Boolean, (0..rows).map(|i| word(i, &["yes", "no"]))),
        Column::from_labels(
            "many",
            ColumnType::Categorical,
            (0..rows).map(|i| Some(format!("level {}", i % 300))),
        ),
        Column::from_labels("text", ColumnType::Text, (0..rows).map(|i| Some(format!("a text of row {i}")))),
    ])
}

/// Requests of every kind with every choice of two columns, and one to part by.
fn requests(table: &Table) -> Vec<PictureRequest> {
    let names = table.names();
    let mut all = Vec::new();
    for kind in KINDS {
        all.push(PictureRequest::new(kind, &[]));
        for a in &names {
            all.push(PictureRequest::new(kind, &[a]));
            all.push(PictureRequest::new(kind, &[a]).by("class"));
            all.extend(names.iter().map(|b| PictureRequest::new(kind, &[a, b])));
        }
        all.push(PictureRequest::new(kind, &["x", "y"]).colored("many"));
        all.push(PictureRequest::new(kind, &["x", "y"]).colored("x"));
    }
    all
}

#[test]
fn every_picture_of_messy_data_can_be_drawn_or_says_why_not() {
    for rows in [0, 1, 2, 40] {
        let table = messy(rows);
        for request in requests(&table) {
            match drawn(&table, None, request.clone()) {
                Ok(chart) => {
                    let written = serde_json::to_string(&chart).unwrap();
                    serde_json::from_str::<ChartSpec>(&written).unwrap();
                    svg(&chart, &Theme::light(), (600, 400)).unwrap_or_else(|e| panic!("{request:?}: {e}"));
                }
                Err(error) => {
                    let fault = error.fault();
                    assert!(fault.code != "internal" && fault.remedy.is_some(), "{request:?}: {fault:?}");
                }
            }
        }
    }
}

#[test]
fn every_kind_has_a_picture_of_suitable_columns() {
    let table = messy(400);
    for kind in KINDS {
        let columns: &[&str] = match kind {
            PictureKind::Box | PictureKind::Violin | PictureKind::Histogram | PictureKind::Qq => &["y"],
            PictureKind::ClassDensities => &["x"],
            PictureKind::Bar | PictureKind::Pie | PictureKind::ClassBalance => &["class"],
            PictureKind::Scatter | PictureKind::Hexbin => &["x", "y"],
            PictureKind::Line | PictureKind::Decomposition | PictureKind::Acf | PictureKind::Pacf => {
                &["day", "x"]
            }
            PictureKind::StackedBar | PictureKind::GroupedBar | PictureKind::Contingency => {
                &["class", "truth"]
            }
            _ => &[],
        };
        let mut request = PictureRequest::new(kind, columns);
        if kind == PictureKind::ClassDensities {
            request = request.by("class");
        }
        let chart = drawn(&table, None, request).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        let json = serde_json::to_string(&chart).unwrap();
        assert!(json.len() < 400_000, "{kind:?} takes {} bytes", json.len());
    }
}

/// Maps of neighbours take a second, however few the rows.
fn is_map(kind: PictureKind) -> bool {
    matches!(kind, PictureKind::TSne | PictureKind::Umap)
}

#[test]
fn pictures_of_a_view_are_pictures_of_its_rows() {
    let table = messy(400);
    let rows: Vec<u32> = (0..400).filter(|row| row % 3 == 0).collect();
    let part = table.take(&rows);
    for request in requests(&messy(9)).into_iter().filter(|r| !is_map(r.kind)) {
        let of_view = drawn(&table, Some(rows.clone()), request.clone()).map_err(|e| e.to_string());
        let of_part = drawn(&part, None, request.clone()).map_err(|e| e.to_string());
        // NaN stands for a gap and is not equal to itself; JSON writes it as null.
        let json = |c: &Result<ChartSpec, String>| serde_json::to_string(c).unwrap();
        assert_eq!(json(&of_view), json(&of_part), "{request:?}");
    }
}

#[test]
fn every_row_is_counted_once() {
    let table = messy(1000);
    let chart = drawn(&table, None, PictureRequest::new(PictureKind::Hexbin, &["x", "y"])).unwrap();
    let ChartSpec::Hexbin(hexbin) = chart else { panic!("no hexbin") };
    let there = (0..1000).filter(|i| i % 11 > 1).count() as u64;
    assert_eq!(hexbin.cells.iter().map(|c| c.2).sum::<u64>(), there);
    assert_eq!(hexbin.missing, 1000 - there);
    let chart =
        drawn(&table, None, PictureRequest::new(PictureKind::Contingency, &["class", "many"])).unwrap();
    let ChartSpec::Heatmap(map) = chart else { panic!("no heat map") };
    assert_eq!((map.rows.len(), map.columns.len()), (3, 20));
    let chart = drawn(&table, None, PictureRequest::new(PictureKind::Bar, &["many"])).unwrap();
    let ChartSpec::Counts(counts) = chart else { panic!("no bars") };
    assert_eq!(counts.values.iter().map(|(_, n)| n).sum::<u64>() + counts.others.1, 1000);
    assert_eq!(counts.values.len() as u64 + counts.others.0, 300);
}

#[test]
fn points_of_many_rows_are_a_sample_that_says_so() {
    let table = messy(30_000);
    let chart = drawn(&table, None, PictureRequest::new(PictureKind::Scatter, &["x", "x"])).unwrap();
    let ChartSpec::Scatter(scatter) = chart else { panic!("no scatter plot") };
    assert_eq!((scatter.points.len(), scatter.sampled_from), (5000, 30_000));
    let trend = scatter.trend.unwrap();
    assert_eq!(trend.words, "y = 0 + 1 x, R² 1");
}

#[test]
fn projections_are_made_a_column_at_a_time() {
    let column = |k: usize| {
        Column::from_numbers(format!("c{k}"), (0..60).map(|i| Some((i * (k + 3) % 17) as f64)).collect())
    };
    let table = table((0..9).map(column).collect());
    let mut picturing = Picturing::new(&table, None, PictureRequest::new(PictureKind::Pca, &[])).unwrap();
    let mut shares = Vec::new();
    while let Some(done) = picturing.advance().unwrap() {
        shares.push(done);
    }
    assert!(shares.len() > 2 * 9, "{shares:?}");
    assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{shares:?}");
}

#[test]
fn clusters_stay_apart_on_the_map_of_neighbours() {
    let cluster = |i: usize| (i % 3) as f64 * 20.0;
    let noise = |i: usize, k: usize| ((i * 7919 + k * 104_729) % 1000) as f64 / 500.0;
    let column = |k: usize| {
        Column::from_numbers(
            format!("c{k}"),
            (0..240).map(|i| Some(cluster(i + k % 2) + noise(i, k))).collect(),
        )
    };
    let table = table((0..5).map(column).collect());
    for kind in [PictureKind::TSne, PictureKind::Umap] {
        let request = PictureRequest::new(kind, &[]);
        let chart = drawn(&table, None, request.clone()).unwrap();
        let ChartSpec::Scatter(map) = &chart else { panic!("no map") };
        let distance = |a: (f64, f64), b: (f64, f64)| ((a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)).sqrt();
        for (i, point) in map.points.iter().enumerate() {
            let others = (0..240).filter(|j| *j != i);
            let nearest = others
                .min_by(|a, b| distance(*point, map.points[*a]).total_cmp(&distance(*point, map.points[*b])));
            assert_eq!(nearest.unwrap() % 3, i % 3, "row {i}");
        }
        assert_eq!(chart, drawn(&table, None, request).unwrap());
    }
}

#[test]
fn correlations_take_the_measure_that_is_asked_for() {
    let table = messy(400);
    for (measure, what) in [(None, "Association"), (Some(Measure::CramersV), "Cramér's V")] {
        let request = PictureRequest { measure, ..PictureRequest::new(PictureKind::Correlation, &[]) };
        let ChartSpec::Heatmap(map) = drawn(&table, None, request).unwrap() else { panic!("no heat map") };
        assert_eq!(map.what, what);
        assert!(map.rows.len() >= 2 && map.rows == map.columns);
    }
}

#[test]
fn a_map_of_a_million_rows_is_of_a_sample_and_says_so() {
    const ROWS: usize = 1_000_000;
    let number = |name: &str, by: usize| {
        Arc::new(Column::from_numbers(name, (0..ROWS).map(|row| Some((row * by % 9973) as f64)).collect()))
    };
    let class = |row: usize| Some(["a", "b", "c"][row % 3]);
    let classes =
        Column::from_labels("class", ColumnType::Categorical, (0..ROWS).map(class).collect::<Vec<_>>());
    let table = Table::new(vec![number("x", 31), number("y", 7001), Arc::new(classes)], ROWS);
    let request = PictureRequest::new(PictureKind::TSne, &["x", "y"]).colored("class");
    let mut picturing = Picturing::new(&table, None, request).unwrap();
    // Not nearly made, but all of its places are there.
    while picturing.advance().unwrap().unwrap() < 0.375 {}
    let Work::Embedding(embedding) = picturing.work else { panic!("it is not being made") };
    let chart = embedding.finish();
    let size = (1100, glasshouse_chart::height_for(&chart, 1100));
    let view = glasshouse_chart::ChartView::default();
    let drawing = glasshouse_chart::Drawing::new(&chart, &Theme::light(), &view, size).unwrap();
    assert!((1000..11_000).contains(&drawing.strokes()), "{}", drawing.strokes());
    let words = glasshouse_chart::summary(&chart);
    assert!(words.contains("1,000 rows sampled from 1,000,000"), "{words}");
}

#[test]
fn a_column_of_truths_has_two_categories_however_they_are_spelt() {
    // Seven are true and five are not: yes 3, YES 2, true 2; No 3, no 2.
    let spelt = ["yes", "No", "YES", "true", "no", "yes", "No", "YES", "true", "no", "yes", "No"];
    let half = |i: usize| Some(if i < 6 { "a" } else { "b" });
    let table = table(vec![
        Column::from_labels("left", ColumnType::Boolean, spelt.map(Some)),
        Column::from_labels("half", ColumnType::Categorical, (0..12).map(half)),
        Column::from_numbers("x", (0..12).map(|i| Some(f64::from(i))).collect()),
    ]);
    let of = |kind, columns: &[&str]| drawn(&table, None, PictureRequest::new(kind, columns)).unwrap();
    let names = ["No".to_string(), "yes".to_string()];
    for kind in [PictureKind::Bar, PictureKind::Pie, PictureKind::ClassBalance] {
        let (ChartSpec::Counts(counts) | ChartSpec::Pie(counts)) = of(kind, &["left"]) else { panic!() };
        let mut values = counts.values;
        values.sort();
        assert_eq!(values, [(names[0].clone(), 5), (names[1].clone(), 7)], "{kind:?}");
    }
    for kind in [PictureKind::StackedBar, PictureKind::GroupedBar] {
        let ChartSpec::CrossBars(bars) = of(kind, &["half", "left"]) else { panic!() };
        assert_eq!((bars.series, bars.counts), (names.to_vec(), vec![vec![2, 4], vec![3, 3]]), "{kind:?}");
    }
    let ChartSpec::Heatmap(met) = of(PictureKind::Contingency, &["left", "half"]) else { panic!() };
    assert_eq!(
        (met.rows, met.values),
        (names.to_vec(), vec![vec![Some(2.0), Some(3.0)], vec![Some(4.0), Some(3.0)]])
    );
    let by = PictureRequest::new(PictureKind::Box, &["x"]).by("left");
    let ChartSpec::Boxes(boxes) = drawn(&table, None, by).unwrap() else { panic!() };
    assert_eq!(
        boxes.groups.iter().map(|group| &group.name).collect::<Vec<_>>(),
        names.iter().collect::<Vec<_>>()
    );
}

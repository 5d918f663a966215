//! A table of a million rows, and every picture of it where it is largest.

use glasshouse_spec::{ColumnType, PictureKind, PictureRequest};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

pub const ROWS: usize = 1_000_000;
/// Width of a drawing, CSS pixels.
pub const WIDTH: u32 = 1100;
const MINUTE: i64 = 60_000_000;

/// Numbers between 0 and 1.
fn noise(seed: usize) -> f64 {
    let mixed = (seed as u32).wrapping_add(1).wrapping_mul(2_654_435_761);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
    f64::from((mixed ^ (mixed >> 13)) % 1_000_003) / 1_000_003.0
}

/// Twelve numbers, two dates and three columns of categories, a tenth of the cells of some missing.
pub fn table() -> Table {
    let number = |k: usize| {
        let value = move |row: usize| {
            let bell: f64 = (0..4).map(|part| noise(row * 64 + k * 4 + part)).sum();
            (k % 3 != 2 || noise(row * 7 + k) > 0.1).then_some(bell * bell + noise(row) * k as f64)
        };
        Column::from_numbers(format!("n{k}"), (0..ROWS).map(value).collect())
    };
    let words = |name: &str, of: usize| {
        let word = |row: usize| Some(format!("value {}", (noise(row * 3 + of) * of as f64) as usize));
        Column::from_labels(name, ColumnType::Categorical, (0..ROWS).map(word).collect::<Vec<_>>())
    };
    let mut columns: Vec<Column> = (0..12).map(number).collect();
    columns.push(Column::from_times("minute", (0..ROWS).map(|row| Some(row as i64 * MINUTE)).collect()));
    columns.push(words("few", 5));
    columns.push(words("some", 25));
    columns.push(words("many", 400));
    Table::new(columns.into_iter().map(Arc::new).collect(), ROWS)
}

/// Every kind of picture, where it is largest.
pub fn requests() -> Vec<PictureRequest> {
    use PictureKind as K;
    let of = PictureRequest::new;
    let scatter = PictureRequest { size: Some("n3".into()), ..of(K::Scatter, &["n0", "n1"]).colored("n2") };
    vec![
        of(K::Histogram, &["n0"]).by("few"),
        of(K::Box, &["n0"]).by("some"),
        of(K::Violin, &["n0"]).by("some"),
        of(K::Qq, &["n0"]),
        of(K::Bar, &["many"]),
        of(K::Pie, &["many"]),
        of(K::Scatter, &["n0", "n1"]),
        scatter,
        of(K::Hexbin, &["n0", "n1"]),
        of(K::Line, &["minute", "n0"]).by("few"),
        of(K::Line, &["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8"]),
        of(K::StackedBar, &["some", "few"]),
        of(K::GroupedBar, &["some", "few"]),
        of(K::Contingency, &["some", "many"]),
        of(K::Correlation, &[]),
        of(K::PairPlot, &["n0", "n1", "n2", "n3", "n4", "n5"]).colored("few"),
        of(K::ParallelCoordinates, &[]).colored("few"),
        of(K::ClassBalance, &["some"]),
        of(K::ClassDensities, &["n0"]).by("few"),
        of(K::MissingMatrix, &[]),
        of(K::MissingPairs, &[]),
        of(K::Pca, &[]).colored("few"),
        of(K::TSne, &[]).colored("few"),
        of(K::Umap, &[]).colored("few"),
        of(K::Decomposition, &["minute", "n0"]),
        of(K::Acf, &["minute", "n0"]),
        of(K::Pacf, &["minute", "n0"]),
    ]
}

//! Every picture of a million rows holds few enough marks to be drawn at once, and says what they stand for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod million;

use glasshouse_chart::{ChartSpec, ChartView, Drawing, Theme, height_for, summary};
use glasshouse_explore::Picturing;
use glasshouse_spec::{PictureKind, PictureRequest};
use glasshouse_table::Table;
use million::{ROWS, WIDTH, requests, table};
use std::sync::LazyLock;

/// Most strokes of a picture. A browser puts so many on a canvas of twice the density in less than 100
/// milliseconds, without a graphics card.
const STROKES: usize = 11_000;
/// Most bytes of a picture's data on their way to the page.
const BYTES: usize = 500_000;

fn drawn(table: &Table, request: PictureRequest) -> ChartSpec {
    let mut picturing = Picturing::new(table, None, request).unwrap();
    while picturing.advance().unwrap().is_some() {}
    picturing.finish().unwrap()
}

/// What a picture says of the rows that it leaves out or puts together.
fn said(kind: PictureKind) -> &'static str {
    use PictureKind as K;
    match kind {
        K::Scatter | K::Pca => "5,000 rows sampled from 1,000,000",
        K::PairPlot => "666 rows sampled from 1,000,000",
        K::ParallelCoordinates => "272 rows sampled from 1,000,000",
        K::Qq => "1,000,000 values (1,000 of them drawn",
        K::Box => "beyond the whiskers (3,000 of them drawn)",
        K::Line => "Mean of each",
        K::Hexbin => "1,000,000 rows counted in",
        K::Decomposition => "mean of each day",
        K::Acf | K::Pacf => "mean of each day",
        K::MissingMatrix => "(10,000 to a line)",
        K::Contingency => "not shown",
        K::StackedBar | K::GroupedBar => "values of some not shown",
        K::Histogram | K::Bar | K::Pie | K::ClassBalance => "1,000,000 rows",
        K::MissingPairs => "of 1,000,000 rows",
        K::Violin | K::ClassDensities | K::Correlation | K::TSne | K::Umap => "",
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(table);

/// Maps of neighbours take a second and more to make, whatever the rows; their marks are looked at where
/// one can be stopped half made, beside the pictures.
fn become_few_marks_that_say_what_they_stand_for(of: impl Fn(&PictureRequest) -> bool) {
    assert_eq!(TABLE.rows(), ROWS);
    for request in
        requests().into_iter().filter(|r| !matches!(r.kind, PictureKind::TSne | PictureKind::Umap) && of(r))
    {
        let kind = request.kind;
        let chart = drawn(&TABLE, request);
        let size = (WIDTH, height_for(&chart, WIDTH));
        let drawing = Drawing::new(&chart, &Theme::light(), &ChartView::default(), size).unwrap();
        assert!(drawing.strokes() <= STROKES, "{kind:?}: {} strokes", drawing.strokes());
        let bytes = serde_json::to_string(&chart).unwrap().len();
        assert!(bytes <= BYTES, "{kind:?}: {bytes} bytes");
        let words = summary(&chart);
        assert!(words.contains(said(kind)), "{kind:?}: {words}");
    }
}

#[test]
fn a_million_rows_of_chosen_columns_become_few_marks() {
    become_few_marks_that_say_what_they_stand_for(|request| !request.columns.is_empty());
}

#[test]
fn a_million_rows_of_all_columns_become_few_marks() {
    become_few_marks_that_say_what_they_stand_for(|request| request.columns.is_empty());
}

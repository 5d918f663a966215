//! What pictures show; laws that hold for all of them are in `laws`, odd data in `any`.

mod any;
#[path = "../examples/gallery/column.rs"]
mod column;
mod laws;
mod marking;
#[path = "../examples/gallery/model.rs"]
mod model;
#[path = "../examples/gallery/names.rs"]
mod names;
#[path = "../examples/gallery/relation.rs"]
mod relation;

use crate::svg::svg;
use crate::{
    Bars, ChartError, ChartSpec, ChartView, Confusion, Drawing, Histogram, Layout, RegressionPoints, Roc,
    RocCurve, ShareOf, Theme, height_for, summary,
};

fn confusion(classes: &[&str], counts: &[&[u64]]) -> ChartSpec {
    ChartSpec::Confusion(Confusion {
        classes: classes.iter().map(|class| (*class).into()).collect(),
        counts: counts.iter().map(|row| row.to_vec()).collect(),
        share_of: ShareOf::TrueClass,
    })
}

fn regression(points: &[(f64, f64)]) -> RegressionPoints {
    RegressionPoints { target: "price".into(), points: points.to_vec(), sampled_from: points.len() as u64 }
}

fn curve(class: &str, points: &[(f64, f64, f64)]) -> RocCurve {
    RocCurve { class: class.into(), points: points.to_vec(), auc: 0.75 }
}

fn histogram(edges: &[f64], counts: &[u64]) -> ChartSpec {
    ChartSpec::Histogram(Histogram::new("age", edges.to_vec(), counts.to_vec()))
}

fn laid_out(chart: &ChartSpec, size: (u32, u32)) -> Layout {
    Drawing::new(chart, &Theme::light(), &ChartView::default(), size).unwrap().into_layout()
}

fn pictured(chart: &ChartSpec) -> String {
    svg(chart, &Theme::dark(), (640, height_for(chart, 640))).unwrap()
}

#[test]
fn a_confusion_matrix_shows_counts_shares_and_names() {
    let chart = confusion(&["Adelie", "Gentoo"], &[&[1234, 6], &[0, 50]]);
    let picture = pictured(&chart);
    for words in ["Adelie", "Gentoo", "1,234", "99.5%", "True class", "Predicted class"] {
        assert!(picture.contains(words), "{words}");
    }
    let layout = laid_out(&chart, (640, height_for(&chart, 640)));
    assert_eq!(layout.regions.len(), 4);
    let lines = layout.lines(1);
    assert_eq!(lines[..2], ["True class: Adelie", "Predicted class: Gentoo"]);
    let (x, y) = layout.regions[1].bounds().middle();
    assert_eq!(layout.at(x, y), Some(1));
}

#[test]
fn a_cell_is_a_share_of_what_is_asked() {
    let shares = |share_of| {
        let (classes, counts) = (vec!["no".into(), "yes".into()], vec![vec![6, 2], vec![1, 1]]);
        let chart = ChartSpec::Confusion(Confusion { classes, counts, share_of });
        let layout = laid_out(&chart, (640, 320));
        (0..4).map(|at| layout.lines(at)[2..].join("; ")).collect::<Vec<_>>()
    };
    let truth = shares(ShareOf::TrueClass);
    assert_eq!(truth[1], "2 of 8 rows of the true class; 25% of the true class");
    let predicted = shares(ShareOf::PredictedClass);
    assert_eq!(predicted[3], "1 of 3 rows of the predicted class; 33.3% of the predicted class");
    assert_eq!(shares(ShareOf::AllRows)[0], "6 of 10 rows; 60% of all rows");
}

#[test]
fn long_names_are_short_in_the_picture_and_whole_in_the_regions() {
    let long = "a class whose name goes on for much longer than any table has room for";
    let chart = confusion(&["short", long], &[&[1, 0], &[0, 1]]);
    let picture = svg(&chart, &Theme::light(), (320, 240)).unwrap();
    let (head, body) = picture.split_once('>').unwrap();
    assert!(head.contains("aria-label") && !body.contains(long) && body.contains('…'));
    let layout = laid_out(&chart, (320, 240));
    assert!(layout.lines(3)[0].ends_with(long));
}

#[test]
fn every_class_has_its_cells_and_its_curve_at_every_width() {
    let classes: Vec<String> = (0..14).map(|index| format!("class number {index}")).collect();
    let counts = vec![vec![3; 14]; 14];
    let matrix =
        ChartSpec::Confusion(Confusion { classes: classes.clone(), counts, share_of: ShareOf::TrueClass });
    let curves: Vec<RocCurve> =
        classes.iter().map(|class| curve(class, &[(0.0, 0.0, f64::INFINITY), (1.0, 1.0, 0.0)])).collect();
    let roc = ChartSpec::Roc(Roc { curves, first_class: 0 });
    for width in [320, 390, 640, 900, 1440] {
        let layout = laid_out(&matrix, (width, height_for(&matrix, width)));
        let is_cell = |at: &usize| layout.lines(*at)[0].starts_with("True class: ");
        let cells: Vec<usize> = (0..layout.regions.len()).filter(is_cell).collect();
        assert_eq!(cells.len(), 14 * 14);
        assert!(cells.iter().all(|at| layout.regions[*at].bounds().height() >= 18));
        let picture = svg(&roc, &Theme::light(), (width, height_for(&roc, width))).unwrap();
        assert!(!picture.contains("more\n"), "the legend is cut off at {width}");
        assert_eq!(laid_out(&roc, (width, height_for(&roc, width))).regions.len(), 28);
    }
}

#[test]
fn a_curve_says_its_threshold_and_area() {
    let points = [(0.0, 0.0, f64::INFINITY), (0.25, 0.75, 0.5), (1.0, 1.0, 0.125)];
    let chart = ChartSpec::Roc(Roc { curves: vec![curve("yes", &points)], first_class: 1 });
    let layout = laid_out(&chart, (640, 400));
    assert_eq!(layout.lines(0)[3], "Nothing is called positive");
    assert_eq!(layout.lines(1)[3], "Called positive from a probability of 0.5");
    assert!(layout.lines(1)[1].ends_with("0.75"));
    assert!(pictured(&chart).contains("yes · AUC 0.75"));
}

#[test]
fn points_walk_from_left_to_right_and_keep_their_values() {
    let chart = ChartSpec::PredictedActual(regression(&[(30.0, 28.5), (10.0, 11.0), (20.0, 20.0)]));
    let layout = laid_out(&chart, (640, 400));
    let actual: Vec<String> = (0..3).map(|at| layout.lines(at).swap_remove(0)).collect();
    assert_eq!(actual, ["Actual price: 10", "Actual price: 20", "Actual price: 30"]);
    assert_eq!(layout.lines(0)[2], "Residual (actual − predicted): −1");
}

#[test]
fn bars_keep_their_order_and_tell_how_many_are_hidden() {
    let items = (0..30).map(|index| (format!("feature {index}"), 30.0 - f64::from(index))).collect();
    let chart = ChartSpec::Bars(Bars::new("impurity", items));
    let layout = laid_out(&chart, (640, height_for(&chart, 640)));
    assert_eq!(layout.regions.len(), 20);
    assert_eq!(layout.lines(1), ["feature 1", "Impurity: 29"]);
    assert!(pictured(&chart).contains("and 10 more"));
}

#[test]
fn a_histogram_answers_over_the_whole_height_of_an_interval() {
    let chart = histogram(&[0.0, 10.0, 20.0], &[3, 1]);
    let layout = laid_out(&chart, (400, 220));
    let plot = layout.plot.unwrap();
    let first = layout.at(plot.left + 2, plot.top + 1).unwrap();
    assert_eq!(layout.lines(first), ["age from 0 to 10", "3 of 4 rows", "75%"]);
}

#[test]
fn words_say_what_the_picture_shows() {
    let cases = [
        (
            confusion(&["a", "b"], &[&[8, 2], &[1, 9]]),
            "Confusion matrix of 2 classes and 20 rows. 17 right (85%). \
             The most frequent mistake: a taken for b, 2 times.",
        ),
        (
            ChartSpec::Residuals(regression(&[(1.0, 2.0), (3.0, 2.0), (f64::NAN, 1.0)])),
            "Residuals (actual minus predicted price) of 2 rows (1 without a finite value left out). \
             Their mean is 0, their standard deviation 1.",
        ),
        (
            histogram(&[0.0, 10.0, 20.0], &[3, 1]),
            "Histogram of age: 4 rows from 0 to 20. Most, 75%, are between 0 and 10.",
        ),
    ];
    for (chart, words) in cases {
        assert_eq!(summary(&chart), words);
    }
}

#[test]
fn data_that_contradict_themselves_are_refused() {
    let ragged = confusion(&["a", "b"], &[&[1, 2], &[3]]);
    assert!(matches!(svg(&ragged, &Theme::light(), (300, 200)), Err(ChartError::Data(_))));
    let backward = histogram(&[1.0, 0.0], &[4]);
    assert!(matches!(svg(&backward, &Theme::light(), (300, 200)), Err(ChartError::Data(_))));
}

#[test]
fn nothing_and_one_thing_are_drawn() {
    let empty = [
        confusion(&[], &[]),
        ChartSpec::Roc(Roc { curves: vec![], first_class: 0 }),
        ChartSpec::Roc(Roc { curves: vec![curve("yes", &[])], first_class: 0 }),
        ChartSpec::PredictedActual(regression(&[])),
        ChartSpec::Residuals(regression(&[(f64::NAN, 1.0)])),
        ChartSpec::Bars(Bars::new("impurity", vec![])),
        histogram(&[], &[]),
    ];
    for chart in &empty {
        assert_eq!(laid_out(chart, (400, 300)).regions, [], "{}", summary(chart));
    }
    let single = [
        confusion(&["only"], &[&[5]]),
        ChartSpec::Roc(Roc { curves: vec![curve("yes", &[(0.0, 1.0, 0.5)])], first_class: 0 }),
        ChartSpec::PredictedActual(regression(&[(1e300, -1e300)])),
        ChartSpec::Residuals(regression(&[(2.0, 2.0)])),
        ChartSpec::Bars(Bars::new("impurity", vec![("only".into(), 0.0)])),
        histogram(&[4.0, 4.0], &[1]),
    ];
    for chart in &single {
        assert_eq!(laid_out(chart, (400, 300)).regions.len(), 1, "{}", summary(chart));
    }
}

#[test]
fn a_spec_survives_json() {
    let chart = confusion(&["a", "b"], &[&[8, 2], &[1, 9]]);
    let text = serde_json::to_string(&chart).unwrap();
    assert!(text.starts_with(r#"{"chart":"confusion""#));
    assert_eq!(serde_json::from_str::<ChartSpec>(&text).unwrap(), chart);
}

//! What drags and clicks on pictures mark.

use super::laid_out;
use crate::{AxisScale, ChartSpec, Counts, Datum, Heatmap, Histogram, Layout, Marked, Scatter, height_for};

fn layout(chart: &ChartSpec) -> Layout {
    laid_out(chart, (700, height_for(chart, 700)))
}

fn counts(upright: bool) -> Counts {
    let values =
        [("basic", 9), ("plus", 5), ("pro", 3)].map(|(name, rows)| (name.to_string(), rows)).to_vec();
    Counts { column: "plan".into(), values, missing: 4, upright, ..Counts::default() }
}

fn values(marks: Option<crate::Brush>) -> Vec<String> {
    match marks.unwrap_or_default().marks.as_slice() {
        [Marked::Values { column, values }] if column == "plan" => values.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_drag_over_a_histogram_marks_values_of_its_column() {
    let chart = ChartSpec::Histogram(Histogram::new("age", vec![0.0, 10.0, 20.0, 40.0], vec![3, 1, 2]));
    let layout = layout(&chart);
    let plot = layout.plot.unwrap();
    let (middle, y) = (plot.left + (plot.width() - 1) / 2, plot.top + 20);
    let brush = layout.brush((plot.left, y), (middle, y + 40)).unwrap();
    let [Marked::Range { column, from, to, scale }] = brush.marks.as_slice() else { panic!("{brush:?}") };
    assert_eq!((column.as_str(), *from, *scale), ("age", 0.0, AxisScale::Linear));
    assert!((to - 20.0).abs() < 0.1, "{to}");
    assert_eq!(layout.brush((middle, y), (middle + 2, y)), None);
    // Enter on the second bar marks its interval.
    let brush = layout.brush_region(1).unwrap();
    let [Marked::Range { from, to, .. }] = brush.marks.as_slice() else { panic!("{brush:?}") };
    assert!((from - 10.0).abs() < 0.1 && (to - 20.0).abs() < 0.1, "{from} {to}");
}

#[test]
fn bars_and_slices_mark_their_values_and_nothing_else() {
    for upright in [false, true] {
        let layout = layout(&ChartSpec::Counts(counts(upright)));
        let middle = |at: usize| layout.regions[at].bounds().middle();
        assert_eq!(values(layout.brush(middle(1), middle(1))), ["plus"]);
        assert_eq!(values(layout.brush(middle(0), middle(1))), ["basic", "plus"]);
        // What is missing is no value.
        assert_eq!(layout.brush(middle(3), middle(3)), None);
    }
    let pie = layout(&ChartSpec::Pie(counts(false)));
    assert!(pie.brushes());
    let slice = pie.regions[2].bounds().middle();
    assert_eq!(values(pie.brush(slice, slice)), ["pro"]);
    assert_eq!(pie.brush_region(3), None);
}

#[test]
fn a_rectangle_over_points_marks_both_columns_and_a_projection_none() {
    let points = vec![(0.0, 0.0), (10.0, 100.0)];
    let axis = |name: &str| crate::Axis::column(name);
    let scatter = Scatter { x: axis("a"), y: axis("b"), points, sampled_from: 2, ..Scatter::default() };
    let plain = layout(&ChartSpec::Scatter(scatter.clone()));
    let plot = plain.plot.unwrap();
    let ends = ((plot.left, plot.top), (plot.right, plot.bottom));
    let all = plain.brush(ends.0, ends.1).unwrap();
    let range = |column: &str, to: f64| Marked::Range {
        column: column.into(),
        from: 0.0,
        to,
        scale: AxisScale::Linear,
    };
    assert_eq!(all.marks, [range("a", 10.0), range("b", 100.0)]);
    let corner = plain.data_at(plot.left, plot.bottom - 1).unwrap();
    assert_eq!(corner, (Some(Datum::Number(0.0)), Some(Datum::Number(0.0))));
    let cloud = Scatter { x: crate::Axis::named("first"), y: crate::Axis::named("second"), ..scatter };
    let cloud = layout(&ChartSpec::Scatter(cloud));
    assert!(!cloud.brushes() && cloud.zooms());
    assert_eq!(cloud.brush(ends.0, ends.1), None);
}

#[test]
fn a_cell_of_a_contingency_table_marks_both_categories() {
    let names = |names: [&str; 2]| names.map(String::from).to_vec();
    let layout = layout(&ChartSpec::Heatmap(Heatmap {
        what: "Rows".into(),
        row_name: "plan".into(),
        column_name: "left".into(),
        categories: true,
        rows: names(["basic", "pro"]),
        columns: names(["no", "yes"]),
        values: vec![vec![Some(4.0), Some(1.0)], vec![Some(2.0), None]],
        ..Heatmap::default()
    }));
    let brush = layout.brush_region(1).unwrap();
    let one =
        |column: &str, value: &str| Marked::Values { column: column.into(), values: vec![value.into()] };
    assert_eq!(brush.marks, [one("left", "yes"), one("plan", "basic")]);
}

#[test]
fn zooming_out_again_shows_the_whole() {
    let chart = ChartSpec::Histogram(Histogram::new("age", vec![0.0, 10.0, 20.0], vec![3, 1]));
    let whole = layout(&chart);
    let (x, y) = whole.regions[0].bounds().middle();
    let near = whole.zoom((x, y), 2.0).unwrap();
    let (from, to) = near.x.unwrap();
    assert!((to - from - 10.0).abs() < 1e-9 && near.settled(&whole) == near);
    assert!(!whole.zoom((x, y), 0.5).unwrap().settled(&whole).is_zoomed());
}

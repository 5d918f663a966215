//! Laws that hold for every picture, on every chart and any size.

use super::any::any_chart;
use super::{column, laid_out, model, names, relation};
use crate::marks::{Align, Mark};
use crate::{
    ChartSpec, ChartView, Drawing, Layout, Rect, Rgb, Shape, Theme, height_for, summary, table, text,
};
use proptest::prelude::*;

/// Every picture of the gallery, by name.
fn gallery() -> Vec<(&'static str, ChartSpec)> {
    [model::charts(), column::charts(), relation::charts()].concat()
}

/// The same, and all of them with long names and with wide letters.
fn stretched() -> Vec<(String, ChartSpec)> {
    let charts = gallery();
    let stretched = names::stretched(&charts).unwrap();
    charts.into_iter().map(|(name, chart)| (name.to_string(), chart)).chain(stretched).collect()
}

fn drawn(chart: &ChartSpec, theme: &Theme, view: &ChartView, width: u32) -> Drawing {
    Drawing::new(chart, theme, view, (width, height_for(chart, width))).unwrap()
}

/// The place that a text takes.
fn place(mark: &Mark) -> Option<(&str, Rect)> {
    let Mark::Text { words, at, size, align, upward, .. } = mark else { return None };
    let long = text::width(words, *size).ceil() as i32;
    // Capital letters are about seven tenths of the type high.
    let half = (size * 0.4).round() as i32;
    let before = match align {
        Align::Start => 0,
        Align::Middle => long / 2,
        Align::End => long,
    };
    let rect = if *upward {
        Rect::new(at.0 - half, at.1 + before - long, at.0 + half, at.1 + before)
    } else {
        Rect::new(at.0 - before, at.1 - half, at.0 - before + long, at.1 + half)
    };
    Some((words, rect))
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

#[test]
fn no_text_covers_another_and_none_leaves_the_picture() {
    for (name, chart) in stretched() {
        for width in [320, 340, 390, 560, 700, 1000, 1440] {
            let drawing = drawn(&chart, &Theme::light(), &ChartView::default(), width);
            let size = drawing.layout().size;
            let texts: Vec<(&str, Rect)> = drawing.parts().0.iter().filter_map(place).collect();
            for (at, (words, rect)) in texts.iter().enumerate() {
                let inside =
                    rect.left >= -1 && rect.right <= size.0 as i32 + 1 && rect.bottom <= size.1 as i32 + 1;
                assert!(inside && rect.top >= -1, "{name} at {width}: {words:?} {rect:?} leaves {size:?}");
                for (other, covered) in &texts[at + 1..] {
                    assert!(!overlap(rect, covered), "{name} at {width}: {words:?} covers {other:?}");
                }
            }
        }
    }
}

#[test]
fn no_column_of_twenty_lacks_its_name_on_a_phone() {
    let twenty = stretched().into_iter().filter(|(name, _)| name.starts_with("heatmap-20"));
    for (name, chart) in twenty {
        let ChartSpec::Heatmap(map) = &chart else { panic!("{name} is no heat map") };
        for width in [320, 340, 360, 390, 1100] {
            let drawing = drawn(&chart, &Theme::light(), &ChartView::default(), width);
            let upward = |mark: &&Mark| matches!(mark, Mark::Text { upward: true, .. });
            assert_eq!(drawing.parts().0.iter().filter(upward).count(), 20, "{name} at {width}");
            // What is not shown in full is said.
            let layout = drawing.layout();
            let said: Vec<String> = (0..layout.regions.len()).flat_map(|at| layout.lines(at)).collect();
            assert!(map.columns.iter().chain(&map.rows).all(|name| said.contains(name)), "{name} at {width}");
        }
    }
}

/// Where there is room for every second name, each says itself where it would stand, and each cell says
/// both of its own.
#[test]
fn names_that_find_no_room_are_said_where_they_would_stand() {
    let names = |of: &str| (0..60).map(|at| format!("{of} number {at}")).collect::<Vec<_>>();
    let chart = ChartSpec::Heatmap(crate::Heatmap {
        row_name: "down".into(),
        column_name: "across".into(),
        rows: names("row"),
        columns: names("column"),
        values: vec![vec![Some(1.0); 60]; 60],
        what: "Rows".into(),
        categories: true,
        left_out: String::new(),
        shade: crate::Shade::Sequential,
        range: None,
        format: crate::Format::Count,
    });
    let drawing = drawn(&chart, &Theme::light(), &ChartView::default(), 390);
    let layout = drawing.layout();
    let written: Vec<&str> = drawing.parts().0.iter().filter_map(place).map(|(words, _)| words).collect();
    assert!(
        (20..60).contains(&written.iter().filter(|words| words.starts_with("col")).count()),
        "{written:?}"
    );
    let cells = layout.plot.unwrap();
    for at in 0..60 {
        let says = |x: i32, y: i32| layout.at(x, y).map(|region| layout.lines(region)).unwrap_or_default();
        let part = |from: i32, length: i32| from + length * (2 * at + 1) / 120;
        let (x, y) = (part(cells.left, cells.width()), part(cells.top, cells.height()));
        let (row, column) = (format!("row number {at}"), format!("column number {at}"));
        for (place, name) in [((x, cells.bottom + 12), &column), ((cells.left - 12, y), &row)] {
            assert!(written.contains(&name.as_str()) || says(place.0, place.1) == [name.as_str()], "{name}");
        }
        let cell = says(x, y);
        assert!(cell[0].ends_with(&row) && cell[1].ends_with(&column), "{cell:?}");
    }
}

#[test]
fn every_picture_of_the_gallery_answers_and_speaks() {
    for (name, chart) in gallery() {
        let layout = laid_out(&chart, (700, height_for(&chart, 700)));
        assert!(!layout.regions.is_empty(), "{name}");
        let table = table(&chart);
        assert!(!table.rows.is_empty() && !table.headers.is_empty(), "{name}");
        assert!(table.csv().lines().count() > table.rows.len(), "{name}");
        assert!(summary(&chart).len() > 20, "{name}");
    }
}

/// What is filled inside of a region's rectangle answers there.
#[test]
fn bars_and_cells_answer_where_they_are_drawn() {
    let wanted = [
        "histogram",
        "counts",
        "counts-upright",
        "cross-stacked",
        "cross-grouped",
        "heatmap-5",
        "boxes-trees",
    ];
    for (name, chart) in gallery().into_iter().filter(|chart| wanted.contains(&chart.0)) {
        let drawing = drawn(&chart, &Theme::light(), &ChartView::default(), 700);
        let layout = drawing.layout();
        let plot = layout.plot.unwrap();
        let large = |rect: &Rect| rect.width() > 6 && rect.height() > 6 && plot.contains(rect.left, rect.top);
        let fills = drawing.parts().0.iter().filter_map(|mark| match mark {
            Mark::Fill(rect, _) if large(rect) => Some(rect.middle()),
            _ => None,
        });
        let middles: Vec<(i32, i32)> = fills.collect();
        assert!(!middles.is_empty(), "{name}");
        for (x, y) in middles {
            assert!(layout.at(x, y).is_some(), "{name} is silent at {x}, {y}");
        }
    }
}

/// Colours that a drawing fills with.
fn colors(drawing: &Drawing) -> Vec<Rgb> {
    let color = |mark: &Mark| match mark {
        Mark::Fill(_, paint) | Mark::Path(_, paint, _) | Mark::Polygon(_, paint) | Mark::Dot(_, _, paint) => {
            Some(paint.color)
        }
        Mark::Text { .. } => None,
    };
    drawing.parts().0.iter().filter_map(color).collect()
}

#[test]
fn a_class_has_the_same_colour_in_every_picture() {
    let wanted = [
        "histogram-classes",
        "histogram-densities",
        "violins-3",
        "counts-classes",
        "scatter-classes-size",
        "pairs-4",
        "parallel",
    ];
    for theme in [Theme::light(), Theme::dark()] {
        for (name, chart) in gallery().into_iter().filter(|chart| wanted.contains(&chart.0)) {
            let used = colors(&drawn(&chart, &theme, &ChartView::default(), 700));
            for class in 0..3 {
                assert!(used.contains(&theme.class_color(class)), "{name} lacks the colour of class {class}");
            }
            assert!(!used.contains(&theme.class_color(3)), "{name} has a class too many");
        }
    }
}

#[test]
fn sixteen_classes_have_sixteen_colours() {
    for theme in [Theme::light(), Theme::dark()] {
        let mut all: Vec<u32> = (0..16).map(|class| theme.class_color(class).bits()).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 16);
    }
}

#[test]
fn what_is_zoomed_to_fills_the_plot() {
    let zoomable = ["scatter-trend", "lines-decades", "hexbin", "histogram", "quantiles", "boxes-trees"];
    for (name, chart) in gallery().into_iter().filter(|chart| zoomable.contains(&chart.0)) {
        let drawing = drawn(&chart, &Theme::light(), &ChartView::default(), 700);
        let (layout, plot) = (drawing.layout(), drawing.layout().plot.unwrap());
        assert!(layout.zooms(), "{name}");
        let (from, to) = (plot.left + plot.width() / 4, plot.left + plot.width() / 2);
        let view = layout.zoom_to((from, plot.top + 1), (to, plot.top + 1)).unwrap();
        let (low, high) = view.x.unwrap();
        let zoomed = drawn(&chart, &Theme::light(), &view, 700);
        let pane = &zoomed.layout().panes[0];
        let crate::Dimension::Numbers { scale, .. } = &pane.x else { panic!("{name} has no numbers") };
        assert_eq!(scale.span(), (low, high), "{name}");
        for mark in zoomed.parts().0.iter().filter(|mark| place(mark).is_none()) {
            within(mark, &Rect::new(0, 0, 700, height_for(&chart, 700) as i32)).unwrap();
        }
    }
}

/// Whether a mark lies inside of an area.
fn within(mark: &Mark, area: &Rect) -> Result<(), String> {
    let inside =
        |x: i32, y: i32| (area.left..=area.right).contains(&x) && (area.top..=area.bottom).contains(&y);
    let all = |points: &[(i32, i32)]| points.iter().all(|point| inside(point.0, point.1));
    let fine = match mark {
        Mark::Fill(rect, _) => inside(rect.left, rect.top) && inside(rect.right, rect.bottom),
        Mark::Path(points, ..) | Mark::Polygon(points, _) => all(points),
        Mark::Dot(at, ..) => inside(at.0, at.1),
        Mark::Text { at, .. } => inside(at.0, at.1),
    };
    if fine { Ok(()) } else { Err(format!("{mark:?} leaves {area:?}")) }
}

fn touches(shape: Shape, layout: &Layout) -> bool {
    let (width, height) = (layout.size.0 as i32, layout.size.1 as i32);
    match shape {
        Shape::Rect(rect) => rect.left >= 0 && rect.top >= 0 && rect.right <= width && rect.bottom <= height,
        // A dot may stand on the edge of a plot; its middle is inside.
        Shape::Dot { x, y, .. } | Shape::Slice { x, y, .. } => {
            (0..=width).contains(&x) && (0..=height).contains(&y)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn marks_and_regions_stay_inside_any_area(chart in any_chart(), width in 1..1200u32, height in 1..900u32) {
        let drawing = Drawing::new(&chart, &Theme::light(), &ChartView::default(), (width, height)).unwrap();
        let area = Rect::new(0, 0, width as i32, height as i32);
        let outside = drawing.parts().0.iter().filter(|mark| place(mark).is_none());
        for mark in outside {
            prop_assert!(within(mark, &area).is_ok(), "{:?}", within(mark, &area));
        }
        let layout = drawing.into_layout();
        prop_assert_eq!(layout.size, (width, height));
        for (at, region) in layout.regions.iter().enumerate() {
            prop_assert!(touches(region.shape, &layout), "{:?}", region);
            prop_assert!(!layout.lines(at).is_empty());
        }
    }

    #[test]
    fn tables_are_rectangular_and_words_are_there(chart in any_chart()) {
        let table = table(&chart);
        prop_assert!(table.rows.iter().all(|row| row.len() == table.headers.len()));
        prop_assert!(!summary(&chart).is_empty());
    }

    #[test]
    fn specs_survive_json(chart in any_chart()) {
        let text = serde_json::to_string(&chart).unwrap();
        let read: ChartSpec = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }

    #[test]
    fn any_zoom_and_any_drag_are_borne(
        chart in any_chart(),
        from in (0..700i32, 0..500i32),
        to in (0..700i32, 0..500i32),
        factor in 0.01..100.0f64,
    ) {
        let layout = laid_out(&chart, (700, 500));
        let _ = (layout.data_at(from.0, from.1), layout.brush(from, to));
        let views = [layout.zoom(from, factor), layout.zoom_to(from, to), layout.pan((to.0 - from.0, to.1 - from.1))];
        for view in views.into_iter().flatten() {
            let zoomed = Drawing::new(&chart, &Theme::dark(), &view, (700, 500)).unwrap();
            let area = Rect::new(0, 0, 700, 500);
            for mark in zoomed.parts().0.iter().filter(|mark| place(mark).is_none()) {
                prop_assert!(within(mark, &area).is_ok(), "{:?}", within(mark, &area));
            }
        }
    }

    #[test]
    fn regions_are_found_at_their_middle(chart in any_chart()) {
        let layout = laid_out(&chart, (700, height_for(&chart, 700)));
        for region in layout.regions.iter().filter(|region| matches!(region.shape, Shape::Dot { .. })) {
            let (x, y) = region.bounds().middle();
            prop_assert!(layout.at(x, y).is_some());
        }
    }
}

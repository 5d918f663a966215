//! A chart that is looked at: which part of it is shown, and what stands where.

use glasshouse_chart::{Brush, ChartError, ChartSpec, ChartView, Drawing, Layout, Theme, height_for};
use std::rc::Rc;

/// A pixel.
pub type Place = (i32, i32);

/// A chart that is looked at.
pub struct Scene {
    chart: ChartSpec,
    view: ChartView,
    now: Rc<Layout>,
    whole: Rc<Layout>,
}

impl Scene {
    /// The whole of a chart, not drawn yet.
    pub fn new(chart: ChartSpec) -> Self {
        Self { chart, view: ChartView::default(), now: Rc::default(), whole: Rc::default() }
    }

    /// What is shown.
    pub fn chart(&self) -> &ChartSpec {
        &self.chart
    }

    /// Which part of it.
    pub fn view(&self) -> &ChartView {
        &self.view
    }

    /// What stands where in what was drawn last.
    pub fn layout(&self) -> &Layout {
        &self.now
    }

    /// The size at which it is best read at a width, pixels.
    pub fn size(&self, width: u32) -> (u32, u32) {
        (width, height_for(&self.chart, width))
    }

    /// Draws what is shown. Linear in the number of values.
    ///
    /// # Errors
    /// The chart's data contradict themselves.
    pub fn draw(&self, dark: bool, width: u32) -> Result<Drawing, ChartError> {
        Drawing::new(&self.chart, &theme(dark), &self.view, self.size(width))
    }

    /// Remembers where everything stands in what was drawn.
    pub fn keep(&mut self, layout: Layout) {
        self.now = Rc::new(layout);
        if !self.view.is_zoomed() {
            self.whole = Rc::clone(&self.now);
        }
    }

    /// Comes nearer to a place, or to the middle; less than 1 goes away from it. Whether that shows
    /// something else.
    pub fn zoom(&mut self, at: Option<Place>, factor: f64) -> bool {
        let middle = self.now.plot.map(|plot| ((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2));
        match at.or(middle) {
            Some(at) if factor >= 1.0 || self.view.is_zoomed() => self.show(self.now.zoom(at, factor)),
            _ => false,
        }
    }

    /// Shows what lies in a rectangle.
    pub fn zoom_to(&mut self, from: Place, to: Place) -> bool {
        self.show(self.now.zoom_to(from, to))
    }

    /// Moves what is shown by pixels.
    pub fn pan(&mut self, by: Place) -> bool {
        self.view.is_zoomed() && self.show(self.now.pan(by))
    }

    /// Shows the whole.
    pub fn reset(&mut self) -> bool {
        self.show(Some(ChartView::default()))
    }

    fn show(&mut self, view: Option<ChartView>) -> bool {
        let Some(view) = view.map(|view| view.settled(&self.whole)) else { return false };
        std::mem::replace(&mut self.view, view) != view
    }

    /// What a drag marks.
    pub fn brush(&self, from: Place, to: Place) -> Option<Brush> {
        self.now.brush(from, to)
    }
}

/// The theme of a surface.
pub fn theme(dark: bool) -> Theme {
    if dark { Theme::dark() } else { Theme::light() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene() -> Scene {
        let chart =
            r#"{"chart":"predicted_actual","target":"y","points":[[1,1.5],[2,2.5],[3,2]],"sampled_from":3}"#;
        let mut scene = Scene::new(serde_json::from_str(chart).unwrap());
        draw(&mut scene);
        scene
    }

    fn draw(scene: &mut Scene) {
        let layout = scene.draw(false, 600).unwrap().into_layout();
        scene.keep(layout);
    }

    #[test]
    fn it_zooms_in_moves_and_shows_the_whole_again() {
        let mut scene = scene();
        assert!(!scene.pan((10, 0)), "the whole does not move");
        assert!(!scene.zoom(None, 0.5), "there is nothing beyond the whole");
        assert!(scene.zoom(None, 2.0));
        draw(&mut scene);
        assert!(scene.view().is_zoomed());
        assert!(scene.pan((10, 0)));
        assert!(scene.reset());
        assert!(!scene.reset(), "it shows the whole already");
        assert!(!scene.view().is_zoomed());
    }

    #[test]
    fn zooming_out_as_far_as_in_ends_at_the_whole() {
        let mut scene = scene();
        scene.zoom(None, 2.0);
        draw(&mut scene);
        scene.zoom(None, 0.25);
        assert!(!scene.view().is_zoomed());
    }
}

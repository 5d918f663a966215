//! Local straight lines (LOESS; Cleveland, 1979) through values at equal distances.

use std::ops::Range;

/// A smoother: at each knot a straight line through the nearest values, of which nearer ones count more;
/// between knots, straight from one to the next.
#[derive(Debug, Clone, Copy)]
pub struct Loess {
    /// Values that a line goes through; odd.
    window: usize,
    /// Steps from one knot to the next.
    jump: usize,
}

impl Loess {
    /// Of a window; a tenth of it from knot to knot.
    pub fn new(window: usize) -> Self {
        Self { window, jump: window.div_ceil(10) }
    }

    /// Knots of `n` values, 2 at least; the last value is one.
    pub fn knots(self, n: usize) -> usize {
        (n - 1).div_ceil(self.step(n)) + 1
    }

    /// Values of `n` that a line goes through.
    pub fn width(self, n: usize) -> usize {
        self.window.min(n)
    }

    fn step(self, n: usize) -> usize {
        self.jump.min(n - 1)
    }

    /// Fits lines at some of the knots, and puts them into their places of `smooth`, which is as long as
    /// the values; how many values they went through. Where all weights are nothing, a value stays as it is.
    pub fn fit(
        self,
        values: &[f64],
        weights: Option<&[f64]>,
        knots: Range<usize>,
        smooth: &mut [f64],
    ) -> usize {
        let n = values.len();
        let (step, width) = (self.step(n), self.width(n));
        let count = knots.len();
        let mut near = Vec::with_capacity(width);
        for knot in knots {
            let at = (knot * step).min(n - 1);
            // The last value, where it is not a step from the knot before, sees what that knot sees.
            let middle = if at.is_multiple_of(step) { at } else { at - at % step };
            let first = middle.saturating_sub((self.window - 1) / 2).min(n - width);
            let line = self.line(values, weights, at as f64, first, &mut near);
            smooth[at] = line.unwrap_or(values[at]);
        }
        count * width
    }

    /// What comes a step before the first value and a step after the last one; where all weights are
    /// nothing, as `smooth` is there.
    pub fn ends(self, values: &[f64], weights: Option<&[f64]>, smooth: &[f64]) -> [f64; 2] {
        let n = values.len();
        let last = n - self.width(n);
        let mut near = Vec::new();
        let mut line = |at: f64, first: usize| self.line(values, weights, at, first, &mut near);
        [line(-1.0, 0).unwrap_or(smooth[0]), line(n as f64, last).unwrap_or(smooth[n - 1])]
    }

    /// Joins the knots by straight lines.
    pub fn join(self, smooth: &mut [f64]) {
        let n = smooth.len();
        let step = self.step(n);
        for from in (0..n - 1).step_by(step) {
            let to = (from + step).min(n - 1);
            let (start, rise) = (smooth[from], (smooth[to] - smooth[from]) / (to - from) as f64);
            for (at, value) in smooth[from + 1..to].iter_mut().enumerate() {
                *value = start + rise * (at + 1) as f64;
            }
        }
    }

    /// The line at a place through the values from `first` on; `None` where all their weights are nothing.
    fn line(
        self,
        values: &[f64],
        weights: Option<&[f64]>,
        at: f64,
        first: usize,
        near: &mut Vec<f64>,
    ) -> Option<f64> {
        let (n, width) = (values.len(), self.width(values.len()));
        let last = first + width - 1;
        let beyond = ((self.window - width) / 2) as f64;
        let reach = (at - first as f64).max(last as f64 - at) + beyond;
        near.clear();
        near.extend((first..=last).map(|place| tricube((place as f64 - at).abs(), reach)));
        if let Some(weights) = weights {
            near.iter_mut().zip(&weights[first..]).for_each(|(near, weight)| *near *= weight);
        }
        let total: f64 = near.iter().sum();
        if total <= 0.0 {
            return None;
        }
        near.iter_mut().for_each(|weight| *weight /= total);
        let places = || (first..).map(|place| place as f64);
        let centre: f64 = near.iter().zip(places()).map(|(weight, place)| weight * place).sum();
        let square = |place: f64| (place - centre) * (place - centre);
        let spread: f64 = near.iter().zip(places()).map(|(weight, place)| weight * square(place)).sum();
        // Values that all but stand at one place have no slope.
        let slope = if spread.sqrt() > 0.001 * (n - 1) as f64 { (at - centre) / spread } else { 0.0 };
        let lever = |place: f64| 1.0 + slope * (place - centre);
        let all = near.iter().zip(places()).zip(&values[first..]);
        Some(all.map(|((weight, place), value)| weight * lever(place) * value).sum())
    }
}

/// How much a value counts at a distance.
fn tricube(distance: f64, reach: f64) -> f64 {
    if distance > 0.999 * reach {
        return 0.0;
    }
    if distance <= 0.001 * reach {
        return 1.0;
    }
    let share = distance / reach;
    let rest = 1.0 - share * share * share;
    rest * rest * rest
}

//! From values to pixels and back.

use crate::spec::AxisScale;
use crate::ticks;

/// A scale from values to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    from: f64,
    to: f64,
    kind: AxisScale,
    first: i32,
    last: i32,
}

/// How many lengths of the axis a value beyond it may lie away before it is kept nearer.
const BEYOND: f64 = 100.0;

impl Scale {
    /// Maps `from` to pixel `first` and `to` to pixel `last`; an empty or infinite span becomes one
    /// around its value.
    pub fn new(kind: AxisScale, span: (f64, f64), (first, last): (i32, i32)) -> Self {
        let (from, to) = widen(kind, span.0, span.1);
        Self { from, to, kind, first, last }
    }

    /// A scale of numbers at equal distances.
    pub fn linear(span: (f64, f64), pixels: (i32, i32)) -> Self {
        Self::new(AxisScale::Linear, span, pixels)
    }

    /// How values are laid along it.
    pub fn kind(&self) -> AxisScale {
        self.kind
    }

    /// Its length in pixels.
    pub fn length(&self) -> i32 {
        (self.last - self.first).abs()
    }

    /// The values at its ends.
    pub fn span(&self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// The share of the axis at which a value lies; below 0 or above 1 beyond its ends.
    fn share(&self, value: f64) -> f64 {
        let [value, from, to] = [value, self.from, self.to].map(|v| self.lay(v));
        // Halves keep the span of the largest numbers finite.
        (value / 2.0 - from / 2.0) / (to / 2.0 - from / 2.0)
    }

    fn lay(&self, value: f64) -> f64 {
        if self.kind == AxisScale::Log { value.log10() } else { value }
    }

    /// The pixel of a value, also beyond the ends.
    pub fn at(&self, value: f64) -> i32 {
        self.pixel(self.share(value).clamp(-BEYOND, BEYOND))
    }

    /// The pixel of a value, kept on the axis.
    pub fn on(&self, value: f64) -> i32 {
        self.pixel(self.share(value).clamp(0.0, 1.0))
    }

    fn pixel(&self, share: f64) -> i32 {
        self.first + (share * f64::from(self.last - self.first)).round() as i32
    }

    /// The value at a pixel, kept on the axis; its ends are exact.
    pub fn value(&self, pixel: i32) -> f64 {
        let length = f64::from(self.last) - f64::from(self.first);
        let share = if length == 0.0 { 0.0 } else { (f64::from(pixel) - f64::from(self.first)) / length };
        self.between(share.clamp(0.0, 1.0))
    }

    /// The value at a share of the axis, also beyond its ends.
    pub fn between(&self, share: f64) -> f64 {
        if share == 0.0 {
            return self.from;
        }
        if share == 1.0 {
            return self.to;
        }
        let (from, to) = (self.lay(self.from), self.lay(self.to));
        let laid = from * (1.0 - share) + to * share;
        if self.kind == AxisScale::Log { 10f64.powf(laid) } else { laid }
    }

    /// Whether a value can stand on an axis of its kind.
    pub fn bears(kind: AxisScale, value: f64) -> bool {
        value.is_finite() && (kind != AxisScale::Log || value > 0.0)
    }

    /// Round values on the axis with their labels, about one for every `apart` pixels.
    pub fn ticks(&self, apart: i32) -> Vec<(f64, String)> {
        let wanted = ((self.last - self.first).abs() / apart.max(1)).clamp(1, 12);
        ticks::ticks(self.kind, self.from, self.to, wanted)
    }
}

/// A span that is not empty, around what it was.
pub fn widen(kind: AxisScale, from: f64, to: f64) -> (f64, f64) {
    if !Scale::bears(kind, from) || !Scale::bears(kind, to) {
        return if kind == AxisScale::Log { (1.0, 10.0) } else { (0.0, 1.0) };
    }
    if from < to {
        return (from, to);
    }
    match kind {
        AxisScale::Log => (from / 2.0, from * 2.0),
        // Half a day before and after.
        AxisScale::Time => (from - 43.2e9, from + 43.2e9),
        AxisScale::Linear => {
            let half = if from == 0.0 { 0.5 } else { from.abs() * 0.1 };
            (from - half, from + half)
        }
    }
}

/// The least and the greatest value that an axis bears.
pub fn span(kind: AxisScale, values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let widen = |span: Option<(f64, f64)>, value: f64| match span {
        None => Some((value, value)),
        Some((low, high)) => Some((low.min(value), high.max(value))),
    };
    values.into_iter().filter(|value| Scale::bears(kind, *value)).fold(None, widen)
}

/// The span with room at its ends: up to the next round number, or some of its length.
pub fn roomy(kind: AxisScale, (from, to): (f64, f64)) -> (f64, f64) {
    let (from, to) = widen(kind, from, to);
    if kind == AxisScale::Linear {
        return ticks::rounded(from, to);
    }
    let scale = Scale::new(kind, (from, to), (0, 1));
    (scale.between(-0.02), scale.between(1.02))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_span_of_one_value_is_widened() {
        let scale = Scale::linear((4.0, 4.0), (0, 100));
        assert_eq!(scale.at(4.0), 50);
        assert_eq!(Scale::linear((f64::NAN, 1.0), (0, 100)).on(1.0), 100);
        assert_eq!(Scale::new(AxisScale::Log, (8.0, 8.0), (0, 100)).at(8.0), 50);
    }

    #[test]
    fn equal_ratios_are_equally_far_apart_on_a_log_axis() {
        let scale = Scale::new(AxisScale::Log, (1.0, 1e4), (0, 400));
        assert_eq!([1.0, 10.0, 100.0, 1e4].map(|v| scale.at(v)), [0, 100, 200, 400]);
        assert!((scale.value(100) - 10.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn pixels_stay_on_the_axis(from in any::<f64>(), to in any::<f64>(), value in any::<f64>()) {
            let pixel = Scale::linear((from, to), (10, 90)).on(value);
            prop_assert!((0..=90).contains(&pixel));
        }

        #[test]
        fn a_pixel_s_value_stands_at_it(from in -1e300..1e300f64, span in 1e-3..1e300f64, pixel in 10..=90i32) {
            for ends in [(10, 90), (90, 10)] {
                let scale = Scale::linear((from, from + span), ends);
                if scale.span().0 + scale.span().1.abs() * 1e-9 < scale.span().1 {
                    prop_assert_eq!(scale.at(scale.value(pixel)), pixel);
                }
                prop_assert_eq!(scale.value(ends.0), scale.span().0);
                prop_assert_eq!(scale.value(ends.1), scale.span().1);
            }
        }
    }
}

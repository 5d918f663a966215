//! Round numbers along an axis, and the pixels that they stand at.

/// A linear scale from values to pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    from: f64,
    to: f64,
    first: i32,
    last: i32,
}

impl Scale {
    /// Maps `from` to pixel `first` and `to` to pixel `last`; an empty or infinite span becomes one
    /// around its value.
    pub fn new((from, to): (f64, f64), (first, last): (i32, i32)) -> Self {
        let (from, to) = widen(from, to);
        Self { from, to, first, last }
    }

    /// The pixel of a value, kept on the axis.
    pub fn at(&self, value: f64) -> i32 {
        // Halves keep the span of the largest numbers finite.
        let share = ((value / 2.0 - self.from / 2.0) / (self.to / 2.0 - self.from / 2.0)).clamp(0.0, 1.0);
        self.first + (share * f64::from(self.last - self.first)).round() as i32
    }

    /// Round values on the axis with their labels, about one for every `apart` pixels.
    pub fn ticks(&self, apart: i32) -> Vec<(f64, String)> {
        let wanted = ((self.last - self.first).abs() / apart.max(1)).clamp(1, 12);
        ticks(self.from, self.to, wanted)
    }
}

fn widen(from: f64, to: f64) -> (f64, f64) {
    if !from.is_finite() || !to.is_finite() {
        return (0.0, 1.0);
    }
    if from < to {
        return (from, to);
    }
    let half = if from == 0.0 { 0.5 } else { from.abs() * 0.1 };
    (from - half, from + half)
}

/// The span with its ends moved out to the next round values.
pub fn rounded(from: f64, to: f64) -> (f64, f64) {
    let (from, to) = widen(from, to);
    let step = step(from, to, 10);
    let (low, high) = ((from / step).floor() * step, (to / step).ceil() * step);
    if low.is_finite() && high.is_finite() { (low, high) } else { (from, to) }
}

/// The step of 1, 2 or 5 times a power of ten that makes at most `wanted` intervals.
fn step(from: f64, to: f64, wanted: i32) -> f64 {
    let rough = to / f64::from(wanted) - from / f64::from(wanted);
    let power = 10f64.powi(rough.log10().floor() as i32);
    let steps = [1.0, 2.0, 5.0].map(|factor| factor * power);
    steps.into_iter().find(|step| *step >= rough * 0.999_999).unwrap_or(10.0 * power)
}

fn ticks(from: f64, to: f64, wanted: i32) -> Vec<(f64, String)> {
    let step = step(from, to, wanted);
    if !step.is_normal() {
        return Vec::new();
    }
    let first = (from / step - 1e-9).ceil();
    let values = (0..=wanted + 1).map(|index| (first + f64::from(index)) * step);
    let last = to + step * 1e-9;
    values.take_while(|value| *value <= last).map(|value| (value, label(value, step))).collect()
}

/// As many decimals as the step has; large and tiny numbers with a unit or a power.
fn label(value: f64, step: f64) -> String {
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    let size = value.abs().max(step);
    if size >= 9_999.5 || step < 1e-4 {
        return crate::number::short(value);
    }
    let decimals = (-step.log10() + 1e-9).floor().max(0.0) as usize;
    let decimals = decimals + usize::from((step * 10f64.powi(decimals as i32)).fract() > 1e-6);
    format!("{value:.decimals$}").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(from: f64, to: f64, wanted: i32) -> Vec<String> {
        ticks(from, to, wanted).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(labels(0.0, 1.0, 5), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(0.0, 1.0, 4), ["0.0", "0.5", "1.0"]);
        assert_eq!(labels(-3.0, 7.0, 5), ["−2", "0", "2", "4", "6"]);
        assert_eq!(labels(0.0, 50_000.0, 5), ["0", "10k", "20k", "30k", "40k", "50k"]);
    }

    #[test]
    fn a_span_of_one_value_is_widened() {
        let scale = Scale::new((4.0, 4.0), (0, 100));
        assert_eq!(scale.at(4.0), 50);
        assert_eq!(Scale::new((f64::NAN, 1.0), (0, 100)).at(1.0), 100);
    }

    proptest! {
        #[test]
        fn ticks_ascend_within_the_span(from in -1e300..1e300f64, span in 1e-6..1e300f64, wanted in 1..12i32) {
            let (from, to) = widen(from, from + span);
            let values: Vec<f64> = ticks(from, to, wanted).into_iter().map(|(value, _)| value).collect();
            prop_assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(values.len() <= wanted as usize + 2);
            let slack = (to - from) * 1e-6 + from.abs() * 1e-12;
            prop_assert!(values.iter().all(|v| *v >= from - slack && *v <= to + slack));
        }

        #[test]
        fn pixels_stay_on_the_axis(from in any::<f64>(), to in any::<f64>(), value in any::<f64>()) {
            let pixel = Scale::new((from, to), (10, 90)).at(value);
            prop_assert!((0..=90).contains(&pixel));
        }
    }
}

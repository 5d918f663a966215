//! Round numbers along an axis, with labels that have as many digits as tell them apart.

use crate::number::{minus, short};
use crate::scale::widen;
use crate::spec::AxisScale;
use crate::time;

/// Round values between two, at most about `wanted`, with their labels.
pub fn ticks(kind: AxisScale, from: f64, to: f64, wanted: i32) -> Vec<(f64, String)> {
    match kind {
        AxisScale::Linear => linear(from, to, wanted),
        AxisScale::Log => log(from, to, wanted),
        AxisScale::Time => time::ticks(from, to, wanted),
    }
}

/// The span with its ends moved out to the next round values.
pub fn rounded(from: f64, to: f64) -> (f64, f64) {
    let (from, to) = widen(AxisScale::Linear, from, to);
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

fn linear(from: f64, to: f64, wanted: i32) -> Vec<(f64, String)> {
    let step = step(from, to, wanted);
    if !step.is_normal() {
        return Vec::new();
    }
    let first = (from / step - 1e-9).ceil();
    let values = (0..=wanted + 1).map(|index| (first + f64::from(index)) * step);
    let last = to + step * 1e-9;
    let mut values: Vec<f64> = values.take_while(|value| *value <= last).collect();
    // Steps below the precision of the numbers themselves give the same number again.
    values.dedup();
    let most = values.iter().fold(step, |most, value| most.max(value.abs()));
    values.into_iter().map(|value| (value, label(value, step, most))).collect()
}

/// Powers of ten, thinned out where there are many, with 2 and 5 between them where there are few.
fn log(from: f64, to: f64, wanted: i32) -> Vec<(f64, String)> {
    let (low, high) = (from.log10().floor() as i32, to.log10().ceil() as i32);
    let least = ((high - low) / wanted.max(1)).max(0) + 1;
    let every = [1, 2, 3, 5, 10, 20, 50, 100, 200].into_iter().find(|step| *step >= least).unwrap_or(least);
    let between: &[f64] = match (high - low) * 3 {
        few if few <= wanted => &[1.0, 2.0, 5.0],
        _ => &[1.0],
    };
    let powers = (low..=high).filter(|power| power.rem_euclid(every) == 0);
    let values = powers.flat_map(|power| between.iter().map(move |factor| factor * 10f64.powi(power)));
    let values: Vec<f64> = values.filter(|v| (from * (1.0 - 1e-9)..=to * (1.0 + 1e-9)).contains(v)).collect();
    if values.len() < 2 {
        return linear(from, to, wanted).into_iter().filter(|(value, _)| *value > 0.0).collect();
    }
    values.into_iter().map(|value| (value, short(value))).collect()
}

/// As many decimals as the step has; large and tiny numbers in one unit for the whole axis.
fn label(value: f64, step: f64, most: f64) -> String {
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    if value == 0.0 && (most >= 9_999.5 || step < 1e-4) {
        return "0".into();
    }
    let power = step.log10() + 1e-9;
    let (unit, name) = match most {
        m if m >= 999.5e9 || (step < 1e-4 && m < 0.1) => return scientific(value, power, most),
        m if m >= 999.5e6 => (9, "G"),
        m if m >= 999.5e3 => (6, "M"),
        m if m >= 9_999.5 => (3, "k"),
        _ => (0, ""),
    };
    let decimals = (f64::from(unit) - power.floor()).max(0.0) as usize;
    minus(&format!("{:.decimals$}{name}", value / 10f64.powi(unit)))
}

/// All labels of an axis have the power of its largest number.
fn scientific(value: f64, power: f64, most: f64) -> String {
    let exponent = most.log10().floor();
    let decimals = (exponent - power.floor()).clamp(0.0, 12.0) as usize;
    // Two steps, as the power of a very small number has no finite reciprocal.
    let half = (exponent / 2.0).trunc();
    let mantissa = value / 10f64.powf(half) / 10f64.powf(exponent - half);
    minus(&format!("{mantissa:.decimals$}e{exponent}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(kind: AxisScale, from: f64, to: f64, wanted: i32) -> Vec<String> {
        ticks(kind, from, to, wanted).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round() {
        let cases: [(f64, f64, i32, &[&str]); 8] = [
            (0.0, 1.0, 5, &["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (0.0, 1.0, 4, &["0.0", "0.5", "1.0"]),
            (-3.0, 7.0, 5, &["−2", "0", "2", "4", "6"]),
            (0.0, 50_000.0, 5, &["0", "10k", "20k", "30k", "40k", "50k"]),
            (2_000.0, 12_000.0, 5, &["2k", "4k", "6k", "8k", "10k", "12k"]),
            (1e6, 1e6 + 2.0, 4, &["1.0000000M", "1.0000005M", "1.0000010M", "1.0000015M", "1.0000020M"]),
            (0.0, 4e-7, 4, &["0", "1e-7", "2e-7", "3e-7", "4e-7"]),
            (-1e300, 1e300, 4, &["−1.0e300", "−0.5e300", "0", "0.5e300", "1.0e300"]),
        ];
        for (from, to, wanted, expected) in cases {
            assert_eq!(labels(AxisScale::Linear, from, to, wanted), expected);
        }
    }

    #[test]
    fn log_ticks_are_powers_of_ten() {
        assert_eq!(labels(AxisScale::Log, 1.0, 1e4, 8), ["1", "10", "100", "1000", "10k"]);
        assert_eq!(labels(AxisScale::Log, 1.0, 100.0, 8), ["1", "2", "5", "10", "20", "50", "100"]);
        assert_eq!(labels(AxisScale::Log, 2.0, 9.0, 4), ["2", "5"]);
        assert_eq!(labels(AxisScale::Log, 1e-300, 1e300, 4), ["1e-200", "1", "1e200"]);
    }

    proptest! {
        #[test]
        fn ticks_ascend_within_the_span(from in -1e300..1e300f64, span in 1e-6..1e300f64, wanted in 1..12i32) {
            let (from, to) = widen(AxisScale::Linear, from, from + span);
            let all = ticks(AxisScale::Linear, from, to, wanted);
            let values: Vec<f64> = all.iter().map(|(value, _)| *value).collect();
            prop_assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(values.len() <= wanted as usize + 2);
            let slack = (to - from) * 1e-6 + from.abs() * 1e-12;
            prop_assert!(values.iter().all(|v| *v >= from - slack && *v <= to + slack));
        }

        #[test]
        fn labels_tell_ticks_apart(from in -1e12..1e12f64, span in 1e-3..1e12f64, wanted in 1..12i32) {
            let labels = labels(AxisScale::Linear, from, from + span, wanted);
            prop_assert!(labels.windows(2).all(|pair| pair[0] != pair[1]), "{:?}", labels);
        }

        #[test]
        fn log_ticks_ascend(low in -300.0..300.0f64, decades in 0.01..300.0f64, wanted in 1..12i32) {
            let (from, to) = (10f64.powf(low), 10f64.powf((low + decades).min(307.0)));
            let all = ticks(AxisScale::Log, from, to, wanted);
            prop_assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 != pair[1].1), "{:?}", all);
        }
    }
}

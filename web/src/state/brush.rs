//! From what was marked in a picture to the conditions of a filter.

use glasshouse_chart::{AxisScale, Brush, Marked};
use glasshouse_spec::{CellTest, Condition};

/// What the rows that were marked in a picture have in common. Bounds of numbers are rounded to what
/// a hand can mean; pictures count dates in microseconds, conditions in milliseconds.
pub fn conditions_of(brush: &Brush) -> Vec<Condition> {
    let condition = |mark: &Marked| match mark.clone() {
        Marked::Range { column, from, to, scale } => {
            let bound = |value: f64| {
                let (value, step) = match scale {
                    AxisScale::Time => (value / 1e3, 1.0),
                    AxisScale::Log => (value, fine_step(value)),
                    AxisScale::Linear => (value, fine_step(to - from)),
                };
                let rounded = if step > 0.0 { tidy((value / step).round() * step) } else { value };
                Some(rounded).filter(|value| value.is_finite())
            };
            let test = CellTest::Range { min: bound(from), max: bound(to) };
            Condition { column, test, negate: false }
        }
        Marked::Values { column, values } => {
            Condition { column, test: CellTest::OneOf { values }, negate: false }
        }
    };
    brush.marks.iter().map(condition).collect()
}

/// The power of ten that is about a thousandth of a span; 0 where there is no span.
fn fine_step(span: f64) -> f64 {
    if span > 0.0 && span.is_finite() { 10_f64.powf(span.log10().floor() - 3.0) } else { 0.0 }
}

/// A multiple of a power of ten without the last digit's noise.
fn tidy(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_marked_becomes_conditions_in_their_units() {
        let number =
            Marked::Range { column: "age".into(), from: 20.123456, to: 30.987654, scale: AxisScale::Linear };
        let date = Marked::Range { column: "day".into(), from: 1.0e15, to: 2.0e15, scale: AxisScale::Time };
        let plan = Marked::Values { column: "plan".into(), values: vec!["pro".into()] };
        let made = conditions_of(&Brush { marks: vec![number, date, plan] });
        assert_eq!(made[0].test, CellTest::Range { min: Some(20.12), max: Some(30.99) });
        assert_eq!(made[1].test, CellTest::Range { min: Some(1.0e12), max: Some(2.0e12) });
        assert_eq!(made[2].test, CellTest::OneOf { values: vec!["pro".into()] });
    }
}

//! From what was marked in a picture to the conditions of a filter.

use glasshouse_chart::{AxisScale, Brush, Marked};
use glasshouse_spec::{CellTest, ColumnProfile, ColumnType, Condition, truth};

/// What the rows that were marked in a picture have in common. Bounds of numbers are rounded to what
/// a hand can mean; pictures count dates in microseconds, conditions in milliseconds.
///
/// Pictures count a truth under one of its spellings: its rows are those of all of them.
pub fn conditions_of(brush: &Brush, columns: &[ColumnProfile]) -> Vec<Condition> {
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
            let values = in_any_spelling(values, columns.iter().find(|known| known.name == column));
            Condition { column, test: CellTest::OneOf { values }, negate: false }
        }
    };
    brush.marks.iter().map(condition).collect()
}

/// Values with all the spellings in which a column of truths has them.
fn in_any_spelling(mut values: Vec<String>, column: Option<&ColumnProfile>) -> Vec<String> {
    let truths: Vec<bool> = values.iter().filter_map(|value| truth(value)).collect();
    let spelt = column.filter(|column| column.kind == ColumnType::Boolean).map(|column| &column.top);
    for (other, _) in spelt.into_iter().flatten() {
        if truth(other).is_some_and(|of| truths.contains(&of)) && !values.contains(other) {
            values.push(other.clone());
        }
    }
    values
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
    use glasshouse_spec::NumberSummary;

    #[test]
    fn what_was_marked_becomes_conditions_in_their_units() {
        let number =
            Marked::Range { column: "age".into(), from: 20.123456, to: 30.987654, scale: AxisScale::Linear };
        let date = Marked::Range { column: "day".into(), from: 1.0e15, to: 2.0e15, scale: AxisScale::Time };
        let plan = Marked::Values { column: "plan".into(), values: vec!["pro".into()] };
        let made = conditions_of(&Brush { marks: vec![number, date, plan] }, &[]);
        assert_eq!(made[0].test, CellTest::Range { min: Some(20.12), max: Some(30.99) });
        assert_eq!(made[1].test, CellTest::Range { min: Some(1.0e12), max: Some(2.0e12) });
        assert_eq!(made[2].test, CellTest::OneOf { values: vec!["pro".into()] });
    }

    #[test]
    fn a_truth_is_marked_in_every_spelling() {
        let spelt = |kind| {
            let top = ["No", "yes", "NO", "true"].map(|value| (value.to_string(), 1)).to_vec();
            let numbers = NumberSummary::default();
            let (name, bins) = ("left".into(), Vec::new());
            [ColumnProfile { name, kind, missing: 0, unique: 4, integer: false, numbers, top, bins }]
        };
        let no = Marked::Values { column: "left".into(), values: vec!["No".into()] };
        let brush = Brush { marks: vec![no] };
        let values = |kind| match conditions_of(&brush, &spelt(kind)).remove(0).test {
            CellTest::OneOf { values } => values,
            other => panic!("{other:?}"),
        };
        assert_eq!(values(ColumnType::Boolean), ["No", "NO"]);
        assert_eq!(values(ColumnType::Categorical), ["No"]);
    }
}

//! Numbers and lists in plain words.

/// A number with at most four significant digits.
pub(crate) fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return (value + 0.0).to_string();
    }
    let magnitude = libm::floor(libm::log10(value.abs())) as i32;
    if !(-5..=9).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    let text = format!("{value:.*}", (3 - magnitude).max(0) as usize);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text,
    }
}

/// A share of a whole: `3.2 %`.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    share(part as f64 / whole.max(1) as f64)
}

/// A share, 0 to 1: `3.2 %`. What is not all is never said to be, nor what is not nothing.
pub(crate) fn share(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    match text.as_str() {
        "0.0" if share > 0.0 => "less than 0.1 %".into(),
        "100.0" if share < 1.0 => "more than 99.9 %".into(),
        text => format!("{} %", text.strip_suffix(".0").unwrap_or(text)),
    }
}

/// A count with its noun: `1 row`, `12,345 rows`.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A whole number with commas between thousands.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Some names in quotes, at most `most`: `"a", "b" and 3 more`.
pub(crate) fn names<S: AsRef<str>>(names: &[S], most: usize) -> String {
    let quoted: Vec<String> = names.iter().take(most).map(|n| format!("\"{}\"", n.as_ref())).collect();
    let left = names.len().saturating_sub(most);
    match (left, quoted.split_last()) {
        (0, Some((last, rest))) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        (0, _) => quoted.join(", "),
        (left, _) => format!("{} and {left} more", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits_at_most() {
        let words = [0.0, -0.5, 1234.5, 12345.6, 0.000123456, 1e-9, 2.5e14, 100.0].map(number);
        assert_eq!(words, ["0", "-0.5", "1234", "12346", "0.0001235", "1.000e-9", "2.500e14", "100"]);
    }

    #[test]
    fn shares_do_not_round_to_all_or_nothing() {
        let words =
            [percent(1, 100_000), percent(99_999, 100_000), percent(1, 3), percent(0, 3), percent(3, 3)];
        assert_eq!(words, ["less than 0.1 %", "more than 99.9 %", "33.3 %", "0 %", "100 %"]);
    }

    #[test]
    fn lists_and_counts() {
        assert_eq!(names(&["a", "b", "c"], 3), "\"a\", \"b\" and \"c\"");
        assert_eq!(names(&["a", "b", "c"], 1), "\"a\" and 2 more");
        assert_eq!((count(1, "row", "rows"), grouped(1_234_567)), ("1 row".into(), "1,234,567".into()));
    }
}

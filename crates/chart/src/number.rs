//! Numbers as people read them.

/// Thousands are set apart as on the page.
const GROUP: char = ',';

/// A count with its thousands set apart: `12,345`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(GROUP);
        }
        text.push(digit);
    }
    text
}

/// A value to four significant digits: `0.9846`, `12,350`, `1.235e-7`.
pub fn value(value: f64) -> String {
    significant(value, 4)
}

/// A value for a narrow place, to three significant digits: `0.98`, `12.3k`, `4.5M`.
pub fn short(value: f64) -> String {
    let size = value.abs();
    let (scale, unit) = match size {
        s if s >= 999.5e9 => return significant(value, 3),
        s if s >= 999.5e6 => (1e9, "G"),
        s if s >= 999.5e3 => (1e6, "M"),
        s if s >= 9_999.5 => (1e3, "k"),
        _ => (1.0, ""),
    };
    format!("{}{unit}", significant(value / scale, 3))
}

/// A share in percent: `98.1%`.
pub fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.001 {
        return "<0.1%".into();
    }
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// So many significant digits, with a true minus sign, without needless zeros.
pub fn significant(value: f64, digits: i32) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "not a number"
        } else if value > 0.0 {
            "∞"
        } else {
            "−∞"
        }
        .into();
    }
    if value == 0.0 {
        return "0".into();
    }
    let exponent = value.abs().log10().floor() as i32;
    if !(-4..9).contains(&exponent) {
        let text = format!("{:.*e}", (digits - 1) as usize, value);
        let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
        return minus(&format!("{}e{power}", trim(mantissa)));
    }
    let decimals = (digits - 1 - exponent).max(0) as usize;
    minus(&group(trim(&format!("{value:.decimals$}"))))
}

fn trim(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// With a true minus sign.
pub fn minus(text: &str) -> String {
    text.replacen('-', "−", if text.starts_with('-') { 1 } else { 0 })
}

fn group(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let digits = whole.trim_start_matches('-');
    match digits.parse::<u64>() {
        Ok(number) if digits.len() > 4 => {
            format!("{}{}{rest}", &whole[..whole.len() - digits.len()], count(number))
        }
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_three() {
        assert_eq!(count(7), "7");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn values_have_four_significant_digits() {
        let cases = [
            (0.984_615, "0.9846"),
            (-0.25, "−0.25"),
            (3.0, "3"),
            (1_234.56, "1235"),
            (-48_842.4, "−48,842"),
            (1.234_6e-7, "1.235e-7"),
            (6.02e23, "6.02e23"),
            (f64::INFINITY, "∞"),
        ];
        for (number, text) in cases {
            assert_eq!(value(number), text);
        }
    }

    #[test]
    fn short_values_have_units() {
        let cases =
            [(0.123_4, "0.123"), (9_999.0, "9999"), (48_842.0, "48.8k"), (1.5e6, "1.5M"), (999_999.0, "1M")];
        for (number, text) in cases {
            assert_eq!(short(number), text);
        }
    }

    #[test]
    fn shares_are_percents() {
        assert_eq!(percent(0.981_4), "98.1%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.000_4), "<0.1%");
    }
}

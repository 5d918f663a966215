//! Numbers as people write them.
//!
//! Plain numbers (`-1.5`, `2e-3`, `inf`) are read on the fast path; dressed numbers (thousands
//! separators, a percent sign, a currency, accountants' parentheses) are undressed first. A
//! percentage keeps the number that is written: `12%` is 12.

/// Something to know of a number that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Nothing.
    None,
    /// An integer beyond 2^53, which 64-bit floating point cannot tell from its neighbours.
    Beyond53,
    /// Infinite, by its spelling or because it is beyond the range of 64-bit floating point.
    Infinite,
    /// Zeros before an integer: perhaps a code.
    LeadingZeros,
}

const EXACT: u64 = 1 << 53;

const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Reads a plain number with a decimal mark; `None` for anything else, `nan` included. The result
/// is the nearest 64-bit number. No allocation unless the mark is a comma or digits abound.
pub(crate) fn plain(text: &[u8], decimal: u8) -> Option<(f64, Oddity)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (mut mantissa, mut seen, mut fraction) = (0_u64, 0_usize, None);
    for (i, &byte) in digits.iter().enumerate() {
        if byte.is_ascii_digit() {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            seen += 1;
        } else if byte == decimal && fraction.is_none() {
            fraction = Some(seen);
        } else if (byte | 0x20) == b'e' && seen > 0 {
            return slow(text, decimal, i);
        } else {
            return infinity(digits, negative);
        }
    }
    if seen == 0 {
        return None;
    }
    let places = fraction.map_or(0, |before| seen - before);
    if seen > 19 || mantissa > EXACT || places > 22 {
        return slow(text, decimal, digits.len());
    }
    let value = mantissa as f64 / POWERS[places];
    let zeros = fraction.is_none() && seen > 1 && digits[0] == b'0';
    Some((if negative { -value } else { value }, if zeros { Oddity::LeadingZeros } else { Oddity::None }))
}

/// Numbers with an exponent or many digits, read by the standard library.
fn slow(text: &[u8], decimal: u8, mantissa: usize) -> Option<(f64, Oddity)> {
    let fraction = text.contains(&decimal);
    let text = std::str::from_utf8(text).ok()?;
    let value: f64 = if decimal == b'.' {
        text.parse().ok()?
    } else if text.contains('.') {
        return None;
    } else {
        text.replacen(decimal as char, ".", 1).parse().ok()?
    };
    let integer = !fraction && mantissa + 1 >= text.len();
    Some(match value {
        v if v.is_nan() => return None,
        v if v.is_infinite() => (v, Oddity::Infinite),
        v if integer && v.abs() >= EXACT as f64 => (v, Oddity::Beyond53),
        v => (v, Oddity::None),
    })
}

fn infinity(digits: &[u8], negative: bool) -> Option<(f64, Oddity)> {
    let spelt = ["inf", "infinity"].iter().any(|word| digits.eq_ignore_ascii_case(word.as_bytes()));
    spelt.then_some((if negative { f64::NEG_INFINITY } else { f64::INFINITY }, Oddity::Infinite))
}

/// What a dressed number wears.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Dress {
    /// Separates groups of three digits.
    pub group: Option<char>,
    /// Whether a percent sign follows.
    pub percent: bool,
    /// A currency, as its sign or its code.
    pub currency: Option<&'static str>,
}

const CURRENCIES: [&str; 26] = [
    "$", "€", "£", "¥", "₹", "₽", "₩", "₺", "₪", "₫", "₴", "฿", "USD", "EUR", "GBP", "JPY", "CHF", "CNY",
    "INR", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "US$",
];

/// Reads a number, plain or dressed, and says what it wore.
pub(crate) fn dressed(text: &str, decimal: u8) -> Option<(f64, Dress)> {
    if let Some((value, _)) = plain(text.as_bytes(), decimal) {
        return Some((value, Dress::default()));
    }
    if text.len() > 64 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut dress = Dress::default();
    let mut rest = text;
    let negative = strip_sign(&mut rest);
    if let Some(body) = rest.strip_suffix('%') {
        dress.percent = true;
        rest = body.trim_end();
    }
    dress.currency = strip_currency(&mut rest);
    let negative = negative ^ (dress.currency.is_some() && strip_sign(&mut rest));
    let mut digits = String::with_capacity(rest.len());
    dress.group = ungroup(rest, decimal, &mut digits)?;
    let value = plain(digits.as_bytes(), b'.').map(|(v, _)| v)?;
    Some((if negative { -value } else { value }, dress))
}

/// Reads a number as people write it, with a decimal mark: plain, or with separators of thousands, a currency, a
/// percent sign, accountants' parentheses. Answers also whether a percent sign stands behind it: `12 %` is 12 and
/// true. `None` for anything else and for infinite numbers.
pub fn parse_number(text: &str, decimal: char) -> Option<(f64, bool)> {
    let decimal = u8::try_from(decimal).ok()?;
    let (value, dress) = dressed(text, decimal)?;
    value.is_finite().then_some((value, dress.percent))
}

/// Takes a sign or accountants' parentheses away; true for negative.
fn strip_sign(text: &mut &str) -> bool {
    if let Some(body) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        *text = body.trim();
        return true;
    }
    if let Some(body) = text.strip_prefix(['-', '−']) {
        *text = body.trim_start();
        return true;
    }
    *text = text.strip_prefix('+').unwrap_or(text);
    false
}

fn strip_currency(text: &mut &str) -> Option<&'static str> {
    let longest = |a: &&&str, b: &&&str| a.len().cmp(&b.len());
    let before = CURRENCIES.iter().filter(|c| text.starts_with(**c)).max_by(longest);
    let found = before.or_else(|| CURRENCIES.iter().filter(|c| text.ends_with(**c)).max_by(longest))?;
    *text = text.strip_prefix(found).or_else(|| text.strip_suffix(found)).unwrap_or(text).trim();
    Some(found)
}

/// Removes separators of thousands, which must stand at every third digit, and turns the decimal
/// mark into a point.
fn ungroup(text: &str, decimal: u8, digits: &mut String) -> Option<Option<char>> {
    let (whole, fraction) = match text.split_once(decimal as char) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let group = whole.chars().find(|c| !c.is_ascii_digit());
    match group {
        None => digits.push_str(whole),
        Some(mark) if ",.'’ \u{a0}\u{202f}".contains(mark) && mark as u32 != u32::from(decimal) => {
            for (i, part) in whole.split(mark).enumerate() {
                let full = part.len() == 3 || (i == 0 && (1..=3).contains(&part.len()));
                if !full || !part.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                digits.push_str(part);
            }
        }
        Some(_) => return None,
    }
    if digits.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    if let Some(fraction) = fraction {
        if !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.push('.');
        digits.push_str(fraction);
    }
    Some(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, decimal: u8) -> Option<f64> {
        plain(text.as_bytes(), decimal).map(|(v, _)| v)
    }

    #[test]
    fn plain_numbers_are_the_nearest_ones() {
        for text in [
            "0",
            "1",
            "-1",
            "+2.50",
            ".5",
            "5.",
            "1e5",
            "1E-7",
            "0.1",
            "123456789.123456789",
            "-0",
            "9007199254740993",
        ] {
            assert_eq!(value(text, b'.'), text.parse().ok(), "{text}");
        }
        for text in [
            "", "-", ".", "e5", "1e", "1 2", "1_000", "0x10", "nan", "1.2.3", "1,5", "--1", "infinit", "1e5e",
        ] {
            assert_eq!(value(text, b'.'), None, "{text}");
        }
        assert_eq!(
            (value("1,5", b','), value("1.5", b','), value("1,5e1", b',')),
            (Some(1.5), None, Some(15.0))
        );
    }

    #[test]
    fn oddities_are_told() {
        let oddity = |text: &str| plain(text.as_bytes(), b'.').map(|(_, o)| o);
        assert_eq!(oddity("9007199254740993"), Some(Oddity::Beyond53));
        assert_eq!(oddity("-123456789012345678901234567890"), Some(Oddity::Beyond53));
        assert_eq!(oddity("9007199254740.993"), Some(Oddity::None));
        assert_eq!(oddity("3.14159265358979323846264338"), Some(Oddity::None));
        assert_eq!(
            (oddity("-Inf"), oddity("Infinity"), oddity("1e999")),
            (Some(Oddity::Infinite), Some(Oddity::Infinite), Some(Oddity::Infinite))
        );
        assert_eq!(
            (oddity("007"), oddity("0"), oddity("0.5")),
            (Some(Oddity::LeadingZeros), Some(Oddity::None), Some(Oddity::None))
        );
    }

    #[test]
    fn dressed_numbers() {
        for (text, decimal, expected) in [
            ("1,234.5", b'.', Some(1234.5)),
            ("1.234,56", b',', Some(1234.56)),
            ("1 234 567", b'.', Some(1_234_567.0)),
            ("12'345", b'.', Some(12345.0)),
            ("12.5%", b'.', Some(12.5)),
            ("$ 1,000", b'.', Some(1000.0)),
            ("-$5.25", b'.', Some(-5.25)),
            ("$-5", b'.', Some(-5.0)),
            ("(1,000)", b'.', Some(-1000.0)),
            ("1.000,00 €", b',', Some(1000.0)),
            ("US$3", b'.', Some(3.0)),
            ("12,34", b'.', None),
            ("1,2345", b'.', None),
            ("1,234", b',', Some(1.234)),
            ("1.5", b',', None),
            ("5 apples", b'.', None),
            ("$", b'.', None),
            ("%5", b'.', None),
        ] {
            assert_eq!(dressed(text, decimal).map(|(v, _)| v), expected, "{text}");
        }
    }
}

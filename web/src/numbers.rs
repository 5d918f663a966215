//! Numbers as people read them: a few significant digits, thousands grouped, bytes and times in
//! their own units. The full value always stays in the element, for copying and for tests.

/// A whole number with thousands separated: `50,000`.
pub fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A score to three places, so that all scores of a column have one width: `0.985`, `12.4`, `1,204`.
pub fn score(value: f64) -> String {
    if !value.is_finite() {
        return "\u{2013}".into();
    }
    match value.abs() {
        a if a < 0.0005 && a > 1e-12 => scientific(value),
        a if a < 0.0005 => "0.000".into(),
        a if a < 10.0 => signed(format!("{value:.3}")),
        a if a < 100.0 => signed(format!("{value:.2}")),
        a if a < 1000.0 => signed(format!("{value:.1}")),
        a if a < 1e9 => grouped(value.round() as i64),
        _ => scientific(value),
    }
}

/// A number to four significant digits, without trailing noughts: `3.142`, `12,350`, `0.02`.
pub fn short(value: f64) -> String {
    if !value.is_finite() {
        return "\u{2013}".into();
    }
    let magnitude = value.abs();
    if magnitude == 0.0 {
        return "0".into();
    }
    if !(1e-4..1e9).contains(&magnitude) {
        return scientific(value);
    }
    if magnitude >= 10_000.0 {
        return grouped(value.round() as i64);
    }
    let places = (3 - magnitude.log10().floor() as i32).clamp(0, 7) as usize;
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    match text.trim_start_matches('-').parse::<i64>() {
        Ok(whole) if whole >= 1000 => grouped(if value < 0.0 { -whole } else { whole }),
        _ => signed(text.to_owned()),
    }
}

fn scientific(value: f64) -> String {
    let text = format!("{value:.2e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    signed(format!("{mantissa}\u{b7}10{}", superscript(exponent)))
}

fn superscript(exponent: &str) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let sign = |c: char| c.to_digit(10).map_or('⁻', |d| DIGITS[d as usize]);
    exponent.chars().map(sign).collect()
}

fn signed(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A share as a percentage: `0 %`, `< 0.1 %`, `12.5 %`, `100 %`.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        p if p == 0.0 || p == 100.0 => format!("{p:.0}\u{a0}%"),
        p if p < 0.1 => "<\u{a0}0.1\u{a0}%".into(),
        p if p > 99.9 => ">\u{a0}99.9\u{a0}%".into(),
        p => format!("{p:.1}\u{a0}%"),
    }
}

/// Bytes in decimal units: `812 B`, `13.4 kB`, `2.1 MB`.
pub fn bytes(n: u64) -> String {
    let value = n as f64;
    match n {
        0..1_000 => format!("{n}\u{a0}B"),
        1_000..1_000_000 => format!("{:.1}\u{a0}kB", value / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1}\u{a0}MB", value / 1e6),
        _ => format!("{:.2}\u{a0}GB", value / 1e9),
    }
}

/// A time span: `0.3 s`, `42 s`, `3 min 05 s`.
pub fn seconds(s: f64) -> String {
    if s < 0.05 {
        return "<\u{a0}0.1\u{a0}s".into();
    }
    if s < 10.0 {
        return format!("{s:.1}\u{a0}s");
    }
    let whole = s.round() as u64;
    match whole {
        0..60 => format!("{whole}\u{a0}s"),
        60..3600 => format!("{}\u{a0}min {:02}\u{a0}s", whole / 60, whole % 60),
        _ => format!("{}\u{a0}h {:02}\u{a0}min", whole / 3600, whole % 3600 / 60),
    }
}

/// A chance, such as a p-value: `< 0.001`, `0.023`.
pub fn chance(p: f64) -> String {
    if p < 0.001 { "<\u{a0}0.001".into() } else { score(p) }
}

/// A name in so many letters: of a longer one the beginning and the end, by which names that begin
/// alike are still told apart.
pub fn elided(name: &str, letters: usize) -> String {
    let all: Vec<char> = name.chars().collect();
    if all.len() <= letters.max(4) {
        return name.to_owned();
    }
    let tail = (letters.max(4) - 1) / 2;
    let head = letters.max(4) - 1 - tail;
    let end = all.len() - tail;
    all[..head].iter().collect::<String>() + "\u{2026}" + &all[end..].iter().collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_that_begin_alike_stay_apart() {
        assert_eq!(elided("città", 5), "città");
        assert_eq!(elided("blood_pressure_systolic_1", 11), "blood\u{2026}lic_1");
        let [a, b] = ["_1", "_2"].map(|end| elided(&("x".repeat(80) + end), 12));
        assert!(a != b && a.chars().count() == 12);
    }

    #[test]
    fn whole_numbers_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(50_000), "50,000");
        assert_eq!(grouped(-1_234_567), "\u{2212}1,234,567");
    }

    #[test]
    fn short_numbers_keep_four_digits() {
        assert_eq!(short(0.0), "0");
        assert_eq!(short(1.0), "1");
        assert_eq!(short(std::f64::consts::PI), "3.142");
        assert_eq!(short(-0.02), "\u{2212}0.02");
        assert_eq!(short(4201.75), "4,202");
        assert_eq!(short(12_345.6), "12,346");
        assert_eq!(short(0.000012), "1.20\u{b7}10⁻⁵");
        assert_eq!(short(f64::NAN), "\u{2013}");
    }

    #[test]
    fn scores_have_three_places() {
        assert_eq!(score(1.0), "1.000");
        assert_eq!(score(0.98461), "0.985");
        assert_eq!(score(-0.5), "\u{2212}0.500");
        assert_eq!(score(54.321), "54.32");
        assert_eq!(score(3012.2), "3,012");
    }

    #[test]
    fn shares_bytes_and_times_bear_their_units() {
        assert_eq!(percent(0.0), "0\u{a0}%");
        assert_eq!(percent(0.00001), "<\u{a0}0.1\u{a0}%");
        assert_eq!(percent(0.125), "12.5\u{a0}%");
        assert_eq!(seconds(0.0), "<\u{a0}0.1\u{a0}s");
        assert_eq!(bytes(13_400), "13.4\u{a0}kB");
        assert_eq!(seconds(185.2), "3\u{a0}min 05\u{a0}s");
    }
}

//! Widths of text, measured without a font, and names shortened to fit.
//!
//! Widths are those of common sans-serif faces, rather too wide than too narrow, so that labels keep
//! apart whatever the surface's font is.

use std::collections::{BTreeMap, BTreeSet};

/// What stands for what was left out.
const ELLIPSIS: char = '…';

/// Width in ems of a character, as in DejaVu Sans, the widest of the common faces.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' => 0.28,
        'I' | 'J' => 0.30,
        ' ' | '.' | ',' | '/' | '\\' | '|' | ':' | ';' | '·' => 0.34,
        '-' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '!' => 0.41,
        's' | 'c' | 'z' | 'L' | '_' | '?' | '*' | '"' => 0.55,
        'a' | 'e' | 'k' | 'v' | 'x' | 'y' | 'o' | 'F' | 'T' | 'Y' | 'P' => 0.61,
        'b' | 'd' | 'g' | 'h' | 'n' | 'p' | 'q' | 'u' | '0'..='9' | 'E' | '$' | '€' => 0.64,
        'A' | 'B' | 'C' | 'K' | 'R' | 'S' | 'V' | 'X' | 'Z' | '&' => 0.70,
        'D' | 'G' | 'H' | 'N' | 'O' | 'Q' | 'U' => 0.79,
        'w' | '=' | '+' | '−' | '<' | '>' | '~' | '#' => 0.84,
        'm' | 'M' | 'W' | '@' | '%' | '…' => 1.0,
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1.0,
        '\u{ff00}'..='\u{ffef}' | '\u{1f000}'.. => 1.2,
        _ => 0.66,
    }
}

/// Width in pixels of a line of text at a font size in pixels.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// One line of at most `room` pixels: the text itself or its two ends around an ellipsis. Empty where
/// not even one letter and the ellipsis fit. Control characters become spaces.
pub fn elide(text: &str, size: f64, room: f64) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    // No name that fits a screen is longer: the rest of a huge cell is not even looked at.
    let head: Vec<char> = text.chars().take(512).map(clean).collect();
    let whole: String = head.iter().collect();
    if whole.len() >= text.len() && width(&whole, size) <= room {
        return whole;
    }
    let tail: Vec<char> = text.chars().rev().take(512).map(clean).collect();
    let mut left = room - em(ELLIPSIS) * size;
    let (mut from_head, mut from_tail) = (0, 0);
    loop {
        // Three letters of the beginning for two of the end.
        let at_end = from_head * 2 > from_tail * 3 + 2;
        let next = if at_end { tail.get(from_tail) } else { head.get(from_head) };
        let Some(next) = next else { break };
        left -= em(*next) * size;
        if left < 0.0 {
            break;
        }
        if at_end { from_tail += 1 } else { from_head += 1 }
    }
    if from_head == 0 {
        return String::new();
    }
    let end = tail[..from_tail].iter().rev();
    head[..from_head].iter().chain([&ELLIPSIS]).chain(end).collect()
}

/// Several names, shortened so that those which differ still do: names that would look alike are shown
/// from where they begin to differ, and numbered if that does not tell them apart.
pub fn elide_all<'a>(texts: impl Iterator<Item = &'a str> + Clone, size: f64, room: f64) -> Vec<String> {
    let mut short: Vec<String> = texts.clone().map(|text| elide(text, size, room)).collect();
    let texts: Vec<&str> = texts.collect();
    let mut by_look: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    short.iter().enumerate().for_each(|(at, look)| by_look.entry(look.clone()).or_default().push(at));
    for alike in by_look.into_values().filter(|alike| alike.len() > 1) {
        let differing: BTreeSet<&str> = alike.iter().map(|at| texts[*at]).collect();
        if differing.len() < 2 {
            continue;
        }
        let common = shared(&differing);
        let look = |text: &&str| {
            // A little of what they share shows where it goes on.
            let rest: String = text.chars().skip(common.saturating_sub(2)).collect();
            elide(&format!("{ELLIPSIS}{rest}"), size, room)
        };
        let looks: Vec<String> = differing.iter().map(look).collect();
        for at in alike {
            let Some(number) = differing.iter().position(|text| *text == texts[at]) else { continue };
            let look = &looks[number];
            let twins = looks.iter().filter(|other| *other == look).count();
            short[at] = if twins < 2 { look.clone() } else { numbered(look, number + 1, size, room) };
        }
    }
    short
}

/// How many letters all begin with.
fn shared(texts: &BTreeSet<&str>) -> usize {
    // Of sorted texts the first and the last differ soonest.
    let (Some(first), Some(last)) = (texts.first(), texts.last()) else { return 0 };
    first.chars().zip(last.chars()).take_while(|(a, b)| a == b).count()
}

fn numbered(look: &str, number: usize, size: f64, room: f64) -> String {
    let number = format!(" {number}");
    let head = elide(look, size, room - width(&number, size));
    if head.is_empty() { elide(number.trim(), size, room) } else { head + &number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_that_fits_is_left_alone() {
        assert_eq!(elide("Adelie", 12.0, 100.0), "Adelie");
        assert_eq!(elide("two\nlines", 12.0, 100.0), "two lines");
    }

    #[test]
    fn both_ends_of_a_long_name_remain() {
        let short = elide("median_house_value_before_1990", 12.0, 120.0);
        assert!(short.starts_with("median_h") && short.ends_with("1990"), "{short}");
        assert_eq!(elide("anything", 12.0, 3.0), "");
    }

    #[test]
    fn names_that_differ_look_different() {
        let names = [
            "household_income_before_taxes_in_1990_total",
            "household_income_before_taxes_in_2000_total",
            "household_income_before_taxes_in_2000_total",
            "other",
        ];
        let short = elide_all(names.into_iter(), 12.0, 110.0);
        assert_ne!(short[0], short[1]);
        assert_eq!(short[1], short[2]);
        assert_eq!(short[3], "other");
        assert!(short.iter().all(|name| width(name, 12.0) <= 110.0));
    }

    proptest! {
        #[test]
        fn short_names_fit_and_differ(stems in prop::collection::vec("[a-c]{1,3}", 1..6), room in 60.0..120.0f64) {
            let long = "a_beginning_that_they_share_";
            let names: Vec<String> = stems.iter().map(|stem| format!("{long}{stem}{long}{stem}_end")).collect();
            let short = elide_all(names.iter().map(String::as_str), 12.0, room);
            prop_assert!(short.iter().all(|name| width(name, 12.0) <= room));
            for (a, b) in (0..names.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
                prop_assert_eq!(names[a] == names[b], short[a] == short[b], "{:?}", short);
            }
        }

        #[test]
        fn a_shortened_name_fits_its_room(text in any::<String>(), room in 0.0..300.0f64) {
            prop_assert!(width(&elide(&text, 12.0, room), 12.0) <= room + 1e-9);
        }

        #[test]
        fn a_longer_text_is_never_narrower(text in any::<String>(), more in any::<char>()) {
            let longer = format!("{text}{more}");
            prop_assert!(width(&longer, 13.0) >= width(&text, 13.0));
        }
    }
}

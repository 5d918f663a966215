//! Widths of text, measured without a font, and names shortened to fit.
//!
//! Widths are those of common sans-serif faces, rather too wide than too narrow, so that labels keep
//! apart whatever the surface's font is.

/// What stands for what was left out.
const ELLIPSIS: char = '…';

/// Width in ems of a character.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '|' | '\'' | '.' | ',' | ':' | ';' | '!' => 0.30,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | ' ' | '-' | '/' => 0.38,
        'm' | 'M' | 'W' | '@' | '%' | '…' => 0.96,
        'w' | 'G' | 'O' | 'Q' => 0.80,
        '0'..='9' => 0.62,
        'a'..='z' | '_' => 0.59,
        'A'..='Z' | '=' | '+' | '−' | '<' | '>' => 0.70,
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1.0,
        '\u{ff00}'..='\u{ffef}' | '\u{1f000}'.. => 1.2,
        _ => 0.64,
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

    proptest! {
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

//! Colours and type sizes of pictures, designed for light and for dark surfaces.

/// A colour by its red, green and blue parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Okabe and Ito's colours that serve on light and on dark surfaces, in the order of classes
/// (<https://jfly.uni-koeln.de/color/>). The eighth is that of text; a ninth class begins anew in another shade.
pub const CLASS_COLORS: [Rgb; 7] = [
    Rgb(0x00, 0x72, 0xB2),
    Rgb(0xE6, 0x9F, 0x00),
    Rgb(0x00, 0x9E, 0x73),
    Rgb(0xCC, 0x79, 0xA7),
    Rgb(0x56, 0xB4, 0xE9),
    Rgb(0xD5, 0x5E, 0x00),
    Rgb(0xF0, 0xE4, 0x42),
];

/// Cividis (Nuñez, Anderton and Renslow 2018) at nine equal steps: readable with any colour vision.
const CIVIDIS: [Rgb; 9] = [
    Rgb(0x00, 0x22, 0x4E),
    Rgb(0x12, 0x35, 0x70),
    Rgb(0x3B, 0x49, 0x6C),
    Rgb(0x57, 0x5D, 0x6D),
    Rgb(0x70, 0x71, 0x73),
    Rgb(0x8A, 0x86, 0x78),
    Rgb(0xA5, 0x9C, 0x74),
    Rgb(0xC3, 0xB3, 0x69),
    Rgb(0xE1, 0xCC, 0x55),
];

/// How pictures look on a surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Behind everything.
    pub surface: Rgb,
    /// Cells without a count.
    pub quiet: Rgb,
    /// Axes' names, labels.
    pub text: Rgb,
    /// Tick labels and remarks.
    pub muted: Rgb,
    /// Grid lines and borders.
    pub hairline: Rgb,
    /// Amounts that have no sign.
    pub amount: Rgb,
    /// Amounts below zero.
    pub negative: Rgb,
    /// Amounts above zero.
    pub positive: Rgb,
    /// Colours of classes in order.
    pub classes: [Rgb; 8],
    /// Whether amounts run from dark to light (on dark surfaces) or from light to dark.
    pub dark: bool,
    /// CSS font families.
    pub font: String,
    /// Size of names, pixels.
    pub name_size: f64,
    /// Size of tick labels and remarks, pixels.
    pub label_size: f64,
}

impl Rgb {
    /// A colour between two, `share` of the way.
    fn between(self, other: Self, share: f64) -> Self {
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The colour as one number.
    pub(crate) fn bits(self) -> u32 {
        u32::from_be_bytes([0, self.0, self.1, self.2])
    }

    /// Relative luminance by WCAG 2.
    pub fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio by WCAG 2, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever is better read on this colour.
    pub(crate) fn ink(self) -> Self {
        let (black, white) = (Self(0, 0, 0), Self(0xFF, 0xFF, 0xFF));
        if self.contrast(black) >= self.contrast(white) { black } else { white }
    }
}

impl Theme {
    /// For light surfaces.
    pub fn light() -> Self {
        Self {
            surface: Rgb(0xFF, 0xFF, 0xFF),
            quiet: Rgb(0xF3, 0xF5, 0xF4),
            text: Rgb(0x1C, 0x21, 0x1F),
            muted: Rgb(0x58, 0x61, 0x5D),
            hairline: Rgb(0xDD, 0xE2, 0xE0),
            amount: Rgb(0x00, 0x72, 0xB2),
            negative: Rgb(0x00, 0x72, 0xB2),
            positive: Rgb(0xD5, 0x5E, 0x00),
            classes: with_last(Rgb(0x1C, 0x21, 0x1F)),
            dark: false,
            font: "system-ui, sans-serif".into(),
            name_size: 13.0,
            label_size: 12.0,
        }
    }

    /// For dark surfaces.
    pub fn dark() -> Self {
        Self {
            surface: Rgb(0x16, 0x1A, 0x18),
            quiet: Rgb(0x20, 0x25, 0x23),
            text: Rgb(0xE8, 0xEC, 0xEA),
            muted: Rgb(0xA3, 0xAD, 0xA8),
            hairline: Rgb(0x34, 0x3B, 0x38),
            amount: Rgb(0x56, 0xB4, 0xE9),
            negative: Rgb(0x56, 0xB4, 0xE9),
            positive: Rgb(0xE8, 0x8A, 0x3C),
            classes: with_last(Rgb(0xE8, 0xEC, 0xEA)),
            dark: true,
            ..Self::light()
        }
    }

    /// The colour of a class by its position among the classes.
    pub fn class_color(&self, index: usize) -> Rgb {
        let n = self.classes.len();
        let color = self.classes[index % n];
        // A second round is told apart by its shade.
        if (index / n).is_multiple_of(2) {
            color
        } else {
            color.between(if index % n == n - 1 { self.surface } else { self.text }, 0.45)
        }
    }

    /// The colour of an amount, 0 to 1, on the cividis scale: small amounts are near the surface.
    pub fn amount_color(&self, share: f64) -> Rgb {
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        let share = if self.dark { share } else { 1.0 - share };
        let place = share * (CIVIDIS.len() - 1) as f64;
        let low = (place.floor() as usize).min(CIVIDIS.len() - 2);
        CIVIDIS[low].between(CIVIDIS[low + 1], place - low as f64)
    }

    /// The colour of a signed amount, −1 to 1: from blue over next to nothing to orange.
    pub fn diverging_color(&self, amount: f64) -> Rgb {
        let amount = if amount.is_nan() { 0.0 } else { amount.clamp(-1.0, 1.0) };
        self.quiet.between(self.signed_color(amount), amount.abs())
    }

    /// The colour of a signed amount.
    pub fn signed_color(&self, value: f64) -> Rgb {
        if value < 0.0 { self.negative } else { self.positive }
    }
}

/// Okabe and Ito's eighth colour is black, which must follow the surface.
fn with_last(last: Rgb) -> [Rgb; 8] {
    let mut colors = [last; 8];
    colors[..CLASS_COLORS.len()].copy_from_slice(&CLASS_COLORS);
    colors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_readable_on_its_surface() {
        for theme in [Theme::light(), Theme::dark()] {
            assert!(theme.text.contrast(theme.surface) >= 7.0);
            assert!(theme.muted.contrast(theme.surface) >= 4.5);
            assert!(theme.muted.contrast(theme.quiet) >= 4.5);
        }
    }

    #[test]
    fn ink_is_readable_on_every_amount() {
        for theme in [Theme::light(), Theme::dark()] {
            for step in 0..=100 {
                let cell = theme.amount_color(f64::from(step) / 100.0);
                assert!(cell.contrast(cell.ink()) >= 4.5, "{step} {cell:?}");
            }
        }
    }

    #[test]
    fn amounts_run_one_way_in_luminance() {
        for (theme, sign) in [(Theme::light(), -1.0), (Theme::dark(), 1.0)] {
            let luminance: Vec<f64> =
                (0..=20).map(|step| sign * theme.amount_color(f64::from(step) / 20.0).luminance()).collect();
            assert!(luminance.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn signed_amounts_leave_zero_on_both_sides() {
        for theme in [Theme::light(), Theme::dark()] {
            assert_eq!(theme.diverging_color(0.0), theme.quiet);
            for step in -10..=10 {
                let cell = theme.diverging_color(f64::from(step) / 10.0);
                assert!(cell.contrast(cell.ink()) >= 4.5, "{step} {cell:?}");
            }
        }
    }

    #[test]
    fn contrast_of_black_and_white_is_twenty_one() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
    }
}

//! Pictures that are light on a light page and dark on a dark one: drawn in both themes, each colour
//! becomes a name that the page's style gives two values.

use crate::ExploreError;
use glasshouse_chart::{ChartSpec, Theme, height_for, svg};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How a colour begins in an attribute.
const BEGINS: &str = "=\"#";
/// Digits of a colour.
const DIGITS: usize = 6;

/// The colours of a page in both themes, by their number.
#[derive(Debug, Default)]
pub(crate) struct Paint {
    pairs: Vec<(String, String)>,
    known: BTreeMap<(String, String), usize>,
}

impl Paint {
    /// A chart of a width in pixels whose colours are the page's.
    pub fn svg(&mut self, chart: &ChartSpec, width: u32) -> Result<String, ExploreError> {
        let size = (width, height_for(chart, width));
        let light = svg(chart, &Theme::light(), size)?;
        let dark = svg(chart, &Theme::dark(), size)?;
        let (bright, dim): (Vec<&str>, Vec<&str>) =
            (light.split(BEGINS).collect(), dark.split(BEGINS).collect());
        if bright.len() != dim.len() {
            return Ok(light);
        }
        let mut painted = String::with_capacity(light.len());
        for (i, (a, b)) in bright.iter().zip(&dim).enumerate() {
            match (i, colour(a), colour(b)) {
                (1.., Some(a_colour), Some(b_colour)) => {
                    let name = self.name(a_colour, b_colour);
                    let _ = write!(painted, "=\"var(--c{name}){}", &a[DIGITS..]);
                }
                (0, ..) => painted.push_str(a),
                _ => {
                    painted.push_str(BEGINS);
                    painted.push_str(a);
                }
            }
        }
        Ok(painted)
    }

    fn name(&mut self, light: &str, dark: &str) -> usize {
        let pair = (light.to_string(), dark.to_string());
        let next = self.pairs.len();
        let place = *self.known.entry(pair.clone()).or_insert(next);
        if place == next {
            self.pairs.push(pair);
        }
        place
    }

    /// The values of all colours, of the dark theme or of the light one.
    pub fn values(&self, dark: bool) -> String {
        let mut text = String::new();
        for (i, (bright, dim)) in self.pairs.iter().enumerate() {
            let _ = write!(text, "--c{i}:#{};", if dark { dim } else { bright });
        }
        text
    }
}

/// The colour that a text begins with, up to the quote after it.
fn colour(text: &str) -> Option<&str> {
    let (digits, rest) = text.split_at_checked(DIGITS)?;
    (rest.starts_with('"') && digits.bytes().all(|b| b.is_ascii_hexdigit())).then_some(digits)
}

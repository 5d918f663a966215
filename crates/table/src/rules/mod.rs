//! Rules that a table must keep: what breaks them, row by row, and the table without it.
//!
//! A [`RuleChecker`] passes over the cells as the file writes them, once, in bounded chunks. Every
//! rule looks at the table as it was read: what one rule drops or blanks, the others still see, so
//! their order does not matter. A missing cell breaks `not_null` and nothing else; a cell that is
//! there and cannot be read as the number or date that a `range` or `compare` needs breaks it.
//! Values are equal as keys of a join are: text without the white space around it, numbers,
//! truths and dates by value.

mod check;
mod compile;
mod error;
mod outcome;
mod reads;
mod trial;
mod words;

pub use check::RuleChecker;
pub use error::RuleError;
pub use outcome::{MOST_LISTED, RuleOutcome};
pub use trial::TypeTrier;

use crate::Side;
use glasshouse_spec::RuleSpec;

/// Checks rules at once. See [`RuleChecker::new`] for the errors.
///
/// # Errors
/// Those of [`RuleChecker::new`].
pub fn check_rules<'a>(
    side: Side<'a>,
    rules: &[RuleSpec],
    other: impl Fn(&str) -> Option<Side<'a>>,
) -> Result<RuleOutcome, RuleError> {
    let mut checker = RuleChecker::new(side, rules, other)?;
    while !checker.advance() {}
    Ok(checker.finish())
}

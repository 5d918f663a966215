//! Formulas over the columns of a table: `price / area`, `if(age < 18, "child", "adult")`.
//!
//! A [`Formula`] is parsed from text, [checked](Formula::check) against the types of columns before any row is
//! read, and then evaluated by column, a block of rows at a time ([`Evaluation`]). It can neither loop nor call
//! anything that is not in [`functions`]; its length and depth are bounded.
//!
//! **Values** are numbers, truth, text and dates. Any of them may be missing, and what is computed of something
//! missing is missing, as in SQL: so is a number that is none, as `0 / 0` or `sqrt(-1)`. `and` and `or` know
//! three values (Kleene): `false and missing` is false. `is_missing`, `coalesce` and `if` are made for it:
//! a condition that is missing chooses nothing.
//!
//! **Names** of columns stand plain where they are words (letters, digits, `_` and `.`, no digit first), else
//! in backticks; text stands in single or double quotes. A quote or backtick inside is doubled.
//!
//! **Operators**, the ones that bind most first: `^` (from the right), the sign, `* / %`, `+ -`, comparisons
//! (`=` or `==`, `!=` or `<>`, `< <= > >=`), `not`, `and`, `or`. `%` has the sign of its divisor, as in numpy.

mod check;
mod dates;
mod error;
mod evaluate;
mod evaluation;
mod function;
mod lex;
mod numbers;
mod parse;
mod texts;

pub use check::{Kind, Program, Term, Typed};
pub use error::{FormulaError, Span};
pub use evaluation::Evaluation;
pub use function::{Function, FunctionInfo, functions};
pub use parse::{Formula, MOST_CHARACTERS};

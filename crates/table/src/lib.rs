//! Typed nullable columns on Arrow arrays: reading, type inference, profile, writing.
//!
//! A [`Table`] is a list of [`Column`]s of equal length. A number takes 8 bytes, a categorical or
//! boolean cell 4 bytes (a dictionary key), a date 8, text its bytes and 4; a column with
//! missing cells takes one bit more a cell. Beside it, the [`Source`] keeps the decoded text of the
//! file once, and 8 bytes a row: a million rows of twenty numbers take 160 MB and the file's size.
//! While text columns are read, every different text takes 30 to 55 bytes more.
//!
//! A file of any format is read by [`TableReader`] (in chunks) or [`read_table`] (at once); new data for a model by
//! [`read_as`]; [`profile()`] says what is in it and [`write()`] writes it. This crate never fits
//! anything and knows no target.

mod build;
mod column;
#[cfg(feature = "columnar")]
mod columnar;
mod combine;
mod date;
mod detect;
mod dictionary;
mod digest;
mod duplicates;
mod encoding;
mod equal;
mod error;
pub mod expression;
#[cfg(feature = "parallel")]
mod file;
mod formats;
mod header;
mod infer;
mod naming;
mod notice;
mod number;
mod part;
mod profile;
mod reader;
mod rows;
mod rules;
mod scan;
mod schema;
mod source;
mod spelling;
mod threads;
mod view;
mod write;

pub use column::{Column, ColumnData, Table, number_label};
pub use combine::{
    CombineError, CombinedText, Joiner, MOST_COMBINED_BYTES, MOST_COMBINED_ROWS, Planned, Planner, Side,
    combine, plan_combine,
};
pub use date::{DateOrder, iso, parse_date};
pub use digest::Digest;
pub use duplicates::{
    DuplicateError, DuplicateFinder, Duplicates, Group, Keep, MOST_ALIKE_ROWS, MOST_COMPARISONS,
    repeated_rows,
};
pub use error::TableError;
#[cfg(feature = "parallel")]
pub use file::read_file;
pub use formats::FormatError;
pub use glasshouse_spec::truth;
pub use naming::names_things;
pub use number::parse_number;
pub use profile::{Profiler, column_profile, profile};
pub use reader::{Loaded, ReadStatus, TableReader, read_table};
pub use rules::{MOST_LISTED, RuleChecker, RuleError, RuleOutcome, TypeTrier, check_rules};
pub use schema::{ColumnSchema, ReadAs, read_as};
pub use source::{DEFAULT_MISSING, Records, Source};
pub use spelling::nearest;
pub use view::{Search, page_of, rows_of};
pub use write::{TableFormat, write};

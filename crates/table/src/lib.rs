//! Typed nullable columns on Arrow arrays: reading, type inference, profile, writing.
//!
//! A [`Table`] is a list of [`Column`]s of equal length. A number takes 8 bytes, a categorical or
//! boolean cell 4 bytes (a dictionary key), a date 8, text its bytes and 4; a column with
//! missing cells takes one bit more a cell. This crate never fits anything and knows no target.

mod column;
mod date;
mod dictionary;
mod error;

pub use column::{Column, ColumnData, Table, number_label, truth};
pub use date::{DateOrder, iso, parse_date};
pub use error::TableError;

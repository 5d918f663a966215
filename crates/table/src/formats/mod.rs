//! Files of every format as one kind of text.
//!
//! Whatever a table comes in, it becomes delimited text for the one reader: text that is delimited
//! already is only unpacked, and everything else is written anew as CSV in UTF-8, with the types
//! that the format states beside it. So types, rows, cells and hashes work alike for all of them.
//!
//! What a file is, its first bytes say, and its name only where they cannot. What comes out is
//! bounded by what went in, whatever the file claims of its sizes.

mod arrow_stream;
mod batches;
mod canonical;
mod cells;
mod json;
mod number_text;
mod opening;
mod parquet_pages;
mod problem;
mod sniff;
mod time_text;
mod unpack;
mod workbook;

pub(crate) use opening::{Opened, Opening, Origin, Rows};
pub use problem::FormatError;

use canonical::Canonical;
use glasshouse_spec::Warning;

/// A file that becomes rows, some at a time.
trait Convert {
    /// Writes rows for about 50 milliseconds.
    fn advance(&mut self, to: &mut Canonical) -> Result<Step, FormatError>;

    /// What was noticed, and the number that the file gives its first row; asked at the end.
    fn notes(&mut self) -> Notes {
        Notes::default()
    }
}

/// What a converter says at its end.
struct Notes {
    warnings: Vec<Warning>,
    first_row: u64,
    /// Whether the names of the columns are the file's.
    named: bool,
}

impl Default for Notes {
    fn default() -> Self {
        Self { warnings: Vec::new(), first_row: 1, named: true }
    }
}

/// What [`Convert::advance`] came to.
enum Step {
    /// There is more; the share that is done.
    Running(f64),
    /// All rows are written.
    Done,
}

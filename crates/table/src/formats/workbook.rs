//! Workbooks: XLSX, XLS and ODS.
//!
//! A formula counts with the value that was saved with it, an error such as `#N/A` as missing,
//! merged cells with their value in the first of them. See [`rows`] for where the table begins.

mod records;
mod rows;
mod tags;

use super::canonical::Canonical;
use super::problem::FormatError;
use super::{Convert, Notes, Step};
use calamine::{DataType, Dimensions, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx};
use glasshouse_spec::{Place, Warning};
use rows::Rows;
use std::io::Cursor;

type Bytes = Cursor<Vec<u8>>;

/// A sheet that becomes rows, in one chunk: the library gives no other.
pub(super) struct Workbook {
    file: String,
    book: Book,
    /// The sheet that is read.
    pub sheet: String,
    /// All sheets of cells.
    pub sheets: Vec<String>,
    header: Option<bool>,
    notes: Notes,
}

enum Book {
    Xlsx(Box<Xlsx<Bytes>>),
    Xls(Box<Xls<Bytes>>),
    Ods(Box<Ods<Bytes>>),
}

impl Workbook {
    /// Opens a workbook in a format of `data.format`. `wanted` is the sheet to read: else the one
    /// that is `liked`, else the first that is shown and has cells.
    pub fn new(
        file: &str,
        format: &'static str,
        bytes: Vec<u8>,
        wanted: Option<&str>,
        liked: Option<&str>,
        header: Option<bool>,
    ) -> Result<Self, FormatError> {
        let damaged = |error: std::io::Error| FormatError::damaged(file, "a workbook", error);
        let bytes = if format == "xls" { records::checked(bytes).map_err(damaged)? } else { bytes };
        if format == "ods" {
            tags::check(&bytes).map_err(damaged)?;
        }
        let bytes = Cursor::new(bytes);
        let mut book = match format {
            "xlsx" => Book::Xlsx(Box::new(Xlsx::new(bytes).map_err(|e| refused(file, &e))?)),
            "xls" => Book::Xls(Box::new(Xls::new(bytes).map_err(|e| refused(file, &e))?)),
            _ => Book::Ods(Box::new(Ods::new(bytes).map_err(|e| refused(file, &e))?)),
        };
        let known = book.sheets();
        let sheets: Vec<String> = known.iter().map(|(name, _)| name.clone()).collect();
        let liked = liked.filter(|liked| sheets.iter().any(|name| name == liked));
        let sheet = match wanted.or(liked) {
            Some(wanted) if sheets.iter().any(|name| name == wanted) => wanted.to_owned(),
            Some(wanted) => return Err(FormatError::absent(file, "sheet", wanted, &sheets)),
            None => {
                let shown = known.iter().filter(|(_, shown)| *shown).chain(&known);
                let names = || shown.clone().map(|(name, _)| name);
                let filled = names().find(|name| book.has_cells(name)).cloned();
                filled.or_else(|| names().next().cloned()).ok_or_else(|| {
                    FormatError::unsupported(
                        file,
                        "a workbook without sheets of cells",
                        "Choose another file.",
                    )
                })?
            }
        };
        let notes = Notes::default();
        Ok(Self { file: file.into(), book, sheet, sheets, header, notes })
    }
}

impl Convert for Workbook {
    fn advance(&mut self, to: &mut Canonical) -> Result<Step, FormatError> {
        let mut rows = Rows::new(&self.file, self.header, to);
        self.book.read(&self.file, &self.sheet, &mut rows)?;
        let seen = rows.finish()?;
        let Some(first) = seen.first else {
            return Err(FormatError::empty_sheet(&self.file, &self.sheet, &self.sheets));
        };
        self.notes.first_row = u64::from(first) + 1;
        self.notes.named = seen.named;
        if let Some(words) = seen.passed_over {
            self.warn("workbook.title", Some(1), words);
        }
        if seen.errors > 0 {
            let words = format!("{} cells hold an error such as #N/A and count as missing", seen.errors);
            self.warn("workbook.errors", None, words);
        }
        self.warn_of_merged(seen.header);
        Ok(Step::Done)
    }

    fn notes(&mut self) -> Notes {
        std::mem::take(&mut self.notes)
    }
}

impl Workbook {
    fn warn(&mut self, code: &str, line: Option<u64>, words: String) {
        let at = Place { file: Some(self.file.clone()), line, ..Place::default() };
        let message = format!("In sheet {}, {words}.", self.sheet);
        self.notes.warnings.push(Warning::new(code, message, at));
    }

    /// Tells of merged cells from the header on: those of a title part nothing.
    fn warn_of_merged(&mut self, header: u32) {
        let merged = self.book.merged(&self.sheet);
        let mut areas = merged.iter().filter(|area| area.end.0 >= header);
        let Some(first) = areas.next() else { return };
        let count = areas.count() + 1;
        let named = format!("{}:{}", cell_name(first.start), cell_name(first.end));
        let are = if count == 1 { "area of cells is" } else { "areas of cells are" };
        let words = format!(
            "{count} {are} merged, the first {named}; only the first cell of each has the value, the others count as missing"
        );
        self.warn("workbook.merged", None, words);
    }
}

/// A cell as spreadsheets name it: `AB12`.
fn cell_name((row, column): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), u64::from(row) + 1)
}

impl Book {
    /// Names of the sheets of cells, and whether they are shown.
    fn sheets(&self) -> Vec<(String, bool)> {
        let all = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        };
        let cells = all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        cells.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
    }

    fn has_cells(&mut self, sheet: &str) -> bool {
        match self {
            Self::Xlsx(book) => book.worksheet_cells_reader(sheet).is_ok_and(|mut cells| {
                std::iter::from_fn(|| cells.next_cell().ok().flatten()).any(|c| !c.get_value().is_empty())
            }),
            Self::Xls(book) => book.worksheet_range(sheet).is_ok_and(|range| !range.is_empty()),
            Self::Ods(book) => book.worksheet_range(sheet).is_ok_and(|range| !range.is_empty()),
        }
    }

    /// Merged cells; the library does not tell them of ODS.
    fn merged(&mut self, sheet: &str) -> Vec<Dimensions> {
        match self {
            Self::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            Self::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            Self::Ods(_) => Vec::new(),
        }
    }

    fn read(&mut self, file: &str, sheet: &str, rows: &mut Rows) -> Result<(), FormatError> {
        match self {
            Self::Xlsx(book) => {
                let refused = |error| refused(file, &error);
                let mut cells = book.worksheet_cells_reader(sheet).map_err(refused)?;
                while let Some(cell) = cells.next_cell().map_err(refused)? {
                    let (row, column) = cell.get_position();
                    rows.cell(row, column, cell.get_value().clone().into())?;
                }
                Ok(())
            }
            Self::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| refused(file, &error))?;
                rows.range(&range)
            }
            Self::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|error| refused(file, &error))?;
                rows.range(&range)
            }
        }
    }
}

fn refused(file: &str, error: &dyn std::error::Error) -> FormatError {
    let words = error.to_string();
    if words.contains("password protected") {
        let remedy = "Open it in a spreadsheet and save it without a password.";
        return FormatError::unsupported(file, "a workbook with a password", remedy);
    }
    FormatError::damaged(file, "a workbook", words)
}

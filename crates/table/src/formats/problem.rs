//! What is wrong with a file of some format: too much of it, damaged, or not what is read here.

use glasshouse_spec::Place;

/// Why a file cannot be turned into text.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub struct FormatError(Box<Problem>);

#[derive(Debug)]
struct Problem {
    code: &'static str,
    message: String,
    place: Place,
    remedy: String,
    cause: Option<String>,
}

/// Bytes in words: `600 MB`.
fn size(bytes: u64) -> String {
    if bytes >= 1_000_000_000 {
        format!("{:.1} GB", bytes as f64 / 1e9)
    } else {
        format!("{} MB", bytes.div_ceil(1_000_000))
    }
}

impl FormatError {
    fn new(code: &'static str, file: &str, message: String, remedy: impl Into<String>) -> Self {
        let place = Place { file: Some(file.into()), ..Place::default() };
        Self(Box::new(Problem { code, message, place, remedy: remedy.into(), cause: None }))
    }

    /// A file that begins as a format and does not go on as one.
    pub fn damaged(file: &str, what: &str, problem: impl std::fmt::Display) -> Self {
        let message = format!("{file} is {what} and cannot be read to its end: it is damaged or cut off");
        let remedy = "Copy or download the file again, or save it anew from where it comes.";
        let mut error = Self::new("data.damaged", file, message, remedy);
        error.0.cause = Some(problem.to_string());
        error
    }

    /// A file whose kind is known and not read here.
    pub fn unsupported(file: &str, what: &str, remedy: impl Into<String>) -> Self {
        Self::new("data.unsupported", file, format!("{file} is {what}, which is not read here"), remedy)
    }

    /// A file that grows beyond a limit, in bytes, when it is read.
    pub fn too_large(file: &str, what: &str, limit: u64) -> Self {
        let message = format!("{file} {what} more than {}, which is the limit here", size(limit));
        Self::new("data.too_large", file, message, "Read a part of it, or fewer columns, saved as a file.")
    }

    /// A table of more cells than fit.
    pub fn too_many_cells(file: &str, limit: u64) -> Self {
        let message = format!("{file} holds a table of more than {} million cells", limit / 1_000_000);
        Self::new("data.too_large", file, message, "Read a part of it, or fewer columns, saved as a file.")
    }

    /// A part of a table that cannot be read, with its place.
    pub fn place(file: &str, message: String, place: Place, remedy: impl Into<String>) -> Self {
        let mut error = Self::new("data.damaged", file, message, remedy);
        error.0.place = Place { file: Some(file.into()), ..place };
        error
    }

    /// A sheet without cells.
    pub fn empty_sheet(file: &str, sheet: &str, sheets: &[String]) -> Self {
        let others: Vec<String> = sheets.iter().filter(|name| *name != sheet).cloned().collect();
        let remedy = match others.len() {
            0 => "Choose another file.".to_owned(),
            _ => format!("Set data.sheet to another sheet: {}.", named(&others)),
        };
        Self::new("data.empty", file, format!("sheet {sheet} of {file} is empty"), remedy)
    }

    /// A table whose shape is not clear.
    pub fn unclear(file: &str, message: String, remedy: impl Into<String>) -> Self {
        Self::new("data.shape", file, message, remedy)
    }

    /// An archive without a table.
    pub fn no_entry(file: &str) -> Self {
        let remedy = "Put a table into the archive: CSV, JSON, Parquet, Arrow or a workbook.";
        Self::new("data.entry", file, format!("{file} holds no table"), remedy)
    }

    /// An entry or a sheet that was asked for and is not there.
    pub fn absent(file: &str, option: &'static str, wanted: &str, there: &[String]) -> Self {
        let (code, what) = match option {
            "sheet" => ("data.sheet", "sheet"),
            _ => ("data.entry", "file"),
        };
        let message = format!("{file} has no {what} {wanted}; it has {}", named(there));
        let remedy = format!("Set data.{option} to one of these names, or leave it out.");
        Self::new(code, file, message, remedy)
    }

    /// Stable machine name.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// Where it is wrong.
    pub(crate) fn place_of(&self) -> Place {
        self.0.place.clone()
    }

    /// What to do about it.
    pub(crate) fn remedy(&self) -> String {
        self.0.remedy.clone()
    }

    /// What the library said.
    pub(crate) fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

/// Some names: at most twenty.
fn named(names: &[String]) -> String {
    const NAMED: usize = 20;
    let shown = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => "none".into(),
        n if n > NAMED => format!("{shown} and {} more", n - NAMED),
        _ => shown,
    }
}

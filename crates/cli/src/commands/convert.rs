//! `glasshouse convert`: a table in another format.

use super::{file_name, read_table_file, tell_of_other_parts, warn};
use crate::arguments::Part;
use crate::failure::Failure;
use crate::output;
use glasshouse_spec::{DataOptions, Fault, Place};
use glasshouse_table::{Loaded, TableFormat, write};
use std::path::Path;

pub fn run(data: &Path, out: &Path, part: Part) -> Result<(), Failure> {
    let format = format_of(out)?;
    let options = part.options();
    let loaded = read_table(data, &options)?;
    tell_of_other_parts(&loaded.report, &options);
    warn(&loaded.warnings);
    write_table(&loaded, format, out)
}

/// Reads a file as it looks.
pub fn read_table(path: &Path, options: &DataOptions) -> Result<Loaded, Failure> {
    let bytes = read_table_file(path, Some(options))?;
    let read = glasshouse_table::read_table(&file_name(path), bytes, options, &Default::default());
    Ok(read.map_err(|error| error.fault())?)
}

/// The format that the ending of a name stands for.
pub fn format_of(out: &Path) -> Result<TableFormat, Failure> {
    let ending = out.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    TableFormat::named(&ending).map_err(|_| unknown(out, &ending).into())
}

/// Writes a table in a format.
pub fn write_table(loaded: &Loaded, format: TableFormat, out: &Path) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    write(loaded, format, &mut bytes).map_err(|error| error.fault())?;
    output::bytes(Some(out), &bytes)
}

fn unknown(out: &Path, ending: &str) -> Fault {
    let message = if ending.is_empty() {
        format!("the name {} has no ending, which would name the format", out.display())
    } else {
        format!("{ending} is not a format that can be written")
    };
    Fault::new("arguments.format", message)
        .with_place(Place { file: Some(out.display().to_string()), ..Place::default() })
        .with_remedy("let the name end in .csv, .json, .ndjson, .parquet or .arrow")
}

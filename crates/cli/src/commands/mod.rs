//! One module a command.

pub mod automl;
pub mod combine;
pub mod compare;
pub mod convert;
pub mod cv;
pub mod drift;
pub mod duplicates;
pub mod evaluate;
pub mod explain;
pub mod export;
mod fairness;
pub mod kinds;
pub mod predict;
pub mod prepare;
pub mod profile;
mod refit;
pub mod split;
pub mod suggest;
pub mod test;
pub mod train;
pub mod tune;
pub mod validate;

use crate::arguments::{Beside, Part};
use crate::failure::{Failure, internal};
use crate::memory;
use crate::session::Session;
use glasshouse_spec::{
    ColumnOptions, CombineOp, DataOptions, Event, Fault, Place, ReadReport, Recipe, Request, RestoredModel,
    TableProfile, Warning,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The bytes of a file.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    glasshouse_table::read_file(path).map_err(|error| Failure::unreadable(path, &error))
}

/// The bytes of a table's file, if there is room for the table.
fn read_table_file(path: &Path, options: Option<&DataOptions>) -> Result<Vec<u8>, Failure> {
    memory::check(path, options)?;
    read_file(path)
}

/// The last part of a path, as the engine names the file.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Loads a table, read as the recipe says or as it looks.
fn load(
    session: &mut Session,
    data: &Path,
    recipe: Option<&Recipe>,
) -> Result<(ReadReport, TableProfile), Failure> {
    let (options, columns) = match recipe {
        Some(recipe) => (recipe.data.clone(), recipe.columns.clone()),
        None => (DataOptions::default(), Default::default()),
    };
    load_with(session, data, options, columns)
}

/// Loads a table as it looks, from a part of its file.
fn load_part(session: &mut Session, data: &Path, part: Part) -> Result<(ReadReport, TableProfile), Failure> {
    load_with(session, data, part.options(), BTreeMap::new())
}

fn load_with(
    session: &mut Session,
    data: &Path,
    options: DataOptions,
    columns: BTreeMap<String, ColumnOptions>,
) -> Result<(ReadReport, TableProfile), Failure> {
    let bytes = read_table_file(data, Some(&options))?;
    let request = Request::Load { name: file_name(data), options: options.clone(), columns };
    let (Event::Loaded { read, profile }, _) = session.ask(request, vec![bytes])? else {
        return Err(unexpected());
    };
    tell_of_other_parts(&read, &options);
    Ok((read, profile))
}

/// Says on standard error what else the file holds, where nobody said what to read.
fn tell_of_other_parts(read: &ReadReport, asked: &DataOptions) {
    let tell = |what: &str, read: Option<&String>, all: &[String]| {
        let Some(read) = read.filter(|_| all.len() > 1) else { return };
        let others: Vec<&str> = all.iter().filter(|name| *name != read).map(String::as_str).collect();
        eprintln!("note: {what} {read} is read; there are also {}", others.join(", "));
    };
    if asked.entry.is_none() {
        tell("the file", read.entry.as_ref(), &read.entries);
    }
    if asked.sheet.is_none() {
        tell("the sheet", read.sheet.as_ref(), &read.sheets);
    }
}

/// Loads the other files that a recipe names: those that were given, and those that lie beside it.
/// What is nowhere is left to the engine, which knows whether it is needed.
fn load_others(session: &mut Session, recipe: &Recipe, home: &Path, beside: &Beside) -> Result<(), Failure> {
    let tables = recipe.other_tables();
    let mut given: BTreeMap<String, PathBuf> = beside.with.iter().map(|with| named(with)).collect();
    for table in &tables {
        let is_bare = Path::new(table).file_name().is_some_and(|name| name == *table);
        let near = home.parent().unwrap_or(Path::new("")).join(table);
        let path = given.remove(*table).or_else(|| (is_bare && near.is_file()).then_some(near));
        let Some(path) = path else { continue };
        let entry = recipe.combine.iter().find(|entry| entry.enabled && entry.table == *table);
        let options = entry.map(|entry| entry.data.clone()).unwrap_or_default();
        let bytes = read_table_file(&path, Some(&options))?;
        let request = Request::LoadOther { name: (*table).to_string(), options };
        let (Event::OtherLoaded { .. }, _) = session.ask(request, vec![bytes])? else {
            return Err(unexpected());
        };
    }
    given.into_keys().next().map_or(Ok(()), |name| Err(unnamed(&name, &tables).into()))
}

/// `NAME=FILE`, unless there is a file of that very name.
fn named(with: &str) -> (String, PathBuf) {
    match with.split_once('=') {
        Some((name, path)) if !Path::new(with).is_file() => (name.to_string(), path.into()),
        _ => (file_name(Path::new(with)), with.into()),
    }
}

fn unnamed(name: &str, tables: &[&str]) -> Fault {
    let remedy = match tables {
        [] => "leave --with out".to_string(),
        tables => format!(
            "give one of {}, as --with NAME=FILE where the file is called otherwise",
            tables.join(", ")
        ),
    };
    Fault::new("arguments.with", format!("the recipe names no file {name}"))
        .with_place(Place { file: Some(name.to_string()), ..Place::default() })
        .with_remedy(remedy)
}

/// Opens a bundle as the engine's model, with the other files that new data may have to meet.
fn open_with(
    session: &mut Session,
    bundle: &Path,
    beside: &Beside,
) -> Result<(Recipe, RestoredModel), Failure> {
    let (recipe, model) = open(session, bundle)?;
    let mut needed = recipe.clone();
    // Rows that were appended for training are not asked about.
    needed.combine.retain(|entry| entry.op == CombineOp::Join);
    load_others(session, &needed, bundle, beside)?;
    Ok((recipe, model))
}

/// Reads a recipe file.
fn recipe(session: &mut Session, path: &Path) -> Result<Recipe, Failure> {
    let request = Request::ReadRecipe { name: file_name(path) };
    match session.ask(request, vec![read_file(path)?])? {
        (Event::RecipeRead { recipe }, _) => Ok(*recipe),
        _ => Err(unexpected()),
    }
}

/// Opens a bundle as the engine's model.
fn open(session: &mut Session, bundle: &Path) -> Result<(Recipe, RestoredModel), Failure> {
    let request = Request::Open { name: file_name(bundle) };
    match session.ask(request, vec![read_file(bundle)?])? {
        (Event::Opened { recipe, model }, _) => Ok((*recipe, *model)),
        _ => Err(unexpected()),
    }
}

/// The bytes of a file that the engine makes.
fn made(session: &mut Session, request: Request) -> Result<Vec<u8>, Failure> {
    match session.ask(request, Vec::new())? {
        (Event::File { .. }, mut buffers) if !buffers.is_empty() => Ok(buffers.swap_remove(0)),
        _ => Err(unexpected()),
    }
}

fn unexpected() -> Failure {
    internal("the engine gave an answer to another question")
}

/// Warnings, on standard error.
fn warn(warnings: &[Warning]) {
    for warning in warnings {
        eprintln!("warning: {} [{}]", warning.message, warning.code);
    }
}

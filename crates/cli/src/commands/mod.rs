//! One module a command.

pub mod convert;
pub mod evaluate;
pub mod export;
pub mod kinds;
pub mod predict;
pub mod prepare;
pub mod profile;
pub mod suggest;
pub mod train;

use crate::failure::{Failure, internal};
use crate::session::Session;
use glasshouse_spec::{
    DataOptions, Event, ReadReport, Recipe, Request, RestoredModel, TableProfile, Warning,
};
use std::fs;
use std::path::Path;

/// The bytes of a file.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::unreadable(path, &error))
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
    let request = Request::Load { name: file_name(data), options, columns };
    match session.ask(request, vec![read_file(data)?])? {
        (Event::Loaded { read, profile }, _) => Ok((read, profile)),
        _ => Err(unexpected()),
    }
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

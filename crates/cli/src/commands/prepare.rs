//! `glasshouse prepare`: every kept row as the model sees it.

use super::{load, load_others, made, recipe};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output;
use crate::session::Session;
use glasshouse_spec::Request;
use std::path::Path;

pub fn run(recipe_path: &Path, data: &Path, out: Option<&Path>, beside: &Beside) -> Result<(), Failure> {
    let mut session = Session::new();
    let recipe = recipe(&mut session, recipe_path)?;
    load(&mut session, data, Some(&recipe))?;
    load_others(&mut session, &recipe, recipe_path, beside)?;
    let rows = made(&mut session, Request::Prepare { recipe: Box::new(recipe) })?;
    output::bytes(out, &rows)
}

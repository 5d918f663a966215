//! `glasshouse predict`: the rows of a file with a prediction for each.

use super::{evaluate, made, open_with};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output;
use crate::session::Session;
use glasshouse_spec::{Artefact, Request};
use std::path::Path;

pub fn run(
    bundle: &Path,
    data: &Path,
    out: Option<&Path>,
    safe: bool,
    beside: &Beside,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    open_with(&mut session, bundle, beside)?;
    let report = evaluate::apply(&mut session, data)?;
    let artefact = if safe { Artefact::SpreadsheetPredictions } else { Artefact::Predictions };
    let rows = made(&mut session, Request::Export { artefact, card: None })?;
    if json && out.is_some() {
        output::json(&report)?;
    }
    output::bytes(out, &rows)
}

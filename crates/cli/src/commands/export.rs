//! `glasshouse export`: one artefact out of a bundle.

use super::{load, load_others, made, open};
use crate::arguments::{Artefact, Beside};
use crate::failure::Failure;
use crate::output;
use crate::session::Session;
use glasshouse_spec::{CardSpec, Fault, Place, Request};
use std::path::{Path, PathBuf};

/// What a report is made of beside the bundle.
pub struct Of {
    /// The table that the model was trained on.
    pub data: Option<PathBuf>,
    /// Columns whose groups are compared.
    pub sensitive: Vec<String>,
    /// The files that the recipe names.
    pub beside: Beside,
}

pub fn run(bundle: &Path, to: Artefact, of: &Of, out: Option<&Path>) -> Result<(), Failure> {
    let mut session = Session::new();
    let (recipe, _) = open(&mut session, bundle)?;
    let mut card = None;
    if let Some(data) = &of.data {
        if !matches!(to, Artefact::Report) {
            return Err(only_reports().into());
        }
        load(&mut session, data, Some(&recipe))?;
        load_others(&mut session, &recipe, bundle, &of.beside)?;
        // Opened again, it finds the rows that it was trained on.
        open(&mut session, bundle)?;
        if !of.sensitive.is_empty() {
            card = Some(Box::new(CardSpec { sensitive: of.sensitive.clone(), ..recipe.card.clone() }));
        }
    }
    let artefact = match to {
        Artefact::Onnx => glasshouse_spec::Artefact::Onnx,
        Artefact::Card => glasshouse_spec::Artefact::Card,
        Artefact::Recipe => glasshouse_spec::Artefact::Recipe,
        Artefact::Dictionary => glasshouse_spec::Artefact::Dictionary,
        Artefact::Report => glasshouse_spec::Artefact::Report,
    };
    let bytes = made(&mut session, Request::Export { artefact, card })?;
    output::bytes(out, &bytes)
}

fn only_reports() -> Fault {
    Fault::new("arguments.data", "only a report is made of the table")
        .with_place(Place::parameter("data"))
        .with_remedy("leave --data out, or take --to report")
}

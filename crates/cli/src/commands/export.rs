//! `glasshouse export`: one artefact out of a bundle.

use super::{made, open};
use crate::arguments::Artefact;
use crate::failure::Failure;
use crate::output;
use crate::session::Session;
use glasshouse_spec::Request;
use std::path::Path;

pub fn run(bundle: &Path, to: Artefact, out: Option<&Path>) -> Result<(), Failure> {
    let mut session = Session::new();
    open(&mut session, bundle)?;
    let artefact = match to {
        Artefact::Onnx => glasshouse_spec::Artefact::Onnx,
        Artefact::Card => glasshouse_spec::Artefact::Card,
        Artefact::Recipe => glasshouse_spec::Artefact::Recipe,
        Artefact::Dictionary => glasshouse_spec::Artefact::Dictionary,
    };
    let bytes = made(&mut session, Request::Export { artefact })?;
    output::bytes(out, &bytes)
}

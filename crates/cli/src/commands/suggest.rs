//! `glasshouse suggest`: a recipe that trains as it stands.

use super::{load_part, unexpected, warn};
use crate::arguments::{Part, Task};
use crate::failure::Failure;
use crate::output;
use crate::session::Session;
use glasshouse_engine::write_recipe;
use glasshouse_spec::{Event, Fault, Place, Request, Suggestion, TaskKind};
use std::path::Path;

pub fn run(
    data: &Path,
    part: Part,
    targets: Vec<String>,
    task: Option<Task>,
    out: Option<&Path>,
    json: bool,
) -> Result<(), Failure> {
    let suggestion = suggested(&mut Session::new(), data, part, targets, task)?;
    tell(&suggestion);
    if let Some(path) = out {
        output::bytes(Some(path), file(&suggestion, path)?.as_bytes())?;
    }
    match (json, out) {
        (true, _) => output::json(&suggestion),
        (false, None) => output::words(&write_recipe(&suggestion.recipe)?),
        (false, Some(_)) => Ok(()),
    }
}

/// Reads a table and proposes a recipe for it.
pub fn suggested(
    session: &mut Session,
    data: &Path,
    part: Part,
    targets: Vec<String>,
    task: Option<Task>,
) -> Result<Box<Suggestion>, Failure> {
    let (_, profile) = load_part(session, data, part)?;
    let columns: Vec<&str> = profile.columns.iter().map(|column| column.name.as_str()).collect();
    let kind = task.map(|task| match task {
        Task::Classification => TaskKind::Classification,
        Task::Regression => TaskKind::Regression,
        Task::Clustering => TaskKind::Clustering,
        Task::Anomaly => TaskKind::Anomaly,
        Task::Forecast => TaskKind::Forecast,
    });
    if targets.is_empty() && !kind.is_some_and(TaskKind::without_target) {
        return Err(no_target().into());
    }
    let mut targets = parted(targets, &columns).into_iter();
    let target = targets.next().unwrap_or_default();
    let request = Request::Suggest { target, kind, targets: targets.collect() };
    let (Event::Suggested { suggestion }, _) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    Ok(suggestion)
}

/// The columns that are named. A comma parts names, unless it is part of one.
fn parted(named: Vec<String>, columns: &[&str]) -> Vec<String> {
    let part = |name: String| match columns.contains(&name.as_str()) {
        true => vec![name],
        false => name.split(',').map(|name| name.trim().to_owned()).collect(),
    };
    named.into_iter().flat_map(part).filter(|name| !name.is_empty()).collect()
}

fn no_target() -> Fault {
    Fault::new("arguments.target", "the column to predict is not named")
        .with_place(Place::parameter("target"))
        .with_remedy("name it by --target, or ask for --task clustering or --task anomaly")
}

/// The reasons and warnings, on standard error.
fn tell(suggestion: &Suggestion) {
    for reason in &suggestion.reasons {
        eprintln!("{}: {}", reason.path, reason.why);
    }
    warn(&suggestion.warnings);
}

fn file(suggestion: &Suggestion, path: &Path) -> Result<String, Failure> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        serde_json::to_string_pretty(&suggestion.recipe)
            .map_err(|error| crate::failure::internal(&format!("the recipe cannot be written: {error}")))
    } else {
        Ok(write_recipe(&suggestion.recipe)?)
    }
}

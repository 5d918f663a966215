//! `glasshouse kinds`: what a recipe can name.

use super::unexpected;
use crate::failure::Failure;
use crate::session::Session;
use crate::{output, parameters};
use glasshouse_spec::{Event, Fault, KindInfo, Kinds, Request, TaskKind};

pub fn run(name: Option<&str>, json: bool) -> Result<(), Failure> {
    let (Event::Kinds { kinds }, _) = Session::new().ask(Request::Kinds, Vec::new())? else {
        return Err(unexpected());
    };
    match (name, json) {
        (None, true) => output::json(&kinds),
        (None, false) => output::words(&overview(&kinds)),
        // An estimator and a step may bear one name.
        (Some(name), true) => match found(&kinds, name)?[..] {
            [kind] => output::json(kind),
            ref several => output::json(&several),
        },
        (Some(name), false) => {
            let described: Vec<String> = found(&kinds, name)?.into_iter().map(parameters::describe).collect();
            output::words(&described.join("\n"))
        }
    }
}

/// The kinds of a name, at least one.
fn found<'a>(kinds: &'a Kinds, name: &str) -> Result<Vec<&'a KindInfo>, Failure> {
    let all = kinds.estimators.iter().chain(&kinds.steps).chain(&kinds.clean);
    let found: Vec<&KindInfo> = all.filter(|kind| kind.id == name).collect();
    if found.is_empty() {
        let fault = Fault::new("arguments.kind", format!("there is no estimator or step {name}"));
        return Err(fault.with_remedy("see `glasshouse kinds`").into());
    }
    Ok(found)
}

fn overview(kinds: &Kinds) -> String {
    let mut text = String::new();
    for (title, list) in [
        ("Estimators, for [model] kind", &kinds.estimators),
        ("Steps, for [[prepare]] op", &kinds.steps),
        ("Row-wise steps, for [[clean]] op", &kinds.clean),
    ] {
        text.push_str(&format!("{title}\n"));
        let width = list.iter().map(|kind| kind.id.len()).max().unwrap_or_default();
        for kind in list {
            text.push_str(&format!("  {:width$}  {}{}\n", kind.id, kind.title, what_for(kind)));
        }
        text.push('\n');
    }
    text.push_str("`glasshouse kinds NAME` tells the parameters of one.\n");
    text
}

fn what_for(kind: &KindInfo) -> String {
    let tasks = kind.tasks.iter().map(|task| task_name(*task));
    let words: Vec<&str> = tasks.chain((!kind.onnx).then_some("no ONNX")).collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}

fn task_name(task: TaskKind) -> &'static str {
    match task {
        TaskKind::Classification => "classification",
        TaskKind::Regression => "regression",
        TaskKind::Clustering => "clustering",
        TaskKind::Anomaly => "anomaly",
        TaskKind::Forecast => "forecast",
    }
}

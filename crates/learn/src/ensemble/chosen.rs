//! The estimators that the parameters of an ensemble name.

use crate::settings::Settings;
use crate::{Estimator, EstimatorKind, Takes, find, registry};
use glasshouse_spec::{Nested, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind, param};

/// An estimator inside an ensemble, its parameters checked.
pub(super) struct Chosen {
    pub kind: &'static dyn EstimatorKind,
    pub estimator: Box<dyn Estimator>,
    pub weight: f64,
}

/// The estimators of a parameter. Everything that is refused is named by its place, such as
/// `estimators[1].max_depth`.
pub(super) fn chosen(
    settings: &Settings,
    name: &str,
    task: TaskKind,
) -> Result<Vec<Chosen>, Vec<ParamFault>> {
    let value = settings.value(name);
    let listed = settings.kind(name).is_some_and(|kind| matches!(kind, ParamKind::Estimators { .. }));
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (number, nested) in value.estimators().into_iter().enumerate() {
        let at = if listed { format!("{name}[{number}]") } else { name.to_owned() };
        match one(&at, nested, task) {
            Ok(chosen) => found.push(chosen),
            Err(refused) => faults.extend(refused),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// The only estimator of a parameter.
pub(super) fn only(settings: &Settings, name: &str, task: TaskKind) -> Result<Chosen, Vec<ParamFault>> {
    let missing =
        || vec![ParamFault { name: name.to_owned(), message: format!("{name} names no estimator") }];
    chosen(settings, name, task)?.pop().ok_or_else(missing)
}

fn one(at: &str, nested: Nested, task: TaskKind) -> Result<Chosen, Vec<ParamFault>> {
    let of_kind = |message| vec![ParamFault { name: format!("{at}.kind"), message }];
    let Some(kind) = find(nested.kind) else {
        let serving = registry().iter().filter(|kind| kind.tasks().contains(&task) && !nests(**kind));
        let known: Vec<&str> = serving.map(|kind| kind.id()).collect();
        let message = format!("{at}: there is no estimator {}; known are: {}", nested.kind, known.join(", "));
        return Err(of_kind(message));
    };
    if nests(kind) {
        let message = format!(
            "{at} cannot be {}: an ensemble is made of estimators that are not made of others themselves",
            kind.id()
        );
        return Err(of_kind(message));
    }
    if !kind.tasks().contains(&task) {
        let task = if task == TaskKind::Regression { "regression" } else { "classification" };
        return Err(of_kind(format!("{at}: {} cannot do {task}", kind.id())));
    }
    let inside = |fault: ParamFault| ParamFault {
        name: format!("{at}.{}", fault.name),
        message: format!("{at}: {}", fault.message),
    };
    match kind.build(task, nested.params) {
        Ok(estimator) => Ok(Chosen { kind, estimator, weight: nested.weight }),
        Err(faults) => Err(faults.into_iter().map(inside).collect()),
    }
}

/// The first kind that cannot be written as ONNX.
pub(super) fn not_in_onnx<'a>(chosen: impl IntoIterator<Item = &'a Chosen>) -> Option<&'static str> {
    chosen.into_iter().find(|chosen| !chosen.kind.onnx()).map(|chosen| chosen.kind.id())
}

/// Whether an estimator is made of others.
fn nests(kind: &dyn EstimatorKind) -> bool {
    kind.tasks().iter().any(|&task| kind.params(task).iter().any(|spec| spec.kind.nests()))
}

/// What all estimators in parameters take; none where there are no such parameters.
pub(crate) fn nested_takes(specs: &[ParamSpec], values: &ParamValues) -> Option<Takes> {
    let mut all = None;
    for spec in specs.iter().filter(|spec| spec.kind.nests()) {
        for nested in param(specs, values, &spec.name).estimators() {
            let takes = find(nested.kind).map(|kind| kind.takes()).unwrap_or_default();
            let so_far = all.unwrap_or(Takes { missing: true, categories: true, sparse: false });
            all = Some(Takes {
                missing: so_far.missing && takes.missing,
                categories: so_far.categories && takes.categories,
                sparse: false,
            });
        }
    }
    all
}

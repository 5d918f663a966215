//! What the kinds of a recipe declare, and which of it is searched.

use super::space::{Axis, Scale};
use crate::EvaluateError;
use glasshouse_learn::find;
use glasshouse_prepare::{find_step, nearest};
use glasshouse_spec::{
    ParamDefault, ParamKind, ParamSpec, ParamValue, ParamValues, Recipe, Searched, TaskKind, param,
};
use std::collections::BTreeMap;

/// The place of the kind of model.
pub(super) const KIND: &str = "model.kind";
/// The owner of the model's parameters where no kinds are searched.
const MODEL: &str = "model";

/// Parameters with what the recipe has for them, by place.
pub(super) struct Declared {
    specs: BTreeMap<String, (ParamSpec, ParamValue)>,
    /// The kinds that are searched, that of the recipe first; none where kinds are not.
    kinds: Vec<String>,
}

impl Declared {
    /// What the recipe's model and steps declare, or the models that are searched.
    ///
    /// # Errors
    /// Kinds of models that do not answer the question.
    pub fn of(recipe: &Recipe, task: TaskKind) -> Result<Self, EvaluateError> {
        let (mut specs, kinds) = (BTreeMap::new(), kinds(recipe, task)?);
        let bare = ParamValues::new();
        if kinds.is_empty() {
            specs.extend(of_kind(&recipe.model.kind, MODEL, task, &recipe.model.params));
        }
        for kind in &kinds {
            let set = if *kind == recipe.model.kind { &recipe.model.params } else { &bare };
            specs.extend(of_kind(kind, kind, task, set));
        }
        for (index, step) in recipe.prepare.iter().enumerate().filter(|(_, step)| step.enabled) {
            let Ok(kind) = find_step(&step.op) else { continue };
            specs.extend(kind.params.iter().map(|spec| {
                let now = param(kind.params, &step.params, &spec.name);
                (format!("prepare[{index}].{}", spec.name), (spec.clone(), now))
            }));
        }
        Ok(Self { specs, kinds })
    }

    /// What is searched, by place.
    pub fn wanted(&self, recipe: &Recipe) -> BTreeMap<String, Searched> {
        if recipe.tune.space.is_empty() {
            return self.worth_it("").collect();
        }
        let mut wanted = recipe.tune.space.clone();
        if self.kinds.is_empty() {
            return wanted;
        }
        let values = self.kinds.iter().map(|kind| ParamValue::Text(kind.clone()));
        wanted.insert(KIND.into(), Searched::Values(values.collect()));
        for kind in &self.kinds {
            let owner = format!("{kind}.");
            if !wanted.keys().any(|path| path.starts_with(&owner)) {
                wanted.extend(self.worth_it(&owner));
            }
        }
        wanted
    }

    /// The ranges that are declared worth searching, of places that begin so.
    fn worth_it(&self, begin: &str) -> impl Iterator<Item = (String, Searched)> {
        self.specs.iter().filter(move |(path, _)| path.starts_with(begin)).filter_map(|(path, (spec, _))| {
            let range = spec.tunable?;
            Some((path.clone(), Searched::Range { low: range.low, high: range.high, log: range.log }))
        })
    }

    /// One parameter that is searched.
    ///
    /// # Errors
    /// A place that is not there, values that the parameter does not take, a range that is none.
    pub fn axis(&self, path: String, values: Searched) -> Result<Axis, EvaluateError> {
        if path == KIND {
            let now = self.kinds.first().cloned().map_or(ParamValue::Null, ParamValue::Text);
            return Ok(Axis { path, values, scale: Scale::Choices(self.kinds.len()), now, of_kind: None });
        }
        let Some((spec, now)) = self.specs.get(&path) else {
            let hint = nearest(&path, self.specs.keys().map(String::as_str));
            let hint = hint.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default();
            let message = format!("there is nothing to search at \"{path}\"{hint}");
            let remedy = match self.kinds.is_empty() {
                true => "Write model.PARAMETER, or prepare[PLACE].PARAMETER of a step that is switched on.",
                false => "Write KIND.PARAMETER of a kind that is searched, or prepare[PLACE].PARAMETER.",
            };
            return Err(refused(Some(&path), message, remedy));
        };
        let scale = match &values {
            Searched::Values(values) => choices(&path, spec, values)?,
            Searched::Range { low, high, log } => numbers(&path, spec, [*low, *high], *log)?,
        };
        let owner = path.split('.').next().unwrap_or_default();
        let of_kind = self.kinds.iter().position(|kind| kind == owner);
        Ok(Axis { path, values, scale, now: now.clone(), of_kind })
    }
}

/// The parameters of a kind of model, below an owner.
fn of_kind(
    kind: &str,
    owner: &str,
    task: TaskKind,
    set: &ParamValues,
) -> BTreeMap<String, (ParamSpec, ParamValue)> {
    let all = find(kind).map(|kind| kind.params(task)).unwrap_or_default();
    let one =
        |spec: &ParamSpec| (format!("{owner}.{}", spec.name), (spec.clone(), param(all, set, &spec.name)));
    all.iter().map(one).collect()
}

/// The kinds of models that are searched: that of the recipe, then those that its space lists.
fn kinds(recipe: &Recipe, task: TaskKind) -> Result<Vec<String>, EvaluateError> {
    const REMEDY: &str =
        "List kinds of models that answer this question, as in [\"random_forest\", \"k_neighbors\"].";
    let listed = match recipe.tune.space.get(KIND) {
        None => return Ok(Vec::new()),
        Some(Searched::Range { .. }) => {
            return Err(refused(Some(KIND), "kinds of models are no range of numbers".into(), REMEDY));
        }
        Some(Searched::Values(listed)) => listed,
    };
    let mut kinds = vec![recipe.model.kind.clone()];
    for value in listed {
        let name = value.as_str().unwrap_or_default();
        match find(name) {
            Some(kind) if kind.tasks().contains(&task) => {
                if !kinds.iter().any(|known| known == name) {
                    kinds.push(name.into());
                }
            }
            _ => {
                let message = format!("{value} is no kind of model for this question");
                return Err(refused(Some(KIND), message, REMEDY));
            }
        }
    }
    Ok(kinds)
}

fn choices(path: &str, spec: &ParamSpec, values: &[ParamValue]) -> Result<Scale, EvaluateError> {
    if let Some(fault) = values.iter().find_map(|value| spec.check(value).err()) {
        return Err(refused(Some(path), fault.message, "Give only values that the parameter takes."));
    }
    match values.len() {
        0 => Err(refused(Some(path), format!("\"{path}\" has no value to try"), "Give at least one.")),
        count => Ok(Scale::Choices(count)),
    }
}

fn numbers(path: &str, spec: &ParamSpec, [low, high]: [f64; 2], log: bool) -> Result<Scale, EvaluateError> {
    const REMEDY: &str =
        "Give low and high that the parameter takes, low below high, above 0 for logarithms.";
    // "none or a whole number" is told by its default.
    let whole = matches!(spec.kind, ParamKind::Int { .. }) || matches!(spec.default, ParamDefault::Int(_));
    if !(low < high && low.is_finite() && high.is_finite()) || (log && low <= 0.0) {
        let message = format!("\"{path}\" is to be searched from {low} to {high}, which is no range");
        return Err(refused(Some(path), message, REMEDY));
    }
    for end in [low, high] {
        let value = if whole { ParamValue::Int(end.round() as i64) } else { ParamValue::Float(end) };
        if let Err(fault) = spec.check(&value) {
            return Err(refused(Some(path), fault.message, REMEDY));
        }
    }
    match whole {
        true => Ok(Scale::Numbers { low: low.round(), high: high.round(), log, whole }),
        false => Ok(Scale::Numbers { low, high, log, whole }),
    }
}

pub(super) fn refused(path: Option<&str>, message: String, remedy: &'static str) -> EvaluateError {
    let parameter = path.map_or("tune.space".to_owned(), |path| format!("tune.space.\"{path}\""));
    EvaluateError::Space { parameter, message, remedy }
}

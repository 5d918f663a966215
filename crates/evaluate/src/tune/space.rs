//! The parameters that are searched, each a range of numbers or a list of values.

use super::Point;
use crate::EvaluateError;
use glasshouse_learn::find;
use glasshouse_prepare::{find_step, nearest};
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValue, Recipe, Searched, TaskKind, param};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// What can be tried, in the order of the places in the recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    axes: Vec<Axis>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq)]
struct Axis {
    path: String,
    values: Searched,
    scale: Scale,
    /// What the recipe has for it.
    now: ParamValue,
}

/// How the numbers of a parameter are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scale {
    /// From the smallest to the largest, in logarithms or as they are; whole numbers or any.
    Numbers { low: f64, high: f64, log: bool, whole: bool },
    /// So many choices.
    Choices(usize),
}

impl Space {
    /// The space of a recipe: what its `tune.space` names, else every parameter of the model and of the steps in
    /// use that is declared worth searching.
    ///
    /// # Errors
    /// A place that is not there, values that the parameter does not take, a range that is none; nothing to search.
    pub fn of(recipe: &Recipe, task: TaskKind) -> Result<Self, EvaluateError> {
        let declared = Declared::of(recipe, task);
        let wanted = match recipe.tune.space.is_empty() {
            true => declared.worth_it(),
            false => recipe.tune.space.clone(),
        };
        if wanted.is_empty() {
            let message = format!("{} has no parameter that is worth searching", recipe.model.kind);
            return Err(refused(
                None,
                message,
                "Name what to search in tune.space, or choose another model.",
            ));
        }
        let axes = wanted.into_iter().map(|(path, values)| declared.axis(path, values));
        Ok(Self { axes: axes.collect::<Result<_, _>>()? })
    }

    /// A space of its own, without a recipe.
    #[cfg(test)]
    pub(super) fn of_scales(scales: &[Scale]) -> Self {
        let axis = |(at, scale): (usize, &Scale)| Axis {
            path: format!("x{at}"),
            values: match *scale {
                Scale::Choices(count) => {
                    Searched::Values((0..count).map(|at| ParamValue::Int(at as i64)).collect())
                }
                Scale::Numbers { low, high, log, .. } => Searched::Range { low, high, log },
            },
            scale: *scale,
            now: ParamValue::Int(2),
        };
        Self { axes: scales.iter().enumerate().map(axis).collect() }
    }

    /// Number of parameters.
    pub fn len(&self) -> usize {
        self.axes.len()
    }

    /// Whether nothing is searched.
    pub fn is_empty(&self) -> bool {
        self.axes.is_empty()
    }

    /// What is searched, by its place in the recipe.
    pub fn searched(&self) -> BTreeMap<String, Searched> {
        self.axes.iter().map(|axis| (axis.path.clone(), axis.values.clone())).collect()
    }

    /// The values of a point, by their place in the recipe.
    pub fn values(&self, point: &[f64]) -> BTreeMap<String, ParamValue> {
        self.axes.iter().zip(point).map(|(axis, at)| (axis.path.clone(), axis.value(*at))).collect()
    }

    /// Where the recipe stands, or the nearest to it that can be tried.
    pub fn now(&self) -> Point {
        self.axes.iter().map(|axis| axis.place(&axis.now)).collect()
    }

    /// Values of the first parameter at even distances, ascending, each once.
    pub fn line(&self, count: u32) -> Vec<f64> {
        self.scales().next().map(|scale| scale.line(count as usize)).unwrap_or_default()
    }

    /// What the recipe has, by place.
    pub fn values_now(&self) -> BTreeMap<String, ParamValue> {
        self.axes.iter().map(|axis| (axis.path.clone(), axis.now.clone())).collect()
    }

    /// The point of values by their place in the recipe; what is not among them is as the recipe has it.
    pub fn point(&self, values: &BTreeMap<String, ParamValue>) -> Point {
        self.axes.iter().map(|axis| axis.place(values.get(&axis.path).unwrap_or(&axis.now))).collect()
    }

    /// The recipe at a point.
    pub fn recipe(&self, recipe: &Recipe, point: &[f64]) -> Recipe {
        let mut recipe = recipe.clone();
        for (path, value) in self.values(point) {
            set_param(&mut recipe, &path, value);
        }
        recipe
    }

    /// How the numbers of each parameter are spread.
    pub(crate) fn scales(&self) -> impl Iterator<Item = Scale> {
        self.axes.iter().map(|axis| axis.scale)
    }

    /// The names of the parameters, as places in the recipe.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.axes.iter().map(|axis| axis.path.as_str())
    }

    /// Any point, each as likely as the others.
    pub(crate) fn random(&self, rng: &mut ChaCha8Rng) -> Point {
        self.scales().map(|scale| scale.random(rng)).collect()
    }
}

impl Axis {
    fn value(&self, at: f64) -> ParamValue {
        match (&self.values, self.scale) {
            (Searched::Values(values), _) => values.get(at as usize).cloned().unwrap_or(ParamValue::Null),
            (_, Scale::Numbers { whole: true, .. }) => ParamValue::Int(at as i64),
            _ => ParamValue::Float(at),
        }
    }

    fn place(&self, value: &ParamValue) -> f64 {
        match (&self.values, self.scale) {
            (Searched::Values(values), _) => {
                values.iter().position(|one| same(one, value)).unwrap_or_default() as f64
            }
            (_, Scale::Numbers { low, high, .. }) => {
                // What is no number, as "no limit", is nearest to the largest.
                value.as_f64().unwrap_or(high).clamp(low, high)
            }
            (_, Scale::Choices(_)) => 0.0,
        }
    }
}

/// Whether two values are the same, however they are written.
fn same(one: &ParamValue, other: &ParamValue) -> bool {
    one == other || one.as_f64().is_some_and(|number| other.as_f64() == Some(number))
}

impl Scale {
    /// The numbers as they are even: in logarithms, and half a step further where they are whole.
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Self::Choices(count) => (0.0, count as f64),
            Self::Numbers { low, high, log, whole } => {
                let half = if whole { 0.5 } else { 0.0 };
                let (low, high) = (low - half, high + half);
                if log { (libm::log(low), libm::log(high)) } else { (low, high) }
            }
        }
    }

    /// A number as it is even.
    pub fn even(self, value: f64) -> f64 {
        match self {
            Self::Numbers { log: true, .. } => libm::log(value),
            _ => value,
        }
    }

    /// The number that is nearest to an even one.
    pub fn at_even(self, even: f64) -> f64 {
        let Self::Numbers { low, high, log, whole } = self else { return even };
        let value = if log { libm::exp(even) } else { even };
        let value = if whole { value.round() } else { value };
        value.clamp(low, high)
    }

    /// Values at even distances, ascending, each once; of choices all.
    pub fn line(self, points: usize) -> Vec<f64> {
        let Self::Numbers { low, high, .. } = self else {
            return (0..self.bounds().1 as usize).map(|at| at as f64).collect();
        };
        let (low, high) = (self.even(low), self.even(high));
        let step = (high - low) / (points - 1) as f64;
        let mut values: Vec<f64> = (0..points).map(|at| self.at_even(low + step * at as f64)).collect();
        values.dedup();
        values
    }

    /// Any, each as likely as the others.
    pub fn random(self, rng: &mut ChaCha8Rng) -> f64 {
        match self {
            Self::Choices(count) => (unit(rng) * count as f64).floor().min(count as f64 - 1.0),
            Self::Numbers { .. } => {
                let (low, high) = self.bounds();
                self.at_even(low + unit(rng) * (high - low))
            }
        }
    }
}

/// A number from 0 to 1, without 1.
pub(crate) fn unit(rng: &mut ChaCha8Rng) -> f64 {
    const BITS: u32 = 53;
    (rng.next_u64() >> (64 - BITS)) as f64 / (1_u64 << BITS) as f64
}

/// What the kinds of a recipe declare, by place.
struct Declared {
    specs: BTreeMap<String, (ParamSpec, ParamValue)>,
}

impl Declared {
    fn of(recipe: &Recipe, task: TaskKind) -> Self {
        let mut specs = BTreeMap::new();
        if let Some(kind) = find(&recipe.model.kind) {
            let all = kind.params(task);
            specs.extend(all.iter().map(|spec| {
                let now = param(all, &recipe.model.params, &spec.name);
                (format!("model.{}", spec.name), (spec.clone(), now))
            }));
        }
        for (index, step) in recipe.prepare.iter().enumerate().filter(|(_, step)| step.enabled) {
            let Ok(kind) = find_step(&step.op) else { continue };
            specs.extend(kind.params.iter().map(|spec| {
                let now = param(kind.params, &step.params, &spec.name);
                (format!("prepare[{index}].{}", spec.name), (spec.clone(), now))
            }));
        }
        Self { specs }
    }

    /// The ranges that are declared worth searching.
    fn worth_it(&self) -> BTreeMap<String, Searched> {
        let ranges = self.specs.iter().filter_map(|(path, (spec, _))| {
            let range = spec.tunable?;
            Some((path.clone(), Searched::Range { low: range.low, high: range.high, log: range.log }))
        });
        ranges.collect()
    }

    fn axis(&self, path: String, values: Searched) -> Result<Axis, EvaluateError> {
        let Some((spec, now)) = self.specs.get(&path) else {
            let hint = nearest(&path, self.specs.keys().map(String::as_str));
            let hint = hint.map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default();
            let message = format!("there is nothing to search at \"{path}\"{hint}");
            let remedy = "Write model.PARAMETER, or prepare[PLACE].PARAMETER of a step that is switched on.";
            return Err(refused(Some(&path), message, remedy));
        };
        let scale = match &values {
            Searched::Values(values) => choices(&path, spec, values)?,
            Searched::Range { low, high, log } => numbers(&path, spec, [*low, *high], *log)?,
        };
        Ok(Axis { path, values, scale, now: now.clone() })
    }
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

fn refused(path: Option<&str>, message: String, remedy: &'static str) -> EvaluateError {
    let parameter = path.map_or("tune.space".to_owned(), |path| format!("tune.space.\"{path}\""));
    EvaluateError::Space { parameter, message, remedy }
}

/// Sets a parameter of the model or of a step by its place in the recipe. What is not there is left.
pub fn set_param(recipe: &mut Recipe, path: &str, value: ParamValue) {
    let Some((owner, name)) = path.split_once('.') else { return };
    let params = match owner.strip_prefix("prepare[").and_then(|rest| rest.strip_suffix(']')) {
        None => Some(&mut recipe.model.params),
        Some(index) => {
            let step = index.parse().ok().and_then(|index: usize| recipe.prepare.get_mut(index));
            step.map(|step| &mut step.params)
        }
    };
    if let Some(params) = params {
        params.insert(name.to_owned(), value);
    }
}

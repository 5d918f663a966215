//! The parameters that are searched, each a range of numbers or a list of values.
//!
//! Where kinds of models are searched as well, the parameters of a kind are of matter only where that kind is tried:
//! elsewhere they stand where the recipe or their default has them, so that points that mean the same are the same.

use super::Point;
use super::declared::{Declared, KIND, refused};
use crate::EvaluateError;
use glasshouse_spec::{ParamValue, Recipe, Searched, TaskKind};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// What can be tried, in the order of the places in the recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    axes: Vec<Axis>,
    /// The axis of the kinds of models, where these are searched.
    kinds: Option<usize>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    pub path: String,
    pub values: Searched,
    pub scale: Scale,
    /// What the recipe has for it.
    pub now: ParamValue,
    /// The kind of model that it is of, by its place among those that are searched.
    pub of_kind: Option<usize>,
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
    /// use that is declared worth searching. With `model.kind` among the names, kinds of models are searched: that
    /// of the recipe and those that are listed, each with the parameters that are named as `KIND.PARAMETER`, else
    /// with those of it that are worth searching.
    ///
    /// # Errors
    /// A place that is not there, values that the parameter does not take, a range that is none; nothing to search.
    pub fn of(recipe: &Recipe, task: TaskKind) -> Result<Self, EvaluateError> {
        let declared = Declared::of(recipe, task)?;
        let wanted = declared.wanted(recipe);
        if wanted.is_empty() {
            let message = format!("{} has no parameter that is worth searching", recipe.model.kind);
            return Err(refused(
                None,
                message,
                "Name what to search in tune.space, or choose another model.",
            ));
        }
        let axes: Vec<Axis> = wanted
            .into_iter()
            .map(|(path, values)| declared.axis(path, values))
            .collect::<Result<_, EvaluateError>>()?;
        let kinds = axes.iter().position(|axis| axis.path == KIND);
        Ok(Self { axes, kinds })
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
            of_kind: None,
        };
        Self { axes: scales.iter().enumerate().map(axis).collect(), kinds: None }
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

    /// The values of a point, by their place in the recipe; without those that are of no matter there.
    pub fn values(&self, point: &[f64]) -> BTreeMap<String, ParamValue> {
        let axes = self.axes.iter().enumerate().zip(point).filter(|((at, _), _)| self.matters(*at, point));
        axes.map(|((_, axis), at)| (axis.path.clone(), axis.value(*at))).collect()
    }

    /// Whether a parameter is of matter at a point: not where it is another kind's.
    pub(crate) fn matters(&self, axis: usize, point: &[f64]) -> bool {
        let tried = self.kinds.map(|kinds| point[kinds] as usize);
        self.axes[axis].of_kind.is_none_or(|of| tried == Some(of))
    }

    /// The point with everything that is of no matter where it stands now.
    pub(crate) fn plain(&self, point: Point) -> Point {
        let one = |(axis, at): (usize, &f64)| match self.matters(axis, &point) {
            true => *at,
            false => self.axes[axis].place(&self.axes[axis].now),
        };
        point.iter().enumerate().map(one).collect()
    }

    /// The axis of the kinds of models, and how many are searched.
    pub(crate) fn kinds(&self) -> Option<(usize, usize)> {
        let axis = self.kinds?;
        Some((axis, self.axes[axis].scale.bounds().1 as usize))
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
        let now = self.now();
        let axes = self.axes.iter().enumerate().filter(|(at, _)| self.matters(*at, &now));
        axes.map(|(_, axis)| (axis.path.clone(), axis.now.clone())).collect()
    }

    /// The point of values by their place in the recipe; what is not among them is as the recipe has it.
    pub fn point(&self, values: &BTreeMap<String, ParamValue>) -> Point {
        self.axes.iter().map(|axis| axis.place(values.get(&axis.path).unwrap_or(&axis.now))).collect()
    }

    /// The recipe at a point.
    pub fn recipe(&self, recipe: &Recipe, point: &[f64]) -> Recipe {
        let mut recipe = recipe.clone();
        set_params(&mut recipe, &self.values(point));
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
        self.plain(self.scales().map(|scale| scale.random(rng)).collect())
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

    /// Where a value stands.
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

/// Sets parameters by their place in the recipe, a kind of model before the parameters of that kind. What is not
/// there is left.
pub fn set_params(recipe: &mut Recipe, values: &BTreeMap<String, ParamValue>) {
    if let Some(kind) = values.get(KIND).and_then(ParamValue::as_str)
        && kind != recipe.model.kind
    {
        recipe.model.kind = kind.into();
        recipe.model.params.clear();
    }
    for (path, value) in values.iter().filter(|(path, _)| *path != KIND) {
        set_param(recipe, path, value.clone());
    }
}

fn set_param(recipe: &mut Recipe, path: &str, value: ParamValue) {
    let Some((owner, name)) = path.split_once('.') else { return };
    let params = match owner.strip_prefix("prepare[").and_then(|rest| rest.strip_suffix(']')) {
        None if owner == "model" || owner == recipe.model.kind => Some(&mut recipe.model.params),
        None => None,
        Some(index) => {
            let step = index.parse().ok().and_then(|index: usize| recipe.prepare.get_mut(index));
            step.map(|step| &mut step.params)
        }
    };
    if let Some(params) = params {
        params.insert(name.to_owned(), value);
    }
}

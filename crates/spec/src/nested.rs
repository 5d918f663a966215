//! Estimators as values of a parameter: what ensembles are made of.
//!
//! One is written as a table, `{kind = "decision_tree", params = {max_depth = 3}}`, or as its kind alone,
//! `"decision_tree"`; several as a list, in which each may have a `weight`. What the inner parameters may
//! be is for the estimator to say.

use crate::{ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An estimator in a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nested<'a> {
    /// Name of the estimator.
    pub kind: &'a str,
    /// What departs from its defaults.
    pub params: &'a ParamValues,
    /// How much it counts among others.
    pub weight: f64,
}

/// An estimator as a default, constructible in a constant.
#[derive(Debug, Clone, PartialEq)]
pub struct NestedDefault {
    /// Name of the estimator.
    pub kind: Cow<'static, str>,
    /// Integers that depart from its own defaults.
    pub params: Cow<'static, [(Cow<'static, str>, i64)]>,
}

static NO_PARAMS: ParamValues = BTreeMap::new();

impl NestedDefault {
    /// An estimator with its own defaults.
    pub const fn new(kind: &'static str) -> Self {
        Self { kind: Cow::Borrowed(kind), params: Cow::Borrowed(&[]) }
    }

    /// An estimator with some integers.
    pub const fn with(kind: &'static str, params: &'static [(Cow<'static, str>, i64)]) -> Self {
        Self { kind: Cow::Borrowed(kind), params: Cow::Borrowed(params) }
    }

    /// The default as a value.
    pub fn value(&self) -> ParamValue {
        let params = self.params.iter().map(|(name, i)| (name.to_string(), ParamValue::Int(*i)));
        ParamValue::nested(&self.kind, params.collect())
    }

    fn read(value: &ParamValue) -> Option<Self> {
        let Nested { kind, params, .. } = value.estimator()?;
        let one = |(name, value): (&String, &ParamValue)| Some((name.clone().into(), value.as_i64()?));
        let params: Option<Vec<_>> = params.iter().map(one).collect();
        Some(Self { kind: kind.to_owned().into(), params: params?.into() })
    }
}

impl Serialize for NestedDefault {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(to)
    }
}

impl<'de> Deserialize<'de> for NestedDefault {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = ParamValue::deserialize(from)?;
        Self::read(&value).ok_or_else(|| serde::de::Error::custom("no estimator"))
    }
}

impl ParamValue {
    /// An estimator with what departs from its defaults.
    pub fn nested(kind: &str, params: ParamValues) -> Self {
        let mut table = ParamValues::from([("kind".to_owned(), Self::Text(kind.to_owned()))]);
        if !params.is_empty() {
            table.insert("params".to_owned(), Self::Table(params));
        }
        Self::Table(table)
    }

    /// The estimator that this is, if it is one.
    pub fn estimator(&self) -> Option<Nested<'_>> {
        match self {
            Self::Text(kind) => Some(Nested { kind, params: &NO_PARAMS, weight: 1.0 }),
            Self::Table(table) => {
                let params = match table.get("params") {
                    Some(Self::Table(params)) => params,
                    _ => &NO_PARAMS,
                };
                let weight = table.get("weight").and_then(Self::as_f64).unwrap_or(1.0);
                Some(Nested { kind: table.get("kind")?.as_str()?, params, weight })
            }
            _ => None,
        }
    }

    /// The estimators of a list; one may stand without it.
    pub fn estimators(&self) -> Vec<Nested<'_>> {
        match self {
            Self::List(list) => list.iter().filter_map(Self::estimator).collect(),
            one => one.estimator().into_iter().collect(),
        }
    }
}

impl ParamKind {
    /// Whether its values are estimators.
    pub fn nests(&self) -> bool {
        matches!(self, Self::Estimator | Self::Estimators { .. })
    }
}

/// Checks the shape of a parameter that takes estimators; the fault names the field inside it.
pub(crate) fn check(spec: &ParamSpec, value: &ParamValue) -> Result<(), ParamFault> {
    match (&spec.kind, value) {
        (ParamKind::Estimators { most, weighed }, ParamValue::List(list)) => {
            if list.is_empty() || list.len() > *most as usize {
                return Err(refused(&spec.name, &spec.kind.to_string(), &format!("{} of them", list.len())));
            }
            let mut list = list.iter().enumerate();
            list.try_for_each(|(at, value)| one(&format!("{}[{at}]", spec.name), value, *weighed))
        }
        (ParamKind::Estimators { weighed, .. }, value) => one(&format!("{}[0]", spec.name), value, *weighed),
        (_, value) => one(&spec.name, value, false),
    }
}

fn one(at: &str, value: &ParamValue, weighed: bool) -> Result<(), ParamFault> {
    let table = match value {
        ParamValue::Text(_) => return Ok(()),
        ParamValue::Table(table) => table,
        other => {
            return Err(refused(at, "an estimator, such as {kind = \"decision_tree\"}", &other.to_string()));
        }
    };
    let sound = |(name, value): (&String, &ParamValue)| {
        let wanted = match (name.as_str(), value) {
            ("kind", ParamValue::Text(_)) | ("params", ParamValue::Table(_)) => return Ok(()),
            ("kind", _) => "the name of an estimator",
            ("params", _) => "a table of parameters",
            ("weight", value) if weighed => match value.as_f64() {
                Some(weight) if weight.is_finite() && weight > 0.0 => return Ok(()),
                _ => "a number above 0",
            },
            _ => {
                let known = if weighed { "kind, params, weight" } else { "kind, params" };
                let message = format!("{at} has no field {name}; known are: {known}");
                return Err(ParamFault { name: format!("{at}.{name}"), message });
            }
        };
        Err(refused(&format!("{at}.{name}"), wanted, &value.to_string()))
    };
    table.iter().try_for_each(sound)?;
    match table.contains_key("kind") {
        true => Ok(()),
        false => Err(refused(&format!("{at}.kind"), "the name of an estimator", "left out")),
    }
}

fn refused(name: &str, wanted: &str, found: &str) -> ParamFault {
    ParamFault { name: name.to_owned(), message: format!("{name} must be {wanted}, not {found}") }
}

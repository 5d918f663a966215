//! One declaration of a parameter feeds the page's form, the command line's help, the docs,
//! the validation and the search space.

use crate::nested::{self, NestedDefault};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value of a parameter, as TOML or JSON write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParamValue {
    /// No value: `None` in scikit-learn, `null` in JSON; in TOML the key is left out.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// Text or the name of a choice.
    Text(String),
    /// Several values.
    List(Vec<ParamValue>),
    /// Values by name, such as an estimator inside another: see [`Nested`](crate::Nested).
    Table(BTreeMap<String, ParamValue>),
}

/// Parameters by name, in the order of their names.
pub type ParamValues = BTreeMap<String, ParamValue>;

/// The declaration of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParamSpec {
    /// scikit-learn's name.
    pub name: Cow<'static, str>,
    /// What values it takes.
    pub kind: ParamKind,
    /// The value when it is left out.
    pub default: ParamDefault,
    /// What it does and what it trades, in one or two sentences.
    pub help: Cow<'static, str>,
    /// The range that a search tries, when it is worth searching.
    pub tunable: Option<Range>,
    /// What its text or names are of, so that a form can offer them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<Offers>,
}

/// What the text or the names of a parameter are of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Offers {
    /// Columns.
    Columns,
    /// A column, or something else that is typed.
    ColumnOrTyped,
    /// Some of these words.
    Words(Cow<'static, [Cow<'static, str>]>),
    /// One for each name of another parameter, which may be empty.
    BesideEach(Cow<'static, str>),
}

/// What values a parameter takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ParamKind {
    /// An integer within bounds, both inclusive; `nullable` also allows no value.
    Int {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
        /// Whether no value is allowed.
        nullable: bool,
    },
    /// A real number within bounds, both inclusive unless `open` (then the lower is exclusive).
    Float {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
        /// Whether the smallest itself is excluded.
        open: bool,
    },
    /// One of several names; where `true` and `false` are among them, the values are as well.
    Choice {
        /// The names; the first is not necessarily the default.
        options: Cow<'static, [Cow<'static, str>]>,
    },
    /// One of several names, or a number within bounds: `max_features`, `fill_value`.
    ChoiceOrFloat {
        /// The names.
        options: Cow<'static, [Cow<'static, str>]>,
        /// Smallest number.
        min: f64,
        /// Largest number.
        max: f64,
    },
    /// True or false.
    Bool,
    /// Free text or a number.
    Text,
    /// Several integers within bounds, both inclusive; one may stand without a list.
    Integers {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
        /// The largest number of them.
        most: u32,
    },
    /// Several names, such as those of columns; one may stand without a list.
    Names {
        /// The largest number of them.
        most: u32,
    },
    /// An estimator that is no ensemble of estimators itself.
    Estimator,
    /// Several of them.
    Estimators {
        /// The largest number of them.
        most: u32,
        /// Whether each may have a weight.
        weighed: bool,
    },
}

/// A default, constructible in a constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParamDefault {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A name.
    Text(Cow<'static, str>),
    /// Several integers.
    Integers(Cow<'static, [i64]>),
    /// Several names.
    Names(Cow<'static, [Cow<'static, str>]>),
    /// An estimator.
    Estimator(NestedDefault),
    /// Several estimators.
    Estimators(Cow<'static, [NestedDefault]>),
}

/// The range of a search.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Smallest value tried.
    pub low: f64,
    /// Largest value tried.
    pub high: f64,
    /// Whether to search on a logarithmic scale.
    pub log: bool,
}

/// A value that a [`ParamSpec`] does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParamFault {
    /// The parameter's name.
    pub name: String,
    /// Why it is refused and what is allowed, in plain words.
    pub message: String,
}

impl ParamDefault {
    /// The default as a value.
    pub fn value(&self) -> ParamValue {
        match self {
            Self::Null => ParamValue::Null,
            Self::Bool(b) => ParamValue::Bool(*b),
            Self::Int(i) => ParamValue::Int(*i),
            Self::Float(f) => ParamValue::Float(*f),
            Self::Text(t) => ParamValue::Text(t.to_string()),
            Self::Integers(list) => ParamValue::List(list.iter().map(|&i| ParamValue::Int(i)).collect()),
            Self::Names(list) => {
                ParamValue::List(list.iter().map(|name| ParamValue::Text(name.to_string())).collect())
            }
            Self::Estimator(one) => one.value(),
            Self::Estimators(list) => ParamValue::List(list.iter().map(NestedDefault::value).collect()),
        }
    }
}

impl ParamSpec {
    /// An integer parameter.
    pub const fn int(name: &'static str, default: i64, min: i64, max: i64, help: &'static str) -> Self {
        Self::new(name, ParamKind::Int { min, max, nullable: false }, ParamDefault::Int(default), help)
    }

    /// An integer parameter that may have no value, which is its default.
    pub const fn optional_int(name: &'static str, min: i64, max: i64, help: &'static str) -> Self {
        Self::new(name, ParamKind::Int { min, max, nullable: true }, ParamDefault::Null, help)
    }

    /// A real parameter with inclusive bounds.
    pub const fn float(name: &'static str, default: f64, min: f64, max: f64, help: &'static str) -> Self {
        Self::new(name, ParamKind::Float { min, max, open: false }, ParamDefault::Float(default), help)
    }

    /// A real parameter greater than zero.
    pub const fn positive(name: &'static str, default: f64, help: &'static str) -> Self {
        let kind = ParamKind::Float { min: 0.0, max: f64::MAX, open: true };
        Self::new(name, kind, ParamDefault::Float(default), help)
    }

    /// One of several names.
    pub const fn choice(
        name: &'static str,
        default: &'static str,
        options: &'static [Cow<'static, str>],
        help: &'static str,
    ) -> Self {
        let kind = ParamKind::Choice { options: Cow::Borrowed(options) };
        Self::new(name, kind, ParamDefault::Text(Cow::Borrowed(default)), help)
    }

    /// True or false.
    pub const fn bool(name: &'static str, default: bool, help: &'static str) -> Self {
        Self::new(name, ParamKind::Bool, ParamDefault::Bool(default), help)
    }

    /// Any declaration.
    pub const fn new(name: &'static str, kind: ParamKind, default: ParamDefault, help: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            kind,
            default,
            help: Cow::Borrowed(help),
            tunable: None,
            offers: None,
        }
    }

    /// Adds what its text or names are of.
    #[must_use]
    pub const fn offering(mut self, offers: Offers) -> Self {
        // What was there before is nothing, which a constant cannot drop all the same.
        std::mem::forget(self.offers.replace(offers));
        self
    }

    /// Adds the range that a search tries.
    #[must_use]
    pub const fn tuned(mut self, low: f64, high: f64, log: bool) -> Self {
        self.tunable = Some(Range { low, high, log });
        self
    }

    /// Checks one value; the message says what is allowed.
    pub fn check(&self, value: &ParamValue) -> Result<(), ParamFault> {
        if self.kind.nests() {
            return nested::check(self, value);
        }
        if self.allows(value) {
            return Ok(());
        }
        let message = format!("{} must be {}, not {}", self.name, self.kind, value);
        Err(ParamFault { name: self.name.to_string(), message })
    }

    fn allows_integers(&self, value: &ParamValue) -> bool {
        let ParamKind::Integers { min, max, most } = self.kind else { return false };
        let inside = |value: &ParamValue| value.as_i64().is_some_and(|i| min <= i && i <= max);
        match value {
            ParamValue::List(list) => list.len() <= most as usize && list.iter().all(inside),
            one => inside(one),
        }
    }

    fn allows(&self, value: &ParamValue) -> bool {
        match (&self.kind, value) {
            (ParamKind::Int { nullable, .. }, ParamValue::Null) => *nullable,
            (ParamKind::Int { min, max, .. }, ParamValue::Int(i)) => min <= i && i <= max,
            (ParamKind::Float { min, max, open }, v) => match v.as_f64() {
                Some(f) => f.is_finite() && f <= *max && (f > *min || (!*open && f == *min)),
                None => false,
            },
            (ParamKind::Choice { options }, ParamValue::Text(t)) => options.iter().any(|o| o == t),
            (ParamKind::Choice { options }, ParamValue::Bool(b)) => {
                options.iter().any(|o| o == if *b { "true" } else { "false" })
            }
            (ParamKind::ChoiceOrFloat { options, .. }, ParamValue::Text(t)) => options.iter().any(|o| o == t),
            (ParamKind::ChoiceOrFloat { min, max, .. }, v) => {
                v.as_f64().is_some_and(|f| f.is_finite() && *min <= f && f <= *max)
            }
            (ParamKind::Bool, ParamValue::Bool(_)) => true,
            (ParamKind::Text, ParamValue::List(_) | ParamValue::Table(_) | ParamValue::Bool(_)) => false,
            (ParamKind::Text, _) => true,
            (ParamKind::Integers { .. }, v) => self.allows_integers(v),
            (ParamKind::Names { most }, ParamValue::List(list)) => {
                list.len() <= *most as usize && list.iter().all(|name| name.as_str().is_some())
            }
            (ParamKind::Names { .. }, v) => matches!(v, ParamValue::Text(_) | ParamValue::Null),
            _ => false,
        }
    }
}

impl ParamKind {
    /// What somebody typed, where a list is wanted: integers or names between commas, in
    /// brackets or not. None for anything else.
    pub fn typed_list(&self, text: &str) -> Option<ParamValue> {
        if !matches!(self, Self::Integers { .. } | Self::Names { .. } | Self::Estimators { .. }) {
            return None;
        }
        let text = text.trim();
        let inner =
            text.strip_prefix(['[', '(']).and_then(|text| text.strip_suffix([']', ')'])).unwrap_or(text);
        let parts = inner.split(',').map(str::trim).filter(|part| !part.is_empty());
        if let Self::Names { .. } | Self::Estimators { .. } = self {
            return Some(ParamValue::List(parts.map(|part| ParamValue::Text(part.to_owned())).collect()));
        }
        let list: Option<Vec<_>> = parts.map(|part| part.parse().ok().map(ParamValue::Int)).collect();
        list.map(ParamValue::List)
    }
}

/// Checks values against their declarations: unknown names and refused values, all of them.
pub fn check_params(specs: &[ParamSpec], values: &ParamValues) -> Result<(), Vec<ParamFault>> {
    let known: Vec<&str> = specs.iter().map(|s| s.name.as_ref()).collect();
    let mut faults = Vec::new();
    for (name, value) in values {
        match specs.iter().find(|s| s.name == name.as_str()) {
            Some(spec) => faults.extend(spec.check(value).err()),
            None => faults.push(ParamFault {
                name: name.clone(),
                message: format!("there is no parameter {name}; known are: {}", known.join(", ")),
            }),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The given value of a parameter, or its default.
///
/// # Panics
/// When `name` is not declared in `specs`, which is a mistake in the program.
pub fn param(specs: &[ParamSpec], values: &ParamValues, name: &str) -> ParamValue {
    values.get(name).cloned().unwrap_or_else(|| {
        specs
            .iter()
            .find(|s| s.name == name)
            .unwrap_or_else(|| panic!("parameter {name} is not declared"))
            .default
            .value()
    })
}

impl ParamValue {
    /// The value as a real number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(i) => Some(*i as f64),
            Self::Float(f) => Some(*f),
            _ => None,
        }
    }

    /// The value as an integer.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(i) => Some(*i),
            _ => None,
        }
    }

    /// The value as text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The value as names: of a list, or the one; none of no value or an empty one.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::List(list) => list.iter().filter_map(|name| name.as_str().map(Into::into)).collect(),
            Self::Text(name) if !name.is_empty() => vec![name.clone()],
            _ => Vec::new(),
        }
    }

    /// The value as true or false.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }
}

impl std::fmt::Display for ParamValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("none"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Int(i) => write!(f, "{i}"),
            Self::Float(x) if *x != 0.0 && !(1e-7..1e21).contains(&x.abs()) => write!(f, "{x:e}"),
            Self::Float(x) => write!(f, "{x}"),
            Self::Text(t) => write!(f, "\"{t}\""),
            Self::List(l) => {
                let parts: Vec<String> = l.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", parts.join(", "))
            }
            Self::Table(table) => {
                let parts: Vec<String> =
                    table.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                write!(f, "{{{}}}", parts.join(", "))
            }
        }
    }
}

impl std::fmt::Display for ParamKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |options: &[Cow<'static, str>]| options.join(", ");
        match self {
            Self::Int { min, max, nullable } => {
                let none = if *nullable { ", or left out" } else { "" };
                match *max {
                    i64::MAX => write!(f, "an integer of at least {min}{none}"),
                    max => write!(f, "an integer from {min} to {max}{none}"),
                }
            }
            Self::Float { min: f64::MIN, max: f64::MAX, .. } => f.write_str("a number"),
            Self::Float { min, max, open } => match (*open, *max == f64::MAX) {
                (true, true) => write!(f, "a number above {min}"),
                (false, true) => write!(f, "a number of at least {min}"),
                (true, false) => write!(f, "a number above {min} and up to {max}"),
                (false, false) => write!(f, "a number from {min} to {max}"),
            },
            Self::Choice { options } => write!(f, "one of {}", names(options)),
            Self::ChoiceOrFloat { options, min: f64::MIN, max: f64::MAX } => {
                write!(f, "one of {} or a number", names(options))
            }
            Self::ChoiceOrFloat { options, min, max } => {
                write!(f, "one of {} or a number from {min} to {max}", names(options))
            }
            Self::Bool => f.write_str("true or false"),
            Self::Text => f.write_str("text or a number"),
            Self::Integers { min, max, most } => {
                write!(f, "up to {most} integers from {min} to {max}, separated by commas")
            }
            Self::Names { most } => write!(f, "up to {most} names, separated by commas"),
            Self::Estimator => f.write_str("an estimator"),
            Self::Estimators { most, .. } => write!(f, "a list of 1 to {most} estimators"),
        }
    }
}

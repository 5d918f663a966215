//! Parameter values after they were checked, read by name with their defaults.

use glasshouse_spec::{ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues, check_params, param};

/// Values that passed [`check_params`] against their declarations.
pub(crate) struct Settings<'a> {
    specs: &'a [ParamSpec],
    values: &'a ParamValues,
}

impl<'a> Settings<'a> {
    /// Checks all values at once; every refused one is named.
    pub fn checked(specs: &'a [ParamSpec], values: &'a ParamValues) -> Result<Self, Vec<ParamFault>> {
        check_params(specs, values)?;
        Ok(Self { specs, values })
    }

    /// The value, or its default.
    pub fn value(&self, name: &str) -> ParamValue {
        param(self.specs, self.values, name)
    }

    /// What values a parameter takes.
    pub fn kind(&self, name: &str) -> Option<&ParamKind> {
        self.specs.iter().find(|spec| spec.name == name).map(|spec| &spec.kind)
    }

    /// An integer, or none where the declaration allows it.
    pub fn int(&self, name: &str) -> Option<u64> {
        self.value(name).as_i64().and_then(|i| u64::try_from(i).ok())
    }

    /// A real number, or none where a name was given.
    pub fn float(&self, name: &str) -> Option<f64> {
        self.value(name).as_f64()
    }

    /// A name, true and false included; empty where a number was given.
    pub fn text(&self, name: &str) -> String {
        match self.value(name) {
            ParamValue::Text(text) => text,
            ParamValue::Bool(flag) => flag.to_string(),
            _ => String::new(),
        }
    }

    /// Integers, of which one may stand without a list.
    pub fn integers(&self, name: &str) -> Vec<u64> {
        let one = |value: &ParamValue| value.as_i64().and_then(|i| u64::try_from(i).ok());
        match self.value(name) {
            ParamValue::List(list) => list.iter().filter_map(one).collect(),
            value => one(&value).into_iter().collect(),
        }
    }

    /// True or false.
    pub fn flag(&self, name: &str) -> bool {
        self.value(name).as_bool().unwrap_or_default()
    }
}

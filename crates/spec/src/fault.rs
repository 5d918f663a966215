//! What is wrong, where, and what to do about it.

use serde::{Deserialize, Serialize};

/// A problem told to a person: in plain words, with its place and a way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Stable machine name, such as `data.empty` or `recipe.unknown_column`.
    pub code: String,
    /// What is wrong, in plain words.
    pub message: String,
    /// Where it is wrong.
    #[serde(default)]
    pub at: Place,
    /// What lies beneath it, outermost first.
    #[serde(default)]
    pub causes: Vec<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// Where a [`Fault`] or a [`Warning`] stands; unknown parts are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// File name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line in the file, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Data row, counted from 0 without the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Column name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Parameter, as a path in the recipe: `model.params.C`, `prepare[1].strategy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// Characters of the parameter's text: the first, counted from 0, and how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u32, u32)>,
}

impl Place {
    /// The place of a column.
    pub fn column(name: impl Into<String>) -> Self {
        Self { column: Some(name.into()), ..Self::default() }
    }

    /// The place of a parameter.
    pub fn parameter(path: impl Into<String>) -> Self {
        Self { parameter: Some(path.into()), ..Self::default() }
    }
}

impl Fault {
    /// A fault with a code and a message; place, causes and remedy are added by the `with_` methods.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            at: Place::default(),
            causes: Vec::new(),
            remedy: None,
        }
    }

    /// Says where.
    #[must_use]
    pub fn with_place(mut self, at: Place) -> Self {
        self.at = at;
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Adds what lies beneath.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// Something to know that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Stable machine name, such as `column.constant`.
    pub code: String,
    /// What was noticed, in plain words, with the number.
    pub message: String,
    /// Where.
    #[serde(default)]
    pub at: Place,
}

impl Warning {
    /// A warning about a place.
    pub fn new(code: impl Into<String>, message: impl Into<String>, at: Place) -> Self {
        Self { code: code.into(), message: message.into(), at }
    }
}

//! How this person likes the page. Kept in the browser's local storage, never in the recipe.

use super::Slice;
use serde::{Deserialize, Serialize};

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Name in the catalogue and in the document's `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The next of the three.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    /// Light or dark.
    pub theme: Theme,
    /// Whether the recipe panel is folded away on wide windows.
    pub panel_folded: bool,
}

/// What can happen to the preferences.
#[derive(Debug, Clone, PartialEq)]
pub enum PrefsAction {
    /// Another theme.
    Theme(Theme),
    /// Folds or unfolds the panel.
    TogglePanel,
}

impl Slice for Prefs {
    type Action = PrefsAction;

    fn reduce(&self, action: PrefsAction) -> Self {
        match action {
            PrefsAction::Theme(theme) => Self { theme, ..self.clone() },
            PrefsAction::TogglePanel => Self { panel_folded: !self.panel_folded, ..self.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_goes_round() {
        let mut theme = Theme::System;
        for _ in 0..3 {
            theme = theme.next();
        }
        assert_eq!(theme, Theme::System);
    }

    #[test]
    fn unknown_and_missing_preferences_are_tolerated() {
        let prefs: Prefs = serde_json::from_str(r#"{"theme":"dark","colour":"blue"}"#).unwrap();
        assert_eq!(prefs, Prefs { theme: Theme::Dark, panel_folded: false });
        assert!(prefs.reduce(PrefsAction::TogglePanel).panel_folded);
    }
}

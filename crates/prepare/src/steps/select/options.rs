//! `n_features_to_select` and `step`: how many columns stay, and how many go in a round.

use glasshouse_spec::{ParamFault, ParamValue};

/// A number of columns, or a share of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Amount {
    Count(usize),
    Share(f64),
}

impl Amount {
    /// A whole number is a count and a number below one a share; none of anything but a number.
    ///
    /// # Errors
    /// A number that is neither.
    pub fn of(name: &str, value: &ParamValue) -> Result<Option<Self>, Vec<ParamFault>> {
        match value.as_f64() {
            None => Ok(None),
            Some(x) if x < 1.0 => Ok(Some(Self::Share(x))),
            Some(x) if x.fract() == 0.0 => Ok(Some(Self::Count(x as usize))),
            Some(_) => {
                let message =
                    format!("{name} must be a whole number of columns or a share below 1, not {value}");
                Err(vec![ParamFault { name: name.into(), message }])
            }
        }
    }

    /// So many of a number of columns, rounded down.
    pub fn among(self, columns: usize) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Share(share) => (columns as f64 * share) as usize,
        }
    }
}

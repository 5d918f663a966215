//! What a test gives.

use crate::special::{normal_cdf, normal_sf};

/// The result of a test.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// The test statistic; infinite where a denominator is zero (an odds ratio).
    pub statistic: f64,
    /// The chance of a statistic at least this extreme if there were nothing to find.
    pub p_value: f64,
    /// Degrees of freedom where scipy reports them.
    pub df: Option<f64>,
    /// Values used, all samples together; rows where values belong together.
    pub n: usize,
    /// The effect size that the test's declaration names, where it is defined.
    pub effect: Option<f64>,
    /// Which departures were looked for.
    pub side: Alternative,
    /// A confidence interval, where there is one.
    pub interval: Option<Interval>,
    /// Values that the statistic is compared with, from the weakest to the strictest level.
    pub critical: Vec<Critical>,
    /// How the p-value was computed, where there is a choice: `exact`, `asymptotic`, `permutation`
    /// or `interpolated`.
    pub method: Option<&'static str>,
    /// Further numbers by name, such as both degrees of freedom of an F statistic.
    pub details: Vec<(&'static str, f64)>,
}

impl Outcome {
    /// A further number by its name.
    pub fn detail(&self, name: &str) -> Option<f64> {
        self.details.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Share of such intervals that hold the true value.
    pub level: f64,
    /// Lower end; may be minus infinity.
    pub low: f64,
    /// Upper end; may be infinity.
    pub high: f64,
}

/// The value of the statistic at a level of significance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Critical {
    /// Level, such as 0.05.
    pub level: f64,
    /// The statistic there.
    pub value: f64,
}

/// Which departures count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Alternative {
    /// Departures in either direction.
    #[default]
    TwoSided,
    /// The first is less than the second, or than the value.
    Less,
    /// The first is greater.
    Greater,
}

impl Alternative {
    /// The p-value of a z statistic.
    pub(crate) fn of_normal(self, z: f64) -> f64 {
        match self {
            Self::TwoSided => (2.0 * normal_sf(z.abs())).min(1.0),
            Self::Less => normal_cdf(z),
            Self::Greater => normal_sf(z),
        }
    }

    /// The p-value of a t statistic.
    pub(crate) fn of_student(self, t: f64, df: f64) -> f64 {
        use crate::distributions::student_t_sf;
        match self {
            Self::TwoSided => (2.0 * student_t_sf(t.abs(), df)).min(1.0),
            Self::Less => student_t_sf(-t, df),
            Self::Greater => student_t_sf(t, df),
        }
    }
}

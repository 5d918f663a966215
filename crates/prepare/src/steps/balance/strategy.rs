//! Which classes are brought to how many rows.

use crate::steps::changed::Row;
use crate::{Context, PrepareError};
use glasshouse_learn::Target;
use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, ParamValue};
use std::borrow::Cow;
use std::sync::Arc;

/// Names of imbalanced-learn's strategies; `auto` depends on the step.
const STRATEGIES: &[Cow<'static, str>] = &[
    Cow::Borrowed("auto"),
    Cow::Borrowed("minority"),
    Cow::Borrowed("not minority"),
    Cow::Borrowed("not majority"),
    Cow::Borrowed("all"),
];

/// The parameter that says which classes are brought to how many rows.
pub(super) const STRATEGY: ParamSpec = ParamSpec::new(
    "sampling_strategy",
    ParamKind::ChoiceOrFloat { options: Cow::Borrowed(STRATEGIES), min: 0.0, max: 1.0 },
    ParamDefault::Text(Cow::Borrowed("auto")),
    "Which classes are changed: the smallest, all but the smallest, all but the largest, or all. auto takes all but the largest where rows are added, and all but the smallest where they are left out. A number, of two classes: rows of the smaller for each of the larger.",
);

/// Names of the strategies of what leaves out single rows.
const CLEANING: &[Cow<'static, str>] = &[
    Cow::Borrowed("auto"),
    Cow::Borrowed("majority"),
    Cow::Borrowed("not minority"),
    Cow::Borrowed("not majority"),
    Cow::Borrowed("all"),
];

/// The parameter that says of which classes rows are left out.
pub(super) const CLEANED: ParamSpec = ParamSpec::choice(
    "sampling_strategy",
    "auto",
    CLEANING,
    "The classes of which rows are left out: the largest, all but the smallest, all but the largest, or all. auto takes all but the smallest.",
);

/// Which classes are brought to how many rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Strategy {
    Majority,
    Minority,
    NotMinority,
    NotMajority,
    All,
    /// Rows of the smaller class for each of the larger.
    Ratio(f64),
}

impl Strategy {
    /// Reads the parameter.
    pub fn of(value: &ParamValue, auto: Self) -> Self {
        match value.as_str() {
            Some("majority") => Self::Majority,
            Some("minority") => Self::Minority,
            Some("not minority") => Self::NotMinority,
            Some("not majority") => Self::NotMajority,
            Some("all") => Self::All,
            _ => value.as_f64().map_or(auto, Self::Ratio),
        }
    }
}

/// Rows of each class.
pub(super) struct Classes {
    /// Of each label, its rows, ascending; none of a label that does not occur.
    pub rows: Vec<Vec<u32>>,
    /// The labels.
    pub labels: Arc<[String]>,
}

impl Classes {
    /// Of the training rows.
    pub fn of(context: &Context, step: &'static str) -> Result<Self, PrepareError> {
        let Target::Classes { labels, index } = &*context.target else {
            return Err(refused(format!("{step} counts the rows of classes, and there are none")));
        };
        let mut rows = vec![Vec::new(); labels.len()];
        (0..).zip(index).for_each(|(row, class)| rows[*class as usize].push(row));
        Ok(Self { rows, labels: labels.clone() })
    }

    /// The rows of all classes but one, ascending.
    pub fn others(&self, class: usize) -> Vec<u32> {
        let others = self.rows.iter().enumerate().filter(|(own, _)| *own != class);
        let mut rows: Vec<u32> = others.flat_map(|(_, rows)| rows).copied().collect();
        rows.sort_unstable();
        rows
    }

    /// The classes of rows that were taken or made of these.
    pub fn with(&self, made: &[Row]) -> Self {
        let of = self.of_rows();
        let mut rows = vec![Vec::new(); self.rows.len()];
        (0..).zip(made).for_each(|(place, row)| rows[of[row.base() as usize] as usize].push(place));
        Self { rows, labels: self.labels.clone() }
    }

    /// The class of each row.
    pub fn of_rows(&self) -> Vec<u32> {
        let mut of = vec![0; self.rows.iter().map(Vec::len).sum()];
        for (class, rows) in (0..).zip(&self.rows) {
            rows.iter().for_each(|row| of[*row as usize] = class);
        }
        of
    }

    /// Which classes rows are left out of.
    pub fn cleaned(&self, strategy: &Strategy) -> Vec<bool> {
        let (least, most) = self.ends();
        let is = |class: usize| match strategy {
            Strategy::Majority => class == most.0,
            Strategy::Minority => class == least.0,
            Strategy::NotMinority | Strategy::Ratio(_) => class != least.0,
            Strategy::NotMajority => class != most.0,
            Strategy::All => true,
        };
        (0..self.rows.len()).map(is).collect()
    }

    /// The number of rows of each class afterwards, where rows are added.
    pub fn grown(&self, strategy: &Strategy) -> Result<Vec<usize>, PrepareError> {
        let (least, most) = self.ends();
        let grow = |class: usize, size: usize| match strategy {
            Strategy::Minority if class == least.0 => most.1,
            Strategy::NotMinority if class != least.0 => most.1,
            Strategy::NotMajority | Strategy::All => most.1,
            Strategy::Ratio(ratio) if class == least.0 => (most.1 as f64 * ratio) as usize,
            Strategy::Majority | Strategy::Minority | Strategy::NotMinority | Strategy::Ratio(_) => size,
        };
        self.sizes(strategy, grow).and_then(|sizes| {
            let fewer = sizes.iter().zip(&self.rows).any(|(size, rows)| *size < rows.len());
            match fewer {
                true => Err(refused("the smaller class has a larger share already".into())),
                false => Ok(sizes),
            }
        })
    }

    /// The number of rows of each class afterwards, where rows are left out.
    pub fn shrunk(&self, strategy: &Strategy) -> Result<Vec<usize>, PrepareError> {
        let (least, most) = self.ends();
        let shrink = |class: usize, size: usize| match strategy {
            Strategy::Minority => size,
            Strategy::NotMajority if class == most.0 => size,
            Strategy::Majority if class != most.0 => size,
            Strategy::Majority | Strategy::NotMinority | Strategy::NotMajority | Strategy::All => least.1,
            Strategy::Ratio(_) if class == least.0 => size,
            Strategy::Ratio(ratio) => (least.1 as f64 / ratio) as usize,
        };
        self.sizes(strategy, shrink).and_then(|sizes| {
            let more = sizes.iter().zip(&self.rows).any(|(size, rows)| *size > rows.len());
            match more {
                true => Err(refused("the larger class has too few rows for that share".into())),
                false => Ok(sizes),
            }
        })
    }

    fn sizes(
        &self,
        strategy: &Strategy,
        size: impl Fn(usize, usize) -> usize,
    ) -> Result<Vec<usize>, PrepareError> {
        let present = self.rows.iter().filter(|rows| !rows.is_empty()).count();
        if matches!(strategy, Strategy::Ratio(_)) && present != 2 {
            return Err(refused(format!("a share is of two classes, and there are {present}")));
        }
        let of =
            |(class, rows): (usize, &Vec<u32>)| if rows.is_empty() { 0 } else { size(class, rows.len()) };
        Ok(self.rows.iter().enumerate().map(of).collect())
    }

    /// The smallest and the largest class with their sizes, the first of several.
    fn ends(&self) -> ((usize, usize), (usize, usize)) {
        let sizes = || self.rows.iter().map(Vec::len).enumerate().filter(|(_, size)| *size > 0);
        let least = sizes().min_by_key(|(_, size)| *size).unwrap_or_default();
        let most = sizes().rev().max_by_key(|(_, size)| *size).unwrap_or_default();
        (least, most)
    }
}

fn refused(message: String) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.sampling",
        column: None,
        row: None,
        message,
        remedy: "Choose another sampling_strategy, or switch the step off.".into(),
    }
}

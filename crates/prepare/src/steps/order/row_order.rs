//! Which rows come before which: parameters that all steps of the family share.

use crate::{Context, PrepareError, cells};
use glasshouse_spec::{Offers, ParamDefault, ParamKind, ParamSpec, ParamValue, ParamValues};
use glasshouse_table::Table;
use serde::{Deserialize, Serialize};

/// Columns to sort by, the first of which decides.
pub(super) const SORT_BY: ParamSpec = ParamSpec::new(
    "sort_by",
    ParamKind::Names { most: 8 },
    ParamDefault::Null,
    "Columns of dates or numbers that order the rows, the first deciding; they need not be features. By default the \
     column that the split by time reads, else the one with the role time, else rows stay in the order of the table. \
     Rows of the same time stay in the order of the table; a row without a time has no place: no row sees it, and it \
     sees none.",
)
.offering(Offers::Columns);

/// Columns that name groups.
pub(super) const GROUP_BY: ParamSpec = ParamSpec::new(
    "group_by",
    ParamKind::Names { most: 16 },
    ParamDefault::Null,
    "Columns whose values together name a row's group, as a shop or a person: rows see those of their own group only. \
     They need not be features. A row without a group sees none.",
)
.offering(Offers::Columns);

/// The order in which rows are looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RowOrder {
    /// Columns of dates or numbers, the first deciding; the rows stay as they are where there is none.
    pub sort_by: Vec<String>,
    /// Columns that name groups, where rows see those of their own only.
    pub group_by: Vec<String>,
}

impl RowOrder {
    /// As the parameters say.
    pub fn asked(params: &[ParamSpec], values: &ParamValues) -> Self {
        let names = |name| glasshouse_spec::param(params, values, name).names();
        Self { sort_by: names("sort_by"), group_by: names("group_by") }
    }

    /// With the column that tells when a row was, where none is named to sort by.
    pub fn known(&self, context: &Context) -> Self {
        let mut known = self.clone();
        if known.sort_by.is_empty() {
            known.sort_by.extend(context.time.clone());
        }
        known
    }

    /// The columns that it reads.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        self.sort_by.iter().chain(&self.group_by)
    }

    /// Whether the columns that it reads stand in the table still.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self, table: &Table, context: &Context, step: &str) -> Result<(), PrepareError> {
        for name in self.columns().filter(|name| table.column(name).is_none()) {
            let raw = context.among.as_ref().and_then(|among| among.table.column(name));
            raw.map_or_else(|| cells::column(table, name).map(|_| ()), |_| Err(replaced(name, step)))?;
        }
        let made =
            |name: &&String| context.among.as_ref().is_some_and(|among| among.table.column(name).is_none());
        match self.columns().find(made) {
            Some(name) => Err(not_raw(name, step)),
            None => Ok(()),
        }
    }
}

/// An earlier step took the column away.
fn replaced(name: &str, step: &str) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.order_column",
        column: Some(name.into()),
        row: None,
        message: format!("{step} orders or groups rows by \"{name}\", which an earlier step replaced"),
        remedy: format!("Put {step} before that step."),
    }
}

/// A step made the column: the rows of other parts have none.
fn not_raw(name: &str, step: &str) -> PrepareError {
    PrepareError::Refused {
        code: "prepare.order_column",
        column: Some(name.into()),
        row: None,
        message: format!(
            "{step} orders or groups rows by \"{name}\", which is no column of the table itself"
        ),
        remedy: "Name columns that the table has; several columns together order and group, too.".into(),
    }
}

/// Several integers above 0, or the one that stands without a list.
pub(super) fn integers(value: &ParamValue) -> Vec<u32> {
    let one = |value: &ParamValue| value.as_i64().and_then(|n| u32::try_from(n).ok());
    match value {
        ParamValue::List(all) => all.iter().filter_map(one).collect(),
        one_alone => one(one_alone).into_iter().collect(),
    }
}

/// The first that is there twice.
pub(super) fn twice<T: PartialEq>(all: &[T]) -> Option<&T> {
    all.iter().enumerate().find(|(at, one)| all[..*at].contains(one)).map(|(_, one)| one)
}

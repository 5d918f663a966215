//! Figures of one column.

mod dates;
mod numbers;
mod text;

use glasshouse_spec::{ColumnFigures, ColumnProfile, ColumnType};
use glasshouse_table::{Column, ColumnData, column_profile};

/// The figures of a column; `known` is its profile, where that was made before over the same rows.
/// Takes O(rows · log rows).
pub fn column_figures(column: &Column, known: Option<&ColumnProfile>) -> ColumnFigures {
    let made = known.is_none().then(|| column_profile(column));
    let profile = known.or(made.as_ref());
    let missing = column.missing() as u64;
    let present = column.len() as u64 - missing;
    let unique = profile.map_or(0, |p| p.unique);
    ColumnFigures {
        name: column.name.clone(),
        kind: column.kind,
        present,
        missing,
        unique,
        distinct_share: (present > 0).then(|| unique as f64 / present as f64),
        top: profile.map(|p| p.top.clone()).unwrap_or_default(),
        numbers: if let ColumnData::Numbers(cells) = &column.data {
            Some(numbers::figures(cells))
        } else {
            None
        },
        text: (present > 0 && is_words(column.kind)).then(|| text::figures(column)).flatten(),
        dates: if let ColumnData::Times(cells) = &column.data { dates::figures(cells) } else { None },
    }
}

fn is_words(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Categorical | ColumnType::Text | ColumnType::Id)
}

//! Types of the result's columns, and where the tables disagree.

use super::Side;
use super::layout::{Comes, Layout};
use glasshouse_spec::{ColumnOptions, ColumnType, CombineOp, TypeClash};
use std::collections::BTreeMap;

/// The type of a column; none where every cell is missing, which says nothing.
fn kind(side: Side<'_>, place: usize) -> Option<ColumnType> {
    let column = side.table.column(&side.source.names()[place])?;
    (column.array().null_count() < column.len()).then_some(column.kind)
}

/// Columns whose type differs, among those that meet.
pub(super) fn clashes(left: Side<'_>, right: Side<'_>, layout: &Layout) -> Vec<TypeClash> {
    let appended = layout.columns.iter().filter_map(|(_, comes)| match comes {
        Comes::Both(l, r) => Some((*l, *r)),
        _ => None,
    });
    let mut met: Vec<(usize, usize)> = appended.chain(layout.keys.iter().copied()).collect();
    met.sort_unstable();
    met.dedup();
    let clash = |(l, r): (usize, usize)| {
        let (here, there) = (kind(left, l)?, kind(right, r)?);
        let column = left.source.names()[l].clone();
        (here != there).then_some(TypeClash { column, left: here, right: there })
    };
    met.into_iter().filter_map(clash).collect()
}

/// The types that the result is to be read as. What is left out is inferred again: columns that
/// disagree, and after an append whether text repeats, as the rows of both decide that.
pub(super) fn types(
    left: Side<'_>,
    right: Side<'_>,
    layout: &Layout,
    op: CombineOp,
) -> BTreeMap<String, ColumnOptions> {
    let mut types = BTreeMap::new();
    for (name, comes) in &layout.columns {
        let found = match comes {
            Comes::Left(i) => kind(left, *i),
            Comes::Right(i) => kind(right, *i),
            Comes::Both(l, r) => match (kind(left, *l), kind(right, *r)) {
                (Some(here), Some(there)) => (here == there).then_some(here),
                (here, there) => here.or(there),
            },
        };
        let certain = matches!(found, Some(ColumnType::Numeric | ColumnType::Datetime | ColumnType::Boolean));
        if found.is_some() && (certain || op == CombineOp::Join) {
            types.insert(name.clone(), ColumnOptions { kind: found, ..ColumnOptions::default() });
        }
    }
    types
}

//! Columns whose cells are those of other rows.

use super::along::NONE;
use arrow_array::types::Int32Type;
use arrow_array::{Array, DictionaryArray, Int32Array};
use glasshouse_table::{Column, ColumnData};
use std::sync::Arc;

/// A column of the cells of the rows that are told, of any type; missing where the row is [`NONE`].
pub(super) fn moved(column: &Column, name: &str, from: &[u32]) -> Arc<Column> {
    let row = |row: &u32| (*row != NONE).then_some(*row as usize);
    let data = match &column.data {
        ColumnData::Numbers(a) => ColumnData::Numbers(
            from.iter().map(|r| row(r).filter(|r| a.is_valid(*r)).map(|r| a.value(r))).collect(),
        ),
        ColumnData::Times(a) => ColumnData::Times(
            from.iter().map(|r| row(r).filter(|r| a.is_valid(*r)).map(|r| a.value(r))).collect(),
        ),
        ColumnData::Text(a) => ColumnData::Text(
            from.iter().map(|r| row(r).filter(|r| a.is_valid(*r)).map(|r| a.value(r))).collect(),
        ),
        ColumnData::Levels(a) => {
            let keys: Int32Array =
                from.iter().map(|r| row(r).filter(|r| a.is_valid(*r)).map(|r| a.keys().value(r))).collect();
            ColumnData::Levels(DictionaryArray::<Int32Type>::new(keys, a.values().clone()))
        }
    };
    Arc::new(Column { name: name.into(), kind: column.kind, data })
}

//! The keys of the grid.

use super::{DataGridProps, GridEvent};
use crate::state::step;
use std::rc::Rc;
use yew::prelude::*;

/// Listens for the keys; `page` is the number of rows that Page Up and Down pass.
pub fn keys(props: &DataGridProps, page: u64) -> Callback<KeyboardEvent> {
    let (on, grid, rows) = (props.on.clone(), Rc::clone(&props.grid), props.rows);
    let columns = Rc::clone(&props.columns);
    Callback::from(move |event: KeyboardEvent| {
        // A button in the header answers Enter itself.
        let target = event.target_dyn_into::<web_sys::Element>();
        let own = target.is_some_and(|target| target.get_attribute("role").as_deref() == Some("grid"));
        let whole = event.ctrl_key() || event.meta_key();
        let key = event.key();
        let moved = step(grid.cursor, &key, whole, rows, page, &columns.shown);
        let meant = match (key.as_str(), whole) {
            _ if event.alt_key() => None,
            ("Enter", false) if own => Some(GridEvent::Menu(grid.cursor.column)),
            ("Escape", false) if grid.anchor.is_some() => Some(GridEvent::Unchoose),
            ("c" | "C", true) => Some(GridEvent::Copy),
            ("a" | "A", true) => Some(GridEvent::ChooseAll),
            ("f" | "F", true) => Some(GridEvent::Find),
            _ => moved.map(|cell| GridEvent::Move(cell, event.shift_key())),
        };
        if let Some(meant) = meant {
            event.prevent_default();
            event.stop_propagation();
            on.emit(meant);
        }
    })
}

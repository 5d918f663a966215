//! The table to look at: which rows, which columns, in what order; finding, copying, and the menu of
//! each column.

mod filter;
mod find;
mod hide;
mod menu;
mod retype;

use super::look_bar::LookBar;
use crate::components::{Button, Columns, DataGrid, GridEvent};
use crate::hooks::{Range, Studio, use_slice, use_studio};
use crate::state::{Cell, GridAction, Loaded, Look, LookAction, sorted_by};
use find::FindBar;
use hide::HideColumns;
use menu::ColumnMenu;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`GridView`].
#[derive(Properties, PartialEq)]
pub struct GridViewProps {
    /// The table.
    pub loaded: Rc<Loaded>,
}

/// The grid with what belongs to it.
#[component]
pub fn GridView(props: &GridViewProps) -> Html {
    let studio = use_studio();
    let (grid, windows) = (use_slice(&studio.grid), use_slice(&studio.windows));
    let look = use_slice(&studio.look);
    let columns = use_memo(
        (Rc::clone(&props.loaded), Rc::clone(&grid.hidden)),
        |(loaded, hidden): &(Rc<Loaded>, _)| Columns::new(Rc::clone(loaded), hidden),
    );
    let field = use_node_ref();
    let rows = rows_of_view(&props.loaded, &look, windows.total);
    // The same as long as it does the same, so that what hears of it is not drawn again.
    let on = use_memo((studio.clone(), Rc::clone(&columns), rows), |(studio, columns, rows)| {
        act(studio, columns, *rows, &field)
    });
    let (sort, filtered) = use_order(&look);
    let hiding = use_state_eq(|| false);
    let open = {
        let hiding = hiding.clone();
        Callback::from(move |_: MouseEvent| hiding.set(true))
    };
    let close = {
        let hiding = hiding.clone();
        Callback::from(move |()| hiding.set(false))
    };
    let hidden = match grid.hidden.len() {
        0 => say!("hide-open"),
        n => say!("hide-some", n = n),
    };
    html! {
        <div class="grid-place">
            <LookBar always=true />
            <div class="grid-tools">
                <FindBar {field} />
                <span class="grid-note" role="status" data-testid="grid-note">{ grid.note.clone() }</span>
                <Button label={hidden} icon="table-2" onclick={open} testid="columns-shown" />
            </div>
            <DataGrid {columns} {windows} {grid} {rows} {sort} {filtered} on={(*on).clone()} />
            <ColumnMenu loaded={Rc::clone(&props.loaded)} />
            if *hiding { <HideColumns loaded={Rc::clone(&props.loaded)} on_close={close} /> }
        </div>
    }
}

/// The order and the filtered columns, the same objects as long as they are equal.
#[hook]
fn use_order(look: &Rc<Look>) -> (Rc<Vec<glasshouse_spec::SortKey>>, Rc<Vec<String>>) {
    let sort = use_memo(look.view.sort.clone(), Clone::clone);
    let names: Vec<String> = look.view.filter.iter().map(|condition| condition.column.clone()).collect();
    let filtered = use_memo(names, Clone::clone);
    (sort, filtered)
}

/// Rows of the view: all of them until it is known how many meet the conditions.
fn rows_of_view(loaded: &Loaded, look: &Look, told: Option<u64>) -> u64 {
    match look.view.filter.is_empty() {
        true => loaded.profile.rows,
        false => told.or(look.rows).unwrap_or(loaded.profile.rows),
    }
}

fn act(studio: &Studio, columns: &Rc<Columns>, rows: u64, field: &NodeRef) -> Callback<GridEvent> {
    let (studio, columns, field) = (studio.clone(), Rc::clone(columns), field.clone());
    Callback::from(move |event: GridEvent| {
        let grid = |action| studio.grid.dispatch(action);
        match event {
            GridEvent::Want(rows, columns) => studio.want_cells(rows, columns),
            GridEvent::Move(cell, draws) => grid(GridAction::Move(cell, draws)),
            GridEvent::Sort(column, more) => sort(&studio, &columns, column, more),
            GridEvent::Menu(column) => grid(GridAction::Menu(Some(column))),
            GridEvent::Unchoose => grid(GridAction::Unchoose),
            GridEvent::ChooseAll => choose_all(&studio, &columns, rows),
            GridEvent::Copy => copy(&studio, &columns),
            GridEvent::Find => {
                if let Some(field) = field.cast::<HtmlInputElement>() {
                    // Without the focus the field can still be reached with Tab.
                    let _ = field.focus();
                    field.select();
                }
            }
        }
    })
}

fn sort(studio: &Studio, columns: &Columns, column: u32, more: bool) {
    let name = &columns.loaded.profile.columns[column as usize].name;
    let keys = sorted_by(&studio.look.get().view.sort, name, more);
    studio.look.dispatch(LookAction::Sort(keys));
}

fn choose_all(studio: &Studio, columns: &Columns, rows: u64) {
    if let (Some(first), Some(last), true) = (columns.shown.first(), columns.shown.last(), rows > 0) {
        let from = Cell { row: rows - 1, column: *last };
        studio.grid.dispatch(GridAction::Choose(from, Cell { row: 0, column: *first }));
    }
}

fn copy(studio: &Studio, columns: &Columns) {
    let (rows, places) = studio.grid.get().chosen(&columns.shown);
    let columns = columns.shown.get(places).unwrap_or_default().to_vec();
    // One cell is copied to be pasted as a value, a table to be read with its names.
    let named = columns.len() > 1 || rows.start() != rows.end();
    studio.copy(Range { rows, columns, named });
}

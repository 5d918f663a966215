//! The table that scrolls: a WAI-ARIA grid that draws only what is on screen and asks for the cells
//! that it lacks. Arrow keys, Page Up and Down, Home and End move the active cell; with Shift they
//! draw a range. It knows the names of nothing but cells: what comes of an event is its user's.

mod body;
mod columns;
mod geometry;
mod head;
mod keys;

pub use columns::Columns;

use crate::state::{Cell, Grid, Windows};
use body::{Body, Scene};
use geometry::{HEAD, NUMBER, ROW, Scroll, Tall, columns_in_view, left_for, widened};
use glasshouse_spec::SortKey;
use gloo::render::{AnimationFrame, request_animation_frame};
use head::Head;
use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What a person does in the grid.
#[derive(Debug, Clone, PartialEq)]
pub enum GridEvent {
    /// These rows of these columns come on screen.
    Want(RangeInclusive<u64>, Vec<u32>),
    /// A cell becomes the active one; `true` draws the range.
    Move(Cell, bool),
    /// Sort by a column; `true` keeps what is sorted by already.
    Sort(u32, bool),
    /// Open the menu of a column.
    Menu(u32),
    /// Choose everything.
    ChooseAll,
    /// Choose nothing.
    Unchoose,
    /// Copy what is chosen.
    Copy,
    /// Look for a text.
    Find,
}

/// Properties of [`DataGrid`].
#[derive(Properties, PartialEq)]
pub struct DataGridProps {
    /// The columns that are shown.
    pub columns: Rc<Columns>,
    /// The cells that are here.
    pub windows: Rc<Windows>,
    /// The active cell and its kin.
    pub grid: Rc<Grid>,
    /// Rows of the view.
    pub rows: u64,
    /// What the rows are sorted by.
    pub sort: Rc<Vec<SortKey>>,
    /// Names of columns that rows are filtered by.
    pub filtered: Rc<Vec<String>>,
    /// Hears what a person does.
    pub on: Callback<GridEvent>,
}

/// What is on screen: rows, and columns by their place among those that are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Seen {
    first: u64,
    last: u64,
    left: usize,
    right: usize,
    height: f64,
}

/// The elements that are placed: what scrolls, the room in it, the header and the rows.
#[derive(Debug, Clone, Default, PartialEq)]
struct Parts {
    scroller: NodeRef,
    space: NodeRef,
    head: NodeRef,
    body: NodeRef,
}

/// The grid.
#[component]
pub fn DataGrid(props: &DataGridProps) -> Html {
    let parts = (*use_memo((), |()| Parts::default())).clone();
    let place = use_placing(&parts, props);
    let seen = *place.seen;
    use_rows(&parts, props, seen);
    use_wanting(props, seen);
    let onscroll = place.reform(|_: Event| ());
    let onkeydown = keys::keys(props, ((seen.height / ROW) as u64).saturating_sub(1).max(1));
    let span = (seen.left, seen.right.min(props.columns.len().saturating_sub(1)));
    let cursor = props.grid.cursor;
    html! {
        <div class="grid" role="grid" tabindex="0" ref={parts.scroller} {onscroll} {onkeydown} data-testid="grid"
            onpointerdown={pointer(props, true)} onpointermove={pointer(props, false)} aria-label={say!("grid-label")}
            aria-rowcount={(props.rows + 1).to_string()} aria-colcount={(props.columns.of + 1).to_string()}
            aria-multiselectable="true"
            aria-activedescendant={(seen.first..=seen.last).contains(&cursor.row).then(|| cell_id(cursor))}>
            <div class="grid-space" role="presentation" ref={parts.space}>
                <Head columns={Rc::clone(&props.columns)} {span} sort={Rc::clone(&props.sort)}
                    filtered={Rc::clone(&props.filtered)} on={props.on.clone()} place={parts.head} />
                <div class="grid-body" role="rowgroup" ref={parts.body}></div>
            </div>
        </div>
    }
}

/// Id of a cell's element.
fn cell_id(cell: Cell) -> String {
    format!("cell-{}-{}", cell.row, cell.column)
}

/// Draws the rows into their element, which is empty to all but [`Body`]: once a frame at most, so that
/// cells that come after their rows have gone are never written.
#[hook]
fn use_rows(parts: &Parts, props: &DataGridProps, seen: Seen) {
    let drawn = use_mut_ref(|| None::<Body>);
    let frame = use_mut_ref(|| None::<AnimationFrame>);
    let (place, grid) = (parts.body.clone(), Rc::clone(&props.grid));
    let (columns, windows) = (Rc::clone(&props.columns), Rc::clone(&props.windows));
    let scene = Scene { columns, windows, grid, rows: props.rows, seen };
    use_effect(move || {
        let draw = move |_| {
            if let Some(element) = place.cast::<web_sys::Element>() {
                let mut drawn = drawn.borrow_mut();
                // What the browser refuses stays as it was; the next drawing tries again.
                let _ = drawn.get_or_insert_with(|| Body::new(element)).draw(&scene);
            }
        };
        *frame.borrow_mut() = Some(request_animation_frame(draw));
    });
}

/// Asks for the cells that come on screen.
#[hook]
fn use_wanting(props: &DataGridProps, seen: Seen) {
    let shown = Rc::clone(&props.windows.shown);
    let (columns, rows) = (Rc::clone(&props.columns), props.rows);
    let on = props.on.clone();
    use_effect_with((shown, columns, rows, seen), move |(_, columns, rows, seen)| {
        if *rows > 0 && columns.len() > 0 {
            let last = seen.last.min(rows - 1);
            on.emit(GridEvent::Want(seen.first..=last, columns.between((seen.left, seen.right)).to_vec()));
        }
    });
}

/// Keeps what is drawn where it belongs while the element scrolls.
#[derive(Clone)]
struct Placing {
    parts: Parts,
    scroll: Rc<RefCell<Scroll>>,
    /// Most columns that were on screen at once: so many are always drawn, and none comes or goes.
    most: Rc<std::cell::Cell<usize>>,
    settle: Rc<RefCell<Option<gloo::timers::callback::Timeout>>>,
    seen: UseStateHandle<Seen>,
    columns: Rc<Columns>,
    rows: u64,
}

/// Rest after which the scroll bar is put where it stands for the topmost row.
const REST_MS: u32 = 160;

impl Placing {
    fn element(&self) -> Option<HtmlElement> {
        self.parts.scroller.cast::<HtmlElement>()
    }

    fn tall(&self, element: &HtmlElement) -> Tall {
        Tall { rows: self.rows, height: (f64::from(element.client_height()) - HEAD).max(ROW) }
    }

    /// After the element scrolled, or changed its size. Style attributes are forbidden to the page;
    /// properties set by a script are not.
    fn follow(&self) {
        let Some(element) = self.element() else { return };
        let tall = self.tall(&element);
        let scroll = self.scroll.borrow().moved(f64::from(element.scroll_top()), tall);
        *self.scroll.borrow_mut() = scroll;
        let (first, last, top) = scroll.rows(tall);
        let width = f64::from(element.client_width()) - NUMBER;
        let across = columns_in_view(&self.columns.edges, f64::from(element.scroll_left()), width);
        self.most.set(self.most.get().max(across.end() - across.start() + 1));
        let (left, right) = widened(across, self.most.get(), self.columns.len());
        let edge = self.columns.edges.get(left).copied().unwrap_or(0.0);
        if self.seen.left != left {
            self.leave_head(&element);
        }
        set_pixels(&self.parts.head, &[("--left", edge)]);
        set_pixels(&self.parts.body, &[("--top", top), ("--left", edge)]);
        self.seen.set(Seen { first, last, left, right, height: tall.height });
        let own = self.clone();
        let rest = gloo::timers::callback::Timeout::new(REST_MS, move || own.settle());
        *self.settle.borrow_mut() = Some(rest);
    }

    /// A button in the header that has the focus would be another column's after it scrolled.
    fn leave_head(&self, element: &HtmlElement) {
        let focused = gloo::utils::document().active_element();
        let head = self.parts.head.cast::<web_sys::Node>();
        if head.is_some_and(|head| head.contains(focused.as_deref())) {
            // Without the focus the grid can still be reached with Tab.
            let _ = element.focus();
        }
    }

    /// Takes the size of a table.
    fn begin(&self, width: f64) {
        if let Some(element) = self.element() {
            let tall = self.tall(&element);
            set_pixels(&self.parts.space, &[("--height", tall.total()), ("--width", width)]);
            self.most.set(0);
            // Less to scroll leaves the bar where there is nothing; the rows go with it.
            let mut scroll = self.scroll.borrow_mut();
            scroll.bar = f64::from(element.scroll_top());
            scroll.top = scroll.top.min((self.rows as f64 * ROW - tall.height).max(0.0));
        }
        self.follow();
    }

    fn settle(&self) {
        let Some(element) = self.element() else { return };
        let bar = self.tall(&element).bar(self.scroll.borrow().top).round();
        if bar != self.scroll.borrow().bar {
            self.scroll.borrow_mut().bar = bar;
            element.set_scroll_top(bar as i32);
        }
    }

    /// Brings a cell into view.
    fn go_to(&self, row: u64, column: usize) {
        let Some(element) = self.element() else { return };
        let (tall, old) = (self.tall(&element), *self.scroll.borrow());
        let next = old.to_row(row, tall);
        let (left, width) = (f64::from(element.scroll_left()), f64::from(element.client_width()));
        let aside = left_for(&self.columns.edges, column, left, width);
        if next == old && aside == left {
            return;
        }
        *self.scroll.borrow_mut() = next;
        element.set_scroll_top(next.bar as i32);
        element.set_scroll_left(aside as i32);
        self.follow();
    }

    fn reform<E: 'static>(&self, _: fn(E)) -> Callback<E> {
        let own = self.clone();
        Callback::from(move |_| own.follow())
    }
}

fn set_pixels(place: &NodeRef, pixels: &[(&str, f64)]) {
    let Some(element) = place.cast::<HtmlElement>() else { return };
    let style = element.style();
    for (name, value) in pixels {
        // A property that the browser refuses leaves the cells where they were.
        let _ = style.set_property(name, &format!("{value}px"));
    }
}

#[hook]
fn use_placing(parts: &Parts, props: &DataGridProps) -> Placing {
    let scroll = use_mut_ref(Scroll::default);
    let settle = use_mut_ref(|| None);
    let most = use_memo((), |()| std::cell::Cell::new(0));
    let seen = use_state_eq(|| Seen { first: 0, last: 0, left: 0, right: 0, height: 400.0 });
    let place = Placing {
        parts: parts.clone(),
        scroll,
        most,
        settle,
        seen,
        columns: Rc::clone(&props.columns),
        rows: props.rows,
    };
    // The first measuring makes the browser lay out the whole page: it has a task of its own.
    let begun = use_mut_ref(|| false);
    let total = props.columns.edges.last().copied().unwrap_or(0.0) + NUMBER;
    let cursor = props.grid.cursor;
    let at = crate::state::place_of(&props.columns.shown, cursor.column);
    let (own, begins) = (place.clone(), Rc::clone(&begun));
    use_effect_with((Rc::clone(&props.columns), props.rows), move |_| {
        let resized = own.clone();
        let begin = gloo::timers::callback::Timeout::new(0, move || {
            own.begin(total);
            if !begins.replace(true) {
                own.go_to(cursor.row, at);
            }
        });
        let listener = gloo::events::EventListener::new(&gloo::utils::window(), "resize", move |_| {
            resized.most.set(0);
            resized.follow();
        });
        move || drop((begin, listener))
    });
    let own = place.clone();
    use_effect_with((cursor, Rc::clone(&props.windows.shown)), move |_| {
        if *begun.borrow() {
            own.go_to(cursor.row, at);
        }
    });
    place
}

/// A press makes a cell the active one; a mouse that is drawn on draws the range.
fn pointer(props: &DataGridProps, pressed: bool) -> Callback<PointerEvent> {
    let (on, cursor) = (props.on.clone(), props.grid.cursor);
    Callback::from(move |event: PointerEvent| {
        let draws = !pressed && event.buttons() == 1 && event.pointer_type() == "mouse";
        if !(draws || pressed && event.button() == 0) {
            return;
        }
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let Some(cell) = target.and_then(|t| cell_of(&t.id())) else { return };
        if cell != cursor {
            on.emit(GridEvent::Move(cell, draws || event.shift_key()));
        } else if pressed && !event.shift_key() {
            on.emit(GridEvent::Unchoose);
        }
    })
}

/// The cell of an element's id.
fn cell_of(id: &str) -> Option<Cell> {
    let (row, column) = id.strip_prefix("cell-")?.split_once('-')?;
    Some(Cell { row: row.parse().ok()?, column: column.parse().ok()? })
}

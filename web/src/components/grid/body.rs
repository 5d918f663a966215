//! The rows on screen, in elements that stay: scrolling writes other texts into them, and only what
//! differs is touched. Making the elements anew costs more than a frame has time for.

use super::columns::Columns;
use super::{Seen, cell_id};
use crate::state::{Cell, Grid, Windows};
use glasshouse_spec::ColumnType;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{Element, Node};

/// What the rows are drawn of.
pub struct Scene {
    pub columns: Rc<Columns>,
    pub windows: Rc<Windows>,
    pub grid: Rc<Grid>,
    /// Rows of the view.
    pub rows: u64,
    pub seen: Seen,
}

/// The elements, and what stands in them.
pub struct Body {
    root: Element,
    rows: Vec<Row>,
    /// Said of a cell without a value.
    missing: String,
    /// Pixels of a letter's height.
    letter: f64,
}

struct Row {
    element: Element,
    at: Option<u64>,
    number: (Node, Option<u64>),
    cells: Vec<Slot>,
}

struct Slot {
    element: Element,
    text: Node,
    cell: Option<Cell>,
    look: Option<Look>,
    said: String,
}

/// All that the class of a cell tells.
#[derive(Clone, Copy, PartialEq)]
struct Look {
    width: u32,
    numeric: bool,
    chosen: bool,
    found: bool,
    active: bool,
    waiting: bool,
    missing: bool,
    long: bool,
}

impl Body {
    /// Rows within an element that is empty.
    pub fn new(root: Element) -> Self {
        let style = gloo::utils::window().get_computed_style(&root).ok().flatten();
        let size = style.and_then(|style| style.get_property_value("font-size").ok());
        let letter = size.and_then(|size| size.trim_end_matches("px").parse().ok()).unwrap_or(13.0);
        Self { root, rows: Vec::new(), missing: say!("preview-missing"), letter }
    }

    /// Draws the rows of a scene.
    ///
    /// # Errors
    /// What the browser refuses.
    pub fn draw(&mut self, scene: &Scene) -> Result<(), JsValue> {
        let (first, last) = (scene.seen.first, scene.seen.last.min(scene.rows.saturating_sub(1)));
        let none = scene.rows == 0 || scene.columns.len() == 0 || first > last;
        let count = if none { 0 } else { (last - first + 1) as usize };
        while self.rows.len() > count {
            self.rows.pop().inspect(|row| row.element.remove());
        }
        while self.rows.len() < count {
            self.rows.push(Row::new(&self.root)?);
        }
        for (row, at) in self.rows.iter_mut().zip(first..) {
            row.draw(at, scene, (&self.missing, self.letter))?;
        }
        Ok(())
    }
}

/// A new element at the end of another: its class, its role, and the node of its text.
fn place(parent: &Element, class: &str, role: &str) -> Result<(Element, Node), JsValue> {
    let document = gloo::utils::document();
    let element = document.create_element("div")?;
    element.set_attribute("class", class)?;
    element.set_attribute("role", role)?;
    let text: Node = document.create_text_node("").into();
    element.append_child(&text)?;
    parent.append_child(&element)?;
    Ok((element, text))
}

impl Row {
    fn new(root: &Element) -> Result<Self, JsValue> {
        let (element, text) = place(root, "grid-row", "row")?;
        element.remove_child(&text)?;
        let (head, number) = place(&element, "grid-cell grid-number", "rowheader")?;
        head.set_attribute("aria-colindex", "1")?;
        Ok(Self { element, at: None, number: (number, None), cells: Vec::new() })
    }

    fn draw(&mut self, at: u64, scene: &Scene, (missing, letter): (&str, f64)) -> Result<(), JsValue> {
        if self.at != Some(at) {
            self.element.set_attribute("aria-rowindex", &(at + 2).to_string())?;
            self.at = Some(at);
        }
        let columns = scene.columns.between((scene.seen.left, scene.seen.right));
        self.draw_number(number(at, columns, &scene.windows));
        while self.cells.len() > columns.len() {
            self.cells.pop().inspect(|slot| slot.element.remove());
        }
        while self.cells.len() < columns.len() {
            self.cells.push(Slot::new(&self.element)?);
        }
        let marks = Marks::of(at, scene);
        for ((slot, column), place) in self.cells.iter_mut().zip(columns).zip(scene.seen.left..) {
            let cell = Cell { row: at, column: *column };
            let value = scene.windows.cell(at, *column);
            let said = value.map_or("", |value| value.unwrap_or(missing));
            let mut look = marks.look(place, cell, value, scene);
            look.long = is_long(said, f64::from(look.width), letter);
            slot.draw(cell, look, said)?;
        }
        Ok(())
    }

    fn draw_number(&mut self, number: Option<u64>) {
        if self.number.1 != number {
            self.number.0.set_node_value(number.map(|n| n.to_string()).as_deref());
            self.number.1 = number;
        }
    }
}

/// Number of a row in the file, once a window tells it; without a view the file's order is the row's own.
fn number(at: u64, columns: &[u32], windows: &Windows) -> Option<u64> {
    let page = columns.iter().find_map(|column| windows.window(at, *column))?;
    match page.numbers.is_empty() {
        true => Some(at),
        false => page.numbers.get((at % crate::state::WINDOW_ROWS) as usize).copied(),
    }
}

/// What is marked in a row.
struct Marks {
    active: Option<u32>,
    chosen: Option<(usize, usize)>,
    found: Vec<u32>,
}

impl Marks {
    fn of(row: u64, scene: &Scene) -> Self {
        let grid = &scene.grid;
        let (rows, places) = grid.chosen(&scene.columns.shown);
        let within = grid.anchor.is_some() && rows.contains(&row);
        Self {
            active: (grid.cursor.row == row).then_some(grid.cursor.column),
            chosen: within.then(|| (*places.start(), *places.end())),
            found: found_in(grid, row),
        }
    }

    fn look(&self, place: usize, cell: Cell, value: Option<Option<&str>>, scene: &Scene) -> Look {
        Look {
            width: scene.columns.widths[place],
            numeric: scene.columns.profile(cell.column).kind == ColumnType::Numeric,
            chosen: self.chosen.is_some_and(|(from, to)| (from..=to).contains(&place)),
            found: self.found.contains(&cell.column),
            active: self.active == Some(cell.column),
            waiting: value.is_none(),
            missing: value == Some(None),
            long: false,
        }
    }
}

/// Whether a text may be wider than its column: an upper bound by the letters of the widest common fonts,
/// for cutting a text off takes time that most do not need. `letter` is the size of the font.
fn is_long(text: &str, width: f64, letter: f64) -> bool {
    const PADDING: f64 = 16.0;
    let share = |byte: u8| match byte {
        b'm' | b'w' => 1.0,
        b'a'..=b'z' | b'0'..=b'9' | b' ' | b'.' | b',' | b':' | b'-' | b'/' => 0.64,
        _ => 1.0,
    };
    text.bytes().map(share).sum::<f64>() * letter > width - PADDING
}

/// Columns of a row in which the text stands that is looked for.
fn found_in(grid: &Grid, row: u64) -> Vec<u32> {
    let Some(matches) = &grid.find.matches else { return Vec::new() };
    let from = matches.cells.partition_point(|(at, _)| *at < row);
    matches.cells[from..].iter().take_while(|(at, _)| *at == row).map(|(_, column)| *column).collect()
}

impl Slot {
    fn new(row: &Element) -> Result<Self, JsValue> {
        let (element, text) = place(row, "grid-cell", "gridcell")?;
        Ok(Self { element, text, cell: None, look: None, said: String::new() })
    }

    fn draw(&mut self, cell: Cell, look: Look, said: &str) -> Result<(), JsValue> {
        if self.cell != Some(cell) {
            self.element.set_id(&cell_id(cell));
            if self.cell.is_none_or(|old| old.column != cell.column) {
                self.element.set_attribute("aria-colindex", &(cell.column + 2).to_string())?;
            }
            self.cell = Some(cell);
        }
        let said_anew = self.said != said;
        if said_anew {
            self.text.set_node_value(Some(said));
            said.clone_into(&mut self.said);
        }
        let old = self.look.replace(look);
        if old == Some(look) && !(look.long && said_anew) {
            return Ok(());
        }
        if old != Some(look) {
            self.element.set_class_name(&look.class());
        }
        let is = |mark: fn(&Look) -> bool| (old.is_some_and(|old| mark(&old)), mark(&look));
        set_or_remove(&self.element, "aria-selected", "true", is(|look| look.chosen), false)?;
        set_or_remove(&self.element, "title", said, is(|look| look.long), said_anew)
    }
}

/// Sets an attribute that is wanted, or removes one that is not any more; `anew` where its value changed.
fn set_or_remove(
    element: &Element,
    name: &str,
    value: &str,
    (was, is): (bool, bool),
    anew: bool,
) -> Result<(), JsValue> {
    match (was, is) {
        (true, false) => element.remove_attribute(name),
        (false, true) => element.set_attribute(name, value),
        (true, true) if anew => element.set_attribute(name, value),
        _ => Ok(()),
    }
}

impl Look {
    fn class(self) -> String {
        let marks = [
            (self.numeric, " grid-numeric"),
            (self.chosen, " grid-chosen"),
            (self.found, " grid-found"),
            (self.active, " grid-active"),
            (self.waiting, " grid-waiting"),
            (self.missing, " grid-missing"),
            (self.long, " grid-long"),
        ];
        let mut class = format!("grid-cell w{}", self.width);
        marks.into_iter().filter(|(is, _)| *is).for_each(|(_, name)| class.push_str(name));
        class
    }
}

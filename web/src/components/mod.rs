//! Pieces that every view is made of. They take properties only and know nothing of the slices.

mod banner;
mod bars;
mod column_picker;
mod controls;
mod deferred;
mod dialog;
mod formula_mark;
mod grid;
mod icon;
mod later;
mod nested_form;
mod offered;
mod param_form;
mod picture;
mod spark;
mod strip;
mod tabs;
mod term;

pub use banner::{FaultBanner, Warnings};
pub use bars::{Bar, QuantileBar};
pub use column_picker::{column_picker, columns_words};
pub use controls::{Button, Choice, Field, FileButton, IconButton, SelectBox, Why, more_button, text_field};
pub use deferred::Deferred;
pub use dialog::{Dialog, raise};
pub use formula_mark::Marked;
pub use grid::{Columns, DataGrid, GridEvent};
pub use icon::{icon, type_icon};
pub use later::Later;
pub use nested_form::Inside;
pub use param_form::{ParamForm, value_words};
pub use picture::Picture;
pub use spark::Spark;
pub use strip::Strip;
pub use tabs::{Tab, Tabs};
pub use term::{number, term};

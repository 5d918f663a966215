//! What joins the slices, the worker and the views: the studio, handed down in a context, and
//! what a person can have it do.

mod automl;
mod combine;
mod data;
mod explaining;
mod explore;
mod export;
mod fairness;
mod grid;
mod inspect;
mod judge;
mod look;
mod models;
mod page;
mod parts;
mod recipe;
mod search;
mod share;
mod studio;
mod trace;
mod train;
mod trials;

pub use explaining::{use_first_question, use_what_if};
pub use explore::picture_key;
pub use grid::Range;
pub use page::{PALETTE, use_drop, use_shortcuts};
pub use parts::use_parts;
pub use studio::{Studio, use_chosen, use_slice, use_studio};
pub use trace::use_tracing;

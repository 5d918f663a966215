//! Pieces that every view is made of. They take properties only and know nothing of the slices.

mod banner;
mod bars;
mod controls;
mod dialog;
mod icon;
mod param_form;
mod picture;
mod preview;
mod preview_window;
mod step_card;
mod term;

pub use banner::{FaultBanner, Warnings};
pub use bars::{Bar, QuantileBar};
pub use controls::{Button, Choice, Field, FileButton, IconButton, SelectBox, Why};
pub use dialog::Dialog;
pub use icon::icon;
pub use param_form::ParamForm;
pub use picture::Picture;
pub use preview::{Preview, type_icon};
pub use step_card::StepCard;
pub use term::{Number, Term};

//! What surrounds every stage: top bar, rail, recipe panel, status bar, and what opens over them.

mod overlays;
mod palette;
mod panel;
mod rail;
mod status_bar;
mod top_bar;
mod work;

pub use overlays::Overlays;
pub use panel::RecipePanel;
pub use rail::Rail;
pub use status_bar::StatusBar;
pub use top_bar::TopBar;
pub use work::WorkMeter;

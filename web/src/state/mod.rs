//! What the page knows, in slices. Each slice is plain data with actions and a pure reducer;
//! nothing here touches the browser, so all of it is tested natively.

mod data;
mod edit;
mod jobs;
mod look;
mod prefs;
mod recipe;
mod session;
mod stages;
mod store;

pub use data::{CHUNK, Data, DataAction, Loaded, ReadWith};
pub use edit::{Edit, List, typed_value};
pub use jobs::{Job, JobKind, JobState, Jobs, JobsAction, RunningStep, StepAction, Trained};
pub use look::{Look, LookAction};
pub use prefs::{Prefs, PrefsAction, Theme};
pub use recipe::{RecipeAction, RecipeState};
pub use session::{Overlay, Session, SessionAction, Spot, WorkerState};
pub use stages::{StageState, stage_state};
pub use store::{Slice, Store};

//! What the page knows, in slices. Each slice is plain data with actions and a pure reducer;
//! nothing here touches the browser, so all of it is tested natively.

mod bench;
mod brush;
mod catalogue;
mod change;
mod combining;
mod compare;
mod data;
mod draft;
mod edit;
mod explaining;
mod explore;
mod finding;
mod grid;
mod inspect;
mod jobs;
mod judging;
mod look;
mod mend;
mod order;
mod part;
mod parting;
mod prefs;
mod recipe;
mod rule;
mod session;
mod shelf;
mod stages;
mod store;
mod traces;
mod trials;
mod windows;

pub use bench::{Bench, BenchAction, Opened, Standing, standing};
pub use brush::conditions_of;
pub use catalogue::{family_of, found};
pub use change::{edit_against, edit_for, in_recipe};
pub use combining::{Combining, CombiningAction, Toward, toward};
pub use compare::{Difference, differences};
pub use data::{Data, DataAction, Loaded, ReadWith};
pub use draft::{
    Lacks, Needs, PICTURES, Takes, Typed, asked, lacking, needs_of, picture_for_target, pictures_of,
    pictures_of_pair, redraft,
};
pub use edit::{Edit, List, set_param, typed_value};
pub use explaining::{Asks, Explaining, ExplainingAction};
pub use explore::{Corner, Explore, ExploreAction, Explored, Exploring, Of};
pub use finding::{Curves, FindingAction, Folds, Search};
pub use grid::{Cell, Find, Grid, GridAction, Retype, place_of, step};
pub use inspect::{Check, Inspect, InspectAction};
pub use jobs::{Job, JobKind, JobState, Jobs, JobsAction, RunningStep, StepAction, Trained, headline};
pub use judging::{Called, Judged, Judging, JudgingAction, best_threshold};
pub use look::{Look, LookAction, TableKey};
pub use mend::{Mend, mends};
pub use order::{ends_of_day, parsed_bound, sorted_as, sorted_by};
pub use part::PartDraft;
pub use parting::{Parting, PartingAction, PartsOf};
pub use prefs::{Prefs, PrefsAction, Theme};
pub use recipe::{RecipeAction, RecipeState};
pub use rule::{COMPARISONS, RuleDraft, comparison_sign};
pub use session::{Overlay, Session, SessionAction, Spot, WorkerState};
pub use shelf::{Made, Shelf, ShelfAction};
pub use stages::{StageState, stage_state};
pub use store::{Slice, Store};
pub use traces::{TraceOf, Traced, Traces, TracesAction};
pub use trials::{Trials, TrialsAction, Trying, Verdict};
pub use windows::{COLUMNS as WINDOW_COLUMNS, Place, ROWS as WINDOW_ROWS, Shown, Windows, WindowsAction};

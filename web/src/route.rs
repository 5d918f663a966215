//! The stages and their addresses.

use yew::prelude::*;
use yew_router::prelude::*;

/// A stage of the work, and its address behind the `#`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Routable)]
pub enum Stage {
    /// Reading and looking at the table.
    #[at("/data")]
    Data,
    /// What is in the columns.
    #[at("/explore")]
    Explore,
    /// Steps before the model.
    #[at("/prepare")]
    Prepare,
    /// Target, model, training.
    #[at("/train")]
    Train,
    /// How good it is.
    #[at("/evaluate")]
    Evaluate,
    /// What it goes by.
    #[at("/explain")]
    Explain,
    /// Files of the model, and new data.
    #[at("/export")]
    Export,
    /// Any other address leads to the data.
    #[not_found]
    #[at("/")]
    Start,
}

impl Stage {
    /// The stages in the order of the work.
    pub const ALL: [Self; 7] =
        [Self::Data, Self::Explore, Self::Prepare, Self::Train, Self::Evaluate, Self::Explain, Self::Export];

    /// Name in the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Data | Self::Start => "data",
            Self::Explore => "explore",
            Self::Prepare => "prepare",
            Self::Train => "train",
            Self::Evaluate => "evaluate",
            Self::Explain => "explain",
            Self::Export => "export",
        }
    }

    /// Name of its icon.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Data | Self::Start => "table-2",
            Self::Explore => "telescope",
            Self::Prepare => "list-ordered",
            Self::Train => "sprout",
            Self::Evaluate => "gauge",
            Self::Explain => "lightbulb",
            Self::Export => "package",
        }
    }

    /// Its title for people.
    pub fn title(self) -> String {
        say!(&format!("stage-{}", self.name()))
    }
}

/// The stage that the address names.
#[hook]
pub fn use_stage() -> Stage {
    match use_route::<Stage>() {
        None | Some(Stage::Start) => Stage::Data,
        Some(stage) => stage,
    }
}

/// Goes to a stage.
pub fn go(stage: Stage) {
    // An address that cannot be set leaves the person where they are, which harms nothing.
    let _ = gloo::utils::window().location().set_hash(&format!("/{}", stage.name()));
}

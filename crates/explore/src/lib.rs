//! What is in a table, in figures, pictures and words.
//!
//! An [`Explorer`] goes through a table in bounded pieces and gives an
//! [`Exploration`](glasshouse_spec::Exploration): figures of each column, where cells are missing, how
//! columns go together, what tells of a target, and findings in plain words with what to do about
//! them. Everything is an aggregate or a seeded sample, and says so; the same table gives the same
//! bytes on every host. This crate fits no model and changes no table.

mod associations;
mod bins;
mod cells;
mod columns;
mod error;
mod explorer;
mod findings;
mod missing;
mod model_report;
mod pictures;
mod report;
mod sample;
mod target;
mod testing;
mod words;

pub use columns::column_figures;
pub use error::ExploreError;
pub use explorer::{Explored, Explorer};
pub use missing::missing_figures;
pub use model_report::{ModelFacts, model_report};
pub use pictures::Picturing;
pub use report::{Reporter, json_report};
pub use testing::{Testing, TestingError, test_infos};

//! What the engine holds between requests: the table, the last model, the file it was last
//! applied to. Each is shared with the jobs that read it and replaced as a whole.

use crate::fault::Faults;
use crate::jobs::Sampled;
use crate::rows::Shown;
use bytes::Bytes;
use glasshouse_evaluate::Given;
use glasshouse_export::Reference;
use glasshouse_prepare::Pipeline;
use glasshouse_spec::{
    CardSpec, ColumnOptions, CombineSpec, DataOptions, Diagnostics, Fault, FileRecord, Models, ReadReport,
    Receipt, Recipe, RuleReport, TableProfile, TrainReport,
};
use glasshouse_table::{Side, Source, Table};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The state, shared with the job that runs.
pub(crate) type Shared = Rc<RefCell<State>>;

/// What the engine holds.
#[derive(Default)]
pub(crate) struct State {
    /// The table.
    pub data: Option<Rc<Data>>,
    /// Files beside it.
    pub others: Others,
    /// The model that is looked at: the last, unless another was chosen from the list.
    pub model: Option<Rc<Trained>>,
    /// The models that were trained or opened.
    pub models: Models,
    /// Those of them that the host did not keep, by number.
    pub unkept: BTreeMap<u32, Rc<Trained>>,
    /// The file that it was last applied to.
    pub applied: Option<Rc<Applied>>,
    /// The rows that the grid looks at.
    pub shown: RefCell<Option<Shown>>,
    /// The training rows that steps were last tried on.
    pub sampled: RefCell<Option<Sampled>>,
}

/// Types and roles that depart from inference, by column.
pub(crate) type Columns = BTreeMap<String, ColumnOptions>;

/// A file that was read.
pub(crate) struct Data {
    /// The file.
    pub bytes: Bytes,
    /// Its cells as they were written.
    pub source: Source,
    /// Its columns.
    pub table: Table,
    /// How it was read.
    pub read: ReadReport,
    /// What is in it.
    pub profile: TableProfile,
    /// What was asked for when it was read.
    pub options: DataOptions,
    /// What was asked of its columns.
    pub columns: Columns,
    /// Seconds that reading took.
    pub seconds: f64,
    /// When it was read, in RFC 3339.
    pub read_at: String,
    /// What it was made of, where files were combined.
    pub combined: Option<Combined>,
}

/// What a combined table was made of.
pub(crate) struct Combined {
    /// The first file alone.
    pub first: Rc<Data>,
    /// What was done, in order.
    pub entries: Vec<CombineSpec>,
    /// The files, in order.
    pub files: Vec<FileRecord>,
}

/// Files beside the data, by name.
pub(crate) type Others = BTreeMap<String, Rc<Data>>;

impl Combined {
    /// Whether its other files are those at hand.
    pub fn made_of(&self, others: &Others) -> bool {
        let at_hand =
            |file: &FileRecord| others.get(&file.name).is_some_and(|o| o.read.sha256 == file.sha256);
        self.files.iter().skip(1).all(at_hand)
    }
}

/// The table as a recipe reads and combines its files, and as its rules leave it.
pub(crate) struct Ruled {
    /// The table as it was read and combined.
    pub data: Rc<Data>,
    /// Its columns, cells that were blanked missing.
    pub table: Table,
    /// Rows that the rules leave out, ascending.
    pub left_out: Vec<u32>,
    /// How the table stood to the rules, where there are any.
    pub report: Option<RuleReport>,
}

impl Ruled {
    /// What the rows are arranged from.
    pub fn given(&self) -> Given<'_> {
        Given { table: &self.table, left_out: &self.left_out }
    }
}

/// A model with all that is known of it.
pub(crate) struct Trained {
    /// What it was trained by.
    pub recipe: Recipe,
    /// Steps and estimator.
    pub pipeline: Pipeline,
    /// Figures.
    pub report: TrainReport,
    /// What the pictures show.
    pub diagnostics: Diagnostics,
    /// Name of the file that it was trained on.
    pub file: String,
    /// What the training rows looked like.
    pub reference: Reference,
    /// The data dictionary, CSV; `None` in a bundle from before there was one.
    pub dictionary: Option<Vec<u8>>,
    /// When its bundle was made and the card in it, where it comes from a bundle.
    pub made: Option<(String, String)>,
    /// The table that it was trained on, while that is at hand.
    pub data: Option<Rc<Ruled>>,
    /// What was exported of it.
    pub export: RefCell<Exported>,
    /// What people said of it since.
    pub said: RefCell<Option<CardSpec>>,
}

impl Trained {
    /// What it was trained by, with what people say of it now.
    pub fn told_recipe(&self) -> Recipe {
        let card = self.said.borrow().clone().unwrap_or_else(|| self.recipe.card.clone());
        Recipe { card, ..self.recipe.clone() }
    }
}

/// What was made of a model on demand.
#[derive(Default, Clone)]
pub(crate) struct Exported {
    /// The ONNX file.
    pub onnx: Option<Rc<Vec<u8>>>,
    /// Its proof, or why there is none.
    pub receipt: Option<Receipt>,
}

/// A file that the model was applied to.
pub(crate) struct Applied {
    /// SHA-256 of the model.
    pub model_sha256: String,
    /// The rows with their predictions, as CSV.
    pub rows: Vec<u8>,
    /// Name of the file.
    pub file: String,
}

impl Data {
    /// The table as one of two that are combined.
    pub fn side(&self) -> Side<'_> {
        Side { table: &self.table, source: &self.source, report: &self.read }
    }

    /// The files that its rows come from, in order.
    pub fn files(&self) -> Vec<FileRecord> {
        match &self.combined {
            Some(combined) => combined.files.clone(),
            None => vec![FileRecord {
                name: self.read.file.clone(),
                bytes: self.read.bytes,
                sha256: self.read.sha256.clone(),
                rows: self.profile.rows,
                read: self.read_at.clone(),
            }],
        }
    }
}

impl State {
    /// The table, or the fault that there is none.
    pub fn data(&self) -> Result<Rc<Data>, Faults> {
        let none = || Fault::new("data.none", "no data are loaded").with_remedy("load a file first");
        self.data.clone().ok_or_else(|| none().into())
    }

    /// The model, or the fault that there is none.
    pub fn model(&self) -> Result<Rc<Trained>, Faults> {
        let none = || {
            Fault::new("model.none", "no model is trained")
                .with_remedy("train a model or open a bundle first")
        };
        self.model.clone().ok_or_else(|| none().into())
    }
}

//! The loaded file: how it was read, what is in it, and the windows of rows that are on screen.

use super::Slice;
use glasshouse_spec::{ColumnOptions, DataOptions, ReadReport, Recipe, RowsPage, TableProfile};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Rows in one window asked of the worker.
pub const CHUNK: u64 = 100;

/// Windows that are kept; the farthest from the newest go first.
const KEPT: usize = 12;

/// What decides how a file is read. A recipe that says otherwise calls for reading again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadWith {
    /// Format options.
    pub options: DataOptions,
    /// Columns whose type departs from inference.
    pub columns: BTreeMap<String, ColumnOptions>,
}

impl ReadWith {
    /// What a recipe says of reading: its options and its column types, roles left out.
    pub fn of(recipe: &Recipe) -> Self {
        let typed = recipe.columns.iter().filter(|(_, options)| options.kind.is_some());
        let bare = |(name, options): (&String, &ColumnOptions)| {
            (name.clone(), ColumnOptions { kind: options.kind, ..ColumnOptions::default() })
        };
        Self { options: recipe.data.clone(), columns: typed.map(bare).collect() }
    }
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// How it was read.
    pub read: ReadReport,
    /// What is in it.
    pub profile: TableProfile,
}

/// Views compare what they were drawn with at every change of anything, and a profile may have
/// thousands of columns: the same one is known by its address.
impl PartialEq for Loaded {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || (self.read == other.read && self.profile == other.profile)
    }
}

/// What is known of the data.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Data {
    /// Name of the file that is being read.
    pub reading: Option<String>,
    /// Whether that file takes the place of the one that was read.
    pub replacing: bool,
    /// The file that was read.
    pub loaded: Option<Rc<Loaded>>,
    /// What it was read with.
    pub read_with: ReadWith,
    /// Counts the tables, so that a late window of an old one is known.
    pub revision: u32,
    /// Windows of rows by number.
    pub chunks: BTreeMap<u64, Rc<RowsPage>>,
    /// Windows that were asked for.
    pub asked: BTreeSet<u64>,
}

/// What can happen to the data.
#[derive(Debug, Clone, PartialEq)]
pub enum DataAction {
    /// A file is being read that takes the place of what is here.
    Reading(String),
    /// The file that is here is read again in another way.
    Rereading,
    /// Reading failed or was given up; what was there stays.
    NotRead,
    /// A file was read.
    Loaded(Rc<Loaded>, ReadWith),
    /// A window was asked for.
    Asked(u64),
    /// A window of a table arrived.
    Rows {
        /// The table's number.
        revision: u32,
        /// The window's number.
        chunk: u64,
        /// The window.
        page: RowsPage,
    },
    /// A window could not be had; it may be asked for again.
    NoRows(u64),
    /// Everything is forgotten.
    Forget,
}

impl Slice for Data {
    type Action = DataAction;

    fn reduce(&self, action: DataAction) -> Self {
        let mut next = self.clone();
        match action {
            DataAction::Reading(name) => {
                next.reading = Some(name);
                next.replacing = true;
            }
            DataAction::Rereading => {
                next.reading = self.loaded.as_ref().map(|loaded| loaded.read.file.clone())
            }
            DataAction::NotRead => {
                next.reading = None;
                next.replacing = false;
            }
            DataAction::Loaded(loaded, read_with) => {
                let revision = self.revision + 1;
                next = Self { loaded: Some(loaded), read_with, revision, ..Self::default() };
            }
            DataAction::Asked(chunk) => {
                next.asked.insert(chunk);
            }
            DataAction::Rows { revision, chunk, page } if revision == self.revision => {
                next.asked.remove(&chunk);
                next.chunks.insert(chunk, Rc::new(page));
                next.drop_far_from(chunk);
            }
            DataAction::Rows { .. } => {}
            DataAction::NoRows(chunk) => {
                next.asked.remove(&chunk);
            }
            DataAction::Forget => next = Self { revision: self.revision + 1, ..Self::default() },
        }
        next
    }
}

impl Data {
    fn drop_far_from(&mut self, chunk: u64) {
        while self.chunks.len() > KEPT {
            let farthest = self.chunks.keys().copied().max_by_key(|c| c.abs_diff(chunk));
            let Some(farthest) = farthest else { return };
            self.chunks.remove(&farthest);
        }
    }

    /// The cells of a row, if its window is here.
    pub fn row(&self, index: u64) -> Option<&[Option<String>]> {
        let page = self.chunks.get(&(index / CHUNK))?;
        page.rows.get((index % CHUNK) as usize).map(Vec::as_slice)
    }

    /// Names of the columns.
    pub fn column_names(&self) -> Vec<String> {
        self.loaded.iter().flat_map(|l| l.profile.columns.iter().map(|c| c.name.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(start: u64) -> RowsPage {
        RowsPage {
            start,
            columns: vec!["a".into()],
            rows: vec![vec![Some(start.to_string())]],
            ..RowsPage::default()
        }
    }

    #[test]
    fn windows_of_an_old_table_are_ignored() {
        let data = Data { revision: 2, ..Data::default() };
        let late = data.reduce(DataAction::Rows { revision: 1, chunk: 0, page: page(0) });
        assert_eq!(late, data);
        let fresh = data.reduce(DataAction::Rows { revision: 2, chunk: 0, page: page(0) });
        assert_eq!(fresh.row(0), Some(&[Some("0".to_owned())][..]));
    }

    #[test]
    fn few_windows_are_kept_and_they_are_the_nearest() {
        let mut data = Data::default();
        for chunk in 0..40 {
            data = data.reduce(DataAction::Rows { revision: 0, chunk, page: page(chunk * CHUNK) });
        }
        assert_eq!(data.chunks.len(), KEPT);
        assert!(data.chunks.contains_key(&39));
        assert!(!data.chunks.contains_key(&0));
    }

    #[test]
    fn only_types_and_options_call_for_reading_again() {
        let mut recipe: Recipe = serde_json::from_str(r#"{"version":1}"#).unwrap();
        let before = ReadWith::of(&recipe);
        recipe.columns.insert(
            "a".into(),
            ColumnOptions { role: Some(glasshouse_spec::Role::Ignore), ..ColumnOptions::default() },
        );
        assert_eq!(ReadWith::of(&recipe), before);
        recipe.data.delimiter = Some(';');
        assert_ne!(ReadWith::of(&recipe), before);
    }
}

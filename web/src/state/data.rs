//! The loaded file: how it was read, and what is in it.

use super::{Slice, TableKey};
use glasshouse_spec::{ColumnOptions, CombineSpec, DataOptions, ReadReport, Recipe, TableProfile};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What decides how a file is read. A recipe that says otherwise calls for reading again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadWith {
    /// Format options.
    pub options: DataOptions,
    /// Columns whose type departs from inference.
    pub columns: BTreeMap<String, ColumnOptions>,
    /// What the file is combined with.
    pub combine: Vec<CombineSpec>,
}

impl ReadWith {
    /// What a recipe says of reading: its options and its column types, roles left out.
    pub fn of(recipe: &Recipe) -> Self {
        let typed = recipe.columns.iter().filter(|(_, options)| options.kind.is_some());
        let bare = |(name, options): (&String, &ColumnOptions)| {
            (name.clone(), ColumnOptions { kind: options.kind, ..ColumnOptions::default() })
        };
        Self {
            options: recipe.data.clone(),
            columns: typed.map(bare).collect(),
            combine: recipe.combine.clone(),
        }
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
    /// Files that were given together, the one that is read among them.
    pub besides: Vec<web_sys::File>,
    /// A file that is too large to be read whole; a part of it can be.
    pub large: Option<web_sys::File>,
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
    Loaded(Rc<Loaded>, Box<ReadWith>),
    /// Files were given together.
    Given(Vec<web_sys::File>),
    /// One of them is too large to be read whole.
    TooLarge(web_sys::File),
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
                let besides = self.besides.clone();
                next = Self {
                    loaded: Some(loaded),
                    read_with: *read_with,
                    revision,
                    besides,
                    ..Self::default()
                };
            }
            DataAction::Given(files) => (next.besides, next.large) = (files, None),
            DataAction::TooLarge(file) => next.large = Some(file),
            DataAction::Forget => next = Self { revision: self.revision + 1, ..Self::default() },
        }
        next
    }
}

impl Data {
    /// What a view of the table depends on.
    pub fn key(&self) -> TableKey {
        let loaded = self.loaded.as_deref();
        let columns = loaded.iter().flat_map(|l| &l.profile.columns).map(|c| (c.name.clone(), c.kind));
        let file = loaded.map(|l| l.read.sha256.clone()).unwrap_or_default();
        TableKey { revision: self.revision, file, columns: columns.collect() }
    }

    /// Names of the columns.
    pub fn column_names(&self) -> Vec<String> {
        self.loaded.iter().flat_map(|l| l.profile.columns.iter().map(|c| c.name.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

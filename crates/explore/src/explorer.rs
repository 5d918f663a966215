//! Exploring a table in bounded pieces: a column, a pair of groups of columns, or one pass at a time.

use crate::associations::Associating;
use crate::findings::{Facts, findings};
use crate::target::Aiming;
use crate::{ExploreError, column_figures, missing_figures};
use glasshouse_spec::{
    Associations, ColumnFigures, Exploration, MissingFigures, TableProfile, TargetFigures,
};
use glasshouse_table::{Column, Table, repeated_rows};
use std::sync::Arc;

/// How far an exploration is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Explored {
    /// What is being done, in plain words.
    pub stage: &'static str,
    /// Share done, 0 to 1.
    pub done: f64,
}

enum Stage {
    /// Takes the rows of the view, a column at a time.
    Choosing,
    Describing,
    Missing,
    Repeating,
    Associating(Box<Associating>),
    Aiming(Box<Aiming>),
    Concluding,
    Done,
}

/// Goes through a table, or through some of its rows, piece by piece.
pub struct Explorer {
    given: Table,
    rows: Option<Vec<u32>>,
    chosen: Vec<Arc<Column>>,
    table: Table,
    /// What is known of all rows, where all are looked at.
    profile: Option<TableProfile>,
    target: Option<String>,
    stage: Stage,
    columns: Vec<ColumnFigures>,
    missing: MissingFigures,
    /// Sizes of the groups of equal rows.
    repeats: Vec<u64>,
    associations: Associations,
    sampled: Option<u64>,
    aimed: Option<TargetFigures>,
    found: Exploration,
}

impl Explorer {
    /// Begins. `rows` are those to look at, all where there are none; `profile` is that of all rows,
    /// and saves describing them again; `target` is the column to predict.
    ///
    /// # Errors
    /// A target that the table does not have.
    pub fn new(
        table: &Table,
        rows: Option<Vec<u32>>,
        profile: Option<&TableProfile>,
        target: Option<&str>,
    ) -> Result<Self, ExploreError> {
        if let Some(name) = target.filter(|name| table.column(name).is_none()) {
            return Err(ExploreError::NoColumn { column: name.into() });
        }
        Ok(Self {
            profile: profile.filter(|_| rows.is_none()).cloned(),
            stage: if rows.is_some() { Stage::Choosing } else { Stage::Describing },
            given: table.clone(),
            table: table.clone(),
            rows,
            chosen: Vec::new(),
            target: target.map(Into::into),
            columns: Vec::new(),
            missing: MissingFigures::default(),
            repeats: Vec::new(),
            associations: Associations::default(),
            sampled: None,
            aimed: None,
            found: Exploration::default(),
        })
    }

    /// Does one piece of work; how far it is, or `None` when all is done.
    pub fn advance(&mut self) -> Option<Explored> {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Choosing => self.choose(),
            Stage::Describing => self.describe(),
            Stage::Missing => {
                self.missing = missing_figures(&self.table);
                self.go_on(Stage::Repeating, 0.3)
            }
            Stage::Repeating => {
                self.repeat();
                let associating = Associating::new(&self.table);
                self.go_on(Stage::Associating(Box::new(associating)), 0.35)
            }
            Stage::Associating(associating) => self.associate(associating),
            Stage::Aiming(aiming) => self.aim(aiming),
            Stage::Concluding => {
                self.conclude();
                self.go_on(Stage::Done, 1.0)
            }
            Stage::Done => None,
        }
    }

    /// What was found.
    pub fn finish(self) -> Exploration {
        self.found
    }

    fn go_on(&mut self, stage: Stage, done: f64) -> Option<Explored> {
        let words = match &stage {
            Stage::Choosing => "Choosing the rows",
            Stage::Describing => "Describing the columns",
            Stage::Missing => "Looking for gaps",
            Stage::Repeating => "Looking for rows that repeat",
            Stage::Associating(_) => "Comparing the columns",
            Stage::Aiming(_) => "Looking for what predicts the target",
            Stage::Concluding | Stage::Done => "Drawing conclusions",
        };
        self.stage = stage;
        Some(Explored { stage: words, done })
    }

    fn choose(&mut self) -> Option<Explored> {
        let rows = self.rows.as_deref().unwrap_or_default();
        let all = self.given.columns();
        if let Some(column) = all.get(self.chosen.len()) {
            self.chosen.push(Arc::new(column.take(rows)));
        }
        let done = 0.1 * self.chosen.len() as f64 / all.len().max(1) as f64;
        if self.chosen.len() < all.len() {
            return self.go_on(Stage::Choosing, done);
        }
        self.table = Table::new(std::mem::take(&mut self.chosen), rows.len());
        self.go_on(Stage::Describing, done)
    }

    fn describe(&mut self) -> Option<Explored> {
        let all = self.table.columns();
        if let Some(column) = all.get(self.columns.len()) {
            let known = self.profile.as_ref().and_then(|p| p.columns.iter().find(|c| c.name == column.name));
            self.columns.push(column_figures(column, known));
        }
        let done = 0.1 + 0.19 * self.columns.len() as f64 / all.len().max(1) as f64;
        let more = self.columns.len() < all.len();
        self.go_on(if more { Stage::Describing } else { Stage::Missing }, done)
    }

    /// The groups of equal rows; they are known to be none where the profile counted none.
    fn repeat(&mut self) {
        let none = self.profile.as_ref().is_some_and(|profile| profile.duplicates == 0);
        if !none {
            self.repeats = repeated_rows(&self.table);
        }
    }

    fn associate(&mut self, mut associating: Box<Associating>) -> Option<Explored> {
        if let Some(done) = associating.advance() {
            return self.go_on(Stage::Associating(associating), 0.35 + 0.45 * done);
        }
        self.sampled = associating.sampled();
        self.associations = associating.finish();
        let target = self.target.as_deref();
        // The name was checked at the beginning.
        match target.and_then(|name| Aiming::new(&self.table, name, &self.columns).ok().flatten()) {
            Some(aiming) => self.go_on(Stage::Aiming(Box::new(aiming)), 0.8),
            None => self.go_on(Stage::Concluding, 0.98),
        }
    }

    fn aim(&mut self, mut aiming: Box<Aiming>) -> Option<Explored> {
        if let Some(done) = aiming.advance() {
            return self.go_on(Stage::Aiming(aiming), 0.8 + 0.18 * done);
        }
        self.aimed = Some(aiming.finish());
        self.go_on(Stage::Concluding, 0.98)
    }

    fn conclude(&mut self) {
        self.found = Exploration {
            rows: self.table.rows() as u64,
            sampled: self.sampled,
            duplicates: Some(self.repeats.iter().map(|size| size - 1).sum()),
            columns: std::mem::take(&mut self.columns),
            missing: std::mem::take(&mut self.missing),
            associations: std::mem::take(&mut self.associations),
            target: self.aimed.take(),
            findings: Vec::new(),
        };
        let facts = Facts {
            table: &self.table,
            explored: &self.found,
            repeats: &self.repeats,
            wanted: self.target.as_deref(),
        };
        self.found.findings = findings(&facts);
    }
}

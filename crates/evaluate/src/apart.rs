//! Whether the parts of a split stand apart as they should: rows that stand in two of them, and columns that
//! are distributed otherwise in the test part than in training.

use crate::Arranged;
use crate::stability::{FEW, spread, stability};
use glasshouse_spec::{ColumnType, Drift, Place, Warning};
use glasshouse_table::{DuplicateFinder, Keep};

/// Columns that are named.
const NAMED: usize = 3;

impl Arranged {
    /// What to look at in how the rows were parted, in bounded pieces: O(cells), and O(rows · log rows).
    pub async fn look_at_parts(&self, pause: &impl AsyncFn(&'static str, f64)) -> Vec<Warning> {
        if self.timed.is_some() || self.parts.test.is_empty() {
            return Vec::new();
        }
        let twice = self.twice(&async |done: f64| pause("Looking for rows in two parts", done).await).await;
        let drift = self.drift(&async |done: f64| pause("Comparing the parts", done).await).await;
        twice.into_iter().chain(drift).collect()
    }

    /// A number for each row, the same for rows that are equal in every column but ids; `None` where there is
    /// no other column. Where only few columns are features, rows that differ elsewhere are no duplicates.
    pub(crate) async fn equal_rows(&self, pause: &impl AsyncFn(f64)) -> Option<Vec<u32>> {
        let all = self.table.columns().iter().filter(|column| column.kind != ColumnType::Id);
        let columns: Vec<String> = all.map(|column| column.name.clone()).collect();
        if columns.is_empty() {
            return None;
        }
        let mut finder = DuplicateFinder::new(&self.table, &columns, 1.0, Keep::First).ok()?;
        while !finder.advance().ok()? {
            pause(finder.done()).await;
        }
        Some(finder.equal())
    }

    /// Rows of the test part that are equal to one of the training part.
    async fn twice(&self, pause: &impl AsyncFn(f64)) -> Option<Warning> {
        let numbers = self.equal_rows(pause).await?;
        let mut trained = vec![false; self.table.rows()];
        self.parts.train.iter().for_each(|row| trained[numbers[*row as usize] as usize] = true);
        let of = |rows: &[u32]| rows.iter().filter(|row| trained[numbers[**row as usize] as usize]).count();
        let (test, all) = (of(&self.parts.test), self.parts.test.len());
        (test > 0).then(|| {
            let rows = if test == 1 { "row is" } else { "rows are" };
            let message = format!(
                "{test} of {all} test {rows} equal to a training row: a model that knows them by heart is right \
                 there; the clean step drop_duplicates leaves one of each"
            );
            Warning::new("split.twice", message, Place::parameter("split"))
        })
    }

    /// How differently the features are distributed in the test part and in training; `None` where a part has too
    /// few rows to tell.
    pub(crate) async fn drifts(&self, pause: &impl AsyncFn(f64)) -> Option<Vec<Drift>> {
        let (train, test) = (spread(&self.parts.train), spread(&self.parts.test));
        if train.len().min(test.len()) < FEW {
            return None;
        }
        let mut drifts = Vec::new();
        for (at, name) in self.features.iter().enumerate() {
            drifts.extend(self.table.column(name).and_then(|column| stability(column, &train, &test)));
            pause(at as f64 / self.features.len() as f64).await;
        }
        drifts.sort_by(|a, b| b.apart.cmp(&a.apart).then(b.index.total_cmp(&a.index)));
        Some(drifts)
    }

    /// Features that are distributed otherwise in the test part than in training, by more than chance explains.
    async fn drift(&self, pause: &impl AsyncFn(f64)) -> Option<Warning> {
        let drifts = self.drifts(pause).await?;
        let apart: Vec<&Drift> = drifts.iter().filter(|drift| drift.apart).collect();
        let most = apart.first()?.index;
        let names: Vec<String> =
            apart.iter().take(NAMED).map(|drift| format!("\"{}\"", drift.column)).collect();
        let more = match apart.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "the test part is distributed otherwise than training in {}{more} (population stability index up to \
             {most:.2}): scores tell how the model does on such rows",
            names.join(", ")
        );
        Some(Warning::new("split.drift", message, Place::parameter("split")))
    }
}

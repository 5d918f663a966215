//! The terms of the training rows, and which of them are kept.

use super::cells::Texts;
use super::options::{Options, Smooth};
use super::terms::TermsColumn;
use crate::PrepareError;
use crate::paused::Pauses;
use glasshouse_table::Column;
use std::collections::HashMap;

/// Rows that are read between two pauses.
const ROWS: usize = 2048;

/// How often a term occurs.
#[derive(Default, Clone, Copy)]
struct Seen {
    /// Rows that have it.
    rows: u64,
    /// How often in all, or rows where a term counts once a row.
    times: u64,
    /// The last row that had it, from 1.
    last: usize,
}

/// Learns the terms of a column. `part` is where in the whole fit this stands, from and to.
pub(super) async fn learn(
    options: &Options,
    column: &Column,
    step: &str,
    part: [f64; 2],
    pauses: &Pauses,
) -> Result<TermsColumn, PrepareError> {
    let texts = Texts::of(column, step)?;
    let mut seen: HashMap<String, Seen> = HashMap::new();
    for row in 0..column.len() {
        let mut term = |term: &str| match seen.get_mut(term) {
            Some(known) => known.again(row + 1),
            None => {
                seen.insert(term.to_owned(), Seen { rows: 1, times: 1, last: row + 1 });
            }
        };
        if let Some(text) = texts.get(row) {
            options.analyzer.each(text, &mut term);
        }
        if row % ROWS == ROWS - 1 {
            pauses.at(part[0] + (part[1] - part[0]) * row as f64 / column.len() as f64).await;
        }
    }
    let any = !seen.is_empty();
    let mut kept = options.kept(seen, column.len());
    if kept.is_empty() {
        return Err(nothing(column, step, any));
    }
    kept.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let all: u64 = kept.iter().map(|(_, seen)| seen.rows).sum();
    let n = column.len() as f64;
    let idf = |seen: &Seen| match options.idf {
        Some(Smooth(smooth)) => {
            let one = f64::from(u8::from(smooth));
            Some(libm::log((n + one) / (seen.rows as f64 + one)) + 1.0)
        }
        None => None,
    };
    Ok(TermsColumn {
        name: column.name.clone(),
        idf: kept.iter().filter_map(|(_, seen)| idf(seen)).collect(),
        outputs: kept.iter().map(|(term, _)| format!("{}_{term}", column.name)).collect(),
        terms: kept.into_iter().map(|(term, _)| term).collect(),
        usual: all.div_ceil(column.len() as u64) as u32,
    })
}

impl Seen {
    fn again(&mut self, row: usize) {
        self.times += 1;
        self.rows += u64::from(self.last != row);
        self.last = row;
    }
}

impl Options {
    /// The terms that occur in neither too few nor too many rows, and of these the most frequent; of equally
    /// frequent ones the first in order.
    fn kept(&self, seen: HashMap<String, Seen>, rows: usize) -> Vec<(String, Seen)> {
        let n = rows as f64;
        let least = if self.min_df < 1.0 { self.min_df * n } else { self.min_df };
        let most = if self.max_df <= 1.0 { self.max_df * n } else { self.max_df };
        let fits = |seen: &Seen| (least..=most).contains(&(seen.rows as f64));
        let mut kept: Vec<(String, Seen)> = seen.into_iter().filter(|(_, seen)| fits(seen)).collect();
        if let Some(many) = self.max_features.filter(|many| *many < kept.len()) {
            let times = |seen: &Seen| if self.binary { seen.rows } else { seen.times };
            kept.sort_unstable_by(|a, b| times(&b.1).cmp(&times(&a.1)).then_with(|| a.0.cmp(&b.0)));
            kept.truncate(many);
        }
        kept
    }
}

fn nothing(column: &Column, step: &str, any: bool) -> PrepareError {
    let (why, remedy) = match any {
        true => ("min_df and max_df leave none of its terms", "Lower min_df, or raise max_df."),
        false => ("its texts have no terms", "Name another column, or set analyzer to \"char\"."),
    };
    PrepareError::Refused {
        code: "prepare.no_terms",
        column: Some(column.name.clone()),
        row: None,
        message: format!("{step} finds nothing in column \"{}\": {why}", column.name),
        remedy: remedy.into(),
    }
}

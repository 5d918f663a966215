//! Which part of a file is read, as a person types it.

use glasshouse_spec::{DataOptions, SampleMethod, SampleSpec};

/// What the form holds.
#[derive(Debug, Clone, PartialEq)]
pub struct PartDraft {
    /// How many rows; all when empty.
    pub rows: String,
    /// Which.
    pub pick: SampleMethod,
    /// The column whose values keep their shares.
    pub by: String,
    /// Names of columns with commas between; all when empty.
    pub columns: String,
}

impl Default for PartDraft {
    fn default() -> Self {
        let (rows, by, columns) = ("100000".into(), String::new(), String::new());
        Self { rows, pick: SampleMethod::Random, by, columns }
    }
}

/// Seed of a sample that nobody gave one.
const SEED: u64 = 42;

impl PartDraft {
    /// What it says; none where it says nothing, or what cannot be understood.
    pub fn options(&self) -> Option<DataOptions> {
        let bare: String =
            self.rows.chars().filter(|letter| !matches!(letter, ' ' | ',' | '.' | '_')).collect();
        let rows = if bare.is_empty() { None } else { Some(bare.parse().ok().filter(|rows| *rows > 0)?) };
        let by = (self.pick == SampleMethod::Stratified).then(|| self.by.trim().to_owned());
        if rows.is_some() && by.as_ref().is_some_and(String::is_empty) {
            return None;
        }
        let sample = rows.map(|rows| SampleSpec { rows, method: self.pick, by, seed: SEED });
        let names = self.columns.split(',').map(str::trim).filter(|name| !name.is_empty());
        let columns = Some(names.map(str::to_owned).collect::<Vec<_>>()).filter(|names| !names.is_empty());
        (sample.is_some() || columns.is_some()).then(|| DataOptions {
            sample,
            columns,
            ..DataOptions::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(rows: &str, pick: SampleMethod, by: &str, columns: &str) -> Option<DataOptions> {
        PartDraft { rows: rows.into(), pick, by: by.into(), columns: columns.into() }.options()
    }

    #[test]
    fn a_part_is_some_rows_or_some_columns_or_both() {
        let sample = draft("50,000", SampleMethod::First, "ignored", "").unwrap().sample.unwrap();
        assert_eq!((sample.rows, sample.method, sample.by), (50_000, SampleMethod::First, None));
        let columns = draft("", SampleMethod::Random, "", "age, , plan").unwrap();
        assert_eq!((columns.sample, columns.columns), (None, Some(vec!["age".into(), "plan".into()])));
        let both = draft("9", SampleMethod::Stratified, "plan", "age,plan").unwrap();
        assert_eq!(both.sample.unwrap().by.as_deref(), Some("plan"));
    }

    #[test]
    fn what_says_nothing_is_refused() {
        assert_eq!(draft("", SampleMethod::Random, "", " , "), None, "that would be the whole");
        assert_eq!(draft("many", SampleMethod::Random, "", ""), None);
        assert_eq!(draft("0", SampleMethod::First, "", ""), None);
        assert_eq!(draft("9", SampleMethod::Stratified, " ", ""), None, "by what?");
    }
}

//! The sample tables that lie beside the page. Their list is part of the page, so that it is
//! there at once; a table itself is fetched when somebody chooses it.

use serde::Deserialize;

const INDEX: &str = include_str!("../../../assets/datasets/index.json");

/// A sample table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Sample {
    /// Short name.
    pub name: String,
    /// Title.
    pub title: String,
    /// File name in `datasets/`.
    pub file: String,
    /// Number of rows.
    pub rows: u64,
    /// Number of columns.
    pub columns: u64,
    /// The column that one would predict.
    pub target: String,
    /// What it is about.
    #[serde(default)]
    pub about: String,
    /// Where it comes from.
    pub source: String,
    /// Under which licence.
    pub licence: String,
}

/// All samples.
pub fn all() -> Vec<Sample> {
    super::json::read(INDEX).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_understood() {
        assert!(super::all().len() >= 4);
    }
}

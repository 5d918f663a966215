//! Names of columns: trimmed, never blank, never twice.

use glasshouse_spec::{Place, Warning};
use std::collections::BTreeSet;

/// Makes names of the cells of a header. A blank one becomes `column_N` (N from 1), one that was
/// there before gets `_2`, `_3`… at its end; both with a warning.
pub(crate) fn names(cells: &[String], file: &str) -> (Vec<String>, Vec<Warning>) {
    let written: BTreeSet<&str> = cells.iter().map(|c| c.trim()).collect();
    let mut used = BTreeSet::new();
    let mut warnings = Vec::new();
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (i, cell) in cells.iter().enumerate() {
        let trimmed = cell.trim();
        let blank = trimmed.is_empty();
        let wish = if blank { format!("column_{}", i + 1) } else { trimmed.to_string() };
        let free = |name: &String, used: &BTreeSet<String>| {
            !used.contains(name) && (name == trimmed || !written.contains(name.as_str()))
        };
        let name = numbered(&wish, |name| free(name, &used));
        if name != trimmed {
            let at = Place { file: Some(file.into()), line: Some(1), ..Place::column(name.as_str()) };
            let (code, message) = if blank {
                ("header.blank", format!("Column {} has no name in the header and is called {name}.", i + 1))
            } else {
                (
                    "header.duplicate",
                    format!("The header names {trimmed} more than once; column {} is called {name}.", i + 1),
                )
            };
            warnings.push(Warning::new(code, message, at));
        }
        used.insert(name.clone());
        names.push(name);
    }
    (names, gathered(warnings, file))
}

/// A name, with a number at its end where it is taken.
pub(crate) fn free_name(wish: &str, taken: &[String]) -> String {
    numbered(wish, |name| !taken.contains(name))
}

fn numbered(wish: &str, free: impl Fn(&String) -> bool) -> String {
    let mut name = wish.to_string();
    let mut number = 1;
    while !free(&name) {
        number += 1;
        name = format!("{wish}_{number}");
    }
    name
}

/// At most ten warnings of a kind: a header of thousands of blanks is one thing to know.
fn gathered(warnings: Vec<Warning>, file: &str) -> Vec<Warning> {
    let count = warnings.len();
    if count <= 10 {
        return warnings;
    }
    let examples: Vec<&str> = warnings.iter().take(3).map(|w| w.message.as_str()).collect();
    let at = Place { file: Some(file.into()), line: Some(1), ..Place::default() };
    let message = format!(
        "{count} columns got new names, as theirs were blank or there before. {} …",
        examples.join(" ")
    );
    vec![Warning::new("header.renamed", message, at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_and_repeated_names_are_renamed() {
        let cells: Vec<String> = ["a", " ", "a", "a_2", " b "].iter().map(ToString::to_string).collect();
        let (found, warnings) = names(&cells, "f.csv");
        assert_eq!(found, ["a", "column_2", "a_3", "a_2", "b"]);
        let codes: Vec<&str> = warnings.iter().map(|w| w.code.as_str()).collect();
        assert_eq!(codes, ["header.blank", "header.duplicate"]);
        assert_eq!(warnings[1].at.column.as_deref(), Some("a_3"));
    }
}

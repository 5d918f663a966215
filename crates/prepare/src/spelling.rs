//! Spellings of true and false.

/// Spellings of true in lower case, whatever the case of a cell: those that `table::truth` knows.
pub const TRUE_SPELLINGS: [&str; 5] = ["true", "yes", "y", "t", "1"];
/// Spellings of false in lower case, whatever the case of a cell: those that `table::truth` knows.
pub const FALSE_SPELLINGS: [&str; 5] = ["false", "no", "n", "f", "0"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_those_of_the_table() {
        use glasshouse_table::truth;
        assert!(
            TRUE_SPELLINGS.iter().all(|t| truth(t) == Some(true) && truth(&t.to_uppercase()) == Some(true))
        );
        assert!(
            FALSE_SPELLINGS
                .iter()
                .all(|f| truth(f) == Some(false) && truth(&f.to_uppercase()) == Some(false))
        );
    }
}

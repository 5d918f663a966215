//! Names that were mistyped.

/// The known name that `name` was probably meant to be: the one with the fewest changed
/// characters (Levenshtein's distance, case apart), if that is at most a third of its length.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    known
        .into_iter()
        .map(|k| (distance(&wanted, &k.to_lowercase()), k))
        .min_by_key(|(d, _)| *d)
        .filter(|(d, k)| *d <= k.chars().count().max(wanted.chars().count()).div_ceil(3))
        .map(|(_, k)| k)
}

/// Levenshtein's distance in characters; O(n·m).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_finds_its_neighbour() {
        let known = ["species", "island", "bill_length_mm"];
        assert_eq!(nearest("Specis", known), Some("species"));
        assert_eq!(nearest("bill_lenght_mm", known), Some("bill_length_mm"));
        assert_eq!(nearest("weight", known), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn distances_are_levenshteins() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}

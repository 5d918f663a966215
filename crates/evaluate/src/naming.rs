//! What is to be known of several targets, said once.

use glasshouse_spec::{Place, Warning};

/// Warnings beside the targets that they are of, as one list: what is the same for several is said once and names
/// them all, by their columns and in the order in which they come. O(warnings²).
pub fn named<'a>(each: impl IntoIterator<Item = (&'a str, Warning)>) -> Vec<Warning> {
    let mut found: Vec<(Vec<&str>, Warning)> = Vec::new();
    for (target, warning) in each {
        match found.iter_mut().find(|(_, known)| *known == warning) {
            Some((targets, _)) if targets.contains(&target) => {}
            Some((targets, _)) => targets.push(target),
            None => found.push((vec![target], warning)),
        }
    }
    let told = |(targets, warning): (Vec<&str>, Warning)| {
        let quoted: Vec<String> = targets.iter().map(|target| format!("\"{target}\"")).collect();
        let noun = if quoted.len() == 1 { "target" } else { "targets" };
        let first = targets.first().map(|target| (*target).to_owned());
        Warning {
            message: format!("of the {noun} {}: {}", quoted.join(", "), warning.message),
            at: Place { column: first, ..warning.at },
            ..warning
        }
    };
    found.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_said_once_and_names_every_target() {
        let slow = || Warning::new("fit.slow", "it did not end", Place::parameter("max_iter"));
        let rare = Warning::new("rare", "few rows", Place::default());
        let told = named([("a", slow()), ("b", rare), ("b", slow()), ("b", slow())]);
        let messages: Vec<&str> = told.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(
            messages,
            ["of the targets \"a\", \"b\": it did not end", "of the target \"b\": few rows"]
        );
        assert_eq!(told[0].at.column.as_deref(), Some("a"));
        assert_eq!(told[0].at.parameter.as_deref(), Some("max_iter"));
        assert_eq!(told[1].at.column.as_deref(), Some("b"));
        assert!(named([]).is_empty());
    }
}

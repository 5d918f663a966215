//! The catalogue of steps: under which heading each stands, and which a search finds.

use super::List;
use glasshouse_spec::KindInfo;

/// The family of a kind of step; all cleaning is one.
pub fn family_of(list: List, kind: &KindInfo) -> &str {
    match list {
        List::Clean => "clean",
        List::Prepare => &kind.family,
    }
}

/// Kinds in which every word of a search occurs, those first that are called so; all, in their order, where
/// nothing is looked for. `words` gives the words of a family.
pub fn found<'a>(
    kinds: &'a [KindInfo],
    list: List,
    query: &str,
    words: impl Fn(&str) -> String,
) -> Vec<&'a KindInfo> {
    let query = query.to_lowercase();
    let wanted: Vec<&str> = query.split_whitespace().collect();
    let rank = |kind: &KindInfo| {
        let name = format!("{} {}", kind.title, kind.id).to_lowercase();
        let family = words(family_of(list, kind));
        let all = format!("{name} {family} {} {}", kind.help, kind.when).to_lowercase();
        let holds = |text: &str| wanted.iter().all(|word| text.contains(word));
        match (holds(&name), holds(&all)) {
            (true, _) => Some(0),
            (_, true) => Some(1),
            _ => None,
        }
    };
    let mut ranked: Vec<(u8, &KindInfo)> =
        kinds.iter().filter_map(|kind| Some((rank(kind)?, kind))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, kind)| kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(id: &str, title: &str, family: &str, help: &str, when: &str) -> KindInfo {
        let text = serde_json::json!({
            "id": id, "title": title, "family": family, "help": help, "when": when, "params": [], "onnx": true
        });
        serde_json::from_value(text).unwrap()
    }

    fn kinds() -> Vec<KindInfo> {
        vec![
            kind(
                "simple_imputer",
                "Fill missing values",
                "missing",
                "Fills gaps.",
                "A scaler needs numbers.",
            ),
            kind("standard_scaler", "Standardise numbers", "scale", "Mean 0.", "Distances matter."),
            kind("robust_scaler", "Scale by quartiles", "scale", "Median 0.", "There are outliers."),
        ]
    }

    fn ids(query: &str) -> Vec<String> {
        let kinds = kinds();
        let found = found(&kinds, List::Prepare, query, |family| format!("{family} words"));
        found.into_iter().map(|kind| kind.id.clone()).collect()
    }

    #[test]
    fn a_search_looks_into_title_id_help_family_and_when_to_use_it() {
        assert_eq!(ids("").len(), 3);
        assert_eq!(ids("OUTLIERS"), ["robust_scaler"]);
        assert_eq!(ids("mean 0"), ["standard_scaler"]);
        assert_eq!(ids("missing words"), ["simple_imputer"]);
        assert_eq!(ids("zoo"), [] as [&str; 0]);
    }

    #[test]
    fn what_is_called_so_comes_before_what_only_speaks_of_it() {
        assert_eq!(ids("scaler"), ["standard_scaler", "robust_scaler", "simple_imputer"]);
    }

    #[test]
    fn cleaning_is_one_family() {
        assert_eq!(family_of(List::Clean, &kinds()[0]), "clean");
        assert_eq!(family_of(List::Prepare, &kinds()[0]), "missing");
    }
}

//! The words of the page, from the message catalogue by Fluent: another language is another file.
//!
//! `say!("key")` gives a message, `say!("key", n = 3)` fills its places; `key.attribute` reads an
//! attribute. Whole numbers are grouped by thousands. A key that the catalogue lacks shows itself,
//! and the test below finds it before anybody sees it.

use crate::numbers;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const ENGLISH: &str = include_str!("../locales/en.ftl");

thread_local! {
    static BUNDLE: FluentBundle<FluentResource> = bundle(ENGLISH);
}

fn bundle(source: &str) -> FluentBundle<FluentResource> {
    // A resource with mistakes still holds all its sound messages; the test names the mistakes.
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut bundle = FluentBundle::new(vec!["en".parse::<LanguageIdentifier>().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(n) if n.value.fract() == 0.0 => Some(numbers::grouped(n.value as i64)),
        _ => None,
    }));
    bundle.add_resource_overriding(resource);
    bundle
}

/// The message of a key, with its places filled.
pub fn message(key: &str, args: Option<&FluentArgs<'_>>) -> String {
    find(key, args).unwrap_or_else(|| key.to_owned())
}

/// The message of a key, or nothing when the catalogue lacks it.
pub fn find(key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    BUNDLE.with(|bundle| {
        let (id, attribute) = match key.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (key, None),
        };
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, args, &mut errors).into_owned())
    })
}

/// A message of the core as a sentence of its own, with a capital and a stop; names of models and
/// parameters keep their letters.
pub fn sentence(message: &str) -> String {
    let stop = if message.is_empty() || message.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    let first = message.split(' ').next().unwrap_or_default();
    if !first.chars().all(char::is_alphabetic) {
        return format!("{message}{stop}");
    }
    let mut letters = message.chars();
    let capital = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{capital}{}{stop}", letters.as_str())
}

/// A message of the catalogue: `say!("key")`, `say!("key", n = 3, name = text)`.
macro_rules! say {
    ($key:expr) => {
        $crate::words::message($key, None)
    };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = ::fluent_bundle::FluentArgs::new();
        $(args.set(stringify!($name), $value);)+
        $crate::words::message($key, Some(&args))
    }};
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    /// Keys that are put together at run time: names of stages, tasks, metrics and their kin.
    const FAMILIES: [&str; 40] = [
        "drift-",
        "family-",
        "differs-part-",
        "stage-",
        "metric-",
        "task-",
        "type-",
        "role-",
        "state-",
        "split-",
        "picture-",
        "theme-",
        "weights-",
        "chart-",
        "explore-tab-",
        "explore-order-",
        "severity-",
        "measure-",
        "gallery-",
        "takes-",
        "tests-way-",
        "curve-",
        "loss-",
        "models-",
        "folds-by-",
        "search-by-",
        "search-low",
        "search-high",
        "judge-tab-",
        "explain-tab-",
        "otherwise-may-",
        "comparison-",
        "payoff-kind-",
        "classes-mean-",
        "promised-",
        "fair-figure-",
        "fair-apart-",
        "fair-with-",
        "card-",
        "matrix-of-",
    ];

    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("words.rs") {
                found.push(path);
            }
        }
    }

    /// The literal keys of `say!` in the source.
    fn said() -> BTreeSet<String> {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut keys = BTreeSet::new();
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            for rest in text.split("say!(").skip(1) {
                let rest = rest.trim_start();
                if let Some(key) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) {
                    keys.insert(key.to_owned());
                }
            }
        }
        keys
    }

    #[test]
    fn the_catalogue_has_no_mistakes() {
        let faults = FluentResource::try_new(ENGLISH.to_owned()).err().map(|(_, faults)| faults);
        assert_eq!(faults, None);
    }

    #[test]
    fn no_key_stands_twice() {
        let mut seen = BTreeSet::new();
        let ids = ENGLISH.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
        let twice: Vec<&str> =
            ids.filter_map(|line| Some(line.split_once(" =")?.0)).filter(|id| !seen.insert(*id)).collect();
        assert_eq!(twice, Vec::<&str>::new());
    }

    #[test]
    fn everything_said_is_in_the_catalogue() {
        let lacking: Vec<String> = said().into_iter().filter(|key| find(key, None).is_none()).collect();
        assert_eq!(lacking, Vec::<String>::new());
    }

    #[test]
    fn the_catalogue_holds_nothing_unsaid() {
        let said = said();
        let ids = ENGLISH.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
        let idle: Vec<&str> = ids
            .filter(|id| !id.starts_with([' ', '#', '.', '-', '[', '*']))
            .filter(|id| !FAMILIES.iter().any(|family| id.starts_with(family)))
            .filter(|id| !said.contains(*id) && !said.iter().any(|key| key.starts_with(&format!("{id}."))))
            .collect();
        assert_eq!(idle, Vec::<&str>::new());
    }

    #[test]
    fn sentences_begin_with_a_capital_and_names_do_not_and_all_end() {
        assert_eq!(sentence("the split is random"), "The split is random.");
        assert_eq!(sentence("été"), "Été.");
        assert_eq!(sentence("3 of 9 rows"), "3 of 9 rows.");
        for same in ["logistic_regression stopped.", "\"plan\" has gaps!", ""] {
            assert_eq!(sentence(same), same);
        }
    }

    #[test]
    fn numbers_are_grouped_and_choose_the_plural() {
        assert_eq!(say!("count-rows", n = 1_u64), "1 row");
        assert_eq!(say!("count-rows", n = 50_000_u64), "50,000 rows");
    }
}

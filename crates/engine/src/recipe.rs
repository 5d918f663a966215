//! Recipes as files: read from TOML or JSON with the place of what is wrong, written as TOML,
//! hashed as canonical JSON.

use crate::fault::plain_reason;
use glasshouse_spec::{Fault, ParamValue, ParamValues, Place, RECIPE_VERSION, Recipe};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Reads a recipe. A name that ends in `.json` is read as JSON, everything else as TOML.
///
/// # Errors
/// `recipe.encoding` when the bytes are no UTF-8, `recipe.syntax` when they are no TOML or JSON,
/// `recipe.unknown_field`, `recipe.field` and `recipe.version` when they are, but no recipe that
/// is understood. Each names the line or the path of the field.
pub fn read_recipe(name: &str, bytes: &[u8]) -> Result<Recipe, Box<Fault>> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Fault::new("recipe.encoding", format!("{name} is not a text file in UTF-8"))
            .with_place(file(name, None))
            .with_remedy("give a recipe in TOML or JSON; `glasshouse suggest` writes one")
    })?;
    let text = text.trim_start_matches('\u{feff}');
    check_version(name, text)?;
    if is_json(name) { read_json(name, text) } else { read_toml(name, text) }
}

/// Writes a recipe as TOML that [`read_recipe`] reads back. What is `null` is left out.
///
/// # Errors
/// `recipe.unwritable` when a value cannot be said in TOML, such as `null` inside a list.
pub fn write_recipe(recipe: &Recipe) -> Result<String, Box<Fault>> {
    let mut recipe = recipe.clone();
    let steps = recipe.clean.iter_mut().chain(&mut recipe.prepare).map(|step| &mut step.params);
    steps.chain([&mut recipe.model.params]).for_each(leave_null_out);
    toml::to_string(&recipe).map_err(|error| {
        let message = "the recipe holds a value that TOML cannot write";
        let fault = Fault::new("recipe.unwritable", message).with_cause(error.to_string());
        Box::new(fault.with_remedy("save it as JSON"))
    })
}

/// In estimators inside others as well.
fn leave_null_out(params: &mut ParamValues) {
    params.retain(|_, value| *value != ParamValue::Null);
    for value in params.values_mut() {
        match value {
            ParamValue::Table(inner) => leave_null_out(inner),
            ParamValue::List(list) => list.iter_mut().for_each(|value| {
                if let ParamValue::Table(inner) = value {
                    leave_null_out(inner);
                }
            }),
            _ => {}
        }
    }
}

/// SHA-256, in hexadecimal, of the recipe as canonical JSON: keys sorted, no space, numbers in
/// shortest form. What people say of the model changes nothing in it, and may be said after it was trained: it is
/// left out.
pub fn recipe_sha256(recipe: &Recipe) -> String {
    let bare = Recipe { card: Default::default(), ..recipe.clone() };
    let value = serde_json::to_value(&bare).expect("plain data with text for keys always serialises");
    let mut text = String::new();
    write_canonical(&value, &mut text);
    sha256(text.as_bytes())
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_json(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

fn file(name: &str, line: Option<u64>) -> Place {
    Place { file: Some(name.to_string()), line, ..Place::default() }
}

/// A recipe of a later shape would fail at its first new field; its version says it better.
fn check_version(name: &str, text: &str) -> Result<(), Box<Fault>> {
    #[derive(serde::Deserialize)]
    struct Version {
        version: Option<u64>,
    }
    let parsed: Option<Version> =
        if is_json(name) { serde_json::from_str(text).ok() } else { toml::from_str(text).ok() };
    match parsed.and_then(|p| p.version) {
        Some(version) if version != u64::from(RECIPE_VERSION) => {
            let message =
                format!("the recipe has version {version}; this Glasshouse reads version {RECIPE_VERSION}");
            let place = Place { parameter: Some("version".into()), ..file(name, None) };
            let remedy = if version > u64::from(RECIPE_VERSION) {
                "use a newer Glasshouse"
            } else {
                "write `version = 1`"
            };
            Err(Fault::new("recipe.version", message).with_place(place).with_remedy(remedy).into())
        }
        _ => Ok(()),
    }
}

fn read_json(name: &str, text: &str) -> Result<Recipe, Box<Fault>> {
    serde_json::from_str(text).map_err(|error| {
        let line = (error.line() > 0).then_some(error.line() as u64);
        let path = serde_json::from_str(text).map(path_of_mistake).unwrap_or_default();
        let code = if error.is_data() { "recipe.field" } else { "recipe.syntax" };
        refused(name, code, line, &path, &without_position(&error.to_string()))
    })
}

fn read_toml(name: &str, text: &str) -> Result<Recipe, Box<Fault>> {
    let line_of = |span: Option<std::ops::Range<usize>>| {
        span.and_then(|s| text.get(..s.start)).map(|before| before.matches('\n').count() as u64 + 1)
    };
    let document = toml::Deserializer::parse(text)
        .map_err(|error| refused(name, "recipe.syntax", line_of(error.span()), "", error.message()))?;
    Recipe::deserialize(document).map_err(|error: toml::de::Error| {
        let path = toml::from_str(text).map(path_of_mistake).unwrap_or_default();
        refused(name, "recipe.field", line_of(error.span()), &path, error.message())
    })
}

/// Where in a document the field is that makes it no recipe. Of the document as a value only: the code
/// that watches the path is large, and once is enough.
fn path_of_mistake(document: Value) -> String {
    let watched: Result<Recipe, _> = serde_path_to_error::deserialize(document);
    let path = watched.err().map(|error| error.path().to_string()).unwrap_or_default();
    if path == "." { String::new() } else { path }
}

/// serde_json appends "at line 3 column 5", which the place says already.
fn without_position(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_string()
}

fn refused(name: &str, code: &str, line: Option<u64>, path: &str, reason: &str) -> Box<Fault> {
    let place = Place { parameter: (!path.is_empty()).then(|| path.to_string()), ..file(name, line) };
    let unknown = reason.starts_with("unknown field");
    let code = if unknown { "recipe.unknown_field" } else { code };
    let (reason, remedy) = plain_reason(reason);
    let at = match (line, path.is_empty()) {
        (Some(line), true) => format!(" (line {line})"),
        (Some(line), false) => format!(" ({path}, line {line})"),
        (None, false) => format!(" ({path})"),
        (None, true) => String::new(),
    };
    let fault = Fault::new(code, format!("{name} is not a recipe that can be used{at}: {reason}"));
    Box::new(fault.with_place(place).with_remedy(remedy))
}

/// Keys are sorted here, whatever order the map of serde_json keeps.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (i, item) in list.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::StepSpec;

    const SOUND: &str = "version = 1\n[task]\ntarget = \"y\"\n[model]\nkind = \"random_forest\"\n\
                         [model.params]\nmax_depth = 4\nmax_features = 0.5\n";

    fn fault(name: &str, text: &str) -> Fault {
        *read_recipe(name, text.as_bytes()).unwrap_err()
    }

    #[test]
    fn toml_and_json_are_one_shape() {
        let recipe = read_recipe("r.toml", SOUND.as_bytes()).unwrap();
        let json = serde_json::to_vec(&recipe).unwrap();
        assert_eq!(read_recipe("r.json", &json).unwrap(), recipe);
        assert_eq!(recipe.model.params["max_features"], ParamValue::Float(0.5));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut recipe = read_recipe("r.toml", SOUND.as_bytes()).unwrap();
        let mut step = StepSpec::new("simple_imputer", &["@numeric", "a \"quoted\" name"]);
        step.params.insert("strategy".into(), ParamValue::Text("median".into()));
        step.params.insert("fill_value".into(), ParamValue::Float(1e-9));
        step.enabled = false;
        recipe.prepare = vec![step];
        let text = write_recipe(&recipe).unwrap();
        assert_eq!(read_recipe("r.toml", text.as_bytes()).unwrap(), recipe, "{text}");
    }

    #[test]
    fn no_value_is_left_out_of_toml() {
        let mut recipe = read_recipe("r.toml", SOUND.as_bytes()).unwrap();
        recipe.model.params.insert("max_leaf_nodes".into(), ParamValue::Null);
        let text = write_recipe(&recipe).unwrap();
        recipe.model.params.remove("max_leaf_nodes");
        assert_eq!(read_recipe("r.toml", text.as_bytes()).unwrap(), recipe);
    }

    #[test]
    fn the_hash_follows_the_content_and_not_the_order() {
        let recipe = read_recipe("r.toml", SOUND.as_bytes()).unwrap();
        let turned = "version = 1\n[model]\nkind = \"random_forest\"\nparams = { max_features = 0.5, max_depth = 4 }\n\
                      [task]\ntarget = \"y\"\n";
        assert_eq!(recipe_sha256(&recipe), recipe_sha256(&read_recipe("t.toml", turned.as_bytes()).unwrap()));
        let other = Recipe { seed: 43, ..recipe.clone() };
        assert_ne!(recipe_sha256(&recipe), recipe_sha256(&other));
    }

    #[test]
    fn canonical_json_sorts_keys_and_has_no_space() {
        let value: Value =
            serde_json::from_str(r#"{"b": [1.0, 2, null], "a": {"d": "\"", "c": true}}"#).unwrap();
        let mut text = String::new();
        write_canonical(&value, &mut text);
        assert_eq!(text, r#"{"a":{"c":true,"d":"\""},"b":[1.0,2,null]}"#);
    }

    #[test]
    fn an_unknown_field_is_named_with_its_line_and_the_nearest_name() {
        for (name, text) in
            [("r.toml", "version = 1\nsede = 4\n"), ("r.json", "{\"version\": 1,\n\"sede\": 4}")]
        {
            let fault = fault(name, text);
            assert_eq!((fault.code.as_str(), fault.at.line), ("recipe.unknown_field", Some(2)), "{fault:?}");
            assert!(fault.remedy.as_ref().unwrap().contains("`seed`"), "{fault:?}");
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_its_path() {
        let fault = fault("r.toml", "version = 1\n[split]\ntrain = \"most\"\n");
        assert_eq!(fault.at.parameter.as_deref(), Some("split.train"), "{fault:?}");
        assert_eq!(fault.at.line, Some(3), "{fault:?}");
    }

    #[test]
    fn a_newer_recipe_is_refused_by_its_version() {
        let fault = fault("r.toml", "version = 2\nnew_thing = 1\n");
        assert_eq!(fault.code, "recipe.version");
    }

    #[test]
    fn what_is_no_toml_and_no_text_is_said_so() {
        assert_eq!(fault("r.toml", "version = \n").code, "recipe.syntax");
        assert_eq!(fault("r.json", "{").code, "recipe.syntax");
        assert_eq!(read_recipe("r.toml", b"\xff\xfe\x00").unwrap_err().code, "recipe.encoding");
    }
}

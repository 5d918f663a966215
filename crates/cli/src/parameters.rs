//! Parameters of estimators and steps on the command line: their help from their declarations,
//! and `--param NAME=VALUE` checked against them.

use crate::failure::Failure;
use glasshouse_spec::{
    Fault, KindInfo, ParamSpec, ParamValue, ParamValues, Place, Recipe, TaskKind, TaskParams,
};

/// Sets `--param NAME=VALUE` in a recipe's model; the declarations check them when it trains.
///
/// # Errors
/// `arguments.param` where there is no `=`.
pub fn set(recipe: &mut Recipe, params: &[String]) -> Result<(), Failure> {
    for param in params {
        let (name, value) = pair("--param", param)?;
        let value = match value {
            "none" if takes(&recipe.model.kind, name, &ParamValue::Text("none".into())) => {
                ParamValue::Text(value.into())
            }
            value => listed(&recipe.model.kind, name, value).unwrap_or_else(|| read(value)),
        };
        recipe.model.params.insert(name.to_string(), value);
    }
    Ok(())
}

/// Values given as `NAME=VALUE` after a flag; who takes them checks them.
///
/// # Errors
/// `arguments.param` where there is no `=`.
pub fn pairs(flag: &str, given: &[String]) -> Result<ParamValues, Failure> {
    given.iter().map(|text| pair(flag, text).map(|(name, value)| (name.to_string(), read(value)))).collect()
}

fn pair<'a>(flag: &str, text: &'a str) -> Result<(&'a str, &'a str), Failure> {
    let (name, value) = text.split_once('=').ok_or_else(|| {
        Fault::new("arguments.param", format!("{flag} {text} has no `=`"))
            .with_place(Place::parameter(flag.trim_start_matches('-')))
            .with_remedy(format!("write it as {flag} NAME=VALUE"))
    })?;
    Ok((name.trim(), value.trim()))
}

/// The declarations of a parameter, of each task one.
fn declared(kind: &str, name: &str) -> impl Iterator<Item = &'static ParamSpec> {
    let kinds = glasshouse_learn::find(kind).into_iter();
    let specs = kinds.flat_map(|kind| kind.tasks().iter().flat_map(|&task| kind.params(task)));
    specs.filter(move |spec| spec.name == name)
}

/// Whether a parameter takes a value: `none` is a name for `penalty`, and the lack of a value for
/// `max_depth`.
fn takes(kind: &str, name: &str, value: &ParamValue) -> bool {
    declared(kind, name).any(|spec| spec.check(value).is_ok())
}

/// The value of a parameter that takes a list, as `100,50`.
fn listed(kind: &str, name: &str, value: &str) -> Option<ParamValue> {
    declared(kind, name).find_map(|spec| spec.kind.typed_list(value))
}

/// `none` is no value; numbers, true and false are what they look like; all else is text.
fn read(value: &str) -> ParamValue {
    match value {
        "none" | "null" => return ParamValue::Null,
        "true" => return ParamValue::Bool(true),
        "false" => return ParamValue::Bool(false),
        _ => {}
    }
    if let Ok(integer) = value.parse::<i64>() {
        return ParamValue::Int(integer);
    }
    match value.parse::<f64>() {
        Ok(number) if number.is_finite() => ParamValue::Float(number),
        _ => ParamValue::Text(value.to_string()),
    }
}

/// An estimator or step with all its parameters.
pub fn describe(kind: &KindInfo) -> String {
    let mut text = format!("{}: {}\n\n{}\n", kind.id, kind.title, kind.help);
    let further =
        [("When to use it", &kind.when), ("What can go wrong", &kind.beware), ("Example", &kind.example)];
    for (what, words) in further.into_iter().filter(|(_, words)| !words.is_empty()) {
        text.push_str(&format!("\n{what}: {words}\n"));
    }
    if kind.params.is_empty() && kind.departures.is_empty() {
        text.push_str("\nIt has no parameters.\n");
    }
    text.extend(kind.params.iter().map(one));
    for TaskParams { task, params } in &kind.departures {
        text.push_str(&format!("\nFor {} these differ:\n", word(*task)));
        text.extend(params.iter().filter(|p| !kind.params.contains(p)).map(one));
    }
    text
}

/// One parameter with its default, its help and what it allows.
pub fn one(param: &ParamSpec) -> String {
    let allowed = upper_first(&param.kind.to_string());
    let (name, default) = (&param.name, param.default.value());
    format!("\n  {name} = {default}\n      {}\n      {allowed}{}.\n", param.help, searched(param))
}

fn word(task: TaskKind) -> &'static str {
    match task {
        TaskKind::Classification => "classification",
        TaskKind::Regression => "regression",
        TaskKind::Clustering => "clustering",
        TaskKind::Anomaly => "anomaly detection",
        TaskKind::Forecast => "forecasts",
    }
}

fn searched(param: &ParamSpec) -> String {
    match &param.tunable {
        Some(range) => {
            let scale = if range.log { " on a logarithmic scale" } else { "" };
            format!("; worth trying from {} to {}{scale}", range.low, range.high)
        }
        None => String::new(),
    }
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_a_name_where_the_parameter_has_it() {
        let mut recipe: Recipe = toml::from_str("version = 1\nmodel.kind = \"logistic_regression\"").unwrap();
        set(&mut recipe, &["penalty=none".into()]).unwrap();
        assert_eq!(recipe.model.params["penalty"], ParamValue::Text("none".into()));
        recipe.model.kind = "random_forest".into();
        set(&mut recipe, &["max_depth=none".into()]).unwrap();
        assert_eq!(recipe.model.params["max_depth"], ParamValue::Null);
    }

    #[test]
    fn a_list_is_read_where_the_parameter_takes_one() {
        let mut recipe: Recipe = toml::from_str("version = 1\nmodel.kind = \"mlp\"").unwrap();
        let list = |sizes: &[i64]| ParamValue::List(sizes.iter().map(|&i| ParamValue::Int(i)).collect());
        for (text, sizes) in [("100,50", [100, 50].as_slice()), ("7", &[7]), ("[]", &[])] {
            set(&mut recipe, &[format!("hidden_layer_sizes={text}")]).unwrap();
            assert_eq!(recipe.model.params["hidden_layer_sizes"], list(sizes));
        }
        set(&mut recipe, &["batch_size=7".into()]).unwrap();
        assert_eq!(recipe.model.params["batch_size"], ParamValue::Int(7));
    }

    #[test]
    fn values_are_what_they_look_like() {
        assert_eq!(read("none"), ParamValue::Null);
        assert_eq!(read("12"), ParamValue::Int(12));
        assert_eq!(read("1e-3"), ParamValue::Float(1e-3));
        assert_eq!(read("true"), ParamValue::Bool(true));
        assert_eq!(read("sqrt"), ParamValue::Text("sqrt".into()));
        assert_eq!(read("inf"), ParamValue::Text("inf".into()));
    }

    #[test]
    fn a_parameter_without_a_value_is_a_fault() {
        let mut recipe: Recipe = toml::from_str("version = 1").unwrap();
        assert!(set(&mut recipe, &["C".into()]).is_err());
        assert!(set(&mut recipe, &["C=0.5".into()]).is_ok());
        assert_eq!(recipe.model.params["C"], ParamValue::Float(0.5));
    }
}

//! Laws of the shared words: recipes in both notations, parameters, messages.

use glasshouse_spec::{
    ColumnType, Correction, Envelope, Event, NestedDefault, PROTOCOL_VERSION, ParamDefault, ParamKind,
    ParamSpec, ParamValue, ParamValues, Progress, Recipe, Request, SplitMethod, StepSpec, TaskKind,
    TestShape, check_params,
};
use std::borrow::Cow;

const FULL: &str = r#"
version = 1
name = "penguins"
seed = 7

[data]
format = "csv"
delimiter = ","
missing = ["", "NA"]

[columns.island]
type = "categorical"
role = "feature"

[task]
kind = "classification"
target = "species"

[[clean]]
op = "drop_duplicates"

[split]
method = "column"
column = "part"

[[prepare]]
op = "simple_imputer"
columns = ["@numeric"]
strategy = "median"

[model]
kind = "logistic_regression"
[model.params]
C = 1.0
max_iter = 200

[evaluate]
cv = 5
metrics = ["accuracy"]
"#;

#[test]
fn a_recipe_reads_the_same_from_toml_and_json() {
    let recipe: Recipe = toml::from_str(FULL).unwrap();
    assert_eq!(recipe.seed, 7);
    assert_eq!(recipe.split.method, Some(SplitMethod::Column));
    assert_eq!(recipe.split.train, 0.70, "a share that is left out keeps its default");
    assert_eq!(recipe.prepare[0].params["strategy"], ParamValue::Text("median".into()));
    assert_eq!(recipe.model.params["max_iter"], ParamValue::Int(200));
    let json = serde_json::to_string(&recipe).unwrap();
    assert_eq!(serde_json::from_str::<Recipe>(&json).unwrap(), recipe);
    let again = toml::to_string(&recipe).unwrap();
    assert_eq!(toml::from_str::<Recipe>(&again).unwrap(), recipe);
}

#[test]
fn a_recipe_needs_only_its_version() {
    let recipe: Recipe = toml::from_str("version = 1").unwrap();
    assert_eq!((recipe.seed, recipe.split.validation, recipe.task.kind), (42, 0.15, None));
}

#[test]
fn a_misspelt_key_is_refused_by_name() {
    let error = toml::from_str::<Recipe>("version = 1\n[split]\nmethd = \"random\"").unwrap_err();
    assert!(error.to_string().contains("methd"), "{error}");
}

#[test]
fn a_step_that_is_off_stays_off_and_on_is_not_written() {
    let mut step = StepSpec::new("standard_scaler", &["@numeric"]);
    assert!(!serde_json::to_string(&step).unwrap().contains("enabled"));
    step.enabled = false;
    let json = serde_json::to_string(&step).unwrap();
    assert!(!serde_json::from_str::<StepSpec>(&json).unwrap().enabled);
}

const OPTIONS: [Cow<'static, str>; 2] = [Cow::Borrowed("l2"), Cow::Borrowed("none")];
const SPECS: [ParamSpec; 4] = [
    ParamSpec::positive("C", 1.0, "Inverse strength of the penalty."),
    ParamSpec::optional_int("max_depth", 1, i64::MAX, "Depth at most."),
    ParamSpec::choice("penalty", "l2", &OPTIONS, "Kind of penalty."),
    ParamSpec::bool("fit_intercept", true, "Whether to add a constant."),
];

fn refused(name: &str, value: ParamValue) -> String {
    let values = ParamValues::from([(name.to_string(), value)]);
    check_params(&SPECS, &values).expect_err("the value must be refused").remove(0).message
}

#[test]
fn values_are_checked_against_their_declaration() {
    let good = ParamValues::from([
        ("C".into(), ParamValue::Int(2)),
        ("max_depth".into(), ParamValue::Null),
        ("penalty".into(), ParamValue::Text("none".into())),
        ("fit_intercept".into(), ParamValue::Bool(false)),
    ]);
    assert_eq!(check_params(&SPECS, &good), Ok(()));
    assert!(refused("C", ParamValue::Float(0.0)).contains("a number above 0, not 0"));
    assert!(refused("C", ParamValue::Float(f64::NAN)).contains("not NaN"));
    assert!(refused("max_depth", ParamValue::Int(0)).contains("at least 1"));
    assert!(refused("penalty", ParamValue::Text("l3".into())).contains("one of l2, none, not \"l3\""));
    assert!(refused("fit_intercept", ParamValue::Int(1)).contains("true or false"));
    assert!(refused("c", ParamValue::Int(1)).contains("there is no parameter c; known are: C, max_depth"));
}

#[test]
fn every_kind_of_value_explains_itself() {
    let kind = ParamKind::Int { min: 1, max: 9, nullable: true };
    assert_eq!(kind.to_string(), "an integer from 1 to 9, or left out");
    let kind = ParamKind::Integers { min: 1, max: 9, most: 3 };
    assert_eq!(kind.to_string(), "up to 3 integers from 1 to 9, separated by commas");
}

#[test]
fn a_list_of_integers_is_checked_and_typed() {
    let kind = ParamKind::Integers { min: 1, max: 9, most: 2 };
    let spec = ParamSpec::new("sizes", kind, ParamDefault::Integers([5].as_slice().into()), "");
    let list = |numbers: &[i64]| ParamValue::List(numbers.iter().map(|&i| ParamValue::Int(i)).collect());
    assert_eq!(spec.default.value(), list(&[5]));
    for good in [list(&[]), list(&[1]), list(&[9, 1]), ParamValue::Int(3)] {
        assert_eq!(spec.check(&good), Ok(()), "{good}");
    }
    let one = ParamValue::List(vec![ParamValue::Float(1.0)]);
    for bad in [list(&[0]), list(&[1, 10]), list(&[1, 2, 3]), ParamValue::Int(10), ParamValue::Null, one] {
        assert!(spec.check(&bad).is_err(), "{bad}");
    }
    assert_eq!(spec.kind.typed_list(" [3, 4] "), Some(list(&[3, 4])));
    assert_eq!(spec.kind.typed_list("7"), Some(list(&[7])));
    assert_eq!(spec.kind.typed_list("3 4"), None);
    let json = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<ParamSpec>(&json).unwrap(), spec);
}

#[test]
fn messages_survive_the_border_and_only_progress_goes_on() {
    let request = Envelope {
        v: PROTOCOL_VERSION,
        id: 3,
        body: Request::Suggest { target: "y".into(), kind: Some(TaskKind::Regression), targets: Vec::new() },
    };
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Envelope<Request>>(&json).unwrap(), request);
    let progress = Progress { stage: "Reading".into(), done: 0.5, elapsed: 1.0, ..Progress::default() };
    assert!(!Event::Progress(progress).ends());
    assert!(Event::Cancelled.ends());
}

#[test]
fn tests_suit_columns_by_their_types() {
    use ColumnType::{Boolean, Categorical, Numeric};
    use TestShape::{Blocks, Groups, OneSample, Pairs, PairsOrDifferences, Series, Table, TwoSamples};
    let suiting = |columns: &[ColumnType], by: bool| -> Vec<TestShape> {
        let all = [OneSample, TwoSamples, Pairs, PairsOrDifferences, Groups, Blocks, Table, Series];
        all.into_iter().filter(|shape| shape.suits(columns, by)).collect()
    };
    assert_eq!(suiting(&[Numeric], false), [OneSample, PairsOrDifferences, Series]);
    assert_eq!(suiting(&[Numeric], true), [TwoSamples, Groups, Table]);
    assert_eq!(suiting(&[Numeric, Boolean], false), [TwoSamples, Pairs, PairsOrDifferences, Groups, Table]);
    assert_eq!(suiting(&[Numeric; 3], false), [Groups, Blocks]);
    assert_eq!(suiting(&[Categorical, Numeric], false), [Table]);
    assert_eq!(suiting(&[Categorical], false), []);
    assert_eq!(suiting(&[Numeric, Numeric], true), []);
    assert_eq!(suiting(&[], false), []);
}

#[test]
fn a_request_bears_its_name_outside() {
    let text = r#"{"test_each":{"test":{"name":"ttest_ind","columns":["mass"],"by":"island",
        "options":{"equal_var":false}},"correction":"holm"}}"#;
    let request: Request = serde_json::from_str(text).unwrap();
    let Request::TestEach { test, correction: Correction::Holm } = &request else { panic!("{request:?}") };
    assert_eq!((test.name.as_str(), test.by.as_deref()), ("ttest_ind", Some("island")));
    assert_eq!(test.options["equal_var"], ParamValue::Bool(false));
    let again = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&again).unwrap(), request);
}

/// Three estimators at most, each with a weight.
fn ensemble() -> ParamSpec {
    let default = [
        NestedDefault::new("dummy"),
        NestedDefault::with("decision_tree", &[(Cow::Borrowed("max_depth"), 3)]),
    ];
    let kind = ParamKind::Estimators { most: 3, weighed: true };
    ParamSpec::new("estimators", kind, ParamDefault::Estimators(default.to_vec().into()), "")
}

#[test]
fn estimators_inside_estimators_read_alike_from_toml_and_json() {
    let text = "version = 1\n[model]\nkind = \"voting\"\n[model.params]\nestimators = [\"dummy\", {kind = \
                \"decision_tree\", params = {max_depth = 3}, weight = 2}]\n";
    let recipe: Recipe = toml::from_str(text).unwrap();
    let json = serde_json::to_string(&recipe).unwrap();
    assert_eq!(serde_json::from_str::<Recipe>(&json).unwrap(), recipe);
    assert_eq!(toml::from_str::<Recipe>(&toml::to_string(&recipe).unwrap()).unwrap(), recipe);
    let given = &recipe.model.params["estimators"];
    assert_eq!(ensemble().check(given), Ok(()));
    let [first, second] = given.estimators()[..] else { panic!("two estimators") };
    assert_eq!((first.kind, first.weight, first.params.len()), ("dummy", 1.0, 0));
    assert_eq!((second.kind, second.weight), ("decision_tree", 2.0));
    assert_eq!(second.params["max_depth"], ParamValue::Int(3));
}

#[test]
fn a_declaration_with_estimators_survives_the_way_to_the_page() {
    let one = ParamSpec::new(
        "estimator",
        ParamKind::Estimator,
        ParamDefault::Estimator(NestedDefault::new("a")),
        "",
    );
    for spec in [ensemble(), one] {
        let json = serde_json::to_string(&spec).unwrap();
        assert_eq!(serde_json::from_str::<ParamSpec>(&json).unwrap(), spec, "{json}");
        assert_eq!(spec.check(&spec.default.value()), Ok(()));
    }
}

#[test]
fn what_is_wrong_inside_is_named_by_its_place() {
    for (json, at) in [
        (r#"[]"#, "estimators"),
        (r#"["a", "b", "c", "d"]"#, "estimators"),
        (r#"["a", 7]"#, "estimators[1]"),
        (r#"[{"params": {}}]"#, "estimators[0].kind"),
        (r#"[{"kind": 1}]"#, "estimators[0].kind"),
        (r#"["a", {"kind": "b", "params": 3}]"#, "estimators[1].params"),
        (r#"["a", {"kind": "b", "weight": 0}]"#, "estimators[1].weight"),
        (r#"["a", {"kind": "b", "colour": 0}]"#, "estimators[1].colour"),
    ] {
        let fault = ensemble().check(&serde_json::from_str(json).unwrap()).unwrap_err();
        assert_eq!(fault.name, at, "{json}");
        let place = at.strip_suffix(".colour").unwrap_or(at);
        assert!(fault.message.starts_with(place), "{}", fault.message);
    }
}

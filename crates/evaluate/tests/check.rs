//! A recipe is checked as training would meet it, and every fault says where it stands.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::{arrange, check, known_target, target, weights};
use glasshouse_learn::Target;
use glasshouse_prepare::Preparation;
use glasshouse_spec::{
    ColumnOptions, ColumnType, Fault, ParamValue, Recipe, Role, SplitMethod, StepSpec, TaskKind, TaskSpec,
};
use glasshouse_table::{Column, Table};
use std::sync::Arc;

const ROWS: usize = 60;

/// Sixty rows: a number with a gap, a colour, an id, weights, two classes and an amount.
fn columns() -> Vec<Column> {
    let at = |row: usize| row as f64;
    vec![
        Column::from_numbers("size", (0..ROWS).map(|r| (r != 7).then(|| at(r) / 3.0)).collect()),
        Column::from_labels(
            "colour",
            ColumnType::Categorical,
            (0..ROWS).map(|r| Some(["red", "green", "blue"][r % 3])),
        ),
        Column::from_labels("name", ColumnType::Id, (0..ROWS).map(|r| Some(format!("row{r}")))),
        Column::from_numbers("heavy", (0..ROWS).map(|r| Some(at(r % 4))).collect()),
        Column::from_labels(
            "kind",
            ColumnType::Categorical,
            (0..ROWS).map(|r| (r != 9).then_some(if r % 4 == 0 { "rare" } else { "usual" })),
        ),
        Column::from_numbers("amount", (0..ROWS).map(|r| Some(at(r) * 1.5)).collect()),
    ]
}

fn table() -> Table {
    Table::new(columns().into_iter().map(Arc::new).collect(), ROWS)
}

fn step(op: &str, columns: &[&str], params: &[(&str, &str)]) -> StepSpec {
    let mut step = StepSpec::new(op, columns);
    step.params = params.iter().map(|(k, v)| (k.to_string(), ParamValue::Text(v.to_string()))).collect();
    step
}

fn recipe() -> Recipe {
    let mut recipe: Recipe = serde_json::from_str(r#"{"version": 1, "task": {"target": "kind"}}"#).unwrap();
    recipe.model.kind = "logistic_regression".into();
    recipe.prepare = vec![
        step("simple_imputer", &["@numeric"], &[("strategy", "median")]),
        step("one_hot_encoder", &["@categorical"], &[("handle_unknown", "ignore")]),
    ];
    recipe.columns.insert("name".into(), ColumnOptions { role: Some(Role::Ignore), ..Default::default() });
    recipe
}

fn places(recipe: &Recipe) -> Vec<(String, String)> {
    let place = |f: Fault| (f.code, f.at.parameter.unwrap_or_default());
    check(recipe, &table()).faults.into_iter().map(place).collect()
}

fn expect(recipe: &Recipe, code: &str, parameter: &str) {
    let found = places(recipe);
    assert!(found.contains(&(code.into(), parameter.into())), "{code} at {parameter} is not in {found:?}");
}

#[test]
fn a_recipe_that_trains_has_no_faults() {
    let checked = check(&recipe(), &table());
    assert!(checked.faults.is_empty(), "{:?}", checked.faults);
    assert!(checked.warnings.iter().any(|w| w.code == "target.missing"));
}

#[test]
fn faults_have_their_places() {
    let changed = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = recipe();
        change(&mut recipe);
        recipe
    };
    let bad_strategy = step("simple_imputer", &["size"], &[("strategy", "mode")]);
    expect(&changed(&|r| r.prepare[1] = bad_strategy.clone()), "recipe.parameter", "prepare[1].strategy");
    expect(&changed(&|r| r.prepare[0].op = "imputer".into()), "recipe.unknown_step", "prepare[0].op");
    expect(
        &changed(&|r| r.prepare[0].columns = vec!["sise".into()]),
        "recipe.unknown_column",
        "prepare[0].columns",
    );
    expect(
        &changed(&|r| r.prepare[0].columns = vec!["kind".into()]),
        "recipe.not_a_feature",
        "prepare[0].columns",
    );
    expect(&changed(&|r| r.clean.push(step("drop_rows", &[], &[]))), "recipe.unknown_step", "clean[0].op");
    expect(
        &changed(&|r| r.clean.push(step("drop_duplicates", &[], &[("keep", "any")]))),
        "recipe.parameter",
        "clean[0].keep",
    );
    expect(&changed(&|r| r.task.target = Some("kin".into())), "task.unknown_target", "task.target");
    expect(&changed(&|r| r.task.target = None), "task.no_target", "task.target");
    expect(&changed(&|r| r.task.target = Some("name".into())), "task.target", "task.target");
    expect(&changed(&|r| r.task.kind = Some(TaskKind::Regression)), "task.target", "task.target");
    expect(&changed(&|r| r.task.kind = Some(TaskKind::Clustering)), "task.target", "task.target");
    expect(&changed(&|r| r.task.positive = Some("odd".into())), "task.positive", "task.positive");
    expect(&changed(&|r| r.split.train = 0.9), "split.shares", "split");
    expect(&changed(&|r| r.split.method = Some(SplitMethod::Group)), "split.column", "split.column");
    expect(&changed(&|r| r.model.kind = "logistic".into()), "recipe.unknown_model", "model.kind");
    expect(&changed(&|r| r.model.kind = "linear_regression".into()), "recipe.model_task", "model.kind");
    let c = |value: ParamValue| {
        changed(&|r| {
            r.model.params.insert("C".into(), value.clone());
        })
    };
    expect(&c(ParamValue::Float(-1.0)), "recipe.parameter", "model.params.C");
    let metrics = Some(vec!["accuracy".into(), "f1_makro".into()]);
    expect(
        &changed(&|r| r.evaluate.metrics = metrics.clone()),
        "evaluate.unknown_metric",
        "evaluate.metrics[1]",
    );
    let stray = ColumnOptions { role: Some(Role::Ignore), ..Default::default() };
    expect(
        &changed(&|r| {
            r.columns.insert("colr".into(), stray.clone());
        }),
        "recipe.unknown_column",
        "columns.colr",
    );
}

#[test]
fn faults_that_do_not_hang_together_are_said_at_once() {
    let mut recipe = recipe();
    recipe.prepare[0].params.insert("strategy".into(), ParamValue::Text("mode".into()));
    recipe.prepare[0].params.insert("strategi".into(), ParamValue::Text("mean".into()));
    recipe.prepare[1].op = "one_hot".into();
    recipe.model.params.insert("C".into(), ParamValue::Float(0.0));
    assert_eq!(places(&recipe).len(), 4);
}

#[test]
fn rows_are_told_as_the_file_numbers_them() {
    let mut recipe = recipe();
    recipe.prepare.remove(0);
    let checked = check(&recipe, &table());
    let fault = &checked.faults[0];
    assert_eq!((fault.code.as_str(), fault.at.row), ("prepare.missing", Some(7)));
    assert!(fault.message.contains("\"size\""));
}

#[test]
fn nothing_of_validation_and_test_rows_is_learnt() {
    let arranged = arrange(&table(), &recipe()).unwrap();
    let fit = |table: &Table| {
        let train = table.take(&arranged.parts.train);
        Preparation::fit(&train, &arranged.features, &recipe().prepare, Default::default()).unwrap().0
    };
    let hidden: Vec<u32> = [&arranged.parts.validation[..], &arranged.parts.test].concat();
    let is_hidden = |row: usize| hidden.iter().any(|h| arranged.rows[*h as usize] as usize == row);
    // A planted leak: in the hidden rows every number is huge and every colour new.
    let planted: Vec<Arc<Column>> = columns()
        .into_iter()
        .map(|c| match c.name.as_str() {
            "size" => Column::from_numbers(
                "size",
                (0..ROWS).map(|r| if is_hidden(r) { Some(1e9) } else { c.number(r) }).collect(),
            ),
            "colour" => Column::from_labels(
                "colour",
                ColumnType::Categorical,
                (0..ROWS).map(|r| if is_hidden(r) { Some("leak".into()) } else { c.label(r) }),
            ),
            _ => c,
        })
        .map(Arc::new)
        .collect();
    let again = arrange(&Table::new(planted, ROWS), &recipe()).unwrap();
    assert_eq!(again.parts, arranged.parts, "the split looks at the target alone");
    assert_eq!(fit(&again.table), fit(&arranged.table));
}

#[test]
fn rows_are_counted_and_numbered_as_in_the_file() {
    let mut recipe = recipe();
    recipe.clean.push(step("drop_missing", &["size"], &[]));
    let arranged = arrange(&table(), &recipe).unwrap();
    assert_eq!(arranged.dropped, 2);
    assert_eq!(arranged.rows.len(), ROWS - 2);
    assert!(!arranged.rows.contains(&7) && !arranged.rows.contains(&9));
    assert_eq!(arranged.features, ["size", "colour", "heavy", "amount"]);
    let Target::Classes { labels, index } = &arranged.target else { panic!("classes") };
    assert_eq!(
        (labels.as_ref(), index[0], index[1]),
        (["rare".to_string(), "usual".to_string()].as_slice(), 0, 1)
    );
    assert_eq!(arranged.task.positive.as_deref(), Some("usual"));
}

#[test]
fn the_column_of_a_split_is_no_feature() {
    let mut recipe = recipe();
    recipe.split.method = Some(SplitMethod::Group);
    recipe.split.column = Some("colour".into());
    recipe.prepare.pop();
    assert_eq!(arrange(&table(), &recipe).unwrap().features, ["size", "heavy", "amount"]);
}

#[test]
fn weights_come_from_their_column() {
    let mut recipe = recipe();
    assert_eq!(weights(&table(), &recipe).unwrap(), None);
    recipe.columns.insert("heavy".into(), ColumnOptions { role: Some(Role::Weight), ..Default::default() });
    assert_eq!(weights(&table(), &recipe).unwrap().unwrap()[..5], [0.0, 1.0, 2.0, 3.0, 0.0]);
    assert!(!arrange(&table(), &recipe).unwrap().features.contains(&"heavy".to_string()));
    recipe.columns.insert("size".into(), ColumnOptions { role: Some(Role::Weight), ..Default::default() });
    assert_eq!(weights(&table(), &recipe).unwrap_err().fault().code, "data.weights");
}

#[test]
fn targets_that_cannot_be_learnt_are_refused() {
    let refusal = |cells: Vec<Option<&str>>, kind: ColumnType| {
        let rows = cells.len();
        let table = Table::new(vec![Arc::new(Column::from_labels("y", kind, cells))], rows);
        let task = TaskSpec { target: Some("y".into()), ..TaskSpec::default() };
        target(&table, &task).unwrap_err().fault()
    };
    let one = refusal(vec![Some("a"), Some("a"), None], ColumnType::Categorical);
    assert!(one.code == "task.target" && one.message.contains("\"a\""));
    assert!(refusal(vec![None, None], ColumnType::Categorical).message.contains("no value"));
    let all = ["a", "b", "c", "d", "e", "f"].map(Some).to_vec();
    assert!(refusal(all.clone(), ColumnType::Categorical).message.contains("no class repeats"));
    assert!(refusal(all.clone(), ColumnType::Id).message.contains("is an id"));
    assert!(refusal(all, ColumnType::Text).message.contains("free text"));
}

#[test]
fn truths_are_two_classes_in_their_most_frequent_spelling() {
    let of = |cells: &[&str], kind, positive: Option<&str>| {
        let column = Column::from_labels("y", kind, cells.iter().copied().map(Some));
        let table = Table::new(vec![Arc::new(column)], cells.len());
        let task =
            TaskSpec { target: Some("y".into()), positive: positive.map(Into::into), ..TaskSpec::default() };
        target(&table, &task).unwrap()
    };
    let cells = ["YES", "no", "yes", "No", "yes", "NO", "No"];
    let labelled = of(&cells, ColumnType::Boolean, Some("YES"));
    assert_eq!(
        (&labelled.task.classes[..], labelled.task.positive.as_deref()),
        (&["No".to_string(), "yes".into()][..], Some("yes"))
    );
    let Target::Classes { index, .. } = labelled.target else { panic!("classes") };
    assert_eq!(index, [1, 0, 1, 0, 1, 0, 0]);
    let said = &labelled.warnings[0];
    assert!(
        said.code == "target.spellings"
            && said
                .message
                .ends_with("\"NO\" counts as \"No\", \"YES\" counts as \"yes\", \"no\" counts as \"No\""),
        "{}",
        said.message
    );

    let tie = of(&["t", "F", "T", "f", "F", "f"], ColumnType::Boolean, None).task.classes;
    assert_eq!(tie, ["F", "t"], "of equally frequent ones the first in the file");
    let plain = of(&["No", "yes", "No", "yes"], ColumnType::Boolean, None);
    assert!(plain.warnings.is_empty() && plain.task.classes == ["No", "yes"]);
    let words = of(&cells, ColumnType::Categorical, None).task.classes;
    assert_eq!(words, ["NO", "No", "YES", "no", "yes"], "categories stay as they are written");

    let new = Column::from_labels("y", ColumnType::Categorical, ["Yes", "maybe", "nO"].map(Some));
    let known = known_target(&Table::new(vec![Arc::new(new)], 3), &labelled.task).unwrap();
    assert_eq!(known.rows, [0, 2]);
    let Target::Classes { index, .. } = known.target else { panic!("classes") };
    assert_eq!(index, [1, 0]);
    assert_eq!(known.warnings.len(), 1);
}

#[test]
fn new_data_are_scored_in_the_classes_of_the_model() {
    let task = arrange(&table(), &recipe()).unwrap().task;
    let cells = [Some("usual"), None, Some("rare"), Some("strange"), Some("strange")];
    let new = Table::new(vec![Arc::new(Column::from_labels("kind", ColumnType::Categorical, cells))], 5);
    let labelled = known_target(&new, &task).unwrap();
    assert_eq!(labelled.rows, [0, 2]);
    let Target::Classes { index, .. } = labelled.target else { panic!("classes") };
    assert_eq!(index, [1, 0]);
    assert!(labelled.warnings[0].message.contains("2 rows have the class \"strange\""));
}

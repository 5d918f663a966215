//! A suggested recipe trains as it stands, and gives its reasons.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use glasshouse_evaluate::{arrange, check};
use glasshouse_prepare::{Preparation, suggest};
use glasshouse_spec::{ParamValue, Role, SplitMethod, Suggestion, TaskKind};
use glasshouse_table::{Loaded, profile, read_table};
use proptest::prelude::*;

fn load(csv: &str) -> Loaded {
    read_table("table.csv", csv.as_bytes().into(), &Default::default(), &Default::default()).unwrap()
}

fn sample(name: &str) -> Loaded {
    load(
        &std::fs::read_to_string(format!("{}/../../assets/datasets/{name}.csv", env!("CARGO_MANIFEST_DIR")))
            .unwrap(),
    )
}

fn suggested(loaded: &Loaded, target: &str) -> Suggestion {
    suggest(&profile(loaded), &loaded.table, target, None, &[]).unwrap()
}

/// A recipe that trains: no fault, every row of every part prepared without a gap.
fn assert_trains(loaded: &Loaded, suggestion: &Suggestion) {
    let checked = check(&suggestion.recipe, &loaded.table);
    assert!(checked.faults.is_empty(), "{:#?}", checked.faults);
    assert!(checked.warnings.iter().all(|w| w.code != "recipe.empty_selector"), "{:?}", checked.warnings);
    let arranged = arrange(&loaded.table, &suggestion.recipe).unwrap();
    let train = arranged.table.take(&arranged.parts.train);
    let steps = &suggestion.recipe.prepare;
    let takes = glasshouse_learn::find(&suggestion.recipe.model.kind).unwrap().takes();
    let (preparation, _) = Preparation::fit(&train, &arranged.features, steps, takes).unwrap();
    let x = preparation.apply(&arranged.table).unwrap().features().unwrap();
    assert_eq!(x.data.nrows(), arranged.rows.len());
    for (i, _) in steps.iter().enumerate() {
        assert!(reason(suggestion, &format!("prepare[{i}]")).is_some(), "step {i} has no reason");
    }
    for path in ["task.kind", "split", "model"] {
        assert!(reason(suggestion, path).is_some(), "{path} has no reason");
    }
}

fn reason<'a>(suggestion: &'a Suggestion, path: &str) -> Option<&'a str> {
    suggestion.reasons.iter().find(|r| r.path == path).map(|r| r.why.as_str())
}

#[test]
fn samples_get_recipes_that_train() {
    for (name, target, kind) in [
        ("penguins", "species", TaskKind::Classification),
        ("birdstrikes", "damage", TaskKind::Classification),
        ("weather", "temp_max", TaskKind::Regression),
        ("adult", "income", TaskKind::Classification),
    ] {
        let loaded = sample(name);
        let suggestion = suggested(&loaded, target);
        assert_eq!(suggestion.recipe.task.kind, Some(kind), "{name}");
        assert_trains(&loaded, &suggestion);
    }
}

#[test]
fn any_column_of_the_penguins_can_be_the_target() {
    let loaded = sample("penguins");
    for column in loaded.table.names() {
        assert_trains(&loaded, &suggested(&loaded, column));
    }
}

#[test]
fn reasons_give_the_figures_that_decided() {
    let loaded = sample("penguins");
    let suggestion = suggested(&loaded, "species");
    assert_eq!(suggestion.recipe.split.method, Some(SplitMethod::Stratified));
    assert!(reason(&suggestion, "split").unwrap().contains("68 of 344"), "{:?}", suggestion.reasons);
    assert!(reason(&suggestion, "model").unwrap().contains("344 rows"));
    assert!(reason(&suggestion, "prepare[0]").unwrap().contains("8 are missing, in 4 of 5 columns"));
}

#[test]
fn what_a_model_cannot_use_is_ignored_with_its_reason() {
    let rows = (0..40).map(|i| {
        let comment = format!("the {i}th of some words {}", i * 7);
        format!(
            "{i},K{i:04},same,{comment},2024-01-{:02},{}.5,,{}",
            i % 28 + 1,
            i * i % 17,
            ["a", "b"][i % 2]
        )
    });
    let header = "nr,key,constant,comment,day,x,nothing,y".to_string();
    let csv: Vec<String> = std::iter::once(header).chain(rows).collect();
    let loaded = load(&csv.join("\n"));
    let suggestion = suggested(&loaded, "y");
    for name in ["nr", "key", "constant", "comment", "day", "nothing"] {
        let role = suggestion.recipe.columns.get(name).and_then(|c| c.role);
        assert_eq!(role, Some(Role::Ignore), "{name}");
        assert!(reason(&suggestion, &format!("columns.{name}")).is_some(), "{name}");
    }
    assert_eq!(suggestion.recipe.columns.len(), 6);
    assert_trains(&loaded, &suggestion);
}

#[test]
fn a_rare_class_makes_the_split_random() {
    let rows = (0..60).map(|i| format!("{}.5,{}", i % 13, if i == 5 { "odd" } else { ["a", "b"][i % 2] }));
    let csv: Vec<String> = std::iter::once("x,y".to_string()).chain(rows).collect();
    let loaded = load(&csv.join("\n"));
    let suggestion = suggested(&loaded, "y");
    assert_eq!(suggestion.recipe.split.method, Some(SplitMethod::Random));
    assert!(reason(&suggestion, "split").unwrap().contains("odd has 1 of 60 rows"));
    assert_trains(&loaded, &suggestion);
}

#[test]
fn many_categories_get_a_limit() {
    let rows = (0..3000).map(|i| format!("c{},{},{}", i % 97, i % 11, ["a", "b"][i % 2]));
    let csv: Vec<String> = std::iter::once("city,x,y".to_string()).chain(rows).collect();
    let loaded = load(&csv.join("\n"));
    let suggestion = suggested(&loaded, "y");
    let encoder = suggestion.recipe.prepare.iter().find(|s| s.columns == ["city"]).unwrap();
    assert_eq!(encoder.params["max_categories"], ParamValue::Int(50));
    let made = arrange(&loaded.table, &suggestion.recipe).unwrap();
    let (preparation, _) =
        Preparation::fit(&made.table, &made.features, &suggestion.recipe.prepare, Default::default())
            .unwrap();
    assert_eq!(preparation.features.iter().filter(|f| f.starts_with("city_")).count(), 50);
    assert_trains(&loaded, &suggestion);
}

/// Where encoded categories would make a long table wide, boosting takes them as they are.
#[test]
fn a_large_table_is_not_made_wide() {
    let cell = |row: usize, column: usize| match row * 7919 % 97 == column {
        true => String::new(),
        false => format!("c{}", (row * (column + 3) + row / 60) % 60),
    };
    let rows = (0..20_100).map(|row| {
        let cells: Vec<String> = (0..10).map(|column| cell(row, column)).collect();
        format!("{},k{},{},{}", cells.join(","), row % 400, row % 13, ["a", "b"][row * row / 3 % 2])
    });
    let header = "a,b,c,d,e,f,g,h,i,j,many,x,y".to_string();
    let loaded = load(&std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\n"));
    let suggestion = suggested(&loaded, "y");
    assert_eq!(suggestion.recipe.model.kind, "hist_gradient_boosting");
    let steps: Vec<_> = suggestion.recipe.prepare.iter().map(|s| (s.op.as_str(), &s.columns[..])).collect();
    assert_eq!(steps, [("one_hot_encoder", &["many".to_string()][..])]);
    assert!(reason(&suggestion, "prepare").unwrap().contains("divides 10 categorical columns"));
    assert_trains(&loaded, &suggestion);
}

#[test]
fn targets_that_cannot_be_are_refused() {
    let loaded = sample("penguins");
    let refused = |target: &str, kind| {
        suggest(&profile(&loaded), &loaded.table, target, kind, &[]).unwrap_err().fault()
    };
    assert!(refused("specis", None).message.contains("did you mean \"species\""));
    assert_eq!(refused("species", Some(TaskKind::Regression)).code, "task.target");
    assert!(refused("specis", Some(TaskKind::Clustering)).message.contains("did you mean \"species\""));
    let kind = suggest(&profile(&loaded), &loaded.table, "year", Some(TaskKind::Regression), &[]).unwrap();
    assert_eq!(kind.recipe.task.kind, Some(TaskKind::Regression));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a small table holds, its suggestion trains, or a fault says what to do.
    #[test]
    fn whatever_the_table_holds(
        cells in proptest::collection::vec((0..40_u8, 0..6_u8, 0..3_u8, 0..5_u8), 6..60),
    ) {
        let row = |(a, b, c, d): &(u8, u8, u8, u8)| {
            let a = if *a > 35 { String::new() } else { format!("{}.25", a) };
            let b = ["", "red", "green", "blue", "red", "grün"][*b as usize];
            let c = ["yes", "no", ""][*c as usize];
            let d = ["p", "q", "r", "p", ""][*d as usize];
            format!("{a},{b},{c},{d}")
        };
        let csv: Vec<String> = std::iter::once("a,b,c,d".into()).chain(cells.iter().map(row)).collect();
        let loaded = load(&csv.join("\n"));
        for target in ["a", "b", "c", "d"] {
            match suggest(&profile(&loaded), &loaded.table, target, None, &[]) {
                Err(error) => prop_assert!(error.fault().remedy.is_some(), "{}", error),
                Ok(suggestion) => {
                    let checked = check(&suggestion.recipe, &loaded.table);
                    prop_assert!(checked.faults.iter().all(|f| f.remedy.is_some()), "{:?}", checked.faults);
                    let only_rare = checked.faults.iter().all(|f| f.code == "task.target" || f.code == "prepare.no_features");
                    prop_assert!(only_rare, "{:?}", checked.faults);
                }
            }
        }
    }
}

#[test]
fn a_question_without_a_target_learns_from_all_rows_and_not_from_what_knows_the_answer() {
    let loaded = sample("penguins");
    for known in ["", "species"] {
        let suggestion =
            suggest(&profile(&loaded), &loaded.table, known, Some(TaskKind::Clustering), &[]).unwrap();
        let made = arrange(&loaded.table, &suggestion.recipe).unwrap();
        assert_eq!(made.parts.train.len(), 344);
        assert_eq!(made.features.iter().any(|name| name == "species"), known.is_empty());
        assert_eq!((made.task.kind, made.task.target.as_str()), (TaskKind::Clustering, ""));
        assert_trains(&loaded, &suggestion);
    }
}

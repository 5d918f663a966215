//! Rules through requests: checked, kept in training, checked again on new rows; duplicates, types
//! that are tried, the data dictionary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::{Engine, read_recipe};
use glasshouse_spec::{ApplyReport, Artefact, ColumnType, Event, Recipe, Request, RuleReport, TrainReport};
use memory::{ask, code, engine, export};
use std::fmt::Write as _;

/// 200 rows; every tenth has an age of -1 and every twentieth a size that is no size.
fn table(from: usize, to: usize) -> Vec<u8> {
    let mut text = String::from("age,size,buys\n");
    for i in from..to {
        let age = if i % 10 == 3 { -1 } else { (18 + i * 7 % 60) as i64 };
        let size = if i % 20 == 5 { "?!" } else { ["S", "M", "L"][i % 3] };
        let buys = if age > 45 { "yes" } else { "no" };
        writeln!(text, "{age},{size},{buys}").unwrap();
    }
    text.into_bytes()
}

fn load(engine: &mut Engine) {
    let (name, options, columns) = ("t.csv".into(), Default::default(), Default::default());
    let event = ask(engine, Request::Load { name, options, columns }, &table(0, 200));
    assert!(matches!(event, Event::Loaded { .. }), "{event:?}");
}

fn recipe(age: &str, size: &str) -> Box<Recipe> {
    let text = format!(
        "version = 1\n[columns.age]\nunit = \"years\"\ndescription = \"at purchase, \\\"full\\\" years\"\n\
         [[rules]]\nkind = \"range\"\ncolumns = [\"age\"]\nmin = 0\nmax = 120\naction = \"{age}\"\n\
         [[rules]]\nkind = \"set\"\ncolumns = [\"size\"]\nvalues = [\"S\", \"M\", \"L\"]\naction = \"{size}\"\n\
         [task]\ntarget = \"buys\"\n[model]\nkind = \"decision_tree\"\n\
         [[prepare]]\nop = \"simple_imputer\"\ncolumns = [\"@numeric\"]\n\
         [[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"size\"]\nhandle_unknown = \"ignore\"\n"
    );
    Box::new(read_recipe("r.toml", text.as_bytes()).unwrap())
}

fn train(engine: &mut Engine, recipe: Box<Recipe>) -> TrainReport {
    match ask(engine, Request::Train { recipe }, &[]) {
        Event::Trained { report, .. } => *report,
        other => panic!("{other:?}"),
    }
}

fn apply(engine: &mut Engine, bytes: &[u8]) -> ApplyReport {
    match ask(engine, Request::Apply { name: "new.csv".into() }, bytes) {
        Event::Applied { report } => *report,
        other => panic!("{other:?}"),
    }
}

fn counts(report: &RuleReport) -> Vec<u64> {
    report.rules.iter().map(|rule| rule.violations).collect()
}

#[test]
fn rules_are_checked_on_the_data_at_hand() {
    let mut engine = engine();
    load(&mut engine);
    let event = ask(&mut engine, Request::Validate { rules: recipe("keep", "keep").rules }, &[]);
    let Event::Validated { report } = event else { panic!("{event:?}") };
    assert_eq!((report.rows, report.rows_violating, report.holds), (200, 30, false));
    assert_eq!(counts(&report), [20, 10]);
    assert_eq!(report.rules[0].rule, "age lies between 0 and 120");
    let mut wrong = recipe("keep", "keep").rules;
    wrong[1].columns = vec!["no such".into()];
    assert_eq!(code(&ask(&mut engine, Request::Validate { rules: wrong }, &[])), "rules.no_column");
}

#[test]
fn what_breaks_a_rule_is_kept_dropped_or_blanked_in_training() {
    let mut engine = engine();
    load(&mut engine);
    let kept = train(&mut engine, recipe("keep", "keep"));
    assert_eq!((kept.rows.dropped, counts(kept.rules.as_ref().unwrap())), (0, vec![20, 10]));
    assert_eq!(kept.warnings.iter().filter(|w| w.code == "rules.broken").count(), 2);
    assert!(kept.features.contains(&"size_?!".to_string()), "{:?}", kept.features);
    assert!(kept.rules.unwrap().rules.iter().all(|rule| rule.examples.is_empty()), "cells in the report");
    let dropped = train(&mut engine, recipe("drop", "drop"));
    assert_eq!((dropped.rows.read, dropped.rows.dropped), (200, 30));
    assert!(!dropped.features.contains(&"size_?!".to_string()), "{:?}", dropped.features);
    let rows = dropped.rows;
    assert_eq!(rows.train + rows.validation + rows.test, 170);
    let predictions = String::from_utf8(export(&mut engine, Artefact::Predictions)).unwrap();
    assert!(
        predictions.lines().skip(1).all(|line| !line.starts_with("-1,") && !line.contains("?!")),
        "{predictions}"
    );
    let blanked = train(&mut engine, recipe("blank", "keep"));
    assert_eq!((blanked.rows.dropped, blanked.rules.unwrap().cells_blanked), (0, 20));
    assert_ne!(blanked.model_sha256, kept.model_sha256);
}

#[test]
fn rules_that_drop_everything_are_refused() {
    let mut engine = engine();
    load(&mut engine);
    let mut nothing = recipe("drop", "keep");
    nothing.rules[0].min = Some(glasshouse_spec::ParamValue::Int(1000));
    nothing.rules[0].max = None;
    assert_eq!(code(&ask(&mut engine, Request::Train { recipe: nothing }, &[])), "rules.all_dropped");
}

#[test]
fn rows_to_predict_are_reported_and_blanked_and_never_dropped() {
    let mut engine = engine();
    load(&mut engine);
    train(&mut engine, recipe("blank", "drop"));
    let report = apply(&mut engine, &table(200, 240));
    let rules = report.rules.unwrap();
    assert_eq!((report.rows, counts(&rules)), (40, vec![4, 2]));
    assert_eq!(report.preview.rows.len(), 40);
    assert_eq!(rules.rules[0].examples[0].row, 3);
    // What a rule blanks is predicted as a cell without anything in it is.
    let report = apply(&mut engine, b"age,size\n999,S\n,S\n70,S\n");
    let predicted: Vec<_> = report.preview.rows.iter().map(|row| &row[2..]).collect();
    assert_eq!(predicted[0], predicted[1]);
    assert_ne!(predicted[0], predicted[2]);
    // A file without the column of a rule is not refused for that.
    let bundle = export(&mut engine, Artefact::Bundle);
    let mut other = self::engine();
    ask(&mut other, Request::Open { name: "b".into() }, &bundle);
    let report = apply(&mut other, b"age,size\n50,S\n-1,M\n");
    assert_eq!(counts(&report.rules.unwrap()), [1, 0]);
}

#[test]
fn duplicates_are_found_on_request() {
    let mut engine = engine();
    let (name, options, columns) = ("t.csv".into(), Default::default(), Default::default());
    let text = "who,where\nAnna Muster,Ulm\nANNA MÜSTER,Ulm\nBo,Kiel\n";
    ask(&mut engine, Request::Load { name, options, columns }, text.as_bytes());
    let find = |engine: &mut Engine, similarity: f64, keep: &str| {
        ask(engine, Request::Duplicates { columns: Vec::new(), similarity, keep: keep.into() }, &[])
    };
    let event = find(&mut engine, 0.9, "last");
    let Event::DuplicatesFound { report } = event else { panic!("{event:?}") };
    assert_eq!((report.groups, report.repeats), (1, 1));
    let stays: Vec<bool> = report.examples[0].rows.iter().map(|row| row.stays).collect();
    assert_eq!(stays, [false, true]);
    assert_eq!(report.examples[0].rows[1].cells[0].as_deref(), Some("ANNA MÜSTER"));
    let Event::DuplicatesFound { report } = find(&mut engine, 1.0, "first") else { panic!("an answer") };
    assert_eq!(report.groups, 0);
    assert_eq!(code(&find(&mut engine, 0.9, "best")), "duplicates.keep");
}

#[test]
fn a_type_is_tried_without_reading_anew() {
    let mut engine = engine();
    load(&mut engine);
    let event = ask(&mut engine, Request::TryType { column: "size".into(), kind: ColumnType::Numeric }, &[]);
    let Event::TypeTried { trial } = event else { panic!("{event:?}") };
    assert_eq!((trial.cells, trial.failed, trial.examples.len()), (200, 200, 100));
    assert_eq!((trial.examples[0].row, trial.examples[0].line), (0, 2));
}

#[test]
fn the_dictionary_is_kept_with_the_model() {
    let mut engine = engine();
    load(&mut engine);
    let plain = String::from_utf8(export(&mut engine, Artefact::Dictionary)).unwrap();
    assert!(plain.starts_with("column,type,role,unit,description,rows,missing,unique,"), "{plain}");
    train(&mut engine, recipe("keep", "keep"));
    let made = export(&mut engine, Artefact::Dictionary);
    let mut reader = csv::Reader::from_reader(&made[..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(
        &rows[0].iter().take(6).collect::<Vec<_>>()[..],
        ["age", "numeric", "feature", "years", "at purchase, \"full\" years", "200"]
    );
    assert_eq!((&rows[2][0], &rows[2][2]), ("buys", "target"));
    assert_eq!(rows[1][11].split("; ").count(), 4, "{:?}", &rows[1]);
    let bundle = export(&mut engine, Artefact::Bundle);
    let mut other = self::engine();
    ask(&mut other, Request::Open { name: "b".into() }, &bundle);
    assert_eq!(export(&mut other, Artefact::Dictionary), made);
}

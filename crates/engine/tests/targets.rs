//! Several targets of one recipe: what can be kept, what is told of each, and files that have some of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{ApplyReport, Event, ParamValue, Progress, Recipe, Request};
use memory::{advance, ask, code, engine, rest, start};
use std::fmt::Write as _;

/// Three targets of classes, of which the second repeats the first.
fn table(rows: usize) -> Vec<u8> {
    let mut text = String::from("x,z,first,second,third\n");
    for i in 0..rows {
        let (x, z) = (i * 37 % 101, i * 53 % 97);
        let first = if x + z > 95 { "yes" } else { "no" };
        writeln!(text, "{x},{z},{first},{first},{}", ["a", "b", "c"][z % 3]).unwrap();
    }
    text.into_bytes()
}

fn recipe(kind: &str, params: &[(&str, i64)]) -> Box<Recipe> {
    let text = format!(
        "version = 1\n[task]\ntarget = \"first\"\ntargets = [\"second\", \"third\"]\n\
         [evaluate]\nmetrics = [\"accuracy\", \"subset_accuracy\", \"f1\"]\n[model]\nkind = \"{kind}\"\n"
    );
    let mut recipe = glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap();
    for (name, value) in params {
        recipe.model.params.insert((*name).into(), ParamValue::Int(*value));
    }
    Box::new(recipe)
}

fn loaded() -> Engine {
    let mut engine = engine();
    let (options, columns) = Default::default();
    ask(&mut engine, Request::Load { name: "t.csv".into(), options, columns }, &table(300));
    engine
}

fn trained(kind: &str, params: &[(&str, i64)]) -> Engine {
    let mut engine = loaded();
    let event = ask(&mut engine, Request::Train { recipe: recipe(kind, params) }, &[]);
    assert!(matches!(event, Event::Trained { .. }), "{event:?}");
    engine
}

/// Advances until a training tells what is wanted of its progress.
fn until(engine: &mut Engine, wanted: impl Fn(&Progress) -> bool) {
    let told = |event: &Event| matches!(event, Event::Progress(progress) if wanted(progress));
    while !advance(engine).iter().any(|output| told(&output.event.body)) {
        assert!(engine.busy(), "it ended without");
    }
}

#[test]
fn nothing_is_kept_before_every_target_has_a_model_and_that_is_said() {
    let mut engine = loaded();
    start(&mut engine, 1, Request::Train { recipe: recipe("random_forest", &[("n_estimators", 4000)]) }, &[]);
    until(&mut engine, |p| p.lacks.as_deref() == Some("1 of 3 targets has a model") && !p.can_keep);
    start(&mut engine, 2, Request::KeepBest { job: 1 }, &[]);
    let answer = advance(&mut engine).into_iter().find(|output| output.event.id == 2).unwrap();
    let Event::Failed { faults } = &answer.event.body else { panic!("{:?}", answer.event) };
    assert_eq!(faults[0].code, "train.nothing_to_keep");
    assert!(faults[0].message.contains("1 of 3 targets has a model"), "{faults:?}");

    // It goes on as if it had not been asked, until there is something.
    until(&mut engine, |p| p.can_keep && p.lacks.is_none());
    start(&mut engine, 3, Request::KeepBest { job: 1 }, &[]);
    let ends = rest(&mut engine);
    let report = ends.iter().find_map(|(_, event)| match event {
        Event::Trained { report, .. } => Some(report),
        _ => None,
    });
    let report = report.unwrap();
    assert!(report.stopped_early && report.targets.len() == 3, "{report:?}");
}

fn applied(engine: &mut Engine, file: &[u8]) -> ApplyReport {
    match ask(engine, Request::Apply { name: "new.csv".into() }, file) {
        Event::Applied { report } => *report,
        other => panic!("{other:?}"),
    }
}

/// The table without some columns.
fn without(file: &[u8], left_out: &[&str]) -> Vec<u8> {
    let text = std::str::from_utf8(file).unwrap();
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let kept = |line: &str| {
        let cells = line.split(',').zip(&header).filter(|(_, name)| !left_out.contains(name));
        cells.map(|(cell, _)| cell).collect::<Vec<_>>().join(",") + "\n"
    };
    text.lines().map(kept).collect::<String>().into_bytes()
}

#[test]
fn each_target_that_a_file_has_is_scored() {
    let mut engine = trained("decision_tree", &[("max_depth", 3)]);
    let all = applied(&mut engine, &table(90));
    assert_eq!((all.targets.len(), all.used, all.warnings.len()), (3, 90, 0));
    assert!(all.metrics.as_ref().unwrap().contains_key("subset_accuracy"));

    let two = applied(&mut engine, &without(&table(90), &["first"]));
    assert_eq!(two.targets.keys().collect::<Vec<_>>(), ["second", "third"]);
    assert_eq!(
        (&two.targets["second"], &two.targets["third"]),
        (&all.targets["second"], &all.targets["third"])
    );
    let means = two.metrics.unwrap();
    let mean = (all.targets["second"]["accuracy"] + all.targets["third"]["accuracy"]) / 2.0;
    assert!((means["accuracy"] - mean).abs() < 1e-12 && !means.contains_key("subset_accuracy"), "{means:?}");
    let told: Vec<_> = two.warnings.iter().map(|w| (w.code.as_str(), w.at.column.as_deref())).collect();
    assert_eq!(told, [("target.not_given", Some("first"))]);

    let one = applied(&mut engine, &without(&table(90), &["first", "third"]));
    assert_eq!(one.metrics.as_ref(), Some(&all.targets["second"]));
    assert_eq!(one.targets.len(), 1);

    let none = applied(&mut engine, &without(&table(90), &["first", "second", "third"]));
    assert_eq!((none.metrics, none.used, none.targets.len()), (None, 0, 0));
}

#[test]
fn a_target_that_a_file_has_without_a_value_is_not_scored() {
    let mut engine = trained("decision_tree", &[]);
    let text = String::from_utf8(table(30)).unwrap();
    let blank: Vec<String> = text
        .lines()
        .enumerate()
        .map(
            |(at, line)| {
                if at == 0 { line.into() } else { line.rsplit_once(',').unwrap().0.to_owned() + "," }
            },
        )
        .collect();
    let report = applied(&mut engine, blank.join("\n").as_bytes());
    assert_eq!(report.targets.keys().collect::<Vec<_>>(), ["first", "second"]);
    assert_eq!((report.used, report.warnings[0].code.as_str()), (30, "target.not_given"));

    // Each target has values, and no row has all of them: none is scored, and that is said.
    let apart = "x,z,first,second,third\n1,2,yes,,\n3,4,,no,\n5,6,,,a\n";
    let report = applied(&mut engine, apart.as_bytes());
    assert_eq!((report.metrics, report.warnings[0].code.as_str()), (None, "target.missing"));
    let strange = "x,z,first,second,third\n1,2,yes,no,d\n3,4,no,no,a\n";
    let report = applied(&mut engine, strange.as_bytes());
    assert_eq!((report.used, report.warnings[0].code.as_str()), (1, "target.unknown_class"));
}

#[test]
fn what_is_to_be_known_names_the_column() {
    let mut engine = loaded();
    let event = ask(&mut engine, Request::Train { recipe: recipe("mlp", &[("max_iter", 2)]) }, &[]);
    let Event::Trained { report, .. } = event else { panic!("{event:?}") };
    // What is so of all of them is said once.
    let all = "of the targets \"first\", \"second\", \"third\": ";
    let named: Vec<_> = report.warnings.iter().filter(|w| w.message.starts_with("of the target")).collect();
    let codes: Vec<&str> = named.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["model.unscaled", "model.not_converged"]);
    for warning in named {
        assert!(warning.message.starts_with(all) && warning.at.parameter.is_some(), "{warning:?}");
        assert_eq!(warning.at.column.as_deref(), Some("first"));
    }

    // One class among the training rows of a further target.
    let mut rows = String::from("x,part,first,second,third\n");
    for i in 0..60 {
        let (part, third) = if i < 40 { ("train", "a") } else { ("test", "b") };
        let second = ["yes", "no"][i / 2 % 2];
        writeln!(rows, "{i},{part},{},{second},{third}", ["yes", "no"][i % 2]).unwrap();
    }
    let (options, columns) = Default::default();
    ask(&mut engine, Request::Load { name: "t.csv".into(), options, columns }, rows.as_bytes());
    let mut recipe = recipe("decision_tree", &[]);
    recipe.split.method = Some(glasshouse_spec::SplitMethod::Column);
    recipe.split.column = Some("part".into());
    let event = ask(&mut engine, Request::Train { recipe }, &[]);
    assert_eq!(code(&event), "target.one_class");
    let Event::Failed { faults } = event else { panic!("it was trained") };
    assert!(faults[0].message.starts_with("of the target \"third\": "), "{faults:?}");
    assert_eq!(faults[0].at.parameter.as_deref(), Some("task.targets[1]"));
    assert_eq!(faults[0].at.column.as_deref(), Some("third"));
}

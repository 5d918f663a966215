//! What the parts of a split hold, as the engine tells it: the same parts as a training has, in bounded pieces.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{Change, Event, PartsReport, Recipe, Request, TargetParts};
use memory::{advance, ask, engine, rest, start};
use std::fmt::Write as _;

fn table(rows: usize) -> Vec<u8> {
    let mut text = String::from("x,c,y\n");
    for i in 0..rows {
        let (x, z) = (i * 37 % 1009, i * 53 % 97);
        writeln!(text, "{x},{},{}", ["red", "green", "blue"][i % 3], if x + z > 500 { "yes" } else { "no" })
            .unwrap();
    }
    text.into_bytes()
}

fn loaded(rows: usize) -> Engine {
    let mut engine = engine();
    let request =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    ask(&mut engine, request, &table(rows));
    engine
}

fn recipe(text: &str) -> Box<Recipe> {
    let text = format!("version = 1\n[task]\ntarget = \"y\"\n{text}");
    Box::new(glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap())
}

fn told(engine: &mut Engine, recipe: &Recipe) -> PartsReport {
    match ask(engine, Request::Parts { recipe: Box::new(recipe.clone()) }, &[]) {
        Event::Parts { report } => *report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_parts_are_those_of_a_training() {
    let mut engine = loaded(600);
    let recipe = recipe("[[prepare]]\nop = \"one_hot_encoder\"\n[model]\nkind = \"logistic_regression\"\n");
    let report = told(&mut engine, &recipe);
    let Event::Trained { report: trained, .. } = ask(&mut engine, Request::Train { recipe }, &[]) else {
        panic!("no model")
    };
    let rows = &trained.rows;
    assert_eq!(
        (report.rows.train, report.rows.validation, report.rows.test),
        (rows.train, rows.validation, rows.test)
    );
    assert_eq!(report.read, 600);
    let Some(TargetParts::Classes { classes, .. }) = &report.target else { panic!("{report:?}") };
    let labels: Vec<Option<&str>> = classes.iter().map(|class| class.label.as_deref()).collect();
    assert_eq!(labels, [Some("no"), Some("yes")]);
}

#[test]
fn an_advice_is_followed_by_its_change() {
    let mut engine = loaded(600);
    let mut recipe = recipe("");
    let report = told(&mut engine, &recipe);
    let advice = report.advice.iter().find(|advice| advice.code == "split.few_rows").unwrap();
    let Some(Change::SetSplit { split }) = &advice.change else { panic!("{advice:?}") };
    recipe.split = split.clone();
    assert_eq!(told(&mut engine, &recipe).rows.test, 150);
}

#[test]
fn a_split_that_cannot_be_made_is_a_fault_at_its_place() {
    let mut engine = loaded(100);
    let recipe = recipe("[split]\nmethod = \"time\"\ncolumn = \"when\"\n");
    let Event::Failed { faults } = ask(&mut engine, Request::Parts { recipe }, &[]) else { panic!("parted") };
    assert_eq!(faults[0].at.parameter.as_deref(), Some("split.column"));
}

#[test]
fn looking_at_the_parts_is_given_up_when_asked() {
    let mut engine = loaded(40_000);
    start(&mut engine, 7, Request::Parts { recipe: recipe("") }, &[]);
    advance(&mut engine);
    start(&mut engine, 8, Request::Cancel { job: 7 }, &[]);
    let ends: Vec<(u64, Event)> = rest(&mut engine).into_iter().filter(|(_, event)| event.ends()).collect();
    assert!(ends.contains(&(7, Event::Cancelled)) && ends.contains(&(8, Event::Done)), "{ends:?}");
}

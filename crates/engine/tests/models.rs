//! The list of models that were trained or opened.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{Artefact, Event, ModelSpec, Models, ParamValue, Recipe, Request};
use memory::{Memory, ask, code, export};
use std::fmt::Write as _;
use std::rc::Rc;

fn load(engine: &mut Engine) {
    let mut text = String::from("x,z,y\n");
    for i in 0..200 {
        let (x, z) = (i * 37 % 101, i * 53 % 97);
        writeln!(text, "{x},{z},{}", if x + z > 95 { "yes" } else { "no" }).unwrap();
    }
    let request =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    let Event::Loaded { .. } = ask(engine, request, text.as_bytes()) else { panic!("another answer") };
}

/// Trains a tree of a depth; its hash.
fn tree(engine: &mut Engine, depth: i64) -> String {
    let text = "version = 1\n[task]\ntarget = \"y\"\n";
    let recipe = glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap();
    let mut model = ModelSpec { kind: "decision_tree".into(), ..ModelSpec::default() };
    model.params.insert("max_depth".into(), ParamValue::Int(depth));
    match ask(engine, Request::Train { recipe: Box::new(Recipe { model, ..recipe }) }, &[]) {
        Event::Trained { report, .. } => report.model_sha256,
        other => panic!("{other:?}"),
    }
}

fn list(event: Event) -> Models {
    match event {
        Event::Models { models } => models,
        other => panic!("{other:?}"),
    }
}

fn models(engine: &mut Engine) -> Models {
    list(ask(engine, Request::Models, &[]))
}

fn used(engine: &mut Engine, id: u32) -> String {
    match ask(engine, Request::UseModel { id }, &[]) {
        Event::Opened { model, .. } => model.report.model_sha256,
        other => panic!("{other:?}"),
    }
}

#[test]
fn models_are_listed_chosen_named_and_removed() {
    let host = Rc::new(Memory::default());
    let mut engine = Engine::new(host.clone());
    load(&mut engine);
    let (one, two) = (tree(&mut engine, 1), tree(&mut engine, 5));
    let now = models(&mut engine);
    let hashes: Vec<_> = now.entries.iter().map(|entry| entry.model_sha256.clone()).collect();
    assert_eq!((hashes, now.current), (vec![one.clone(), two.clone()], Some(2)));
    assert_eq!(now.entries[0].model.params["max_depth"], ParamValue::Int(1));
    assert!(now.entries[0].metrics.test.contains_key("accuracy") && now.entries[0].file == "t.csv");

    assert_eq!(used(&mut engine, 1), one);
    assert!(export(&mut engine, Artefact::Predictions).len() > 100, "its test rows are there");
    assert_eq!(code(&ask(&mut engine, Request::RemoveModel { id: 1 }, &[])), "model.in_use");
    let named = list(ask(&mut engine, Request::RenameModel { id: 2, name: " deep ".into() }, &[]));
    assert_eq!(named.entries[1].name, "deep");

    let mut next = Engine::new(host.clone());
    let Event::Restored { model: Some(model), .. } = ask(&mut next, Request::Restore, &[]) else {
        panic!("no model")
    };
    assert_eq!(model.report.model_sha256, one, "the one that was looked at");
    assert_eq!(models(&mut next), Models { current: Some(1), ..named });
    assert_eq!(list(ask(&mut next, Request::RemoveModel { id: 2 }, &[])).entries.len(), 1);
    assert_eq!(code(&ask(&mut next, Request::UseModel { id: 2 }, &[])), "model.unknown");
    assert_eq!(ask(&mut next, Request::Forget, &[]), Event::Done);
    assert!(host.kept.borrow().is_empty());
}

#[test]
fn the_same_model_again_is_one_of_the_list() {
    let mut engine = memory::engine();
    load(&mut engine);
    tree(&mut engine, 1);
    tree(&mut engine, 2);
    ask(&mut engine, Request::RenameModel { id: 1, name: "stump".into() }, &[]);
    tree(&mut engine, 1);
    let now = models(&mut engine);
    let names: Vec<_> = now.entries.iter().map(|entry| (entry.id, entry.name.as_str())).collect();
    assert_eq!((names, now.current), (vec![(2, ""), (1, "stump")], Some(1)));
}

#[test]
fn a_proof_stays_with_its_model() {
    let mut engine = memory::engine();
    load(&mut engine);
    tree(&mut engine, 1);
    tree(&mut engine, 2);
    used(&mut engine, 1);
    let Event::Verified { receipt } = ask(&mut engine, Request::Verify, &[]) else { panic!("no receipt") };
    used(&mut engine, 2);
    let Event::Opened { model, .. } = ask(&mut engine, Request::UseModel { id: 1 }, &[]) else {
        panic!("no model")
    };
    assert_eq!(model.receipt.unwrap().model_sha256, receipt.model_sha256);
}

#[test]
fn models_that_no_host_keeps_stay_in_memory() {
    let mut engine = Engine::new(Rc::new(Memory { broken: true, ..Memory::default() }));
    load(&mut engine);
    let one = tree(&mut engine, 1);
    tree(&mut engine, 2);
    assert_eq!(used(&mut engine, 1), one);
}

#[test]
fn the_model_of_an_earlier_release_becomes_the_first_of_the_list() {
    let host = Rc::new(Memory::default());
    let mut engine = Engine::new(host.clone());
    load(&mut engine);
    let one = tree(&mut engine, 3);
    let bundle = host.kept.borrow_mut().remove("model-1.glasshouse").unwrap();
    host.kept.borrow_mut().remove("models.json");
    host.kept.borrow_mut().insert("model.glasshouse".into(), bundle);
    let mut next = Engine::new(host.clone());
    ask(&mut next, Request::Restore, &[]);
    assert_eq!(models(&mut next).entries[0].model_sha256, one);
    assert!(!host.kept.borrow().contains_key("model.glasshouse"));
}

//! Several files made one: by requests as the page asks for it, by a recipe as it is replayed, over
//! a reload, and for new data.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::{Engine, read_recipe};
use glasshouse_spec::{
    Artefact, CombinePlan, CombineSpec, Event, JoinHow, Recipe, Request, TableProfile, TrainReport, View,
};
use memory::{Memory, ask, code, engine, export};
use std::fmt::Write as _;
use std::rc::Rc;

/// 240 orders of 40 customers; the answer hangs on the customer's age, which is in another file.
fn orders(from: usize, to: usize) -> Vec<u8> {
    let mut text = String::from("order,customer,amount,late\n");
    for i in from..to {
        let (customer, amount) = (i * 7 % 40, i * 37 % 101);
        let late = if age(customer) + amount > 90 { "yes" } else { "no" };
        writeln!(text, "o{i},c{customer},{amount},{late}").unwrap();
    }
    text.into_bytes()
}

fn age(customer: usize) -> usize {
    20 + customer * 13 % 50
}

/// The first 38 customers, and one that nobody knows.
fn customers() -> Vec<u8> {
    let mut text = String::from("customer,age\n");
    (0..38).for_each(|c| writeln!(text, "c{c},{}", age(c)).unwrap());
    text.push_str("nobody,99\n");
    text.into_bytes()
}

fn load(engine: &mut Engine, bytes: &[u8]) {
    let (name, options, columns) = ("orders.csv".into(), Default::default(), Default::default());
    let event = ask(engine, Request::Load { name, options, columns }, bytes);
    assert!(matches!(event, Event::Loaded { .. }), "{event:?}");
}

fn load_other(engine: &mut Engine, name: &str, bytes: &[u8]) {
    let request = Request::LoadOther { name: name.into(), options: Default::default() };
    let event = ask(engine, request, bytes);
    assert!(matches!(event, Event::OtherLoaded { .. }), "{event:?}");
}

fn join(how: JoinHow) -> Box<CombineSpec> {
    Box::new(CombineSpec::join("customers.csv", how, &["customer"]))
}

fn combined(engine: &mut Engine, combine: Box<CombineSpec>) -> TableProfile {
    match ask(engine, Request::Combine { combine }, &[]) {
        Event::Loaded { profile, .. } => profile,
        other => panic!("{other:?}"),
    }
}

fn planned(engine: &mut Engine, combine: Box<CombineSpec>) -> CombinePlan {
    match ask(engine, Request::PlanCombine { combine }, &[]) {
        Event::CombinePlanned { plan } => *plan,
        other => panic!("{other:?}"),
    }
}

fn recipe(combine: &str) -> Box<Recipe> {
    let text = format!(
        "version = 1\nname = \"late\"\n[task]\ntarget = \"late\"\n[model]\nkind = \"decision_tree\"\n{combine}\
         [columns.customer]\nrole = \"ignore\"\n\
         [[prepare]]\nop = \"simple_imputer\"\ncolumns = [\"@numeric\"]\n"
    );
    Box::new(read_recipe("r.toml", text.as_bytes()).unwrap())
}

const JOIN: &str =
    "[[combine]]\nop = \"join\"\ntable = \"customers.csv\"\non = [\"customer\"]\nhow = \"left\"\n";

fn train(engine: &mut Engine, recipe: Box<Recipe>) -> TrainReport {
    match ask(engine, Request::Train { recipe }, &[]) {
        Event::Trained { report, .. } => *report,
        other => panic!("{other:?}"),
    }
}

fn columns(engine: &mut Engine) -> Vec<String> {
    match ask(engine, Request::Rows { start: 0, count: 1, view: View::default(), columns: Vec::new() }, &[]) {
        Event::Rows { page } => page.columns,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_join_is_planned_done_and_taken_apart() {
    let mut engine = engine();
    load(&mut engine, &orders(0, 240));
    load_other(&mut engine, "customers.csv", &customers());
    let plan = planned(&mut engine, join(JoinHow::Inner));
    let keys = plan.keys.as_ref().unwrap();
    assert_eq!((plan.left_rows, plan.right_rows, plan.rows), (240, 39, 228));
    assert_eq!((keys.matched, keys.left.unmatched, keys.right.unmatched), (38, 12, 1));
    let profile = combined(&mut engine, join(JoinHow::Inner));
    assert_eq!(profile.rows, plan.rows);
    assert_eq!(columns(&mut engine), ["order", "customer", "amount", "late", "age"]);
    let event = ask(&mut engine, Request::Separate, &[]);
    assert!(matches!(&event, Event::Loaded { profile, .. } if profile.rows == 240), "{event:?}");
    assert_eq!(columns(&mut engine), ["order", "customer", "amount", "late"]);
}

#[test]
fn several_follow_one_another() {
    let mut engine = engine();
    load(&mut engine, &orders(0, 100));
    load_other(&mut engine, "more.csv", &orders(100, 240));
    load_other(&mut engine, "customers.csv", &customers());
    assert_eq!(combined(&mut engine, Box::new(CombineSpec::append("more.csv"))).rows, 240);
    assert_eq!(combined(&mut engine, join(JoinHow::Outer)).rows, 241);
}

#[test]
fn the_page_and_a_replayed_recipe_give_the_same_model() {
    let mut page = engine();
    load(&mut page, &orders(0, 240));
    load_other(&mut page, "customers.csv", &customers());
    combined(&mut page, join(JoinHow::Left));
    let asked = train(&mut page, recipe(JOIN));
    let mut replay = engine();
    load(&mut replay, &orders(0, 240));
    load_other(&mut replay, "customers.csv", &customers());
    let replayed = train(&mut replay, recipe(JOIN));
    assert_eq!(asked.model_sha256, replayed.model_sha256);
    assert_eq!(asked.data_sha256, replayed.data_sha256);
    assert!(asked.features.contains(&"age".to_string()), "{:?}", asked.features);
    let names: Vec<(&str, u64)> = asked.files.iter().map(|f| (f.name.as_str(), f.rows)).collect();
    assert_eq!(names, [("orders.csv", 240), ("customers.csv", 39)]);
    assert!(asked.files.iter().all(|f| f.read == "2001-02-03T04:05:06Z" && f.sha256.len() == 64));
    assert_ne!(asked.data_sha256, asked.files[0].sha256);
}

#[test]
fn a_recipe_without_the_join_trains_on_the_first_file_alone() {
    let mut engine = engine();
    load(&mut engine, &orders(0, 240));
    load_other(&mut engine, "customers.csv", &customers());
    combined(&mut engine, join(JoinHow::Left));
    let alone = train(&mut engine, recipe(""));
    assert!(!alone.features.contains(&"age".to_string()), "{:?}", alone.features);
    let off = train(&mut engine, recipe(&format!("{JOIN}enabled = false\n")));
    assert_eq!(alone.model_sha256, off.model_sha256);
    assert_eq!(alone.data_sha256, alone.files[0].sha256);
}

#[test]
fn a_file_that_was_not_given_is_named_with_its_place() {
    let mut engine = engine();
    load(&mut engine, &orders(0, 240));
    let event = ask(&mut engine, Request::Train { recipe: recipe(JOIN) }, &[]);
    let Event::Failed { faults } = &event else { panic!("{event:?}") };
    assert_eq!(faults[0].code, "combine.no_table");
    assert_eq!(faults[0].at.parameter.as_deref(), Some("combine[0].table"));
    load_other(&mut engine, "customers.csv", b"client,age\nc1,2\n");
    let event = ask(&mut engine, Request::Train { recipe: recipe(JOIN) }, &[]);
    let Event::Failed { faults } = &event else { panic!("{event:?}") };
    assert_eq!(faults[0].code, "combine.no_key");
    assert_eq!(faults[0].at.parameter.as_deref(), Some("combine[0].on"));
}

#[test]
fn a_join_that_would_explode_is_refused_with_numbers() {
    let one_key = |rows: usize| {
        let mut text = String::from("customer,v\n");
        (0..rows).for_each(|i| writeln!(text, "c1,{i}").unwrap());
        text.into_bytes()
    };
    let mut engine = engine();
    load(&mut engine, &one_key(6000));
    load_other(&mut engine, "customers.csv", &one_key(6000));
    assert_eq!(planned(&mut engine, join(JoinHow::Inner)).rows, 36_000_000);
    let event = ask(&mut engine, Request::Combine { combine: join(JoinHow::Inner) }, &[]);
    assert_eq!(code(&event), "combine.too_large");
    let Event::Failed { faults } = event else { panic!("a refusal") };
    assert!(faults[0].message.contains("36000000 rows"), "{}", faults[0].message);
    assert_eq!(columns(&mut engine), ["customer", "v"], "the data are as they were");
}

#[test]
fn what_was_combined_is_there_after_a_reload_until_it_is_forgotten() {
    let host = Rc::new(Memory::default());
    let mut first = Engine::new(host.clone());
    load(&mut first, &orders(0, 240));
    load_other(&mut first, "customers.csv", &customers());
    combined(&mut first, join(JoinHow::Left));
    let sha = train(&mut first, recipe(JOIN)).model_sha256;
    let mut second = Engine::new(host.clone());
    let event = ask(&mut second, Request::Restore, &[]);
    let Event::Restored { data, model, warnings, .. } = event else { panic!("{event:?}") };
    assert_eq!(warnings, []);
    assert_eq!(data.unwrap().profile.columns.last().unwrap().name, "age");
    assert_eq!(model.unwrap().report.model_sha256, sha);
    assert!(export(&mut second, Artefact::Predictions).starts_with(b"order,customer,amount,late,age,"));
    assert_eq!(train(&mut second, recipe(JOIN)).model_sha256, sha);
    assert_eq!(ask(&mut second, Request::Forget, &[]), Event::Done);
    assert!(host.kept.borrow().is_empty(), "{:?}", host.kept.borrow().keys());
}

#[test]
fn a_new_first_file_takes_the_others_with_it() {
    let host = Rc::new(Memory::default());
    let mut engine = Engine::new(host.clone());
    load(&mut engine, &orders(0, 240));
    load_other(&mut engine, "customers.csv", &customers());
    assert_eq!(host.kept.borrow().keys().filter(|name| name.starts_with("other")).count(), 2);
    load(&mut engine, &orders(0, 200));
    assert_eq!(host.kept.borrow().keys().filter(|name| name.starts_with("other")).count(), 0);
    assert_eq!(code(&ask(&mut engine, Request::Train { recipe: recipe(JOIN) }, &[])), "combine.no_table");
}

#[test]
fn new_data_are_joined_as_in_training_unless_they_are_already() {
    let mut engine = engine();
    load(&mut engine, &orders(0, 240));
    load_other(&mut engine, "customers.csv", &customers());
    train(&mut engine, recipe(&JOIN.replace("left", "inner")));
    let apply = |engine: &mut Engine, bytes: &[u8]| {
        let event = ask(engine, Request::Apply { name: "new.csv".into() }, bytes);
        let Event::Applied { report } = event else { panic!("{event:?}") };
        report
    };
    let report = apply(&mut engine, &orders(240, 300));
    // Every row that was given is answered, those without a partner too.
    assert_eq!((report.rows, report.used), (60, 60));
    assert!(report.metrics.as_ref().unwrap()["accuracy"] > 0.6, "{:?}", report.metrics);
    assert!(report.warnings.iter().any(|w| w.code == "combine.unmatched"), "{:?}", report.warnings);
    let joined = b"order,customer,amount,age\no1,c1,50,44\n";
    assert_eq!(apply(&mut engine, joined).preview.rows.len(), 1);
    let bundle = export(&mut engine, Artefact::Bundle);
    let mut other = self::engine();
    ask(&mut other, Request::Open { name: "b".into() }, &bundle);
    let event = ask(&mut other, Request::Apply { name: "new.csv".into() }, &orders(240, 300));
    assert_eq!(code(&event), "combine.no_table");
    load_other(&mut other, "customers.csv", &customers());
    assert_eq!(apply(&mut other, &orders(240, 300)).metrics, report.metrics);
}

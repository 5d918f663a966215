//! Trainings that go on from what an earlier one came to: for more steps, and after an interruption.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{Event, ModelSpec, ParamValue, Recipe, Request, TrainReport, Unfinished};
use memory::{Memory, advance, ask, code, engine, rest, start};
use std::fmt::Write as _;
use std::rc::Rc;

const CHECKPOINT: &str = "training.bin";

/// So many that a few hundred trees take several chunks.
const ROWS: usize = 4000;
/// Trees that take several chunks.
const MANY: i64 = 700;

fn load(engine: &mut Engine, rows: usize) {
    let mut text = String::from("x,z,y\n");
    for i in 0..rows {
        let (x, z) = (i * 37 % 101, i * 53 % 97);
        writeln!(text, "{x},{z},{}", if (x + z) % 60 > 25 { "yes" } else { "no" }).unwrap();
    }
    let request =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    let Event::Loaded { .. } = ask(engine, request, text.as_bytes()) else { panic!("another answer") };
}

fn boosting(trees: i64) -> Box<Recipe> {
    let text = "version = 1\n[task]\ntarget = \"y\"\n";
    let recipe = glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap();
    let mut model = ModelSpec { kind: "hist_gradient_boosting".into(), ..ModelSpec::default() };
    model.params.insert("max_iter".into(), ParamValue::Int(trees));
    model.params.insert("subsample".into(), ParamValue::Float(0.7));
    Box::new(Recipe { model, ..recipe })
}

fn train(engine: &mut Engine, recipe: Box<Recipe>) -> TrainReport {
    trained(ask(engine, Request::Train { recipe }, &[]))
}

fn trained(event: Event) -> TrainReport {
    match event {
        Event::Trained { report, .. } => *report,
        other => panic!("{other:?}"),
    }
}

/// The hash of a model that is trained without interruption.
fn whole(trees: i64) -> String {
    let mut engine = engine();
    load(&mut engine, ROWS);
    let report = train(&mut engine, boosting(trees));
    assert!(!report.continued);
    report.model_sha256
}

/// A host whose engine fell in the middle of a training.
fn interrupted(trees: i64) -> Rc<Memory> {
    let host = Rc::new(Memory { tick: 2.0, ..Memory::default() });
    let mut engine = Engine::new(host.clone());
    load(&mut engine, ROWS);
    start(&mut engine, 1, Request::Train { recipe: boosting(trees) }, &[]);
    while !host.kept.borrow().contains_key(CHECKPOINT) {
        assert!(engine.busy(), "the training ended before a checkpoint");
        advance(&mut engine);
    }
    host
}

fn unfinished(engine: &mut Engine) -> Option<Box<Unfinished>> {
    match ask(engine, Request::Restore, &[]) {
        Event::Restored { unfinished, .. } => unfinished,
        other => panic!("{other:?}"),
    }
}

#[test]
fn more_trees_are_added_to_the_last_model() {
    let mut engine = engine();
    load(&mut engine, ROWS);
    let few = train(&mut engine, boosting(20));
    let more = train(&mut engine, boosting(50));
    assert!(more.continued && more.seconds.fit > few.seconds.fit);
    assert_eq!(more.model_sha256, whole(50));
    let fewer = train(&mut engine, boosting(10));
    assert!(!fewer.continued, "trees are not taken away: it is trained anew");
    assert_eq!(fewer.model_sha256, whole(10));
    let mut other = boosting(30);
    other.seed = 7;
    assert!(!train(&mut engine, other).continued);
}

#[test]
fn a_training_that_was_stopped_goes_on() {
    let mut engine = engine();
    load(&mut engine, ROWS);
    start(&mut engine, 1, Request::Train { recipe: boosting(MANY) }, &[]);
    let can_keep = |event: &Event| matches!(event, Event::Progress(progress) if progress.can_keep);
    while !advance(&mut engine).iter().any(|output| can_keep(&output.event.body)) {
        assert!(engine.busy(), "the training ended before it could be stopped");
    }
    start(&mut engine, 2, Request::KeepBest { job: 1 }, &[]);
    let stopped = rest(&mut engine).into_iter().find(|(id, event)| *id == 1 && event.ends()).unwrap();
    assert!(trained(stopped.1).stopped_early);
    let report = train(&mut engine, boosting(MANY));
    assert!(report.continued && !report.stopped_early);
    assert_eq!(report.model_sha256, whole(MANY));
}

#[test]
fn an_interrupted_training_goes_on_in_the_next_session() {
    let host = interrupted(MANY);
    let mut next = Engine::new(host.clone());
    let about = unfinished(&mut next).unwrap();
    assert_eq!(about.recipe, *boosting(MANY));
    assert!(about.done > 0 && about.done < about.total && about.seconds > 0.0, "{about:?}");
    let report = trained(ask(&mut next, Request::Resume, &[]));
    assert!(report.continued);
    assert_eq!(report.model_sha256, whole(MANY));
    assert!(!host.kept.borrow().contains_key(CHECKPOINT));
    assert_eq!(code(&ask(&mut next, Request::Resume, &[])), "training.none");
}

#[test]
fn a_training_that_was_given_up_is_not_offered() {
    let host = interrupted(MANY);
    let mut next = Engine::new(host.clone());
    assert!(unfinished(&mut next).is_some());
    start(&mut next, 1, Request::Resume, &[]);
    advance(&mut next);
    start(&mut next, 2, Request::Cancel { job: 1 }, &[]);
    rest(&mut next);
    assert!(!host.kept.borrow().contains_key(CHECKPOINT));

    let host = interrupted(MANY);
    let mut next = Engine::new(host.clone());
    assert_eq!(ask(&mut next, Request::DropUnfinished, &[]), Event::Done);
    assert_eq!(unfinished(&mut next), None);
}

#[test]
fn a_checkpoint_of_other_data_or_cut_off_is_not_offered() {
    let host = interrupted(MANY);
    let mut next = Engine::new(host.clone());
    load(&mut next, 300);
    assert_eq!(unfinished(&mut Engine::new(host.clone())), None);
    assert_eq!(code(&ask(&mut next, Request::Resume, &[])), "training.none");
    load(&mut next, ROWS);
    assert!(unfinished(&mut Engine::new(host.clone())).is_some());
    host.kept.borrow_mut().get_mut(CHECKPOINT).unwrap().truncate(2000);
    assert_eq!(unfinished(&mut Engine::new(host)), None);
}

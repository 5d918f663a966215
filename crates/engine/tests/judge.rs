//! A model is judged: where it fails, which column gives the answer away, what is promised; and what cannot be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{Event, IntervalMethod, Judgement, Request};
use memory::{ask, code, engine};
use std::fmt::Write as _;

/// A rule that holds but for old rows of one job, for which it is turned round; `after` repeats the answer.
fn table(rows: usize) -> Vec<u8> {
    let mut text = String::from("x,age,job,after,noise,y\n");
    for i in 0..rows {
        let (x, age) = (i * 37 % 101, i * 53 % 97);
        let job = ["cook", "clerk", "smith"][i * 7 % 3];
        let turned = age > 50 && job == "smith";
        let y = if (x > 50) != turned { "yes" } else { "no" };
        let age = if i % 30 == 4 { String::new() } else { age.to_string() };
        writeln!(text, "{x},{age},{job},{y},{},{y}", i * 29 % 83).unwrap();
    }
    text.into_bytes()
}

fn trained(recipe: &str, file: &[u8]) -> Engine {
    let mut engine = engine();
    let (options, columns) = Default::default();
    ask(&mut engine, Request::Load { name: "t.csv".into(), options, columns }, file);
    let recipe = Box::new(glasshouse_engine::read_recipe("r.toml", recipe.as_bytes()).unwrap());
    let event = ask(&mut engine, Request::Train { recipe }, &[]);
    assert!(matches!(event, Event::Trained { .. }), "{event:?}");
    engine
}

fn judged(engine: &mut Engine) -> Judgement {
    match ask(engine, Request::Judge { target: 0 }, &[]) {
        Event::Judged { judgement } => *judgement,
        event => panic!("{event:?}"),
    }
}

const CLASSES: &str = "version = 1\n[task]\ntarget = \"y\"\n[columns.after]\nrole = \"ignore\"\n\
    [columns.age]\nrole = \"ignore\"\n[columns.job]\nrole = \"ignore\"\n\
    [split]\nmethod = \"random\"\ntrain = 0.5\nvalidation = 0.25\ntest = 0.25\n[model]\nkind = \"decision_tree\"\n\
    [model.params]\nmax_depth = 2\n";

#[test]
fn a_model_that_does_not_know_a_group_is_seen_to_fail_there() {
    let recipe = CLASSES.replace("[columns.age]\nrole = \"ignore\"\n[columns.job]\nrole = \"ignore\"\n", "")
        + "min_samples_leaf = 200\n";
    let steps = "[[prepare]]\nop = \"simple_imputer\"\ncolumns = [\"age\"]\n[[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"job\"]\n";
    let mut engine = trained(&recipe.replace("[model]", &format!("{steps}[model]")), &table(1600));
    let found = judged(&mut engine);
    let worst = &found.segments.list[0];
    assert!(worst.words.contains("age ≥ 51") && worst.words.contains("job = smith"), "{:?}", found.segments);
    assert!(worst.error > 0.9 && worst.p_value < 1e-9 && found.segments.overall < 0.3, "{worst:?}");
    assert_eq!(worst.filter.len(), 2);
    assert_eq!((found.segments.found_on, found.segments.measured_on), (400, 400));
}

#[test]
fn figures_have_intervals_around_them_and_thresholds_count_every_row() {
    let mut engine = trained(CLASSES, &table(1200));
    let found = judged(&mut engine);
    let accuracy = &found.intervals.test["accuracy"];
    assert_eq!(accuracy.method, IntervalMethod::Wilson);
    let report = ask(&mut engine, Request::Judge { target: 0 }, &[]);
    let Event::Judged { judgement } = report else { panic!("{report:?}") };
    assert_eq!(*judgement, found, "the same rows and seed, the same judgement");
    let classes = found.classes.as_ref().unwrap();
    let of = &classes.against_rest[0];
    assert_eq!(of.class, "yes");
    assert_eq!(of.true_positives.last(), Some(&of.positives));
    assert_eq!(of.false_positives.last(), Some(&of.negatives));
    assert_eq!(of.positives + of.negatives, found.rows);
    let hits: u64 = (0..2).map(|class| classes.confusion[class][class]).sum();
    let share = hits as f64 / found.rows as f64;
    assert!(accuracy.low < share && share < accuracy.high, "{accuracy:?} {share}");
    assert!(found.conformal.iter().any(|of| of.method == "aps"));
    assert_eq!(code(&ask(&mut engine, Request::Judge { target: 3 }, &[])), "judge.target");
}

#[test]
fn a_column_that_repeats_the_answer_is_called_a_leak() {
    let recipe = CLASSES.replace("[columns.after]\nrole = \"ignore\"\n", "");
    let recipe =
        recipe.replace("[model]", "[[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"after\"]\n[model]");
    let found = judged(&mut trained(&recipe, &table(800)));
    assert_eq!((found.alone[0].column.as_str(), found.alone[0].score), ("after", 1.0));
    let codes: Vec<&str> = found.leaks.iter().map(|leak| leak.code.as_str()).collect();
    assert!(codes.contains(&"leak.column") && codes.contains(&"leak.too_good"), "{codes:?}");
    let honest = judged(&mut trained(CLASSES, &table(800)));
    assert!(honest.leaks.iter().all(|leak| leak.code != "leak.column"), "{:?}", honest.leaks);
}

#[test]
fn a_regressor_has_residuals_promised_intervals_and_largest_errors() {
    let mut text = String::from("x,c,y\n");
    for i in 0..600_u32 {
        let (x, noise) = (i * 37 % 101, i * 53 % 17);
        let wild = if i % 3 == 0 { 5 * noise } else { noise };
        writeln!(text, "{x},{},{}", ["wild", "calm", "calm"][i as usize % 3], 2 * x + wild).unwrap();
    }
    let recipe = "version = 1\n[task]\nkind = \"regression\"\ntarget = \"y\"\n[columns.c]\nrole = \"feature\"\n\
        [[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"c\"]\n[model]\nkind = \"linear_regression\"\n";
    let found = judged(&mut trained(recipe, text.as_bytes()));
    let numbers = found.numbers.as_ref().unwrap();
    assert_eq!(numbers.quantiles.len(), 7);
    assert!(numbers.quantiles.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    assert!(found.intervals.test["root_mean_squared_error"].low > 0.0);
    let errors: Vec<f64> = found.mistakes.iter().map(|m| m.amount.unwrap().abs()).collect();
    assert!(errors.windows(2).all(|pair| pair[0] >= pair[1]));
    assert!(found.conformal.iter().all(|of| of.method == "absolute_residual" && of.size > 0.0));
    assert!(found.pictures.iter().any(|picture| picture.name == "residuals_by_1"));
    let wild = &found.segments.list[0];
    assert!(wild.words.contains("c = wild") || wild.words.contains("c is not calm"), "{:?}", found.segments);
}

#[test]
fn groups_without_a_target_are_not_judged() {
    let recipe = "version = 1\n[task]\nkind = \"clustering\"\n[columns.y]\nrole = \"ignore\"\n[columns.job]\nrole = \"ignore\"\n\
        [columns.after]\nrole = \"ignore\"\n[columns.age]\nrole = \"ignore\"\n[model]\nkind = \"k_means\"\n";
    let mut engine = trained(recipe, &table(200));
    assert_eq!(code(&ask(&mut engine, Request::Judge { target: 0 }, &[])), "judge.kind");
}

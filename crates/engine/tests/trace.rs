//! What a step of a recipe does to the rows, as the engine tells it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{
    ColumnEffect, ColumnType, Event, Phase, Recipe, Request, StepEffect, StepSpec, StepTrace,
};
use memory::{advance, ask, engine, rest, start};
use std::fmt::Write as _;

/// Numbers with gaps, a category, a target; every tenth row is there twice.
fn table(rows: usize) -> Vec<u8> {
    let mut text = String::from("x,z,c,y\n");
    for i in 0..rows {
        let (x, z) = (i * 37 % 101, i * 53 % 97);
        let gap = if i % 20 == 3 { String::new() } else { z.to_string() };
        let c = ["red", "green", "blue"][i % 3];
        let y = if x + z > 95 { "yes" } else { "no" };
        for _ in 0..1 + usize::from(i % 10 == 0) {
            writeln!(text, "{x},{gap},{c},{y}").unwrap();
        }
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

fn recipe(steps: &str) -> Box<Recipe> {
    let text = format!("version = 1\n[task]\ntarget = \"y\"\n{steps}");
    Box::new(glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap())
}

const STEPS: &str = "[[prepare]]\nop = \"simple_imputer\"\ncolumns = [\"@numeric\"]\n\
    [[prepare]]\nop = \"standard_scaler\"\ncolumns = [\"x\"]\n\
    [[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"c\"]\n";

fn traced(engine: &mut Engine, recipe: &Recipe, phase: Phase, step: u32, rows: Option<u32>) -> StepTrace {
    let request = Request::Trace { recipe: Box::new(recipe.clone()), phase, step, rows };
    match ask(engine, request, &[]) {
        Event::Traced { trace } => *trace,
        other => panic!("{other:?}"),
    }
}

fn effect(trace: StepTrace) -> StepEffect {
    assert_eq!(trace.faults, []);
    *trace.effect.unwrap()
}

fn column<'a>(effect: &'a StepEffect, name: &str) -> &'a ColumnEffect {
    effect.columns.iter().find(|column| column.name == name).unwrap()
}

#[test]
fn a_step_is_told_by_the_cells_that_it_changed() {
    let (mut engine, recipe) = (loaded(400), recipe(STEPS));
    let filled = effect(traced(&mut engine, &recipe, Phase::Prepare, 0, None));
    assert_eq!((filled.counts.changed, filled.counts.made, filled.counts.lost), (1, 0, 0));
    let z = column(&filled, "z");
    assert!(z.before.unwrap().missing > 0 && z.after.unwrap().missing == 0);
    assert_eq!(z.changed, z.before.unwrap().missing);
    assert_eq!(column(&filled, "x").changed, 0);
    // Rows in which a gap was filled are shown first, with their place in the file.
    let first = &filled.examples[0];
    assert_eq!((filled.named.0.as_slice(), &first.before), (&["z".to_owned()][..], &vec![None]));
    assert!(first.after[0].is_some() && first.row.is_some());

    let scaled = effect(traced(&mut engine, &recipe, Phase::Prepare, 1, None));
    let x = column(&scaled, "x");
    assert_eq!((scaled.counts.changed, x.changed), (1, scaled.rows.0));
    assert!(x.before.unwrap().picture.is_some() && x.after.unwrap().picture.is_some());
    assert_eq!(column(&scaled, "z").before.unwrap().missing, 0);
}

#[test]
fn columns_that_were_made_name_what_they_were_made_of() {
    let (mut engine, recipe) = (loaded(300), recipe(STEPS));
    let coded = effect(traced(&mut engine, &recipe, Phase::Prepare, 2, None));
    assert_eq!((coded.counts.made, coded.counts.lost, coded.counts.changed), (3, 1, 0));
    assert_eq!(coded.width, (3, 5));
    let lost = column(&coded, "c");
    assert_eq!((lost.before.unwrap().kind, lost.after), (ColumnType::Categorical, None));
    assert_eq!(lost.kin.len(), 3);
    let made = column(&coded, &lost.kin[0]);
    assert_eq!((made.before, made.kin.as_slice()), (None, &["c".to_owned()][..]));
}

#[test]
fn a_sample_is_of_so_many_rows_and_everything_of_all() {
    let (mut engine, recipe) = (loaded(4000), recipe(STEPS));
    let few = traced(&mut engine, &recipe, Phase::Prepare, 0, Some(500));
    assert_eq!((few.used, few.of), (500, 3080));
    assert_eq!(traced(&mut engine, &recipe, Phase::Prepare, 0, Some(500)), few);
    let all = traced(&mut engine, &recipe, Phase::Prepare, 0, None);
    assert_eq!((all.used, all.of), (3080, 3080));
    // Another split has other training rows.
    let mut other = (*recipe).clone();
    (other.split.train, other.split.test) = (0.5, 0.35);
    assert_eq!(traced(&mut engine, &other, Phase::Prepare, 0, Some(500)).of, 2200);
}

#[test]
fn a_step_that_fails_says_why_and_those_before_it_are_still_told() {
    let mut engine = loaded(300);
    let broken = recipe(&STEPS.replace("columns = [\"x\"]", "columns = [\"c\"]"));
    let trace = traced(&mut engine, &broken, Phase::Prepare, 0, Some(2000));
    assert_eq!(trace.faults[0].at.parameter.as_deref(), Some("prepare[1]"));
    assert!(trace.faults[0].remedy.is_some() && trace.effect.is_some());
    let after = traced(&mut engine, &broken, Phase::Prepare, 2, Some(2000));
    assert_eq!((after.faults, after.effect), (trace.faults, None));

    let unknown = recipe(&STEPS.replace("standard_scaler", "standard_scalar"));
    let trace = traced(&mut engine, &unknown, Phase::Prepare, 0, Some(2000));
    assert_eq!(trace.faults[0].code, "recipe.unknown_step");
    assert_eq!(trace.faults[0].at.parameter.as_deref(), Some("prepare[1].op"));
    assert!(trace.effect.is_some());
}

#[test]
fn rows_that_a_step_leaves_out_or_makes_are_counted() {
    let mut engine = loaded(300);
    let mut recipe = recipe(STEPS);
    recipe.clean.push(StepSpec::new("drop_duplicates", &[]));
    let dropped = effect(traced(&mut engine, &recipe, Phase::Clean, 0, None));
    assert_eq!((dropped.rows.0, dropped.rows.1 + dropped.moved.0), (330, 330));
    assert!(dropped.moved.0 >= 30 && dropped.counts.changed == 0, "{dropped:?}");
    assert!(dropped.examples.iter().any(|row| row.after.is_empty() && row.row.is_some()));

    recipe.prepare.push(StepSpec::new("random_over_sampler", &[]));
    let made = effect(traced(&mut engine, &recipe, Phase::Prepare, 3, None));
    assert!(made.rows.1 > made.rows.0 && made.moved.0 == 0, "{made:?}");
    assert_eq!(made.moved.1, made.rows.1 - made.rows.0);
    assert_eq!(made.counts.changed, 0);
}

#[test]
fn cleaning_tells_how_many_rows_and_columns_stay() {
    let mut engine = loaded(300);
    let mut recipe = recipe(STEPS);
    let mut filter = StepSpec::new("filter", &[]);
    let formula = |text: &str| glasshouse_spec::ParamValue::Text(text.into());
    filter.params.insert("formula".into(), formula("c = 'red'"));
    recipe.clean = vec![filter, StepSpec::new("keep_columns", &["x"])];
    let filtered = effect(traced(&mut engine, &recipe, Phase::Clean, 0, None));
    // A third of 300, of which every tenth is there twice.
    assert_eq!((filtered.rows, filtered.moved), ((330, 110), (220, 0)));
    let kept = effect(traced(&mut engine, &recipe, Phase::Clean, 1, None));
    assert_eq!((kept.rows, kept.counts.lost), ((110, 110), 2));
    assert!(kept.columns.iter().any(|column| column.name == "y" && column.after.is_some()));
    assert_eq!(kept.warnings[0].code, "clean.columns_kept");

    recipe.clean[0].params.insert("formula".into(), formula("c = 'red' and colour > 2"));
    let failed = traced(&mut engine, &recipe, Phase::Clean, 0, None);
    assert_eq!(failed.faults[0].at.parameter.as_deref(), Some("clean[0].formula"));
    assert_eq!(failed.faults[0].at.span, Some((14, 6)));
    assert!(failed.effect.is_none());
}

#[test]
fn a_trace_is_given_up_when_asked_and_leaves_the_engine_free() {
    let (mut engine, recipe) = (loaded(40_000), recipe(STEPS));
    start(&mut engine, 7, Request::Trace { recipe, phase: Phase::Prepare, step: 2, rows: None }, &[]);
    advance(&mut engine);
    start(&mut engine, 8, Request::Cancel { job: 7 }, &[]);
    let ends: Vec<(u64, Event)> = rest(&mut engine).into_iter().filter(|(_, event)| event.ends()).collect();
    assert!(ends.contains(&(7, Event::Cancelled)) && ends.contains(&(8, Event::Done)), "{ends:?}");
}

#[test]
fn a_recipe_travels_in_a_link() {
    let (mut engine, recipe) = (engine(), recipe(STEPS));
    let Event::Shared { text } = ask(&mut engine, Request::Share { recipe: recipe.clone() }, &[]) else {
        panic!("no link");
    };
    let read = |engine: &mut Engine, text: &str| ask(engine, Request::ReadShared { text: text.into() }, &[]);
    assert_eq!(read(&mut engine, &text), Event::RecipeRead { recipe });
    let Event::Failed { faults } = read(&mut engine, &text[..text.len() / 2]) else { panic!("half a link") };
    assert_eq!(faults[0].code, "recipe.link");
}

/// Days with a price that is known beforehand and a place, and what was sold.
fn days() -> Engine {
    let mut text = String::from("day,price,place,sold\n");
    for day in 0..120 {
        let (price, place) = (day * 37 % 19, ["town", "sea"][day % 2]);
        writeln!(text, "2023-{:02}-{:02},{price},{place},{}", 1 + day / 28, 1 + day % 28, 100 - 3 * price)
            .unwrap();
    }
    let mut engine = engine();
    let columns = serde_json::from_str(r#"{"day":{"role":"time"}}"#).unwrap();
    let request = Request::Load { name: "d.csv".into(), options: Default::default(), columns };
    ask(&mut engine, request, text.as_bytes());
    engine
}

#[test]
fn steps_of_a_forecast_are_shown_on_what_it_is_told_beside_its_series() {
    let mut engine = days();
    let text = "version = 1\n[columns.day]\nrole = \"time\"\n[task]\nkind = \"forecast\"\ntarget = \"sold\"\n\
        known = [\"price\"]\n[split]\nmethod = \"time\"\n[[prepare]]\nop = \"standard_scaler\"\n\
        columns = [\"@numeric\"]\n[model]\nkind = \"ridge\"\n";
    let mut forecast = Box::new(glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap());
    let trace = traced(&mut engine, &forecast, Phase::Prepare, 0, Some(2000));
    let told = trace.told.clone().unwrap();
    assert_eq!((told.columns, told.known), (vec!["price".to_owned()], vec!["price".to_owned()]));
    // Of the price alone: the times and values are read as they are.
    let scaled = effect(trace);
    assert_eq!((scaled.counts.changed, column(&scaled, "price").changed), (1, scaled.rows.0));
    assert!(scaled.columns.iter().all(|column| column.name != "sold"));

    // Another model is told nothing, and the step says why it has nothing to do.
    forecast.model.kind = "exponential_smoothing".into();
    let request = Request::Trace { recipe: forecast, phase: Phase::Prepare, step: 0, rows: Some(2000) };
    let Event::Failed { faults } = ask(&mut engine, request, &[]) else { panic!("a trace of nothing") };
    assert!(faults[0].message.contains("told no other columns"), "{faults:?}");
    assert!(faults[0].remedy.is_some());
}

//! Steps that look along the rows, through a whole training: nothing of the future, and the same for a row wherever
//! it is asked about.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{Artefact, Event, Phase, Recipe, Request, TrainReport};
use memory::{ask, code, engine, export, made};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const ROWS: usize = 400;

/// Numbers without a pattern (SplitMix64).
fn noise(i: usize) -> f64 {
    let mut z = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) % 1000) as f64
}

/// Days in a row; `y` is the `x` of the day so many after it.
fn table(after: i64) -> Vec<u8> {
    let mut text = String::from("day,x,y\n");
    for i in 0..ROWS {
        let y = noise((i as i64 + after + 10) as usize);
        writeln!(text, "{i},{},{y}", noise(i + 10)).unwrap();
    }
    text.into_bytes()
}

fn loaded(bytes: &[u8]) -> Engine {
    let mut engine = engine();
    let (options, columns) = Default::default();
    ask(&mut engine, Request::Load { name: "t.csv".into(), options, columns }, bytes);
    engine
}

fn recipe(split: &str, steps: &str) -> Box<Recipe> {
    let text = format!(
        "version = 1\nname = \"t\"\n[task]\nkind = \"regression\"\ntarget = \"y\"\n[split]\n{split}\ntrain = 0.6\n\
         validation = 0.2\ntest = 0.2\n{steps}\n[model]\nkind = \"ridge\"\n"
    );
    Box::new(glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap())
}

const BY_TIME: &str = "method = \"time\"\ncolumn = \"day\"";
const LAGS: &str = "[[prepare]]\nop = \"lag_features\"\ncolumns = [\"x\"]\nperiods = [1, 2]\n\
    [[prepare]]\nop = \"window_features\"\ncolumns = [\"x\"]\nfunctions = [\"mean\", \"max\", \"median\"]\n\
    [[prepare]]\nop = \"expanding_window_features\"\ncolumns = [\"x\"]\n\
    [[prepare]]\nop = \"simple_imputer\"\ncolumns = [\"@numeric\"]\n";

fn trained(engine: &mut Engine, recipe: Box<Recipe>) -> TrainReport {
    match ask(engine, Request::Train { recipe }, &[]) {
        Event::Trained { report, .. } => *report,
        other => panic!("{other:?}"),
    }
}

fn r2(report: &TrainReport) -> [f64; 2] {
    [&report.metrics.train, &report.metrics.test].map(|scores| scores["r2"])
}

/// What the next row holds would tell the target; none of it reaches a model that looks back, which finds at once
/// what the row before tells.
#[test]
fn a_future_that_tells_all_tells_nothing_to_who_looks_back() {
    let [train, test] = r2(&trained(&mut loaded(&table(1)), recipe(BY_TIME, LAGS)));
    assert!(train < 0.1 && test < 0.1, "{train} {test}");
    let [train, test] = r2(&trained(&mut loaded(&table(-1)), recipe(BY_TIME, LAGS)));
    assert!(train > 0.98 && test > 0.98, "{train} {test}");
}

/// Answers by the place of a row in its file, from a file of predictions.
fn answers(csv: &[u8], day: &str) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_reader(csv);
    let head = reader.headers().unwrap().clone();
    let place = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (day, answer) = (place(day), head.len() - 1);
    reader.records().map(|row| row.unwrap()).map(|row| (row[day].into(), row[answer].into())).collect()
}

/// The test rows are answered among all rows of the table, as they are when the file comes as a new one: the first
/// of them sees the last ones before it.
#[test]
fn a_test_row_is_answered_as_in_the_whole_file() {
    let (bytes, mut engine) = (table(-1), loaded(&table(-1)));
    trained(&mut engine, recipe(BY_TIME, LAGS));
    let held_out = answers(&export(&mut engine, Artefact::Predictions), "day");
    assert_eq!(held_out.len(), ROWS / 5);
    ask(&mut engine, Request::Apply { name: "t.csv".into() }, &bytes);
    let whole = answers(&export(&mut engine, Artefact::Predictions), "day");
    assert_eq!(whole.len(), ROWS);
    assert!(held_out.iter().all(|(day, answer)| whole[day] == *answer));
    // Without the rows before them the first ones have no past.
    let header = b"day,x,y\n".to_vec();
    let rest = bytes.split(|b| *b == b'\n').skip(1 + ROWS * 4 / 5);
    let cut: Vec<u8> = rest.fold(header, |all, line| [&all, line, b"\n"].concat());
    ask(&mut engine, Request::Apply { name: "cut.csv".into() }, &cut);
    let alone = answers(&export(&mut engine, Artefact::Predictions), "day");
    assert_ne!(alone["320"], whole["320"]);
}

/// Training rows are filled from training rows alone, the others from all.
#[test]
fn the_last_training_row_does_not_see_the_first_that_is_held_out() {
    let mut text = String::from("day,x,y\n");
    for i in 0..20 {
        let x = if [11, 15].contains(&i) { String::new() } else { (100 + i).to_string() };
        writeln!(text, "{i},{x},{}", i % 7).unwrap();
    }
    let fills = "[[prepare]]\nop = \"backward_fill\"\n[[prepare]]\nop = \"simple_imputer\"\n\
                 strategy = \"constant\"\nfill_value = -1\n";
    let mut engine = loaded(text.as_bytes());
    let file = made(&mut engine, Request::Prepare { recipe: recipe(BY_TIME, fills) });
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let at = reader.headers().unwrap().iter().position(|name| name == "x").unwrap();
    let cells: Vec<f64> = reader.records().map(|row| row.unwrap()[at].parse().unwrap()).collect();
    // Row 11 is the last of 12 that train.
    assert_eq!((cells[10], cells[11], cells[12], cells[15]), (110.0, -1.0, 112.0, 116.0));
}

#[test]
fn a_split_that_leaves_holes_is_refused_where_training_begins() {
    let mut engine = loaded(&table(-1));
    let random = recipe("method = \"random\"", LAGS);
    let Event::Failed { faults } = ask(&mut engine, Request::Train { recipe: random.clone() }, &[]) else {
        panic!("it trains")
    };
    assert_eq!(faults[0].code, "prepare.holes");
    assert_eq!(faults[0].at.parameter.as_deref(), Some("prepare[0]"));
    assert!(faults[0].at.row.is_some() && faults[0].remedy.as_ref().unwrap().contains("time"));
    let Event::Traced { trace } = ask(
        &mut engine,
        Request::Trace { recipe: random, phase: Phase::Prepare, step: 0, rows: Some(50) },
        &[],
    ) else {
        panic!("no trace")
    };
    assert_eq!(trace.faults[0].code, "prepare.holes");
    let target = LAGS.replace("columns = [\"x\"]\nperiods", "columns = [\"y\"]\nperiods");
    let event = ask(&mut engine, Request::Train { recipe: recipe(BY_TIME, &target) }, &[]);
    assert_eq!(code(&event), "prepare.along_target");
}

/// Between the rows of a sample there would be others.
#[test]
fn what_looks_along_rows_is_shown_on_all_of_them() {
    let mut engine = loaded(&table(-1));
    let trace = |recipe: Box<Recipe>, engine: &mut Engine| {
        let request = Request::Trace { recipe, phase: Phase::Prepare, step: 0, rows: Some(50) };
        match ask(engine, request, &[]) {
            Event::Traced { trace } => *trace,
            other => panic!("{other:?}"),
        }
    };
    let plain = "[[prepare]]\nop = \"standard_scaler\"\n";
    assert_eq!(trace(recipe(BY_TIME, plain), &mut engine).used, 50);
    let all = trace(recipe(BY_TIME, LAGS), &mut engine);
    assert_eq!((all.used, all.of), (240, 240));
    let effect = all.effect.unwrap();
    let lag = effect.columns.iter().find(|column| column.name == "x_lag_2").unwrap();
    assert_eq!((lag.after.unwrap().missing, lag.kin.as_slice()), (2, &["x".to_owned()][..]));
    assert_eq!(trace(recipe(BY_TIME, plain), &mut engine).used, 50);
}

/// Columns beside a forecast may lag by the series they belong to: what comes after a time stays unknown there.
#[test]
fn columns_that_a_forecast_is_told_may_lag_within_their_series() {
    let mut text = String::from("day,shop,visitors,sales\n");
    for i in 0..120 {
        for (shop, scale) in [("a", 1.0), ("b", 2.0)] {
            let before = if i == 0 { 500.0 } else { noise(i - 1) };
            writeln!(text, "{i},{shop},{},{}", noise(i) * scale, before * scale).unwrap();
        }
    }
    let recipe = "version = 1\nname = \"t\"\n[columns.day]\nrole = \"time\"\n[columns.shop]\nrole = \"group\"\n\
        [task]\nkind = \"forecast\"\ntarget = \"sales\"\nhorizon = 2\nknown = [\"visitors\"]\n\
        [[prepare]]\nop = \"lag_features\"\ncolumns = [\"visitors\"]\ngroup_by = [\"shop\"]\n\
        [[prepare]]\nop = \"simple_imputer\"\ncolumns = [\"@numeric\"]\n[model]\nkind = \"ridge\"\n";
    let recipe = Box::new(glasshouse_engine::read_recipe("r.toml", recipe.as_bytes()).unwrap());
    let mut engine = loaded(text.as_bytes());
    let report = trained(&mut engine, recipe);
    // The lag is what the sales are.
    let error = report.metrics.test["mean_absolute_error"];
    assert!(error < 20.0, "{error}");
    // What the series and a step both read is one column to who sends data.
    let card = String::from_utf8(export(&mut engine, Artefact::Card)).unwrap();
    for column in ["| `day` |", "| `shop` |", "| `visitors` |"] {
        assert_eq!(card.matches(column).count(), 1, "{column} in {card}");
    }
    // A file whose times are read twice, with what is known of those that follow.
    for (day, shop) in [(120, "a"), (120, "b"), (121, "a"), (121, "b")] {
        writeln!(text, "{day},{shop},500,").unwrap();
    }
    match ask(&mut engine, Request::Apply { name: "t.csv".into() }, text.as_bytes()) {
        Event::Applied { report } => assert_eq!(report.rows, 244),
        other => panic!("{other:?}"),
    }
}

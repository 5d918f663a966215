//! Requests and their events, through a host that keeps things in memory: what every host may
//! rely on.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{Artefact, Envelope, Event, ModelSpec, ParamValue, Recipe, Request, StepSpec, View};
use memory::{Memory, advance, ask, code, engine, export, rest, start};
use std::fmt::Write as _;
use std::rc::Rc;

fn table() -> Vec<u8> {
    let mut text = String::from("x,z,c,y\n");
    for i in 0..300 {
        let (x, z) = (i * 37 % 101, i * 53 % 97);
        let c = ["red", "green", "blue"][i % 3];
        writeln!(text, "{x},{z},{c},{}", if x + z > 95 { "yes" } else { "no" }).unwrap();
    }
    text.into_bytes()
}

fn load(engine: &mut Engine) -> Event {
    let request =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    ask(engine, request, &table())
}

fn recipe(kind: &str) -> Box<Recipe> {
    let text = "version = 1\n[task]\ntarget = \"y\"\n[[prepare]]\nop = \"one_hot_encoder\"\ncolumns = [\"c\"]\n\
                handle_unknown = \"ignore\"\n";
    let recipe = glasshouse_engine::read_recipe("r.toml", text.as_bytes()).unwrap();
    Box::new(Recipe { model: ModelSpec { kind: kind.into(), ..ModelSpec::default() }, ..recipe })
}

fn forest(trees: i64) -> Box<Recipe> {
    let mut recipe = recipe("random_forest");
    recipe.model.params.insert("n_estimators".into(), ParamValue::Int(trees));
    recipe
}

fn train(engine: &mut Engine, recipe: Box<Recipe>) -> String {
    match ask(engine, Request::Train { recipe }, &[]) {
        Event::Trained { report, .. } => report.model_sha256,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_request_is_ended_once_and_in_order() {
    let mut engine = engine();
    let load =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    start(&mut engine, 1, load, &table());
    start(&mut engine, 2, Request::Suggest { target: "y".into(), kind: None, targets: Vec::new() }, &[]);
    start(&mut engine, 3, Request::Train { recipe: forest(20) }, &[]);
    start(&mut engine, 4, Request::Export { artefact: Artefact::Recipe, card: None }, &[]);
    let ends: Vec<u64> = rest(&mut engine).iter().filter(|(_, e)| e.ends()).map(|(id, _)| *id).collect();
    assert_eq!(ends, [1, 2, 3, 4]);
}

/// What training refuses and what the preparation alone refuses is the same cell, as the file numbers its row.
#[test]
fn a_refused_cell_is_found_in_the_file() {
    let mut engine = engine();
    let text = b"x,y,part\n1,0,test\n2,1,test\n3,0,train\n,1,train\n4,0,train\n5,1,train\n";
    let (options, columns) = Default::default();
    ask(&mut engine, Request::Load { name: "t.csv".into(), options, columns }, text);
    let recipe = "version = 1\n[task]\nkind = \"classification\"\ntarget = \"y\"\n[split]\nmethod = \"column\"\n\
        column = \"part\"\n[model]\nkind = \"logistic_regression\"\n";
    let recipe = Box::new(glasshouse_engine::read_recipe("r.toml", recipe.as_bytes()).unwrap());
    for request in [Request::Train { recipe: recipe.clone() }, Request::Prepare { recipe }] {
        let Event::Failed { faults } = ask(&mut engine, request, &[]) else { panic!("not refused") };
        assert_eq!((faults[0].code.as_str(), faults[0].at.row), ("prepare.missing", Some(3)));
    }
}

#[test]
fn requests_without_data_or_model_are_refused_in_words() {
    let mut engine = engine();
    assert_eq!(
        code(&ask(
            &mut engine,
            Request::Rows { start: 0, count: 5, columns: Vec::new(), view: View::default() },
            &[]
        )),
        "data.none"
    );
    assert_eq!(code(&ask(&mut engine, Request::Train { recipe: forest(5) }, &[])), "data.none");
    assert_eq!(code(&ask(&mut engine, Request::Verify, &[])), "model.none");
    assert_eq!(code(&ask(&mut engine, Request::Apply { name: "a".into() }, b"x")), "model.none");
    let load = Request::Load { name: "t".into(), options: Default::default(), columns: Default::default() };
    assert_eq!(code(&ask(&mut engine, load, &[])), "protocol.no_bytes");
    engine.start(Envelope { v: 99, id: 1, body: Request::Kinds }, Vec::new());
    assert_eq!(code(&rest(&mut engine)[0].1), "protocol.version");
}

#[test]
fn rows_are_windows_of_at_most_500_as_the_file_writes_them() {
    let mut engine = engine();
    load(&mut engine);
    let mut page = |start, count| match ask(
        &mut engine,
        Request::Rows { start, count, columns: Vec::new(), view: View::default() },
        &[],
    ) {
        Event::Rows { page } => page,
        other => panic!("{other:?}"),
    };
    let first = page(1, 2);
    assert_eq!(first.columns, ["x", "z", "c", "y"]);
    assert_eq!(first.rows[0], ["37", "53", "green", "no"].map(|cell| Some(cell.to_string())));
    assert_eq!((first.start, first.rows.len()), (1, 2));
    assert_eq!(page(0, 10_000).rows.len(), 300);
    assert!(page(300, 5).rows.is_empty());
    assert!(page(u64::MAX, u64::MAX).rows.is_empty());
}

#[test]
fn a_window_holds_the_columns_that_were_asked_for_in_their_order() {
    let mut engine = engine();
    load(&mut engine);
    let some = Request::Rows { start: 1, count: 1, columns: vec![3, 0, 9], view: View::default() };
    let Event::Rows { page } = ask(&mut engine, some, &[]) else { panic!("a window is answered") };
    assert_eq!(page.columns, ["y", "x"]);
    assert_eq!(page.rows, [["no", "37"].map(|cell| Some(cell.to_string()))]);
}

#[test]
fn rows_are_answered_while_a_training_runs() {
    let mut engine = engine();
    load(&mut engine);
    start(&mut engine, 1, Request::Train { recipe: forest(4000) }, &[]);
    advance(&mut engine);
    start(
        &mut engine,
        2,
        Request::Rows { start: 0, count: 1, columns: Vec::new(), view: View::default() },
        &[],
    );
    let ids: Vec<u64> = rest(&mut engine).iter().filter(|(_, e)| e.ends()).map(|(id, _)| *id).collect();
    assert_eq!(ids, [2, 1]);
}

#[test]
fn progress_goes_forward_and_tells_the_time_left() {
    let mut engine = engine();
    load(&mut engine);
    start(&mut engine, 1, Request::Train { recipe: forest(4000) }, &[]);
    let told: Vec<_> = rest(&mut engine)
        .into_iter()
        .filter_map(|(_, event)| if let Event::Progress(p) = event { Some(p) } else { None })
        .collect();
    assert!(told.len() > 5, "{told:?}");
    assert!(told.windows(2).all(|w| w[0].done <= w[1].done && w[0].elapsed < w[1].elapsed), "{told:?}");
    assert!(told.iter().any(|p| p.can_keep) && told.iter().any(|p| p.left.is_some()), "{told:?}");
}

#[test]
fn a_cancelled_training_leaves_the_earlier_model_whole() {
    let mut engine = engine();
    load(&mut engine);
    let before = train(&mut engine, forest(5));
    start(&mut engine, 1, Request::Train { recipe: forest(10_000) }, &[]);
    start(&mut engine, 2, Request::Train { recipe: forest(300) }, &[]);
    (0..7).for_each(|_| drop(advance(&mut engine)));
    start(&mut engine, 3, Request::Cancel { job: 1 }, &[]);
    start(&mut engine, 4, Request::Cancel { job: 2 }, &[]);
    let ends = rest(&mut engine);
    let of = |id: u64| ends.iter().filter(|(i, e)| *i == id && e.ends()).map(|(_, e)| e).collect::<Vec<_>>();
    assert_eq!(of(1), [&Event::Cancelled]);
    assert_eq!(of(2), [&Event::Cancelled]);
    assert_eq!((of(3), of(4)), (vec![&Event::Done], vec![&Event::Done]));
    let Event::Applied { .. } = ask(&mut engine, Request::Apply { name: "t.csv".into() }, &table()) else {
        panic!("the earlier model is gone")
    };
    let card = String::from_utf8(export(&mut engine, Artefact::Card)).unwrap();
    assert!(card.contains(&before), "another model than before");
}

/// Cleaning and fitting stop at a cancel whichever piece of them they are in, and the same training
/// ends well afterwards.
#[test]
fn a_training_is_cancelled_while_it_cleans_and_prepares() {
    let mut engine = engine();
    let mut text = String::from("x,z,c,y\n");
    for i in 0..300_000_u32 {
        let (x, z) = (i % 250_000, i % 7);
        writeln!(text, "{x},{},{},{}", if z == 0 { "" } else { "1.5" }, z % 3, i % 2).unwrap();
    }
    let request =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    ask(&mut engine, request, text.as_bytes());
    let steps = "version = 1\n[task]\nkind = \"classification\"\ntarget = \"y\"\n[[clean]]\nop = \"drop_duplicates\"\n\
                 [[clean]]\nop = \"drop_missing\"\n[[prepare]]\nop = \"robust_scaler\"\n[model]\nkind = \"dummy\"\n";
    let recipe = Box::new(glasshouse_engine::read_recipe("r.toml", steps.as_bytes()).unwrap());
    let said = |output: &glasshouse_engine::Output| match &output.event.body {
        Event::Progress(progress) => Some(progress.stage.clone()),
        _ => None,
    };
    let stages =
        ["Dropping duplicate rows", "Dropping rows with gaps", "Reading the target", "Fitting the steps"];
    for (at, stage) in stages.into_iter().enumerate() {
        let id = 10 + 2 * at as u64;
        start(&mut engine, id, Request::Train { recipe: recipe.clone() }, &[]);
        while !advance(&mut engine).iter().filter_map(said).any(|now| now == stage) {
            assert!(engine.busy(), "never {stage}");
        }
        start(&mut engine, id + 1, Request::Cancel { job: id }, &[]);
        let ends: Vec<_> = rest(&mut engine).into_iter().filter(|(_, event)| event.ends()).collect();
        assert!(ends.contains(&(id, Event::Cancelled)) && ends.len() == 2, "{stage}: {ends:?}");
    }
    let Event::Trained { report, .. } = ask(&mut engine, Request::Train { recipe }, &[]) else {
        panic!("not trained")
    };
    // 50 000 rows repeat an earlier one but for those whose remainders by 7 or 2 differ.
    let mut seen = std::collections::HashSet::new();
    let kept =
        (0..300_000_u32).filter(|i| seen.insert((i % 250_000, i % 7 == 0, i % 7 % 3, i % 2)) && i % 7 > 0);
    assert_eq!(report.rows.dropped, 300_000 - kept.count() as u64);
}

#[test]
fn cancelling_what_has_ended_does_no_harm() {
    let mut engine = engine();
    load(&mut engine);
    assert_eq!(ask(&mut engine, Request::Cancel { job: 77 }, &[]), Event::Done);
    assert_eq!(ask(&mut engine, Request::KeepBest { job: 5 }, &[]), Event::Done);
}

#[test]
fn keep_best_ends_a_training_early_with_a_model() {
    let mut engine = engine();
    load(&mut engine);
    start(&mut engine, 1, Request::Train { recipe: forest(5000) }, &[]);
    let mut can_keep = false;
    while !can_keep {
        can_keep = advance(&mut engine)
            .iter()
            .any(|output| matches!(&output.event.body, Event::Progress(p) if p.can_keep));
    }
    start(&mut engine, 2, Request::KeepBest { job: 1 }, &[]);
    let ends = rest(&mut engine);
    let trained = ends.iter().find_map(|(id, event)| match event {
        Event::Trained { report, .. } if *id == 1 => Some(report),
        _ => None,
    });
    let report = trained.unwrap();
    assert!(report.stopped_early && report.metrics.test["accuracy"] > 0.6, "{report:?}");
}

#[test]
fn a_training_that_fails_leaves_the_earlier_model_whole() {
    let mut engine = engine();
    load(&mut engine);
    let before = train(&mut engine, recipe("logistic_regression"));
    let mut wrong = recipe("logistic_regression");
    wrong.model.params.insert("C".into(), ParamValue::Float(-1.0));
    wrong.prepare[0].op = "one_hot".into();
    let event = ask(&mut engine, Request::Train { recipe: wrong }, &[]);
    let Event::Failed { faults } = &event else { panic!("{event:?}") };
    let places: Vec<_> = faults.iter().filter_map(|f| f.at.parameter.as_deref()).collect();
    assert_eq!(places, ["prepare[0].op", "model.params.C"], "all that is wrong is said at once");
    let card = String::from_utf8(export(&mut engine, Artefact::Card)).unwrap();
    assert!(card.contains(&before));
}

#[test]
fn the_same_recipe_gives_the_same_model_however_its_chunks_fall() {
    let hashes: Vec<String> = [1, 7, 50]
        .map(|others| {
            let mut engine = engine();
            load(&mut engine);
            start(&mut engine, 1, Request::Train { recipe: forest(2000) }, &[]);
            for id in 0..others {
                start(
                    &mut engine,
                    100 + id,
                    Request::Rows { start: id, count: 1, columns: Vec::new(), view: View::default() },
                    &[],
                );
                advance(&mut engine);
            }
            let trained = rest(&mut engine).into_iter().find_map(|(_, event)| match event {
                Event::Trained { report, .. } => Some(report.model_sha256),
                _ => None,
            });
            trained.unwrap_or_else(|| "ended before".into())
        })
        .into();
    let found: Vec<&String> = hashes.iter().filter(|h| h.len() == 64).collect();
    assert!(found.len() >= 2 && found.windows(2).all(|w| w[0] == w[1]), "{hashes:?}");
}

#[test]
fn types_in_the_recipe_hold_although_the_file_was_read_otherwise() {
    let mut engine = engine();
    load(&mut engine);
    let mut as_text = recipe("logistic_regression");
    as_text.prepare[0].columns = vec!["@categorical".into()];
    let column = as_text.columns.entry("z".into()).or_default();
    column.kind = Some(glasshouse_spec::ColumnType::Categorical);
    let event = ask(&mut engine, Request::Train { recipe: as_text }, &[]);
    let Event::Trained { report, .. } = event else { panic!("{event:?}") };
    assert!(report.features.iter().any(|f| f.starts_with("z_")), "{:?}", report.features);
}

#[test]
fn a_check_gives_the_steps_that_the_model_lacks() {
    let mut engine = engine();
    let rows = "1,red,a\n,green,b\n3,,a\n4,red,b\n5,blue,a\n6,green,b\n7,red,a\n8,blue,b\n";
    let text = format!("x,c,y\n{}", rows.repeat(8));
    let load =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    ask(&mut engine, load, text.as_bytes());
    let mut check =
        |recipe: &Recipe| match ask(&mut engine, Request::Check { recipe: Box::new(recipe.clone()) }, &[]) {
            Event::Checked { faults, steps, .. } => (faults, steps),
            other => panic!("{other:?}"),
        };
    let scaled = StepSpec::new("standard_scaler", &["@numeric"]);
    let bare = Recipe { prepare: vec![scaled], ..*recipe("logistic_regression") };
    let (faults, steps) = check(&bare);
    assert!(!faults.is_empty());
    let steps = steps.unwrap();
    let ops: Vec<&str> = steps.iter().map(|step| step.op.as_str()).collect();
    assert_eq!(ops, ["simple_imputer", "simple_imputer", "standard_scaler", "one_hot_encoder"]);
    assert_eq!(check(&Recipe { prepare: steps, ..bare.clone() }), (Vec::new(), None));

    let takes_all = ModelSpec { kind: "hist_gradient_boosting".into(), ..ModelSpec::default() };
    assert_eq!(check(&Recipe { model: takes_all, ..bare }), (Vec::new(), None));
}

#[test]
fn what_was_kept_is_there_in_the_next_session_until_it_is_forgotten() {
    let host = Rc::new(Memory::default());
    let mut first = Engine::new(host.clone());
    load(&mut first);
    let sha = train(&mut first, forest(5));
    assert_eq!(ask(&mut first, Request::SaveRecipe { recipe: Some(forest(6)) }, &[]), Event::Done);
    let mut second = Engine::new(host.clone());
    let event = ask(&mut second, Request::Restore, &[]);
    let Event::Restored { data, recipe, model, warnings, .. } = event else { panic!("{event:?}") };
    assert_eq!(warnings, []);
    assert_eq!((data.unwrap().profile.rows, recipe), (300, Some(forest(6))));
    assert_eq!(model.unwrap().report.model_sha256, sha);
    assert!(export(&mut second, Artefact::Predictions).len() > 500, "the test rows are there again");
    assert_eq!(ask(&mut second, Request::Forget, &[]), Event::Done);
    assert!(host.kept.borrow().is_empty());
    assert_eq!(code(&ask(&mut second, Request::Verify, &[])), "model.none");
    let event = ask(&mut Engine::new(host), Request::Restore, &[]);
    let Event::Restored { data: None, recipe: None, model: None, .. } = event else { panic!("{event:?}") };
}

#[test]
fn a_host_that_cannot_keep_makes_a_warning_and_the_work_goes_on() {
    let mut engine = Engine::new(Rc::new(Memory { broken: true, ..Memory::default() }));
    let Event::Loaded { profile, .. } = load(&mut engine) else { panic!("another answer") };
    assert!(profile.warnings.iter().any(|w| w.code == "storage.not_kept"), "{:?}", profile.warnings);
    let Event::Trained { report, .. } = ask(&mut engine, Request::Train { recipe: forest(5) }, &[]) else {
        panic!("another answer")
    };
    assert!(report.warnings.iter().any(|w| w.code == "storage.not_kept"), "{:?}", report.warnings);
}

#[test]
fn kept_bytes_that_were_changed_are_not_brought_back() {
    let host = Rc::new(Memory::default());
    load(&mut Engine::new(host.clone()));
    host.kept.borrow_mut().insert("data.bin".into(), b"x\n1\n".to_vec());
    let event = ask(&mut Engine::new(host), Request::Restore, &[]);
    let Event::Restored { data: None, warnings, .. } = event else { panic!("{event:?}") };
    assert_eq!(warnings[0].code, "storage.not_restored");
}

#[test]
fn a_bundle_predicts_as_the_model_did() {
    let mut engine = engine();
    load(&mut engine);
    train(&mut engine, recipe("logistic_regression"));
    ask(&mut engine, Request::Apply { name: "t.csv".into() }, &table());
    let expected = export(&mut engine, Artefact::Predictions);
    let bundle = export(&mut engine, Artefact::Bundle);
    let mut other = self::engine();
    let Event::Opened { .. } = ask(&mut other, Request::Open { name: "b".into() }, &bundle) else {
        panic!("another answer")
    };
    let event = ask(&mut other, Request::Apply { name: "t.csv".into() }, &table());
    let Event::Applied { report } = event else { panic!("{event:?}") };
    assert_eq!((report.rows, report.used), (300, 300));
    assert!(report.extra.is_empty() && report.unseen.is_empty(), "{report:?}");
    assert_eq!(export(&mut other, Artefact::Predictions), expected);
}

#[test]
fn a_view_filters_sorts_and_is_searched() {
    let mut engine = engine();
    load(&mut engine);
    let view: View = serde_json::from_value(serde_json::json!({
        "sort": [{ "column": "x", "descending": true }],
        "filter": [{ "column": "c", "is": "one_of", "values": ["green"] }]
    }))
    .unwrap();
    let Event::Rows { page: all } = ask(
        &mut engine,
        Request::Rows { start: 0, count: 500, columns: Vec::new(), view: View::default() },
        &[],
    ) else {
        panic!("the plain view has rows")
    };
    assert_eq!((all.total, all.numbers.len()), (300, 0));
    let ask_view = Request::Rows { start: 0, count: 500, columns: Vec::new(), view: view.clone() };
    let Event::Rows { page } = ask(&mut engine, ask_view, &[]) else { panic!("the view has rows") };
    let green = |row: &&Vec<Option<String>>| row[2].as_deref() == Some("green");
    assert_eq!(page.total as usize, all.rows.iter().filter(green).count());
    let x = |row: &Vec<Option<String>>| row[0].as_deref().unwrap().parse::<f64>().unwrap();
    assert!(page.rows.windows(2).all(|pair| x(&pair[0]) >= x(&pair[1])));
    for (number, row) in page.numbers.iter().zip(&page.rows) {
        assert_eq!(*row, all.rows[*number as usize]);
    }
    let find = Request::Find { text: "GREEN".into(), view };
    let Event::Found { matches } = ask(&mut engine, find, &[]) else { panic!("a search is answered") };
    assert_eq!(matches.total, page.total);
    assert_eq!(matches.cells[1], (1, 2));
}

#[test]
fn a_view_over_a_column_that_is_not_there_is_refused() {
    let mut engine = engine();
    load(&mut engine);
    let view = View {
        filter: Vec::new(),
        sort: vec![glasshouse_spec::SortKey { column: "q".into(), descending: false }],
    };
    let refused = ask(&mut engine, Request::Rows { start: 0, count: 5, columns: Vec::new(), view }, &[]);
    assert_eq!(code(&refused), "table.no_column");
}

#[test]
fn exploring_tells_how_far_it_is_and_can_be_given_up() {
    let mut engine = engine();
    let explore = |target: &str, view| Request::Explore { target: Some(target.into()), view };
    assert_eq!(code(&ask(&mut engine, explore("y", View::default()), &[])), "data.none");
    load(&mut engine);
    start(&mut engine, 5, explore("y", View::default()), &[]);
    let said = rest(&mut engine);
    let told = said.iter().filter(|(_, event)| matches!(event, Event::Progress(_))).count();
    let Some((5, Event::Explored { exploration })) = said.last() else { panic!("{said:?}") };
    assert!(told > 5 && exploration.rows == 300 && exploration.columns.len() == 4, "{told}");
    assert_eq!(exploration.target.as_ref().map(|t| t.features.len()), Some(3));
    start(&mut engine, 6, explore("y", View::default()), &[]);
    advance(&mut engine);
    start(&mut engine, 7, Request::Cancel { job: 6 }, &[]);
    let ends: Vec<(u64, Event)> = rest(&mut engine).into_iter().filter(|(_, event)| event.ends()).collect();
    assert!(ends.contains(&(6, Event::Cancelled)) && ends.len() == 2, "{ends:?}");
    assert_eq!(code(&ask(&mut engine, explore("nope", View::default()), &[])), "explore.no_column");
    assert!(matches!(ask(&mut engine, explore("y", View::default()), &[]), Event::Explored { .. }));
}

#[test]
fn exploring_a_view_is_exploring_its_rows() {
    let mut engine = engine();
    load(&mut engine);
    let red = r#"{"sort":[{"column":"x"}],"filter":[{"column":"c","is":"one_of","values":["red"]}]}"#;
    let request = Request::Explore { target: None, view: serde_json::from_str(red).unwrap() };
    let Event::Explored { exploration } = ask(&mut engine, request, &[]) else { panic!("not explored") };
    assert_eq!((exploration.rows, exploration.columns[2].unique), (100, 1));
    assert!(exploration.findings.iter().any(|finding| finding.code == "column.constant"));
}

#[test]
fn pictures_come_as_data_for_the_page_to_draw() {
    let mut engine = engine();
    load(&mut engine);
    let request = |text: &str| Request::Picture { picture: Box::new(serde_json::from_str(text).unwrap()) };
    start(&mut engine, 5, request(r#"{"kind":"histogram","columns":["x"]}"#), &[]);
    let said: Vec<_> = std::iter::from_fn(|| engine.busy().then(|| advance(&mut engine))).flatten().collect();
    let last = said.last().unwrap();
    assert_eq!(last.event.body, Event::Pictured);
    let chart: serde_json::Value = serde_json::from_slice(&last.buffers[0]).unwrap();
    assert_eq!((chart["chart"].as_str(), chart["column"].as_str()), (Some("histogram"), Some("x")));
    let refused = ask(&mut engine, request(r#"{"kind":"scatter","columns":["x","c"]}"#), &[]);
    assert_eq!(code(&refused), "picture.type");
    assert_eq!(
        code(&ask(&mut engine, request(r#"{"kind":"qq","columns":["nope"]}"#), &[])),
        "explore.no_column"
    );
}

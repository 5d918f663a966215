//! Statistical tests through the engine: which rows and groups they are of, in what order, and how
//! they are given up.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{
    CellTest, Condition, Correction, Event, Request, SortKey, TestReport, TestRequest, TestShape, View,
};
use memory::{advance, ask, code, engine, rest, start};

/// A number, another with gaps, two groups and a third without numbers, truths, and steps.
fn loaded() -> Engine {
    let mut text = String::from("n,gaps,group,truth,step\n");
    for i in 0..36 {
        let gaps = if i % 5 == 0 { String::new() } else { (i * i % 17).to_string() };
        let group = ["10", "9", "none"][i % 3];
        let n = if group == "none" { String::new() } else { (i * 7 % 13).to_string() };
        text.push_str(&format!("{n},{gaps},{group},{},{}\n", ["yes", "no"][i / 5 % 2], (i * 11) % 36));
    }
    let mut engine = engine();
    let request =
        Request::Load { name: "t.csv".into(), options: Default::default(), columns: Default::default() };
    assert!(matches!(ask(&mut engine, request, text.as_bytes()), Event::Loaded { .. }));
    engine
}

fn asked(name: &str, columns: &[&str], by: Option<&str>) -> TestRequest {
    let columns = columns.iter().map(ToString::to_string).collect();
    TestRequest { name: name.into(), columns, by: by.map(String::from), ..TestRequest::default() }
}

fn test(engine: &mut Engine, request: TestRequest) -> TestReport {
    match ask(engine, Request::Test { test: Box::new(request) }, &[]) {
        Event::Tested { report } => *report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn groups_are_those_with_values_in_the_order_of_their_labels() {
    let mut engine = loaded();
    let report = test(&mut engine, asked("ttest_ind", &["n"], Some("group")));
    let names: Vec<&str> = report.groups.iter().map(|g| g.name.as_str()).collect();
    assert_eq!(names, ["10", "9"], "as text, since not every label is a number");
    assert_eq!((report.n, report.dropped), (24, 12), "the group without numbers is left out");
    assert_eq!(report.groups.iter().map(|g| g.n).sum::<u64>(), report.n);
    assert!(report.warnings.iter().any(|w| w.code == "test.rows_dropped"));
    let truths = test(&mut engine, asked("ttest_1samp", &["truth"], None));
    assert_eq!((truths.groups[0].mean, truths.n), (Some(20.0 / 36.0), 36), "truth is one, falsehood zero");
}

#[test]
fn missing_cells_go_pair_by_pair_or_sample_by_sample() {
    let mut engine = loaded();
    let pairs = test(&mut engine, asked("ttest_rel", &["n", "gaps"], None));
    assert_eq!(pairs.groups.iter().map(|g| g.n).collect::<Vec<_>>(), [pairs.n, pairs.n]);
    let apart = test(&mut engine, asked("ttest_ind", &["n", "gaps"], None));
    assert_eq!((apart.groups[0].n, apart.groups[1].n, apart.n), (24, 28, 52));
    assert_eq!(pairs.n + pairs.dropped, 36);
}

#[test]
fn a_test_is_of_the_rows_of_the_view_in_their_order() {
    let mut engine = loaded();
    let whole = test(&mut engine, asked("kpss", &["step"], None));
    let sort = vec![SortKey { column: "step".into(), descending: false }];
    let sorted = TestRequest { view: View { sort, filter: Vec::new() }, ..asked("kpss", &["step"], None) };
    let sorted = test(&mut engine, sorted);
    assert_eq!(whole.n, sorted.n);
    assert!(sorted.statistic > whole.statistic, "in order the steps climb");
    let yes = CellTest::OneOf { values: vec!["yes".into()] };
    let filter = vec![Condition { column: "truth".into(), test: yes, negate: false }];
    let view = View { sort: Vec::new(), filter };
    let part = test(&mut engine, TestRequest { view, ..asked("shapiro", &["step"], None) });
    assert_eq!(part.n, 20);
}

#[test]
fn many_tests_go_on_in_pieces_and_can_be_given_up() {
    let mut engine = loaded();
    let request = Box::new(asked("pearsonr", &["n", "gaps", "step", "truth"], None));
    let each = Request::TestEach { test: request, correction: Correction::Bh };
    let Event::TestedEach { reports, .. } = ask(&mut engine, each.clone(), &[]) else { panic!("no reports") };
    assert_eq!(reports.len(), 6);
    assert!(reports.iter().all(|r| r.corrected_p_value.is_some_and(|p| p >= r.p_value && p <= 1.0)));
    start(&mut engine, 1, each, &[]);
    advance(&mut engine);
    start(&mut engine, 2, Request::Cancel { job: 1 }, &[]);
    let ends: Vec<(u64, Event)> = rest(&mut engine).into_iter().filter(|(_, e)| e.ends()).collect();
    assert_eq!(ends, [(1, Event::Cancelled), (2, Event::Done)]);
}

#[test]
fn what_is_listed_is_what_can_be_asked() {
    let mut engine = loaded();
    let Event::Kinds { kinds } = ask(&mut engine, Request::Kinds, &[]) else { panic!("no kinds") };
    assert_eq!(kinds.tests.len(), 21);
    for info in &kinds.tests {
        let (columns, by): (&[&str], _) = match info.shape {
            TestShape::OneSample | TestShape::Series | TestShape::PairsOrDifferences => (&["step"], None),
            TestShape::TwoSamples | TestShape::Groups => (&["n"], Some("group")),
            TestShape::Pairs => (&["step", "gaps"], None),
            TestShape::Blocks => (&["step", "gaps", "n"], None),
            TestShape::Table => (&["truth", "group"], None),
        };
        let request = Request::Test { test: Box::new(asked(&info.id, columns, by)) };
        match ask(&mut engine, request, &[]) {
            Event::Tested { report } => assert!(!report.meaning.is_empty() && report.title == info.title),
            failed => assert_eq!((info.id.as_str(), code(&failed)), ("fisher_exact", "test.table_shape")),
        }
    }
    let none = Request::Test { test: Box::new(asked("shapiro", &["step"], None)) };
    assert_eq!(code(&ask(&mut memory::engine(), none, &[])), "data.none");
}

//! The report of a table by request: a page that needs nothing beside it, or the figures as JSON.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod memory;

use glasshouse_engine::Engine;
use glasshouse_spec::{Event, Exploration, ReportFormat, Request, TableProfile, View};
use memory::{advance, ask, code, engine, made, rest, start};
use std::fmt::Write as _;

/// People by their address, a number with gaps, a group, and whether they came back.
fn loaded() -> Engine {
    let mut text = String::from("who,n & <m>,group,back\n");
    for i in 0..120_usize {
        let n = if i % 9 == 4 { String::new() } else { (i * i % 97).to_string() };
        let back = if i * i % 97 > 40 { "yes" } else { "no" };
        writeln!(text, "secret-{i:03}@example.org,{n},{},{back}", ["a", "b", "<c>"][i % 3]).unwrap();
    }
    let mut engine = engine();
    let (name, options, columns) = ("people.csv".into(), Default::default(), Default::default());
    let event = ask(&mut engine, Request::Load { name, options, columns }, text.as_bytes());
    assert!(matches!(event, Event::Loaded { .. }), "{event:?}");
    engine
}

fn request(target: Option<&str>, format: ReportFormat, values: bool) -> Request {
    Request::Report { target: target.map(String::from), format, values }
}

fn page(values: bool) -> String {
    String::from_utf8(made(&mut loaded(), request(Some("back"), ReportFormat::Html, values))).unwrap()
}

#[test]
fn the_page_needs_nothing_beside_it() {
    let page = page(true);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(page.len() < 1_000_000, "{}", page.len());
    // The name of a vocabulary is no address that is opened.
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link", "<script", "<iframe"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("people.csv") && page.contains("<svg"));
    assert!(page.contains("n &amp; &lt;m&gt;") && !page.contains("<m>") && !page.contains("<c>"));
}

#[test]
fn ids_are_told_only_where_they_are_asked_for() {
    assert!(!page(false).contains("secret-"));
    assert!(page(true).contains("secret-"));
    let mut engine = loaded();
    let mut json =
        |values| String::from_utf8(made(&mut engine, request(None, ReportFormat::Json, values))).unwrap();
    assert!(!json(false).contains("secret-"));
    assert!(json(true).contains("secret-"));
}

#[test]
fn the_figures_are_those_of_the_profile_and_the_exploration() {
    let mut engine = loaded();
    let bytes = made(&mut engine, request(Some("back"), ReportFormat::Json, true));
    assert_eq!(bytes, made(&mut loaded(), request(Some("back"), ReportFormat::Json, true)), "twice the same");
    let mut json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let told: Exploration = serde_json::from_value(json["exploration"].take()).unwrap();
    let explore = Request::Explore { target: Some("back".into()), view: View::default() };
    let Event::Explored { exploration } = ask(&mut engine, explore, &[]) else { panic!("no exploration") };
    assert_eq!(told, *exploration);
    json.as_object_mut().unwrap().remove("exploration");
    let profile: TableProfile = serde_json::from_value(json).unwrap();
    assert_eq!((profile.rows, profile.columns.len()), (120, 4));
    assert_eq!(profile.columns[1].missing, 13);
}

#[test]
fn a_report_is_of_data_and_of_a_target_that_is_there() {
    let html = |target| request(target, ReportFormat::Html, false);
    assert_eq!(code(&ask(&mut engine(), html(None), &[])), "data.none");
    for format in [ReportFormat::Html, ReportFormat::Json] {
        let event = ask(&mut loaded(), request(Some("no such"), format, false), &[]);
        assert!(matches!(&event, Event::Failed { .. }), "{event:?}");
    }
}

#[test]
fn a_report_can_be_given_up() {
    let mut engine = loaded();
    start(&mut engine, 1, request(None, ReportFormat::Html, false), &[]);
    advance(&mut engine);
    start(&mut engine, 2, Request::Cancel { job: 1 }, &[]);
    let ends: Vec<(u64, Event)> = rest(&mut engine).into_iter().filter(|(_, e)| e.ends()).collect();
    assert_eq!(ends, [(1, Event::Cancelled), (2, Event::Done)]);
}

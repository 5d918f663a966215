//! `glasshouse profile --html` and `--json` through the real binary, beside what the engine makes of
//! the same request: the page asks the engine, so its files are the command line's.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../crates/engine/tests/memory/mod.rs"]
mod memory;

use glasshouse_spec::{Event, ReportFormat, Request};
use glasshouse_tests::{Folder, dataset, glasshouse};
use std::fs;
use std::path::Path;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What the engine makes of the penguins.
fn made(target: Option<&str>, format: ReportFormat, values: bool) -> Vec<u8> {
    let mut engine = memory::engine();
    let (name, options, columns) = ("penguins.csv".into(), Default::default(), Default::default());
    let bytes = fs::read(dataset("penguins.csv")).unwrap();
    let event = memory::ask(&mut engine, Request::Load { name, options, columns }, &bytes);
    assert!(matches!(event, Event::Loaded { .. }), "{event:?}");
    memory::made(&mut engine, Request::Report { target: target.map(String::from), format, values })
}

#[test]
fn the_report_is_one_page_and_the_engines() {
    let folder = Folder::new();
    let (data, page) = (dataset("penguins.csv"), folder.path("penguins.html"));
    let run = glasshouse(["profile", text(&data), "--target", "species", "--html", text(&page)]).done();
    assert_eq!(run.text(), "", "the page is all that was asked for");
    let bytes = fs::read(&page).unwrap();
    assert!(bytes == made(Some("species"), ReportFormat::Html, false), "not the engine's page");
    let page = String::from_utf8(bytes).unwrap();
    assert!(page.len() < 1_000_000, "{}", page.len());
    let page = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"));
    assert!(page.contains("<svg") && page.contains("bill_length_mm"));
}

#[test]
fn the_figures_are_the_engines() {
    let data = dataset("penguins.csv");
    let run = glasshouse(["profile", text(&data), "--json"]).done();
    assert!(run.out == made(None, ReportFormat::Json, true), "{}", run.text());
    let run = glasshouse(["profile", text(&data), "--target", "species", "--json"]).done();
    assert!(run.out == made(Some("species"), ReportFormat::Json, true), "{}", run.text());
    assert_eq!(run.json()["rows"], 344);
    assert_eq!(run.json()["exploration"]["target"]["column"], "species");
}

#[test]
fn ids_are_told_only_where_they_are_asked_for() {
    let folder = Folder::new();
    let people: String = (0..90).map(|i| format!("secret-{i:03}@example.org,{}\n", i % 7)).collect();
    let data = folder.write("people.csv", format!("who,n\n{people}"));
    let page = folder.path("people.html");
    let told = |more: &[&str]| {
        let arguments = ["profile", text(&data), "--html", text(&page)];
        glasshouse(arguments.into_iter().chain(more.iter().copied())).done();
        fs::read_to_string(&page).unwrap().contains("secret-")
    };
    assert!(!told(&[]));
    assert!(told(&["--values"]));
    let run = glasshouse(["profile", text(&data), "--values"]);
    assert_eq!(run.status, Some(2), "values of what page? {}", run.err);
    let run = glasshouse(["profile", text(&data), "--html", text(&page), "--target", "no such", "--json"]);
    assert_eq!(run.status, Some(2));
    assert!(run.json()["fault"]["code"].is_string(), "{}", run.text());
}

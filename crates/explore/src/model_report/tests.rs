//! The page is whole, small, safe and asks for nothing.

use super::*;
use glasshouse_spec::{CardSpec, FairnessReport, Figure, GroupFigures, Grouping, ModelSpec, TaskReport};

fn facts(name: &str) -> ModelFacts {
    let recipe = Recipe {
        version: 1,
        name: name.into(),
        seed: 42,
        data: Default::default(),
        columns: Default::default(),
        combine: Vec::new(),
        rules: Vec::new(),
        task: Default::default(),
        clean: Vec::new(),
        split: Default::default(),
        prepare: vec![glasshouse_spec::StepSpec::new("standard_scaler", &["@numeric"])],
        model: ModelSpec::default(),
        evaluate: Default::default(),
        tune: Default::default(),
        card: CardSpec { recourse: "Ask <us>\nagain".into(), ..CardSpec::default() },
    };
    let task =
        TaskReport { target: "y".into(), classes: vec!["no".into(), "yes".into()], ..TaskReport::default() };
    let mut report = TrainReport { task, ..TrainReport::default() };
    report.rows.test = 40;
    report.metrics.test.insert("accuracy".into(), 0.75);
    let small = GroupFigures {
        values: vec!["few".into()],
        rows: 3,
        too_small: true,
        undefined: [("true_positive_rate".to_string(), "no row of the group has the class".to_string())]
            .into(),
        ..GroupFigures::default()
    };
    let overall = GroupFigures {
        rows: 40,
        figures: [("true_positive_rate".to_string(), Figure { value: 0.5, interval: None })].into(),
        ..GroupFigures::default()
    };
    let by = Grouping { columns: vec!["town".into()], groups: vec![small], disparities: Vec::new() };
    ModelFacts {
        version: "1.0.0".into(),
        created: "2026-01-02T03:04:05Z".into(),
        library: "0.1.0".into(),
        file: "d.csv".into(),
        recipe,
        recipe_text: "version = 1".into(),
        diagnostics: Diagnostics { confusion: vec![vec![18, 2], vec![8, 12]], ..Diagnostics::default() },
        report,
        judgement: None,
        importance: None,
        fairness: Some(FairnessReport {
            part: "test".into(),
            rows: 40,
            overall,
            by: vec![by],
            ..Default::default()
        }),
        tried: Vec::new(),
        lacking: Vec::new(),
    }
}

fn page(facts: &ModelFacts) -> String {
    String::from_utf8(model_report(facts).expect("a page")).expect("UTF-8")
}

#[test]
fn every_section_is_there_and_nothing_is_asked_for() {
    let page = page(&facts("loans"));
    for id in [
        "problem",
        "data",
        "preparation",
        "tried",
        "results",
        "explanation",
        "fairness",
        "limits",
        "reproduce",
    ] {
        assert!(page.contains(&format!("<section id=\"{id}\">")), "{id}");
    }
    assert!(page.len() < 1_000_000 && page.contains("<svg") && page.contains("@media print"));
    for outside in ["http://", "https://", "url(", "<script", "<link", "@import", "src="] {
        let found = page.matches(outside).filter(|_| true).count();
        let names = page.matches("http://www.w3.org/").count();
        assert_eq!(found, if outside == "http://" { names } else { 0 }, "{outside}");
    }
    assert!(page.contains("not defined: no row of the group has the class") && page.contains("(too few)"));
}

#[test]
fn peoples_words_are_text() {
    let page = page(&facts("a<b>&\"c"));
    assert!(page.contains("a&lt;b&gt;&amp;&quot;c") && !page.contains("a<b>"));
    assert!(page.contains("Ask &lt;us&gt;\nagain"));
}

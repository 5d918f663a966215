//! `glasshouse test`: a statistical test on columns of a table, and which tests there are.

use super::{load_part, unexpected, warn};
use crate::arguments::{Correct, TestArguments};
use crate::failure::Failure;
use crate::output::{self, columns, number};
use crate::parameters;
use crate::session::Session;
use glasshouse_spec::{
    Correction, Event, Fault, ParamValue, Place, Request, TableProfile, TestInfo, TestReport, TestRequest,
    Warning,
};
use serde_json::json;

pub fn run(arguments: TestArguments, json: bool) -> Result<(), Failure> {
    let TestArguments { name, list, data, columns, by, correct, alternative, set, part } = arguments;
    if list {
        return tell(name.as_deref(), json);
    }
    // The arguments are required unless the tests are to be listed.
    let (Some(name), Some(data)) = (name, data) else { return Err(unexpected()) };
    let mut session = Session::new();
    let (_, profile) = load_part(&mut session, &data, part)?;
    let columns = columns.iter().flat_map(|given| named(&profile, given)).collect();
    let mut options = parameters::pairs("--set", &set)?;
    options.extend(alternative.map(|side| ("alternative".to_string(), ParamValue::Text(side))));
    let request = Box::new(TestRequest { name, columns, by, options, ..TestRequest::default() });
    let request = match correct {
        None => Request::Test { test: request },
        Some(correct) => Request::TestEach { test: request, correction: correction(correct) },
    };
    match session.ask(request, Vec::new())? {
        (Event::Tested { report }, _) if json => output::json(&report),
        (Event::Tested { report }, _) => output::words(&in_words(&report)),
        (Event::TestedEach { correction, reports, warnings }, _) => {
            several(correction, &reports, &warnings, json)
        }
        _ => Err(unexpected()),
    }
}

/// One column, or several with commas between them; a column's own comma is no end of its name.
fn named(profile: &TableProfile, given: &str) -> Vec<String> {
    let known = profile.columns.iter().any(|column| column.name == given);
    if known { vec![given.into()] } else { given.split(',').map(|name| name.trim().into()).collect() }
}

fn correction(correct: Correct) -> Correction {
    match correct {
        Correct::Holm => Correction::Holm,
        Correct::Bh => Correction::Bh,
    }
}

fn tell(name: Option<&str>, json: bool) -> Result<(), Failure> {
    let (Event::Kinds { kinds }, _) = Session::new().ask(Request::Kinds, Vec::new())? else {
        return Err(unexpected());
    };
    match (name, json) {
        (None, true) => output::json(&kinds.tests),
        (None, false) => output::words(&overview(&kinds.tests)),
        (Some(name), true) => output::json(find(&kinds.tests, name)?),
        (Some(name), false) => output::words(&described(find(&kinds.tests, name)?)),
    }
}

fn find<'a>(tests: &'a [TestInfo], name: &str) -> Result<&'a TestInfo, Failure> {
    tests.iter().find(|test| test.id == name).ok_or_else(|| {
        Fault::new("test.unknown", format!("there is no test \"{name}\""))
            .with_place(Place::parameter("name"))
            .with_remedy("see `glasshouse test --list`")
            .into()
    })
}

fn overview(tests: &[TestInfo]) -> String {
    let width = tests.iter().map(|test| test.id.len()).max().unwrap_or_default();
    let line = |test: &TestInfo| format!("  {:width$}  {} Takes {}.\n", test.id, test.question, test.takes);
    let mut text: String = tests.iter().map(line).collect();
    text.push_str("\n`glasshouse test NAME --list` tells what one takes for granted and what can be set.\n");
    text
}

fn described(test: &TestInfo) -> String {
    let mut text = format!("{}: {}\n\n{} Takes {}.\n", test.id, test.title, test.question, test.takes);
    if let Some(effect) = &test.effect {
        text.push_str(&format!("Size of the effect: {effect}.\n"));
    }
    text.push_str("\nIt takes for granted:\n");
    test.assumptions.iter().for_each(|assumption| text.push_str(&format!("  {assumption}\n")));
    if !test.options.is_empty() {
        text.push_str("\nOptions, for --set NAME=VALUE:\n");
        text.extend(test.options.iter().map(parameters::one));
    }
    text
}

fn in_words(report: &TestReport) -> String {
    let mut text = format!("{}\n\n{}\n\n", report.title, report.meaning);
    let statistic = report.statistic.map_or_else(|| "infinite".into(), |s| number(Some(s)));
    let mut rows =
        vec![(report.statistic_name.clone(), statistic), ("p-value".into(), p_text(report.p_value))];
    rows.extend(report.df.map(|df| ("degrees of freedom".into(), number(Some(df)))));
    rows.extend(report.details.iter().map(|(name, value)| (name.replace('_', " "), number(Some(*value)))));
    rows.push(("values".into(), report.n.to_string()));
    if let Some(effect) = &report.effect {
        let size = effect.size.as_ref().map(|size| format!(" ({size})")).unwrap_or_default();
        rows.push((effect.name.clone(), format!("{}{size}", number(Some(effect.value)))));
    }
    rows.extend(report.interval.as_ref().map(|i| (i.of.clone(), interval_text(i))));
    rows.extend(report.critical.iter().map(|c| (format!("critical at {}", c.level), number(Some(c.value)))));
    rows.extend(report.method.as_ref().map(|method| ("p-value is".into(), method.clone())));
    text.push_str(&columns(&rows.into_iter().map(|(name, value)| vec![name, value]).collect::<Vec<_>>()));
    text.push_str(&samples(report));
    text.push_str("\nTaken for granted\n");
    for assumption in &report.assumptions {
        let check = assumption
            .check
            .as_ref()
            .map(|check| format!(" {} {}", if check.holds { "Seems so." } else { "Doubtful!" }, check.text));
        text.push_str(&format!("  {}{}\n", assumption.text, check.unwrap_or_default()));
    }
    report.warnings.iter().for_each(|w| text.push_str(&format!("\nNote: {}\n", w.message)));
    text
}

fn interval_text(interval: &glasshouse_spec::TestInterval) -> String {
    let end = |value: Option<f64>, open: &str| value.map_or_else(|| open.into(), |v| number(Some(v)));
    let (low, high) = (end(interval.low, "-infinity"), end(interval.high, "infinity"));
    format!("{low} to {high} ({} % confidence)", interval.level * 100.0)
}

fn samples(report: &TestReport) -> String {
    if report.groups.is_empty() {
        return String::new();
    }
    let mut rows = vec![["sample", "values", "mean", "median", "std"].map(String::from).to_vec()];
    rows.extend(
        report
            .groups
            .iter()
            .map(|g| vec![g.name.clone(), g.n.to_string(), number(g.mean), number(g.median), number(g.std)]),
    );
    format!("\n{}", columns(&rows))
}

/// Very small ones too.
fn p_text(p: f64) -> String {
    if p != 0.0 && p < 1e-4 { format!("{p:.3e}") } else { number(Some(p)) }
}

fn several(
    correction: Correction,
    reports: &[TestReport],
    warnings: &[Warning],
    json: bool,
) -> Result<(), Failure> {
    if json {
        return output::json(&json!({ "correction": correction, "reports": reports, "warnings": warnings }));
    }
    let mut rows =
        vec![["tested", "statistic", "p-value", "corrected", "n", "effect"].map(String::from).to_vec()];
    rows.extend(reports.iter().map(|r| {
        let corrected = r.corrected_p_value.map(p_text).unwrap_or_default();
        let effect = number(r.effect.as_ref().map(|e| e.value));
        vec![tested(r), number(r.statistic), p_text(r.p_value), corrected, r.n.to_string(), effect]
    }));
    output::words(&columns(&rows))?;
    warn(warnings);
    Ok(())
}

fn tested(report: &TestReport) -> String {
    let groups: Vec<&str> = report.groups.iter().map(|g| g.name.as_str()).collect();
    match &report.by {
        Some(by) if groups.is_empty() => format!("{}, {by}", report.columns.join(", ")),
        Some(_) => format!("{}: {}", report.columns.join(", "), groups.join(", ")),
        None => report.columns.join(", "),
    }
}

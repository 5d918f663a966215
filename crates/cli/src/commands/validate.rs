//! `glasshouse validate`: whether a table keeps the recipe's rules.

use super::{load, load_others, recipe, unexpected};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns};
use crate::session::Session;
use glasshouse_spec::{Event, Request, RuleAction, RuleReport, RuleResult, Violation};
use std::path::Path;

/// Violations of a rule that are told in words.
const SHOWN: usize = 3;

pub fn run(
    recipe_path: &Path,
    data: &Path,
    out: Option<&Path>,
    beside: &Beside,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    let recipe = recipe(&mut session, recipe_path)?;
    load(&mut session, data, Some(&recipe))?;
    load_others(&mut session, &recipe, recipe_path, beside)?;
    for combine in recipe.combine.iter().filter(|entry| entry.enabled) {
        let request = Request::Combine { combine: Box::new(combine.clone()) };
        let (Event::Loaded { .. }, _) = session.ask(request, Vec::new())? else { return Err(unexpected()) };
    }
    let request = Request::Validate { rules: recipe.rules };
    let (Event::Validated { report }, buffers) = session.ask(request, Vec::new())? else {
        return Err(unexpected());
    };
    if let (Some(path), Some(list)) = (out, buffers.first()) {
        output::bytes(Some(path), list)?;
    }
    if json {
        output::json(&report)?
    } else {
        output::words(&in_words(&report))?
    }
    if report.holds { Ok(()) } else { Err(Failure::Broken) }
}

fn in_words(report: &RuleReport) -> String {
    let mut rows = vec![["", "checked", "broken", "then"].map(String::from).to_vec()];
    rows.extend(report.rules.iter().map(|rule| {
        let then = match rule.action {
            RuleAction::Keep => "keep",
            RuleAction::Drop => "drop",
            RuleAction::Blank => "blank",
        };
        vec![rule.rule.clone(), rule.checked.to_string(), rule.violations.to_string(), then.into()]
    }));
    let verdict = match report.rules.len() {
        0 => "the recipe has no rules".to_string(),
        n if report.holds => format!("all {n} rules hold"),
        _ => format!("{} of {} rows break a rule", report.rows_violating, report.rows),
    };
    let broken = report.rules.iter().map(examples).collect::<String>();
    format!("{}: {} rows; {verdict}\n\n{}{broken}", report.file, report.rows, columns(&rows))
}

fn examples(rule: &RuleResult) -> String {
    if rule.violations == 0 {
        return String::new();
    }
    let cell = |(column, cell): &(String, Option<String>)| match cell {
        Some(text) => format!("{column} = \"{text}\""),
        None => format!("{column} is missing"),
    };
    let one = |example: &Violation| {
        let cells: Vec<String> = example.cells.iter().map(cell).collect();
        format!("  row {}: {}\n", example.row + 1, cells.join(", "))
    };
    let shown: String = rule.examples.iter().take(SHOWN).map(one).collect();
    let more = rule.violations.saturating_sub(SHOWN as u64);
    let more = if more > 0 { format!("  and {more} more\n") } else { String::new() };
    format!("\n{}:\n{shown}{more}", rule.rule)
}

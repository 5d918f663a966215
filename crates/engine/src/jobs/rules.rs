//! The recipe's rules: checked on the data, kept in training, checked again on every new file.

use super::{Answer, Bench, Faults, combine};
use crate::control::Control;
use crate::state::{Data, Others, Ruled};
use glasshouse_spec::{ColumnType, Event, Fault, Place, Recipe, RuleReport, RuleSpec, Warning};
use glasshouse_table::{RuleChecker, RuleError, RuleOutcome, Side, TypeTrier};
use std::rc::Rc;

/// Checks rules on the data; every violation as CSV stands beside the answer.
pub(super) async fn validate(bench: Bench, rules: &[RuleSpec]) -> Result<Answer, Faults> {
    let (data, others) = {
        let state = bench.state.borrow();
        (state.data()?, state.others.clone())
    };
    let checker = RuleChecker::new(data.side(), rules, at_hand(&others)).map_err(|error| error.fault())?;
    let RuleOutcome { report, list, .. } = run(&bench.control, checker).await;
    Ok(Answer { event: Event::Validated { report: Box::new(report) }, buffers: vec![list] })
}

/// Which cells of a column cannot be read as a type.
pub(super) async fn try_type(bench: Bench, column: &str, kind: ColumnType) -> Result<Answer, Faults> {
    let data = bench.state.borrow().data()?;
    let mut trier = TypeTrier::new(data.side(), column, kind)?;
    while !trier.advance() {
        bench.control.checkpoint("Reading the column", trier.done()).await;
    }
    Ok(Event::TypeTried { trial: Box::new(trier.finish()) }.into())
}

/// The table as a recipe reads and combines its files and as its rules leave it.
///
/// # Errors
/// What reading, combining and the rules refuse, and rules that drop every row.
pub(super) async fn as_recipe_reads(
    control: &Control,
    others: &Others,
    data: Rc<Data>,
    recipe: &Recipe,
) -> Result<Rc<Ruled>, Faults> {
    let data = combine::as_recipe_reads(control, others, data, recipe).await?;
    if !recipe.rules.iter().any(|rule| rule.enabled) {
        let table = data.table.clone();
        return Ok(Rc::new(Ruled { data, table, left_out: Vec::new(), report: None }));
    }
    let checker =
        RuleChecker::new(data.side(), &recipe.rules, at_hand(others)).map_err(|error| error.fault())?;
    let outcome = run(control, checker).await;
    if outcome.dropped.len() == data.table.rows() {
        return Err(all_dropped(&outcome.report).into());
    }
    let table = outcome.blank(&data.table);
    let RuleOutcome { dropped: left_out, report, .. } = outcome;
    Ok(Rc::new(Ruled { data, table, left_out, report: Some(report) }))
}

/// Checks the rules of a model on new rows: columns that the file lacks are passed over, and so is a
/// file that a rule refers to and that is not there, with a warning, unless the rule would blank.
///
/// # Errors
/// A rule that cannot be checked.
pub(super) async fn on_new_rows(
    control: &Control,
    others: &Others,
    side: Side<'_>,
    rules: &[RuleSpec],
) -> Result<(RuleOutcome, Vec<Warning>), Faults> {
    let mut rules = rules.to_vec();
    let mut warnings = Vec::new();
    let checker = loop {
        match RuleChecker::lenient(side, &rules, at_hand(others)) {
            Err(RuleError::NoTable { index, table })
                if rules[index].action != glasshouse_spec::RuleAction::Blank =>
            {
                rules[index].enabled = false;
                let message =
                    format!("{table} was not given, so the rule that refers to it was not checked.");
                warnings.push(Warning::new(
                    "rules.not_checked",
                    message,
                    Place::parameter(format!("rules[{index}]")),
                ));
            }
            result => break result.map_err(|error| error.fault())?,
        }
    };
    Ok((run(control, checker).await, warnings))
}

/// What to look at in a report, one warning a broken rule.
pub(super) fn warnings(report: &RuleReport) -> Vec<Warning> {
    let broken = report.rules.iter().filter(|rule| rule.violations > 0);
    let warn = |rule: &glasshouse_spec::RuleResult| {
        let first = rule.examples.first();
        let message = format!(
            "{} of {} break the rule that {}; the first is row {}.",
            rule.violations,
            rule.checked,
            rule.rule,
            first.map_or(0, |example| example.row + 1),
        );
        let column = first.and_then(|example| example.cells.first()).map(|(name, _)| name.clone());
        let at = Place {
            file: Some(report.file.clone()),
            row: first.map(|example| example.row),
            column,
            parameter: Some(format!("rules[{}]", rule.index)),
            ..Place::default()
        };
        Warning::new("rules.broken", message, at)
    };
    broken.map(warn).collect()
}

/// The figures of a report without the cells, which belong to the data and not to the model.
pub(super) fn without_cells(report: &RuleReport) -> RuleReport {
    let mut report = report.clone();
    report.rules.iter_mut().for_each(|rule| rule.examples.clear());
    report
}

fn at_hand<'a>(others: &'a Others) -> impl Fn(&str) -> Option<Side<'a>> {
    move |name| others.get(name).map(|data| data.side())
}

async fn run(control: &Control, mut checker: RuleChecker<'_>) -> RuleOutcome {
    while !checker.advance() {
        control.checkpoint("Checking the rules", checker.done()).await;
    }
    checker.finish()
}

fn all_dropped(report: &RuleReport) -> Fault {
    let worst = report.rules.iter().max_by_key(|rule| rule.violations);
    let message = format!("the rules drop all {} rows of {}", report.rows, report.file);
    let fault = Fault::new("rules.all_dropped", message)
        .with_remedy("correct the rules, or let them keep or blank what breaks them");
    match worst {
        Some(rule) => {
            let cause = format!("{} break the rule that {}", rule.violations, rule.rule);
            fault.with_cause(cause).with_place(Place::parameter(format!("rules[{}]", rule.index)))
        }
        None => fault,
    }
}

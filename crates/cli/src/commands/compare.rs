//! `glasshouse compare`: two recipes on the same folds, and whether one is better.

use super::{load, load_others, recipe, unexpected, warn};
use crate::arguments::Beside;
use crate::failure::Failure;
use crate::output::{self, columns, number};
use crate::session::Session;
use glasshouse_spec::{
    CompareReport, CompareRequest, ComparisonTest, Contestant, Event, FoldMethod, Request, Verdict,
};
use std::path::Path;

/// What departs from the recipe.
pub struct Wanted {
    pub metric: Option<String>,
    pub folds: Option<u32>,
    pub repeats: Option<u32>,
    pub method: Option<FoldMethod>,
    pub rope: Option<f64>,
    pub five_by_two: bool,
}

pub fn run(
    [one, other]: [&Path; 2],
    data: &Path,
    wanted: Wanted,
    beside: &Beside,
    json: bool,
) -> Result<(), Failure> {
    let mut session = Session::new();
    let mut first = recipe(&mut session, one)?;
    let second = recipe(&mut session, other)?;
    let evaluate = &mut first.evaluate;
    evaluate.cv = wanted.folds.or(evaluate.cv);
    evaluate.cv_repeats = wanted.repeats.or(evaluate.cv_repeats);
    evaluate.cv_method = wanted.method.or(evaluate.cv_method);
    load(&mut session, data, Some(&first))?;
    load_others(&mut session, &first, one, beside)?;
    load_others(&mut session, &second, other, beside)?;
    let ask = CompareRequest {
        one: Contestant::Recipe(Box::new(first)),
        other: Contestant::Recipe(Box::new(second)),
        evaluate: None,
        metric: wanted.metric,
        rope: wanted.rope,
        five_by_two: wanted.five_by_two,
    };
    let (Event::Compared { report }, _) = session.ask(Request::Compare { ask: Box::new(ask) }, Vec::new())?
    else {
        return Err(unexpected());
    };
    warn(&report.warnings);
    if json { output::json(&report) } else { output::words(&in_words(&report)) }
}

fn in_words(report: &CompareReport) -> String {
    let [one, other] = [0, 1].map(|at| format!("{} ({})", report.models[at], ["first", "second"][at]));
    let times = if report.repeats > 1 { format!(", {} times", report.repeats) } else { String::new() };
    let shown = |value: f64| number(Some(value));
    let verdict = match report.verdict {
        Verdict::First => format!("{one} is better"),
        Verdict::Second => format!("{other} is better"),
        Verdict::Same => format!("it does not matter which: they differ by less than {}", shown(report.rope)),
        Verdict::Unclear => "these folds cannot tell which is better".into(),
    };
    let odds = report.probabilities.map_or_else(String::new, |of| {
        format!(
            "better by more than {}: the first with probability {}, the second {}, neither {}\n",
            shown(report.rope),
            shown(of.first),
            shown(of.second),
            shown(of.same)
        )
    });
    let difference = &report.difference;
    format!(
        "{} for \"{}\", {} rows in {} folds by {}{times}\n\n{one} {}, {other} {}: the first is better by {} ({} to {})\n{odds}{}\n{verdict}\n",
        report.metric,
        report.task.target,
        report.rows,
        report.folds,
        report.method.name(),
        shown(report.means[0]),
        shown(report.means[1]),
        shown(difference.mean),
        number(difference.low),
        number(difference.high),
        tests(&report.tests),
    )
}

fn tests(tests: &[ComparisonTest]) -> String {
    if tests.is_empty() {
        return String::new();
    }
    let heads = ["test", "statistic", "df", "p-value"].map(String::from).to_vec();
    let line = |test: &ComparisonTest| {
        let df: Vec<String> = test.df.iter().map(f64::to_string).collect();
        vec![test.name.clone(), number(Some(test.statistic)), df.join(", "), number(Some(test.p_value))]
    };
    let lines: Vec<Vec<String>> = std::iter::once(heads).chain(tests.iter().map(line)).collect();
    format!("\n{}", columns(&lines))
}

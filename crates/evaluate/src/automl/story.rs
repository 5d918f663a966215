//! What was tried and why the first is first, in plain sentences with the figures that say it.

use glasshouse_learn::find;
use glasshouse_spec::{AutomlPhase, AutomlReport, AutomlTrial, ParamValue, TrialState};
use glasshouse_stats::comparison::corrected_resampled_t;
use glasshouse_stats::mean;
use std::collections::BTreeMap;

/// How much smaller or faster a model must be to be spoken of.
const MUCH: f64 = 3.0;
/// The probability below which a difference is not put down to the folds.
const CHANCE: f64 = 0.05;

/// The sentences. A difference between two models is tested over the folds that both were judged by (C. Nadeau and Y.
/// Bengio, "Inference for the generalization error", 2003); with the best of many trials it flatters the first.
pub fn story(report: &AutomlReport) -> Vec<String> {
    let board: Vec<&AutomlTrial> =
        report.leaderboard.iter().filter_map(|number| report.trial(*number)).collect();
    let mut told = vec![tried(report)];
    let Some(first) = board.first() else {
        told.push("None of them could be judged on all rows, so there is no winner.".into());
        return told;
    };
    told.push(won(report, first));
    told.extend(baseline(report, first));
    told.extend(board.get(1).map(|second| beside(report, first, second)));
    told.extend(tuning(report));
    told.extend(smaller(report, first, &board[1..]));
    told.extend(failed(report));
    told.push(
        "How much was tried depends on the machine, because the time was limited; the winner's recipe does not: it \
         trains to the same model anywhere."
            .into(),
    );
    told
}

/// A score as the story writes it.
fn number(score: f64) -> String {
    if score.abs() >= 1000.0 { format!("{score:.0}") } else { format!("{score:.4}") }
}

/// A contender's name for people.
fn title(one: &AutomlTrial) -> String {
    let kind = |kind: &str| find(kind).map_or(kind.to_owned(), |kind| kind.title().to_owned());
    if one.phase == AutomlPhase::Together {
        let members = one.model.params.get("estimators").map(ParamValue::estimators).unwrap_or_default();
        let members: Vec<String> = members.iter().map(|member| kind(member.kind)).collect();
        return format!("{} ({})", kind(&one.model.kind), members.join(", "));
    }
    match one.contender.as_str() {
        "recipe" => format!("the recipe as it was ({})", kind(&one.model.kind)),
        name => kind(name),
    }
}

fn tried(report: &AutomlReport) -> String {
    let kinds: std::collections::BTreeSet<&str> =
        report.trials.iter().map(|one| one.contender.as_str()).collect();
    let by = match report.folds {
        0 => "on the validation rows".to_owned(),
        folds => format!("over {folds} folds of the {} rows that are not test rows", report.rows),
    };
    format!(
        "{} models of {} kinds were tried in {:.0} seconds, each judged by {} {by}. The test rows chose nothing.",
        report.trials.len(),
        kinds.len(),
        report.seconds,
        report.metric
    )
}

fn won(report: &AutomlReport, first: &AutomlTrial) -> String {
    let spread = first
        .spread
        .map(|spread| format!(" (with a standard deviation of {} over the folds)", number(spread)));
    format!(
        "The best is {}, with {} {}{}.",
        title(first),
        report.metric,
        number(first.trial.score.unwrap_or(f64::NAN)),
        spread.unwrap_or_default()
    )
}

fn baseline(report: &AutomlReport, first: &AutomlTrial) -> Option<String> {
    let dull = report.trials.iter().find(|one| one.contender == "dummy")?;
    let (own, dull) = (first.trial.score?, dull.trial.score?);
    if first.contender == "dummy" {
        return Some(
            "That is the answer that looks at no column at all: nothing here tells the target better.".into(),
        );
    }
    Some(format!(
        "An answer that looks at no column has {}; the best is {} better.",
        number(dull),
        number((own - dull).abs())
    ))
}

/// The first beside the second, over the folds of both.
fn beside(report: &AutomlReport, first: &AutomlTrial, second: &AutomlTrial) -> String {
    let sign = if report.greater_is_better { 1.0 } else { -1.0 };
    let pairs = first.trial.folds.iter().zip(&second.trial.folds);
    let apart: Vec<f64> = pairs.map(|(one, other)| sign * (one - other)).collect();
    let ahead = apart.iter().filter(|by| **by > 0.0).count();
    let begin =
        format!("The next is {}, with {}", title(second), number(second.trial.score.unwrap_or(f64::NAN)));
    if apart.len() < 2 {
        return format!("{begin}.");
    }
    if apart.iter().all(|by| *by == 0.0) {
        return format!("{begin}: the same in every fold, so that the first was only tried earlier.");
    }
    let ratio = 1.0 / (apart.len() as f64 - 1.0);
    let sure = corrected_resampled_t(&apart, ratio).is_some_and(|test| test.p_value < CHANCE);
    let reading = match sure {
        true => "more than the folds vary by",
        false => "no more than the folds vary by, so either may be the better one on new rows",
    };
    format!(
        "{begin}: the first is ahead in {ahead} of {} folds, by {} on average, which is {reading}.",
        apart.len(),
        number(mean(&apart).unwrap_or_default())
    )
}

/// What other parameters brought to the contenders for which some were tried.
fn tuning(report: &AutomlReport) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in report.trials.iter().filter(|one| one.phase == AutomlPhase::Tuning) {
        *counts.entry(&one.contender).or_default() += 1;
    }
    let gain = |name: &str| {
        let of = |one: &&AutomlTrial| one.contender == name && one.trial.share == 1.0;
        let before = report.trials.iter().filter(of).find(|one| one.phase != AutomlPhase::Tuning)?;
        let number = report
            .leaderboard
            .iter()
            .find(|number| report.trial(**number).is_some_and(|one| one.contender == name))?;
        Some((title(before), before.trial.score?, report.trial(*number)?.trial.score?))
    };
    let parts: Vec<String> = counts
        .iter()
        .filter_map(|(name, count)| {
            let (title, before, after) = gain(name)?;
            Some(match before == after {
                true => format!("{title} stayed at {} in {count} trials", self::number(before)),
                false => format!(
                    "{title} came from {} to {} in {count} trials",
                    self::number(before),
                    self::number(after)
                ),
            })
        })
        .collect();
    (!parts.is_empty()).then(|| format!("With other parameters, {}.", parts.join("; ")))
}

/// One that is nearly as good and much smaller or faster.
fn smaller(report: &AutomlReport, first: &AutomlTrial, others: &[&AutomlTrial]) -> Option<String> {
    let (score, spread) = (first.trial.score?, first.spread?);
    let near = |one: &&&AutomlTrial| {
        one.contender != "dummy" && one.trial.score.is_some_and(|other| (score - other).abs() <= spread)
    };
    let times = |of: fn(&AutomlTrial) -> Option<f64>, one: &AutomlTrial| {
        Some(of(first)? / of(one)?.max(f64::MIN_POSITIVE))
    };
    others.iter().filter(near).find_map(|one| {
        let faster = times(|one| one.seconds_each, one)?;
        let less = times(|one| one.bytes.map(|bytes| bytes as f64), one)?;
        (faster >= MUCH && less >= MUCH).then(|| {
            format!(
                "{} is nearly as good ({} {}), trains {faster:.0} times as fast and is {less:.0} times smaller: \
                 worth it where that counts.",
                title(one),
                report.metric,
                number(one.trial.score.unwrap_or(f64::NAN))
            )
        })
    })
}

fn failed(report: &AutomlReport) -> Option<String> {
    let failed: Vec<&AutomlTrial> =
        report.trials.iter().filter(|one| one.trial.state == TrialState::Failed).collect();
    let first = failed.first()?;
    let why = first.trial.fault.as_ref().map(|fault| fault.message.as_str()).unwrap_or_default();
    let verb = if failed.len() == 1 { "trial came" } else { "trials came" };
    Some(format!("{} {verb} to nothing, the first of {}: {why}.", failed.len(), title(first)))
}

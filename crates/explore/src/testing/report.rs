//! What a test came to, in the words that all rooms share.

use super::error::TestingError;
use super::samples::{Drawn, Sample};
use glasshouse_spec::{
    AssumptionCheck, CriticalValue, ParamValues, Place, TestAssumption, TestEffect, TestGroup, TestInterval,
    TestReport, Warning,
};
use glasshouse_stats::Pause;
use glasshouse_stats::hypothesis::{
    self, Outcome, TestError, TestOptions, TestSpec, cautions, effect_size, meaning,
};

/// Carries out a test, tells the figures of each sample and checks what it takes for granted, with `pause`
/// between bounded pieces.
pub(super) async fn report(
    drawn: &Drawn,
    spec: &TestSpec,
    (values, options): &(ParamValues, TestOptions),
    pause: Pause<'_>,
) -> Result<TestReport, TestingError> {
    let slices = drawn.slices();
    let data = drawn.data(&slices);
    let outcome = hypothesis::run_in_pieces(spec.id, &data, options, &|done| pause(0.5 * done)).await;
    let outcome = outcome.map_err(|why| no_answer(spec, drawn, why))?;
    pause(0.5).await;
    let names = names(drawn, fixed_name(spec, values));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let groups = groups(drawn, pause).await;
    let mut assumptions = Vec::with_capacity(spec.assumptions.len());
    for (index, told) in spec.assumptions.iter().enumerate() {
        let share = |done: f64| 0.8 + 0.2 * (index as f64 + done) / spec.assumptions.len() as f64;
        let check = told.check(&data, &outcome, &names, &|done| pause(share(done))).await;
        let check = check.map(|c| AssumptionCheck { holds: c.holds, text: c.text });
        assumptions.push(TestAssumption { text: told.text.into(), check });
        pause(share(1.0)).await;
    }
    Ok(TestReport {
        groups,
        assumptions,
        meaning: meaning(spec, &outcome, &names),
        options: values.clone(),
        ..figures(spec, &outcome)
    })
}

/// The figures of each sample without what the test leaves out.
async fn groups(drawn: &Drawn, pause: Pause<'_>) -> Vec<TestGroup> {
    let samples = drawn.samples();
    let mut groups = Vec::with_capacity(samples.len());
    for sample in samples {
        groups.push(group(&drawn.used(sample)));
        pause(0.5 + 0.3 * groups.len() as f64 / samples.len() as f64).await;
    }
    groups
}

/// Names of the samples, and of what they are compared with.
fn names(drawn: &Drawn, fixed: Option<String>) -> Vec<String> {
    drawn.names().into_iter().map(String::from).chain(fixed).collect()
}

fn figures(spec: &TestSpec, outcome: &Outcome) -> TestReport {
    TestReport {
        test: spec.id.into(),
        title: spec.title.into(),
        question: spec.asks.into(),
        statistic: Some(outcome.statistic).filter(|s| s.is_finite()),
        statistic_name: spec.statistic.into(),
        p_value: outcome.p_value,
        df: outcome.df,
        n: outcome.n as u64,
        effect: effect(spec, outcome),
        interval: spec.interval.zip(outcome.interval).map(|(of, interval)| TestInterval {
            of: of.into(),
            level: interval.level,
            low: Some(interval.low).filter(|v| v.is_finite()),
            high: Some(interval.high).filter(|v| v.is_finite()),
        }),
        critical: outcome.critical.iter().map(|c| CriticalValue { level: c.level, value: c.value }).collect(),
        method: outcome.method.map(String::from),
        details: outcome.details.iter().map(|(name, value)| (name.to_string(), *value)).collect(),
        warnings: cautions(spec, outcome).into_iter().map(caution).collect(),
        ..TestReport::default()
    }
}

/// What one sample is compared with, where it is no other sample.
fn fixed_name(spec: &TestSpec, values: &ParamValues) -> Option<String> {
    let number = values.get("popmean").and_then(glasshouse_spec::ParamValue::as_f64);
    match spec.arity {
        hypothesis::Arity::OneSample => number.map(glasshouse_table::number_label),
        hypothesis::Arity::PairsOrDifferences => Some("zero".into()),
        _ => None,
    }
}

fn effect(spec: &TestSpec, outcome: &Outcome) -> Option<TestEffect> {
    let (scale, value) = spec.effect.zip(outcome.effect)?;
    let size = effect_size(&scale, value).map(|size| size.word().into());
    Some(TestEffect { name: scale.name.into(), value, size })
}

fn group(sample: &Sample) -> TestGroup {
    let finite = |value: Option<f64>| value.filter(|v| v.is_finite());
    TestGroup {
        name: sample.name.clone(),
        n: sample.values.len() as u64,
        mean: finite(glasshouse_stats::mean(&sample.values)),
        median: finite(glasshouse_stats::median(&sample.values)),
        std: finite(glasshouse_stats::sample_std(&sample.values)),
    }
}

fn caution((code, text): (&'static str, String)) -> Warning {
    Warning::new(code, text, Place::default())
}

fn no_answer(spec: &TestSpec, drawn: &Drawn, why: TestError) -> TestingError {
    let at = match why {
        TestError::TooFew { sample, .. }
        | TestError::Constant { sample }
        | TestError::Infinite { sample } => sample,
        _ => None,
    };
    let names = drawn.names();
    // With many samples only the one at fault is named.
    let of = match at.and_then(|i| names.get(i)) {
        Some(name) if names.len() > 2 => name.to_string(),
        _ => names.join(" and "),
    };
    let column = at.and_then(|i| names.get(i)).map(ToString::to_string);
    TestingError::NoAnswer { test: spec.id.into(), of, column, why }
}

//! What a test came to, in the words that all rooms share.

use super::error::TestingError;
use super::samples::{Drawn, Sample};
use glasshouse_spec::{
    AssumptionCheck, CriticalValue, ParamValues, Place, TestAssumption, TestEffect, TestGroup, TestInterval,
    TestReport, Warning,
};
use glasshouse_stats::hypothesis::{
    self, Outcome, TestData, TestError, TestOptions, TestSpec, cautions, effect_size, meaning,
};

/// Carries out a test on samples. Besides the figures of the test itself this computes those of
/// each sample and the checks of its assumptions.
pub(super) fn carry_out(
    spec: &TestSpec,
    drawn: &Drawn,
    (values, options): &(ParamValues, TestOptions),
) -> Result<TestReport, TestingError> {
    let outcome = drawn.with(|data| hypothesis::run(spec.id, data, options));
    let outcome = outcome.map_err(|why| no_answer(spec, drawn, why))?;
    let used = drawn.used();
    let fixed = fixed_name(spec, values);
    let mut names = drawn.names();
    names.extend(fixed.as_deref());
    let assumptions = drawn.with(|data| assumptions(spec, data, &outcome, &names));
    Ok(TestReport {
        test: spec.id.into(),
        title: spec.title.into(),
        question: spec.asks.into(),
        options: values.clone(),
        statistic: Some(outcome.statistic).filter(|s| s.is_finite()),
        statistic_name: spec.statistic.into(),
        p_value: outcome.p_value,
        df: outcome.df,
        n: outcome.n as u64,
        groups: used.iter().map(group).collect(),
        effect: effect(spec, &outcome),
        interval: spec.interval.zip(outcome.interval).map(|(of, interval)| TestInterval {
            of: of.into(),
            level: interval.level,
            low: Some(interval.low).filter(|v| v.is_finite()),
            high: Some(interval.high).filter(|v| v.is_finite()),
        }),
        critical: outcome.critical.iter().map(|c| CriticalValue { level: c.level, value: c.value }).collect(),
        method: outcome.method.map(String::from),
        details: outcome.details.iter().map(|(name, value)| (name.to_string(), *value)).collect(),
        assumptions,
        meaning: meaning(spec, &outcome, &names),
        warnings: cautions(spec, &outcome).into_iter().map(caution).collect(),
        ..TestReport::default()
    })
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

fn assumptions(
    spec: &TestSpec,
    data: &TestData<'_>,
    outcome: &Outcome,
    names: &[&str],
) -> Vec<TestAssumption> {
    let told = |a: &hypothesis::Assumption| TestAssumption {
        text: a.text.into(),
        check: a.check(data, outcome, names).map(|c| AssumptionCheck { holds: c.holds, text: c.text }),
    };
    spec.assumptions.iter().map(told).collect()
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

//! The declarations of tests, in the words that all rooms share.

use glasshouse_spec::{
    ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValue, ParamValues, TestInfo, TestShape,
};
use glasshouse_spec::{check_params, param};
use glasshouse_stats::hypothesis::{
    Arity, TESTS, TestOption, TestOptionKind, TestOptions, TestSpec, TestValue,
};
use std::borrow::Cow;

/// Every test that can be asked for.
pub fn test_infos() -> Vec<TestInfo> {
    TESTS.iter().map(info).collect()
}

fn info(spec: &TestSpec) -> TestInfo {
    TestInfo {
        id: spec.id.into(),
        title: spec.title.into(),
        question: spec.asks.into(),
        assumptions: spec.assumptions.iter().map(|a| a.text.to_string()).collect(),
        shape: shape(spec.arity),
        takes: spec.arity.words().into(),
        options: params(spec),
        effect: spec.effect.map(|effect| effect.name.into()),
    }
}

/// What a test is carried out on.
pub(super) fn shape(arity: Arity) -> TestShape {
    match arity {
        Arity::OneSample => TestShape::OneSample,
        Arity::TwoSamples => TestShape::TwoSamples,
        Arity::Pairs => TestShape::Pairs,
        Arity::PairsOrDifferences => TestShape::PairsOrDifferences,
        Arity::Groups => TestShape::Groups,
        Arity::Blocks => TestShape::Blocks,
        Arity::Table => TestShape::Table,
        Arity::Series => TestShape::Series,
    }
}

fn params(spec: &TestSpec) -> Vec<ParamSpec> {
    spec.options.iter().map(param_spec).collect()
}

fn param_spec(option: &TestOption) -> ParamSpec {
    let (kind, default) = match option.kind {
        TestOptionKind::Number(default) => {
            (ParamKind::Float { min: f64::MIN, max: f64::MAX, open: false }, ParamDefault::Float(default))
        }
        TestOptionKind::Flag(default) => (ParamKind::Bool, ParamDefault::Bool(default)),
        TestOptionKind::Choice(names) => (
            ParamKind::Choice { options: names.iter().map(|name| Cow::Borrowed(*name)).collect() },
            ParamDefault::Text(Cow::Borrowed(names[0])),
        ),
    };
    ParamSpec::new(option.name, kind, default, option.help)
}

/// The given options checked against a test's declarations: all of them with their values, and the
/// same as the test takes them.
pub(super) fn settings(
    spec: &TestSpec,
    given: &ParamValues,
) -> Result<(ParamValues, TestOptions), Vec<ParamFault>> {
    let specs = params(spec);
    check_params(&specs, given)?;
    let whole: ParamValues =
        specs.iter().map(|s| (s.name.to_string(), param(&specs, given, &s.name))).collect();
    let options = whole.iter().filter_map(|(name, value)| Some((name, test_value(value)?)));
    Ok((whole.clone(), options.fold(TestOptions::default(), |all, (name, value)| all.with(name, value))))
}

fn test_value(value: &ParamValue) -> Option<TestValue> {
    match value {
        ParamValue::Bool(flag) => Some(TestValue::Flag(*flag)),
        ParamValue::Text(text) => Some(TestValue::Text(text.clone())),
        number => number.as_f64().map(TestValue::Number),
    }
}

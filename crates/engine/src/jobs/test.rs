//! Statistical tests on columns of the table.

use glasshouse_spec::{ParamDefault, ParamKind, ParamSpec, TestInfo, TestShape};
use glasshouse_stats::hypothesis::{Arity, TESTS, TestOption, TestOptionKind, TestSpec};
use std::borrow::Cow;

/// Every test that can be asked for.
pub(super) fn infos() -> Vec<TestInfo> {
    TESTS.iter().map(info).collect()
}

fn info(spec: &TestSpec) -> TestInfo {
    TestInfo {
        id: spec.id.into(),
        title: spec.title.into(),
        question: spec.asks.into(),
        assumptions: spec.assumptions.iter().map(ToString::to_string).collect(),
        shape: shape(spec.arity),
        takes: spec.arity.words().into(),
        options: spec.options.iter().map(option).collect(),
        effect: spec.effect.map(|effect| effect.name.into()),
    }
}

fn shape(arity: Arity) -> TestShape {
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

fn option(option: &TestOption) -> ParamSpec {
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

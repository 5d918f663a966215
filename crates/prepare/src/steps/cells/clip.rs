//! `clip`: numbers beyond bounds that somebody gives, as pandas' `clip`, or with them as missing cells.

use crate::steps::outliers::{BoundedColumn, BoundsState, OutlierAction};
use crate::{Built, Notes, PrepareError, Step, StepKind, StepState, cells};
use glasshouse_spec::{ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, check_params, param};
use glasshouse_table::Table;
use std::borrow::Cow;

const NONE: &[Cow<'static, str>] = &[Cow::Borrowed("none")];
const BEYOND: &[Cow<'static, str>] = &[Cow::Borrowed("clip"), Cow::Borrowed("blank")];

const fn bound(name: &'static str, help: &'static str) -> ParamSpec {
    let kind = ParamKind::ChoiceOrFloat { options: Cow::Borrowed(NONE), min: f64::MIN, max: f64::MAX };
    ParamSpec::new(name, kind, ParamDefault::Text(Cow::Borrowed("none")), help)
}

static PARAMS: [ParamSpec; 3] = [
    bound("lower", "The smallest number that may stand; none for no bound."),
    bound("upper", "The largest number that may stand; none for no bound."),
    ParamSpec::choice(
        "action",
        "clip",
        BEYOND,
        "What becomes of a number beyond: the bound (clip), or a missing cell (blank).",
    ),
];

/// The kind.
pub(super) static CLIP: StepKind = StepKind {
    id: "clip",
    title: "Clip to a range",
    help: "Replaces numbers below a lower bound and above an upper one by the bound, or takes them as missing. Missing cells stay missing.",
    when: "You know what can be: no age below 0 or above 120, no share above 1.",
    beware: "A bound looks like a true value afterwards; blank says instead that nothing is known. It does not change the target.",
    example: "age from 0 to 120: 31, 999, -1 → 31, 120, 0",
    params: &PARAMS,
    columns: &["@numeric"],
    onnx: true,
    build,
};

struct Clip {
    low: f64,
    high: f64,
    action: OutlierAction,
}

fn build(values: &ParamValues) -> Built {
    check_params(&PARAMS, values)?;
    let of = |name| param(&PARAMS, values, name);
    let low = of("lower").as_f64().unwrap_or(f64::NEG_INFINITY);
    let high = of("upper").as_f64().unwrap_or(f64::INFINITY);
    if low > high {
        let message = format!("lower must be no more than upper, and {low} is more than {high}");
        return Err(vec![ParamFault { name: "lower".into(), message }]);
    }
    let blank = of("action").as_str() == Some("blank");
    Ok(Box::new(Clip { low, high, action: if blank { OutlierAction::Blank } else { OutlierAction::Cap } }))
}

impl Step for Clip {
    fn fit(&self, train: &Table, columns: &[String], _notes: &mut Notes) -> Result<StepState, PrepareError> {
        let bounded = |name: &String| {
            cells::scaled(train, name, "clip")?;
            Ok(BoundedColumn { name: name.clone(), low: self.low, high: self.high, output: name.clone() })
        };
        let columns = columns.iter().map(bounded).collect::<Result<_, PrepareError>>()?;
        Ok(StepState::Clip(BoundsState { columns, action: self.action }))
    }
}

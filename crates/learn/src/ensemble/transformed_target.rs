//! A regressor that learns the logarithm, a root or a power of the target, and answers in its own units.

use super::bagging::named;
use super::chosen::{Chosen, not_in_onnx, only};
use super::inner::Beside;
use super::part::usable;
use super::transformed_target_model::{TargetScale, TargetShape, TransformedTarget};
use crate::checks::numbers;
use crate::settings::Settings;
use crate::{Dataset, Estimator, EstimatorKind, LearnError, Model, Share, Status, Takes, Target, Training};
use glasshouse_spec::{LearningCurve, NestedDefault, ParamFault, ParamSpec, ParamValues, TaskKind};
use glasshouse_stats::{PowerSearch, weighted_moments};
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

/// scikit-learn's `TransformedTargetRegressor`, with the transformers that have their inverse in ONNX: those of its
/// `PowerTransformer` and `StandardScaler`, and three functions. The scale is learned from the training rows with
/// their weights, which scikit-learn's transformers do not see. Answers are brought back as they are: of a mean of logarithms that is nearer the median than the mean.
/// Training takes the regressor's time, and of a power some dozen passes over the targets.
pub struct TransformedTargetRegressor;

const ID: &str = "transformed_target";

const TRANSFORMERS: &[Cow<'static, str>] = &[
    Cow::Borrowed("yeo-johnson"),
    Cow::Borrowed("box-cox"),
    Cow::Borrowed("log1p"),
    Cow::Borrowed("log"),
    Cow::Borrowed("sqrt"),
    Cow::Borrowed("standard"),
];

static PARAMS: [ParamSpec; 2] = [
    named("regressor", NestedDefault::new("ridge"), "What learns the transformed target."),
    ParamSpec::choice(
        "transformer",
        "yeo-johnson",
        TRANSFORMERS,
        "What the target becomes: yeo-johnson and box-cox choose the power that brings it nearest to a bell, the \
         first of any numbers, the second of those above 0; log1p takes numbers above -1, log above 0, sqrt from 0 \
         up; standard only brings it to mean 0 and deviation 1, which networks and vector machines like.",
    ),
];

impl EstimatorKind for TransformedTargetRegressor {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Transformed target"
    }

    fn help(&self) -> &'static str {
        "Lets a model learn the logarithm, a root or a power of the target and answers in the target's own units. For \
         prices, counts and durations, where a few are far larger than the rest. Errors then count by share rather \
         than by size, and answers lie nearer the middle of a row's likes than their mean."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Regression { &PARAMS } else { &[] }
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let shape = match settings.value("transformer").as_str() {
            Some("box-cox") => TargetShape::BoxCox,
            Some("log1p") => TargetShape::Log1p,
            Some("log") => TargetShape::Log,
            Some("sqrt") => TargetShape::Sqrt,
            Some("standard") => TargetShape::Standard,
            _ => TargetShape::YeoJohnson,
        };
        let chosen = only(&settings, "regressor", task)?;
        Ok(Box::new(Options { chosen, shape, takes: self.takes_with(task, values) }))
    }
}

struct Options {
    chosen: Chosen,
    shape: TargetShape,
    takes: Takes,
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let data = usable(data, self.takes)?;
        let y = numbers(&data, ID)?;
        let about = About {
            features: data.x.data.ncols() as u32,
            kinds: Beside::of(&data),
            scale: scale(y, data.weights.as_deref(), self.shape)?,
        };
        let under_way = self.chosen.estimator.start(Arc::new(about.transformed(&data)), seed)?;
        Ok(Box::new(Under { about, under_way }))
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx([&self.chosen])
    }
}

/// The scale of some targets; where they are all the same, it is theirs.
fn scale(y: &[f64], weights: Option<&[f64]>, shape: TargetShape) -> Result<TargetScale, LearnError> {
    let (allowed, name): (fn(f64) -> bool, _) = match shape {
        TargetShape::BoxCox => (|y| y > 0.0, "box-cox needs targets above 0"),
        TargetShape::Log => (|y| y > 0.0, "log needs targets above 0"),
        TargetShape::Log1p => (|y| y > -1.0, "log1p needs targets above -1"),
        TargetShape::Sqrt => (|y| y >= 0.0, "sqrt needs targets from 0 up"),
        TargetShape::YeoJohnson | TargetShape::Standard => (|_| true, ""),
    };
    if let Some(y) = y.iter().find(|y| !allowed(**y)) {
        let message = format!("{name}, and there is {y}: choose yeo-johnson, which takes any");
        return Err(LearnError::Parameter { name: "transformer", message });
    }
    let mut scale = TargetScale { shape, lambda: 1.0, center: 0.0, scale: 1.0 };
    let same = y.iter().all(|one| *one == y[0]);
    if let (Some(power), false) = (shape.power(), same) {
        let mut search = PowerSearch::new(y, weights, power);
        scale.lambda = loop {
            if let Some(lambda) = search.advance() {
                break lambda;
            }
        };
    }
    if shape.power().is_some() || shape == TargetShape::Standard {
        let shaped: Vec<f64> = y.iter().map(|y| scale.forth(*y)).collect();
        let (center, variance) = weighted_moments(&shaped, weights);
        let deviation = variance.sqrt();
        scale.center = center;
        if deviation.is_finite() && deviation > f64::MIN_POSITIVE && !same {
            scale.scale = deviation;
        }
    }
    Ok(scale)
}

/// What a training is of.
#[derive(Clone)]
struct About {
    features: u32,
    kinds: Beside,
    scale: TargetScale,
}

impl About {
    fn transformed(&self, data: &Dataset) -> Dataset {
        let mut data = data.clone();
        if let Target::Numbers(y) = &mut data.y {
            y.iter_mut().for_each(|y| *y = self.scale.forth(*y));
        }
        data
    }

    fn model(&self, model: Box<dyn Model>) -> Box<dyn Model> {
        let Self { features, kinds, scale } = *self;
        let model: Rc<dyn Model> = model.into();
        Box::new(TransformedTarget { features, kinds, scale, model })
    }
}

/// The regressor's training. What the trees of a forest did not see would be judged on another scale: it is left
/// out.
struct Under {
    about: About,
    under_way: Box<dyn Training>,
}

impl Training for Under {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(async move {
            Ok(match self.under_way.advance().await? {
                Status::Running(progress) => Status::Running(progress),
                Status::Done(model) => Status::Done(self.about.model(model)),
            })
        })
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        self.under_way.best().map(|model| self.about.model(model))
    }

    fn watch(&mut self, rows: &Dataset) {
        let seen = self.about.transformed(rows);
        let finite = |y: &Target| matches!(y, Target::Numbers(y) if y.iter().all(|y| y.is_finite()));
        if finite(&seen.y) {
            self.under_way.watch(&seen);
        }
    }

    fn curve(&self) -> Option<LearningCurve> {
        self.under_way.curve()
    }

    fn share(&self) -> Option<Share> {
        self.under_way.share()
    }

    fn has_best(&self) -> bool {
        self.under_way.has_best()
    }
}

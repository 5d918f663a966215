//! Linear support vector machines: lines that rows are to keep a margin from, or to stay within.

use super::linear_regression::LinearState;
use super::margin_model::{MarginKind, MarginState, not_converged};
use super::moments::Moments;
use super::multipliers::{Cost, Plan, Problem, Search};
use super::penalised::CLASS_WEIGHT;
use crate::checks::{SPARSE, balanced, check_dataset_for, classes, numbers, weight};
use crate::settings::Settings;
use crate::{
    Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Prediction, Progress, Status,
    Takes, Target, Training, WeightKind,
};
use glasshouse_spec::{ParamFault, ParamSpec, ParamValues, TaskKind, Warning};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

const KIND: &str = "linear_svm";

/// scikit-learn's `LinearSVC` and `LinearSVR`: half the squared length of the coefficients (or their sizes),
/// the intercept's among them, plus `C` times the weighted sum of what errors cost. More than two classes
/// have a line each, against all others. Features are scaled inside, which changes the path and not the
/// optimum, and must not be missing. Time `O(rows · features²)` an iteration, or `O(rows · features)` beyond
/// 256 features; where costs are not squared, some dozens of iterations go on past `tol` until the gap to the
/// dual is closed. (Fan et al., *LIBLINEAR: a library for large linear classification*, 2008.)
pub struct LinearSvm;

const C: ParamSpec = ParamSpec::positive(
    "C",
    1.0,
    "How far the data may pull the coefficients away from zero. Smaller values mean a simpler model that \
     overfits less.",
)
.tuned(1e-4, 1e3, true);

const CLASS_LOSS: ParamSpec = ParamSpec::choice(
    "loss",
    "squared_hinge",
    &[Cow::Borrowed("squared_hinge"), Cow::Borrowed("hinge")],
    "What a row costs that falls short of its margin: squared_hinge the square of it, hinge as much as it is, \
     which heeds wild rows less.",
);

const PENALTY: ParamSpec = ParamSpec::choice(
    "penalty",
    "l2",
    &[Cow::Borrowed("l2"), Cow::Borrowed("l1")],
    "What holds the coefficients back: l2 their squared length, l1 their sizes, which leaves features out and \
     needs squared_hinge.",
);

const EPSILON: ParamSpec = ParamSpec::float(
    "epsilon",
    0.0,
    0.0,
    f64::MAX,
    "Errors up to this cost nothing, in units of the target. Larger values heed only what is far off.",
);

const NUMBER_LOSS: ParamSpec = ParamSpec::choice(
    "loss",
    "epsilon_insensitive",
    &[Cow::Borrowed("epsilon_insensitive"), Cow::Borrowed("squared_epsilon_insensitive")],
    "What an error beyond epsilon costs: as much as it is, which heeds outliers little, or the square of it.",
);

const INTERCEPT: ParamSpec = ParamSpec::bool("fit_intercept", true, "Whether the line may leave the origin.");

const SCALING: ParamSpec = ParamSpec::positive(
    "intercept_scaling",
    1.0,
    "The intercept is held back as the coefficients are; larger values hold it back less. Raise it where the \
     target lies far from zero.",
);

const MAX_ITER: ParamSpec =
    ParamSpec::int("max_iter", 1000, 1, 1_000_000, "The largest number of iterations, of each class.");

const TOL: ParamSpec = ParamSpec::positive(
    "tol",
    1e-4,
    "The model counts as converged when what could still be gained is a hundredth of this share of the sum, or \
     with squares when no component of the gradient is larger.",
);

static CLASSES: [ParamSpec; 8] = [C, CLASS_LOSS, PENALTY, CLASS_WEIGHT, INTERCEPT, SCALING, MAX_ITER, TOL];
static NUMBERS: [ParamSpec; 7] = [C, NUMBER_LOSS, EPSILON, INTERCEPT, SCALING, MAX_ITER, TOL];

/// Operations of one chunk, about 50 ms.
const CHUNK: i64 = 30_000_000;

impl EstimatorKind for LinearSvm {
    fn id(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "Linear support vector machine"
    }

    fn help(&self) -> &'static str {
        "A line that rows keep a margin from, or stay close to: only rows near or beyond the margin have a say. \
         Quick with many rows and features; gives no probabilities. Scale the features first."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        match task {
            TaskKind::Classification => &CLASSES,
            TaskKind::Regression => &NUMBERS,
            _ => &[],
        }
    }

    fn takes(&self) -> Takes {
        SPARSE
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let of_classes = task == TaskKind::Classification;
        let sparse = of_classes && settings.text("penalty") == "l1";
        let squared = settings.text("loss").starts_with("squared");
        if sparse && !squared {
            let message = "penalty l1 needs the loss squared_hinge".to_owned();
            return Err(vec![ParamFault { name: "penalty".to_owned(), message }]);
        }
        let allowed = if of_classes { 0.0 } else { settings.float("epsilon").unwrap_or(0.0) };
        let scaling = settings.float("intercept_scaling").unwrap_or(1.0);
        Ok(Box::new(Options {
            strength: settings.float("C").unwrap_or(1.0),
            cost: Cost { one_sided: of_classes, squared, allowed },
            sparse,
            even: of_classes && settings.text("class_weight") == "balanced",
            constant: settings.flag("fit_intercept").then_some(scaling),
            max_iter: settings.int("max_iter").and_then(|i| u32::try_from(i).ok()).unwrap_or(u32::MAX),
            tol: settings.float("tol").unwrap_or(1e-4),
        }))
    }
}

#[derive(Clone, Copy)]
struct Options {
    strength: f64,
    cost: Cost,
    sparse: bool,
    even: bool,
    constant: Option<f64>,
    max_iter: u32,
    tol: f64,
}

impl Estimator for Options {
    fn towards_probabilities(&self) -> Option<&'static str> {
        self.cost.one_sided.then_some("choose another estimator, such as logistic_regression")
    }

    fn start(&self, data: Arc<Dataset>, _seed: u64) -> Result<Box<dyn Training>, LearnError> {
        check_dataset_for(&data, SPARSE)?;
        let data = data.settled();
        let (mut factors, mut wanted, mut count) = (Vec::new(), vec![0], 0);
        if self.cost.one_sided {
            let found = classes(&data, KIND)?;
            count = found.count;
            factors = if self.even { balanced(&found.totals) } else { vec![1.0; count] };
            let present = (0..count as u32).filter(|&class| found.totals[class as usize] > 0.0);
            wanted = if count == 2 { vec![1] } else { present.collect() };
        } else {
            numbers(&data, KIND)?;
        }
        let features = data.x.width();
        let moments = Moments::new(features);
        let lines = MarginState::new(MarginKind::LinearSvm, count.max(2), features);
        let phase = Phase::Measure(Box::new(moments));
        Ok(Box::new(Fitting { options: *self, data, factors, wanted, done: 0, lines, plan: None, phase }))
    }
}

enum Phase {
    Measure(Box<Moments>),
    Descend(Box<Search>),
}

struct Fitting {
    options: Options,
    data: Arc<Dataset>,
    /// What the rows of each class weigh.
    factors: Vec<f64>,
    /// Classes that get a line, and how many have one.
    wanted: Vec<u32>,
    done: usize,
    lines: MarginState,
    plan: Option<Plan>,
    phase: Phase,
}

impl Fitting {
    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        while budget > 0 {
            match &mut self.phase {
                Phase::Measure(moments) => {
                    if moments.advance(&self.data, &mut budget) {
                        let features = 0..self.data.x.width();
                        self.plan = Some(Plan {
                            squares: features.map(|j| moments.spread(j, false)).collect(),
                            constant: self.options.constant,
                            sparse: self.options.sparse,
                            cost: self.options.cost,
                        });
                        self.search();
                    }
                }
                Phase::Descend(search) => {
                    if search.advance(&mut budget, self.options.max_iter, self.options.tol) {
                        if let Some(model) = self.close() {
                            return Status::Done(model);
                        }
                        self.search();
                    }
                }
            }
        }
        let (done, total, unit) = match &self.phase {
            _ if self.wanted.len() > 1 => (self.done as u64, self.wanted.len() as u64, "class"),
            Phase::Measure(_) => (0, u64::from(self.options.max_iter), "iteration"),
            Phase::Descend(search) => {
                (u64::from(search.iterations), u64::from(self.options.max_iter), "iteration")
            }
        };
        Status::Running(Progress { done, total, unit })
    }

    /// Begins with the next line.
    fn search(&mut self) {
        let Some(plan) = &self.plan else { return };
        let class = self.wanted[self.done];
        let (y, factors): (Vec<f64>, Vec<f64>) = match &self.data.y {
            Target::Numbers(y) => (y.clone(), vec![1.0; y.len()]),
            Target::Classes { index, .. } => index.iter().map(|&of| self.side(class, of)).unzip(),
            Target::None | Target::Series(_) | Target::Several(_) => return,
        };
        let weights = factors.iter().enumerate();
        let weights =
            weights.map(|(row, factor)| self.options.strength * weight(&self.data, row) * factor).collect();
        let problem = Problem::new(self.data.clone(), plan, y, weights);
        self.phase = Phase::Descend(Box::new(Search::new(problem)));
    }

    /// On which side of the line of `class` a row of the class `of` is to be, and what it weighs there: as
    /// in scikit-learn, where there are more than two classes, all others weigh as they are.
    fn side(&self, class: u32, of: u32) -> (f64, f64) {
        let others = self.wanted.len() > 1;
        match class == of {
            true => (1.0, self.factors[of as usize]),
            false => (-1.0, if others { 1.0 } else { self.factors[of as usize] }),
        }
    }

    /// Takes the line that was found; the model where it was the last.
    fn close(&mut self) -> Option<Box<dyn Model>> {
        let Phase::Descend(search) = &self.phase else { return None };
        let (coefficients, intercept) = search.problem.line(search.point());
        let stopped = (!search.converged(self.options.tol)).then_some(search.iterations);
        if !self.options.cost.one_sided {
            let line = LinearState { coefficients, intercept };
            return Some(Box::new(SvmLineState { line, stopped }));
        }
        self.lines.set(self.wanted[self.done], &coefficients, intercept);
        self.lines.stopped = self.lines.stopped.max(stopped);
        self.done += 1;
        (self.done == self.wanted.len()).then(|| Box::new(self.lines.clone()) as Box<dyn Model>)
    }
}

impl Training for Fitting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        None
    }
}

/// A fitted line of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SvmLineState {
    /// The line.
    pub line: LinearState,
    /// Iterations after which it was given up before it converged.
    pub stopped: Option<u32>,
}

impl Model for SvmLineState {
    fn predict(&self, x: &Features) -> Prediction {
        self.line.predict(x)
    }

    fn state(&self) -> ModelState {
        ModelState::SvmLine(self.clone())
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        self.line.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        not_converged(KIND, self.stopped)
    }
}

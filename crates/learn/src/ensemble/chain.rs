//! Chains: an estimator for each target that is told the targets before it.

use super::bagging::estimator;
use super::chain_state::{ChainKind, ChainState};
use super::chosen::{Chosen, not_in_onnx, only};
use super::inner::{Beside, Inner};
use super::part::{cells, folds, others, part, usable};
use super::reading::Reading;
use super::relay::{Plan, Relay, begin};
use super::several::{check_targets, of_target, so_far};
use super::several_state::rows_at_once;
use crate::settings::Settings;
use crate::tree::sample::{below, generator};
use crate::{
    Dataset, Estimator, EstimatorKind, FeatureKind, Features, LearnError, Model, ModelState, Prediction,
    Takes, Target, Training, WeightKind,
};
use glasshouse_spec::{NestedDefault, ParamFault, ParamSpec, ParamValues, TaskKind, Warning};
use ndarray::{Array2, s};
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// Stream of the random numbers that order a chain.
const STREAM: u32 = u32::MAX - 7;

/// scikit-learn's `ClassifierChain` (Read, Pfahringer, Holmes and Frank, *Classifier chains for multi-label
/// classification*, 2009): each target's estimator is told the classes of the targets before it, in training
/// the true ones and in prediction those that were predicted. Columns may have more than two classes, which
/// the next estimators see as numbers. With one target it is its estimator.
pub struct ClassifierChain;

/// scikit-learn's `RegressorChain`, the same of numbers, which the next estimators see in 32 bits.
pub struct RegressorChain;

static ORDERS: [Cow<'static, str>; 2] = [Cow::Borrowed("listed"), Cow::Borrowed("random")];

const ORDER: ParamSpec = ParamSpec::choice(
    "order",
    "listed",
    &ORDERS,
    "In which order the targets are learned: as the recipe lists them, or at random by its seed. Put first \
     what is easy to tell and what the others depend on: a mistake there is carried on.",
);

const CV: ParamSpec = ParamSpec::optional_int(
    "cv",
    2,
    100,
    "Left out, an estimator is told the true earlier targets in training. Given, it is told what estimators \
     of so many parts of the rows answer to rows that they did not see: closer to what it meets in \
     prediction, and as many times slower.",
);

static CLASSES: [ParamSpec; 3] = [
    estimator(
        NestedDefault::new("logistic_regression"),
        "What learns each target. The later ones see more features: one for every target before.",
    ),
    ORDER,
    CV,
];

static NUMBERS: [ParamSpec; 3] = [
    estimator(
        NestedDefault::new("ridge"),
        "What learns each target. The later ones see more features: one for every target before.",
    ),
    ORDER,
    CV,
];

impl EstimatorKind for ClassifierChain {
    fn id(&self) -> &'static str {
        ChainKind::Classifier.id()
    }

    fn title(&self) -> &'static str {
        "Chain of classifiers"
    }

    fn help(&self) -> &'static str {
        "Of several targets: a model for each, which is told the targets before it. Better than models that \
         know nothing of each other where targets go together, as labels of one thing do; a mistake in an \
         early one is carried on. With one target it is the model inside."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Classification { &CLASSES } else { &[] }
    }

    fn chains(&self) -> bool {
        true
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        build(self, ChainKind::Classifier, task, values)
    }
}

impl EstimatorKind for RegressorChain {
    fn id(&self) -> &'static str {
        ChainKind::Regressor.id()
    }

    fn title(&self) -> &'static str {
        "Chain of regressors"
    }

    fn help(&self) -> &'static str {
        "Of several targets: a model for each, which is told the targets before it. Better than models that \
         know nothing of each other where one number follows from another; a mistake in an early one is \
         carried on. With one target it is the model inside."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task == TaskKind::Regression { &NUMBERS } else { &[] }
    }

    fn chains(&self) -> bool {
        true
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        build(self, ChainKind::Regressor, task, values)
    }
}

fn build(
    of: &dyn EstimatorKind,
    kind: ChainKind,
    task: TaskKind,
    values: &ParamValues,
) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
    let settings = Settings::checked(of.params(task), values)?;
    Ok(Box::new(Options {
        kind,
        chosen: Rc::new(only(&settings, "estimator", task)?),
        random: settings.text("order") == "random",
        folds: settings.int("cv").map(|folds| folds as usize),
        takes: Takes { sparse: false, ..of.takes_with(task, values) },
    }))
}

struct Options {
    kind: ChainKind,
    chosen: Rc<Chosen>,
    random: bool,
    folds: Option<usize>,
    takes: Takes,
}

impl Options {
    /// The target of each link.
    fn order(&self, targets: usize, seed: u64) -> Vec<u32> {
        let mut order: Vec<u32> = (0..targets as u32).collect();
        let mut rng = generator(seed, STREAM);
        for last in (1..targets).rev().filter(|_| self.random) {
            order.swap(last, below(&mut rng, last as u32 + 1) as usize);
        }
        order
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        let data = usable(data, self.takes)?;
        let targets = match &data.y {
            Target::Several(targets) => {
                check_targets(targets, data.weights.as_deref())?;
                targets.clone()
            }
            one => vec![one.clone()],
        };
        let mut links = Links {
            kind: self.kind,
            chosen: self.chosen.clone(),
            wanted: self.folds,
            kinds: Beside::of(&data),
            order: self.order(targets.len(), seed),
            targets,
            features: data.x.data.ncols() as u32,
            seen: data,
            seed,
            folds: Vec::new(),
            columns: Vec::new(),
            models: Vec::new(),
        };
        // What cannot be learned is refused here, before any work.
        links.start(0)?;
        Ok(Relay::begin(links))
    }

    fn towards_probabilities(&self) -> Option<&'static str> {
        self.chosen.estimator.towards_probabilities()
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx([&*self.chosen])
    }
}

/// Every link is trained on all rows and then, where the next ones are to see predictions, on the rows of
/// all parts but one.
struct Links {
    kind: ChainKind,
    chosen: Rc<Chosen>,
    /// How many parts.
    wanted: Option<usize>,
    kinds: Beside,
    order: Vec<u32>,
    targets: Vec<Target>,
    features: u32,
    /// What the link whose turn it is sees.
    seen: Arc<Dataset>,
    seed: u64,
    folds: Vec<Vec<u32>>,
    /// What later links are told of the links so far.
    columns: Vec<Vec<f32>>,
    models: Vec<Rc<dyn Model>>,
}

impl Links {
    /// Which link, and which part it is asked; none where it is trained on all rows.
    fn place(&self, number: usize) -> (usize, Option<usize>) {
        let each = self.wanted.map_or(1, |folds| folds + 1);
        (number / each, (number % each).checked_sub(1))
    }

    /// Lays out what a link sees.
    fn turn(&mut self, link: usize) {
        if let Some(last) = self.columns.last() {
            let x = told(&self.seen.x, last);
            self.seen = Arc::new(Dataset { x, y: Target::None, weights: self.seen.weights.clone() });
        }
        Arc::make_mut(&mut self.seen).y = self.targets[self.order[link] as usize].clone();
    }
}

/// Features and a column after them.
fn told(x: &Features, column: &[f32]) -> Features {
    let (rows, width) = x.data.dim();
    let mut data = Array2::zeros((rows, width + 1));
    data.slice_mut(s![.., ..width]).assign(&x.data);
    data.column_mut(width).iter_mut().zip(column).for_each(|(cell, value)| *cell = *value);
    let names: Vec<String> =
        x.names.iter().cloned().chain([format!("an earlier target, column {}", width + 1)]).collect();
    let kinds: Vec<FeatureKind> = x.kinds.iter().copied().chain([FeatureKind::Number]).collect();
    Features::of(names, kinds, data)
}

fn narrow(number: f64) -> f32 {
    number.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32
}

/// A target as later links see it.
fn as_column(target: &Target) -> Vec<f32> {
    match target {
        Target::Classes { index, .. } => index.iter().map(|class| *class as f32).collect(),
        Target::Numbers(numbers) => numbers.iter().map(|number| narrow(*number)).collect(),
        _ => Vec::new(),
    }
}

/// An answer as later links see it.
fn as_told(answer: &Prediction) -> Vec<f32> {
    match answer {
        Prediction::Classes { index, .. } => index.iter().map(|class| *class as f32).collect(),
        Prediction::Numbers(numbers) => numbers.iter().map(|number| narrow(*number)).collect(),
        _ => Vec::new(),
    }
}

impl Plan for Links {
    fn total(&self) -> usize {
        let links = self.targets.len();
        links + (links - 1) * self.wanted.unwrap_or(0)
    }

    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError> {
        let (link, fold) = self.place(number);
        let target = self.order[link] as usize;
        let Some(fold) = fold else {
            self.turn(link);
            let begun = self.chosen.estimator.start(self.seen.clone(), self.seed);
            return if self.targets.len() > 1 { begun.map_err(of_target(target)) } else { begun };
        };
        if fold == 0 {
            self.folds = folds(&self.seen, self.wanted.unwrap_or(2))?;
            self.columns.push(vec![0.0; self.seen.x.data.nrows()]);
        }
        let Some(held) = self.folds.get(fold) else {
            // There are fewer rows of a class than parts were asked for.
            let done = crate::dummy::DummyState::Number(0.0);
            return Ok(Box::new(super::relay::Ready(Some(Box::new(done)))));
        };
        let rows = others(held, self.seen.x.data.nrows());
        begin(&*self.chosen.estimator, Arc::new(part(&self.seen, &rows, None)), self.seed)
    }

    fn questions(&self, number: usize) -> usize {
        self.place(number).1.and_then(|fold| self.folds.get(fold)).map_or(0, Vec::len)
    }

    fn question(&self, number: usize, rows: Range<usize>) -> Features {
        let fold = self.place(number).1.unwrap_or(0);
        cells(&self.seen.x, &self.folds[fold][rows], None)
    }

    fn reading(&self, _number: usize, model: &dyn Model) -> Reading {
        if model.state().classes().is_some() { Reading::Choice } else { Reading::Number }
    }

    fn take(
        &mut self,
        number: usize,
        model: Rc<dyn Model>,
        answers: Array2<f64>,
    ) -> Result<bool, LearnError> {
        let (link, fold) = self.place(number);
        if let Some(held) = fold.and_then(|fold| self.folds.get(fold)) {
            let column = &mut self.columns[link];
            for (row, answer) in held.iter().zip(answers.outer_iter()) {
                column[*row as usize] = match answer.len() {
                    1 => narrow(answer[0]),
                    _ => answer.iter().position(|chosen| *chosen > 0.0).unwrap_or(0) as f32,
                };
            }
        } else if fold.is_none() {
            self.models.push(model);
            if self.wanted.is_none() {
                self.columns.push(as_column(&self.targets[self.order[link] as usize]));
            }
        }
        Ok(true)
    }

    fn model(&self) -> Box<dyn Model> {
        Box::new(Chain {
            kind: self.kind,
            features: self.features,
            kinds: self.kinds,
            order: self.order.clone(),
            models: self.models.clone(),
        })
    }

    fn lacks(&self) -> Option<String> {
        (self.targets.len() > 1).then(|| so_far(self.models.len(), self.targets.len()))
    }

    fn classes(&self) -> Option<u32> {
        match &self.seen.y {
            Target::Classes { labels, .. } => Some(labels.len() as u32),
            _ => None,
        }
    }
}

/// The links, ready to predict.
pub(crate) struct Chain {
    kind: ChainKind,
    features: u32,
    kinds: Beside,
    order: Vec<u32>,
    models: Vec<Rc<dyn Model>>,
}

impl Chain {
    pub fn restore(state: ChainState) -> Self {
        Self {
            kind: state.kind,
            features: state.features,
            kinds: state.kinds,
            models: state.models.iter().map(|link| link.state().restore().into()).collect(),
            order: state.order,
        }
    }

    fn link(&self, target: usize) -> Option<&Rc<dyn Model>> {
        self.models.get(self.order.iter().position(|of| *of as usize == target)?)
    }
}

impl Model for Chain {
    fn predict(&self, x: &Features) -> Prediction {
        let mut answers = Vec::with_capacity(self.models.len());
        let mut seen = Cow::Borrowed(x);
        for (number, (target, link)) in self.order.iter().zip(&self.models).enumerate() {
            let answer = link.predict(&seen);
            if number + 1 < self.models.len() {
                seen = Cow::Owned(told(&seen, &as_told(&answer)));
            }
            answers.push((*target, answer));
        }
        answers.sort_by_key(|(target, _)| *target);
        let mut answers: Vec<Prediction> = answers.into_iter().map(|(_, answer)| answer).collect();
        if answers.len() == 1 { answers.swap_remove(0) } else { Prediction::Several(answers) }
    }

    fn rows_at_once(&self) -> usize {
        rows_at_once(&self.models)
    }

    fn state(&self) -> ModelState {
        ModelState::Chain(ChainState {
            kind: self.kind,
            features: self.features,
            kinds: self.kinds,
            order: self.order.clone(),
            models: self.models.iter().map(|link| Inner::of(&**link)).collect(),
        })
    }

    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        match self.models.as_slice() {
            [only] => only.weights(),
            _ => None,
        }
    }

    fn weights_of(&self, target: usize) -> Option<(WeightKind, Vec<f64>)> {
        self.link(target)?.weights()
    }

    fn warnings(&self) -> Vec<Warning> {
        match self.models.as_slice() {
            [only] => only.warnings(),
            _ => Vec::new(),
        }
    }

    fn warnings_of(&self, target: usize) -> Vec<Warning> {
        self.link(target).map_or_else(Vec::new, |link| link.warnings())
    }
}

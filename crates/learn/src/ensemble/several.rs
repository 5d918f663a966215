//! Every estimator of classes or numbers learns several targets: a model for each, from the same features.

use super::several_state::{Several, SeveralState};
use crate::checks::check_dataset_for;
use crate::forecast::Besides;
use crate::{
    Dataset, Estimator, EstimatorKind, LearnError, Model, ModelState, Progress, Share, Status, Takes, Target,
    Training,
};
use glasshouse_spec::{LearningCurve, OutOfBag, ParamFault, ParamSpec, ParamValues, TaskKind};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

/// A kind that learns several targets as well, as scikit-learn's `MultiOutputClassifier` and
/// `MultiOutputRegressor` do: the same estimator with the same seed for each. For linear models, whose
/// targets do not know of each other, that is what scikit-learn answers of many targets at once. One that
/// has no target, or sees to several itself, stays as it is. Called once for each kind of the registry,
/// which lives as long as the program.
pub(crate) fn several(kind: &'static dyn EstimatorKind) -> &'static dyn EstimatorKind {
    let serves = kind.tasks().iter().any(|task| of_rows(*task));
    if serves && !kind.chains() { Box::leak(Box::new(Apiece(kind))) } else { kind }
}

/// Whether a question is answered row by row from a target.
fn of_rows(task: TaskKind) -> bool {
    matches!(task, TaskKind::Classification | TaskKind::Regression)
}

struct Apiece(&'static dyn EstimatorKind);

impl EstimatorKind for Apiece {
    fn id(&self) -> &'static str {
        self.0.id()
    }

    fn title(&self) -> &'static str {
        self.0.title()
    }

    fn help(&self) -> &'static str {
        self.0.help()
    }

    fn tasks(&self) -> &'static [TaskKind] {
        self.0.tasks()
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        self.0.params(task)
    }

    fn takes(&self) -> Takes {
        self.0.takes()
    }

    fn takes_with(&self, task: TaskKind, values: &ParamValues) -> Takes {
        self.0.takes_with(task, values)
    }

    fn steps(&self) -> Option<&'static str> {
        self.0.steps()
    }

    fn besides(&self, values: &ParamValues) -> Besides {
        self.0.besides(values)
    }

    fn onnx(&self) -> bool {
        self.0.onnx()
    }

    fn chains(&self) -> bool {
        self.0.chains()
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let inner = self.0.build(task, values)?;
        if !of_rows(task) {
            return Ok(inner);
        }
        Ok(Box::new(Options { inner: inner.into(), takes: self.0.takes_with(task, values) }))
    }
}

struct Options {
    inner: Rc<dyn Estimator>,
    takes: Takes,
}

impl Options {
    /// A model of each target; those that there are are gone on from.
    fn each(
        &self,
        targets: Vec<Target>,
        earlier: Vec<ModelState>,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        check_dataset_for(&data, self.takes)?;
        check_targets(&targets, data.weights.as_deref())?;
        let mut turns = Turns {
            estimator: self.inner.clone(),
            targets,
            earlier,
            data,
            seed,
            watched: None,
            models: Vec::new(),
            under_way: None,
            out_of_bag: Vec::new(),
        };
        turns.begin()?;
        Ok(Box::new(turns))
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        match &data.y {
            Target::Several(targets) => self.each(targets.clone(), Vec::new(), data, seed),
            _ => self.inner.start(data, seed),
        }
    }

    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        match (&data.y, state) {
            (Target::Several(targets), ModelState::Several(SeveralState { models }))
                if targets.len() == models.len() =>
            {
                self.each(targets.clone(), models.clone(), data, seed)
            }
            (Target::Several(_), _) | (_, ModelState::Several(_)) => {
                Err(LearnError::Resume("it has other targets"))
            }
            _ => self.inner.resume(state, data, seed),
        }
    }

    fn towards_probabilities(&self) -> Option<&'static str> {
        self.inner.towards_probabilities()
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        self.inner.not_in_onnx()
    }
}

/// Refuses what is not several targets, and those of which all rows have one class, before any work.
pub(super) fn check_targets(targets: &[Target], weights: Option<&[f64]>) -> Result<(), LearnError> {
    if targets.len() < 2 {
        return Err(LearnError::Shape { what: "the list of targets", found: targets.len(), expected: 2 });
    }
    let weighs = |row: usize| weights.is_none_or(|weights| weights[row] > 0.0);
    for (number, target) in targets.iter().enumerate() {
        let Target::Classes { labels, index } = target else { continue };
        let mut classes = index.iter().enumerate().filter(|(row, _)| weighs(*row)).map(|(_, class)| *class);
        let Some(first) = classes.next() else { return Err(LearnError::NoRows) };
        if classes.all(|class| class == first) {
            let label = labels.get(first as usize).cloned().unwrap_or_default();
            return Err(of_target(number)(LearnError::OneClass(label)));
        }
    }
    Ok(())
}

/// Says which target is refused; that a model cannot be gone on from is said as it is.
pub(super) fn of_target(number: usize) -> impl Fn(LearnError) -> LearnError {
    move |error| match error {
        LearnError::Resume(_) => error,
        error => LearnError::OfTarget { number, error: Box::new(error) },
    }
}

/// How many targets have a model.
pub(super) fn so_far(models: usize, targets: usize) -> String {
    format!("{models} of {targets} targets {} a model", if models == 1 { "has" } else { "have" })
}

/// The targets, one after the other. The features are there once.
struct Turns {
    estimator: Rc<dyn Estimator>,
    targets: Vec<Target>,
    /// What is gone on from.
    earlier: Vec<ModelState>,
    /// The rows; the target is that whose turn it is.
    data: Arc<Dataset>,
    seed: u64,
    /// Rows that are only looked at, with all their targets.
    watched: Option<(Dataset, Vec<Target>)>,
    models: Vec<Rc<dyn Model>>,
    /// The training whose turn it is; the last one stays, for what it tells afterwards.
    under_way: Option<Box<dyn Training>>,
    out_of_bag: Vec<Option<OutOfBag>>,
}

impl Turns {
    fn begin(&mut self) -> Result<(), LearnError> {
        let number = self.models.len();
        // The training before holds on to the rows, which would be copied otherwise.
        self.under_way = None;
        Arc::make_mut(&mut self.data).y = self.targets[number].clone();
        let anew = || self.estimator.start(self.data.clone(), self.seed);
        let begun = match self.earlier.get(number) {
            None => anew(),
            Some(state) => match self.estimator.resume(state, self.data.clone(), self.seed) {
                Err(LearnError::Resume(_)) if number > 0 => anew(),
                begun => begun,
            },
        };
        self.under_way = Some(begun.map_err(of_target(number))?);
        self.look();
        Ok(())
    }

    /// Shows the training whose turn it is the rows that are only looked at.
    fn look(&mut self) {
        if let (Some((rows, targets)), Some(training)) = (&mut self.watched, &mut self.under_way) {
            rows.y = targets[self.models.len()].clone();
            training.watch(rows);
        }
    }

    async fn step(&mut self) -> Result<Status, LearnError> {
        let (number, all) = (self.models.len(), self.targets.len());
        let Some(training) = &mut self.under_way else { return Err(LearnError::NoRows) };
        match training.advance().await.map_err(of_target(number))? {
            Status::Running(Progress { done, total, unit }) => {
                let (number, all) = (number as u64, all as u64);
                Ok(Status::Running(Progress {
                    done: number * total + done.min(total),
                    total: all * total,
                    unit,
                }))
            }
            Status::Done(model) => {
                self.out_of_bag.push(training.out_of_bag());
                self.models.push(model.into());
                if self.models.len() == all {
                    return Ok(Status::Done(Box::new(Several { models: self.models.clone() })));
                }
                self.begin()?;
                let progress = Progress { done: number as u64 + 1, total: all as u64, unit: "target" };
                Ok(Status::Running(progress))
            }
        }
    }

    /// The training of the last target, which is the only one that is missing.
    fn last(&self) -> Option<&dyn Training> {
        (self.models.len() + 1 == self.targets.len()).then_some(self.under_way.as_deref()?)
    }
}

impl Training for Turns {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(self.step())
    }

    /// There is none until every target has one.
    fn best(&self) -> Option<Box<dyn Model>> {
        let last = self.last()?.best()?;
        let models = self.models.iter().cloned().chain([last.into()]).collect();
        Some(Box::new(Several { models }))
    }

    fn has_best(&self) -> bool {
        self.last().is_some_and(Training::has_best)
    }

    fn lacks(&self) -> Option<String> {
        (!self.has_best()).then(|| so_far(self.models.len(), self.targets.len()))
    }

    fn watch(&mut self, rows: &Dataset) {
        if let Target::Several(targets) = &rows.y
            && targets.len() == self.targets.len()
        {
            let targets = targets.clone();
            self.watched = Some((Dataset { y: Target::None, ..rows.clone() }, targets));
            self.look();
        }
    }

    fn share(&self) -> Option<Share> {
        let own = self.under_way.as_ref()?.share()?;
        let done = (self.models.len() as f64 + own.done) / self.targets.len() as f64;
        Some(Share { done, ..own })
    }

    /// Of the target whose turn it is.
    fn curve(&self) -> Option<LearningCurve> {
        self.under_way.as_ref()?.curve()
    }

    /// The mean over the targets, of the rows of the first.
    fn out_of_bag(&self) -> Option<OutOfBag> {
        let all: Vec<&OutOfBag> = self.out_of_bag.iter().flatten().collect();
        let first = all.first().filter(|_| all.len() == self.targets.len())?;
        let score = all.iter().map(|one| one.score).sum::<f64>() / all.len() as f64;
        Some(OutOfBag { score, ..(*first).clone() })
    }
}

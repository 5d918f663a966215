//! The same estimator trained many times on rows and features that are drawn.

use super::chosen::{Chosen, not_in_onnx, only};
use super::committee::{Committee, Seat};
use super::committee_state::{CommitteeKind, CommitteeState, Union};
use super::part::{cells, part, usable};
use super::reading::Reading;
use super::relay::{Plan, Ready, Relay, begin};
use super::voting::about;
use crate::settings::Settings;
use crate::tree::Judge;
use crate::tree::sample::{below, bootstrap, distinct, generator};
use crate::{Dataset, Estimator, EstimatorKind, Features, LearnError, Model, ModelState, Takes, Training};
use glasshouse_spec::{
    NestedDefault, OutOfBag, ParamDefault, ParamFault, ParamKind, ParamSpec, ParamValues, TaskKind,
};
use ndarray::Array2;
use rand_chacha::rand_core::Rng;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// scikit-learn's `BaggingClassifier` and `BaggingRegressor` (Breiman, *Bagging predictors*, 1996). With
/// weights, rows are drawn in proportion to them. An estimator without probabilities has one vote for its
/// class. What each estimator is trained on depends on the seed and its number alone, so that more can be
/// added. Training takes the sum of the estimators' times.
pub struct Bagging;

/// The declaration of the estimator that is trained several times.
pub(super) const fn estimator(default: NestedDefault, help: &'static str) -> ParamSpec {
    named("estimator", default, help)
}

/// The declaration of an estimator.
pub(super) const fn named(name: &'static str, default: NestedDefault, help: &'static str) -> ParamSpec {
    ParamSpec::new(name, ParamKind::Estimator, ParamDefault::Estimator(default), help)
}

const fn share(name: &'static str, help: &'static str) -> ParamSpec {
    let kind = ParamKind::Float { min: 0.0, max: 1.0, open: true };
    ParamSpec::new(name, kind, ParamDefault::Float(1.0), help)
}

static PARAMS: [ParamSpec; 7] = [
    estimator(
        NestedDefault::new("decision_tree"),
        "What is trained many times. Best where a single one follows its rows too closely, as a deep tree does.",
    ),
    ParamSpec::int(
        "n_estimators",
        10,
        1,
        10_000,
        "How many are trained. More make the answers steadier and cost time and space; accuracy levels off.",
    )
    .tuned(10.0, 200.0, true),
    share(
        "max_samples",
        "How many rows are drawn for each, as a share of all. Smaller shares are quicker and make them differ more.",
    ),
    share(
        "max_features",
        "How many features each sees, as a share of all. Fewer make them differ more, and each one weaker.",
    ),
    ParamSpec::bool(
        "bootstrap",
        true,
        "Whether rows are drawn with replacement, so that some count several times and others not at all.",
    ),
    ParamSpec::bool("bootstrap_features", false, "Whether features are drawn with replacement."),
    ParamSpec::bool(
        "oob_score",
        false,
        "Whether the whole is judged on the training rows as well, each by the estimators that did not see it: \
         accuracy, or r2. Costs answering these rows; needs bootstrap.",
    ),
];

impl EstimatorKind for Bagging {
    fn id(&self) -> &'static str {
        CommitteeKind::Bagging.id()
    }

    fn title(&self) -> &'static str {
        "Bagging"
    }

    fn help(&self) -> &'static str {
        "Trains the same model many times on rows drawn at random and averages the answers. Makes models that \
         follow their rows too closely steadier."
    }

    fn tasks(&self) -> &'static [TaskKind] {
        &[TaskKind::Classification, TaskKind::Regression]
    }

    fn params(&self, task: TaskKind) -> &'static [ParamSpec] {
        if task.without_target() { &[] } else { &PARAMS }
    }

    fn steps(&self) -> Option<&'static str> {
        Some("n_estimators")
    }

    fn build(&self, task: TaskKind, values: &ParamValues) -> Result<Box<dyn Estimator>, Vec<ParamFault>> {
        let settings = Settings::checked(self.params(task), values)?;
        let options = Options {
            chosen: Rc::new(only(&settings, "estimator", task)?),
            count: settings.int("n_estimators").unwrap_or(10) as usize,
            rows: settings.float("max_samples").unwrap_or(1.0),
            features: settings.float("max_features").unwrap_or(1.0),
            bootstrap: settings.flag("bootstrap"),
            bootstrap_features: settings.flag("bootstrap_features"),
            judged: settings.flag("oob_score"),
            task,
            takes: self.takes_with(task, values),
        };
        if options.judged && !options.bootstrap {
            let message = "oob_score needs rows that an estimator did not see: set bootstrap to true".into();
            return Err(vec![ParamFault { name: "oob_score".into(), message }]);
        }
        Ok(Box::new(options))
    }
}

#[derive(Clone)]
struct Options {
    chosen: Rc<Chosen>,
    count: usize,
    rows: f64,
    features: f64,
    bootstrap: bool,
    bootstrap_features: bool,
    judged: bool,
    task: TaskKind,
    takes: Takes,
}

impl Options {
    fn draws(&self, data: Arc<Dataset>, seed: u64) -> Result<Draws, LearnError> {
        let data = usable(data, self.takes)?;
        let about = about(CommitteeKind::Bagging, Union::Mean, self.task, &data)?;
        let width = about.classes.map_or(1, |classes| classes as usize);
        let judge = self.judged.then(|| Judge::new(data.x.data.nrows(), width));
        let (seats, trained) = (Vec::new(), Vec::new());
        Ok(Draws {
            options: self.clone(),
            data,
            seed,
            about,
            seats,
            trained,
            judge,
            left_out: Vec::new(),
            columns: None,
        })
    }
}

impl Estimator for Options {
    fn start(&self, data: Arc<Dataset>, seed: u64) -> Result<Box<dyn Training>, LearnError> {
        Ok(Relay::begin(self.draws(data, seed)?))
    }

    fn resume(
        &self,
        state: &ModelState,
        data: Arc<Dataset>,
        seed: u64,
    ) -> Result<Box<dyn Training>, LearnError> {
        let mut draws = self.draws(data, seed)?;
        draws.trained = trained(state, &draws.about, self.count)?;
        Ok(Relay::begin(draws))
    }

    fn not_in_onnx(&self) -> Option<&'static str> {
        not_in_onnx([&*self.chosen])
    }
}

/// The estimators of a model that is to go on, in their order.
pub(super) fn trained(
    state: &ModelState,
    about: &CommitteeState,
    count: usize,
) -> Result<Vec<Box<dyn Model>>, LearnError> {
    let ModelState::Committee(state) = state else { return Err(LearnError::Resume("it is of another kind")) };
    let same = state.kind == about.kind && state.features == about.features && state.classes == about.classes;
    if !same {
        return Err(LearnError::Resume("it is of another kind or of other data"));
    }
    if state.members.len() > count {
        return Err(LearnError::Resume("it has more estimators than n_estimators"));
    }
    Ok(state.members.iter().map(|member| member.model.state().restore()).collect())
}

struct Draws {
    options: Options,
    data: Arc<Dataset>,
    seed: u64,
    about: CommitteeState,
    seats: Vec<Seat>,
    /// Estimators of a model that goes on.
    trained: Vec<Box<dyn Model>>,
    judge: Option<Judge>,
    /// Rows that the estimator under way does not see, and features that it sees.
    left_out: Vec<u32>,
    columns: Option<Vec<u32>>,
}

/// What an estimator is trained on.
struct Drawn {
    seed: u64,
    /// How often each row counts.
    counts: Vec<f64>,
    columns: Option<Vec<u32>>,
}

impl Draws {
    fn draw(&self, number: usize) -> Drawn {
        let Options { rows: row_share, features: feature_share, .. } = self.options;
        let mut rng = generator(self.seed, number as u32);
        let seed = rng.next_u64();
        let (rows, features) = (self.data.x.data.nrows() as u32, self.data.x.data.ncols() as u32);
        let take = |all: u32, share: f64| ((share * f64::from(all)) as u32).clamp(1, all);
        let (few, seen) = (take(rows, row_share), take(features, feature_share));
        let counts = match self.options.bootstrap {
            true => bootstrap(&mut rng, rows, few, self.data.weights.as_deref()),
            false if few == rows => vec![1.0; rows as usize],
            false => {
                let mut counts = vec![0.0; rows as usize];
                distinct(&mut rng, rows, few).into_iter().for_each(|row| counts[row as usize] = 1.0);
                counts
            }
        };
        let columns = match self.options.bootstrap_features {
            true => {
                let mut columns: Vec<u32> = (0..seen).map(|_| below(&mut rng, features)).collect();
                columns.sort_unstable();
                Some(columns)
            }
            false => (seen < features).then(|| distinct(&mut rng, features, seen)),
        };
        Drawn { seed, counts, columns }
    }

    fn data(&self, drawn: &Drawn) -> Arc<Dataset> {
        let rows: Vec<u32> =
            (0..drawn.counts.len() as u32).filter(|&row| drawn.counts[row as usize] > 0.0).collect();
        if rows.len() == drawn.counts.len() && !self.options.bootstrap && drawn.columns.is_none() {
            return self.data.clone();
        }
        let mut data = part(&self.data, &rows, drawn.columns.as_deref());
        if self.options.bootstrap {
            // The weights have decided how often a row was drawn.
            data.weights = Some(rows.iter().map(|&row| drawn.counts[row as usize]).collect());
        }
        Arc::new(data)
    }
}

impl Plan for Draws {
    fn total(&self) -> usize {
        self.options.count
    }

    fn start(&mut self, number: usize) -> Result<Box<dyn Training>, LearnError> {
        let drawn = self.draw(number);
        self.columns = drawn.columns.clone();
        if self.judge.is_some() {
            let counts = &drawn.counts;
            self.left_out = (0..counts.len() as u32).filter(|&row| counts[row as usize] == 0.0).collect();
        }
        if number < self.trained.len() {
            let stand_in: Box<dyn Model> = Box::new(crate::dummy::DummyState::Number(0.0));
            return Ok(Box::new(Ready(Some(std::mem::replace(&mut self.trained[number], stand_in)))));
        }
        begin(&*self.options.chosen.estimator, self.data(&drawn), drawn.seed)
    }

    fn questions(&self, _number: usize) -> usize {
        self.left_out.len()
    }

    fn question(&self, _number: usize, rows: Range<usize>) -> Features {
        cells(&self.data.x, &self.left_out[rows], self.columns.as_deref())
    }

    fn reading(&self, _number: usize, model: &dyn Model) -> Reading {
        let state = model.state();
        if self.about.classes.is_some() && !state.has_probabilities() {
            return Reading::Choice;
        }
        Reading::probable(&state)
    }

    fn take(
        &mut self,
        _number: usize,
        model: Rc<dyn Model>,
        answers: Array2<f64>,
    ) -> Result<bool, LearnError> {
        if let Some(judge) = &mut self.judge {
            for (&row, answer) in self.left_out.iter().zip(answers.outer_iter()) {
                let later = answer.iter().copied();
                match self.about.classes {
                    Some(2) => judge.add(row as usize, [1.0 - answer[0], answer[0]].into_iter()),
                    _ => judge.add(row as usize, later),
                }
            }
        }
        let columns = self.columns.take();
        self.seats.push(Seat { weight: 1.0, columns, model });
        Ok(true)
    }

    fn model(&self) -> Box<dyn Model> {
        Box::new(Committee { about: self.about.clone(), seats: self.seats.clone(), probable: true })
    }

    fn has_best(&self) -> bool {
        !self.seats.is_empty()
    }

    fn classes(&self) -> Option<u32> {
        self.about.classes
    }

    fn out_of_bag(&self) -> Option<OutOfBag> {
        if self.seats.len() < self.options.count {
            return None;
        }
        self.judge.as_ref()?.score(&self.data)
    }
}

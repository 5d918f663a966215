//! What the worker is doing and what came out: the trained model, the proof of its export, new
//! data that were scored. Progress has a store of its own, so that its ticks repaint only itself.

use super::Slice;
use glasshouse_spec::{
    ApplyReport, Diagnostics, Models, ParamValue, Progress, Receipt, Recipe, TaskKind, TrainReport,
    Unfinished,
};
use std::rc::Rc;

/// What kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Reading a file.
    Read,
    /// Training.
    Train,
    /// Training on folds.
    CrossValidate,
    /// Scoring along a curve.
    Curve,
    /// Comparing two models on folds.
    Compare,
    /// Searching for better parameters.
    Search,
    /// Searching for a good model of any kind.
    Automl,
    /// Comparing the export with the model.
    Verify,
    /// Scoring new data.
    Apply,
    /// Making a file.
    Make,
    /// Fetching a model of the list.
    Fetch,
    /// Checking the table.
    Inspect,
    /// Judging the model.
    Judge,
    /// Comparing groups.
    Fairness,
    /// Training the model's recipe again.
    Refit,
}

/// The work that is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Number of the request.
    pub id: u64,
    /// What kind of work.
    pub kind: JobKind,
    /// Whether it was asked to stop.
    pub stopping: bool,
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Figures.
    pub report: TrainReport,
    /// What the pictures show.
    pub diagnostics: Diagnostics,
    /// The recipe that it was trained by; none when it came back from an earlier visit.
    pub recipe: Option<Rc<Recipe>>,
}

impl Trained {
    /// The model as it answers one of its targets, by its place among them.
    pub fn of_target(&self, at: usize) -> Option<Self> {
        let task = self.report.task.each().into_iter().nth(at)?;
        let scores = self.report.targets.get(&task.target).cloned()?;
        let diagnostics = match at {
            0 => Diagnostics { also: Vec::new(), ..self.diagnostics.clone() },
            at => self.diagnostics.also.get(at - 1).cloned().unwrap_or_default(),
        };
        let (metrics, baseline) = (scores.metrics, scores.baseline);
        let report = TrainReport { task, metrics, baseline, ..self.report.clone() };
        Some(Self { report, diagnostics, recipe: self.recipe.clone() })
    }

    /// The one score that stands for the model.
    pub fn headline(&self) -> &'static str {
        headline(self.report.task.kind)
    }
}

/// The one score that stands for a model of a kind of question.
pub fn headline(task: TaskKind) -> &'static str {
    match task {
        TaskKind::Classification => "accuracy",
        TaskKind::Regression => "r2",
        TaskKind::Clustering => "silhouette_score",
        TaskKind::Anomaly => "outlier_share",
        TaskKind::Forecast => "mean_absolute_scaled_error",
    }
}

/// Whether the recipe still is the one of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// No model.
    None,
    /// The model of this recipe.
    Fresh,
    /// The model of an earlier recipe.
    Stale,
}

/// Work and results.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Jobs {
    /// The work that is going on.
    pub running: Option<Job>,
    /// Work that goes on behind the newest.
    behind: Vec<Job>,
    /// The newest model.
    pub trained: Option<Rc<Trained>>,
    /// The model before the training that is going on; it comes back if that is given up.
    previous: Option<(Rc<Trained>, Option<Rc<Receipt>>)>,
    /// The proof of the export.
    pub receipt: Option<Rc<Receipt>>,
    /// New data that were scored.
    pub applied: Option<Rc<ApplyReport>>,
    /// The models that were trained or opened.
    pub models: Rc<Models>,
    /// A training that was interrupted.
    pub unfinished: Option<Rc<Unfinished>>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum JobsAction {
    /// Work began.
    Began(Job),
    /// Work was asked to stop.
    Stopping,
    /// The work with this number is over, without a result that is kept here.
    Ended(u64),
    /// A model was trained.
    Trained(Rc<Trained>),
    /// Training failed or was given up.
    NotTrained,
    /// The export was compared.
    Verified(Receipt),
    /// New data were scored.
    Applied(ApplyReport),
    /// The models that there are.
    Listed(Models),
    /// A training that was interrupted, or none any longer.
    Unfinished(Option<Rc<Unfinished>>),
    /// A model came back from an earlier visit, or out of a bundle or the list.
    Restored(Rc<Trained>, Option<Receipt>),
    /// The model no longer belongs to anything: other data, or everything is forgotten.
    Forget,
}

impl Slice for Jobs {
    type Action = JobsAction;

    fn reduce(&self, action: JobsAction) -> Self {
        let mut next = self.clone();
        match action {
            JobsAction::Began(job) => next.begin(job),
            JobsAction::Stopping => next.running = next.running.map(|job| Job { stopping: true, ..job }),
            JobsAction::Ended(id) => next.end(id),
            JobsAction::Trained(trained) => {
                next = Self { trained: Some(trained), ..self.only_work() };
            }
            JobsAction::NotTrained => {
                if let Some((trained, receipt)) = next.previous.take() {
                    next.trained = Some(trained);
                    next.receipt = receipt;
                }
            }
            JobsAction::Verified(receipt) => next.receipt = Some(Rc::new(receipt)),
            JobsAction::Applied(report) => next.applied = Some(Rc::new(report)),
            JobsAction::Restored(trained, receipt) => {
                next.trained = Some(trained);
                next.receipt = receipt.map(Rc::new);
                next.applied = None;
            }
            JobsAction::Listed(models) => next.models = Rc::new(models),
            JobsAction::Unfinished(unfinished) => next.unfinished = unfinished,
            JobsAction::Forget => next = self.only_work(),
        }
        next
    }
}

impl Jobs {
    /// Figures of an earlier model must not be taken for those of the one in training.
    fn begin(&mut self, job: Job) {
        self.behind.extend(self.running.replace(job));
        if job.kind == JobKind::Train {
            let receipt = self.receipt.take();
            self.previous = self.trained.take().map(|trained| (trained, receipt)).or(self.previous.take());
            self.applied = None;
            self.unfinished = None;
        }
    }

    fn end(&mut self, id: u64) {
        self.behind.retain(|job| job.id != id);
        if self.running.is_some_and(|job| job.id == id) {
            self.running = self.behind.pop();
        }
    }

    fn only_work(&self) -> Self {
        let (behind, models) = (self.behind.clone(), Rc::clone(&self.models));
        Self { running: self.running, behind, models, ..Self::default() }
    }

    /// The running work, if it is of this kind.
    pub fn running(&self, kind: JobKind) -> Option<Job> {
        self.running.filter(|job| job.kind == kind)
    }

    /// Whether training by this recipe goes on from the model: nothing differs but the parameter that
    /// counts its steps, and there are more to do.
    pub fn goes_on(&self, recipe: &Recipe, steps: &str) -> bool {
        let Some(trained) = &self.trained else { return false };
        let Some(of) = &trained.recipe else { return false };
        let count = |value: Option<&ParamValue>| match value {
            Some(ParamValue::Int(count)) => *count,
            _ => 0,
        };
        let before = count(trained.report.model.params.get(steps));
        let now = recipe.model.params.get(steps).map_or(before, |value| count(Some(value)));
        (now > before || (now == before && trained.report.stopped_early)) && of.goes_on_as(recipe, steps)
    }

    /// Whether the model is that of this recipe; its name and words about steps do not matter.
    pub fn state(&self, recipe: Option<&Rc<Recipe>>) -> JobState {
        let Some(trained) = &self.trained else { return JobState::None };
        let (Some(of), Some(now)) = (&trained.recipe, recipe) else { return JobState::Fresh };
        let same = Rc::ptr_eq(of, now) || of.says_the_same(now);
        if same { JobState::Fresh } else { JobState::Stale }
    }
}

/// How far the running work is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunningStep(pub Option<Progress>);

/// What can happen to the progress.
#[derive(Debug, Clone, PartialEq)]
pub enum StepAction {
    /// The worker said how far it is.
    At(Progress),
    /// Nothing runs.
    Over,
}

impl Slice for RunningStep {
    type Action = StepAction;

    fn reduce(&self, action: StepAction) -> Self {
        match action {
            StepAction::At(progress) => Self(Some(progress)),
            StepAction::Over => Self(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trained(sha: &str) -> Rc<Trained> {
        let text = format!(
            r#"{{"model":{{"kind":"dummy"}},"task":{{"kind":"regression","target":"y","classes":[]}},
            "rows":{{"read":1,"dropped":0,"train":1,"validation":0,"test":0}},"features":[],
            "metrics":{{"train":{{}},"validation":{{}},"test":{{}}}},"baseline":{{"train":{{}},"validation":{{}},"test":{{}}}},
            "seed":42,"data_sha256":"","recipe_sha256":"","model_sha256":"{sha}",
            "seconds":{{"read":0.0,"prepare":0.0,"fit":0.0,"score":0.0}}}}"#
        );
        let report = serde_json::from_str(&text).unwrap();
        Rc::new(Trained { report, diagnostics: Diagnostics::default(), recipe: None })
    }

    fn training(id: u64) -> JobsAction {
        JobsAction::Began(Job { id, kind: JobKind::Train, stopping: false })
    }

    #[test]
    fn a_new_training_hides_old_figures_and_giving_up_brings_them_back() {
        let one = Jobs::default().reduce(JobsAction::Trained(trained("one")));
        let running = one.reduce(training(5));
        assert!(running.trained.is_none());
        let given_up = running.reduce(JobsAction::Ended(5)).reduce(JobsAction::NotTrained);
        assert_eq!(given_up.trained, Some(trained("one")));
        let done = running.reduce(JobsAction::Trained(trained("two"))).reduce(JobsAction::Ended(5));
        assert_eq!(done.trained, Some(trained("two")));
        assert_eq!(done.reduce(JobsAction::NotTrained), done);
    }

    #[test]
    fn the_end_of_another_request_ends_nothing() {
        let running = Jobs::default().reduce(training(5));
        assert_eq!(running.reduce(JobsAction::Ended(4)), running);
    }

    #[test]
    fn work_behind_comes_forward_when_the_newest_ends() {
        let two = Jobs::default().reduce(training(1)).reduce(JobsAction::Began(Job {
            id: 2,
            kind: JobKind::Verify,
            stopping: false,
        }));
        assert_eq!(two.reduce(JobsAction::Ended(2)).running.map(|job| job.id), Some(1));
        assert_eq!(two.reduce(JobsAction::Ended(1)).reduce(JobsAction::Ended(2)).running, None);
    }

    #[test]
    fn more_steps_go_on_from_the_model_and_anything_else_begins_anew() {
        let recipe = |kind: &str, steps: i64| -> Recipe {
            let text =
                format!(r#"{{"version":1,"model":{{"kind":"{kind}","params":{{"max_iter":{steps}}}}}}}"#);
            serde_json::from_str(&text).unwrap()
        };
        let mut model = (*trained("one")).clone();
        model.recipe = Some(Rc::new(recipe("boosting", 100)));
        model.report.model.params.insert("max_iter".into(), ParamValue::Int(100));
        let jobs = |model: &Trained| Jobs::default().reduce(JobsAction::Trained(Rc::new(model.clone())));
        assert!(jobs(&model).goes_on(&recipe("boosting", 200), "max_iter"));
        assert!(!jobs(&model).goes_on(&recipe("boosting", 100), "max_iter"));
        assert!(!jobs(&model).goes_on(&recipe("boosting", 50), "max_iter"));
        assert!(!jobs(&model).goes_on(&recipe("forest", 200), "max_iter"));
        assert!(!jobs(&model).goes_on(&Recipe { seed: 1, ..recipe("boosting", 200) }, "max_iter"));
        model.report.stopped_early = true;
        assert!(jobs(&model).goes_on(&recipe("boosting", 100), "max_iter"));
        assert!(!Jobs::default().goes_on(&recipe("boosting", 200), "max_iter"));
    }

    #[test]
    fn another_recipe_makes_a_model_stale_but_another_name_does_not() {
        let recipe: Rc<Recipe> = Rc::new(serde_json::from_str(r#"{"version":1}"#).unwrap());
        let mut model = (*trained("one")).clone();
        model.recipe = Some(Rc::clone(&recipe));
        let jobs = Jobs::default().reduce(JobsAction::Trained(Rc::new(model)));
        let renamed = Rc::new(Recipe { name: "other".into(), ..(*recipe).clone() });
        let reseeded = Rc::new(Recipe { seed: 1, ..(*recipe).clone() });
        assert_eq!(jobs.state(Some(&renamed)), JobState::Fresh);
        assert_eq!(jobs.state(Some(&reseeded)), JobState::Stale);
        assert_eq!(Jobs::default().state(None), JobState::None);
    }
}

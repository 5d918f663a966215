//! How a trial is judged: by folds or by the validation part, and given up where it does badly.

use super::super::Faults;
use super::super::trial::{self, Trial};
use glasshouse_evaluate::{Arranged, Fold, folds, usual_metric};
use glasshouse_metrics::metric as metric_info;
use glasshouse_spec::{Fault, Place, Recipe, Scores, TrialReport, TrialState, Warning};
use glasshouse_stats::{mean, median};

/// Rows up to which folds judge where nobody says how.
const FEW: usize = 10_000;
/// Trials that must be whole before any is given up.
const WARM_UP: usize = 5;

/// What judges the trials.
pub(in crate::jobs) struct Judge {
    /// The metric that is to become better.
    pub metric: &'static str,
    pub greater_is_better: bool,
    pub rows: Rows,
    /// Rows that take part.
    pub count: usize,
    pub warnings: Vec<Warning>,
}

/// Rows that are trained on and rows that are scored.
pub(in crate::jobs) enum Rows {
    /// The parts of the split.
    Validation { train: Vec<u32>, validation: Vec<u32> },
    /// Folds of both parts.
    Folds(Vec<Fold>),
}

impl Judge {
    pub fn of(recipe: &Recipe, arranged: &Arranged) -> Result<Self, Faults> {
        let named = recipe.tune.metric.clone().map(|name| vec![name]);
        let wanted = named.or_else(|| recipe.evaluate.metrics.clone());
        let metric = usual_metric(wanted.as_deref(), recipe, &arranged.task)?;
        let parts = &arranged.parts;
        let mut both = [parts.train.as_slice(), &parts.validation].concat();
        both.sort_unstable();
        let asked = recipe.tune.folds.or(recipe.evaluate.cv);
        let by_folds = match asked {
            Some(folds) => folds > 0,
            None => parts.validation.is_empty() || both.len() <= FEW,
        };
        if !by_folds && parts.validation.is_empty() {
            let fault = Fault::new("tune", "there is no validation part to judge trials by")
                .with_place(Place::parameter("tune.folds"))
                .with_remedy("set tune.folds to 5, or split.validation to 0.15");
            return Err(fault.into());
        }
        let mut warnings = Vec::new();
        let rows = match by_folds {
            true => {
                let mut with = recipe.clone();
                with.evaluate.cv = asked;
                let plan = folds(arranged, &both, &with).map_err(|error| error.in_rows(&arranged.rows))?;
                warnings = plan.warnings;
                Rows::Folds(plan.folds)
            }
            false => Rows::Validation { train: parts.train.clone(), validation: parts.validation.clone() },
        };
        let greater_is_better = metric_info(metric).is_some_and(|of| of.greater_is_better);
        Ok(Self { metric, greater_is_better, rows, count: both.len(), warnings })
    }

    /// Folds that a trial is judged by; 0 for the validation part.
    pub fn folds(&self) -> u32 {
        match &self.rows {
            Rows::Validation { .. } => 0,
            Rows::Folds(folds) => folds.len() as u32,
        }
    }

    fn each(&self) -> Vec<[&[u32]; 2]> {
        match &self.rows {
            Rows::Validation { train, validation } => vec![[train, validation]],
            Rows::Folds(folds) => folds.iter().map(|fold| [fold.train.as_slice(), &fold.test]).collect(),
        }
    }

    /// Trains and scores a recipe on a share of the training rows, fold by fold. A trial whose mean is worse than
    /// the median of the earlier ones after as many folds is given up, once there are some (the median rule of D.
    /// Golovin and others, "Google Vizier", 2017).
    ///
    /// Also gives the last model that was trained for it.
    ///
    /// # Errors
    /// What cannot be trained, or has no score.
    pub async fn judge(
        &self,
        recipe: &Recipe,
        arranged: &Arranged,
        share: f64,
        before: &[TrialReport],
        pause: &impl AsyncFn(f64),
    ) -> Result<(TrialReport, Option<Trial>), Faults> {
        let each = self.each();
        let mut last = None;
        let mut told = TrialReport::default();
        let mut metrics: Vec<Scores> = Vec::new();
        for (at, [train, test]) in each.iter().copied().enumerate() {
            let share_done = async |_: String, done: f64| pause((at as f64 + done) / each.len() as f64).await;
            let fewer = trial::some(train, share);
            let trial = trial::run(recipe, arranged, [&fewer, test], &share_done).await?;
            let Some(score) = trial.scored.scores.get(self.metric) else {
                let why = trial.scored.notes.first().map(|note| note.message.as_str()).unwrap_or_default();
                let message = format!("there is no {} of fold {}: {why}", self.metric, at + 1);
                return Err(Fault::new("tune.no_score", message)
                    .with_place(Place::parameter("tune.metric"))
                    .with_remedy("choose another metric, or fewer folds")
                    .into());
            };
            told.folds.push(*score);
            metrics.push(trial.scored.scores.clone());
            last = Some(trial);
            if at + 1 < each.len() && self.is_hopeless(&told.folds, share, before) {
                told.state = TrialState::Pruned;
                break;
            }
        }
        told.score = mean(&told.folds);
        told.metrics = means(&metrics);
        Ok((told, last))
    }

    fn is_hopeless(&self, folds: &[f64], share: f64, before: &[TrialReport]) -> bool {
        let whole = |trial: &&TrialReport| trial.state == TrialState::Done && trial.share == share;
        let earlier: Vec<f64> =
            before.iter().filter(whole).filter_map(|trial| mean(trial.folds.get(..folds.len())?)).collect();
        let (Some(own), Some(middle)) = (mean(folds), median(&earlier)) else { return false };
        let worse = if self.greater_is_better { own < middle } else { own > middle };
        earlier.len() >= WARM_UP && worse
    }
}

/// The mean of each metric that every fold has.
fn means(folds: &[Scores]) -> Scores {
    let Some(first) = folds.first() else { return Scores::new() };
    let of = |name: &String| {
        let each: Option<Vec<f64>> = folds.iter().map(|scores| scores.get(name).copied()).collect();
        Some((name.clone(), mean(&each?)?))
    };
    first.keys().filter_map(of).collect()
}

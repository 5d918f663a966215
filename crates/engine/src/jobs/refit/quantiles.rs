//! Intervals from two models of quantiles, trained with the preparation of the model that is looked at.

use super::ARRANGED;
use crate::control::Control;
use crate::jobs::judgement::one;
use crate::jobs::{Faults, judge, trial};
use crate::state::{Ruled, Trained};
use glasshouse_evaluate::{Answered, Arranged, Bands, LEVEL, arrange_in_pieces, by_quantiles, conformal_at};
use glasshouse_learn::{Prediction, Target};
use glasshouse_spec::{
    Conformal, Fault, ParamValue, Place, QuantileReport, Recipe, TaskKind, TaskReport, Warning,
};

/// The kind of estimator that predicts quantiles.
const BOOSTING: &str = "hist_gradient_boosting";
/// Share of the progress at which the model itself has answered.
const ANSWERED: f64 = 0.1;

pub(super) async fn run(
    control: &Control,
    model: &Trained,
    ruled: &Ruled,
    (number, level): (usize, f64),
) -> Result<QuantileReport, Faults> {
    let began = control.now();
    let task = asked(model, number, level)?;
    let pause = async |what, done: f64| control.checkpoint(what, ARRANGED * done).await;
    let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
    let parts = &arranged.parts;
    // Rows to calibrate on, and others to count on.
    let (calibration, measured) = match (parts.validation.as_slice(), parts.test.as_slice()) {
        ([], []) => return Err(no_held_out().into()),
        (validation, []) => (&[][..], validation),
        (validation, test) => (validation, test),
    };
    let held = Held { control, model, arranged: &arranged, number, calibration, measured };
    let plain = held.plain(&task, level).await?;
    let shares = [(1.0 - level) / 2.0, (1.0 + level) / 2.0];
    let lower = recipe(&model.recipe, shares[0]);
    let low = held.quantile(&lower, "Lower ends", ANSWERED).await?;
    let high = held.quantile(&recipe(&model.recipe, shares[1]), "Upper ends", (1.0 + ANSWERED) / 2.0).await?;
    let bands = |at: usize, rows: &[u32]| Bands::new(&low[at], &high[at], &held.truth(rows));
    let (found, widths) = by_quantiles(&bands(0, calibration), &bands(1, measured), level, LEVEL);
    let notes = if found.len() < 2 { vec![not_calibrated(calibration.len())] } else { Vec::new() };
    Ok(QuantileReport {
        model_sha256: model.report.model_sha256.clone(),
        target: task.target,
        level,
        train: parts.train.len() as u64,
        params: lower.model.params,
        intervals: plain.into_iter().chain(found).collect(),
        widths,
        seconds: control.now() - began,
        notes,
    })
}

/// The target that is asked about.
fn asked(model: &Trained, number: usize, level: f64) -> Result<TaskReport, Faults> {
    let task = &model.report.task;
    if task.kind != TaskKind::Regression {
        return Err(Fault::new("refit.kind", "only models of numbers have intervals between quantiles")
            .with_remedy("of classes, look at the sets of answers with a promised share of hits")
            .into());
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(Fault::new("refit.level", format!("a share of {level} cannot be held by intervals"))
            .with_place(Place::parameter("level"))
            .with_remedy("name a share between 0 and 1, such as 0.9")
            .into());
    }
    let mut tasks = task.each();
    if number >= tasks.len() {
        let message = format!("the model has {} targets, numbered from 0", tasks.len());
        return Err(Fault::new("refit.target", message).with_remedy("ask for one of them").into());
    }
    Ok(tasks.swap_remove(number))
}

/// The recipe with boosted trees of a quantile, with the parameters of its own ones where it has them.
fn recipe(of: &Recipe, share: f64) -> Recipe {
    let mut recipe = of.clone();
    if recipe.model.kind != BOOSTING {
        recipe.model.kind = BOOSTING.into();
        recipe.model.params.clear();
    }
    // Leaves that take a quantile cannot keep a direction.
    recipe.model.params.remove("monotonic_cst");
    recipe.model.params.insert("loss".into(), ParamValue::Text("quantile".into()));
    recipe.model.params.insert("quantile".into(), ParamValue::Float(share));
    recipe
}

/// The rows that are answered.
struct Held<'a> {
    control: &'a Control,
    model: &'a Trained,
    arranged: &'a Arranged,
    number: usize,
    calibration: &'a [u32],
    measured: &'a [u32],
}

impl Held<'_> {
    /// The intervals of equal width around the model's own answers; none where too few rows calibrate them.
    async fn plain(&self, task: &TaskReport, level: f64) -> Result<Option<Conformal>, Faults> {
        let Self { control, model, arranged, number, .. } = self;
        let features = model.pipeline.state().features.len();
        let told = async |rows: &[u32]| {
            let share = async |_| control.checkpoint("Answering the rows", ARRANGED).await;
            let (_, prediction) = judge::predict(&model.pipeline, arranged, rows, &share).await?;
            Ok::<_, Faults>(one(prediction, arranged.target.take(rows), *number))
        };
        let answers = [told(self.calibration).await?, told(self.measured).await?];
        let [calibration, measured] =
            answers.each_ref().map(|(prediction, target)| Answered { prediction, target, task, features });
        Ok(conformal_at(&calibration, &measured, "absolute_residual", level, LEVEL))
    }

    /// What a model of a quantile answers to the rows that calibrate and to those that are counted on.
    async fn quantile(&self, recipe: &Recipe, named: &str, from: f64) -> Result<[Vec<f64>; 2], Faults> {
        let span = (1.0 - ANSWERED) / 2.0;
        let pause = async |what: String, done: f64| {
            self.control.checkpoint(format!("{named}: {what}"), from + span * done).await;
        };
        let mut rows = [self.calibration, self.measured].concat();
        rows.sort_unstable();
        let train = &self.arranged.parts.train;
        let prediction = trial::answers(recipe, self.arranged, [train, &rows], &pause).await?;
        let (prediction, _) = one(prediction, self.arranged.target.take(&rows), self.number);
        let Prediction::Numbers(answers) = prediction else { return Ok([Vec::new(), Vec::new()]) };
        let of = |part: &[u32]| {
            let at = part.iter().filter_map(|row| rows.binary_search(row).ok());
            at.map(|at| answers[at]).collect()
        };
        Ok([of(self.calibration), of(self.measured)])
    }

    /// What is true of some rows.
    fn truth(&self, rows: &[u32]) -> Vec<f64> {
        let truth = match (self.arranged.target.take(rows), self.number) {
            (Target::Several(mut targets), number) => targets.swap_remove(number),
            (truth, _) => truth,
        };
        match truth {
            Target::Numbers(numbers) => numbers.to_vec(),
            _ => Vec::new(),
        }
    }
}

fn no_held_out() -> Fault {
    Fault::new("refit.no_rows", "no rows were held out, so nothing could tell what the intervals hold")
        .with_place(Place::parameter("split"))
        .with_remedy("let the split hold out test rows, and train again")
}

fn not_calibrated(rows: usize) -> Warning {
    let message = match rows {
        0 => "the intervals are not conformalised: that needs validation rows beside the test rows".into(),
        rows => format!(
            "the intervals are not conformalised: {rows} validation rows are too few to promise so much"
        ),
    };
    Warning::new("refit.not_calibrated", message, Place::parameter("split"))
}

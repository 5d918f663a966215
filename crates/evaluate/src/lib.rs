//! Splits, scores and diagnostics.
//!
//! [`arrange()`] turns a table and a recipe into rows with a target and the parts that they belong
//! to; [`score()`] and [`diagnostics()`] judge predictions,
//! [`score_groups_in_pieces`] groups that were found without a target; [`check()`] says beforehand what would stop
//! a recipe. This crate never fits a model of the person's choice: the engine does, between the two.

mod apart;
mod arrange;
mod automl;
mod baseline;
mod check;
mod diagnostics;
mod drift;
mod error;
pub mod explain;
pub mod fairness;
mod forecast;
mod groups;
mod judge;
mod naming;
mod part;
mod parts;
mod resample;
mod score;
mod split;
mod stability;
mod stratify;
mod target;
mod together;
mod tune;

pub use arrange::{Arranged, Given, arrange, arrange_in_pieces};
pub use automl::{Attempt, Clock, Contender, Lineup, story};
pub use baseline::baseline;
pub use check::{Checked, Ready, check, fit_steps, make_ready};
pub use diagnostics::{diagnostics, shown_part};
pub use drift::{Cells, Distribution, drift};
pub use error::EvaluateError;
pub use forecast::{Judge, Rolled, SeriesJudged, Timed, judge_forecasts, measure_intervals, rolling_scores};
pub use groups::{Judged, drawing, group_diagnostics, score_groups_in_pieces};
pub use judge::{
    Answered, Bands, Held, Judging, LEVEL, by_quantiles, class_report, conformal, conformal_at,
    conformal_quantile, intervals, judgement,
};
pub use naming::named;
pub use resample::{
    Clustered, Decomposing, Fold, FoldPlan, adjusted_rand, folds, likeness, mean_score, read_decomposition,
    read_learning, read_validation, stability_of, usual_metric,
};
pub use score::{Scored, check_metrics, metric_names, score, score_in_pieces};
pub use split::{Split, split};
pub use target::{Labelled, known_target, target, weights};
pub use tune::{Point, Proposal, Space, Told, importance, propose, set_params};

//! Forecasts: series of a recipe and the times of their parts, rolling origins, intervals, scores and
//! pictures.
//!
//! The parts follow one another in time, and all series are cut at the same times. A forecast is judged
//! as it will be used: from several times of a part on (its origins) it looks at what was there before,
//! and what it says of the steps ahead is compared with what came. Intervals are as wide as such errors
//! were in the validation part, step by step, and the test part tells how many values they hold.

mod blocks;
mod intervals;
mod judge;
mod pictures;
mod rolling;
mod timed;

pub use intervals::measure_intervals;
pub use judge::{Judge, Rolled, SeriesJudged, judge_forecasts, rolling_scores};
pub(crate) use timed::Cleaned;
pub use timed::Timed;

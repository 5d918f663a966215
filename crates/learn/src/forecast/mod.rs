//! Forecasts of series over time.
//!
//! A [`Panel`] holds several series on one [`Grid`] of regular times, and columns beside them; it is the
//! target ([`Target::Series`](crate::Target::Series)) that these estimators learn, without features. What they
//! learn is a [`ForecastState`], which looks at any panel of the same grid and tells the next steps of
//! each series after its end. `seasonal_naive` repeats the last season, `exponential_smoothing` follows
//! level, trend and season, `seasonal_decomposition` takes the season off first; and every regressor
//! of the registry forecasts from lags (`lagged`, put around them by the registry as `over_time`), which is
//! told further columns as well. Whatever stands in for a gap, and every lag, mean and scale, comes from the
//! past alone; of the future only columns that are known beforehand are told.

mod decomposed;
mod further;
mod grid;
mod lagged;
mod lags;
mod over_time;
mod panel;
mod seasonal_naive;
mod simplex;
mod smoothed;
mod smoothing;
mod state;

pub use decomposed::SeasonalDecomposition;
pub use further::{Further, FurtherColumn};
pub use grid::{Grid, OffGrid};
pub use lagged::LaggedState;
pub use over_time::Besides;
pub(crate) use over_time::over_time;
pub use panel::{Column, Line, Panel};
pub use seasonal_naive::SeasonalNaive;
pub use smoothed::ExponentialSmoothing;
pub use smoothing::{Form, Smoothing, Trend, Way};
pub use state::{ForecastState, Method};

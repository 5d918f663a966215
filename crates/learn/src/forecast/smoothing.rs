//! Exponential smoothing in its state space form: a level, a trend and a season that each new value
//! corrects (Hyndman, Koehler, Ord and Snyder, *Forecasting with Exponential Smoothing*, 2008).
//!
//! First states come from the beginning of the series (section 2.6.1 there): the season from values less
//! their moving average, level and trend from a line through the first ten values without season. The
//! parameters are those of the largest likelihood, found by Nelder and Mead's simplex; of several forms
//! the one with the smallest corrected criterion of Akaike is taken.

use super::simplex::minimise;
use crate::LearnError;
use serde::{Deserialize, Serialize};

/// Values that the first level and trend are read from.
const FIRST: usize = 10;
/// Most seasons that the first season is read from.
const CYCLES: usize = 5;
/// Times that parameters are looked for once more from the best ones, and the gain at which that rests.
const AGAIN: usize = 6;
const REST: f64 = 1e-9;
/// Fewest values of a series without a season.
pub const FEWEST: usize = 4;

/// How values vary about the forecast, and how seasons and level go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// They are added.
    Additive,
    /// They are multiplied; of positive values only.
    Multiplicative,
}

/// The trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trend {
    /// None.
    Without,
    /// It goes on.
    Additive,
    /// It wears off.
    Damped,
}

/// A form of exponential smoothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// How values vary about the forecast.
    pub error: Way,
    /// The trend.
    pub trend: Trend,
    /// The season, if any.
    pub season: Option<Way>,
}

/// A form with its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Smoothing {
    /// The form.
    pub form: Form,
    /// How much of an error the level takes.
    pub alpha: f64,
    /// How much of an error the trend takes; 0 without one.
    pub beta: f64,
    /// How much of an error the season takes; 0 without one.
    pub gamma: f64,
    /// How much of the trend is left after a step; 1 where it goes on.
    pub phi: f64,
    /// Logarithm of the likelihood of the training values.
    pub log_likelihood: f64,
}

/// Where a series stands.
#[derive(Debug, Clone)]
struct Standing {
    level: f64,
    trend: f64,
    /// One for each step of a season, the next first.
    season: Vec<f64>,
    /// The next of `season`.
    next: usize,
}

/// Sums over a series.
#[derive(Default)]
struct Errors {
    count: f64,
    squares: f64,
    logarithms: f64,
}

impl Form {
    /// Steps of a season that it needs in a series of that season.
    fn period(self, season: u32) -> usize {
        if self.season.is_some() { season as usize } else { 1 }
    }

    /// Fewest values that it can be begun with.
    pub fn fewest(self, season: u32) -> usize {
        match (self.season, season as usize) {
            (Some(_), m) => (2 * m).max(FIRST + 2 * (m / 2)),
            (None, _) => FEWEST,
        }
    }

    /// Whether something in it is multiplied.
    pub fn multiplies(self) -> bool {
        self.error == Way::Multiplicative || self.season == Some(Way::Multiplicative)
    }

    /// Parameters and first states that are estimated, the variance with them.
    fn degrees(self, season: u32) -> f64 {
        let trend = match self.trend {
            Trend::Without => 0.0,
            Trend::Additive => 2.0,
            Trend::Damped => 3.0,
        };
        let season = if self.season.is_some() { f64::from(season) } else { 0.0 };
        3.0 + trend + season
    }

    /// Bounds of what the simplex looks for: alpha, the shares of it and of the rest that beta and gamma
    /// are, and phi.
    fn bounds(self) -> Vec<(f64, f64)> {
        const SHARE: (f64, f64) = (1e-4, 1.0 - 1e-4);
        let mut bounds = vec![SHARE];
        bounds.extend((self.trend != Trend::Without).then_some(SHARE));
        bounds.extend(self.season.map(|_| SHARE));
        bounds.extend((self.trend == Trend::Damped).then_some((0.8, 0.98)));
        bounds
    }

    fn at(self, place: &[f64]) -> Smoothing {
        let mut next = place.iter().copied();
        let mut take = |there: bool, otherwise: f64| {
            if there { next.next().unwrap_or(otherwise) } else { otherwise }
        };
        let alpha = take(true, 0.5);
        let beta = alpha * take(self.trend != Trend::Without, 0.0);
        let gamma = (1.0 - alpha) * take(self.season.is_some(), 0.0);
        let phi = take(self.trend == Trend::Damped, 1.0);
        Smoothing { form: self, alpha, beta, gamma, phi, log_likelihood: 0.0 }
    }

    /// For each of several alphas the best of a grid of the others: the loss has more than one valley.
    fn starts(self, loss: &dyn Fn(&[f64]) -> f64) -> Vec<Vec<f64>> {
        const ALPHAS: [f64; 5] = [0.02, 0.1, 0.3, 0.6, 0.95];
        const SHARES: [f64; 3] = [0.02, 0.3, 0.95];
        let best = |alpha: f64| {
            let places = SHARES.iter().flat_map(|beta| SHARES.iter().map(move |gamma| (*beta, *gamma)));
            let places = places.map(|(beta, gamma)| {
                let mut place = vec![alpha];
                place.extend((self.trend != Trend::Without).then_some(beta));
                place.extend(self.season.map(|_| gamma));
                place.extend((self.trend == Trend::Damped).then_some(0.92));
                place
            });
            let measured = places.map(|place| (loss(&place), place));
            measured.reduce(|best, one| if one.0 < best.0 { one } else { best })
        };
        ALPHAS.into_iter().filter_map(best).map(|(_, place)| place).collect()
    }

    /// The parameters of the largest likelihood; `None` where the values do not allow the form.
    pub fn fit(self, values: &[f64], season: u32) -> Option<Smoothing> {
        if values.len() < self.fewest(season) || self.multiplies() && values.iter().any(|v| *v <= 0.0) {
            return None;
        }
        let standing = Standing::first(values, self, season);
        let loss = |place: &[f64]| -self.at(place).likelihood(values, standing.clone());
        let bounds = self.bounds();
        let found = self.starts(&loss).into_iter().map(|start| minimise(&loss, &start, &bounds));
        let (mut place, mut least) = found.reduce(|best, one| if one.1 < best.1 { one } else { best })?;
        // A simplex that ran into a bound lies flat there; a new one from the same place does not.
        for _ in 0..AGAIN {
            let (nearer, less) = minimise(&loss, &place, &bounds);
            let gain = least - less;
            if gain > 0.0 {
                (place, least) = (nearer, less);
            }
            if gain <= REST * least.abs() {
                break;
            }
        }
        least.is_finite().then(|| Smoothing { log_likelihood: -least, ..self.at(&place) })
    }
}

impl Smoothing {
    /// Akaike's criterion, corrected for few values; infinite where there are too few.
    pub fn criterion(&self, count: usize, season: u32) -> f64 {
        let (n, k) = (count as f64, self.form.degrees(season));
        if n - k - 1.0 <= 0.0 {
            return f64::INFINITY;
        }
        -2.0 * self.log_likelihood + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0)
    }

    /// The next `steps` values after a series.
    ///
    /// # Errors
    /// A series that is too short, or not positive where something is multiplied.
    pub fn forecast(
        &self,
        name: &str,
        values: &[f64],
        season: u32,
        steps: u32,
    ) -> Result<Vec<f64>, LearnError> {
        let needs = self.form.fewest(season);
        if values.len() < needs {
            return Err(LearnError::ShortSeries { series: name.into(), has: values.len(), needs });
        }
        let mut standing = Standing::first(values, self.form, season);
        self.follow(values, &mut standing);
        let step = |_| {
            let (forecast, drift) = self.next(&standing);
            self.correct(&mut standing, drift, 0.0);
            forecast
        };
        let ahead: Vec<f64> = (0..steps).map(step).collect();
        // What multiplies has no answer after values of 0.
        let finite = ahead.iter().all(|value| value.is_finite());
        if finite { Ok(ahead) } else { Err(LearnError::NotPositive { series: name.into() }) }
    }

    /// The next value, and the trend as it goes into it.
    fn next(&self, at: &Standing) -> (f64, f64) {
        let drift = self.phi * at.trend;
        let base = at.level + drift;
        let forecast = match self.form.season {
            None => base,
            Some(Way::Additive) => base + at.season[at.next],
            Some(Way::Multiplicative) => base * at.season[at.next],
        };
        (forecast, drift)
    }

    /// Corrects the states by an error. That errors are relative changes nothing here: relative to
    /// the forecast, and times the forecast, is the error.
    fn correct(&self, at: &mut Standing, drift: f64, error: f64) {
        let base = at.level + drift;
        let factor = match self.form.season {
            Some(Way::Multiplicative) => at.season[at.next],
            _ => 1.0,
        };
        at.level = base + self.alpha * error / factor;
        if self.form.trend != Trend::Without {
            at.trend = drift + self.beta * error / factor;
        }
        match self.form.season {
            None => {}
            Some(Way::Additive) => at.season[at.next] += self.gamma * error,
            // As Winters has it, and statsmodels: of the level as it was just corrected.
            Some(Way::Multiplicative) => {
                let share = self.gamma / (1.0 - self.alpha);
                at.season[at.next] += share * ((base * factor + error) / at.level - factor);
            }
        }
        at.next = (at.next + 1) % at.season.len().max(1);
    }

    /// Goes along a series.
    fn follow(&self, values: &[f64], at: &mut Standing) -> Errors {
        let mut errors = Errors { count: values.len() as f64, ..Errors::default() };
        for &value in values {
            let (forecast, drift) = self.next(at);
            let error = value - forecast;
            match self.form.error {
                Way::Additive => errors.squares += error * error,
                Way::Multiplicative => {
                    errors.squares += (error / forecast) * (error / forecast);
                    errors.logarithms += libm::log(forecast.abs());
                }
            }
            self.correct(at, drift, error);
        }
        errors
    }

    /// Logarithm of the likelihood of normal errors; minus infinity where the states run away.
    pub fn likelihood_of(&self, values: &[f64], season: u32) -> f64 {
        self.likelihood(values, Standing::first(values, self.form, season))
    }

    fn likelihood(&self, values: &[f64], mut at: Standing) -> f64 {
        let errors = self.follow(values, &mut at);
        // Series that are met exactly have no variance; this much of it stands for none.
        let variance = (errors.squares / errors.count).max(1e-300);
        let likelihood = -0.5 * errors.count * (libm::log(2.0 * std::f64::consts::PI * variance) + 1.0)
            - errors.logarithms;
        if likelihood.is_nan() { f64::NEG_INFINITY } else { likelihood }
    }

    /// Whether a stored one can forecast.
    pub(crate) fn is_sound(&self) -> bool {
        self.alpha < 1.0
            && [self.alpha, self.beta, self.gamma, self.phi].iter().all(|p| (0.0..=1.0).contains(p))
    }
}

impl Standing {
    /// Where a series stands before its first value. `values` are at least [`Form::fewest`].
    fn first(values: &[f64], form: Form, season: u32) -> Self {
        let period = form.period(season);
        let Some(way) = form.season else {
            let (level, trend) = line(values);
            let trend = if form.trend == Trend::Without { 0.0 } else { trend };
            return Self { level, trend, season: Vec::new(), next: 0 };
        };
        let needed = FIRST + 2 * (period / 2);
        let cycles = CYCLES.min(values.len() / period).max(needed.div_ceil(period));
        let values = &values[..values.len().min(cycles * period)];
        let average = centred(values, period);
        let (level, trend) = line(&average.iter().flatten().copied().collect::<Vec<f64>>());
        let trend = if form.trend == Trend::Without { 0.0 } else { trend };
        Self { level, trend, season: seasons(values, &average, period, way), next: 0 }
    }
}

/// Moving averages over a season, centred; of an even season the mean of two.
fn centred(values: &[f64], period: usize) -> Vec<Option<f64>> {
    let half = period / 2;
    let mean = |from: usize| values[from..from + period].iter().sum::<f64>() / period as f64;
    let even = period.is_multiple_of(2);
    let average = |at: usize| {
        let from = at.checked_sub(half)?;
        let last = if even { from + 1 } else { from };
        (last + period <= values.len())
            .then(|| if even { (mean(from) + mean(last)) / 2.0 } else { mean(from) })
    };
    (0..values.len()).map(average).collect()
}

/// What each step of a season adds or multiplies, on average; together nothing.
fn seasons(values: &[f64], average: &[Option<f64>], period: usize, way: Way) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); period];
    for (at, (value, average)) in values.iter().zip(average).enumerate() {
        let Some(average) = average else { continue };
        let part = if way == Way::Additive { value - average } else { value / average };
        let sum = &mut sums[at % period];
        *sum = (sum.0 + part, sum.1 + 1.0);
    }
    let means: Vec<f64> = sums.into_iter().map(|(sum, count): (f64, f64)| sum / count.max(1.0)).collect();
    let whole = means.iter().sum::<f64>() / period as f64;
    means.into_iter().map(|mean| if way == Way::Additive { mean - whole } else { mean / whole }).collect()
}

/// Level and slope of the straight line through the first values, the first of which stands at 1.
fn line(values: &[f64]) -> (f64, f64) {
    let values = &values[..values.len().min(FIRST)];
    let count = values.len() as f64;
    let middle = (count + 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / count;
    let (mut along, mut spread) = (0.0, 0.0);
    for (at, value) in values.iter().enumerate() {
        let place = at as f64 + 1.0 - middle;
        along += place * (value - mean);
        spread += place * place;
    }
    let slope = if spread > 0.0 { along / spread } else { 0.0 };
    (mean - slope * middle, slope)
}

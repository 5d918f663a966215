//! Decomposition of a series into a season, a trend and the rest, by LOESS, in bounded pieces.

mod loess;

use loess::Loess;

/// Largest size of a value: products of larger ones overflow.
const LARGEST: f64 = 1e100;
/// Seasons over which the season of a step is smoothed.
const SEASONAL: usize = 7;
/// Values that are weighed in one piece: some 10 milliseconds.
const PIECE: usize = 1 << 20;

/// A series split up: value = seasonal + trend + remainder.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// What repeats with the period, slowly changing.
    pub seasonal: Vec<f64>,
    /// The slow course.
    pub trend: Vec<f64>,
    /// What is left.
    pub remainder: Vec<f64>,
    /// How much each value counted: 1 unless robust, less for outliers then.
    pub weights: Vec<f64>,
}

/// [`Stl`], all at once.
pub fn stl(series: &[f64], period: usize, robust: bool) -> Option<Decomposition> {
    let mut stl = Stl::new(series.to_vec(), period, robust)?;
    loop {
        if let Some(parts) = stl.advance() {
            return Some(parts);
        }
    }
}

/// STL (R. B. Cleveland et al., "STL: a seasonal-trend decomposition procedure based on Loess", 1990), a
/// bounded piece at a time: `statsmodels.tsa.seasonal.STL(series, period=period, robust=robust)` with the
/// jumps that the paper and R's `stl` have, a tenth of each smoother's window: lines are fitted at every so
/// many steps, and what is between lies straight between them. The seasonal smoother takes 7 periods, the
/// others what they take there; 5 inner rounds, or 2 in each of 16 outer ones where robust. Time O(n).
#[derive(Debug, Clone)]
pub struct Stl {
    series: Vec<f64>,
    period: usize,
    robust: bool,
    /// Smoothers of the season of each step, of what is slow in the seasons, and of the trend.
    smoothers: [Loess; 3],
    /// Rounds in all, and after how many the weights are made anew.
    rounds: usize,
    inner: usize,
    done: usize,
    stage: Stage,
    /// What of the stage comes next: a step of the season, a knot.
    next: usize,
    trend: Vec<f64>,
    seasonal: Vec<f64>,
    weights: Vec<f64>,
    /// The seasons, with one more at each end.
    cycles: Vec<f64>,
    /// What is smoothed, and what that comes to.
    rough: Vec<f64>,
    smooth: Vec<f64>,
}

/// What a round does, one after the other.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Smooths each step of the season over the seasons.
    Cycles,
    /// Takes from that what is slow, so that it does not compete with the trend.
    LowPass,
    /// Smooths what is left without the season.
    Trend,
}

impl Stl {
    /// `None` for a period below 2, fewer than two periods, and a value that is missing, infinite or beyond
    /// 1e100, whose products overflow: a decomposition needs every step.
    pub fn new(series: Vec<f64>, period: usize, robust: bool) -> Option<Self> {
        let usable = |v: &f64| v.abs() <= LARGEST;
        let n = series.len();
        if period < 2 || n / 2 < period || !series.iter().all(usable) {
            return None;
        }
        let odd = |n: usize| if n.is_multiple_of(2) { n + 1 } else { n };
        let trend = odd((1.5 * period as f64 / (1.0 - 1.5 / SEASONAL as f64)).ceil() as usize);
        let (inner, outer) = if robust { (2, 16) } else { (5, 1) };
        Some(Self {
            smoothers: [SEASONAL, odd(period + 1), trend].map(Loess::new),
            rounds: inner * outer,
            inner,
            done: 0,
            stage: Stage::Cycles,
            next: 0,
            trend: vec![0.0; n],
            seasonal: vec![0.0; n],
            weights: vec![1.0; n],
            cycles: vec![0.0; n + 2 * period],
            rough: Vec::new(),
            smooth: vec![0.0; n],
            series,
            period,
            robust,
        })
    }

    /// How much is done, 0 to 1.
    pub fn share(&self) -> f64 {
        let stage = match self.stage {
            Stage::Cycles => 0.0,
            Stage::LowPass => 1.0,
            Stage::Trend => 2.0,
        };
        (self.done as f64 + stage / 3.0) / self.rounds as f64
    }

    /// Does a bounded piece; the parts once they are there, after which it is not to be called again.
    pub fn advance(&mut self) -> Option<Decomposition> {
        let mut budget = PIECE;
        while budget > 0 && self.done < self.rounds {
            let cost = match self.stage {
                Stage::Cycles => self.cycle(),
                Stage::LowPass => self.slow(budget),
                Stage::Trend => self.course(budget),
            };
            budget = budget.saturating_sub(cost);
        }
        (self.done == self.rounds).then(|| self.parts())
    }

    /// Smooths the next step of the season, and tells what comes before its first and after its last; the
    /// values that it weighed.
    fn cycle(&mut self) -> usize {
        let (step, period, loess) = (self.next, self.period, self.smoothers[0]);
        let every = |values: &[f64]| values.iter().skip(step).step_by(period).copied().collect();
        let (series, trend): (Vec<f64>, Vec<f64>) = (every(&self.series), every(&self.trend));
        let rough: Vec<f64> = series.iter().zip(&trend).map(|(value, trend)| value - trend).collect();
        let weights: Option<Vec<f64>> = (self.done >= self.inner).then(|| every(&self.weights));
        let weights = weights.as_deref();
        let mut smooth = vec![0.0; rough.len()];
        let cost = loess.fit(&rough, weights, 0..loess.knots(rough.len()), &mut smooth);
        loess.join(&mut smooth);
        let [before, after] = loess.ends(&rough, weights, &smooth);
        let all = [before].into_iter().chain(smooth).chain([after]);
        for (slot, value) in self.cycles[step..].iter_mut().step_by(period).zip(all) {
            *slot = value;
        }
        self.next += 1;
        if self.next == period {
            self.rough = low_pass(&self.cycles, period);
            self.to(Stage::LowPass);
        }
        cost + 16 * rough.len()
    }

    /// Smooths what is slow in the seasons, and takes it from them.
    fn slow(&mut self, budget: usize) -> usize {
        let loess = self.smoothers[1];
        let (cost, done) = self.knots(loess, None, budget);
        if done {
            loess.join(&mut self.smooth);
            let cycles = &self.cycles[self.period..];
            for ((seasonal, cycle), slow) in self.seasonal.iter_mut().zip(cycles).zip(&self.smooth) {
                *seasonal = cycle - slow;
            }
            self.rough =
                self.series.iter().zip(&self.seasonal).map(|(value, season)| value - season).collect();
            self.to(Stage::Trend);
        }
        cost
    }

    /// Smooths the trend.
    fn course(&mut self, budget: usize) -> usize {
        let loess = self.smoothers[2];
        let weights = std::mem::take(&mut self.weights);
        let (cost, done) = self.knots(loess, (self.done >= self.inner).then_some(&weights), budget);
        self.weights = weights;
        if done {
            loess.join(&mut self.smooth);
            std::mem::swap(&mut self.trend, &mut self.smooth);
            self.done += 1;
            if self.robust && self.done < self.rounds && self.done.is_multiple_of(self.inner) {
                self.weigh();
            }
            self.to(Stage::Cycles);
        }
        cost
    }

    /// Fits the next knots of a smoother; the values that it weighed, and whether they were the last ones.
    fn knots(&mut self, loess: Loess, weights: Option<&[f64]>, budget: usize) -> (usize, bool) {
        let n = self.series.len();
        let last = loess.knots(n);
        let end = last.min(self.next + (budget / loess.width(n)).max(1));
        let cost = loess.fit(&self.rough, weights, self.next..end, &mut self.smooth);
        self.next = end;
        (cost + if end == last { 4 * n } else { 0 }, end == last)
    }

    fn to(&mut self, stage: Stage) {
        (self.stage, self.next) = (stage, 0);
    }

    /// How much each value counts from now on: less, the further it is from season and trend, and nothing
    /// beyond six times the median of these distances.
    fn weigh(&mut self) {
        let fitted = self.seasonal.iter().zip(&self.trend).map(|(seasonal, trend)| seasonal + trend);
        self.weights = self.series.iter().zip(fitted).map(|(value, fitted)| (value - fitted).abs()).collect();
        let mut distances = self.weights.clone();
        let n = distances.len();
        let (below, upper, _) = distances.select_nth_unstable_by(n / 2, f64::total_cmp);
        let upper = *upper;
        let lower = if n.is_multiple_of(2) { below.iter().copied().fold(0.0, f64::max) } else { upper };
        let far = 3.0 * (lower + upper);
        for weight in &mut self.weights {
            *weight = match *weight {
                near if near <= 0.001 * far => 1.0,
                between if between <= 0.999 * far => {
                    let share = between / far;
                    let rest = 1.0 - share * share;
                    rest * rest
                }
                _ => 0.0,
            };
        }
    }

    fn parts(&mut self) -> Decomposition {
        let [seasonal, trend, weights] =
            [&mut self.seasonal, &mut self.trend, &mut self.weights].map(std::mem::take);
        let fitted = trend.iter().zip(&seasonal).map(|(trend, seasonal)| trend + seasonal);
        let remainder = self.series.iter().zip(fitted).map(|(value, fitted)| value - fitted).collect();
        Decomposition { seasonal, trend, remainder, weights }
    }
}

/// Moving averages of a period, again of a period, and of three: two periods fewer values.
fn low_pass(values: &[f64], period: usize) -> Vec<f64> {
    averages(&averages(&averages(values, period), period), 3)
}

/// Moving averages; as many fewer as the window takes beside one.
fn averages(values: &[f64], window: usize) -> Vec<f64> {
    let mut sum: f64 = values[..window].iter().sum();
    let mut averages = vec![sum / window as f64];
    averages.reserve(values.len() - window);
    for (old, new) in values.iter().zip(&values[window..]) {
        sum = sum - old + new;
        averages.push(sum / window as f64);
    }
    averages
}

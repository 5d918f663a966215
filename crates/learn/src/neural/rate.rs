//! The learning rate from epoch to epoch.

/// How the rate changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Schedule {
    Constant,
    /// The rate over a power of the rows seen so far.
    Invscaling {
        power: f64,
    },
    /// A fifth, each time that the loss no longer falls.
    Adaptive,
    /// Times a factor every so many epochs.
    Step {
        epochs: u32,
        factor: f64,
    },
    /// Half a cosine down to zero at the last epoch.
    Cosine,
    /// Times a factor when the loss has not fallen for so many epochs.
    Plateau {
        patience: u32,
        factor: f64,
    },
}

/// Smallest rate of `adaptive`, as in scikit-learn.
const SMALLEST: f64 = 1e-6;

/// The rate under way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    pub schedule: Schedule,
    /// Epochs over which it rises to its full size.
    pub warmup: u32,
    /// Epochs in all.
    pub epochs: u32,
    /// The rate that was asked for, and what has become of it by falling losses.
    pub first: f64,
    pub current: f64,
    /// Epochs without a better loss since the rate last changed.
    pub waited: u32,
}

impl Rate {
    /// The rate of an epoch, counted from zero, on so many rows.
    pub fn at(&self, epoch: u32, rows: usize) -> f64 {
        let done = f64::from(epoch);
        let rate = match self.schedule {
            Schedule::Constant | Schedule::Adaptive | Schedule::Plateau { .. } => self.current,
            Schedule::Invscaling { power } => self.first / libm::pow(done * rows as f64 + 1.0, power),
            Schedule::Step { epochs, factor } => self.first * libm::pow(factor, f64::from(epoch / epochs)),
            Schedule::Cosine => {
                let part = done / f64::from(self.epochs.max(1));
                self.first * 0.5 * (1.0 + libm::cos(std::f64::consts::PI * part.min(1.0)))
            }
        };
        rate * ((done + 1.0) / f64::from(self.warmup + 1)).min(1.0)
    }

    /// After an epoch: lowers the rate where the schedule waits for a better loss.
    pub fn judged(&mut self, better: bool) {
        self.waited = if better { 0 } else { self.waited + 1 };
        if let Schedule::Plateau { patience, factor } = self.schedule
            && self.waited > patience
        {
            self.current *= factor;
            self.waited = 0;
        }
    }

    /// When the loss has stopped to fall: whether it goes on with a smaller rate.
    pub fn goes_on(&mut self) -> bool {
        if self.schedule != Schedule::Adaptive || self.current <= SMALLEST {
            return false;
        }
        self.current /= 5.0;
        true
    }
}

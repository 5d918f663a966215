//! The minimum of a function of one number between two bounds, a value of the function at a time: R. P. Brent,
//! *Algorithms for Minimization without Derivatives*, 1973, chapter 5. It begins and steps as the bounded
//! search that scipy's Yeo-Johnson transform uses, and so comes to the same of several minima.

/// The smaller part of a golden section, (3 − √5) / 2.
const GOLDEN: f64 = 0.381_966_011_250_105_1;
/// How near the minimum is found.
const NEAR: f64 = 1.48e-8;
/// Values that are asked for at most.
const MOST: u32 = 500;

/// A search: [`at`](Self::at) is where the next value is wanted.
#[derive(Debug, Clone)]
pub(super) struct Minimum {
    low: f64,
    high: f64,
    /// The best place, the second and the one before that, each with its value.
    best: (f64, f64),
    second: (f64, f64),
    third: (f64, f64),
    /// The last step and the one before it.
    step: f64,
    before: f64,
    asked: u32,
    at: f64,
}

impl Minimum {
    /// A search between two bounds.
    pub fn between(low: f64, high: f64) -> Self {
        let at = low + GOLDEN * (high - low);
        let none = (at, f64::INFINITY);
        Self { low, high, best: none, second: none, third: none, step: 0.0, before: 0.0, asked: 0, at }
    }

    /// Where a value is wanted.
    pub fn at(&self) -> f64 {
        self.at
    }

    /// Takes that value; answers the place of the minimum once it is found.
    pub fn take(&mut self, value: f64) -> Option<f64> {
        self.asked += 1;
        if self.asked == 1 {
            let first = (self.at, value);
            (self.best, self.second, self.third) = (first, first, first);
        } else {
            self.narrow((self.at, value));
        }
        let middle = 0.5 * (self.low + self.high);
        let near = f64::EPSILON.sqrt() * self.best.0.abs() + NEAR / 3.0;
        let found = (self.best.0 - middle).abs() <= 2.0 * near - 0.5 * (self.high - self.low);
        if found || self.asked >= MOST {
            return Some(self.best.0);
        }
        self.choose(middle, near);
        None
    }

    /// Draws the bounds in around a place.
    fn narrow(&mut self, new: (f64, f64)) {
        if new.1 <= self.best.1 {
            if new.0 >= self.best.0 {
                self.low = self.best.0
            } else {
                self.high = self.best.0
            }
            (self.third, self.second, self.best) = (self.second, self.best, new);
            return;
        }
        if new.0 < self.best.0 {
            self.low = new.0
        } else {
            self.high = new.0
        }
        if new.1 <= self.second.1 || self.second.0 == self.best.0 {
            (self.third, self.second) = (self.second, new);
        } else if new.1 <= self.third.1 || self.third.0 == self.best.0 || self.third.0 == self.second.0 {
            self.third = new;
        }
    }

    /// The next place: the lowest of a parabola through three places, or a golden section where that is no
    /// good.
    fn choose(&mut self, middle: f64, near: f64) {
        let towards = |sign: f64, size: f64| if sign < 0.0 { -size } else { size };
        let parabola = (self.before.abs() > near).then(|| self.parabola()).flatten();
        if let Some(step) = parabola {
            (self.before, self.step) = (self.step, step);
            let at = self.best.0 + step;
            if at - self.low < 2.0 * near || self.high - at < 2.0 * near {
                self.step = towards(middle - self.best.0, near);
            }
        } else {
            self.before = if self.best.0 >= middle { self.low } else { self.high } - self.best.0;
            self.step = GOLDEN * self.before;
        }
        self.at = self.best.0 + towards(self.step, self.step.abs().max(near));
    }

    /// The step to the lowest place of the parabola, where it is within bounds and shorter than half the step
    /// before the last.
    fn parabola(&self) -> Option<f64> {
        let [best, second, third] = [self.best, self.second, self.third];
        let r = (best.0 - second.0) * (best.1 - third.1);
        let q = (best.0 - third.0) * (best.1 - second.1);
        let p = (best.0 - third.0) * q - (best.0 - second.0) * r;
        let q = 2.0 * (q - r);
        let (p, q) = (if q > 0.0 { -p } else { p }, q.abs());
        let good = p.abs() < (0.5 * q * self.before).abs()
            && p > q * (self.low - best.0)
            && p < q * (self.high - best.0);
        good.then(|| p / q)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowest(low: f64, high: f64, function: impl Fn(f64) -> f64) -> f64 {
        let mut search = Minimum::between(low, high);
        loop {
            if let Some(found) = search.take(function(search.at())) {
                return found;
            }
        }
    }

    #[test]
    fn it_finds_what_is_lowest() {
        assert!((lowest(-3.0, 9.0, |x| (x - 2.0) * (x - 2.0)) - 2.0).abs() < 1e-7);
        assert!((lowest(-100.0, 90.0, |x| libm::exp(x) - 3.0 * x) - libm::log(3.0)).abs() < 1e-6);
        assert!((lowest(0.0, 5.0, |x| x) - 0.0).abs() < 1e-6);
        assert!((lowest(0.0, 5.0, |x| (x - 1.0).abs()) - 1.0).abs() < 1e-6);
    }
}

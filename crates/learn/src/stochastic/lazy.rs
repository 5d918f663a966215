//! A line that learns from sparse rows: a step touches the coefficients of the row's cells, and what it does to
//! all of them alike is one number.
//!
//! Bottou, *Stochastic gradient descent tricks* (2012), 5.1; for the mean, Xu, *Towards optimal one pass large
//! scale learning with averaged stochastic gradient descent* (2011). Sizes pay when a row touches them, before and
//! after its step, and all at the end of an epoch (Tsuruoka, Tsujii and Ananiadou, 2009); the mean does not see what
//! they owe meanwhile.

use super::line::{LineCheckpoint, STEEPEST, settle};
use super::options::Options;
use crate::csr::fold;
use crate::linear::dot;

/// A factor below is multiplied into the coefficients, so that nothing vanishes.
const SMALL: f64 = 1e-9;

/// While a line is open its coefficients are to be multiplied by a number, and its mean is not up to date.
pub(super) struct Lazy {
    factor: f64,
    /// Sum of the squares of the coefficients, and of their sizes.
    squares: f64,
    sizes: f64,
    /// The sum of the line over all steps is `reach` times its coefficients before the factor, less `lead`.
    reach: f64,
    lead: Vec<f64>,
}

impl Lazy {
    /// Begins an epoch.
    pub fn open(line: &mut LineCheckpoint) -> Self {
        Self {
            factor: 1.0,
            squares: dot(&line.coefficients, &line.coefficients),
            sizes: line.coefficients.iter().map(|w| w.abs()).sum(),
            reach: 0.0,
            lead: line.mean.0.iter().map(|mean| -mean * line.steps).collect(),
        }
    }

    /// As [`LineCheckpoint::learn`].
    pub fn learn(
        &mut self,
        line: &mut LineCheckpoint,
        options: &Options,
        (columns, values): (&[u32], &[f32]),
        y: f64,
        weight: f64,
    ) -> (f64, f64) {
        let step = line.next_step(options);
        if options.sizes > 0.0 {
            self.pay(line, columns);
        }
        let score = self.factor * fold(columns, values, 0.0, &line.coefficients) + line.intercept;
        let (loss, slope) = options.loss.at(options.epsilon, y, score);
        let held = options.squares * 0.5 * self.squares + options.sizes * self.sizes;
        let change = -step * slope.clamp(-STEEPEST, STEEPEST) * weight;
        if options.squares > 0.0 {
            self.hold(line, (1.0 - options.squares * step).max(0.0));
        }
        if change != 0.0 {
            for (&column, &value) in columns.iter().zip(values) {
                let own = self.factor * line.coefficients[column as usize];
                self.set(line, column as usize, own, own + change * f64::from(value));
            }
            line.intercept += if options.intercept { change } else { 0.0 };
        }
        line.steps += 1.0;
        if options.average {
            self.reach += self.factor;
            line.mean.1 += (line.intercept - line.mean.1) / line.steps;
        }
        if options.sizes > 0.0 {
            line.due += options.sizes * step;
            self.pay(line, columns);
        }
        (loss + held, loss)
    }

    /// Lets the sizes of a row's coefficients pay what they owe.
    fn pay(&mut self, line: &mut LineCheckpoint, columns: &[u32]) {
        for column in columns.iter().map(|&column| column as usize) {
            let own = self.factor * line.coefficients[column];
            let left = settle(own, line.due, &mut line.paid[column]);
            self.set(line, column, own, left);
        }
    }

    /// Multiplies all coefficients.
    fn hold(&mut self, line: &mut LineCheckpoint, left: f64) {
        self.factor *= left;
        self.squares *= left * left;
        self.sizes *= left;
        if self.factor < SMALL {
            self.gather(line);
        }
    }

    /// Multiplies the factor into the coefficients.
    fn gather(&mut self, line: &mut LineCheckpoint) {
        for (w, lead) in line.coefficients.iter_mut().zip(&mut self.lead) {
            *lead -= self.reach * *w;
        }
        self.reach = 0.0;
        line.coefficients.iter_mut().for_each(|w| *w *= self.factor);
        self.factor = 1.0;
    }

    fn set(&mut self, line: &mut LineCheckpoint, column: usize, from: f64, to: f64) {
        let (before, after) = (line.coefficients[column], to / self.factor);
        if let Some(lead) = self.lead.get_mut(column) {
            *lead += self.reach * (after - before);
        }
        line.coefficients[column] = after;
        self.squares += to * to - from * from;
        self.sizes += to.abs() - from.abs();
    }

    /// Ends an epoch: the line is as if it had learned step by step.
    pub fn close(mut self, line: &mut LineCheckpoint) {
        self.gather(line);
        if line.steps > 0.0 {
            line.mean.0.iter_mut().zip(&self.lead).for_each(|(mean, lead)| *mean = -lead / line.steps);
        }
        line.shrink();
    }
}

//! How slopes become steps: gradient descent with momentum, Adam (Kingma and Ba, 2015) and AdamW
//! (Loshchilov and Hutter, *Decoupled Weight Decay Regularization*, 2019).

use crate::threads;
use glasshouse_compute::{Work, vectorised};

/// Parameters that are one piece of work.
const PIECE: usize = 1 << 14;
/// Moments closer to zero become zero: numbers that small slow a processor down and change nothing.
const NOTHING: f32 = 1e-30;

/// The rule of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    Sgd { momentum: f32, nesterov: bool },
    Adam { beta_1: f64, beta_2: f64, epsilon: f32, decoupled: bool },
}

/// What holds weights back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Penalty {
    pub l2: f32,
    pub l1: f32,
    /// Parameters that it holds for: the first so many.
    pub count: usize,
}

/// The memory of the steps so far.
#[derive(Debug, Clone)]
pub(super) struct Optimiser {
    pub rule: Rule,
    pub penalty: Penalty,
    /// Velocities, or first moments.
    pub first: Vec<f32>,
    /// Second moments; none where the rule has none.
    pub second: Vec<f32>,
    pub steps: u32,
}

/// One step's numbers.
#[derive(Clone, Copy)]
struct Step {
    rule: Rule,
    rate: f32,
    /// One over the sum of the weights of the batch's rows.
    share: f32,
    l2: f32,
    l1: f32,
    /// What weights are multiplied by beforehand.
    decay: f32,
}

impl Optimiser {
    pub fn new(rule: Rule, penalty: Penalty, parameters: usize) -> Self {
        let second = if matches!(rule, Rule::Sgd { .. }) { 0 } else { parameters };
        Self { rule, penalty, first: vec![0.0; parameters], second: vec![0.0; second], steps: 0 }
    }

    /// Moves the parameters along the slopes, which are sums over rows whose weights add up to
    /// `total`.
    pub fn step(&mut self, parameters: &mut [f32], gradient: &[f32], rate: f64, total: f64) {
        self.steps = self.steps.saturating_add(1);
        let (mut decay, mut l2, mut corrected) = (1.0, self.penalty.l2, rate);
        if let Rule::Adam { beta_1, beta_2, decoupled, .. } = self.rule {
            let steps = f64::from(self.steps);
            corrected *= (1.0 - libm::pow(beta_2, steps)).sqrt() / (1.0 - libm::pow(beta_1, steps));
            if decoupled {
                decay = (1.0 - rate * f64::from(l2)) as f32;
                l2 = 0.0;
            }
        }
        let (share, l1) = ((1.0 / total) as f32, self.penalty.l1);
        let step = Step { rule: self.rule, rate: corrected as f32, share, l2, l1, decay };
        let free = Step { l2: 0.0, l1: 0.0, decay: 1.0, ..step };
        let (weights, rest) = parameters.split_at_mut(self.penalty.count);
        let (slopes, other) = gradient.split_at(self.penalty.count);
        let (first, first_rest) = self.first.split_at_mut(self.penalty.count);
        let kept = self.penalty.count.min(self.second.len());
        let (second, second_rest) = self.second.split_at_mut(kept);
        step.all(weights, slopes, first, second);
        free.all(rest, other, first_rest, second_rest);
    }
}

impl Step {
    fn all(&self, parameters: &mut [f32], slopes: &[f32], first: &mut [f32], second: &mut [f32]) {
        let mut second = second.chunks_mut(PIECE);
        let firsts = first.chunks_mut(PIECE);
        let pieces = parameters.chunks_mut(PIECE).zip(slopes.chunks(PIECE)).zip(firsts);
        let pieces = pieces.map(|((parameters, slopes), first)| {
            let second = second.next().unwrap_or_default();
            Piece { step: *self, parameters, slopes, first, second }
        });
        threads::map(pieces.collect(), vectorised);
    }

    /// The slope of the mean loss with its penalties.
    #[inline(always)]
    fn slope(&self, weight: f32, slope: f32) -> f32 {
        let sign = if weight > 0.0 {
            1.0
        } else if weight < 0.0 {
            -1.0
        } else {
            0.0
        };
        (slope + self.l2 * weight + self.l1 * sign) * self.share
    }
}

/// Some parameters with their slopes and moments.
struct Piece<'a> {
    step: Step,
    parameters: &'a mut [f32],
    slopes: &'a [f32],
    first: &'a mut [f32],
    second: &'a mut [f32],
}

impl Work for Piece<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let step = self.step;
        let both = self.parameters.iter_mut().zip(self.slopes).zip(self.first);
        match step.rule {
            Rule::Sgd { momentum, nesterov } => both.for_each(|((w, &slope), velocity)| {
                let pull = step.rate * step.slope(*w, slope);
                *velocity = settled(momentum * *velocity - pull);
                *w += if nesterov { momentum * *velocity - pull } else { *velocity };
            }),
            Rule::Adam { beta_1, beta_2, epsilon, .. } => {
                let (keep_1, keep_2) = (beta_1 as f32, beta_2 as f32);
                let (new_1, new_2) = ((1.0 - beta_1) as f32, (1.0 - beta_2) as f32);
                both.zip(self.second).for_each(|(((w, &slope), first), second)| {
                    let slope = step.slope(*w, slope);
                    *first = settled(keep_1 * *first + new_1 * slope);
                    *second = settled(keep_2 * *second + new_2 * (slope * slope));
                    *w = *w * step.decay - step.rate * *first / (second.sqrt() + epsilon);
                });
            }
        }
    }
}

#[inline(always)]
fn settled(moment: f32) -> f32 {
    if moment.abs() < NOTHING { 0.0 } else { moment }
}

//! The minimisers speak one language: they name a point, are told what was found there, and name
//! the next. Whoever evaluates may therefore stop at any time.

/// What was found at a point.
pub(crate) struct Found {
    /// Value of the objective.
    pub value: f64,
    /// Its gradient.
    pub gradient: Vec<f64>,
    /// Its second derivatives, a full square whose lower triangle counts; where they were asked for.
    pub curvature: Option<Vec<f64>>,
}

/// What a minimiser made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The point is an improvement; the next one is ready.
    Accepted,
    /// The step was too long or too short; another point on the same line is ready.
    Retry,
    /// No step along the line improves: the optimum to working precision.
    Stalled,
}

/// A minimiser of a smooth convex function.
pub(crate) trait Descent {
    /// Where to look next.
    fn point(&self) -> &[f64];
    /// Takes what was found at [`point`](Self::point).
    fn tell(&mut self, found: Found) -> Answer;
    /// The last accepted point.
    fn best(&self) -> &[f64];
    /// The gradient there.
    fn gradient(&self) -> &[f64];
    /// Whether second derivatives are of use.
    fn wants_curvature(&self) -> bool;
}

/// Share of the promised decrease that a step must bring.
pub(super) const DECREASE: f64 = 1e-4;

/// Rounding error that a value of the objective may carry.
pub(super) fn slack(value: f64) -> f64 {
    1e-13 * value.abs().max(1e-3)
}

/// What is left of a number when its size pays a cost.
pub(super) fn soft(value: f64, cost: f64) -> f64 {
    (value.abs() - cost).max(0.0).copysign(value)
}

/// The shortest of the gradients of a sum with costs of sizes: zero where no way leads down.
pub(super) fn steepest(point: &[f64], gradient: &[f64], costs: &[f64]) -> Vec<f64> {
    let all = point.iter().zip(gradient).zip(costs);
    all.map(|((v, g), cost)| if *v == 0.0 { soft(*g, *cost) } else { g + cost.copysign(*v) }).collect()
}

//! The training: bins first, then tree after tree, each chunk bounded.

use super::bins::{Binning, Bins, Source};
use super::grower::{Ground, Grower, Growth};
use super::histogram::{Scale, Slope};
use super::loss::{Link, Loss, quantile};
use super::model::{BoostedState, BranchedState};
use super::options::Options;
use super::part::{Held, Part};
use super::split::Rules;
use super::walk::Walk;
use super::watch::Watch;
use crate::threads;
use crate::tree::sample::{below, generator};
use crate::tree::{Branches, Nodes};
use crate::{Dataset, FeatureKind, LearnError, Model, ModelState, Progress, Status, Training};
use glasshouse_compute::vectorised;
use glasshouse_spec::{LearningCurve, TaskKind};
use rand_chacha::ChaCha8Rng;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// Cells visited in one chunk, about 50 ms.
const CHUNK: i64 = 40_000_000;
/// Rows whose gradients are one piece of work; their sums are added in the order of the pieces.
const PIECE: usize = 2048;

/// Rows that are worth the attention of another thread.
const MANY: usize = 8192;

/// A grown tree and what its divisions gained, by feature.
struct Tree {
    nodes: Nodes,
    /// Empty where no feature has categories or gaps.
    branches: Branches,
    gains: Vec<(u32, f64)>,
}

/// A training under way.
pub(super) struct Boosting {
    data: Arc<Dataset>,
    options: Options,
    growth: Growth,
    part: Part,
    seed: u64,
    binning: Binning,
    bins: Option<Bins>,
    slopes: Vec<Slope>,
    /// Rows that are only looked at, where early stopping holds none back.
    shown: Option<Held>,
    /// The tree that grows, with the random numbers of its nodes.
    growing: Option<(Scale, ChaCha8Rng)>,
    grower: Grower,
    /// What is continued, and how many of its trees have been taken over.
    earlier: Option<Earlier>,
    trees: Vec<Tree>,
    watch: Watch,
    /// Step of the grid that leaves lie on.
    unit: f64,
}

impl Boosting {
    pub fn new(
        data: Arc<Dataset>,
        options: Options,
        task: TaskKind,
        seed: u64,
        earlier: Option<Earlier>,
    ) -> Result<Self, LearnError> {
        let mut part = Part::new(&data, &options, task, seed)?;
        let features = data.x.data.ncols();
        if let Some(earlier) = &earlier {
            earlier.check(&part, &data, &options)?;
            part.restart(&earlier.boosted.base);
        }
        let unit = unit(&part);
        part.restart(&part.base.iter().map(|&v| on_grid(v, unit)).collect::<Vec<_>>());
        let growth = Growth {
            rules: Rules {
                min_samples_leaf: options.min_samples_leaf,
                l2: options.l2,
                directions: options.directions.of(&data.x.names)?,
            },
            max_leaf_nodes: options.max_leaf_nodes,
            max_depth: options.max_depth,
            levels: levels(&data.x.kinds),
            max_features: ((options.max_features * features as f64).ceil() as u32).clamp(1, features as u32),
        };
        let binning = Binning::new(&source(&data, &part, &options), seed);
        let watch = Watch::new(&part.sample);
        let mut training = Self {
            data,
            options,
            growth,
            part,
            seed,
            binning,
            bins: None,
            slopes: Vec::new(),
            shown: None,
            growing: None,
            grower: Grower::default(),
            earlier,
            trees: Vec::new(),
            watch,
            unit,
        };
        training.judge();
        Ok(training)
    }

    fn chunk(&mut self) -> Status {
        let done = threads::among(|| {
            let mut budget = CHUNK;
            let mut done = false;
            while budget > 0 && !done {
                done = self.step(&mut budget);
            }
            done
        });
        if done {
            return Status::Done(self.model());
        }
        let (rounds, each) = (u64::from(self.options.max_iter), self.part.outputs.len() as u64);
        if self.part.held.is_some() {
            let done = (self.trees.len() as u64 / each).min(rounds);
            return Status::Running(Progress { done, total: rounds, unit: "round" });
        }
        let total = rounds * each;
        Status::Running(Progress { done: (self.trees.len() as u64).min(total), total, unit: "tree" })
    }

    /// Does a piece of the work; whether all is done.
    fn step(&mut self, budget: &mut i64) -> bool {
        let Some(bins) = &self.bins else {
            let source = source(&self.data, &self.part, &self.options);
            self.bins = self.binning.advance(&source, budget);
            if let Some(bins) = &self.bins {
                self.slopes = vec![Slope::default(); bins.rows()];
                if self.earlier.is_none() {
                    self.part.rows = Vec::new();
                }
            }
            return false;
        };
        if let Some(earlier) = &self.earlier
            && let Some(nodes) = earlier.boosted.trees.get(self.trees.len()).cloned()
        {
            let branches = earlier.branches.get(self.trees.len()).cloned().unwrap_or_default();
            *budget -= 30 * bins.rows() as i64;
            self.take_over(nodes, branches);
            return false;
        }
        let Some((scale, rng)) = &mut self.growing else {
            if self.finished() {
                return true;
            }
            *budget -= 40 * bins.rows() as i64;
            self.plant();
            return false;
        };
        let ground = Ground { bins, growth: &self.growth, scale: *scale, slopes: &self.slopes };
        if self.grower.advance(&ground, rng, budget) {
            self.growing = None;
            self.harvest();
        }
        false
    }

    /// Number of whole iterations.
    fn iterations(&self) -> usize {
        self.trees.len() / self.part.outputs.len()
    }

    fn finished(&self) -> bool {
        let whole = self.trees.len().is_multiple_of(self.part.outputs.len());
        whole && (self.iterations() >= self.options.max_iter as usize || self.levelled())
    }

    /// Whether none of the last iterations was better than the one before them.
    fn levelled(&self) -> bool {
        let waited = self.options.n_iter_no_change;
        let losses = &self.watch.other.losses;
        let Some(at) = losses.len().checked_sub(waited + 1) else { return false };
        let reference = losses[at] - self.options.tol;
        self.part.held.is_some() && losses[at + 1..].iter().all(|&loss| loss >= reference)
    }

    /// Begins the next tree.
    fn plant(&mut self) {
        let Some(bins) = &self.bins else { return };
        let (rows, scores) = (bins.rows(), self.part.outputs.len());
        let (iteration, score) = (self.trees.len() / scores, self.trees.len() % scores);
        if score == 0 && scores > 1 {
            self.part.sample.gather(scores);
        }
        let constant = self.part.loss.constant(self.part.sample.weights.is_some());
        let scale = gradients(self.part.loss, &self.part, score, constant, &mut self.slopes);
        let rng = generator(self.seed, 2 * self.trees.len() as u32);
        let ground = Ground { bins, growth: &self.growth, scale, slopes: &self.slopes };
        let drawn = (self.options.subsample < 1.0).then(|| {
            let count = ((rows as f64 * self.options.subsample) as usize).max(1);
            (draw(self.seed, iteration as u32, rows as u32, count as u32), count)
        });
        self.grower.begin(&ground, drawn);
        self.growing = Some((scale, rng));
    }

    /// Takes the grown tree and adds its answers to the scores.
    fn harvest(&mut self) {
        let Some(bins) = &self.bins else { return };
        let score = self.trees.len() % self.part.outputs.len();
        let answers = self.answers(score);
        let rows = bins.rows();
        let raw = &mut self.part.sample.raw[score * rows..(score + 1) * rows];
        let known = self.grower.leaves().iter().map(|leaf| leaf.rows().len()).sum();
        let shares = threads::count().min(rows / MANY).max(1);
        let each = rows.div_ceil(shares);
        let grower = &self.grower;
        threads::map(raw.chunks_mut(each).enumerate().collect(), |(part, raw)| {
            grower.answer(&answers, part * each, raw);
        });
        let levels = self.growth.levels.as_deref();
        let branches = levels.map(|levels| self.grower.branches(levels)).unwrap_or_default();
        let (nodes, gains) = self.grower.take(&answers);
        for &row in &self.grower.rows()[known..] {
            raw[row as usize] += f64::from(answers[self.grower.leaf_of(bins, &nodes, row)]);
        }
        self.keep(Tree { nodes, branches, gains });
    }

    /// The answers of the leaves: steps along the gradient, or quantiles of what is left.
    fn answers(&self, score: usize) -> Vec<f32> {
        let sample = &self.part.sample;
        let share = self.part.loss.steps_by_quantile();
        let weighted = sample.weights.is_some();
        let mut rest = Vec::new();
        let answer = |leaf: &super::grower::Leaf| {
            let value = match share {
                None => leaf.value,
                Some(share) => {
                    let of = |&row: &u32| {
                        let row = row as usize;
                        let weight = sample.weights.as_ref().map_or(1.0, |w| w[row]);
                        (sample.y.at(row) - sample.raw[score * sample.rows() + row], weight)
                    };
                    rest.clear();
                    rest.extend(self.grower.rows()[leaf.rows()].iter().map(of));
                    quantile(&mut rest, share, weighted)
                }
            };
            on_grid(value * self.options.learning_rate, self.unit) as f32
        };
        self.grower.leaves().iter().map(answer).collect()
    }

    /// Adds a tree of an earlier training.
    fn take_over(&mut self, nodes: Nodes, branches: Branches) {
        let (scores, features) = (self.part.outputs.len(), self.data.x.data.ncols());
        let score = self.trees.len() % scores;
        if score == 0 && scores > 1 {
            self.part.sample.gather(scores);
        }
        let rows = self.part.rows.len();
        let raw = &mut self.part.sample.raw[score * rows..(score + 1) * rows];
        let walk = Walk::of(&nodes, &branches, self.growth.levels.as_deref());
        let mut cells = vec![0.0; features];
        for (raw, &row) in raw.iter_mut().zip(&self.part.rows) {
            cells.iter_mut().zip(self.data.x.data.row(row as usize)).for_each(|(cell, &v)| *cell = v);
            walk.for_each(&cells, features, |_, answer| *raw += f64::from(answer));
        }
        self.keep(Tree { nodes, branches, gains: Vec::new() });
    }

    /// Keeps a tree, and judges the iteration if it is its last.
    fn keep(&mut self, tree: Tree) {
        let scores = self.part.outputs.len();
        let (score, features) = (self.trees.len() % scores, self.data.x.data.ncols());
        if let Some(held) = self.part.held.as_mut().or(self.shown.as_mut()) {
            let rows = held.sample.rows();
            let raw = &mut held.sample.raw[score * rows..(score + 1) * rows];
            let walk = Walk::of(&tree.nodes, &tree.branches, self.growth.levels.as_deref());
            walk.for_each(&held.x, features, |row, answer| raw[row] += f64::from(answer));
        }
        self.trees.push(tree);
        if score + 1 == scores {
            self.judge();
        }
    }

    /// Notes the losses of rows that are learned from and of others.
    fn judge(&mut self) {
        self.watch.note(self.part.loss, &self.part.sample);
        if let Some(held) = self.part.held.as_mut().or(self.shown.as_mut()) {
            self.watch.note_other(self.part.loss, &mut held.sample);
        }
    }

    /// The model of the best iteration, or of all where no rows are held back.
    fn model(&self) -> Box<dyn Model> {
        let losses = &self.watch.other.losses;
        let best = (1..losses.len()).fold(1, |best, at| if losses[at] < losses[best] { at } else { best });
        let iterations = if self.part.held.is_some() { best } else { self.iterations() };
        let count = iterations * self.part.outputs.len();
        let features = self.data.x.data.ncols();
        let mut gains = vec![0.0; features];
        if let Some(earlier) = &self.earlier {
            gains.copy_from_slice(&earlier.boosted.gains);
        }
        for &(feature, gain) in self.trees[..count].iter().flat_map(|tree| &tree.gains) {
            gains[feature as usize] += gain;
        }
        let boosted = BoostedState {
            features: features as u32,
            classes: self.part.classes,
            link: self.part.loss.link(),
            base: self.part.base.clone(),
            outputs: self.part.outputs.clone(),
            trees: self.trees[..count].iter().map(|tree| tree.nodes.clone()).collect(),
            gains,
            planned: self.options.max_iter,
        };
        match &self.growth.levels {
            None => Box::new(boosted),
            Some(levels) => {
                let branches = self.trees[..count].iter().map(|tree| tree.branches.clone()).collect();
                Box::new(BranchedState { boosted, levels: levels.clone(), branches })
            }
        }
    }
}

fn source<'a>(data: &'a Dataset, part: &'a Part, options: &Options) -> Source<'a> {
    let weights = part.sample.weights.as_deref();
    Source {
        x: data.x.data.view(),
        kinds: &data.x.kinds,
        rows: &part.rows,
        weights,
        max_bins: options.max_bins,
    }
}

/// The number of categories by feature; none where all are numbers that are never missing.
fn levels(kinds: &[FeatureKind]) -> Option<Vec<u32>> {
    let level = |kind: &FeatureKind| match kind {
        FeatureKind::Category { levels } => *levels,
        _ => 0,
    };
    let plain = kinds.iter().all(|kind| *kind == FeatureKind::Number);
    (!plain).then(|| kinds.iter().map(level).collect())
}

/// A model that is continued.
pub(super) struct Earlier {
    boosted: BoostedState,
    /// Of each tree, where features have categories or gaps.
    branches: Vec<Branches>,
    levels: Option<Vec<u32>>,
}

impl Earlier {
    /// Of a state of this kind of model.
    pub fn of(state: &ModelState) -> Result<Self, LearnError> {
        match state.clone() {
            ModelState::Boosted(boosted) => Ok(Self { boosted, branches: Vec::new(), levels: None }),
            ModelState::Branched(BranchedState { boosted, levels, branches }) => {
                Ok(Self { boosted, branches, levels: Some(levels) })
            }
            _ => Err(LearnError::Resume("the model is of another kind")),
        }
    }

    /// Whether it can be continued with these data and parameters.
    fn check(&self, part: &Part, data: &Dataset, options: &Options) -> Result<(), LearnError> {
        let model = &self.boosted;
        model.check(data.x.data.ncols())?;
        if self.levels != levels(&data.x.kinds) {
            return Err(LearnError::Resume(
                "the features have other categories or gaps than the model knows",
            ));
        }
        if model.classes != part.classes || model.outputs != part.outputs {
            return Err(LearnError::Resume("the target has other classes than the model"));
        }
        if model.link != part.loss.link() {
            return Err(LearnError::Resume("the loss is of another kind than the model's"));
        }
        if model.iterations() > options.max_iter as usize {
            return Err(LearnError::Resume("max_iter is less than the iterations that the model has"));
        }
        Ok(())
    }
}

/// Step of the grid that leaves lie on: sums of all leaves are exact in `f64`, in any order, as
/// long as they stay within some thousand times the largest target, or within 2²² for logarithms.
fn unit(part: &Part) -> f64 {
    if part.loss.link() != Link::Identity {
        return libm::ldexp(1.0, -30);
    }
    let held = part.held.iter().flat_map(|held| held.sample.y.iter());
    let largest = part.sample.y.iter().chain(held).fold(0.0, |m: f64, y| m.max(y.abs()));
    let (_, exponent) = libm::frexp(largest);
    libm::ldexp(1.0, exponent.max(-140) - 42)
}

/// The nearest `f32` on the grid; numbers too large for a grid are on any.
fn on_grid(value: f64, unit: f64) -> f64 {
    let value = f64::from(value.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32);
    let steps = value / unit;
    if steps.abs() < (1u64 << 24) as f64 { libm::rint(steps) * unit } else { value }
}

/// Computes gradients and hessians for one score; in what whole numbers they are summed.
fn gradients(loss: Loss, part: &Part, score: usize, constant: bool, slopes: &mut [Slope]) -> Scale {
    let rows = slopes.len();
    let pieces: Vec<_> = slopes.chunks_mut(PIECE).enumerate().collect();
    let found = threads::map(pieces, |(at, piece)| {
        loss.gradients(&part.sample, score, at * PIECE, piece);
        vectorised(|| sizes(piece))
    });
    let (mut total, mut largest) = ([0.0; 2], [0.0f32; 2]);
    for (sums, most) in found {
        for at in 0..2 {
            total[at] += sums[at];
            largest[at] = largest[at].max(most[at]);
        }
    }
    Scale::new(rows, total, largest.map(f64::from), constant)
}

/// Sums of the magnitudes of gradients and hessians, and the largest of each: side by side in lanes, whose
/// sums are added in their order.
#[inline(always)]
fn sizes(piece: &[Slope]) -> ([f64; 2], [f32; 2]) {
    const LANES: usize = 8;
    let mut totals = [[0.0; LANES]; 2];
    let mut most = [[0.0f32; LANES]; 2];
    let mut add = |lane: usize, slope: &Slope| {
        for (at, size) in [slope.gradient.abs(), slope.hessian].into_iter().enumerate() {
            totals[at][lane] += f64::from(size);
            most[at][lane] = if size > most[at][lane] { size } else { most[at][lane] };
        }
    };
    let (all, rest) = piece.as_chunks::<LANES>();
    all.iter().for_each(|slopes| (0..LANES).for_each(|lane| add(lane, &slopes[lane])));
    rest.iter().enumerate().for_each(|(lane, slope)| add(lane, slope));
    let largest = most.map(|lanes| lanes.into_iter().fold(0.0, f32::max));
    (totals.map(|lanes| lanes.into_iter().sum()), largest)
}

/// Rows that an iteration's trees are grown on, then the others, both in their order (Knuth,
/// algorithm S).
fn draw(seed: u64, iteration: u32, rows: u32, count: u32) -> Vec<u32> {
    let mut rng = generator(seed, 2 * iteration + 1);
    let (mut drawn, mut rest) = (Vec::with_capacity(rows as usize), Vec::new());
    for row in 0..rows {
        if below(&mut rng, rows - row) < count - drawn.len() as u32 {
            drawn.push(row);
        } else {
            rest.push(row);
        }
    }
    drawn.extend(rest);
    drawn
}

impl Training for Boosting {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn has_best(&self) -> bool {
        self.iterations() > 0
    }

    fn watch(&mut self, rows: &Dataset) {
        if self.part.held.is_none()
            && let Some(mut shown) = self.part.others(rows)
        {
            self.watch.note_other(self.part.loss, &mut shown.sample);
            self.shown = Some(shown);
        }
    }

    fn curve(&self) -> Option<LearningCurve> {
        Some(self.watch.curve(self.part.loss))
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        self.has_best().then(|| self.model())
    }
}

//! The training of a tree or a forest: ranks first, then trees, each chunk bounded.

use super::criterion::{Criterion, Gini, SquaredError};
use super::entropy::Entropy;
use super::forest_model::{ExtraTreesState, ForestState, shares};
use super::gappy_model::{GappyKind, GappyState};
use super::grid;
use super::grower::{Ground, Grow, Grower, Grown};
use super::nodes::Nodes;
use super::options::{ClassWeight, Growth, Measure};
use super::out_of_bag::Judge;
use super::ranks::Ranks;
use super::sample::{bootstrap, generator};
use super::tree_model::TreeState;
use crate::checks::{balanced, check_dataset_for, classes, numbers, weight};
use crate::{
    Dataset, FeatureKind, LearnError, Model, ModelState, Progress, Status, Takes, Target, Training, threads,
};
use glasshouse_spec::OutOfBag;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

/// Row visits of one chunk, about 50 ms.
const CHUNK: i64 = 1_500_000;
/// Row visits after which a thread looks whether the chunk's are spent.
const SLICE: i64 = CHUNK / 16;

/// What trees take beside numbers.
pub(super) const TAKES: Takes = Takes { missing: true, categories: false, sparse: false };

/// Which forest it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Random,
    Extra,
}

impl Which {
    /// Name of the estimator.
    pub fn id(self) -> &'static str {
        match self {
            Self::Random => "random_forest",
            Self::Extra => "extra_trees",
        }
    }
}

/// What makes a forest of trees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forest {
    pub which: Which,
    pub trees: u32,
    pub bootstrap: bool,
    pub max_samples: f64,
    /// Whether it is judged by the rows that its trees were not grown on.
    pub judged: bool,
}

/// What every tree starts from.
struct Soil {
    ground: Ground,
    /// Number of classes; none for numbers.
    classes: Option<usize>,
    /// Weight of each row with its class's, where any differs from one.
    weights: Option<Vec<f64>>,
    forest: Option<Forest>,
    seed: u64,
}

/// A training of a decision tree (`forest` is none) or a random forest.
pub(super) struct Growing {
    soil: Soil,
    ranked: bool,
    active: Vec<(u32, Box<dyn Grow>)>,
    started: u32,
    grown: Vec<Option<Grown>>,
    /// Trees of an earlier training, the first ones, and the sums of their importances.
    earlier: (usize, Vec<f64>),
    judge: Option<Judge>,
    judged: Option<OutOfBag>,
}

impl Growing {
    pub fn new(
        data: Arc<Dataset>,
        growth: Growth,
        forest: Option<Forest>,
        seed: u64,
        kind: &'static str,
    ) -> Result<Self, LearnError> {
        check_dataset_for(&data, TAKES)?;
        let soil = Soil::new(data, growth, forest, seed, kind)?;
        let trees = forest.map_or(1, |f| f.trees);
        let grown = (0..trees).map(|_| None).collect();
        let width = soil.classes.unwrap_or(1);
        let judge =
            forest.is_some_and(|f| f.judged).then(|| Judge::new(soil.ground.data.x.data.nrows(), width));
        let earlier = (0, vec![0.0; soil.ground.data.x.data.ncols()]);
        Ok(Self { soil, ranked: false, active: Vec::new(), started: 0, grown, earlier, judge, judged: None })
    }

    /// Takes the trees of an earlier training of the same kind for its first ones.
    pub fn take_up(&mut self, state: &ModelState) -> Result<(), LearnError> {
        let refused = |why| Err(LearnError::Resume(why));
        let which = self.soil.forest.map(|forest| forest.which);
        let (forest, gaps, of) = match state {
            ModelState::Forest(forest) => (forest, &[][..], Which::Random),
            ModelState::ExtraTrees(state) => (&state.0, &[][..], Which::Extra),
            ModelState::Gappy(state) if state.kind == GappyKind::Random => {
                (&state.forest, &state.gaps[..], Which::Random)
            }
            ModelState::Gappy(state) if state.kind == GappyKind::Extra => {
                (&state.forest, &state.gaps[..], Which::Extra)
            }
            _ => return refused("it is no forest"),
        };
        let data = &self.soil.ground.data;
        let same = Some(of) == which
            && forest.features as usize == data.x.data.ncols()
            && forest.classes == self.soil.class_count()
            && gaps.is_empty() != self.soil.ground.gappy;
        if !same {
            return refused("it is another forest, or of other features or classes");
        }
        if forest.trees.len() > self.grown.len() {
            return refused("it has more trees than are asked for");
        }
        if !forest.goes_on() {
            return refused("it was made by a release that did not keep what its trees add up to");
        }
        for (at, tree) in forest.trees.iter().enumerate() {
            let mut nodes = tree.clone();
            if let (Some(classes), Some(units)) = (forest.classes, self.soil.ground.units) {
                grid::coarser(&mut nodes.values, classes as usize, units);
            }
            self.grown[at] = Some(Grown { nodes, gaps: gaps.get(at).cloned(), importances: Vec::new() });
        }
        self.earlier = (forest.trees.len(), forest.importances.clone());
        self.started = forest.trees.len() as u32;
        // Ranks serve the growing of trees only.
        self.ranked = self.started as usize == self.grown.len();
        Ok(())
    }

    fn chunk(&mut self) -> Status {
        let mut budget = CHUNK;
        if !self.ranked {
            let data = self.soil.ground.data.clone();
            self.ranked = self.soil.ground.ranks.advance(&data, &mut budget);
        }
        if self.ranked && budget > 0 {
            self.grow(budget);
        }
        match self.grown.iter().all(Option::is_some) && self.is_judged(budget) {
            true => {
                let trees = self.grown.iter_mut().filter_map(Option::take).collect();
                Status::Done(self.model(trees))
            }
            false => Status::Running(self.progress()),
        }
    }

    /// Judges a grown forest, if that was asked for, while the budget lasts; whether it is done.
    fn is_judged(&mut self, mut budget: i64) -> bool {
        let Some(judge) = &mut self.judge else { return true };
        let data = &self.soil.ground.data;
        while let Some(Some(tree)) = self.grown.get(judge.heard) {
            if budget <= 0 {
                return false;
            }
            let (_, counts) = self.soil.draw(judge.heard as u32);
            judge.hear(data, tree, &counts);
            budget -= 10 * counts.len() as i64;
        }
        self.judged = judge.score(data);
        self.judge = None;
        true
    }

    /// Each thread grows trees until their common budget is spent, one after the other: none waits for
    /// another's. Which thread grows which tree does not matter: a tree depends on its number only.
    fn grow(&mut self, budget: i64) {
        let threads = threads::count();
        let left = AtomicI64::new(budget * threads as i64);
        let (next, trees) = (AtomicU32::new(self.started), self.grown.len() as u32);
        let mut plots: Vec<_> = std::mem::take(&mut self.active).into_iter().map(Some).collect();
        plots.resize_with(threads, || None);
        let soil = &self.soil;
        let tend = |mut plot: Option<(u32, Box<dyn Grow>)>| {
            let mut done = Vec::new();
            while left.load(Ordering::Relaxed) > 0 {
                let start = || {
                    let tree = next.fetch_add(1, Ordering::Relaxed);
                    (tree < trees).then(|| (tree, soil.plant(tree)))
                };
                let Some((tree, mut grower)) = plot.take().or_else(start) else { break };
                let mut slice = SLICE;
                match grower.advance(&soil.ground, &mut slice) {
                    Some(grown) => done.push((tree, grown)),
                    None => plot = Some((tree, grower)),
                }
                left.fetch_sub(SLICE - slice, Ordering::Relaxed);
            }
            (plot, done)
        };
        for (plot, done) in threads::map(plots, tend) {
            self.active.extend(plot);
            done.into_iter().for_each(|(tree, grown)| self.grown[tree as usize] = Some(grown));
        }
        self.started = next.into_inner().min(trees);
    }

    fn progress(&self) -> Progress {
        if self.soil.forest.is_some() {
            let done = self.grown.iter().filter(|g| g.is_some()).count() as u64;
            return Progress { done, total: self.grown.len() as u64, unit: "tree" };
        }
        let rows = self.soil.ground.data.x.data.nrows() as u64;
        let (done, total) = self.active.first().map_or((0, rows), |(_, grower)| grower.settled());
        Progress { done, total, unit: "row" }
    }

    /// The model of the first trees.
    fn model(&self, trees: Vec<Grown>) -> Box<dyn Model> {
        let features = self.soil.ground.data.x.data.ncols();
        let classes = self.soil.class_count();
        let (earlier, sums) = &self.earlier;
        let importances = added(sums.clone(), &trees[*earlier..]);
        let (mut nodes, gaps): (Vec<Nodes>, Vec<_>) = trees.into_iter().map(|t| (t.nodes, t.gaps)).unzip();
        let features = features as u32;
        if self.soil.ground.gappy {
            let kind = match self.soil.forest.map(|forest| forest.which) {
                Some(Which::Random) => GappyKind::Random,
                Some(Which::Extra) => GappyKind::Extra,
                None => GappyKind::Tree,
            };
            let gaps = gaps.into_iter().flatten().collect();
            let forest = ForestState { features, classes, trees: nodes, importances };
            return Box::new(GappyState { kind, forest, gaps });
        }
        match self.soil.forest.map(|forest| forest.which) {
            Some(Which::Random) => Box::new(ForestState { features, classes, trees: nodes, importances }),
            Some(Which::Extra) => {
                let forest = ForestState { features, classes, trees: nodes, importances };
                Box::new(ExtraTreesState(forest))
            }
            None => {
                let importances = shares(importances);
                Box::new(TreeState { features, classes, nodes: nodes.remove(0), importances })
            }
        }
    }
}

/// Sums of importances with those of further trees.
fn added(mut sums: Vec<f64>, trees: &[Grown]) -> Vec<f64> {
    for tree in trees {
        sums.iter_mut().zip(&tree.importances).for_each(|(sum, share)| *sum += share);
    }
    sums
}

impl Soil {
    fn new(
        data: Arc<Dataset>,
        growth: Growth,
        forest: Option<Forest>,
        seed: u64,
        kind: &'static str,
    ) -> Result<Self, LearnError> {
        let (rows, features) = data.x.data.dim();
        let own = |row: usize| weight(&data, row);
        let mut weights = data.weights.clone();
        let mut centre = 0.0;
        let classes = match growth.measure {
            Measure::SquaredError => {
                let y = numbers(&data, kind)?;
                let total: f64 = (0..rows).map(own).sum();
                centre = y.iter().enumerate().map(|(row, v)| own(row) * v).sum::<f64>() / total;
                None
            }
            _ => {
                let found = classes(&data, kind)?;
                let subsample = growth.class_weight == ClassWeight::BalancedSubsample;
                let later = subsample && forest.is_some_and(|f| f.bootstrap);
                if growth.class_weight != ClassWeight::None && !later {
                    let factors = balanced(&found.totals);
                    let weighed = found.index.iter().enumerate();
                    weights = Some(weighed.map(|(row, &c)| own(row) * factors[c as usize]).collect());
                }
                Some(found.count)
            }
        };
        let ground = Ground {
            ranks: Ranks::new(rows, features, growth.drawn),
            growth,
            units: forest.map(|f| grid::units(f.trees)),
            centre,
            // Also where none is missing yet, but may be in rows to come.
            gappy: data.x.kinds.iter().any(|kind| *kind != FeatureKind::Number)
                || data.x.data.iter().any(|cell| cell.is_nan()),
            data,
        };
        Ok(Self { ground, classes, weights, forest, seed })
    }

    /// Number of classes; none for numbers.
    fn class_count(&self) -> Option<u32> {
        self.classes.map(|count| count as u32)
    }

    /// A tree's random numbers, and the weight of each row in it or how often it was drawn.
    fn draw(&self, tree: u32) -> (rand_chacha::ChaCha8Rng, Vec<f64>) {
        let mut rng = generator(self.seed, tree);
        let rows = self.ground.data.x.data.nrows();
        let weights = match self.forest {
            Some(forest) if forest.bootstrap => {
                let draws = (rows as f64 * forest.max_samples).round_ties_even().max(1.0) as u32;
                bootstrap(&mut rng, rows as u32, draws, self.weights.as_deref())
            }
            _ => self.weights.clone().unwrap_or_else(|| vec![1.0; rows]),
        };
        (rng, weights)
    }

    /// A tree at its start.
    fn plant(&self, tree: u32) -> Box<dyn Grow> {
        let (rng, counts) = self.draw(tree);
        let weights = match self.forest {
            Some(forest) if forest.bootstrap => self.balanced_anew(counts),
            _ => counts,
        };
        let ground = &self.ground;
        match (self.classes, ground.growth.measure) {
            (None, _) => boxed(SquaredError::default(), weights, rng, ground),
            (Some(classes), Measure::Entropy) => boxed(Entropy::new(classes, &weights), weights, rng, ground),
            (Some(classes), _) => boxed(Gini::new(classes), weights, rng, ground),
        }
    }

    /// With `balanced_subsample` the drawn rows of every class weigh the same in all.
    fn balanced_anew(&self, mut counts: Vec<f64>) -> Vec<f64> {
        let Target::Classes { index: y, .. } = &self.ground.data.y else { return counts };
        if self.ground.growth.class_weight != ClassWeight::BalancedSubsample {
            return counts;
        }
        let mut totals = vec![0.0; self.classes.unwrap_or(0)];
        y.iter().zip(&counts).for_each(|(&c, count)| totals[c as usize] += count);
        let factors = balanced(&totals);
        counts.iter_mut().zip(y.iter()).for_each(|(count, &c)| *count *= factors[c as usize]);
        counts
    }
}

fn boxed<C: Criterion + 'static>(
    criterion: C,
    weights: Vec<f64>,
    rng: rand_chacha::ChaCha8Rng,
    ground: &Ground,
) -> Box<dyn Grow> {
    Box::new(Grower::new(criterion, weights, rng, ground))
}

impl Training for Growing {
    fn advance(&mut self) -> Pin<Box<dyn Future<Output = Result<Status, LearnError>> + '_>> {
        Box::pin(ready(Ok(self.chunk())))
    }

    fn out_of_bag(&self) -> Option<OutOfBag> {
        self.judged.clone()
    }

    fn has_best(&self) -> bool {
        self.grown.first().is_some_and(Option::is_some)
    }

    fn best(&self) -> Option<Box<dyn Model>> {
        let whole: Vec<Grown> = self.grown.iter().map_while(Option::clone).collect();
        (!whole.is_empty()).then(|| self.model(whole))
    }
}

//! SHAP values of trees and of sums of trees, exactly (Lundberg et al., *From local explanations to global
//! understanding with explainable AI for trees*, 2020).
//!
//! The game is parted into one a leaf, whose players are the features on the way to it. Of a leaf only matters
//! which of its conditions hold, and rows share that: each such set of conditions is weighed once for a block
//! of rows.

use super::leaves::{Leaf, TreeView};
use super::weighing::{Quadrature, against};
use glasshouse_learn::ModelState;
use glasshouse_learn::boosting::BoostedState;
use glasshouse_learn::tree::{Branches, ForestState, Nodes};
use ndarray::Array2;
use std::collections::HashMap;
use std::ops::Range;

/// Rows that are explained together at most.
const BLOCK: usize = 512;
/// Steps of a piece of work.
const WORK: usize = 4_000_000;
/// Most conditions that a word marks.
const BITS: usize = 64;
/// Conditions up to which a table finds the marks.
const SMALL: usize = 10;

/// What the values are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// What is expected on the ways through the trees, by how many rows went each: the shap package's
    /// `tree_path_dependent`.
    Paths,
    /// Rows of a background: its `interventional`.
    Rows,
}

/// Where the answers of a tree's leaves go.
#[derive(Debug, Clone)]
struct Adds {
    /// Answers a leaf has.
    width: usize,
    /// Place among a leaf's answers, output, factor.
    to: Vec<(usize, usize, f64)>,
}

/// A sum of trees.
pub struct Ensemble<'a> {
    trees: Vec<(TreeView<'a>, Adds)>,
    /// What the sums begin with, by output.
    start: Vec<f64>,
    features: usize,
}

impl<'a> Ensemble<'a> {
    /// Of a model of trees; `None` of any other. Two classes have one output, that of the later: of a forest
    /// its probability, of boosted trees its log-odds. More classes have one each: probabilities, or scores
    /// before the softmax. A number is itself, or its logarithm where the model's link is that.
    pub fn of(state: &'a ModelState) -> Option<Self> {
        Some(match state {
            ModelState::Tree(s) => Self::forest(&[&s.nodes], &[], s.classes, s.features),
            ModelState::Forest(s) => Self::of_forest(s, &[]),
            ModelState::ExtraTrees(s) => Self::of_forest(&s.0, &[]),
            ModelState::Gappy(s) => Self::of_forest(&s.forest, &s.gaps),
            ModelState::Boosted(s) => Self::boosted(s, &[], &[]),
            ModelState::Branched(s) => Self::boosted(&s.boosted, &s.branches, &s.levels),
            _ => return None,
        })
    }

    fn of_forest(state: &'a ForestState, gaps: &'a [Branches]) -> Self {
        Self::forest(&state.trees.iter().collect::<Vec<_>>(), gaps, state.classes, state.features)
    }

    fn forest(trees: &[&'a Nodes], gaps: &'a [Branches], classes: Option<u32>, features: u32) -> Self {
        let share = 1.0 / trees.len() as f64;
        let width = classes.unwrap_or(1) as usize;
        let to = match classes {
            Some(2) => vec![(1, 0, share)],
            _ => (0..width).map(|k| (k, k, share)).collect(),
        };
        let adds = Adds { width, to };
        let tree = |(at, nodes): (usize, &&'a Nodes)| {
            (TreeView { nodes, branches: gaps.get(at), levels: &[] }, adds.clone())
        };
        let start = vec![0.0; adds.to.len()];
        Self { trees: trees.iter().enumerate().map(tree).collect(), start, features: features as usize }
    }

    fn boosted(state: &'a BoostedState, branches: &'a [Branches], levels: &'a [u32]) -> Self {
        let two = state.classes == Some(2);
        let add = |output: usize| match two {
            true => (0, 0, if output == 1 { 1.0 } else { -1.0 }),
            false => (0, output, 1.0),
        };
        let outputs = state.outputs.iter().cycle();
        let tree = |((at, nodes), output): ((usize, &'a Nodes), &u32)| {
            let view = TreeView { nodes, branches: branches.get(at), levels };
            (view, Adds { width: 1, to: vec![add(*output as usize)] })
        };
        let start = if two { vec![state.base[1] - state.base[0]] } else { state.base.clone() };
        let trees = state.trees.iter().enumerate().zip(outputs).map(tree).collect();
        Self { trees, start, features: state.features as usize }
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.start.len()
    }

    /// Number of trees.
    pub fn len(&self) -> usize {
        self.trees.len()
    }

    /// Whether there is no tree.
    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// How many of some rows pass through each node of a tree.
    pub fn covers(&self, tree: usize, columns: &Columns) -> Vec<f64> {
        self.trees[tree].0.covers(&columns.cells, columns.rows)
    }
}

/// Rows of the design matrix, column after column. A missing cell is NaN.
#[derive(Debug, Clone)]
pub struct Columns {
    cells: Vec<Vec<f32>>,
    rows: usize,
}

impl Columns {
    /// Of rows as estimators take them.
    pub fn of(x: &Array2<f32>) -> Self {
        let cells = x.columns().into_iter().map(|column| column.to_vec()).collect();
        Self { cells, rows: x.nrows() }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// A tree made ready to explain rows.
struct Ready {
    leaves: Vec<Leaf>,
    /// By leaf: its answers that go anywhere, each with the output.
    answers: Vec<Vec<(usize, f64)>>,
    /// By leaf: which conditions hold in the rows of the background, with the share of these; empty where the
    /// values are not compared with rows.
    background: Vec<Vec<(u64, f64)>>,
}

/// Explains rows of a sum of trees. Values are summed by group of features.
pub struct TreeShap {
    /// The tree that was taken last.
    ready: Option<Ready>,
    taken: usize,
    against: Against,
    base: Vec<f64>,
    /// Group by feature.
    groups: Vec<u32>,
    count: usize,
    quadrature: Quadrature,
}

impl TreeShap {
    /// Begins without trees: [`add`](Self::add) each of them, in order, and explain rows by it before the
    /// next. `groups` gives the group of each feature, numbered from 0.
    pub fn new(ensemble: &Ensemble<'_>, against: Against, groups: Vec<u32>) -> Self {
        debug_assert_eq!(groups.len(), ensemble.features);
        let count = groups.iter().max().map_or(0, |last| *last as usize + 1);
        let (base, quadrature) = (ensemble.start.clone(), Quadrature::default());
        Self { ready: None, taken: 0, against, base, groups, count, quadrature }
    }

    /// Takes the next tree, with the rows that pass through each of its nodes or, where values are compared
    /// with rows, these. `None` where a path has more features than are weighed against rows.
    pub fn add(&mut self, ensemble: &Ensemble<'_>, covers: &[f64], background: &Columns) -> Option<()> {
        let (view, adds) = ensemble.trees.get(self.taken)?;
        let leaves = view.leaves(covers);
        let answers = leaves.iter().map(|leaf| {
            let values = &view.nodes.values[leaf.at * adds.width..(leaf.at + 1) * adds.width];
            let to =
                adds.to.iter().map(|&(place, output, factor)| (output, f64::from(values[place]) * factor));
            to.filter(|(_, value)| *value != 0.0).collect::<Vec<_>>()
        });
        let mut ready = Ready { answers: answers.collect(), leaves, background: Vec::new() };
        if self.against == Against::Rows {
            if ready.leaves.iter().any(|leaf| leaf.conditions.len() > BITS) {
                return None;
            }
            ready.background = ready.leaves.iter().map(|leaf| shared(leaf, background)).collect();
        }
        for (at, (leaf, answers)) in ready.leaves.iter().zip(&ready.answers).enumerate() {
            let share = match ready.background.get(at) {
                None => leaf.share(),
                Some(rows) => {
                    let full = full(leaf);
                    rows.iter().filter(|(marks, _)| *marks == full).map(|(_, share)| share).sum()
                }
            };
            answers.iter().for_each(|&(output, value)| self.base[output] += share * value);
        }
        self.ready = Some(ready);
        self.taken += 1;
        Some(())
    }

    /// What is answered where nothing is known of a row, by output.
    pub fn base(&self) -> &[f64] {
        &self.base
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.count
    }

    /// Rows that the tree at hand is worth explaining at a time, in some milliseconds.
    pub fn rows_at_once(&self) -> usize {
        let cost = |leaf: &Leaf| 8 + leaf.conditions.len() * leaf.conditions.len();
        let all: usize = self.ready.iter().flat_map(|ready| &ready.leaves).map(cost).sum();
        (WORK / all.max(1)).clamp(1, BLOCK)
    }

    /// Adds what the tree at hand contributes to the values of some rows: `values` is row after row, in each
    /// group after group, in each output after output.
    pub fn explain(&mut self, columns: &Columns, rows: Range<usize>, values: &mut [f64]) {
        let Self { ready: Some(ready), quadrature, groups, count, base, .. } = self else { return };
        let outputs = base.len();
        let mut work =
            Work { marks: vec![0; rows.len()], columns, rows, groups, outputs, width: *count * outputs };
        for (at, leaf) in ready.leaves.iter().enumerate() {
            if leaf.conditions.is_empty() || ready.answers[at].is_empty() {
                continue;
            }
            let known = ready.background.get(at).map(Vec::as_slice);
            work.leaf(leaf, &ready.answers[at], known, quadrature, values);
        }
    }
}

/// Bits of all conditions of a leaf.
fn full(leaf: &Leaf) -> u64 {
    u64::MAX.checked_shr(u64::BITS - leaf.conditions.len() as u32).unwrap_or(0)
}

/// Which conditions of a leaf hold in which share of some rows.
fn shared(leaf: &Leaf, rows: &Columns) -> Vec<(u64, f64)> {
    let mut marks = vec![0; rows.rows];
    marked(leaf, rows, 0..rows.rows, &mut marks);
    marks.sort_unstable();
    let of = |same: &[u64]| (same[0], same.len() as f64 / rows.rows as f64);
    marks.chunk_by(|a, b| a == b).map(of).collect()
}

fn marked(leaf: &Leaf, columns: &Columns, rows: Range<usize>, marks: &mut [u64]) {
    marks.fill(0);
    for (bit, condition) in leaf.conditions.iter().enumerate() {
        condition.mark(&columns.cells[condition.feature as usize][rows.clone()], bit as u32, marks);
    }
}

/// Where the worths of a set of conditions are found.
enum Found {
    Table(Vec<u32>),
    Map(HashMap<u64, u32>),
}

impl Found {
    fn of(conditions: usize) -> Self {
        match conditions <= SMALL {
            true => Self::Table(vec![u32::MAX; 1 << conditions]),
            false => Self::Map(HashMap::new()),
        }
    }

    fn entry(&mut self, marks: u64) -> &mut u32 {
        match self {
            Self::Table(table) => &mut table[marks as usize],
            Self::Map(map) => map.entry(marks).or_insert(u32::MAX),
        }
    }
}

/// A block of rows that is worked on.
struct Work<'a> {
    marks: Vec<u64>,
    columns: &'a Columns,
    rows: Range<usize>,
    groups: &'a [u32],
    outputs: usize,
    /// Values of a row.
    width: usize,
}

impl Work<'_> {
    fn leaf(
        &mut self,
        leaf: &Leaf,
        answers: &[(usize, f64)],
        background: Option<&[(u64, f64)]>,
        quadrature: &mut Quadrature,
        values: &mut [f64],
    ) {
        let shares: Vec<f64> = leaf.conditions.iter().map(|condition| condition.share).collect();
        let places: Vec<usize> =
            leaf.conditions.iter().map(|c| self.groups[c.feature as usize] as usize * self.outputs).collect();
        let players = shares.len();
        if players > BITS {
            return self.long(leaf, answers, (&shares, &places), quadrature, values);
        }
        marked(leaf, self.columns, self.rows.clone(), &mut self.marks);
        let (mut found, mut worths) = (Found::of(players), Vec::<f64>::new());
        let mut game = quadrature.game(&shares);
        for (row, &marks) in self.marks.iter().enumerate() {
            let at = found.entry(marks);
            if *at == u32::MAX {
                *at = (worths.len() / players) as u32;
                let begin = worths.len();
                worths.resize(begin + players, 0.0);
                let own = &mut worths[begin..];
                match background {
                    None => game.worths(|i| marks >> i & 1 == 1, own),
                    Some(background) => against(background, marks, own),
                }
            }
            let begin = *at as usize * players;
            let own = &worths[begin..begin + players];
            add(own, &places, answers, &mut values[row * self.width..(row + 1) * self.width]);
        }
    }

    /// A leaf with more conditions than a word marks, a row at a time.
    fn long(
        &self,
        leaf: &Leaf,
        answers: &[(usize, f64)],
        (shares, places): (&[f64], &[usize]),
        quadrature: &mut Quadrature,
        values: &mut [f64],
    ) {
        let (mut worths, mut game) = (vec![0.0; shares.len()], quadrature.game(shares));
        for (row, values) in self.rows.clone().zip(values.chunks_exact_mut(self.width)) {
            let holds = |i: usize| {
                let condition = &leaf.conditions[i];
                condition.holds(self.columns.cells[condition.feature as usize][row])
            };
            game.worths(holds, &mut worths);
            add(&worths, places, answers, values);
        }
    }
}

/// Adds worths times answers to the values of a row.
#[inline]
fn add(worths: &[f64], places: &[usize], answers: &[(usize, f64)], values: &mut [f64]) {
    for &(output, answer) in answers {
        for (worth, place) in worths.iter().zip(places) {
            values[place + output] += worth * answer;
        }
    }
}

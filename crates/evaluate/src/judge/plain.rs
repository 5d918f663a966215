//! Raw columns as a shallow tree can ask about them: the ranks of numbers and dates, yes or no for each frequent
//! category. Ranks keep their order in `f32` whatever the numbers, and a threshold between two of them is told
//! by the cells on either side.

use glasshouse_learn::tree::{LEAF, Nodes};
use glasshouse_learn::{Dataset, Features, ModelState, Status, Target, find};
use glasshouse_spec::{CellTest, ColumnType, Condition, ParamValue, ParamValues, TaskKind};
use glasshouse_stats::quantile_sorted;
use glasshouse_table::{Column, Table, number_label};
use ndarray::Array2;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Categories of a column that are asked about each by itself.
const LEVELS: usize = 15;
/// What stands for a missing cell: below every rank.
const MISSING: f32 = -1.0;

/// A question that a tree can ask.
enum Question {
    /// Which of these values, ascending, a cell has.
    Rank { column: String, time: bool, values: Vec<f64>, gaps: bool },
    /// Whether a cell is this category.
    Level { column: String, level: String },
}

/// Raw columns of some rows of a table as numbers.
pub(crate) struct Plain {
    /// The rows, ascending.
    rows: Vec<u32>,
    questions: Vec<Question>,
    /// A column of cells for each question.
    cells: Vec<Vec<f32>>,
}

/// A leaf of a tree: the conditions that lead to it.
pub(crate) struct Leaf {
    /// What the cells meet.
    pub filter: Vec<Condition>,
    /// The same in words.
    pub words: String,
}

impl Plain {
    /// Columns of some rows as questions, a column at a time; text and ids are not asked about.
    pub async fn of(table: &Table, columns: &[String], mut rows: Vec<u32>, pause: &impl AsyncFn()) -> Self {
        rows.sort_unstable();
        rows.dedup();
        let mut plain = Self { rows, questions: Vec::new(), cells: Vec::new() };
        for name in columns {
            pause().await;
            let Some(column) = table.column(name) else { continue };
            match column.kind {
                ColumnType::Numeric | ColumnType::Datetime => plain.add_ranks(column),
                ColumnType::Categorical | ColumnType::Boolean => plain.add_levels(column),
                ColumnType::Text | ColumnType::Id => {}
            }
        }
        plain
    }

    fn add_ranks(&mut self, column: &Column) {
        let cells: Vec<Option<f64>> = self.rows.iter().map(|row| value(column, *row as usize)).collect();
        let mut values: Vec<f64> = cells.iter().flatten().copied().collect();
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        let rank = |cell: &Option<f64>| match cell {
            Some(cell) => values.partition_point(|value| value < cell) as f32,
            None => MISSING,
        };
        self.cells.push(cells.iter().map(rank).collect());
        // Rows that are not here may lack a cell, too.
        let (time, gaps) = (column.kind == ColumnType::Datetime, column.missing() > 0);
        self.questions.push(Question::Rank { column: column.name.clone(), time, values, gaps });
    }

    fn add_levels(&mut self, column: &Column) {
        let labels: Vec<Option<String>> = self.rows.iter().map(|row| column.label(*row as usize)).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        labels.iter().flatten().for_each(|label| *counts.entry(label).or_default() += 1);
        let mut levels: Vec<(&str, usize)> = counts.into_iter().collect();
        levels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (level, _) in levels.into_iter().take(LEVELS) {
            let is = |label: &Option<String>| f32::from(u8::from(label.as_deref() == Some(level)));
            self.cells.push(labels.iter().map(is).collect());
            self.questions.push(Question::Level { column: column.name.clone(), level: level.into() });
        }
    }

    /// Some rows as a design matrix.
    pub fn features(&self, rows: &[u32]) -> Features {
        let names: Vec<String> = (0..self.cells.len()).map(|at| at.to_string()).collect();
        let shape = (rows.len(), self.cells.len());
        let places: Vec<usize> = rows.iter().map(|row| self.place(*row)).collect();
        let data = Array2::from_shape_fn(shape, |(row, at)| self.cells[at][places[row]]);
        Features::new(names, data)
    }

    /// Where the cells of a row stand.
    fn place(&self, row: u32) -> usize {
        self.rows.partition_point(|own| *own < row)
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// The leaves of a tree grown on some rows, and the leaf of each of some others.
    pub fn leaves(&self, tree: &ModelState, rows: &[u32]) -> (Vec<Leaf>, Vec<usize>) {
        let ModelState::Tree(tree) = tree else { return (Vec::new(), Vec::new()) };
        let nodes = &tree.nodes;
        let mut leaves = Vec::new();
        let mut number = vec![0; nodes.len()];
        let mut open = vec![(0_usize, BTreeMap::<u32, (f32, f32)>::new())];
        while let Some((node, bounds)) = open.pop() {
            let feature = nodes.feature[node];
            if feature == LEAF {
                number[node] = leaves.len();
                leaves.push(self.leaf(&bounds));
                continue;
            }
            let threshold = nodes.threshold[node];
            let (low, high) = bounds.get(&feature).copied().unwrap_or((f32::NEG_INFINITY, f32::INFINITY));
            let (mut left, mut right) = (bounds.clone(), bounds);
            left.insert(feature, (low, high.min(threshold)));
            right.insert(feature, (low.max(threshold), high));
            open.push((nodes.left[node] as usize, left));
            open.push((nodes.right[node] as usize, right));
        }
        let leaf_of = |row: &u32| {
            let mut last = 0;
            self.walk(nodes, *row, |node| last = node);
            number[last]
        };
        (leaves, rows.iter().map(leaf_of).collect())
    }

    /// Tells the nodes that a row comes through, from the root on.
    pub fn walk(&self, nodes: &Nodes, row: u32, mut at: impl FnMut(usize)) {
        let (place, mut node) = (self.place(row), 0);
        loop {
            at(node);
            if nodes.feature[node] == LEAF {
                return;
            }
            let cell = self.cells[nodes.feature[node] as usize][place];
            let left = cell <= nodes.threshold[node];
            node = if left { nodes.left[node] } else { nodes.right[node] } as usize;
        }
    }

    /// What holds on one side of a node, in words, and the column that it asks for.
    pub fn way(&self, feature: u32, threshold: f32, left: bool) -> (String, String) {
        let bounds = if left { (f32::NEG_INFINITY, threshold) } else { (threshold, f32::INFINITY) };
        let question = &self.questions[feature as usize];
        let column = match question {
            Question::Rank { column, .. } | Question::Level { column, .. } => column.clone(),
        };
        (condition(question, bounds).1, column)
    }

    /// Conditions that the bounds of a leaf come to.
    fn leaf(&self, bounds: &BTreeMap<u32, (f32, f32)>) -> Leaf {
        let told: Vec<(Condition, String)> =
            bounds.iter().map(|(at, bounds)| condition(&self.questions[*at as usize], *bounds)).collect();
        let (filter, words): (Vec<Condition>, Vec<String>) = told.into_iter().unzip();
        Leaf { filter, words: words.join(" and ") }
    }
}

/// What a question's cell above the first bound and up to the second meets.
fn condition(question: &Question, (low, high): (f32, f32)) -> (Condition, String) {
    match question {
        Question::Level { column, level } => {
            let negate = high < 1.0;
            let test = CellTest::OneOf { values: vec![level.clone()] };
            let verb = if negate { "is not" } else { "=" };
            (Condition { column: column.clone(), test, negate }, format!("{column} {verb} {level}"))
        }
        Question::Rank { column, time, values, gaps } => {
            // Ranks are whole numbers, and thresholds lie between them.
            let first = if low < MISSING { None } else { Some((low.floor() + 1.0).max(0.0) as usize) };
            let last = (high < values.len() as f32).then(|| high.floor());
            let at = |i: usize| values.get(i).copied().unwrap_or(f64::NAN);
            let shown = |x: f64| told(x, *time);
            let of = |test, negate| Condition { column: column.clone(), test, negate };
            let bound = |x: f64| if *time { x / 1000.0 } else { x };
            match (first, last) {
                (_, Some(last)) if last < 0.0 => {
                    (of(CellTest::Missing, false), format!("{column} is missing"))
                }
                (None, Some(last)) if *gaps => {
                    let above = at(last as usize + 1);
                    let test = CellTest::Range { min: Some(bound(above)), max: None };
                    (of(test, true), format!("{column} < {} or missing", shown(above)))
                }
                (first, last) => {
                    let (min, max) = (first.map(at), last.map(|last| at(last as usize)));
                    let words = match (min, max) {
                        (Some(min), Some(max)) if min == max => format!("{column} = {}", shown(min)),
                        (Some(min), Some(max)) => format!("{} ≤ {column} ≤ {}", shown(min), shown(max)),
                        (Some(min), None) => format!("{column} ≥ {}", shown(min)),
                        (None, Some(max)) => format!("{column} ≤ {}", shown(max)),
                        (None, None) => format!("{column} is any"),
                    };
                    (of(CellTest::Range { min: min.map(bound), max: max.map(bound) }, false), words)
                }
            }
        }
    }
}

fn told(x: f64, time: bool) -> String {
    match time {
        true => Column::from_times("", vec![Some(x as i64)]).label(0).unwrap_or_default(),
        false => number_label(x),
    }
}

/// A number, or an instant in microseconds.
pub(super) fn value(column: &Column, row: usize) -> Option<f64> {
    match column.times() {
        _ if column.is_missing(row) => None,
        Some(times) => Some(times.value(row) as f64),
        None => column.number(row),
    }
}

/// A shallow tree, grown in bounded pieces, whose leaves have so many rows at least; `None` where nothing can be
/// learned.
pub(crate) async fn grow(
    (x, y): (Features, Target),
    task: TaskKind,
    (depth, least): (i64, usize),
    pause: &impl AsyncFn(),
) -> Option<ModelState> {
    let params = ParamValues::from([
        ("max_depth".to_string(), ParamValue::Int(depth)),
        ("min_samples_leaf".to_string(), ParamValue::Int(least as i64)),
    ]);
    let estimator = find("decision_tree")?.build(task, &params).ok()?;
    let mut training = estimator.start(Arc::new(Dataset { x, y, weights: None }), 0).ok()?;
    loop {
        match training.advance().await.ok()? {
            Status::Done(model) => return Some(model.state()),
            Status::Running(_) => pause().await,
        }
    }
}

/// The value below which a share of the values lie; of none zero.
pub(super) fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile_sorted(&sorted, q).unwrap_or(0.0)
}

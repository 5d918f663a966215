//! A shallow tree that answers as a model does, as far as it can: the model in rules (Craven and Shavlik, *Extracting
//! tree-structured representations of trained networks*, 1996, in its plainest form).
//!
//! It is grown on the model's answers to some rows, over raw columns, and compared with the model on other rows, so
//! that its fidelity is none of its own making.

use super::ground::Ground;
use crate::EvaluateError;
use crate::judge::plain::{Leaf, Plain, grow};
use glasshouse_learn::tree::{LEAF, Nodes};
use glasshouse_learn::{ModelState, Prediction, Target};
use glasshouse_spec::{ColumnType, SurrogateNode, SurrogateRule, TaskKind};
use glasshouse_table::number_label;

/// Rows of a leaf at least: a hundredth, and no fewer than these.
const LEAST: usize = 5;
const SHARE: usize = 100;

/// What the model answers to some rows: places of classes, or numbers.
enum Answered {
    Classes(Vec<u32>),
    Numbers(Vec<f64>),
}

/// The tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Surrogate {
    /// On the rows that it was compared on, the share of equal answers, or R²; none where that is not defined.
    pub fidelity: Option<f64>,
    /// The same of the most frequent answer, or the mean of those that it was grown on.
    pub constant: Option<f64>,
    /// The nodes, each before those below it.
    pub nodes: Vec<SurrogateNode>,
    /// The leaves, those of most rows first.
    pub rules: Vec<SurrogateRule>,
    /// Columns that cannot be asked about.
    pub not_asked: Vec<String>,
}

/// Grows a tree of at most `depth` questions on the model's answers to the background of the ground, and compares it
/// with the model on its rows. O(rows · log rows · columns), and the model's answers to all rows.
///
/// # Errors
/// A model that answers neither with a class nor with a number, or with several; what the preparation refuses; no
/// column that can be asked about.
pub async fn surrogate(
    ground: &Ground<'_>,
    depth: u32,
    pause: &impl AsyncFn(f64),
) -> Result<Surrogate, EvaluateError> {
    super::reached::Answers::of(ground.pipeline)?;
    let task = ground.pipeline.state().task_report();
    let answers = async |rows: &[u32], from: f64| {
        let share = async |done: f64| pause(from + 0.3 * done).await;
        Ok::<_, EvaluateError>(answered(ground.answered(rows, &share).await?))
    };
    let learnt = answers(ground.background, 0.0).await?;
    let told = answers(ground.rows, 0.3).await?;
    let inputs = &ground.pipeline.state().inputs;
    let (asked, not_asked): (Vec<_>, Vec<_>) =
        inputs.iter().partition(|input| !matches!(input.kind, ColumnType::Text | ColumnType::Id));
    let names = |of: Vec<&glasshouse_prepare::InputColumn>| -> Vec<String> {
        of.into_iter().map(|input| input.name.clone()).collect()
    };
    let still = async || pause(0.65).await;
    let all = [ground.background, ground.rows].concat();
    let plain = Plain::of(ground.table, &names(asked), all, &still).await;
    let nothing = EvaluateError::NotExplained {
        message: "no column that the model reads can be asked about in a tree".into(),
        remedy: "Text and ids are not asked about: look at the contributions of columns instead.",
    };
    if plain.is_empty() || ground.background.is_empty() {
        return Err(nothing);
    }
    let least = (ground.background.len() / SHARE).max(LEAST);
    let (target, kind) = target(&learnt, &task.classes);
    let still = async || pause(0.8).await;
    let seen = (plain.features(ground.background), target);
    let grown = grow(seen, kind, (i64::from(depth), least), &still).await.ok_or(nothing)?;
    pause(0.95).await;
    let tree = Grown { plain: &plain, tree: &grown, classes: &task.classes };
    Ok(tree.told(ground, (&learnt, &told), names(not_asked)))
}

fn answered(prediction: Prediction) -> Answered {
    match prediction {
        Prediction::Classes { index, .. } | Prediction::Groups { index, .. } => Answered::Classes(index),
        Prediction::Numbers(numbers) => Answered::Numbers(numbers),
        Prediction::Several(_) => Answered::Numbers(Vec::new()),
    }
}

fn target(answered: &Answered, classes: &[String]) -> (Target, TaskKind) {
    match answered {
        Answered::Classes(index) => {
            let target = Target::Classes { labels: classes.to_vec().into(), index: index.clone() };
            (target, TaskKind::Classification)
        }
        Answered::Numbers(numbers) => (Target::Numbers(numbers.clone()), TaskKind::Regression),
    }
}

impl Ground<'_> {
    /// The model's answers to some rows of the table. Where steps look along the rows they stand among all.
    async fn answered(&self, rows: &[u32], pause: &impl AsyncFn(f64)) -> Result<Prediction, EvaluateError> {
        let x = self.features(rows, pause).await?;
        Ok(glasshouse_prepare::answer(self.pipeline.model(), &x, &async |_| pause(1.0).await).await)
    }
}

/// A grown tree with what its questions mean.
struct Grown<'a> {
    plain: &'a Plain,
    tree: &'a ModelState,
    classes: &'a [String],
}

impl Grown<'_> {
    fn told(
        &self,
        ground: &Ground<'_>,
        (learnt, told): (&Answered, &Answered),
        not_asked: Vec<String>,
    ) -> Surrogate {
        let ModelState::Tree(state) = self.tree else {
            return Surrogate {
                fidelity: None,
                constant: None,
                nodes: Vec::new(),
                rules: Vec::new(),
                not_asked,
            };
        };
        let nodes = self.nodes(&state.nodes, ground.background, learnt);
        let (leaves, at) = self.plain.leaves(self.tree, ground.rows);
        // Both go through the leaves in the same order.
        let answers: Vec<&SurrogateNode> = {
            let is_leaf = |at: usize| !nodes.iter().any(|node| node.parent == Some(at as u32));
            let order = leaf_order(&state.nodes);
            let leaves = nodes.iter().enumerate().filter(|(at, _)| is_leaf(*at)).map(|(_, node)| node);
            let leaves: Vec<&SurrogateNode> = leaves.collect();
            order.into_iter().map(|place| leaves[place]).collect()
        };
        let amounts: Vec<f64> = at.iter().map(|leaf| answers[*leaf].amount).collect();
        let root = nodes.first().map_or(0.0, |root| root.amount);
        let mut rules: Vec<SurrogateRule> = leaves
            .into_iter()
            .enumerate()
            .map(|(leaf, of)| rule(of, answers[leaf], (leaf, &at), told))
            .collect();
        rules.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.words.cmp(&b.words)));
        Surrogate {
            fidelity: fidelity(told, &amounts),
            constant: fidelity(told, &vec![root; amounts.len()]),
            nodes,
            rules,
            not_asked,
        }
    }

    /// The nodes with what the rows that come to them are answered.
    fn nodes(&self, tree: &Nodes, rows: &[u32], answered: &Answered) -> Vec<SurrogateNode> {
        let mut come: Vec<Vec<usize>> = vec![Vec::new(); tree.len()];
        for (at, row) in rows.iter().enumerate() {
            self.plain.walk(tree, *row, |node| come[node].push(at));
        }
        let mut nodes = Vec::with_capacity(tree.len());
        let mut open = vec![(0_usize, None, None)];
        while let Some((node, parent, asked)) = open.pop() {
            let (way, column) = asked.unwrap_or_default();
            let (answer, amount, share) = self.answer(&come[node], answered);
            let place = nodes.len() as u32;
            nodes.push(SurrogateNode {
                parent,
                way,
                column,
                answer,
                amount,
                share,
                rows: come[node].len() as u64,
            });
            if tree.feature[node] != LEAF {
                for left in [false, true] {
                    let child = if left { tree.left[node] } else { tree.right[node] } as usize;
                    let (words, column) = self.plain.way(tree.feature[node], tree.threshold[node], left);
                    open.push((child, Some(place), Some((words, Some(column)))));
                }
            }
        }
        nodes
    }

    /// The most frequent answer, the first of equals, or the mean.
    fn answer(&self, rows: &[usize], answered: &Answered) -> (String, f64, Option<f64>) {
        let n = rows.len().max(1) as f64;
        match answered {
            Answered::Classes(index) => {
                let mut counts = vec![0_usize; self.classes.len()];
                rows.iter().for_each(|row| counts[index[*row] as usize] += 1);
                let most =
                    (0..counts.len()).reduce(|a, b| if counts[b] > counts[a] { b } else { a }).unwrap_or(0);
                let name = self.classes.get(most).cloned().unwrap_or_default();
                (name, most as f64, Some(counts.get(most).copied().unwrap_or(0) as f64 / n))
            }
            Answered::Numbers(numbers) => {
                let mean = rows.iter().map(|row| numbers[*row]).sum::<f64>() / n;
                (number_label(rounded(mean)), mean, None)
            }
        }
    }
}

/// A number to four digits: a leaf's mean has no more to say.
fn rounded(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let scale = libm::pow(10.0, 3.0 - libm::floor(libm::log10(x.abs())));
    (x * scale).round() / scale
}

/// Of the leaves as [`Plain::leaves`] numbers them, the places among those that are met from left to right.
fn leaf_order(tree: &Nodes) -> Vec<usize> {
    let mut met = vec![0; tree.len()];
    let (mut open, mut count) = (vec![0_usize], 0);
    while let Some(node) = open.pop() {
        if tree.feature[node] == LEAF {
            met[node] = count;
            count += 1;
            continue;
        }
        open.push(tree.right[node] as usize);
        open.push(tree.left[node] as usize);
    }
    let (mut open, mut order) = (vec![0_usize], Vec::with_capacity(count));
    while let Some(node) = open.pop() {
        if tree.feature[node] == LEAF {
            order.push(met[node]);
            continue;
        }
        open.push(tree.left[node] as usize);
        open.push(tree.right[node] as usize);
    }
    order
}

fn rule(leaf: Leaf, node: &SurrogateNode, (place, at): (usize, &[usize]), told: &Answered) -> SurrogateRule {
    let rows: Vec<usize> = (0..at.len()).filter(|row| at[*row] == place).collect();
    let n = rows.len() as f64;
    let agrees = (!rows.is_empty()).then(|| match told {
        Answered::Classes(index) => {
            rows.iter().filter(|row| f64::from(index[**row]) == node.amount).count() as f64 / n
        }
        Answered::Numbers(numbers) => {
            rows.iter().map(|row| (numbers[*row] - node.amount).abs()).sum::<f64>() / n
        }
    });
    SurrogateRule {
        words: leaf.words,
        filter: leaf.filter,
        answer: node.answer.clone(),
        rows: rows.len() as u64,
        agrees,
    }
}

/// The share of equal answers, or R² against the model's numbers; none without rows or where these do not vary.
fn fidelity(told: &Answered, amounts: &[f64]) -> Option<f64> {
    if amounts.is_empty() {
        return None;
    }
    match told {
        Answered::Classes(index) => {
            let equal = index.iter().zip(amounts).filter(|(class, own)| f64::from(**class) == **own).count();
            Some(equal as f64 / amounts.len() as f64)
        }
        Answered::Numbers(numbers) => {
            let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
            let all: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
            let left: f64 = numbers.iter().zip(amounts).map(|(x, own)| (x - own) * (x - own)).sum();
            (all > 0.0).then(|| 1.0 - left / all)
        }
    }
}

//! Which rows each fold trains on and which it scores, as scikit-learn's splitters part them.

use crate::arrange::{group_column, time_column};
use crate::split::{shuffle, time_order};
use crate::stratify::bins;
use crate::{Arranged, EvaluateError};
use glasshouse_learn::Target;
use glasshouse_spec::{DEFAULT_FOLDS, FoldMethod, Place, Recipe, SplitMethod, Warning};
use glasshouse_stats::{k_fold, stratified_k_fold};
use glasshouse_table::Column;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Folds at most, times repeats; of [`FoldMethod::LeaveOneOut`] rows at most.
const MOST: u32 = 100_000;

/// The rows of one fold, ascending, as the arranged table numbers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Which repeat it is in, from 0.
    pub repeat: u32,
    /// Its number there, from 0.
    pub number: u32,
    /// Rows that are trained on.
    pub train: Vec<u32>,
    /// Rows that are scored.
    pub test: Vec<u32>,
}

/// The folds of a recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct FoldPlan {
    /// How the rows are parted.
    pub method: FoldMethod,
    /// Folds of each repeat.
    pub count: u32,
    /// Times that the rows are parted.
    pub repeats: u32,
    /// The folds, repeat by repeat.
    pub folds: Vec<Fold>,
    /// What to look at.
    pub warnings: Vec<Warning>,
}

/// Places of the rows that are trained on and of those that are scored.
type Parted = (Vec<u32>, Vec<u32>);

/// Parts some of the arranged rows into folds as the recipe's `evaluate` says: `cv` of them (5), `cv_repeats`
/// times (once), by `cv_method`, which follows the split when left out (time, group, else stratified for classes
/// and plain for numbers). `rows` ascend. The recipe's seed shuffles; groups are first dealt out by their size as
/// scikit-learn does it, and times are not shuffled. O(folds · rows).
///
/// # Errors
/// Fewer than two folds, or more than there are rows, groups or rows of any class; a method whose column is not
/// named; repeats of what comes out the same every time.
pub fn folds(arranged: &Arranged, of: &[u32], recipe: &Recipe) -> Result<FoldPlan, EvaluateError> {
    let method = recipe.evaluate.cv_method.unwrap_or_else(|| default_method(arranged, recipe));
    let repeats = recipe.evaluate.cv_repeats.unwrap_or(1);
    let count = match method {
        FoldMethod::LeaveOneOut => of.len() as u32,
        _ => recipe.evaluate.cv.unwrap_or(DEFAULT_FOLDS),
    };
    refuse_counts(method, count, repeats, of.len())?;
    let mut warnings = Vec::new();
    let mut folds = Vec::new();
    for repeat in 0..repeats {
        let seed = recipe.seed.wrapping_add(u64::from(repeat));
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        // Places among `of`, not rows.
        let parted = match method {
            FoldMethod::KFold => held_out(of.len(), k_fold(&shuffled(of.len(), &mut rng), count as usize)),
            FoldMethod::StratifiedKFold => {
                let classes = classes(arranged, of, count, &mut warnings)?;
                let order = shuffled(of.len(), &mut rng);
                held_out(of.len(), stratified_k_fold(&classes, &order, count as usize))
            }
            FoldMethod::GroupKFold => {
                let groups = groups(arranged, of, recipe)?;
                let shuffles = (repeat > 0).then_some(&mut rng);
                held_out(of.len(), by_group(groups, count, shuffles)?)
            }
            FoldMethod::TimeSeriesSplit => by_time(&in_time(arranged, of, recipe)?, count as usize)?,
            FoldMethod::LeaveOneOut => held_out(of.len(), (0..count).map(|row| vec![row]).collect()),
        };
        let there = |places: Vec<u32>| places.into_iter().map(|place| of[place as usize]).collect();
        folds.extend((0..).zip(parted).map(|(number, (train, test))| Fold {
            repeat,
            number,
            train: there(train),
            test: there(test),
        }));
    }
    warnings.dedup();
    Ok(FoldPlan { method, count, repeats, folds, warnings })
}

/// As the recipe splits the rows.
fn default_method(arranged: &Arranged, recipe: &Recipe) -> FoldMethod {
    match (recipe.split.method, first(&arranged.target)) {
        (Some(SplitMethod::Time), _) => FoldMethod::TimeSeriesSplit,
        (Some(SplitMethod::Group), _) => FoldMethod::GroupKFold,
        (Some(SplitMethod::Random), _) => FoldMethod::KFold,
        (Some(SplitMethod::Stratified), _) | (_, Target::Classes { .. }) => FoldMethod::StratifiedKFold,
        _ => FoldMethod::KFold,
    }
}

fn refuse_counts(method: FoldMethod, count: u32, repeats: u32, rows: usize) -> Result<(), EvaluateError> {
    let refused = |parameter: &'static str, message: String, remedy: &'static str| {
        Err(EvaluateError::Folds { parameter, column: None, message, remedy })
    };
    if count < 2 {
        let message = format!("{count} folds part nothing: one is scored while the others train");
        return refused("evaluate.cv", message, "Set evaluate.cv to 2 or more.");
    }
    if count as usize > rows {
        let message = format!("{count} folds are more than the {rows} rows");
        return refused("evaluate.cv", message, "Set evaluate.cv to fewer folds, or give more rows.");
    }
    if repeats == 0 || count.saturating_mul(repeats) > MOST {
        let message = format!("{count} folds, {repeats} times, are not between 1 and {MOST} in all");
        return refused("evaluate.cv_repeats", message, "Set evaluate.cv_repeats to 1 or a few.");
    }
    if repeats > 1 && matches!(method, FoldMethod::TimeSeriesSplit | FoldMethod::LeaveOneOut) {
        let message = format!("{} parts the rows in one way only, and is to be repeated", method.name());
        return refused("evaluate.cv_repeats", message, "Leave evaluate.cv_repeats out.");
    }
    Ok(())
}

/// The first of several targets, which folds keep the classes of.
fn first(target: &Target) -> &Target {
    match target {
        Target::Several(targets) => targets.first().unwrap_or(target),
        one => one,
    }
}

fn shuffled(rows: usize, rng: &mut ChaCha8Rng) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows as u32).collect();
    shuffle(&mut order, rng);
    order
}

/// Each fold's training rows beside it: all others.
fn held_out(rows: usize, tests: Vec<Vec<u32>>) -> Vec<Parted> {
    let others = |test: &[u32]| {
        let mut held = test.iter().copied().peekable();
        (0..rows as u32).filter(|row| held.next_if_eq(row).is_none()).collect()
    };
    tests.into_iter().map(|test| (others(&test), test)).collect()
}

/// The class of each row, or the range that its number is in.
fn classes(
    arranged: &Arranged,
    of: &[u32],
    count: u32,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<u32>, EvaluateError> {
    let at = |all: &[u32]| -> Vec<u32> { of.iter().map(|row| all[*row as usize]).collect() };
    match first(&arranged.target) {
        Target::Classes { labels, index } => {
            let index = at(index);
            let mut counts = vec![0_u32; labels.len()];
            index.iter().for_each(|class| counts[*class as usize] += 1);
            let few = labels.iter().zip(&counts).filter(|(_, rows)| (1..count).contains(*rows));
            warnings.extend(few.map(|(label, rows)| rare(label, *rows, count)));
            Ok(index)
        }
        Target::Numbers(numbers) => {
            let own: Vec<f64> = of.iter().map(|row| numbers[*row as usize]).collect();
            Ok(bins(&own))
        }
        _ => Err(EvaluateError::NothingToStratify),
    }
}

fn rare(label: &str, rows: u32, folds: u32) -> Warning {
    let noun = if rows == 1 { "row" } else { "rows" };
    let message =
        format!("the class \"{label}\" has {rows} {noun}, so it is missing in some of {folds} folds");
    Warning::new("cv.rare_class", message, Place::parameter("evaluate.cv"))
}

fn column<'a>(
    arranged: &'a Arranged,
    name: Option<String>,
    method: FoldMethod,
    role: &'static str,
) -> Result<&'a Column, EvaluateError> {
    let refused = |message: String| EvaluateError::Folds {
        parameter: "evaluate.cv_method",
        column: None,
        message,
        remedy: "Give the column its role, or name it as split.column with the split of that kind.",
    };
    let Some(name) = name else {
        return Err(refused(format!("{} needs a column with the role {role}", method.name())));
    };
    let found = arranged.table.column(&name).map(AsRef::as_ref);
    found.ok_or_else(|| refused(format!("there is no column \"{name}\" for {}", method.name())))
}

/// The places of the rows of each group, in the order of their names.
fn groups(arranged: &Arranged, of: &[u32], recipe: &Recipe) -> Result<Vec<Vec<u32>>, EvaluateError> {
    let column = column(arranged, group_column(recipe), FoldMethod::GroupKFold, "group")?;
    let mut groups: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (place, row) in (0_u32..).zip(of) {
        let label = column.label(*row as usize).ok_or_else(|| EvaluateError::Folds {
            parameter: "evaluate.cv_method",
            column: Some((column.name.clone(), Some(u64::from(*row)))),
            message: format!("a row has no value in column \"{}\", which tells its group", column.name),
            remedy: "Fill the cells, or drop the rows with the clean step drop_missing.",
        })?;
        groups.entry(label).or_default().push(place);
    }
    Ok(groups.into_values().collect())
}

/// Groups, the largest first, each to the fold with the fewest rows: scikit-learn's `GroupKFold`. With a
/// generator the groups come in random order.
fn by_group(
    mut groups: Vec<Vec<u32>>,
    count: u32,
    shuffles: Option<&mut ChaCha8Rng>,
) -> Result<Vec<Vec<u32>>, EvaluateError> {
    if groups.len() < count as usize {
        return Err(EvaluateError::Folds {
            parameter: "evaluate.cv",
            column: None,
            message: format!("{count} folds are more than the {} groups", groups.len()),
            remedy: "Set evaluate.cv to fewer folds.",
        });
    }
    match shuffles {
        Some(rng) => shuffle(&mut groups, rng),
        None => {
            groups.sort_by_key(Vec::len);
            groups.reverse();
        }
    }
    let mut folds = vec![Vec::new(); count as usize];
    for group in groups {
        let lightest = (0..folds.len()).min_by_key(|fold| folds[*fold].len()).unwrap_or_default();
        folds[lightest].extend(group);
    }
    folds.iter_mut().for_each(|fold| fold.sort_unstable());
    Ok(folds)
}

/// Places of the rows, the earliest first.
fn in_time(arranged: &Arranged, of: &[u32], recipe: &Recipe) -> Result<Vec<u32>, EvaluateError> {
    let column = column(arranged, time_column(recipe), FoldMethod::TimeSeriesSplit, "time")?;
    let mut place = vec![None; arranged.table.rows()];
    (0_u32..).zip(of).for_each(|(at, row)| place[*row as usize] = Some(at));
    Ok(time_order(column)?.into_iter().filter_map(|row| place[row as usize]).collect())
}

/// scikit-learn's `TimeSeriesSplit`: of `count + 1` pieces each but the first is scored after training on all
/// before it.
fn by_time(order: &[u32], count: usize) -> Result<Vec<Parted>, EvaluateError> {
    let size = order.len() / (count + 1);
    if size == 0 {
        return Err(EvaluateError::Folds {
            parameter: "evaluate.cv",
            column: None,
            message: format!("{count} folds in time need more than {count} rows"),
            remedy: "Set evaluate.cv to fewer folds, or give more rows.",
        });
    }
    let ascending = |rows: &[u32]| {
        let mut rows = rows.to_vec();
        rows.sort_unstable();
        rows
    };
    let first = order.len() - count * size;
    let begins = (0..count).map(|fold| first + fold * size);
    Ok(begins.map(|begin| (ascending(&order[..begin]), ascending(&order[begin..begin + size]))).collect())
}

//! Folds for what is fitted on some rows and answers the others: which rows each of them holds.

use std::collections::BTreeMap;

/// Rows of each of `count` folds of `rows` rows, in the given order one fold after the other, as even as can
/// be: scikit-learn's `KFold`, with `order` a permutation where it shuffles. Folds may be empty.
pub fn k_fold(order: &[u32], count: usize) -> Vec<Vec<u32>> {
    let (size, larger) = (order.len() / count.max(1), order.len() % count.max(1));
    let mut rest = order;
    (0..count)
        .map(|fold| {
            let (rows, left) = rest.split_at(size + usize::from(fold < larger));
            rest = left;
            let mut fold = rows.to_vec();
            fold.sort_unstable();
            fold
        })
        .collect()
}

/// Rows of each of `count` folds that have the same share of each class, as near as can be: scikit-learn's
/// `StratifiedKFold`. `order` says in which order the rows of a class are dealt out: ascending, or shuffled.
pub fn stratified_k_fold(classes: &[u32], order: &[u32], count: usize) -> Vec<Vec<u32>> {
    // Classes are numbered by their first row, and their rows dealt out in turn.
    let mut number_of = BTreeMap::new();
    let mut sizes: Vec<usize> = Vec::new();
    for class in classes {
        let number = *number_of.entry(*class).or_insert(sizes.len());
        sizes.resize(sizes.len().max(number + 1), 0);
        sizes[number] += 1;
    }
    let mut folds = vec![Vec::new(); count];
    let mut before = 0;
    for (number, size) in sizes.iter().enumerate() {
        let dealt = |fold: usize| (before..before + size).filter(|at| at % count == fold).count();
        let mut rows = order.iter().filter(|row| number_of[&classes[**row as usize]] == number);
        for (fold, to) in folds.iter_mut().enumerate() {
            to.extend(rows.by_ref().take(dealt(fold)));
        }
        before += size;
    }
    folds.iter_mut().for_each(|fold: &mut Vec<u32>| fold.sort_unstable());
    folds
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scikit-learn 1.9.1: `KFold(3).split(np.zeros(8))`.
    #[test]
    fn folds_are_scikit_learns() {
        let order: Vec<u32> = (0..8).collect();
        assert_eq!(k_fold(&order, 3), [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7]]);
    }

    /// scikit-learn 1.9.1: `StratifiedKFold(3).split(x, [1, 0, 0, 1, 1, 0, 2, 1, 2, 2, 1])`.
    #[test]
    fn classes_keep_their_shares_as_scikit_learn_keeps_them() {
        let classes = [1, 0, 0, 1, 1, 0, 2, 1, 2, 2, 1];
        let order: Vec<u32> = (0..11).collect();
        assert_eq!(
            stratified_k_fold(&classes, &order, 3),
            [vec![0, 1, 3, 6], vec![2, 4, 7, 8], vec![5, 9, 10]]
        );
    }
}

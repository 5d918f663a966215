//! How well one column alone predicts rows that were held out.

use crate::associations::Cells;
use crate::sample;
use glasshouse_metrics::roc_auc;
use rand_chacha::rand_core::Rng;
use std::collections::BTreeMap;

/// Fewest rows with a value and an answer.
const FEWEST: usize = 20;
/// Neighbours that a number is compared with: the square root of the rows, within these bounds.
const NEAR: std::ops::RangeInclusive<usize> = 5..=50;

/// What is to be predicted, by row.
#[derive(Debug, Clone)]
pub(crate) enum Answers {
    /// Class codes and how many classes there are.
    Classes(Vec<Option<u32>>, usize),
    /// Amounts; NaN where there is none.
    Amounts(Vec<f64>),
}

/// The score of a column: balanced accuracy over chance for classes, R² for amounts; 0 where it is no
/// better than guessing. The mean of two halves, each predicted from the other. Takes O(rows · log
/// rows).
pub(crate) fn score(cells: &Cells<'_>, answers: &Answers) -> Option<f64> {
    let rows = match answers {
        Answers::Classes(classes, _) => classes.len(),
        Answers::Amounts(amounts) => amounts.len(),
    };
    let known = |row: &usize| match answers {
        Answers::Classes(classes, _) => classes[*row].is_some(),
        Answers::Amounts(amounts) => !amounts[*row].is_nan(),
    };
    let mut halves = [Vec::new(), Vec::new()];
    let mut rng = sample::generator(2);
    for row in 0..rows {
        let half = (rng.next_u32() & 1) as usize;
        if known(&row) {
            halves[half].push(row);
        }
    }
    if halves.iter().any(|half| half.len() < FEWEST / 2) {
        return None;
    }
    let [a, b] = &halves;
    let one = judged(cells, answers, a, b)?;
    let other = judged(cells, answers, b, a)?;
    Some(((one + other) / 2.0).clamp(0.0, 1.0))
}

/// Area under the receiver operating characteristic of a number's order, in whichever direction is
/// better; only for two classes.
pub(crate) fn auc(cells: &Cells<'_>, answers: &Answers) -> Option<f64> {
    let (Cells::Numbers(numbers), Answers::Classes(classes, 2)) = (cells, answers) else { return None };
    let rows = numbers.iter().zip(classes).filter_map(|(v, c)| (!v.is_nan()).then_some(((*c)? == 1, *v)));
    let (truth, scores): (Vec<bool>, Vec<f64>) = rows.unzip();
    let area = roc_auc(&truth, &scores).ok()?;
    Some(area.max(1.0 - area))
}

/// Learns from some rows and judges on others.
fn judged(cells: &Cells<'_>, answers: &Answers, learn: &[usize], judge: &[usize]) -> Option<f64> {
    let alike = Alike::new(cells, learn);
    match answers {
        Answers::Classes(classes, n) => classified(&alike, classes, *n, learn, judge),
        Answers::Amounts(amounts) => estimated(&alike, amounts, learn, judge),
    }
}

/// Rows to learn from in the order of their values, so that those like a row stand together.
struct Alike<'a> {
    cells: &'a Cells<'a>,
    /// Rows with a value.
    sorted: Vec<usize>,
    values: Vec<f64>,
    /// Rows without one.
    missing: Vec<usize>,
    /// Neighbours that a number is compared with.
    near: usize,
}

impl<'a> Alike<'a> {
    fn new(cells: &'a Cells<'a>, learn: &[usize]) -> Self {
        let (mut sorted, missing): (Vec<usize>, Vec<usize>) =
            learn.iter().copied().partition(|row| !value(cells, *row).is_nan());
        sorted.sort_by(|a, b| value(cells, *a).total_cmp(&value(cells, *b)));
        let values = sorted.iter().map(|row| value(cells, *row)).collect();
        let near = (libm::sqrt(sorted.len() as f64) as usize).clamp(*NEAR.start(), *NEAR.end());
        Self { cells, sorted, values, missing, near }
    }

    /// Rows of the same category or the same number; where these are few, of the numbers nearest to it.
    fn like(&self, value: f64) -> &[usize] {
        if value.is_nan() {
            return &self.missing;
        }
        let mut from = self.values.partition_point(|v| *v < value);
        let mut to = self.values.partition_point(|v| *v <= value);
        if matches!(self.cells, Cells::Codes(..)) {
            return &self.sorted[from..to];
        }
        while to - from < self.near {
            let below = from.checked_sub(1).map(|i| value - self.values[i]);
            let above = self.values.get(to).map(|v| v - value);
            match (below, above) {
                (Some(b), a) if a.is_none_or(|a| b <= a) => from -= 1,
                (_, Some(_)) => to += 1,
                _ => break,
            }
        }
        &self.sorted[from..to]
    }

    /// What the rows like each of some rows say, asked once for each value.
    fn ask<T: Copy>(&self, judge: &[usize], say: impl Fn(&[usize]) -> T) -> Vec<(usize, T)> {
        let mut rows: Vec<(f64, usize)> = judge.iter().map(|row| (value(self.cells, *row), *row)).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut last: Option<(u64, T)> = None;
        let mut said = Vec::with_capacity(rows.len());
        for (value, row) in rows {
            let answer = match last {
                Some((bits, answer)) if bits == value.to_bits() => answer,
                _ => say(self.like(value)),
            };
            last = Some((value.to_bits(), answer));
            said.push((row, answer));
        }
        said
    }
}

/// A number, or the code of a category; NaN where there is none.
fn value(cells: &Cells<'_>, row: usize) -> f64 {
    match cells {
        // Adding zero makes minus zero plain.
        Cells::Numbers(numbers) => numbers[row] + 0.0,
        Cells::Codes(codes, _) => codes[row].map_or(f64::NAN, f64::from),
    }
}

/// Balanced accuracy over chance, where rows answer with the class that is most frequent among those
/// like them for its size.
fn classified(
    alike: &Alike<'_>,
    classes: &[Option<u32>],
    n: usize,
    learn: &[usize],
    judge: &[usize],
) -> Option<f64> {
    let class = |row: &usize| classes[*row].map_or(0, |class| class as usize);
    let mut sizes = vec![0_u32; n];
    learn.iter().for_each(|row| sizes[class(row)] += 1);
    // Where no row is like it, the first class there is, which is a guess.
    let guess = sizes.iter().position(|size| *size > 0)?;
    let said = alike.ask(judge, |rows| {
        let mut counts = BTreeMap::<usize, u32>::new();
        rows.iter().for_each(|row| *counts.entry(class(row)).or_default() += 1);
        let weight = |class: &usize, count: &u32| f64::from(*count) / f64::from(sizes[*class]);
        let mut best = (guess, 0.0);
        for (class, count) in &counts {
            let weight = weight(class, count);
            if weight > best.1 {
                best = (*class, weight);
            }
        }
        best.0
    });
    let (mut right, mut all) = (vec![0_u32; n], vec![0_u32; n]);
    for (row, answer) in said {
        all[class(&row)] += 1;
        right[class(&row)] += u32::from(answer == class(&row));
    }
    let there: Vec<usize> = (0..n).filter(|c| all[*c] > 0).collect();
    let k = there.len() as f64;
    if there.len() < 2 {
        return None;
    }
    let balanced = there.iter().map(|c| f64::from(right[*c]) / f64::from(all[*c])).sum::<f64>() / k;
    Some((balanced - 1.0 / k) / (1.0 - 1.0 / k))
}

/// R², where rows answer with the mean of those like them.
fn estimated(alike: &Alike<'_>, amounts: &[f64], learn: &[usize], judge: &[usize]) -> Option<f64> {
    let mean = |rows: &[usize]| rows.iter().map(|row| amounts[*row]).sum::<f64>() / rows.len() as f64;
    let (whole, middle) = (mean(learn), mean(judge));
    let said = alike.ask(judge, |rows| if rows.is_empty() { whole } else { mean(rows) });
    let square = |x: f64| x * x;
    let wrong: f64 = said.iter().map(|(row, answer)| square(amounts[*row] - answer)).sum();
    let spread: f64 = judge.iter().map(|row| square(amounts[*row] - middle)).sum();
    (spread > 0.0).then(|| 1.0 - wrong / spread).filter(|r| r.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn numbers(values: impl Iterator<Item = f64>) -> Cells<'static> {
        Cells::Numbers(Cow::Owned(values.collect()))
    }

    fn noise(n: u32) -> Vec<f64> {
        let mut rng = sample::generator(9);
        (0..n).map(|_| f64::from(rng.next_u32())).collect()
    }

    #[test]
    fn a_column_that_gives_the_answer_away_scores_one() {
        let classes: Vec<Option<u32>> = (0..400_u32).map(|i| Some(u32::from(i % 10 == 0))).collect();
        let leak = numbers(classes.iter().map(|c| f64::from(c.unwrap()) * 3.0 - 1.0));
        let answers = Answers::Classes(classes.clone(), 2);
        assert_eq!(score(&leak, &answers), Some(1.0));
        assert_eq!(auc(&leak, &answers), Some(1.0));
        assert_eq!(score(&Cells::Codes(classes, 2), &answers), Some(1.0));
        let amounts: Vec<f64> = noise(4000);
        let scaled = numbers(amounts.iter().map(|v| v * 2.0 + 7.0));
        assert!(score(&scaled, &Answers::Amounts(amounts)).unwrap() > 0.99);
    }

    #[test]
    fn noise_and_names_of_rows_score_nothing() {
        let classes: Vec<Option<u32>> = (0..2000_u32).map(|i| Some(u32::from(i % 10 == 0))).collect();
        let answers = Answers::Classes(classes, 2);
        assert!(score(&numbers(noise(2000).into_iter()), &answers).unwrap() < 0.1);
        assert!(auc(&numbers(noise(2000).into_iter()), &answers).unwrap() < 0.6);
        let ids = Cells::Codes((0..2000).map(Some).collect(), 2000);
        assert_eq!(score(&ids, &answers), Some(0.0));
        assert!(
            score(&numbers(noise(2000).into_iter()), &Answers::Amounts((0..2000).map(f64::from).collect()))
                .unwrap()
                < 0.1
        );
    }

    #[test]
    fn few_rows_have_no_score() {
        let answers = Answers::Classes(vec![Some(0), Some(1), None], 2);
        assert_eq!(score(&numbers([1.0, 2.0, 3.0].into_iter()), &answers), None);
    }
}

//! Figures of groups of rows, and how far they are apart. Names and numbers are fairlearn's, except that a rate of
//! no rows is undefined and not zero.
//!
//! S. Bird et al., "Fairlearn: A toolkit for assessing and improving fairness in AI", 2020; M. Hardt, E. Price
//! and N. Srebro, "Equality of opportunity in supervised learning", 2016.

use crate::{NO_ROWS, Score, Undefined};

/// Rows of a group by what is true and what they are called. Where calling is drawn by lot, the expected rows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GroupCounts {
    /// Positive, and called so.
    pub true_positives: f64,
    /// Negative, and called positive.
    pub false_positives: f64,
    /// Negative, and called so.
    pub true_negatives: f64,
    /// Positive, and called negative.
    pub false_negatives: f64,
}

impl GroupCounts {
    /// Counts a row that is called positive with a probability.
    pub fn add(&mut self, positive: bool, called: f64) {
        let (yes, no) = match positive {
            true => (&mut self.true_positives, &mut self.false_negatives),
            false => (&mut self.false_positives, &mut self.true_negatives),
        };
        *yes += called;
        *no += 1.0 - called;
    }

    /// All rows.
    pub fn rows(&self) -> f64 {
        self.positives() + self.negatives()
    }

    /// Rows that are positive.
    pub fn positives(&self) -> f64 {
        self.true_positives + self.false_negatives
    }

    /// Rows that are negative.
    pub fn negatives(&self) -> f64 {
        self.false_positives + self.true_negatives
    }

    /// Rows that are called positive.
    pub fn called(&self) -> f64 {
        self.true_positives + self.false_positives
    }

    /// Share of the rows that is called positive.
    pub fn selection_rate(&self) -> Score {
        share(self.called(), self.rows(), NO_ROWS)
    }

    /// Share of the positive rows that is called positive.
    pub fn true_positive_rate(&self) -> Score {
        share(self.true_positives, self.positives(), NO_POSITIVES)
    }

    /// Share of the negative rows that is called positive.
    pub fn false_positive_rate(&self) -> Score {
        share(self.false_positives, self.negatives(), NO_NEGATIVES)
    }

    /// Share of the rows that is called as it is.
    pub fn accuracy(&self) -> Score {
        share(self.true_positives + self.true_negatives, self.rows(), NO_ROWS)
    }

    /// Mean of the shares of the positive and of the negative rows that are called as they are.
    pub fn balanced_accuracy(&self) -> Score {
        Ok(0.5 * self.true_positive_rate()? + 0.5 * (1.0 - self.false_positive_rate()?))
    }
}

const NO_POSITIVES: Undefined = Undefined("no row of the group has the class");
const NO_NEGATIVES: Undefined = Undefined("every row of the group has the class");

fn share(part: f64, whole: f64, none: Undefined) -> Score {
    if whole > 0.0 { Ok(part / whole) } else { Err(none) }
}

/// How far a figure of groups is apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Apart {
    /// The greatest less the least.
    pub difference: f64,
    /// The least over the greatest; undefined where the greatest is not above zero.
    pub ratio: Option<f64>,
    /// Place of the group with the least, the first of several.
    pub lowest: usize,
    /// Place of the group with the greatest, the first of several.
    pub highest: usize,
}

/// How far a figure is apart between the groups that have it; undefined of fewer than two. O(groups).
pub fn apart(figures: &[Option<f64>]) -> Result<Apart, Undefined> {
    let known: Vec<(usize, f64)> =
        figures.iter().enumerate().filter_map(|(at, figure)| figure.map(|figure| (at, figure))).collect();
    let [first, _, ..] = known.as_slice() else { return Err(TOO_FEW) };
    let low = known.iter().fold(first, |a, b| if b.1 < a.1 { b } else { a });
    let high = known.iter().fold(first, |a, b| if b.1 > a.1 { b } else { a });
    let ratio = (high.1 > 0.0 && low.1 >= 0.0).then(|| low.1 / high.1);
    Ok(Apart { difference: high.1 - low.1, ratio, lowest: low.0, highest: high.0 })
}

const TOO_FEW: Undefined = Undefined("fewer than two groups have it");

/// The worse of two: the greater difference, the lesser ratio. fairlearn's `equalized_odds_difference` and
/// `equalized_odds_ratio` are those of the true and the false positive rate. Undefined where either is.
pub fn worse(a: Result<Apart, Undefined>, b: Result<Apart, Undefined>) -> Result<Apart, Undefined> {
    let (a, b) = (a?, b?);
    let ratio = a.ratio.zip(b.ratio).map(|(a, b)| a.min(b));
    Ok(Apart { ratio, ..if b.difference > a.difference { b } else { a } })
}

/// The weight of each group and class with which the class does not depend on the group: the rows that there
/// would be if it did not, over the rows that there are; 1 where there are none. `weights` are those that rows
/// have already. By group, then by class. O(rows). F. Kamiran and T. Calders, "Data preprocessing techniques for
/// classification without discrimination", 2012.
pub fn reweighing(
    groups: &[u32],
    classes: &[u32],
    weights: Option<&[f64]>,
    (n_groups, n_classes): (usize, usize),
) -> Vec<Vec<f64>> {
    let mut found = vec![vec![0.0; n_classes]; n_groups];
    for (row, (group, class)) in groups.iter().zip(classes).enumerate() {
        found[*group as usize][*class as usize] += weights.map_or(1.0, |weights| weights[row]);
    }
    let of_class: Vec<f64> =
        (0..n_classes).map(|class| found.iter().map(|counts| counts[class]).sum()).collect();
    let all: f64 = of_class.iter().sum();
    for counts in &mut found {
        let of_group: f64 = counts.iter().sum();
        for (count, of_class) in counts.iter_mut().zip(&of_class) {
            *count = if *count > 0.0 { of_group * of_class / (all * *count) } else { 1.0 };
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_no_rows_is_undefined() {
        let mut none = GroupCounts::default();
        assert_eq!(none.selection_rate(), Err(NO_ROWS));
        none.add(false, 1.0);
        assert_eq!(none.true_positive_rate(), Err(NO_POSITIVES));
        assert_eq!(none.false_positive_rate(), Ok(1.0));
        assert!(none.balanced_accuracy().is_err());
    }

    #[test]
    fn groups_without_the_figure_are_left_out() {
        let found = apart(&[None, Some(0.4), Some(0.1), None, Some(0.2)]).unwrap();
        assert_eq!((found.lowest, found.highest, found.ratio), (2, 1, Some(0.25)));
        assert_eq!(apart(&[None, Some(0.4)]), Err(TOO_FEW));
        assert_eq!(apart(&[Some(0.0), Some(0.0)]).unwrap().ratio, None);
        assert_eq!(apart(&[Some(-1.0), Some(1.0)]).unwrap().ratio, None, "errors have a sign");
    }

    #[test]
    fn weighed_rows_have_the_same_share_of_a_class_in_every_group() {
        let groups = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
        let classes = [0, 0, 0, 1, 0, 1, 1, 1, 1, 1];
        let found = reweighing(&groups, &classes, None, (2, 2));
        let share = |group: u32| {
            let rows = groups.iter().zip(&classes).filter(|(g, _)| **g == group);
            let weights: Vec<(u32, f64)> = rows.map(|(g, c)| (*c, found[*g as usize][*c as usize])).collect();
            let all: f64 = weights.iter().map(|(_, w)| w).sum();
            weights.iter().filter(|(c, _)| *c == 1).map(|(_, w)| w).sum::<f64>() / all
        };
        assert!((share(0) - 0.6).abs() < 1e-12 && (share(1) - 0.6).abs() < 1e-12);
    }
}

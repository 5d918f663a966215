//! Classes chosen and their probabilities beside the true classes.

use crate::ranking::{average_precision, roc_auc};
use crate::{NO_ROWS, Score, Undefined};

const NO_PROBABILITIES: Undefined = Undefined("the model gives no probabilities");

/// Answers of a classifier, checked once. Scores cost one pass over the rows or over the
/// confusion matrix; those of ranks a sort.
#[derive(Debug, Clone)]
pub struct Classified<'a> {
    truth: &'a [u32],
    probabilities: Option<&'a [f64]>,
    classes: usize,
    positive: usize,
    confusion: Vec<Vec<u64>>,
}

impl<'a> Classified<'a> {
    /// `truth` and `index` are classes below `classes`, one for each row; `probabilities` are
    /// row-major with a column for each class. `positive` is the class that binary scores are of;
    /// of two classes the later one when it is left out.
    ///
    /// Undefined when there are no rows or the lengths or classes do not fit.
    pub fn new(
        truth: &'a [u32],
        index: &'a [u32],
        probabilities: Option<&'a [f64]>,
        classes: usize,
        positive: Option<usize>,
    ) -> Result<Self, Undefined> {
        if truth.is_empty() {
            return Err(NO_ROWS);
        }
        let positive = positive.unwrap_or(1);
        let outside = |list: &[u32]| list.iter().any(|&c| c as usize >= classes);
        if truth.len() != index.len()
            || outside(truth)
            || outside(index)
            || classes < 2
            || positive >= classes
        {
            return Err(Undefined("the answers do not fit the truth: lengths or classes differ"));
        }
        if let Some(p) = probabilities
            && (p.len() != truth.len() * classes || p.iter().any(|v| !v.is_finite()))
        {
            return Err(Undefined("the probabilities do not fit the truth, or are not finite"));
        }
        let mut confusion = vec![vec![0; classes]; classes];
        for (&t, &i) in truth.iter().zip(index) {
            confusion[t as usize][i as usize] += 1;
        }
        Ok(Self { truth, probabilities, classes, positive, confusion })
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Rows by true class (outer) and chosen class (inner).
    pub fn confusion(&self) -> &[Vec<u64>] {
        &self.confusion
    }

    fn rows(&self) -> f64 {
        self.truth.len() as f64
    }

    fn hits(&self, class: usize) -> f64 {
        self.confusion[class][class] as f64
    }

    /// Rows of a class.
    fn actual(&self, class: usize) -> f64 {
        self.confusion[class].iter().sum::<u64>() as f64
    }

    /// Rows for which a class was chosen.
    fn chosen(&self, class: usize) -> f64 {
        self.confusion.iter().map(|row| row[class]).sum::<u64>() as f64
    }

    /// Classes that occur in the truth or among the answers.
    fn occurring(&self) -> Vec<usize> {
        (0..self.classes).filter(|&c| self.actual(c) + self.chosen(c) > 0.0).collect()
    }

    /// Share of the rows whose class was chosen.
    pub fn accuracy(&self) -> f64 {
        (0..self.classes).map(|c| self.hits(c)).sum::<f64>() / self.rows()
    }

    /// Mean of the recalls of the classes that have rows.
    pub fn balanced_accuracy(&self) -> f64 {
        let present: Vec<usize> = (0..self.classes).filter(|&c| self.actual(c) > 0.0).collect();
        present.iter().map(|&c| self.hits(c) / self.actual(c)).sum::<f64>() / present.len() as f64
    }

    /// Share of the rows for which `class` was chosen that have it; zero when it was never chosen.
    pub fn precision_of(&self, class: usize) -> f64 {
        ratio(self.hits(class), self.chosen(class))
    }

    /// Share of the rows of `class` for which it was chosen; zero when there are none.
    pub fn recall_of(&self, class: usize) -> f64 {
        ratio(self.hits(class), self.actual(class))
    }

    /// Harmonic mean of precision and recall of `class`.
    pub fn f1_of(&self, class: usize) -> f64 {
        ratio(2.0 * self.hits(class), self.actual(class) + self.chosen(class))
    }

    /// Precision of the positive class.
    pub fn precision(&self) -> f64 {
        self.precision_of(self.positive)
    }

    /// Recall of the positive class.
    pub fn recall(&self) -> f64 {
        self.recall_of(self.positive)
    }

    /// F1 of the positive class.
    pub fn f1(&self) -> f64 {
        self.f1_of(self.positive)
    }

    /// Share of the rows of other classes for which the positive class was not chosen.
    pub fn specificity(&self) -> Score {
        let others = self.rows() - self.actual(self.positive);
        let false_alarms = self.chosen(self.positive) - self.hits(self.positive);
        match others > 0.0 {
            true => Ok((others - false_alarms) / others),
            false => Err(Undefined("every row has the positive class")),
        }
    }

    /// Mean of `score` over the classes that occur.
    fn mean(&self, score: impl Fn(usize) -> f64) -> f64 {
        let occurring = self.occurring();
        occurring.iter().map(|&c| score(c)).sum::<f64>() / occurring.len() as f64
    }

    /// Mean of `score`, each class weighed by its rows.
    fn weighted(&self, score: impl Fn(usize) -> f64) -> f64 {
        (0..self.classes).map(|c| self.actual(c) * score(c)).sum::<f64>() / self.rows()
    }

    /// Mean precision of the classes that occur in the truth or among the answers.
    pub fn precision_macro(&self) -> f64 {
        self.mean(|c| self.precision_of(c))
    }

    /// Mean recall of the classes that occur in the truth or among the answers.
    pub fn recall_macro(&self) -> f64 {
        self.mean(|c| self.recall_of(c))
    }

    /// Mean F1 of the classes that occur in the truth or among the answers.
    pub fn f1_macro(&self) -> f64 {
        self.mean(|c| self.f1_of(c))
    }

    /// Mean precision, classes weighed by their rows.
    pub fn precision_weighted(&self) -> f64 {
        self.weighted(|c| self.precision_of(c))
    }

    /// Mean recall, classes weighed by their rows; the accuracy by another name.
    pub fn recall_weighted(&self) -> f64 {
        self.weighted(|c| self.recall_of(c))
    }

    /// Mean F1, classes weighed by their rows.
    pub fn f1_weighted(&self) -> f64 {
        self.weighted(|c| self.f1_of(c))
    }

    /// Matthews' correlation between truth and answers, Gorodkin's form for more classes; zero
    /// when either is constant.
    pub fn matthews_corrcoef(&self) -> f64 {
        let n = self.rows();
        let hits: f64 = (0..self.classes).map(|c| self.hits(c)).sum();
        let sum = |f: &dyn Fn(usize) -> f64| (0..self.classes).map(f).sum::<f64>();
        let agreement = hits * n - sum(&|c| self.actual(c) * self.chosen(c));
        let truth = n * n - sum(&|c| self.actual(c) * self.actual(c));
        let answers = n * n - sum(&|c| self.chosen(c) * self.chosen(c));
        if truth * answers == 0.0 { 0.0 } else { agreement / truth.sqrt() / answers.sqrt() }
    }

    /// Cohen's kappa: agreement beyond chance.
    pub fn cohen_kappa(&self) -> Score {
        let n = self.rows();
        let chance = (0..self.classes).map(|c| self.actual(c) * self.chosen(c)).sum::<f64>() / (n * n);
        match chance < 1.0 {
            true => Ok((self.accuracy() - chance) / (1.0 - chance)),
            false => Err(Undefined("truth and answers have one class only, the same")),
        }
    }

    fn probabilities(&self) -> Result<&'a [f64], Undefined> {
        self.probabilities.ok_or(NO_PROBABILITIES)
    }

    /// Rows that have a class, and its probability, by row.
    pub(crate) fn one_against_rest(&self, class: usize) -> Result<(Vec<bool>, Vec<f64>), Undefined> {
        let rows = self.probabilities()?.chunks_exact(self.classes);
        Ok((self.truth.iter().map(|&t| t as usize == class).collect(), rows.map(|p| p[class]).collect()))
    }

    /// Area under the ROC curve of the positive class.
    pub fn roc_auc(&self) -> Score {
        let (truth, scores) = self.one_against_rest(self.positive)?;
        roc_auc(&truth, &scores)
    }

    /// Mean over the classes of the area under the ROC curve of the class against the rest.
    pub fn roc_auc_ovr(&self) -> Score {
        self.over_classes((0..self.classes).map(|class| self.roc_auc_of(class)))
    }

    /// Area under the ROC curve of a class against the rest.
    pub fn roc_auc_of(&self, class: usize) -> Score {
        let (truth, scores) = self.one_against_rest(class)?;
        match self.actual(class) == 0.0 {
            true => Err(Undefined("a class has no rows")),
            false => roc_auc(&truth, &scores),
        }
    }

    /// Average precision of a class against the rest.
    pub fn average_precision_of(&self, class: usize) -> Score {
        let (truth, scores) = self.one_against_rest(class)?;
        average_precision(&truth, &scores)
    }

    /// Mean of the scores of the classes, in their order.
    pub fn over_classes(&self, scores: impl Iterator<Item = Score>) -> Score {
        Ok(scores.sum::<Score>()? / self.classes as f64)
    }

    /// Average precision of the positive of two classes; of more classes the mean over them.
    pub fn average_precision(&self) -> Score {
        if self.classes == 2 {
            return self.average_precision_of(self.positive);
        }
        self.over_classes((0..self.classes).map(|class| self.average_precision_of(class)))
    }

    /// Mean of minus the logarithm of the true class's probability, clipped at the machine epsilon.
    pub fn log_loss(&self) -> Score {
        let rows = self.probabilities()?.chunks_exact(self.classes).zip(self.truth);
        let clip = |p: f64| p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        Ok(rows.map(|(p, &t)| -libm::log(clip(p[t as usize]))).sum::<f64>() / self.rows())
    }

    /// Mean squared difference between the positive class's probability and one or zero.
    pub fn brier_score(&self) -> Score {
        let (truth, scores) = self.one_against_rest(self.positive)?;
        let squares = truth.iter().zip(&scores).map(|(&t, p)| (p - f64::from(u8::from(t))).powi(2));
        Ok(squares.sum::<f64>() / self.rows())
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

//! What each metric means: shown by the page beside its number and by the command line.

/// What a metric is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suits {
    /// Classification with any number of classes.
    Classes,
    /// Classification with two classes, one of them positive.
    TwoClasses,
    /// Classification with more than two classes.
    ManyClasses,
    /// Classification of several targets at once, all of them together.
    SeveralTargets,
    /// Regression.
    Numbers,
    /// Clustering.
    Clusters,
    /// Anomaly detection.
    Anomalies,
    /// Forecasts.
    Series,
}

/// A metric in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricInfo {
    /// scikit-learn's name.
    pub name: &'static str,
    /// Plain words, the field's term beside them where it differs.
    pub title: &'static str,
    /// What it says.
    pub definition: &'static str,
    /// How it is computed, in words.
    pub formula: &'static str,
    /// Whether larger values are better.
    pub greater_is_better: bool,
    /// What it is for.
    pub suits: Suits,
    /// Whether it needs probabilities.
    pub needs_probabilities: bool,
}

impl MetricInfo {
    /// The least and the most that it can be.
    pub fn range(&self) -> (f64, f64) {
        match self.name {
            "matthews_corrcoef" | "cohen_kappa" | "silhouette_score" => (-1.0, 1.0),
            "r2" | "adjusted_r2" | "explained_variance" => (f64::NEG_INFINITY, 1.0),
            "calinski_harabasz_score" => (0.0, f64::INFINITY),
            "hamming_loss" | "brier_score" => (0.0, 1.0),
            "symmetric_mean_absolute_percentage_error" => (0.0, 2.0),
            _ if self.greater_is_better => (0.0, 1.0),
            _ => (0.0, f64::INFINITY),
        }
    }
}

/// The metric of a name, if there is one.
pub fn metric(name: &str) -> Option<&'static MetricInfo> {
    METRICS.iter().find(|m| m.name == name)
}

const fn up(
    suits: Suits,
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    formula: &'static str,
) -> MetricInfo {
    MetricInfo {
        name,
        title,
        definition,
        formula,
        greater_is_better: true,
        suits,
        needs_probabilities: false,
    }
}

const fn down(
    suits: Suits,
    name: &'static str,
    title: &'static str,
    definition: &'static str,
    formula: &'static str,
) -> MetricInfo {
    MetricInfo { greater_is_better: false, ..up(suits, name, title, definition, formula) }
}

const fn by_probability(metric: MetricInfo) -> MetricInfo {
    MetricInfo { needs_probabilities: true, ..metric }
}

use Suits::{Anomalies, Classes, Clusters, ManyClasses, Numbers, Series, SeveralTargets, TwoClasses};

/// Every metric, the ones to look at first coming first.
pub static METRICS: &[MetricInfo] = &[
    up(
        SeveralTargets,
        "subset_accuracy",
        "Share right in every target (subset accuracy)",
        "How many of the rows get their true class in all targets. One mistake makes a row wrong, so it falls \
         with the number of targets.",
        "rows whose classes were all chosen, divided by all rows",
    ),
    down(
        SeveralTargets,
        "hamming_loss",
        "Share wrong over all targets (Hamming loss)",
        "How many of all the answers are wrong, each target of each row by itself.",
        "answers that are not the true class, divided by rows times targets",
    ),
    up(
        Classes,
        "accuracy",
        "Share right (accuracy)",
        "How many of the rows get their true class. With a rare class a high value is easy to reach.",
        "rows whose class was chosen, divided by all rows",
    ),
    up(
        Classes,
        "balanced_accuracy",
        "Share right, classes equal (balanced accuracy)",
        "Accuracy as if every class had the same number of rows.",
        "mean of the recalls of the classes",
    ),
    up(
        TwoClasses,
        "precision",
        "Share of alarms that are right (precision)",
        "How many of the rows called positive are. Zero when none is called so.",
        "true positives, divided by all rows called positive",
    ),
    up(
        TwoClasses,
        "recall",
        "Share caught (recall)",
        "How many of the positive rows are called positive.",
        "true positives, divided by all positive rows",
    ),
    up(
        TwoClasses,
        "specificity",
        "Share of negatives left alone (specificity)",
        "How many of the negative rows are called negative.",
        "true negatives, divided by all negative rows",
    ),
    up(
        TwoClasses,
        "f1",
        "Alarms right and caught together (F1)",
        "High only when both precision and recall are.",
        "harmonic mean of precision and recall of the positive class",
    ),
    up(
        Classes,
        "f1_macro",
        "F1, classes equal",
        "The F1 of every class counts the same, however rare the class.",
        "mean of the F1 of the classes",
    ),
    up(
        Classes,
        "f1_weighted",
        "F1, by rows",
        "The F1 of every class counts as much as it has rows.",
        "mean of the F1 of the classes, weighed by their rows",
    ),
    up(
        Classes,
        "precision_macro",
        "Precision, classes equal",
        "The precision of every class counts the same.",
        "mean of the precisions of the classes",
    ),
    up(
        Classes,
        "precision_weighted",
        "Precision, by rows",
        "The precision of every class counts as much as it has rows.",
        "mean of the precisions of the classes, weighed by their rows",
    ),
    up(
        Classes,
        "recall_macro",
        "Recall, classes equal",
        "The recall of every class counts the same.",
        "mean of the recalls of the classes",
    ),
    up(
        Classes,
        "recall_weighted",
        "Recall, by rows",
        "The recall of every class counts as much as it has rows: the accuracy.",
        "mean of the recalls of the classes, weighed by their rows",
    ),
    by_probability(up(
        TwoClasses,
        "roc_auc",
        "Ranking quality (ROC AUC)",
        "The chance that a positive row gets a higher probability than a negative one. One half is chance.",
        "pairs of a positive and a negative row in the right order, ties half, divided by all such pairs",
    )),
    by_probability(up(
        ManyClasses,
        "roc_auc_ovr",
        "Ranking quality, each class against the rest (ROC AUC)",
        "How well the probability of each class sorts its rows before the others. One half is chance.",
        "mean over the classes of the area under the ROC curve of the class against the rest",
    )),
    by_probability(up(
        Classes,
        "average_precision",
        "Precision along the ranking (average precision)",
        "The precision when rows are called positive from the most probable down, averaged over the \
         positive rows. Telling where positives are rare. With more classes, the mean over them.",
        "sum over the thresholds of the precision times the recall gained",
    )),
    by_probability(down(
        Classes,
        "log_loss",
        "Surprise (log loss)",
        "How surprised the probabilities are by the truth; punishes confident mistakes hard.",
        "mean of minus the natural logarithm of the true class's probability, at least 2.2e-16",
    )),
    by_probability(down(
        TwoClasses,
        "brier_score",
        "Squared error of the probability (Brier score)",
        "How far the positive class's probability is from what happened.",
        "mean of the squared difference between the probability and one or zero",
    )),
    up(
        Classes,
        "matthews_corrcoef",
        "Correlation of answers and truth (Matthews)",
        "One for perfect answers, zero for chance, minus one for all wrong. Fair to rare classes.",
        "covariance of the chosen and true classes, divided by the root of the product of their variances",
    ),
    up(
        Classes,
        "cohen_kappa",
        "Agreement beyond chance (Cohen's kappa)",
        "How much more often the answers agree with the truth than by chance.",
        "accuracy less the accuracy of chance, divided by one less the accuracy of chance",
    ),
    up(
        Numbers,
        "r2",
        "Share of the spread explained (R²)",
        "One is perfect, zero no better than answering the mean, below zero worse.",
        "one less the squared errors divided by the squared deviations of the truth from its mean",
    ),
    up(
        Numbers,
        "adjusted_r2",
        "R², held down by the number of features",
        "R² corrected for what many features gain by chance.",
        "one less (one less R²) times (rows less one), divided by (rows less features less one)",
    ),
    down(
        Numbers,
        "root_mean_squared_error",
        "Typical error, large ones felt (RMSE)",
        "In the units of the target; large errors weigh more.",
        "root of the mean of the squared errors",
    ),
    down(
        Numbers,
        "mean_absolute_error",
        "Typical error (MAE)",
        "In the units of the target; every error counts by its size.",
        "mean of the absolute errors",
    ),
    down(
        Numbers,
        "median_absolute_error",
        "Middle error",
        "Half of the rows have a smaller error, half a larger one.",
        "median of the absolute errors",
    ),
    down(
        Numbers,
        "mean_absolute_percentage_error",
        "Error as a share of the truth (MAPE)",
        "0.1 means that answers are off by a tenth. Meaningless where the truth is near zero.",
        "mean of the absolute errors, each divided by the size of the true number",
    ),
    down(
        Numbers,
        "mean_squared_error",
        "Mean squared error",
        "What least squares makes small, in squared units of the target.",
        "mean of the squared errors",
    ),
    down(Numbers, "max_error", "Largest error", "The worst row.", "largest absolute error"),
    up(
        Numbers,
        "explained_variance",
        "Share of the variance explained",
        "R² that forgives a constant error.",
        "one less the variance of the errors divided by the variance of the truth",
    ),
    up(
        Clusters,
        "silhouette_score",
        "How clearly rows belong (silhouette)",
        "One where clusters are tight and far apart, zero where they touch, below zero where rows would fit \
         another cluster better. Of many rows, a sample. Rows that belong to no cluster do not count.",
        "mean over the rows of the distance to the next cluster's rows less that to its own, divided by the \
         larger",
    ),
    down(
        Clusters,
        "davies_bouldin_score",
        "Likeness of neighbouring clusters (Davies-Bouldin)",
        "Zero is best: clusters are small beside the distance between them.",
        "mean over the clusters of the largest sum of two clusters' spreads divided by the distance of their \
         centres",
    ),
    up(
        Clusters,
        "calinski_harabasz_score",
        "Spread between clusters over spread within (Calinski-Harabasz)",
        "Larger is better; compare it only between results on the same rows.",
        "squared distances of the clusters' centres from the common mean, by rows and degrees of freedom, \
         divided by the squared distances of the rows from their centres",
    ),
    up(
        Anomalies,
        "outlier_share",
        "Share of rows that are marked",
        "How many of the rows are marked as outliers. Neither high nor low is good: it is what contamination \
         asks for, or what the model's own threshold gives.",
        "rows marked as outliers, divided by all rows",
    ),
    down(
        Series,
        "mean_absolute_scaled_error",
        "Error beside that of repeating the season (MASE)",
        "Below one, forecasts are closer than the season before is one step ahead in training. It compares \
         series of any size.",
        "mean of the absolute errors, each divided by the mean absolute difference of values a season apart \
         in the training part of its series",
    ),
    down(
        Series,
        "symmetric_mean_absolute_percentage_error",
        "Error as a share of truth and forecast (sMAPE)",
        "Like the error as a share of the truth, and defined where that is zero. Two is the worst.",
        "mean of the absolute errors, each divided by the mean size of the true number and the forecast",
    ),
    up(
        Series,
        "interval_coverage",
        "Share of values within their intervals",
        "Should be near what task.interval asks for, 0.9 unless it says otherwise: above it intervals are \
         wider than need be, below it they promise too much.",
        "values within the bounds of their forecasts, divided by all",
    ),
];

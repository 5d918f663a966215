//! The figures of each class, as scikit-learn's `classification_report`.

use crate::Classified;

/// Figures of a class, or of all of them together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassFigures {
    /// Share of the rows for which it was chosen that have it; zero when it was never chosen.
    pub precision: f64,
    /// Share of its rows for which it was chosen; zero when it has none.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Rows that have it.
    pub support: u64,
    /// Rows for which it was chosen.
    pub chosen: u64,
}

/// The figures of every class and their means.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassReport {
    /// Each class, in order.
    pub classes: Vec<ClassFigures>,
    /// Over all rows: each of the three is the accuracy.
    pub micro: ClassFigures,
    /// Mean over the classes.
    pub macro_mean: ClassFigures,
    /// Mean over the classes, weighed by their rows.
    pub weighted: ClassFigures,
}

impl ClassReport {
    /// The report of some answers. Means are over all classes, those without rows counting as zero, as
    /// scikit-learn does when it is given the classes.
    pub fn of(c: &Classified) -> Self {
        let figures = |class: usize| ClassFigures {
            precision: c.precision_of(class),
            recall: c.recall_of(class),
            f1: c.f1_of(class),
            support: c.confusion()[class].iter().sum(),
            chosen: c.confusion().iter().map(|row| row[class]).sum(),
        };
        let classes: Vec<ClassFigures> = (0..c.classes()).map(figures).collect();
        let rows: u64 = classes.iter().map(|class| class.support).sum();
        let mean = |weight: &dyn Fn(&ClassFigures) -> f64| {
            let sum = |of: &dyn Fn(&ClassFigures) -> f64| -> f64 {
                classes.iter().map(|class| weight(class) * of(class)).sum()
            };
            ClassFigures {
                precision: sum(&|class| class.precision),
                recall: sum(&|class| class.recall),
                f1: sum(&|class| class.f1),
                support: rows,
                chosen: rows,
            }
        };
        let equal = 1.0 / c.classes() as f64;
        let macro_mean = mean(&|_| equal);
        let weighted = mean(&|class| class.support as f64 / rows as f64);
        let right = c.accuracy();
        let micro = ClassFigures { precision: right, recall: right, f1: right, support: rows, chosen: rows };
        Self { classes, micro, macro_mean, weighted }
    }
}

//! Statistical tests on columns of a table: once, or on every choice of columns and groups with a
//! correction for their number.
//!
//! Rows with a missing cell are left out: pair by pair where samples belong together row by row,
//! sample by sample where they stand each for itself. Groups are those of the rows that are left,
//! in the order of their labels, numbers by value.

mod choices;
mod declared;
mod error;
mod report;
mod samples;

pub use declared::test_infos;
pub use error::TestingError;

use choices::{Choice, Columns};
use glasshouse_spec::{Correction, ParamValues, Place, TestReport, TestRequest, Warning};
use glasshouse_stats::Pause;
use glasshouse_stats::hypothesis::{TestOptions, benjamini_hochberg, holm, test};
use glasshouse_table::Table;
use samples::Drawn;

/// Most tests that are carried out at once.
const MOST_TESTS: usize = 2000;

/// Carries out a test on one choice of samples after the other.
pub struct Testing {
    request: TestRequest,
    columns: Columns,
    options: (ParamValues, TestOptions),
    correction: Option<Correction>,
    choices: Vec<Choice>,
}

impl Testing {
    /// Begins: all columns at once without a correction, every choice of them with one. The table
    /// holds the rows to look at.
    ///
    /// # Errors
    /// An unknown test or column, options and columns that the test does not take.
    pub fn new(
        table: &Table,
        request: TestRequest,
        correction: Option<Correction>,
    ) -> Result<Self, TestingError> {
        let spec = test(&request.name).ok_or_else(|| TestingError::Unknown { name: request.name.clone() })?;
        let options = declared::settings(spec, &request.options).map_err(TestingError::Options)?;
        let shape = declared::shape(spec.arity);
        let columns = Columns::find(table, spec, shape, &request.columns, request.by.as_deref())?;
        let choices = if correction.is_some() { columns.each()? } else { vec![columns.whole()?] };
        if choices.len() > MOST_TESTS {
            return Err(TestingError::ManyTests { found: choices.len(), most: MOST_TESTS });
        }
        Ok(Self { request, columns, options, correction, choices })
    }

    /// Carries them out with `pause` between bounded pieces. The reports, with corrected p-values where
    /// there are several, and the choices that have no answer with the reason.
    ///
    /// # Errors
    /// What stands in the way of the only test; of several, the first reason where no choice has an
    /// answer.
    pub async fn carry_out(
        self,
        pause: &impl AsyncFn(&'static str, f64),
    ) -> Result<(Vec<TestReport>, Vec<Warning>), TestingError> {
        let (mut reports, mut failures) = (Vec::new(), Vec::new());
        for (index, choice) in self.choices.iter().enumerate() {
            let share = |done: f64| (index as f64 + done) / self.choices.len() as f64;
            match self.report(choice, &|done| Box::pin(pause("Testing", share(done)))).await {
                Ok(report) => reports.push(report),
                Err(error) if !matches!(error, TestingError::NoAnswer { .. }) => return Err(error),
                Err(error) => failures.push(error),
            }
            pause("Testing", share(1.0)).await;
        }
        self.corrected(reports, failures)
    }

    async fn report(&self, choice: &Choice, pause: Pause<'_>) -> Result<TestReport, TestingError> {
        let drawn = self.columns.draw(choice)?;
        pause(0.0).await;
        let report = report::report(&drawn, self.columns.spec, &self.options, pause).await?;
        Ok(self.placed(choice, &drawn, report))
    }

    /// A report with its columns and the rows that were left out.
    fn placed(&self, choice: &Choice, drawn: &Drawn, report: TestReport) -> TestReport {
        let columns = match choice {
            Choice::Columns(places) => places.clone(),
            Choice::Groups(place, _) | Choice::By(place) => vec![*place],
        };
        let columns: Vec<String> = columns.iter().map(|i| self.columns.columns[*i].name.clone()).collect();
        let dropped = self.dropped(choice, drawn, &report);
        let mut report = TestReport { columns, by: self.request.by.clone(), dropped, ..report };
        if dropped > 0 {
            let text =
                format!("{dropped} rows were left out, because a cell that the test needs is missing.");
            report.warnings.push(Warning::new("test.rows_dropped", text, Place::default()));
        }
        report
    }

    /// Rows with a missing cell among those that a choice is of.
    fn dropped(&self, choice: &Choice, drawn: &Drawn, report: &TestReport) -> u64 {
        let columns = &self.columns.columns;
        let by = self.columns.by.iter();
        let used: Vec<_> = match choice {
            Choice::Columns(places) => places.iter().map(|i| &columns[*i]).collect(),
            Choice::By(place) => std::iter::once(&columns[*place]).chain(by).collect(),
            // Of chosen groups the other rows are no loss.
            Choice::Groups(_, groups) if !groups.is_empty() => {
                let rows: usize = drawn.samples().iter().map(|s| s.values.len()).sum();
                return (rows as u64).saturating_sub(report.n);
            }
            Choice::Groups(place, _) => std::iter::once(&columns[*place]).chain(by).collect(),
        };
        let rows = used.first().map_or(0, |column| column.len());
        (0..rows).filter(|row| used.iter().any(|column| column.is_missing(*row))).count() as u64
    }

    fn corrected(
        &self,
        mut reports: Vec<TestReport>,
        mut failures: Vec<TestingError>,
    ) -> Result<(Vec<TestReport>, Vec<Warning>), TestingError> {
        if reports.is_empty() && !failures.is_empty() {
            return Err(failures.swap_remove(0));
        }
        let p_values: Vec<f64> = reports.iter().map(|r| r.p_value).collect();
        let corrected = match self.correction {
            Some(Correction::Holm) => holm(&p_values),
            Some(Correction::Bh) => benjamini_hochberg(&p_values),
            None => Vec::new(),
        };
        for (report, p) in reports.iter_mut().zip(corrected) {
            report.corrected_p_value = Some(p);
        }
        let told = |error: &TestingError| Warning::new("test.no_answer", error.to_string(), Place::default());
        Ok((reports, failures.iter().map(told).collect()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;
    use glasshouse_stats::at_once;
    use glasshouse_table::Column;
    use std::cell::RefCell;
    use std::sync::Arc;

    #[test]
    fn a_test_its_samples_and_its_assumptions_are_pieces_each() {
        let column = |name: &str, by: usize| {
            Arc::new(Column::from_numbers(name, (0..50).map(|i| Some((i * by % 13) as f64)).collect()))
        };
        let table = Table::new(vec![column("a", 5), column("b", 7)], 50);
        let (name, columns) = ("ttest_ind".into(), vec!["a".into(), "b".into()]);
        let request = TestRequest { name, columns, ..TestRequest::default() };
        let testing = Testing::new(&table, request, None).unwrap();
        let shares = RefCell::new(Vec::new());
        let pause = async |_, done| shares.borrow_mut().push(done);
        let (reports, warnings) = at_once(testing.carry_out(&pause)).unwrap();
        let shares = shares.into_inner();
        // Its data, the test, two samples, three assumptions (the spread in two pieces), the report.
        assert_eq!(shares.len(), 9, "{shares:?}");
        assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]) && shares[8] == 1.0, "{shares:?}");
        assert_eq!((reports.len(), reports[0].groups.len(), warnings.len()), (1, 2, 0));
        assert_eq!(reports[0].assumptions.len(), 3);
    }
}

//! Statistical tests: which columns are held against each other, which tests suit them, what was found.
//! It belongs to one table and ends with it.

use super::Slice;
use glasshouse_spec::{
    ColumnType, Correction, Fault, ParamValue, ParamValues, Progress, TestInfo, TestReport, TestRequest,
    Warning,
};
use std::rc::Rc;

/// Results that are kept.
const KEPT: usize = 20;

/// What a test, or the same test many times, came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What was asked.
    pub asked: TestRequest,
    /// How the p-values of several were corrected; none where it was asked once.
    pub correction: Option<Correction>,
    /// What each came to.
    pub reports: Vec<TestReport>,
    /// Choices that have no answer.
    pub warnings: Vec<Warning>,
}

/// How a test stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Trying {
    /// None was asked for.
    #[default]
    Idle,
    /// Asked for under this number.
    Running(u64, Option<Progress>),
    /// It failed.
    Failed(Rc<Vec<Fault>>),
}

/// Tests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trials {
    revision: u32,
    /// Columns that are tested.
    pub columns: Vec<String>,
    /// Column of groups.
    pub by: Option<String>,
    /// Name of the test; the first that suits where none is chosen.
    pub name: Option<String>,
    /// What departs from the test's defaults.
    pub options: ParamValues,
    /// Whether every choice of columns or groups is tested, and how that is corrected.
    pub each: Option<Correction>,
    /// How the newest test stands.
    pub trying: Trying,
    /// What was found, the newest first, each with its number.
    pub verdicts: Vec<(u64, Rc<Verdict>)>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum TrialsAction {
    /// A column more.
    With(String),
    /// A column less.
    Without(String),
    /// Another column of groups, or none.
    By(Option<String>),
    /// Another test.
    Choose(String),
    /// Another value of an option; none goes back to the default.
    Option(String, Option<ParamValue>),
    /// Tests every choice, corrected so; or one.
    Each(Option<Correction>),
    /// A test was asked for.
    Began(u64),
    /// It is so far.
    At(u64, Progress),
    /// It came out.
    Done(u64, Rc<Verdict>),
    /// It was given up.
    Stopped(u64),
    /// It failed.
    Failed(u64, Vec<Fault>),
    /// Why it failed was read.
    Dismiss,
    /// A result less.
    Drop(u64),
    /// This table is here now.
    Table(u32),
}

impl Slice for Trials {
    type Action = TrialsAction;

    fn reduce(&self, action: TrialsAction) -> Self {
        let mut next = self.clone();
        match action {
            TrialsAction::With(name) if !next.columns.contains(&name) => {
                next.by = next.by.filter(|by| *by != name);
                next.columns.push(name);
            }
            TrialsAction::With(_) => {}
            TrialsAction::Without(name) => next.columns.retain(|column| *column != name),
            TrialsAction::By(by) => {
                next.columns.retain(|column| Some(column) != by.as_ref());
                next.by = by;
            }
            TrialsAction::Choose(name) if next.name.as_ref() != Some(&name) => {
                next.name = Some(name);
                next.options.clear();
            }
            TrialsAction::Choose(_) => {}
            TrialsAction::Option(name, value) => {
                match value {
                    Some(value) => next.options.insert(name, value),
                    None => next.options.remove(&name),
                };
            }
            TrialsAction::Each(each) => next.each = each,
            TrialsAction::Dismiss => next.trying = Trying::Idle,
            TrialsAction::Drop(number) => next.verdicts.retain(|(known, _)| *known != number),
            TrialsAction::Table(revision) if revision != self.revision => {
                next = Self { revision, ..Self::default() };
            }
            TrialsAction::Table(_) => {}
            running => next.run(running),
        }
        next
    }
}

impl Trials {
    fn run(&mut self, action: TrialsAction) {
        if let TrialsAction::Began(id) = action {
            self.trying = Trying::Running(id, None);
            return;
        }
        let Trying::Running(running, _) = self.trying else { return };
        match action {
            TrialsAction::At(id, progress) if id == running => {
                self.trying = Trying::Running(id, Some(progress))
            }
            TrialsAction::Done(id, verdict) if id == running => {
                self.trying = Trying::Idle;
                self.verdicts.insert(0, (id, verdict));
                self.verdicts.truncate(KEPT);
            }
            TrialsAction::Stopped(id) if id == running => self.trying = Trying::Idle,
            TrialsAction::Failed(id, faults) if id == running => {
                self.trying = Trying::Failed(Rc::new(faults))
            }
            // What a test says that another took the place of is of no interest any more.
            _ => {}
        }
    }

    /// The types of the chosen columns.
    fn types(&self, columns: &[(String, ColumnType)]) -> Vec<ColumnType> {
        let kind = |name: &String| columns.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind);
        self.columns.iter().filter_map(kind).collect()
    }

    /// Whether a test suits the chosen columns: together, or every choice of them.
    pub fn suits(&self, test: &TestInfo, columns: &[(String, ColumnType)]) -> bool {
        let (types, by) = (self.types(columns), self.by.is_some());
        if self.each.is_some() { test.shape.suits_each(&types, by) } else { test.shape.suits(&types, by) }
    }

    /// The test that would be carried out: the chosen one if it suits, else the first that does.
    pub fn chosen<'a>(
        &self,
        tests: &'a [TestInfo],
        columns: &[(String, ColumnType)],
    ) -> Option<&'a TestInfo> {
        let mut suiting = tests.iter().filter(|test| self.suits(test, columns));
        let named = suiting.clone().find(|test| Some(&test.id) == self.name.as_ref());
        named.or_else(|| suiting.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::TestShape;

    fn test(id: &str, shape: TestShape) -> TestInfo {
        TestInfo {
            id: id.into(),
            title: id.into(),
            question: String::new(),
            assumptions: Vec::new(),
            shape,
            takes: String::new(),
            options: Vec::new(),
            effect: None,
        }
    }

    fn table() -> Vec<(String, ColumnType)> {
        vec![
            ("age".into(), ColumnType::Numeric),
            ("pay".into(), ColumnType::Numeric),
            ("plan".into(), ColumnType::Categorical),
        ]
    }

    #[test]
    fn a_column_is_tested_or_makes_the_groups_but_not_both() {
        let trials = Trials::default()
            .reduce(TrialsAction::With("age".into()))
            .reduce(TrialsAction::With("plan".into()))
            .reduce(TrialsAction::By(Some("plan".into())));
        assert_eq!(
            (trials.columns.as_slice(), trials.by.as_deref()),
            (&["age".to_owned()][..], Some("plan"))
        );
        let back = trials.reduce(TrialsAction::With("plan".into()));
        assert_eq!((back.columns.len(), back.by), (2, None));
    }

    #[test]
    fn a_test_that_does_not_suit_gives_way_to_one_that_does() {
        let tests = [test("ttest_ind", TestShape::TwoSamples), test("chi2", TestShape::Table)];
        let numbers = Trials::default()
            .reduce(TrialsAction::With("age".into()))
            .reduce(TrialsAction::With("pay".into()))
            .reduce(TrialsAction::Choose("chi2".into()));
        assert_eq!(numbers.chosen(&tests, &table()).map(|t| t.id.as_str()), Some("chi2"));
        let by = numbers
            .reduce(TrialsAction::Without("pay".into()))
            .reduce(TrialsAction::Choose("shapiro".into()));
        let by = by.reduce(TrialsAction::By(Some("plan".into())));
        assert_eq!(by.chosen(&tests, &table()).map(|t| t.id.as_str()), Some("ttest_ind"));
        assert_eq!(Trials::default().chosen(&tests, &table()), None);
    }

    #[test]
    fn many_columns_suit_where_each_is_tested() {
        let tests = [test("ttest_ind", TestShape::TwoSamples)];
        let trials = ["age", "pay"].into_iter().map(|name| TrialsAction::With(name.into()));
        let by = trials.fold(Trials::default(), |trials, action| trials.reduce(action));
        let by = by.reduce(TrialsAction::By(Some("plan".into())));
        assert_eq!(by.chosen(&tests, &table()), None);
        assert!(by.reduce(TrialsAction::Each(Some(Correction::Holm))).chosen(&tests, &table()).is_some());
    }

    #[test]
    fn only_the_newest_test_is_heard_and_another_table_has_none() {
        let verdict = Rc::new(Verdict {
            asked: TestRequest::default(),
            correction: None,
            reports: Vec::new(),
            warnings: Vec::new(),
        });
        let twice = Trials::default().reduce(TrialsAction::Began(1)).reduce(TrialsAction::Began(2));
        assert_eq!(twice.reduce(TrialsAction::Done(1, Rc::clone(&verdict))), twice);
        let done = twice.reduce(TrialsAction::Done(2, verdict));
        assert_eq!(done.verdicts.len(), 1);
        assert_eq!(done.reduce(TrialsAction::Drop(2)).verdicts.len(), 0);
        assert_eq!(done.reduce(TrialsAction::Table(0)), done);
        assert!(done.reduce(TrialsAction::Table(9)).verdicts.is_empty());
    }
}

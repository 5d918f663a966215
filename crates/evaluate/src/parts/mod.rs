//! The parts of a split held against one another: what each holds of the target, when its rows were, what stands in
//! two of them, which columns differ, and what another split would bring.

mod advice;
mod groups;
mod target;
mod times;

use crate::Arranged;
use crate::arrange::split_spec;
use glasshouse_learn::Target;
use glasshouse_spec::{
    ColumnType, Drift, Parts, PartsReport, Recipe, SplitMethod, TaskKind, Twice, TwiceRow,
};

/// Columns whose drift is told, unless more of them stand apart.
const DRIFTS: usize = 5;
/// Columns that stand apart and are told at most.
const MOST_DRIFTS: usize = 20;
/// Rows in two parts that are shown.
const EXAMPLES: usize = 5;
/// Columns of them that are shown.
const CELLS: usize = 6;

impl Arranged {
    /// What the parts hold, for a recipe that the rows were arranged by; `read` is the number of rows of the table.
    /// In bounded pieces: O(cells), and O(rows · log rows) for a target of numbers.
    pub async fn report_parts(
        &self,
        recipe: &Recipe,
        read: u64,
        pause: &impl AsyncFn(&'static str, f64),
    ) -> PartsReport {
        let spec = split_spec(recipe);
        let method = self.method(recipe);
        let rows = each(&self.parts, |rows| rows.len() as u64);
        pause("Counting the target", 0.0).await;
        let target = target::of(self, &async |done| pause("Counting the target", 0.1 * done).await).await;
        let by = spec
            .column
            .filter(|_| matches!(method, SplitMethod::Time | SplitMethod::Group | SplitMethod::Column));
        let mut report = PartsReport {
            method,
            column: by.or_else(|| self.time.clone().filter(|_| method == SplitMethod::Time)),
            read,
            rows,
            target,
            times: self.time.as_deref().and_then(|column| times::of(self, column)),
            groups: None,
            drift: Vec::new(),
            compared: 0,
            apart: 0,
            twice: None,
            advice: Vec::new(),
            warnings: self.warnings.iter().filter(|one| one.code.starts_with("split.")).cloned().collect(),
        };
        if self.timed.is_none() {
            self.hold_against(recipe, &mut report, pause).await;
        }
        report
    }

    /// What rows of a table have that a series has not: groups, equals, distributions.
    async fn hold_against(
        &self,
        recipe: &Recipe,
        report: &mut PartsReport,
        pause: &impl AsyncFn(&'static str, f64),
    ) {
        if report.method == SplitMethod::Group
            && let Some(column) = report.column.as_deref().and_then(|name| self.table.column(name))
        {
            let share = async |done: f64| pause("Counting the groups", 0.1 + 0.1 * done).await;
            report.groups = Some(groups::of(self, column, &share).await);
        }
        let share = async |done: f64| pause("Looking for rows in two parts", 0.2 + 0.3 * done).await;
        if !(self.parts.test.is_empty() && self.parts.validation.is_empty()) {
            report.twice = self.equal_rows(&share).await.map(|numbers| self.twice_of(&numbers));
        }
        let share = async |done: f64| pause("Comparing the parts", 0.5 + 0.3 * done).await;
        if let Some(drifts) = self.drifts(&share).await {
            report.compared = drifts.len() as u64;
            report.apart = drifts.iter().filter(|drift| drift.apart).count() as u64;
            report.drift = told(drifts);
        }
        let share = async |done: f64| pause("Looking at other splits", 0.8 + 0.2 * done).await;
        report.advice = advice::of(self, recipe, report, &share).await;
    }

    /// The target, of several the first.
    fn first_target(&self) -> &Target {
        match &self.target {
            Target::Several(targets) => targets.first().unwrap_or(&self.target),
            one => one,
        }
    }

    /// How the rows were chosen.
    fn method(&self, recipe: &Recipe) -> SplitMethod {
        let own = match (self.task.kind, self.first_target()) {
            (TaskKind::Forecast, _) => SplitMethod::Time,
            (_, Target::Classes { .. }) => SplitMethod::Stratified,
            _ => SplitMethod::Random,
        };
        recipe.split.method.unwrap_or(own)
    }

    /// The rows that are equal to a training row, by a number for each that equal rows share.
    fn twice_of(&self, numbers: &[u32]) -> Twice {
        let mut first = vec![None; self.table.rows()];
        for row in self.parts.train.iter().rev() {
            first[numbers[*row as usize] as usize] = Some(*row);
        }
        let again = |rows: &[u32]| -> Vec<(u32, u32)> {
            rows.iter().filter_map(|row| Some((*row, first[numbers[*row as usize] as usize]?))).collect()
        };
        let (test, validation) = (again(&self.parts.test), again(&self.parts.validation));
        let columns = self.table.columns().iter().filter(|column| column.kind != ColumnType::Id);
        let columns: Vec<_> = columns.take(CELLS).collect();
        let row = |(row, train): &(u32, u32), test: bool| TwiceRow {
            row: u64::from(self.rows[*row as usize]),
            test,
            train: u64::from(self.rows[*train as usize]),
            cells: columns.iter().map(|column| column.label(*row as usize)).collect(),
        };
        let of_test = test.iter().map(|pair| row(pair, true));
        let examples = of_test.chain(validation.iter().map(|pair| row(pair, false))).take(EXAMPLES).collect();
        Twice {
            validation: validation.len() as u64,
            test: test.len() as u64,
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            examples,
        }
    }
}

/// Those that stand apart, or the first few.
fn told(mut drifts: Vec<Drift>) -> Vec<Drift> {
    let apart = drifts.iter().filter(|drift| drift.apart).count();
    drifts.truncate(apart.clamp(DRIFTS, MOST_DRIFTS));
    drifts
}

/// Something of each part.
fn each<T, U>(parts: &Parts<T>, of: impl Fn(&T) -> U) -> Parts<U> {
    Parts { train: of(&parts.train), validation: of(&parts.validation), test: of(&parts.test) }
}

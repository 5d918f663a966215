//! The fit of a projection, a bounded piece after the other.

use super::exact::Exact;
use super::few::Few;
use super::numbers::Numbers;
use super::state::{Component, ProjectionState};
use super::{Direction, Plan, Solver, Wanted};
use crate::steps::naming::beginning;
use crate::{Fit, Fitting, Notes, PrepareError, StepState, moments};
use glasshouse_stats::{dot, mean};
use glasshouse_table::Table;

/// Rows or columns up to which all directions are found even if few are wanted.
const SMALL: usize = 500;

/// A projection that is being fitted.
pub(super) struct Decomposing {
    plan: Plan,
    names: Vec<String>,
    /// What the names of components begin with.
    prefix: String,
    numbers: Numbers,
    means: Vec<f64>,
    /// Sum of squared distances from the means, over all columns.
    spread: f64,
    /// Sum of their squares.
    squares: f64,
    work: Work,
    make: fn(ProjectionState) -> StepState,
}

enum Work {
    /// Means and spreads of the columns.
    Look(usize),
    Exact(Exact),
    Few(Few),
}

impl Decomposing {
    /// Of the named columns.
    ///
    /// # Errors
    /// A column that holds no numbers or has missing cells; more components than there can be.
    pub fn new(
        mut plan: Plan,
        seed: u64,
        table: &Table,
        names: &[String],
        make: fn(ProjectionState) -> StepState,
    ) -> Result<Self, PrepareError> {
        plan.seed.get_or_insert(seed);
        let numbers = Numbers::of(table, names, plan.kind)?;
        let most = numbers.rows.min(names.len());
        if let (Wanted::Count(count), Some(first)) = (plan.wanted, names.first())
            && count > most
        {
            let (rows, columns) = (numbers.rows, names.len());
            return Err(PrepareError::Unsuitable {
                parameter: "n_components",
                column: first.clone(),
                message: format!(
                    "n_components is {count}, and {columns} columns with {rows} training rows have at most {most} components"
                ),
            });
        }
        let short = plan.kind.replace('_', "");
        let prefix = beginning(table, names, &short, |at| format!("{short}_{at}_"));
        let (means, names) = (Vec::new(), names.to_vec());
        Ok(Self { plan, names, prefix, numbers, means, spread: 0.0, squares: 0.0, work: Work::Look(0), make })
    }

    /// Looks at one column.
    fn look(&mut self, at: usize) -> Result<(), PrepareError> {
        let values = self.numbers.column(at);
        let mean = mean(values).unwrap_or_default();
        let spread = moments::variance(values, mean) * values.len() as f64;
        let squares = dot(values, values);
        if !spread.is_finite() || !squares.is_finite() {
            let largest =
                |best: usize, row: usize| if values[row].abs() > values[best].abs() { row } else { best };
            let row = (0..values.len()).reduce(largest).unwrap_or_default();
            let (column, value) = (self.names[at].clone(), values[row]);
            return Err(PrepareError::TooLarge { column, row: row as u64, value });
        }
        self.spread += spread;
        self.squares += squares;
        self.means.push(mean);
        Ok(())
    }

    /// Whether few directions are looked for, by scikit-learn's rule.
    fn begin(&mut self) -> Work {
        if self.plan.centred {
            self.numbers.centers.clone_from(&self.means);
        }
        let (rows, columns) = (self.numbers.rows, self.numbers.width());
        let least = rows.min(columns);
        let Wanted::Count(count) = self.plan.wanted else { return Work::Exact(Exact::new(&self.numbers)) };
        let few = match self.plan.solver {
            Solver::Exact => false,
            Solver::Few => true,
            Solver::Auto => {
                let narrow = columns <= 1000 && rows >= 10 * columns;
                least > SMALL && !narrow && 5 * count < 4 * least
            }
        };
        if !few {
            return Work::Exact(Exact::new(&self.numbers));
        }
        let passes = self.plan.passes.unwrap_or(if 10 * count < least { 5 } else { 4 });
        let squares = if self.plan.centred { self.spread } else { self.squares };
        let seed = self.plan.seed.unwrap_or_default();
        Work::Few(Few::new(&self.numbers, count, passes.saturating_add(1), seed, squares))
    }

    fn finish(&self, found: Vec<Direction>) -> StepState {
        let rows = self.numbers.rows as f64;
        let spread = |(squares, weights): &Direction| {
            if self.plan.centred {
                return squares.max(0.0);
            }
            let along = dot(&self.means, weights);
            (squares - rows * along * along).max(0.0)
        };
        let spreads: Vec<f64> = found.iter().map(spread).collect();
        let shares: Vec<f64> =
            spreads.iter().map(|s| if self.spread > 0.0 { s / self.spread } else { 0.0 }).collect();
        let kept = self.kept(&shares);
        let divisor = if self.plan.centred { (rows - 1.0).max(1.0) } else { rows.max(1.0) };
        let noise = spreads.iter().fold(0.0_f64, |most, s| most.max(*s))
            * f64::EPSILON
            * self.numbers.rows.max(self.names.len()) as f64;
        let component = |k: usize| {
            let variance = spreads[k] / divisor;
            // What hardly varies is not blown up.
            let scale = if self.plan.whiten && spreads[k] > noise { variance.sqrt() } else { 1.0 };
            let (name, weights) = (format!("{}{k}", self.prefix), found[k].1.clone());
            Component { name, weights, scale, variance, share: shares[k] }
        };
        (self.make)(ProjectionState {
            columns: self.names.clone(),
            centers: if self.plan.centred { self.means.clone() } else { Vec::new() },
            components: (0..kept).map(component).collect(),
        })
    }

    fn kept(&self, shares: &[f64]) -> usize {
        match self.plan.wanted {
            Wanted::All => shares.len(),
            Wanted::Count(count) => count.min(shares.len()),
            Wanted::Share(wanted) => {
                let mut sum = 0.0;
                let enough = |share: &f64| {
                    sum += share;
                    sum > wanted
                };
                shares.iter().position(enough).map_or(shares.len(), |at| at + 1)
            }
        }
    }
}

impl Fitting for Decomposing {
    fn advance(&mut self, _notes: &mut Notes) -> Result<Fit, PrepareError> {
        if self.names.is_empty() {
            return Ok(Fit::Done(self.finish(Vec::new()).into()));
        }
        let found = match &mut self.work {
            Work::Look(at) if *at < self.names.len() => {
                let at = *at;
                self.look(at)?;
                self.work = Work::Look(at + 1);
                Err(0.0)
            }
            Work::Look(_) => {
                self.work = self.begin();
                Err(0.0)
            }
            Work::Exact(work) => work.advance(&self.numbers),
            Work::Few(work) => work.advance(&self.numbers),
        };
        Ok(found.map_or_else(Fit::Running, |found| Fit::Done(self.finish(found).into())))
    }
}

//! Estimators that answer together.

use super::committee_state::{CommitteeState, Member, Union};
use super::inner::Inner;
use super::part::features;
use super::reading::Reading;
use crate::linear::{first_largest, softmax};
use crate::{Features, Model, ModelState, Prediction, WeightKind};
use glasshouse_spec::Warning;
use ndarray::Array2;
use std::rc::Rc;

/// Rows that a single quick estimator answers at a time.
const ROWS: usize = 65_536;

/// An estimator among others.
#[derive(Clone)]
pub(super) struct Seat {
    pub weight: f64,
    pub columns: Option<Vec<u32>>,
    pub model: Rc<dyn Model>,
}

/// What they answer together.
pub(crate) struct Committee {
    /// Everything but the members.
    pub about: CommitteeState,
    pub(super) seats: Vec<Seat>,
    /// Whether all members give probabilities.
    pub probable: bool,
}

impl Seat {
    fn restore(member: &Member) -> Self {
        let model = member.model.state().restore().into();
        Self { weight: member.weight, columns: member.columns.clone(), model }
    }

    fn predict(&self, x: &Features) -> Prediction {
        match &self.columns {
            Some(columns) => self.model.predict(&features(x, columns)),
            None => self.model.predict(x),
        }
    }
}

impl Committee {
    pub fn restore(mut state: CommitteeState) -> Self {
        let probable = state.has_probabilities();
        let seats = std::mem::take(&mut state.members).iter().map(Seat::restore).collect();
        Self { about: state, seats, probable }
    }

    fn total(&self) -> f64 {
        self.seats.iter().map(|seat| seat.weight).sum()
    }

    /// Weighted sums of probabilities, or of choices, row-major; and the choices of their largest.
    fn sums(&self, x: &Features, classes: usize, choices: bool) -> (Vec<f64>, Vec<u32>) {
        let mut sums = vec![0.0; x.data.nrows() * classes];
        for seat in &self.seats {
            let Prediction::Classes { probabilities, index } = seat.predict(x) else { continue };
            let rows = sums.chunks_exact_mut(classes);
            if choices || probabilities.ncols() == 0 {
                rows.zip(&index).for_each(|(sums, &class)| sums[class as usize] += seat.weight);
            } else {
                for (sums, row) in rows.zip(probabilities.outer_iter()) {
                    sums.iter_mut().zip(row).for_each(|(sum, &p)| *sum += seat.weight * f64::from(p));
                }
            }
        }
        let index = sums.chunks_exact(classes).map(first_largest).collect();
        (sums, index)
    }

    fn classes(&self, x: &Features, classes: usize) -> Prediction {
        if let Union::Rest(reading) = self.about.union {
            return self.against_the_rest(x, classes, reading);
        }
        let choices = self.about.union != Union::Mean;
        let (mut sums, index) = self.sums(x, classes, choices);
        let all = self.total();
        match self.about.union {
            Union::Votes => {
                return Prediction::Classes { probabilities: Array2::zeros((x.data.nrows(), 0)), index };
            }
            Union::Margin => sums.chunks_exact_mut(classes).for_each(|row| self.ahead(row, all)),
            _ => sums.iter_mut().for_each(|sum| *sum /= all),
        }
        Prediction::Classes { probabilities: shaped(&sums, classes), index }
    }

    /// From the weights behind the classes their probabilities (Zhu, Zou, Rosset and Hastie, *Multi-class
    /// AdaBoost*, 2009).
    fn ahead(&self, row: &mut [f64], all: f64) {
        let others = self.about.present.len() as f64 - 1.0;
        let lead = |votes: f64| (votes / all - (1.0 - votes / all) / others) / others;
        let mut leads: Vec<f64> = self.about.present.iter().map(|&class| lead(row[class as usize])).collect();
        softmax(&mut leads);
        row.fill(0.0);
        self.about.present.iter().zip(&leads).for_each(|(&class, &p)| row[class as usize] = p);
    }

    fn against_the_rest(&self, x: &Features, classes: usize, reading: Reading) -> Prediction {
        let rows = x.data.nrows();
        let read = |how: Reading| -> Vec<Array2<f64>> {
            self.seats.iter().map(|seat| how.read(&*seat.model, x, Some(2))).collect()
        };
        let sure = read(reading);
        let present = &self.about.present;
        let single = |row: usize| {
            let later = if reading == Reading::Scores { 0.0 } else { 0.5 };
            u32::from(sure[0][[row, 0]] > later)
        };
        let choose = |row: usize| match present.len() {
            2 => single(row),
            _ => first_largest(&sure.iter().map(|own| own[[row, 0]]).collect::<Vec<_>>()),
        };
        let index = (0..rows).map(|row| present[choose(row) as usize]).collect();
        if !self.probable {
            return Prediction::Classes { probabilities: Array2::zeros((rows, 0)), index };
        }
        let own = if reading == Reading::Probabilities { sure } else { read(Reading::Probabilities) };
        let mut shares = vec![0.0; rows * classes];
        for (row, shares) in shares.chunks_exact_mut(classes).enumerate() {
            let mut own: Vec<f64> = own.iter().map(|own| own[[row, 0]]).collect();
            if present.len() == 2 {
                own.insert(0, 1.0 - own[0]);
            }
            even_out(&mut own);
            present.iter().zip(&own).for_each(|(&class, &p)| shares[class as usize] = p);
        }
        Prediction::Classes { probabilities: shaped(&shares, classes), index }
    }

    fn numbers(&self, x: &Features) -> Vec<f64> {
        let answers: Vec<Vec<f64>> = self.seats.iter().map(|seat| numbers(seat.predict(x))).collect();
        let all = self.total();
        let mut row = Vec::with_capacity(answers.len());
        let mut one = |at: usize| {
            let weighed = answers.iter().zip(&self.seats).map(|(own, seat)| (own[at], seat.weight));
            if self.about.union == Union::Median {
                row.clear();
                row.extend(weighed);
                return median(&mut row);
            }
            weighed.map(|(own, weight)| own * weight).sum::<f64>() / all
        };
        (0..x.data.nrows()).map(&mut one).collect()
    }
}

fn numbers(answer: Prediction) -> Vec<f64> {
    match answer {
        Prediction::Numbers(numbers) => numbers,
        Prediction::Classes { index, .. } | Prediction::Groups { index, .. } => {
            index.into_iter().map(f64::from).collect()
        }
        Prediction::Several(_) => Vec::new(),
    }
}

/// Makes numbers that are not negative sum to one; where all are zero, they become equal.
pub(super) fn even_out(row: &mut [f64]) {
    let sum: f64 = row.iter().sum();
    let equal = 1.0 / row.len() as f64;
    row.iter_mut().for_each(|p| *p = if sum > 0.0 { *p / sum } else { equal });
}

/// The first number at which half of the weight is reached, from below.
pub(super) fn median(weighed: &mut [(f64, f64)]) -> f64 {
    weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sums = Vec::with_capacity(weighed.len());
    let mut sum = 0.0;
    for (_, weight) in weighed.iter() {
        sum += weight;
        sums.push(sum);
    }
    let at = sums.iter().position(|&below| below >= 0.5 * sum).unwrap_or(0);
    weighed.get(at).map_or(0.0, |(number, _)| *number)
}

pub(super) fn shaped(values: &[f64], width: usize) -> Array2<f32> {
    let rows = values.len() / width.max(1);
    Array2::from_shape_fn((rows, width), |(row, column)| values[row * width + column] as f32)
}

/// Rows that estimators answer together in about 50 ms.
pub(super) fn rows_at_once(models: &[Rc<dyn Model>]) -> usize {
    let slowest = models.iter().map(|model| model.rows_at_once()).min().unwrap_or(ROWS);
    (slowest.min(ROWS) / models.len().max(1)).max(64)
}

/// What estimators warn of, each thing once. Where they stand is not said: they are inside.
pub(super) fn warnings<'a>(models: impl Iterator<Item = &'a Rc<dyn Model>>) -> Vec<Warning> {
    let mut all: Vec<Warning> = Vec::new();
    for warning in models.flat_map(|model| model.warnings()) {
        let warning = Warning::new(warning.code, warning.message, Default::default());
        if !all.contains(&warning) {
            all.push(warning);
        }
    }
    all
}

impl Model for Committee {
    fn predict(&self, x: &Features) -> Prediction {
        assert_eq!(x.data.ncols(), self.about.features as usize, "features of another model");
        match self.about.classes {
            Some(classes) => self.classes(x, classes as usize),
            None => Prediction::Numbers(self.numbers(x)),
        }
    }

    fn rows_at_once(&self) -> usize {
        rows_at_once(&self.seats.iter().map(|seat| seat.model.clone()).collect::<Vec<_>>())
    }

    fn state(&self) -> ModelState {
        let member = |seat: &Seat| Member {
            weight: seat.weight,
            columns: seat.columns.clone(),
            model: Inner::of(&*seat.model),
        };
        let members = self.seats.iter().map(member).collect();
        ModelState::Committee(CommitteeState { members, ..self.about.clone() })
    }

    /// The weighted mean of what features weigh in the members, where all are trees.
    fn weights(&self) -> Option<(WeightKind, Vec<f64>)> {
        let mut means = vec![0.0; self.about.features as usize];
        let all = self.total();
        for seat in &self.seats {
            let (WeightKind::Impurity, weights) = seat.model.weights()? else { return None };
            for (at, weight) in weights.into_iter().enumerate() {
                let column = seat.columns.as_ref().map_or(at, |columns| columns[at] as usize);
                means[column] += seat.weight / all * weight;
            }
        }
        Some((WeightKind::Impurity, means))
    }

    fn warnings(&self) -> Vec<Warning> {
        warnings(self.seats.iter().map(|seat| &seat.model))
    }
}

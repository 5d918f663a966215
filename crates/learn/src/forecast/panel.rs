//! Series on one grid: what a forecast learns from and looks at.

use super::Grid;
use crate::FeatureKind;

/// A column that is told beside the values of every series.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name after preparation.
    pub name: String,
    /// What it holds.
    pub kind: FeatureKind,
    /// Whether its values of times to come are known beforehand.
    pub known: bool,
}

/// Several series on one grid of times.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// The times.
    pub grid: Grid,
    /// Steps after which a series is like itself; 1 for none.
    pub season: u32,
    /// Steps ahead that are wanted.
    pub horizon: u32,
    /// Share of the actual values that intervals are to hold, in percent.
    pub interval: u32,
    /// What is told beside the values.
    pub columns: Vec<Column>,
    /// The series, by name.
    pub series: Vec<Line>,
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name; empty where there is one.
    pub name: String,
    /// Number of its first time.
    pub first: i64,
    /// Its values one step after another; gaps are filled from the past.
    pub values: Vec<f64>,
    /// Whether a value was there.
    pub known: Vec<bool>,
    /// The cells of each column of the panel from the first time on: one for each value, and further ones
    /// of what is known beforehand. Of a time without a row as at the time before.
    pub told: Vec<Vec<f32>>,
}

impl Line {
    /// A series of values, `None` where there is a gap; the first is not. A gap takes the value of a
    /// season before, in the first season the value before: nothing is taken from the future.
    pub fn new(name: String, first: i64, cells: &[Option<f64>], season: u32) -> Self {
        let mut values: Vec<f64> = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            let before = at.checked_sub(season as usize).unwrap_or(at.saturating_sub(1));
            values.push(cell.unwrap_or_else(|| values.get(before).copied().unwrap_or_default()));
        }
        Self { name, first, values, known: cells.iter().map(Option::is_some).collect(), told: Vec::new() }
    }

    /// Number of the time after its last.
    pub fn end(&self) -> i64 {
        self.first + self.values.len() as i64
    }

    /// The value of a number, where there was one.
    pub fn at(&self, number: i64) -> Option<f64> {
        let at = usize::try_from(number - self.first).ok()?;
        self.known.get(at).is_some_and(|known| *known).then(|| self.values[at])
    }

    /// What is before a number; of columns that are known beforehand what comes after it as well.
    #[must_use]
    pub fn until(&self, number: i64, columns: &[Column]) -> Self {
        let kept = usize::try_from(number - self.first).unwrap_or(0).min(self.values.len());
        let (values, known) = (self.values[..kept].to_vec(), self.known[..kept].to_vec());
        let told = self.told.iter().zip(columns).map(|(cells, column)| {
            let kept = if column.known { cells.len() } else { kept.min(cells.len()) };
            cells[..kept].to_vec()
        });
        Self { name: self.name.clone(), first: self.first, values, known, told: told.collect() }
    }

    /// The series with what is known beforehand carried on as it was told last, to `steps` after its end.
    #[must_use]
    pub fn carried(mut self, steps: usize) -> Self {
        let length = self.values.len() + steps;
        for cells in &mut self.told {
            if let Some(&last) = cells.last() {
                cells.resize(length.max(cells.len()), last);
            }
        }
        self
    }

    /// How far values are apart that are a season apart, on average: the error of the seasonal naive
    /// forecast one step ahead (Hyndman and Koehler, 2006). Of a series too short for that, of values
    /// one step apart; 0 where there are none.
    pub fn scale(&self, season: u32) -> f64 {
        let mean = |lag: usize| {
            let pairs = (lag..self.values.len()).filter(|&at| self.known[at] && self.known[at - lag]);
            let (sum, count) = pairs.fold((0.0, 0_u32), |(sum, count), at| {
                (sum + (self.values[at] - self.values[at - lag]).abs(), count + 1)
            });
            (count > 0).then(|| sum / f64::from(count))
        };
        mean(season as usize).or_else(|| mean(1)).unwrap_or(0.0)
    }
}

impl Panel {
    /// What is before a number; series that begin later are not in it.
    #[must_use]
    pub fn until(&self, number: i64) -> Self {
        let series = self.series.iter().filter(|line| line.first < number);
        Self { series: series.map(|line| line.until(number, &self.columns)).collect(), ..self.bare() }
    }

    /// The same grid without series.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            grid: self.grid.clone(),
            season: self.season,
            horizon: self.horizon,
            interval: self.interval,
            columns: self.columns.clone(),
            series: Vec::new(),
        }
    }

    /// Steps after the end of every series of which all is told that is known beforehand; `None` where
    /// nothing is.
    pub fn told_ahead(&self) -> Option<usize> {
        let ahead = |line: &Line| {
            let told = line.told.iter().zip(&self.columns).filter(|(_, column)| column.known);
            told.map(|(cells, _)| cells.len().saturating_sub(line.values.len())).min()
        };
        self.series.iter().filter_map(ahead).min()
    }

    /// The first number of all series, and the number after the last of all.
    pub fn ends(&self) -> (i64, i64) {
        let first = self.series.iter().map(|line| line.first).min().unwrap_or(0);
        (first, self.series.iter().map(Line::end).max().unwrap_or(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_from_the_past() {
        let cells = [Some(1.0), None, Some(3.0), None, None, Some(6.0)];
        let line = Line::new(String::new(), 5, &cells, 2);
        assert_eq!(line.values, [1.0, 1.0, 3.0, 1.0, 3.0, 6.0]);
        assert_eq!((line.at(7), line.at(8), line.at(4), line.end()), (Some(3.0), None, None, 11));
        assert_eq!(line.until(7, &[]).values, [1.0, 1.0]);
        assert_eq!(line.scale(2), 2.0, "of 1 and 3, two steps apart");
    }

    #[test]
    fn only_what_is_known_beforehand_is_told_of_the_future() {
        let mut line = Line::new(String::new(), 5, &[Some(1.0), Some(2.0), Some(3.0)], 1);
        line.told = vec![vec![1.0, 2.0, 3.0], vec![7.0, 8.0, 9.0, 10.0]];
        let column = |known| Column { name: String::new(), kind: FeatureKind::Number, known };
        let columns = [column(false), column(true)];
        assert_eq!(line.until(6, &columns).told, [vec![1.0], vec![7.0, 8.0, 9.0, 10.0]]);
        assert_eq!(line.until(6, &columns).carried(5).told[1], [7.0, 8.0, 9.0, 10.0, 10.0, 10.0]);
    }
}

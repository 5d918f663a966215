//! Predictions as CSV: the cells of the input unchanged, then `prediction`, then
//! `probability_<class>` for each class; of groups that were found without a target, a `distance`,
//! `probability` or `score`.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula. Cells are
//! nevertheless written as they are, because a program that reads the file back must find what
//! was there; [`spreadsheet_safe`] puts an apostrophe before them for who asks for it.

use crate::ExportError;
use std::collections::BTreeSet;

/// What is predicted for one row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RowPrediction<'a> {
    /// A class and, unless the model has none, the probability of each class.
    Class {
        /// The class.
        label: &'a str,
        /// Probabilities in the order of the classes.
        probabilities: &'a [f32],
    },
    /// A number.
    Number(f64),
    /// A number at a time to come, and the bounds of its interval.
    Ahead {
        /// The number.
        number: f64,
        /// Lower and upper bound; none where they were not measured.
        bounds: Option<(f64, f64)>,
    },
    /// A group that was found without a target, and the number beside it.
    Group {
        /// The group.
        label: &'a str,
        /// Its distance, probability or score.
        number: f64,
    },
}

/// Writes predictions row by row.
pub struct PredictionWriter {
    csv: csv::Writer<Vec<u8>>,
}

impl PredictionWriter {
    /// Begins with the header: the input's columns and those of the prediction. `classes` are
    /// those that have probabilities: none for regression. Where the input has a column of the
    /// same name, ours ends in `_2` (or the next number that is free).
    ///
    /// # Errors
    /// [`ExportError::Unwritable`] when there is no memory left.
    pub fn new<S: AsRef<str>>(columns: &[S], classes: &[String]) -> Result<Self, ExportError> {
        let named: Vec<String> = classes.iter().map(|class| format!("probability_{class}")).collect();
        Self::beside(columns, &named)
    }

    /// As [`new`](Self::new), with any columns beside `prediction`.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn beside<S: AsRef<str>>(columns: &[S], beside: &[String]) -> Result<Self, ExportError> {
        let ours: Vec<String> =
            std::iter::once("prediction".to_owned()).chain(beside.iter().cloned()).collect();
        Self::named(columns, &ours)
    }

    /// As [`new`](Self::new), of several targets: each has `prediction_<target>` and, for every class
    /// that has probabilities, `probability_<target>_<class>`.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn several<S: AsRef<str>>(columns: &[S], targets: &[(&str, &[String])]) -> Result<Self, ExportError> {
        let of_target = |(target, classes): &(&str, &[String])| {
            let probability = |class: &String| format!("probability_{target}_{class}");
            let first = std::iter::once(format!("prediction_{target}"));
            first.chain(classes.iter().map(probability)).collect::<Vec<_>>()
        };
        Self::named(columns, &targets.iter().flat_map(of_target).collect::<Vec<_>>())
    }

    fn named<S: AsRef<str>>(columns: &[S], ours: &[String]) -> Result<Self, ExportError> {
        let mut taken: BTreeSet<String> = columns.iter().map(|c| c.as_ref().to_owned()).collect();
        let ours = ours.iter().cloned().map(|name| free_name(&mut taken, name));
        let header: Vec<String> = columns.iter().map(|c| c.as_ref().to_owned()).chain(ours).collect();
        let mut writer = Self { csv: csv::Writer::from_writer(Vec::new()) };
        writer.record(header.into_iter())?;
        Ok(writer)
    }

    /// Writes one row: the input's cells as the file wrote them (missing cells empty), then what
    /// is predicted of each target.
    ///
    /// # Errors
    /// [`ExportError::Unwritable`] when there is no memory left.
    pub fn row<'p, S: AsRef<str>>(
        &mut self,
        cells: &[S],
        predictions: impl IntoIterator<Item = RowPrediction<'p>>,
    ) -> Result<(), ExportError> {
        let mut record: Vec<String> = cells.iter().map(|c| c.as_ref().to_owned()).collect();
        for prediction in predictions {
            match prediction {
                RowPrediction::Class { label, probabilities } => {
                    record.push(label.to_owned());
                    record.extend(probabilities.iter().map(ToString::to_string));
                }
                RowPrediction::Number(number) => record.push(number.to_string()),
                RowPrediction::Ahead { number, bounds } => {
                    let bound = |bound: Option<f64>| bound.map(|b| b.to_string()).unwrap_or_default();
                    let (low, high) = bounds.unzip();
                    record.extend([number.to_string(), bound(low), bound(high)]);
                }
                RowPrediction::Group { label, number } => {
                    record.extend([label.to_owned(), number.to_string()]);
                }
            }
        }
        self.record(record.into_iter())
    }

    /// The file, in UTF-8 with LF line ends.
    ///
    /// # Errors
    /// [`ExportError::Unwritable`] when there is no memory left.
    pub fn finish(self) -> Result<Vec<u8>, ExportError> {
        self.csv.into_inner().map_err(|e| unwritable(&e.to_string()))
    }

    fn record(&mut self, cells: impl Iterator<Item = String>) -> Result<(), ExportError> {
        self.csv.write_record(cells.map(String::into_bytes)).map_err(|e| unwritable(&e.to_string()))
    }
}

/// A CSV file with an apostrophe before each cell that a spreadsheet would run as a formula: one
/// that begins with `=`, `+`, `-` or `@` and is no number. Linear in the size of the file.
///
/// # Errors
/// [`ExportError::Unwritable`] for bytes that are no CSV file.
pub fn spreadsheet_safe(csv: &[u8]) -> Result<Vec<u8>, ExportError> {
    let fault = |e: csv::Error| unwritable(&e.to_string());
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(csv.len()));
    for record in csv::ReaderBuilder::new().has_headers(false).from_reader(csv).records() {
        let record = record.map_err(fault)?;
        let safe = |cell: &str| if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() };
        writer.write_record(record.iter().map(safe)).map_err(fault)?;
    }
    writer.into_inner().map_err(|e| unwritable(&e.to_string()))
}

/// Whether a spreadsheet would run the cell. A number such as `-1.5` is none of its business.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err()
}

fn free_name(taken: &mut BTreeSet<String>, wanted: String) -> String {
    let mut name = wanted.clone();
    let mut number = 1u32;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{wanted}_{number}");
    }
    name
}

fn unwritable(why: &str) -> ExportError {
    ExportError::Unwritable { what: "the file of predictions".into(), why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes() -> Vec<String> {
        vec!["no".into(), "yes".into()]
    }

    fn written() -> String {
        let mut writer = PredictionWriter::new(&["a", "note"], &classes()).unwrap();
        let probabilities = [0.25, 0.75];
        let class = RowPrediction::Class { label: "yes", probabilities: &probabilities };
        writer.row(&["-1.50", "=1+1"], [class]).unwrap();
        writer.row(&["", "say \"hi\", then go"], [class]).unwrap();
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn cells_are_echoed_unchanged() {
        let text = written();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "a,note,prediction,probability_no,probability_yes");
        assert_eq!(lines[1], "-1.50,=1+1,yes,0.25,0.75");
        assert_eq!(lines[2], ",\"say \"\"hi\"\", then go\",yes,0.25,0.75");
    }

    #[test]
    fn formulas_are_disarmed_only_on_request() {
        let text = String::from_utf8(spreadsheet_safe(written().as_bytes()).unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "-1.50,'=1+1,yes,0.25,0.75");
        assert_eq!(lines[2], written().lines().nth(2).unwrap(), "what is no formula stays as it was");
    }

    #[test]
    fn a_column_of_the_same_name_stays_what_it_is() {
        let mut writer = PredictionWriter::new(&["prediction"], &[]).unwrap();
        writer.row(&["7"], [RowPrediction::Number(0.1)]).unwrap();
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(text, "prediction,prediction_2\n7,0.1\n");
    }

    #[test]
    fn probabilities_are_read_back_as_the_same_number() {
        let mut writer = PredictionWriter::new::<&str>(&[], &classes()).unwrap();
        let probabilities = [1.0f32 / 3.0, 1e-30];
        writer
            .row::<&str>(&[], [RowPrediction::Class { label: "no", probabilities: &probabilities }])
            .unwrap();
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        let cells: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
        assert_eq!(cells[1].parse::<f32>().unwrap(), probabilities[0]);
        assert_eq!(cells[2].parse::<f32>().unwrap(), probabilities[1]);
    }
}

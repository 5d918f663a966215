//! The pictures of contributions: of many rows, of a column, of one row.

use super::unit;
use crate::services::pictures::Chart;
use glasshouse_chart::{
    Amounts, Axis, Bars, ChartSpec, Classes, Coloring, Contributions, Scatter, Swarm, SwarmLine,
};
use glasshouse_spec::{ShapReport, ShapRow};
use std::collections::BTreeMap;

/// Columns of a swarm.
const LINES: usize = 20;
/// Categories that a column is shown by, and that colours tell apart.
const LEVELS: usize = 20;
const CLASSES: usize = 7;

/// Cells of a group in the rows of a report: numbers, or places among words.
struct Cells {
    values: Vec<f64>,
    names: Vec<String>,
}

impl Cells {
    fn of(report: &ShapReport, group: usize) -> Self {
        let cell = |row: &ShapRow| row.cells.get(group).cloned().flatten();
        let numeric = report.rows.iter().any(|row| row.places.get(group).copied().flatten().is_some());
        if numeric {
            let number = |row: &ShapRow| cell(row).and_then(|cell| cell.parse().ok()).unwrap_or(f64::NAN);
            let values: Vec<f64> = report.rows.iter().map(number).collect();
            if values.iter().any(|value| value.is_finite()) {
                return Self { values, names: Vec::new() };
            }
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        report.rows.iter().filter_map(cell).for_each(|cell| *counts.entry(cell).or_default() += 1);
        let mut names: Vec<(String, usize)> = counts.into_iter().collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let names: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
        let places: BTreeMap<&str, f64> =
            names.iter().enumerate().map(|(at, name)| (name.as_str(), at as f64)).collect();
        let place = |row: &ShapRow| cell(row).map_or(f64::NAN, |cell| places[cell.as_str()]);
        Self { values: report.rows.iter().map(place).collect(), names }
    }
}

/// Names of a group's columns.
pub fn name(report: &ShapReport, group: usize) -> String {
    report.groups.get(group).map(|columns| columns.join(" + ")).unwrap_or_default()
}

/// Groups, those that contribute most first.
pub fn ordered(report: &ShapReport, output: usize) -> Vec<usize> {
    let sizes = report.mean_size.get(output).map(Vec::as_slice).unwrap_or_default();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]));
    order
}

fn values(report: &ShapReport, output: usize, group: usize) -> Vec<f64> {
    report.rows.iter().map(|row| row.values[output][group]).collect()
}

fn places(report: &ShapReport, group: usize) -> Vec<f64> {
    report.rows.iter().map(|row| row.places[group].unwrap_or(f64::NAN)).collect()
}

/// As people count rows, from 1.
fn numbers(report: &ShapReport) -> Vec<u64> {
    let known: Vec<u64> = report.rows.iter().filter_map(|row| Some(row.row? + 1)).collect();
    if known.len() == report.rows.len() { known } else { Vec::new() }
}

fn contribution(report: &ShapReport) -> String {
    say!("shap-value", unit = unit(report.unit))
}

/// Every row a dot, in a line for each column.
pub fn swarm(report: &ShapReport, output: usize) -> ChartSpec {
    let order = ordered(report, output);
    let line = |group: &usize| {
        let Cells { values: cells, names } = Cells::of(report, *group);
        SwarmLine {
            name: name(report, *group),
            values: values(report, output, *group),
            colors: places(report, *group),
            cells,
            cell: say!("shap-cell"),
            names,
        }
    };
    let lines: Vec<SwarmLine> = order.iter().take(LINES).map(line).collect();
    ChartSpec::Swarm(Swarm {
        what: contribution(report),
        by: String::new(),
        color: say!("shap-color"),
        left_out: (order.len() - lines.len()) as u64,
        lines,
        rows: numbers(report),
    })
}

/// Mean sizes, the largest first.
pub fn sizes(report: &ShapReport, output: usize) -> ChartSpec {
    let items = ordered(report, output).into_iter();
    let items = items.map(|group| (name(report, group), report.mean_size[output][group])).collect();
    ChartSpec::Bars(Bars::new(unit(report.unit), items))
}

/// The group that a column's picture is coloured by: the one that goes best with it.
pub fn beside(report: &ShapReport, output: usize, group: usize) -> Option<usize> {
    report.interacts.get(output)?.get(group).copied().flatten().map(|at| at as usize)
}

/// A column's cells against what they contribute, coloured by another column.
pub fn dependence(report: &ShapReport, output: usize, group: usize, other: Option<usize>) -> ChartSpec {
    let own = Cells::of(report, group);
    if !own.names.is_empty() {
        return by_level(report, output, (group, own), other);
    }
    let y = values(report, output, group);
    ChartSpec::Scatter(Scatter {
        x: Axis { name: name(report, group), ..Axis::default() },
        y: Axis { name: contribution(report), ..Axis::default() },
        points: own.values.into_iter().zip(y).collect(),
        color: other.map(|other| coloring(report, other)),
        sampled_from: report.rows.len() as u64,
        ..Scatter::default()
    })
}

fn coloring(report: &ShapReport, other: usize) -> Coloring {
    let Cells { values, mut names } = Cells::of(report, other);
    if names.is_empty() {
        return Coloring::Amounts(Amounts { axis: Axis::named(name(report, other)), values });
    }
    names.truncate(CLASSES);
    let code = |place: &f64| (*place < names.len() as f64).then_some(*place as u32);
    Coloring::Classes(Classes {
        column: name(report, other),
        codes: values.iter().map(code).collect(),
        names,
    })
}

/// A line of dots for each category of a column.
fn by_level(
    report: &ShapReport,
    output: usize,
    (group, own): (usize, Cells),
    other: Option<usize>,
) -> ChartSpec {
    let all = values(report, output, group);
    let shades = other.map(|other| places(report, other));
    let cells = other.map(|other| Cells::of(report, other));
    let rows =
        |level: usize| (0..all.len()).filter(|row| own.values[*row] == level as f64).collect::<Vec<_>>();
    let line = |(level, label): (usize, &String)| {
        let of = |from: Option<&Vec<f64>>| -> Vec<f64> {
            rows(level).into_iter().map(|row| from.map_or(f64::NAN, |from| from[row])).collect()
        };
        SwarmLine {
            name: label.clone(),
            values: rows(level).into_iter().map(|row| all[row]).collect(),
            colors: of(shades.as_ref()),
            cells: of(cells.as_ref().map(|cells| &cells.values)),
            cell: other.map(|other| name(report, other)).unwrap_or_default(),
            names: cells.as_ref().map(|cells| cells.names.clone()).unwrap_or_default(),
        }
    };
    let names = &own.names;
    ChartSpec::Swarm(Swarm {
        what: contribution(report),
        by: name(report, group),
        color: other
            .filter(|other| colored(report, *other))
            .map(|other| name(report, other))
            .unwrap_or_default(),
        left_out: names.len().saturating_sub(LEVELS) as u64,
        lines: names.iter().take(LEVELS).enumerate().map(line).collect(),
        rows: Vec::new(),
    })
}

fn colored(report: &ShapReport, group: usize) -> bool {
    places(report, group).iter().any(|place| place.is_finite())
}

/// What leads from the base to the answer to one row.
pub fn steps(report: &ShapReport, output: usize) -> Option<Contributions> {
    let row = report.rows.first()?;
    let values = row.values.get(output)?;
    let mut items: Vec<(String, f64)> = Vec::with_capacity(values.len());
    for (group, value) in values.iter().enumerate() {
        let cell = row.cells.get(group).cloned().flatten().unwrap_or_else(|| say!("explain-missing"));
        items.push((format!("{} = {cell}", name(report, group)), *value));
    }
    items.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    Some(Contributions {
        what: unit(report.unit),
        base: *report.base.get(output)?,
        answer: *row.answer.get(output)?,
        items,
    })
}

/// As a chart that can be drawn.
pub fn drawn(spec: &ChartSpec) -> Chart {
    Chart::of(spec)
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::ExplainUnit;

    fn report() -> ShapReport {
        let row = |at: u64, cell: &str, place, values: [f64; 2]| ShapRow {
            row: Some(at),
            answer: vec![values.iter().sum()],
            values: vec![values.to_vec()],
            cells: vec![Some(cell.into()), Some(if at.is_multiple_of(2) { "red" } else { "blue" }.into())],
            places: vec![Some(place), None],
        };
        ShapReport {
            method: "linear".into(),
            unit: ExplainUnit::Number,
            outputs: vec!["y".into()],
            groups: vec![vec!["age".into()], vec!["colour".into()]],
            base: vec![0.0],
            rows: vec![
                row(0, "3.5", 0.1, [1.0, -2.0]),
                row(1, "4", 0.5, [0.5, 3.0]),
                row(4, "9", 0.9, [0.0, 1.0]),
            ],
            mean_size: vec![vec![0.5, 2.0]],
            interacts: vec![vec![Some(1), Some(0)]],
            part: "test".into(),
            background: 3,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn dots_of_columns_stand_in_the_order_of_their_size_with_their_cells() {
        let ChartSpec::Swarm(swarm) = swarm(&report(), 0) else { panic!("no swarm") };
        assert_eq!(swarm.lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["colour", "age"]);
        assert_eq!(swarm.rows, [1, 2, 5]);
        assert_eq!(swarm.lines[0].names, ["red", "blue"]);
        assert_eq!(swarm.lines[0].cells, [0.0, 1.0, 0.0]);
        assert!(swarm.lines[0].colors.iter().all(|color| color.is_nan()));
        assert_eq!(swarm.lines[1].cells, [3.5, 4.0, 9.0]);
        assert_eq!(swarm.lines[1].values, [1.0, 0.5, 0.0]);
    }

    #[test]
    fn a_column_is_coloured_by_the_one_that_goes_with_it() {
        let report = report();
        let other = beside(&report, 0, 0);
        let ChartSpec::Scatter(scatter) = dependence(&report, 0, 0, other) else { panic!("no points") };
        assert_eq!(scatter.points, [(3.5, 1.0), (4.0, 0.5), (9.0, 0.0)]);
        let Some(Coloring::Classes(classes)) = scatter.color else { panic!("no classes") };
        assert_eq!(classes.codes, [Some(0), Some(1), Some(0)]);
        let ChartSpec::Swarm(levels) = dependence(&report, 0, 1, Some(0)) else { panic!("no lines") };
        assert_eq!(levels.lines[0].values, [-2.0, 1.0]);
        assert_eq!(levels.lines[1].cells, [4.0]);
        assert_eq!(levels.color, "age");
    }

    #[test]
    fn a_row_goes_from_the_base_to_its_answer() {
        let steps = steps(&report(), 0).unwrap();
        assert_eq!(steps.items, [("colour = red".to_string(), -2.0), ("age = 3.5".to_string(), 1.0)]);
        assert_eq!((steps.base, steps.answer), (0.0, -1.0));
    }
}

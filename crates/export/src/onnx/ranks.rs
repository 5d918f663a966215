//! Where numbers fall among ascending numbers, by halving: as many nodes as the count of those has binary
//! digits, however many rows there are.

use super::graph::Graph;

/// How many of its column's `tables` each number of `x`, `[N,tables]` of `f64`, is above: with those that it
/// is equal to, or without. Whole numbers; 0 of a missing one.
pub fn counted(graph: &mut Graph, name: &str, x: &str, tables: &[&[f64]], with_equal: bool) -> String {
    let longest = tables.iter().map(|table| table.len()).max().unwrap_or_default();
    let digits = usize::BITS - longest.leading_zeros();
    let size = (1_usize << digits) - 1;
    let columns = tables.len() as i64;
    let padded = |table: &&[f64]| {
        let rest = std::iter::repeat_n(f64::INFINITY, size - table.len());
        table.iter().copied().chain(rest).collect::<Vec<f64>>()
    };
    let cells: Vec<f64> = tables.iter().flat_map(padded).collect();
    let counts: Vec<i64> = tables.iter().map(|table| table.len() as i64).collect();
    let most = graph.integers(&format!("{name}/how many"), &[1, columns], &counts);
    let begins: Vec<i64> = (0..tables.len()).map(|at| (at * size) as i64 - 1).collect();
    let begins = graph.integers(&format!("{name}/before the first"), &[1, columns], &begins);
    let mut passed = graph.integers(&format!("{name}/none"), &[1, columns], &vec![0; tables.len()]);
    if size == 0 {
        return passed_by_all(graph, name, x, &passed);
    }
    let cells = graph.doubles(&format!("{name}/numbers"), &[cells.len() as i64], &cells);
    let compares = if with_equal { "LessOrEqual" } else { "Less" };
    for digit in (0..digits).rev() {
        let step = graph.integers(&format!("{name}/step"), &[1], &[1 << digit]);
        let probe = graph.op("Add", &format!("{name}/probed"), &[&passed, &step]);
        let place = graph.op("Add", &format!("{name}/place"), &[&probe, &begins]);
        let there = graph.op("Gather", &format!("{name}/there"), &[&cells, &place]);
        let above = graph.op(compares, &format!("{name}/is passed"), &[&there, x]);
        passed = graph.op("Where", &format!("{name}/passed"), &[&above, &probe, &passed]);
    }
    graph.op("Min", &format!("{name}/passed at most"), &[&passed, &most])
}

/// The count of tables without a number, for every row.
fn passed_by_all(graph: &mut Graph, name: &str, x: &str, passed: &str) -> String {
    let rows = graph.op("Shape", &format!("{name}/shape"), &[x]);
    graph.op("Expand", &format!("{name}/passed"), &[passed, &rows])
}

/// The numbers at places, `[N,tables]` of whole numbers, of tables of one length.
pub fn number(graph: &mut Graph, name: &str, at: &str, tables: &[&[f64]]) -> String {
    let size = tables.first().map_or(0, |table| table.len());
    let cells: Vec<f64> = tables.iter().flat_map(|table| table.iter().copied()).collect();
    let cells = graph.doubles(&format!("{name}/numbers"), &[cells.len() as i64], &cells);
    let begins: Vec<i64> = (0..tables.len()).map(|table| (table * size) as i64).collect();
    let begins = graph.integers(&format!("{name}/first"), &[1, tables.len() as i64], &begins);
    let place = graph.op("Add", &format!("{name}/place"), &[at, &begins]);
    graph.op("Gather", &format!("{name}/number"), &[&cells, &place])
}

//! The numbers of pictures of several columns.

use super::{Table, headers};
use crate::layout::exact;
use crate::spec::{
    AxisScale, Classes, Coloring, Correlogram, Decomposition, Heatmap, Hexbin, Lines, PairPlot,
    ParallelCoordinates, Scatter,
};

fn class(classes: &Classes, row: usize) -> String {
    let name = classes.codes[row].and_then(|code| classes.names.get(code as usize));
    name.cloned().unwrap_or_default()
}

fn number(value: f64) -> String {
    exact(AxisScale::Linear, value)
}

pub fn scatter(scatter: &Scatter) -> Table {
    let mut names = headers(&[&scatter.x.name, &scatter.y.name]);
    names.extend(scatter.color.as_ref().map(|color| color.name().to_string()));
    names.extend(scatter.size.as_ref().map(|size| size.axis.name.clone()));
    let row = |(at, (x, y)): (usize, &(f64, f64))| {
        let mut row = vec![exact(scatter.x.scale, *x), exact(scatter.y.scale, *y)];
        row.extend(scatter.color.as_ref().map(|color| match color {
            Coloring::Classes(by) => class(by, at),
            Coloring::Amounts(by) => exact(by.axis.scale, by.values[at]),
        }));
        row.extend(scatter.size.as_ref().map(|size| exact(size.axis.scale, size.values[at])));
        row
    };
    Table { headers: names, rows: scatter.points.iter().enumerate().map(row).collect() }
}

pub fn hexbin(hexbin: &Hexbin) -> Table {
    let row = |(x, y, n): &(f64, f64, u64)| {
        vec![exact(hexbin.x.scale, *x), exact(hexbin.y.scale, *y), n.to_string()]
    };
    let names = [format!("{}, middle", hexbin.x.name), format!("{}, middle", hexbin.y.name), "rows".into()];
    Table { headers: names.to_vec(), rows: hexbin.cells.iter().map(row).collect() }
}

pub fn lines(lines: &Lines) -> Table {
    let by = if lines.by.is_empty() { "line" } else { &lines.by };
    let row = |name: &str, (x, y): &(f64, f64)| {
        vec![name.to_string(), exact(lines.x.scale, *x), exact(lines.y.scale, *y)]
    };
    let rows = lines.series.iter().flat_map(|s| s.points.iter().map(move |point| row(&s.name, point)));
    Table { headers: headers(&[by, &lines.x.name, &lines.y.name]), rows: rows.collect() }
}

pub fn heatmap(heatmap: &Heatmap) -> Table {
    let corner = if heatmap.row_name.is_empty() { &heatmap.what } else { &heatmap.row_name };
    let cell = |value: &Option<f64>| value.map(number).unwrap_or_default();
    let row = |(name, values): (&String, &Vec<Option<f64>>)| {
        std::iter::once(name.clone()).chain(values.iter().map(cell)).collect()
    };
    Table {
        headers: std::iter::once(corner.clone()).chain(heatmap.columns.iter().cloned()).collect(),
        rows: heatmap.rows.iter().zip(&heatmap.values).map(row).collect(),
    }
}

pub fn pairs(pairs: &PairPlot) -> Table {
    let mut names: Vec<String> = pairs.columns.iter().map(|column| column.axis.name.clone()).collect();
    names.extend(pairs.classes.as_ref().map(|by| by.column.clone()));
    let row = |at: usize| {
        let cells = pairs.columns.iter().map(|column| exact(column.axis.scale, column.values[at]));
        cells.chain(pairs.classes.as_ref().map(|by| class(by, at))).collect()
    };
    Table { headers: names, rows: (0..pairs.rows()).map(row).collect() }
}

pub fn parallel(parallel: &ParallelCoordinates) -> Table {
    let mut names: Vec<String> = parallel.axes.iter().map(|axis| axis.column.clone()).collect();
    names.extend(parallel.classes.as_ref().map(|by| by.column.clone()));
    let cell = |axis: &crate::ParallelAxis, at: usize| {
        let value = axis.values[at];
        match axis.categories.get(value as usize) {
            Some(name) if value >= 0.0 => name.clone(),
            _ if axis.categories.is_empty() => exact(axis.scale, value),
            _ => String::new(),
        }
    };
    let row = |at: usize| {
        let cells = parallel.axes.iter().map(|axis| cell(axis, at));
        cells.chain(parallel.classes.as_ref().map(|by| class(by, at))).collect()
    };
    Table { headers: names, rows: (0..parallel.rows()).map(row).collect() }
}

pub fn decomposition(decomposition: &Decomposition) -> Table {
    let names = std::iter::once(decomposition.x.name.clone());
    let names = names.chain(decomposition.parts.iter().map(|part| part.name.clone()));
    let longest = decomposition.parts.iter().max_by_key(|part| part.points.len());
    let row = |at: usize| {
        let x = longest.and_then(|part| part.points.get(at)).map_or(f64::NAN, |point| point.0);
        let cell = |part: &crate::Series| part.points.get(at).map_or(String::new(), |point| number(point.1));
        std::iter::once(exact(decomposition.x.scale, x)).chain(decomposition.parts.iter().map(cell)).collect()
    };
    let n = longest.map_or(0, |part| part.points.len());
    Table { headers: names.collect(), rows: (0..n).map(row).collect() }
}

pub fn correlogram(correlogram: &Correlogram) -> Table {
    let name = if correlogram.partial { "partial autocorrelation" } else { "autocorrelation" };
    let bounded = !correlogram.band.is_empty();
    let mut names = headers(&["lag", name]);
    names.extend(
        bounded.then(|| headers(&["lower bound of chance", "upper bound of chance"])).into_iter().flatten(),
    );
    let row = |(lag, value): (usize, &f64)| {
        let mut row = vec![lag.to_string(), number(*value)];
        row.extend(
            correlogram.band.get(lag).into_iter().flat_map(|(low, high)| [number(*low), number(*high)]),
        );
        row
    };
    Table { headers: names, rows: correlogram.values.iter().enumerate().map(row).collect() }
}

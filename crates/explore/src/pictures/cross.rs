//! How often the categories of two columns meet.

use super::subjects::{COLORS, Kept, Subjects};
use crate::ExploreError;
use crate::words::count;
use glasshouse_chart::{ChartSpec, CrossBars, Format, Heatmap, Shade, Together};
use glasshouse_spec::PictureKind;
use glasshouse_stats::CrossTable;

/// Categories with a bar, or a row or column of a table.
const CATEGORIES: usize = 20;

/// The categories of two columns and how often they meet.
struct Crossed {
    names: [String; 2],
    down: Kept,
    across: Kept,
    /// Rows by category of the first, then of the second.
    counts: Vec<Vec<u64>>,
}

fn crossed(of: &Subjects<'_>, most: (usize, usize)) -> Result<Crossed, ExploreError> {
    let wanted = "2 columns of categories";
    let (a, b) = (of.column(0, wanted)?, of.column(1, wanted)?);
    let (down, across) = (of.categories(a, most.0)?, of.categories(b, most.1)?);
    let (n, m) = (down.codes.names.len(), across.codes.names.len());
    if n == 0 || m == 0 {
        return Err(of.nothing("One of the two columns has no value"));
    }
    let met = CrossTable::of(down.codes.codes.iter().copied(), across.codes.codes.iter().copied(), n, m);
    let counts = met.counts().chunks(m).map(<[u64]>::to_vec).collect();
    Ok(Crossed { names: [a.name.clone(), b.name.clone()], down, across, counts })
}

pub(super) fn bars(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let Crossed { names: [column, by], down, across, counts } = crossed(of, (CATEGORIES, COLORS))?;
    let together = match (of.request.kind, of.request.normalize) {
        (PictureKind::GroupedBar, _) => Together::Grouped,
        (_, true) => Together::Shares,
        (_, false) => Together::Stacked,
    };
    Ok(ChartSpec::CrossBars(CrossBars {
        column,
        categories: down.codes.names,
        by,
        series: across.codes.names,
        counts,
        together,
        others: down.others,
    }))
}

/// Counts, or their shares of each row.
pub(super) fn contingency(of: &Subjects<'_>) -> Result<ChartSpec, ExploreError> {
    let Crossed { names: [row_name, column_name], down, across, counts } =
        crossed(of, (CATEGORIES, CATEGORIES))?;
    let shares = of.request.normalize;
    let amounts = |row: &Vec<u64>| {
        let whole: u64 = row.iter().sum();
        let amount = |n: &u64| match shares {
            true => (whole > 0).then(|| *n as f64 / whole as f64),
            false => Some(*n as f64),
        };
        row.iter().map(amount).collect()
    };
    let left_out = [(&row_name, &down), (&column_name, &across)].map(|(name, kept)| left_out(name, kept));
    Ok(ChartSpec::Heatmap(Heatmap {
        left_out: left_out.into_iter().flatten().collect::<Vec<_>>().join(" "),
        what: if shares { format!("Share of {row_name}") } else { "Rows".into() },
        row_name,
        column_name,
        categories: down.values && across.values,
        rows: down.codes.names,
        columns: across.codes.names,
        values: counts.iter().map(amounts).collect(),
        shade: Shade::Sequential,
        range: shares.then_some((0.0, 1.0)),
        format: if shares { Format::Percent } else { Format::Count },
    }))
}

/// That the rarer categories of a column are not shown, where they are not.
fn left_out(name: &str, kept: &Kept) -> Option<String> {
    let (values, rows) = kept.others;
    let (n, rows) = (kept.codes.names.len(), count(rows, "row", "rows"));
    (values > 0).then(|| format!("Of {name} the {n} most frequent values; {values} more ({rows}) not shown."))
}

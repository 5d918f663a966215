//! Names of columns that steps number: `pca0`, `pca1`, and with another number where those are taken.

use glasshouse_table::Table;

/// What numbered names begin with: the first beginning whose names no column has that stays, of `first` and
/// then `later(2)`, `later(3)` and on. `replaced` are the columns that go.
pub(super) fn beginning(
    table: &Table,
    replaced: &[String],
    first: &str,
    later: impl Fn(u32) -> String,
) -> String {
    let taken = |beginning: &str| {
        let clashes = |name: &str| {
            let end = name.strip_prefix(beginning);
            end.is_some_and(|end| end.is_empty() || end.parse::<u32>().is_ok())
        };
        table.columns().iter().any(|c| clashes(&c.name) && !replaced.contains(&c.name))
    };
    let mut all = std::iter::once(first.to_owned()).chain((2..).map(later));
    all.find(|beginning| !taken(beginning)).unwrap_or_else(|| first.to_owned())
}

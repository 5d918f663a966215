//! What would come of two tables, counted without doing it.

use super::cells::Cells;
use super::keys::{KeyReader, Keys, Meeting};
use super::layout::Layout;
use super::{CombineError, Joiner, MOST_COMBINED_BYTES, MOST_COMBINED_ROWS, Side, agree};
use crate::equal::Compared;
use glasshouse_spec::{CombineOp, CombinePlan, CombineSpec, JoinHow, Place, Warning};

/// Rows of one chunk.
const CHUNK: usize = 20_000;

/// Counts what would come of two tables, in chunks of about 20 ms. Takes about 40 bytes a row and
/// the keys while it runs; nothing for an append.
pub struct Planner<'a> {
    left: Side<'a>,
    right: Side<'a>,
    spec: CombineSpec,
    layout: Layout,
    keys: Keys,
    reading: Option<[KeyReader<'a>; 2]>,
    left_read: bool,
}

/// What would come of two tables, ready to be done.
pub struct Planned<'a> {
    /// The figures.
    pub plan: CombinePlan,
    pub(super) left: Side<'a>,
    pub(super) right: Side<'a>,
    pub(super) layout: Layout,
    pub(super) how: JoinHow,
    pub(super) meeting: Option<Meeting>,
    bytes: u64,
}

impl<'a> Planner<'a> {
    /// Begins to count.
    ///
    /// # Errors
    /// Keys that are not there or do not pair up, an append without a column in common, a name
    /// that would stand twice.
    pub fn new(left: Side<'a>, right: Side<'a>, spec: &CombineSpec) -> Result<Self, CombineError> {
        let layout = Layout::new(left, right, spec)?;
        let reading = (spec.op == CombineOp::Join).then(|| readers(left, right, &layout));
        let keys = Keys::default();
        Ok(Self { left, right, spec: spec.clone(), layout, keys, reading, left_read: false })
    }

    /// Does one bounded chunk; whether it is done.
    pub fn advance(&mut self) -> bool {
        let Some([left, right]) = &mut self.reading else { return true };
        if !self.left_read {
            self.left_read = !left.advance(&mut self.keys, CHUNK);
            return false;
        }
        !right.advance(&mut self.keys, CHUNK)
    }

    /// Share done, 0 to 1.
    pub fn done(&self) -> f64 {
        let all = (self.left.source.rows() + self.right.source.rows()).max(1) as f64;
        self.reading.as_ref().map_or(1.0, |both| both.iter().map(|r| r.ids.len()).sum::<usize>() as f64 / all)
    }

    /// The figures, once [`advance`](Self::advance) is done.
    pub fn finish(self) -> Planned<'a> {
        let (left, right) = (self.left, self.right);
        let (l, r) = (left.source.rows() as u64, right.source.rows() as u64);
        let default = if self.spec.op == CombineOp::Append { JoinHow::Outer } else { JoinHow::Inner };
        let how = self.spec.how.unwrap_or(default);
        let only = |of: Side<'_>, not: Side<'_>| -> Vec<String> {
            of.source.names().iter().filter(|n| !not.source.names().contains(n)).cloned().collect()
        };
        let mut plan = CombinePlan {
            op: self.spec.op,
            table: right.report.file.clone(),
            left_rows: l,
            right_rows: r,
            rows: l + r,
            columns: self.layout.columns.iter().map(|(name, _)| name.clone()).collect(),
            only_left: only(left, right),
            only_right: only(right, left),
            other_type: agree::clashes(left, right, &self.layout),
            renamed: self.layout.renamed.clone(),
            keys: None,
            warnings: Vec::new(),
        };
        let mut bytes = left.report.bytes + right.report.bytes;
        let meeting = self.reading.map(|[a, b]| {
            let average = a.bytes as f64 / l.max(1) as f64 + b.bytes as f64 / r.max(1) as f64;
            let meeting = Meeting::new(self.keys.count(), a.ids, b.ids);
            plan.rows = result_rows(&meeting, how);
            bytes = ((average + plan.columns.len() as f64) * plan.rows as f64) as u64;
            let (here, there): (Vec<usize>, Vec<usize>) = self.layout.keys.iter().copied().unzip();
            plan.keys = Some(meeting.counts((left, &here), (right, &there)));
            meeting
        });
        plan.warnings = warnings(&plan, left);
        Planned { plan, left, right, layout: self.layout, how, meeting, bytes }
    }
}

impl<'a> Planned<'a> {
    /// Begins to do what was planned.
    ///
    /// # Errors
    /// A result without rows, or larger than [`MOST_COMBINED_ROWS`] or [`MOST_COMBINED_BYTES`].
    pub fn joiner(self) -> Result<Joiner<'a>, CombineError> {
        if self.plan.rows == 0 {
            let (left, right) = (self.left.report.file.clone(), self.right.report.file.clone());
            return Err(CombineError::NoRows { left, right });
        }
        let too_large = |limit: String| CombineError::TooLarge {
            rows: self.plan.rows,
            megabytes: self.bytes.div_ceil(1 << 20),
            limit,
        };
        if self.plan.rows > MOST_COMBINED_ROWS {
            return Err(too_large(format!("{MOST_COMBINED_ROWS} rows")));
        }
        if self.bytes > MOST_COMBINED_BYTES {
            return Err(too_large(format!("{} MB", MOST_COMBINED_BYTES >> 20)));
        }
        Ok(Joiner::new(self))
    }

    pub(super) fn cells(&self) -> (Cells<'a>, Cells<'a>) {
        (Cells::new(self.left), Cells::new(self.right))
    }
}

fn readers<'a>(left: Side<'a>, right: Side<'a>, layout: &Layout) -> [KeyReader<'a>; 2] {
    let column = |side: Side<'a>, place: usize| side.table.column(&side.source.names()[place]).cloned();
    let mut of = (Vec::new(), Vec::new());
    for (l, r) in &layout.keys {
        // A table that was read whole has every column of its file.
        let (Some(here), Some(there)) = (column(left, *l), column(right, *r)) else { continue };
        let compared = Compared::of(here.kind, there.kind);
        of.0.push((*l, here, compared));
        of.1.push((*r, there, compared));
    }
    [KeyReader::new(left, of.0), KeyReader::new(right, of.1)]
}

fn result_rows(meeting: &Meeting, how: JoinHow) -> u64 {
    let (left, right) = meeting.unmatched();
    let rows = meeting.pairs();
    match how {
        JoinHow::Inner => rows,
        JoinHow::Left => rows.saturating_add(left),
        JoinHow::Outer => rows.saturating_add(left + right),
    }
}

fn warnings(plan: &CombinePlan, left: Side<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    let file = Place { file: Some(plan.table.clone()), ..Place::default() };
    let mut warn = |code: &str, message: String, at: Place| found.push(Warning::new(code, message, at));
    for clash in &plan.other_type {
        let message = format!(
            "Column {} is {} in {} and {} in {}, so both are taken as text there; correct one of the files, or set the type.",
            clash.column,
            clash.left.words(),
            left.report.file,
            clash.right.words(),
            plan.table,
        );
        warn("combine.other_type", message, Place::column(clash.column.as_str()));
    }
    if plan.op == CombineOp::Append {
        for (names, has, lacks) in [
            (&plan.only_left, &left.report.file, &plan.table),
            (&plan.only_right, &plan.table, &left.report.file),
        ] {
            if !names.is_empty() {
                let message = format!("Only {has} has {}; {lacks} has not.", listed(names));
                warn("combine.only_here", message, Place { file: Some(has.clone()), ..Place::default() });
            }
        }
    }
    if let Some(keys) = &plan.keys {
        if keys.many_to_many > 0 {
            let message = format!(
                "{} keys repeat in both files, so their rows multiply: {} rows become {}.",
                keys.many_to_many, plan.left_rows, plan.rows
            );
            warn("combine.many_to_many", message, file.clone());
        }
        if keys.left.unmatched > 0 {
            let message = format!(
                "{} of {} rows of {} have no partner in {}.",
                keys.left.unmatched, plan.left_rows, left.report.file, plan.table
            );
            warn("combine.unmatched", message, file);
        }
    }
    found
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(10).map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
    if names.len() > 10 { format!("{shown} and {} more", names.len() - 10) } else { shown }
}

//! Which column of the result comes from where.

use super::{CombineError, DEFAULT_SUFFIX, Side};
use glasshouse_spec::{CombineOp, CombineSpec, JoinHow};

/// Where a column of the result comes from: places in the first table and in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comes {
    Left(usize),
    Right(usize),
    /// Rows of either table; of a joined row the first table's cell, unless it is blank.
    Both(usize, usize),
}

/// The columns of the result.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    pub columns: Vec<(String, Comes)>,
    /// Places of the key columns of a join.
    pub keys: Vec<(usize, usize)>,
    /// New names of columns of the other table: old, new.
    pub renamed: Vec<(String, String)>,
}

impl Layout {
    pub fn new(left: Side<'_>, right: Side<'_>, spec: &CombineSpec) -> Result<Self, CombineError> {
        match spec.op {
            CombineOp::Append => append(left, right, spec),
            CombineOp::Join => join(left, right, spec),
        }
    }
}

fn place(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|n| n == name)
}

fn append(left: Side<'_>, right: Side<'_>, spec: &CombineSpec) -> Result<Layout, CombineError> {
    let stray = [
        ("on", !spec.on.is_empty()),
        ("left_on", !spec.left_on.is_empty()),
        ("right_on", !spec.right_on.is_empty()),
        ("suffix", spec.suffix.is_some()),
    ];
    if let Some((field, _)) = stray.into_iter().find(|(_, given)| *given) {
        return Err(CombineError::Stray { field });
    }
    let (mine, theirs) = (left.source.names(), right.source.names());
    let how = spec.how.unwrap_or(JoinHow::Outer);
    let mut columns = Vec::new();
    for (i, name) in mine.iter().enumerate() {
        match place(theirs, name) {
            Some(other) => columns.push((name.clone(), Comes::Both(i, other))),
            None if how == JoinHow::Inner => {}
            None => columns.push((name.clone(), Comes::Left(i))),
        }
    }
    if !columns.iter().any(|(_, from)| matches!(from, Comes::Both(..))) {
        return Err(CombineError::NothingInCommon {
            left: left.report.file.clone(),
            right: right.report.file.clone(),
            found: mine.iter().chain(theirs).cloned().collect(),
        });
    }
    if how == JoinHow::Outer {
        let new = theirs.iter().enumerate().filter(|(_, name)| !mine.contains(name));
        columns.extend(new.map(|(i, name)| (name.clone(), Comes::Right(i))));
    }
    Ok(Layout { columns, ..Layout::default() })
}

fn join(left: Side<'_>, right: Side<'_>, spec: &CombineSpec) -> Result<Layout, CombineError> {
    let keys = keys(left, right, spec)?;
    let suffix = spec.suffix.as_deref().unwrap_or(DEFAULT_SUFFIX);
    let (mine, theirs) = (left.source.names(), right.source.names());
    // A key of the same name on both sides is one column of the result.
    let shared = |l: usize| keys.iter().find(|(kl, kr)| *kl == l && mine[*kl] == theirs[*kr]);
    let mut columns: Vec<(String, Comes)> = Vec::new();
    for (i, name) in mine.iter().enumerate() {
        let comes = shared(i).map_or(Comes::Left(i), |(l, r)| Comes::Both(*l, *r));
        columns.push((name.clone(), comes));
    }
    let mut renamed = Vec::new();
    for (i, name) in theirs.iter().enumerate() {
        if keys.iter().any(|(l, r)| *r == i && mine[*l] == *name) {
            continue;
        }
        let new = if mine.contains(name) { format!("{name}{suffix}") } else { name.clone() };
        if new != *name {
            renamed.push((name.clone(), new.clone()));
        }
        if columns.iter().any(|(taken, _)| *taken == new) || (new != *name && theirs.contains(&new)) {
            return Err(CombineError::NameTaken {
                file: right.report.file.clone(),
                column: name.clone(),
                name: new,
            });
        }
        columns.push((new, Comes::Right(i)));
    }
    Ok(Layout { columns, keys, renamed })
}

fn keys(left: Side<'_>, right: Side<'_>, spec: &CombineSpec) -> Result<Vec<(usize, usize)>, CombineError> {
    let refused = |message: &str, field| Err(CombineError::Keys { message: message.into(), field });
    let (here, there, fields) = match (spec.on.is_empty(), spec.left_on.is_empty(), spec.right_on.is_empty())
    {
        (false, true, true) => (&spec.on, &spec.on, ["on", "on"]),
        (true, false, false) => (&spec.left_on, &spec.right_on, ["left_on", "right_on"]),
        (true, true, true) => return refused("a join needs the columns to join on", "on"),
        (false, ..) => return refused("a join takes either on, or left_on and right_on", "on"),
        (true, true, false) => return refused("right_on needs left_on beside it", "left_on"),
        (true, false, true) => return refused("left_on needs right_on beside it", "right_on"),
    };
    if here.len() != there.len() {
        let message = format!("left_on names {} columns and right_on {}", here.len(), there.len());
        return refused(&message, "right_on");
    }
    let find = |side: Side<'_>, name: &String, field| {
        place(side.source.names(), name).ok_or_else(|| CombineError::NoKey {
            file: side.report.file.clone(),
            column: name.clone(),
            found: side.source.names().to_vec(),
            field,
        })
    };
    here.iter().zip(there).map(|(l, r)| Ok((find(left, l, fields[0])?, find(right, r, fields[1])?))).collect()
}

//! Another file beside the table, and what is to be done with it.

use super::{Loaded, Slice};
use glasshouse_spec::{CombineOp, CombinePlan, CombineSpec, Fault, JoinHow};
use std::rc::Rc;

/// Another file, what is to be done with it, and what would come of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Combining {
    /// Name of the file that is being read.
    pub reading: Option<String>,
    /// The file that was read.
    pub other: Option<Rc<Loaded>>,
    /// What is to be done.
    pub spec: Option<CombineSpec>,
    /// What would come of it, once the worker told.
    pub plan: Option<Rc<CombinePlan>>,
    /// Why it cannot be done.
    pub faults: Rc<Vec<Fault>>,
}

/// What can happen to it.
#[derive(Debug, Clone, PartialEq)]
pub enum CombiningAction {
    /// A file is being read.
    Reading(String),
    /// It was read; `names` are the table's columns.
    Read(Rc<Loaded>, Vec<String>),
    /// Something else is to be done.
    Op(CombineOp),
    /// Something else is to be kept.
    How(JoinHow),
    /// A pair of key columns more: of the table, of the other file.
    Key(String, String),
    /// A pair less.
    NoKey(usize),
    /// What would come of a plan.
    Planned(Box<(CombineSpec, CombinePlan)>),
    /// It cannot be done, or not be read.
    Refused(Vec<Fault>),
    /// It is done, or given up.
    Over,
}

impl Slice for Combining {
    type Action = CombiningAction;

    fn reduce(&self, action: CombiningAction) -> Self {
        let mut next = self.clone();
        match action {
            CombiningAction::Reading(name) => next = Self { reading: Some(name), ..Self::default() },
            CombiningAction::Read(other, names) => {
                let spec = Some(proposal(&other, &names));
                next = Self { other: Some(other), spec, ..Self::default() };
            }
            CombiningAction::Op(op) => next.change(|spec| {
                spec.op = op;
                spec.how = None;
            }),
            CombiningAction::How(how) => next.change(|spec| spec.how = Some(how)),
            CombiningAction::Key(left, right) => next.change(|spec| {
                spec.left_on.push(left);
                spec.right_on.push(right);
            }),
            CombiningAction::NoKey(at) if at < self.keys().len() => next.change(|spec| {
                spec.left_on.remove(at);
                spec.right_on.remove(at);
            }),
            CombiningAction::NoKey(_) => {}
            CombiningAction::Planned(planned) if Some(&planned.0) == self.spec.as_ref() => {
                next.plan = Some(Rc::new(planned.1));
                next.faults = Rc::default();
            }
            CombiningAction::Planned(..) => {}
            CombiningAction::Refused(faults) => {
                (next.reading, next.plan, next.faults) = (None, None, Rc::new(faults));
            }
            CombiningAction::Over => next = Self::default(),
        }
        next
    }
}

/// Rows below the table where the columns are mostly the same; else a join by what both have.
fn proposal(other: &Loaded, names: &[String]) -> CombineSpec {
    let theirs = &other.profile.columns;
    let shared: Vec<&str> =
        theirs.iter().filter(|c| names.contains(&c.name)).map(|c| c.name.as_str()).collect();
    let file = other.read.file.as_str();
    if shared.len() * 2 >= theirs.len().max(1) {
        return CombineSpec::append(file);
    }
    let mut join = CombineSpec::join(file, JoinHow::Left, &[]);
    // The column that tells most rows of the other file apart is the likeliest key.
    let key = theirs.iter().filter(|c| shared.contains(&c.name.as_str())).max_by_key(|c| c.unique);
    if let Some(key) = key {
        join.left_on.push(key.name.clone());
        join.right_on.push(key.name.clone());
    }
    join
}

impl Combining {
    fn change(&mut self, change: impl FnOnce(&mut CombineSpec)) {
        if let Some(spec) = &mut self.spec {
            change(spec);
            self.plan = None;
            self.faults = Rc::default();
        }
    }

    /// Pairs of key columns.
    pub fn keys(&self) -> Vec<(String, String)> {
        let spec = self.spec.as_ref();
        spec.map(|s| s.left_on.iter().cloned().zip(s.right_on.iter().cloned()).collect()).unwrap_or_default()
    }

    /// The plan to ask for: nothing before there is a file, and no join without keys.
    pub fn askable(&self) -> Option<&CombineSpec> {
        self.spec.as_ref().filter(|spec| spec.op == CombineOp::Append || !spec.left_on.is_empty())
    }
}

/// What brings a table from the entries that it was combined by to those that it should be: nothing,
/// one entry more, or all of them taken apart first.
#[derive(Debug, Clone, PartialEq)]
pub enum Toward {
    /// They are the same.
    There,
    /// This entry comes next.
    Add(Box<CombineSpec>),
    /// The table is taken apart first.
    Apart,
}

/// The next move from the entries of a table to those of a recipe.
pub fn toward(now: &[CombineSpec], wanted: &[CombineSpec]) -> Toward {
    match wanted.get(now.len()) {
        None if now == wanted => Toward::There,
        Some(next) if wanted.starts_with(now) => Toward::Add(Box::new(next.clone())),
        _ => Toward::Apart,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::{ColumnProfile, ColumnType, ReadReport, TableProfile};

    fn file(columns: &[(&str, u64)]) -> Rc<Loaded> {
        let read = serde_json::json!({"file":"b.csv","bytes":1,"sha256":"","format":"csv","delimiter":",",
            "quote":"\"","header":true,"encoding":"utf-8","decimal":".","memory":1});
        let read: ReadReport = serde_json::from_value(read).unwrap();
        let column = |(name, unique): &(&str, u64)| ColumnProfile {
            name: name.to_string(),
            kind: ColumnType::Id,
            missing: 0,
            unique: *unique,
            integer: false,
            numbers: Default::default(),
            top: Vec::new(),
            bins: Vec::new(),
        };
        let columns = columns.iter().map(column).collect();
        Rc::new(Loaded {
            read,
            profile: TableProfile { rows: 9, columns, duplicates: 0, warnings: Vec::new() },
        })
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn files_of_the_same_columns_are_appended_and_others_joined_by_the_sharpest_key() {
        let same = CombiningAction::Read(file(&[("id", 9), ("age", 4)]), names(&["id", "age", "plan"]));
        let append = Combining::default().reduce(same);
        assert_eq!(append.spec.as_ref().map(|spec| spec.op), Some(CombineOp::Append));
        let other = file(&[("kind", 2), ("id", 9), ("city", 3), ("street", 3), ("door", 3)]);
        let join = Combining::default().reduce(CombiningAction::Read(other, names(&["id", "kind"])));
        assert_eq!(join.keys(), [("id".to_owned(), "id".to_owned())]);
        assert!(join.askable().is_some());
        assert!(join.reduce(CombiningAction::NoKey(0)).askable().is_none());
        assert_eq!(join.reduce(CombiningAction::NoKey(7)), join);
    }

    #[test]
    fn a_plan_of_what_was_changed_since_is_ignored() {
        let here = Combining::default().reduce(CombiningAction::Read(file(&[("a", 1)]), names(&["a"])));
        let old = here.spec.clone().unwrap();
        let plan: CombinePlan = serde_json::from_value(serde_json::json!({"op":"append","table":"b.csv",
            "left_rows":1,"right_rows":9,"rows":10,"columns":["a"],"only_left":[],"only_right":[],
            "other_type":[],"renamed":[]}))
        .unwrap();
        let changed = here.reduce(CombiningAction::How(JoinHow::Inner));
        assert_eq!(changed.reduce(CombiningAction::Planned(Box::new((old.clone(), plan.clone())))), changed);
        assert!(here.reduce(CombiningAction::Planned(Box::new((old, plan)))).plan.is_some());
    }

    #[test]
    fn a_table_follows_its_recipe_entry_by_entry() {
        let (a, b) = (CombineSpec::append("a"), CombineSpec::append("b"));
        assert_eq!(toward(&[], &[]), Toward::There);
        assert_eq!(
            toward(std::slice::from_ref(&a), &[a.clone(), b.clone()]),
            Toward::Add(Box::new(b.clone()))
        );
        assert_eq!(toward(&[a.clone(), b.clone()], std::slice::from_ref(&a)), Toward::Apart);
        assert_eq!(toward(&[b], &[a]), Toward::Apart);
    }
}

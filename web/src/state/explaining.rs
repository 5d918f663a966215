//! What was asked about the model that is looked at, and what was told. It belongs to one model and ends with it.

use super::Slice;
use glasshouse_spec::{
    CounterfactualReport, CurvesReport, Explanation, Fault, InteractionReport, MayChange, PermutationReport,
    Progress, ShapReport, SimilarReport, SurrogateReport, WhatIfReport,
};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The sections that ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asks {
    /// Which columns matter.
    Matters,
    /// Which columns the model is worse without.
    Dropped,
    /// What columns contribute over many rows.
    Rows,
    /// How the answer changes with a column.
    Curve,
    /// Whether two columns matter together.
    Together,
    /// Which rules answer as the model does.
    Surrogate,
    /// What if.
    WhatIf,
    /// What would give another answer.
    Otherwise,
    /// Which rows are alike.
    Similar,
}

/// What was told of a model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explaining {
    /// The model, by its hash.
    pub model: String,
    /// What is being asked, under which number, and how far it is.
    pub running: BTreeMap<Asks, (u64, Option<Progress>)>,
    /// What could not be told.
    pub faults: BTreeMap<Asks, Rc<Vec<Fault>>>,
    /// Which columns matter.
    pub matters: Option<Rc<PermutationReport>>,
    /// Which columns the model is worse without.
    pub dropped: Option<Rc<PermutationReport>>,
    /// What columns contribute over many rows.
    pub rows: Option<Rc<ShapReport>>,
    /// How the answer changes with a column.
    pub curve: Option<Rc<CurvesReport>>,
    /// How far two columns matter together.
    pub together: Option<Rc<InteractionReport>>,
    /// A shallow tree that answers as the model does.
    pub surrogate: Option<Rc<SurrogateReport>>,
    /// A row that is written by hand.
    pub what_if: Option<Rc<WhatIfReport>>,
    /// What would give another answer to it.
    pub otherwise: Option<Rc<CounterfactualReport>>,
    /// Which rows are like it.
    pub similar: Option<Rc<SimilarReport>>,
    /// How columns may change.
    pub may: BTreeMap<String, MayChange>,
    /// The row that it starts from.
    pub row: Option<u64>,
    /// Its cells that were changed.
    pub cells: BTreeMap<String, Option<String>>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum ExplainingAction {
    /// This model is looked at.
    Model(String),
    /// Something is asked, under this number.
    Began(Asks, u64),
    /// It is so far.
    At(Asks, u64, Progress),
    /// It was told.
    Told(Asks, u64, Rc<Explanation>),
    /// It could not be, or was given up.
    Ended(Asks, u64, Vec<Fault>),
    /// Another row is started from.
    Row(Option<u64>),
    /// A cell is written.
    Cell(String, Option<String>),
    /// The row is as in the file again.
    Undo,
    /// A column may change so.
    May(String, MayChange),
    /// Several cells are written.
    Cells(Vec<(String, Option<String>)>),
}

impl Slice for Explaining {
    type Action = ExplainingAction;

    fn reduce(&self, action: ExplainingAction) -> Self {
        let mut next = self.clone();
        match action {
            ExplainingAction::Model(model) if model != self.model => next = Self { model, ..Self::default() },
            ExplainingAction::Model(_) => {}
            ExplainingAction::Began(asks, id) => {
                next.running.insert(asks, (id, None));
                next.faults.remove(&asks);
            }
            ExplainingAction::At(asks, id, progress) if self.runs(asks, id) => {
                next.running.insert(asks, (id, Some(progress)));
            }
            ExplainingAction::Told(asks, id, told) if self.runs(asks, id) => {
                next.running.remove(&asks);
                next.take(&told);
            }
            ExplainingAction::Ended(asks, id, faults) if self.runs(asks, id) => {
                next.running.remove(&asks);
                if !faults.is_empty() {
                    next.faults.insert(asks, Rc::new(faults));
                }
            }
            ExplainingAction::At(..) | ExplainingAction::Told(..) | ExplainingAction::Ended(..) => {}
            ExplainingAction::Row(row) => {
                next.row = row;
                next.cells.clear();
                next.forget_neighbours();
            }
            ExplainingAction::Cell(name, cell) => {
                next.cells.insert(name, cell);
                next.forget_neighbours();
            }
            ExplainingAction::Undo => {
                next.cells.clear();
                next.forget_neighbours();
            }
            ExplainingAction::May(name, MayChange::Any) => {
                next.may.remove(&name);
            }
            ExplainingAction::May(name, may) => {
                next.may.insert(name, may);
            }
            // What would give another answer to the row as it was stays in sight.
            ExplainingAction::Cells(cells) => {
                next.cells.extend(cells);
                next.similar = None;
            }
        }
        next
    }
}

impl Explaining {
    fn runs(&self, asks: Asks, id: u64) -> bool {
        self.running.get(&asks).is_some_and(|(running, _)| *running == id)
    }

    /// What was told or is asked of a row that is another one now.
    fn forget_neighbours(&mut self) {
        self.otherwise = None;
        self.similar = None;
        self.running.retain(|asks, _| !matches!(asks, Asks::Otherwise | Asks::Similar));
    }

    fn take(&mut self, told: &Explanation) {
        match told {
            Explanation::Permutation(report) => self.matters = Some(Rc::new(report.clone())),
            Explanation::DropColumn(report) => self.dropped = Some(Rc::new(report.clone())),
            Explanation::Shap(report) => self.rows = Some(Rc::new(report.clone())),
            Explanation::Curves(report) => self.curve = Some(Rc::new(report.clone())),
            Explanation::Counterfactual(report) => self.otherwise = Some(Rc::new(report.clone())),
            Explanation::Surrogate(report) => self.surrogate = Some(Rc::new(report.clone())),
            Explanation::Similar(report) => self.similar = Some(Rc::new(report.clone())),
            Explanation::WhatIf(report) => self.what_if = Some(Rc::new((**report).clone())),
            Explanation::Interaction(report) => self.together = Some(Rc::new(report.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_question_is_answered_and_another_model_begins_anew() {
        let model = |name: &str| ExplainingAction::Model(name.into());
        let cell = ExplainingAction::Cell("age".into(), Some("30".into()));
        let state = Explaining::default().reduce(model("a")).reduce(cell);
        let state = state.reduce(ExplainingAction::Began(Asks::Matters, 1));
        let state = state.reduce(ExplainingAction::Began(Asks::Matters, 2));
        let late = state.reduce(ExplainingAction::Ended(Asks::Matters, 1, vec![Fault::new("x", "y")]));
        assert_eq!(late, state);
        let ended = state.reduce(ExplainingAction::Ended(Asks::Matters, 2, vec![Fault::new("x", "y")]));
        assert!(ended.running.is_empty() && ended.faults.contains_key(&Asks::Matters));
        assert!(ended.reduce(ExplainingAction::Began(Asks::Matters, 3)).faults.is_empty());
        assert_eq!(state.reduce(model("a")), state);
        assert!(state.reduce(model("b")).cells.is_empty());
        assert!(state.reduce(ExplainingAction::Row(Some(3))).cells.is_empty());
        let may = |how| ExplainingAction::May("age".into(), how);
        let kept = state.reduce(may(MayChange::Fixed)).reduce(ExplainingAction::Row(Some(3)));
        assert_eq!(kept.may.get("age"), Some(&MayChange::Fixed));
        assert!(kept.reduce(may(MayChange::Any)).may.is_empty());
    }
}

//! The recipe with its history: every change can be undone and done again.

use super::edit::predicted;
use super::{Edit, Slice};
use glasshouse_spec::{ColumnOptions, Fault, Reason, Recipe, Role, StepSpec, Suggestion, TaskKind, Warning};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Changes that can be undone.
const REMEMBERED: usize = 200;

/// A recipe and why its choices were made.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    recipe: Rc<Recipe>,
    reasons: Rc<Vec<Reason>>,
}

/// The recipe.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecipeState {
    past: Vec<Version>,
    now: Option<Version>,
    future: Vec<Version>,
    /// Whether a recipe is being proposed.
    pub suggesting: bool,
    /// What would stop the training.
    pub faults: Rc<Vec<Fault>>,
    /// What to look at before the training.
    pub warnings: Rc<Vec<Warning>>,
    /// The steps of preparation with those that the model lacks.
    pub lacking: Option<Rc<Vec<StepSpec>>>,
}

/// What can happen to the recipe.
#[derive(Debug, Clone, PartialEq)]
pub enum RecipeAction {
    /// Begins anew, without history: another file, or what was kept.
    Begin(Recipe),
    /// Another recipe takes the place of this one; it can be undone.
    Replace(Recipe),
    /// A proposal is on its way.
    Suggesting(bool),
    /// A proposal arrived; it can be undone.
    Suggested(Suggestion),
    /// A person changed something.
    Edit(Edit),
    /// The worker looked at it.
    Checked(Vec<Fault>, Vec<Warning>, Option<Vec<StepSpec>>),
    /// Back.
    Undo,
    /// Forward again.
    Redo,
    /// Everything is forgotten.
    Forget,
}

impl Slice for RecipeState {
    type Action = RecipeAction;

    fn reduce(&self, action: RecipeAction) -> Self {
        let mut next = self.clone();
        match action {
            RecipeAction::Begin(recipe) => next = Self { now: Some(version(recipe)), ..Self::default() },
            RecipeAction::Replace(recipe) => next.push(version(recipe)),
            RecipeAction::Suggesting(on) => next.suggesting = on,
            RecipeAction::Suggested(suggestion) => next.take(suggestion),
            RecipeAction::Edit(edit) => next.edit(edit),
            RecipeAction::Checked(faults, warnings, steps) => {
                next.faults = Rc::new(faults);
                next.lacking = steps.map(Rc::new);
                next.warnings = Rc::new(warnings);
            }
            RecipeAction::Undo => next.back(),
            RecipeAction::Redo => next.forward(),
            RecipeAction::Forget => next = Self::default(),
        }
        next
    }
}

fn version(recipe: Recipe) -> Version {
    Version { recipe: Rc::new(recipe), reasons: Rc::default() }
}

impl RecipeState {
    /// The recipe as it stands.
    pub fn recipe(&self) -> Option<&Rc<Recipe>> {
        self.now.as_ref().map(|now| &now.recipe)
    }

    /// The column that is predicted.
    pub fn target(&self) -> Option<&str> {
        self.recipe()?.task.target.as_deref()
    }

    /// Every column that is predicted.
    pub fn targets(&self) -> Vec<&str> {
        self.recipe().map_or_else(Vec::new, |recipe| recipe.task.all_targets().collect())
    }

    /// Whether the question needs no target: rows are grouped or judged by themselves.
    pub fn untargeted(&self) -> bool {
        self.recipe().and_then(|recipe| recipe.task.kind).is_some_and(TaskKind::without_target)
    }

    /// Whether it is known what is asked: a column to predict, or a question that needs none.
    pub fn is_asked(&self) -> bool {
        self.target().is_some() || self.untargeted()
    }

    /// The column that was the target before a question that needs none.
    pub fn earlier_target(&self) -> Option<&str> {
        let columns = &self.recipe()?.columns;
        columns.iter().find(|(_, column)| column.role == Some(Role::Target)).map(|(name, _)| name.as_str())
    }

    /// Why the choice at a path of the recipe was made, if it was made for the person.
    pub fn why(&self, path: &str) -> Option<&str> {
        let reasons = &self.now.as_ref()?.reasons;
        reasons.iter().find(|reason| reason.path == path).map(|reason| reason.why.as_str())
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to do again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    fn push(&mut self, version: Version) {
        if let Some(now) = self.now.replace(version) {
            self.past.push(now);
            if self.past.len() > REMEMBERED {
                self.past.remove(0);
            }
        }
        self.future.clear();
    }

    /// A proposal keeps what the person decided already: name, seed, reading, types of columns.
    fn take(&mut self, suggestion: Suggestion) {
        let Suggestion { mut recipe, mut reasons, warnings } = suggestion;
        if let Some(old) = self.recipe() {
            recipe.name = old.name.clone();
            recipe.seed = old.seed;
            recipe.data = old.data.clone();
            recipe.combine = old.combine.clone();
            recipe.rules = old.rules.clone();
            keep_types(&mut recipe.columns, &old.columns);
            if !self.is_asked() {
                reasons = keep_early(&mut recipe, old, reasons);
                predicted(&mut recipe);
            }
        }
        self.push(Version { recipe: Rc::new(recipe), reasons: Rc::new(reasons) });
        self.suggesting = false;
        self.faults = Rc::default();
        self.warnings = Rc::new(warnings);
    }

    fn edit(&mut self, edit: Edit) {
        let Some(now) = self.now.clone() else { return };
        let reasons = reasons_after(&edit, &now.reasons);
        let recipe = edit.apply(&now.recipe);
        if recipe != *now.recipe {
            self.push(Version { recipe: Rc::new(recipe), reasons: Rc::new(reasons) });
        }
    }

    fn back(&mut self) {
        if let (Some(before), Some(now)) = (self.past.pop(), self.now.clone()) {
            self.future.push(now);
            self.now = Some(before);
        }
    }

    fn forward(&mut self) {
        if let (Some(after), Some(now)) = (self.future.pop(), self.now.clone()) {
            self.past.push(now);
            self.now = Some(after);
        }
    }
}

fn keep_types(columns: &mut BTreeMap<String, ColumnOptions>, old: &BTreeMap<String, ColumnOptions>) {
    let told = |o: &ColumnOptions| o.kind.is_some() || o.unit.is_some() || o.description.is_some();
    for (name, options) in old.iter().filter(|(_, options)| told(options)) {
        let new = columns.entry(name.clone()).or_default();
        new.kind = options.kind.or(new.kind);
        new.unit.clone_from(&options.unit);
        new.description.clone_from(&options.description);
    }
}

/// Steps and roles that a person decided on before there was any proposal go before those of the
/// proposal.
fn keep_early(recipe: &mut Recipe, old: &Recipe, mut reasons: Vec<Reason>) -> Vec<Reason> {
    use super::List;
    for (name, options) in old.columns.iter().filter(|(_, options)| options.role.is_some()) {
        reasons = reasons_after(&Edit::ColumnRole(name.clone(), options.role), &reasons);
        recipe.columns.entry(name.clone()).or_default().role = options.role;
    }
    for (list, early) in [(List::Clean, &old.clean), (List::Prepare, &old.prepare)] {
        for step in early.iter().rev() {
            let proposed = if list == List::Clean { &recipe.clean } else { &recipe.prepare };
            if !proposed.contains(step) {
                let insert = Edit::InsertStep(list, 0, step.clone());
                reasons = reasons_after(&insert, &reasons);
                *recipe = insert.apply(recipe);
            }
        }
    }
    reasons
}

/// Reasons follow their steps, and end where the person decides otherwise.
fn reasons_after(edit: &Edit, reasons: &[Reason]) -> Vec<Reason> {
    let ends = |path: &str| reasons.iter().filter(|r| r.path != path).cloned().collect();
    match edit {
        Edit::ColumnRole(name, _) => ends(&format!("columns.{name}")),
        Edit::Target(_) => Vec::new(),
        Edit::Known(names) => {
            let told = |reason: &&Reason| names.iter().all(|name| reason.path != format!("columns.{name}"));
            reasons.iter().filter(told).cloned().collect()
        }
        Edit::Positive(_) => ends("task.positive"),
        Edit::Horizon(_) => ends("task.horizon"),
        Edit::Season(_) => ends("task.season"),
        Edit::Model(_) => ends("model"),
        Edit::Split(_) => ends("split"),
        Edit::Prepare(_) => reasons.iter().filter(|r| !r.path.starts_with("prepare")).cloned().collect(),
        Edit::MoveStep(list, ..)
        | Edit::RemoveStep(list, ..)
        | Edit::InsertStep(list, ..)
        | Edit::DuplicateStep(list, ..) => {
            reasons.iter().filter_map(|reason| moved(reason, *list, edit)).collect()
        }
        _ => reasons.to_vec(),
    }
}

/// The reason of a step at the step's new place; none where the step is gone.
fn moved(reason: &Reason, list: super::List, edit: &Edit) -> Option<Reason> {
    let inside = reason.path.strip_prefix(list.key()).and_then(|rest| rest.strip_prefix('['));
    let Some(at) = inside.and_then(|rest| rest.strip_suffix(']')?.parse().ok()) else {
        return Some(reason.clone());
    };
    let to = edit.place_after(list, at)?;
    Some(Reason { path: format!("{}[{to}]", list.key()), why: reason.why.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::List;
    use super::*;
    use glasshouse_spec::{ColumnType, Role, StepSpec};

    fn begun() -> RecipeState {
        let recipe = serde_json::from_str(r#"{"version":1,"name":"birds"}"#).unwrap();
        RecipeState::default().reduce(RecipeAction::Begin(recipe))
    }

    fn suggestion() -> Suggestion {
        let text = r#"{"recipe":{"version":1,"task":{"target":"species"},"prepare":[{"op":"a"},{"op":"b"}]},
            "reasons":[{"path":"prepare[0]","why":"first"},{"path":"prepare[1]","why":"second"},
            {"path":"model","why":"small"}],"warnings":[]}"#;
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn undo_and_redo_are_inverse() {
        let one = begun().reduce(RecipeAction::Edit(Edit::Seed(7)));
        let two = one.reduce(RecipeAction::Edit(Edit::Name("gulls".into())));
        let back = two.reduce(RecipeAction::Undo).reduce(RecipeAction::Undo);
        assert_eq!(back.recipe(), begun().recipe());
        assert!(!back.can_undo());
        let forward = back.reduce(RecipeAction::Redo).reduce(RecipeAction::Redo);
        assert_eq!(forward, two);
    }

    #[test]
    fn a_change_ends_the_future_and_no_change_leaves_no_trace() {
        let undone = begun().reduce(RecipeAction::Edit(Edit::Seed(7))).reduce(RecipeAction::Undo);
        assert!(undone.can_redo());
        assert!(!undone.reduce(RecipeAction::Edit(Edit::Seed(8))).can_redo());
        assert_eq!(begun().reduce(RecipeAction::Edit(Edit::Seed(42))), begun());
    }

    #[test]
    fn a_proposal_keeps_what_was_decided() {
        let typed = begun()
            .reduce(RecipeAction::Edit(Edit::ColumnType("year".into(), Some(ColumnType::Categorical))));
        let state = typed.reduce(RecipeAction::Suggested(suggestion()));
        let recipe = state.recipe().unwrap();
        assert_eq!(recipe.name, "birds");
        assert_eq!(recipe.columns["year"].kind, Some(ColumnType::Categorical));
        assert_eq!(state.target(), Some("species"));
    }

    #[test]
    fn a_proposal_comes_after_what_was_decided_before_it() {
        let early = begun()
            .reduce(RecipeAction::Edit(Edit::AddStep(List::Prepare, StepSpec::new("early", &["x"]))))
            .reduce(RecipeAction::Edit(Edit::ColumnRole("no".into(), Some(Role::Ignore))));
        let state = early.reduce(RecipeAction::Suggested(suggestion()));
        let recipe = state.recipe().unwrap();
        let ops: Vec<&str> = recipe.prepare.iter().map(|step| step.op.as_str()).collect();
        assert_eq!(ops, ["early", "a", "b"]);
        assert_eq!((state.why("prepare[0]"), state.why("prepare[1]")), (None, Some("first")));
        assert_eq!(recipe.columns["no"].role, Some(Role::Ignore));
        let again = state.reduce(RecipeAction::Suggested(suggestion()));
        assert_eq!(again.recipe().unwrap().prepare.len(), 2);
    }

    #[test]
    fn reasons_follow_their_steps() {
        let state = begun().reduce(RecipeAction::Suggested(suggestion()));
        let moved = state.reduce(RecipeAction::Edit(Edit::MoveStep(List::Prepare, 0, 1)));
        assert_eq!((moved.why("prepare[0]"), moved.why("prepare[1]")), (Some("second"), Some("first")));
        let removed = moved.reduce(RecipeAction::Edit(Edit::RemoveStep(List::Prepare, 0)));
        assert_eq!((removed.why("prepare[0]"), removed.why("prepare[1]")), (Some("first"), None));
        let chosen = removed.reduce(RecipeAction::Edit(Edit::Model("random_forest".into())));
        assert_eq!(chosen.why("model"), None);
        assert_eq!(chosen.reduce(RecipeAction::Undo).why("model"), Some("small"));
    }
}

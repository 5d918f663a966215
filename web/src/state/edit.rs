//! Changes that a person makes to the recipe, one variant each, applied without side effects.

use glasshouse_spec::{
    CardSpec, ColumnOptions, ColumnType, CombineSpec, DataOptions, EvaluateSpec, ModelSpec, ParamSpec,
    ParamValue, ParamValues, Recipe, Role, RuleAction, RuleSpec, SplitSpec, StepSpec, TaskSpec, TuneSpec,
    check_params,
};

/// Which list of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Row-wise, before the split.
    Clean,
    /// Fitted on the training rows.
    Prepare,
}

impl List {
    /// Its key in the recipe.
    pub fn key(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Prepare => "prepare",
        }
    }
}

/// A change of the recipe.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Another name for the project.
    Name(String),
    /// Another seed.
    Seed(u64),
    /// Another target, while nothing could be proposed for it.
    Target(String),
    /// Other columns that are predicted together with the target.
    Targets(Vec<String>),
    /// Other columns of a forecast that are known beforehand.
    Known(Vec<String>),
    /// Another positive class.
    Positive(Option<String>),
    /// Another estimator, with its defaults.
    Model(String),
    /// Another value of the estimator's parameter; none goes back to the default.
    ModelParam(String, Option<ParamValue>),
    /// Another way to part the rows.
    Split(SplitSpec),
    /// Other steps of preparation.
    Prepare(Vec<StepSpec>),
    /// A step more, at the end.
    AddStep(List, StepSpec),
    /// A step more, at a place; beyond the end, at the end.
    InsertStep(List, usize, StepSpec),
    /// Another value of a step's parameter; none goes back to the default.
    StepParam(List, usize, String, Option<ParamValue>),
    /// Other values of several parameters of a step, at once.
    StepParams(List, usize, Vec<(String, Option<ParamValue>)>),
    /// Other columns for a step.
    StepColumns(List, usize, Vec<String>),
    /// Switches a step on or off.
    StepOn(List, usize, bool),
    /// Other words about a step; none where nothing is said.
    StepComment(List, usize, Option<String>),
    /// Moves a step to another place.
    MoveStep(List, usize, usize),
    /// Takes a step out.
    RemoveStep(List, usize),
    /// Puts a copy of a step after it.
    DuplicateStep(List, usize),
    /// How far a forecast looks; none as far as is usual.
    Horizon(Option<u32>),
    /// The season of a forecast; none the usual one.
    Season(Option<u32>),
    /// The column that has a role which one column has; none where no column has it.
    RoleOf(Role, Option<String>),
    /// Another type of a column; none goes back to the inferred one.
    ColumnType(String, Option<ColumnType>),
    /// Another role of a column; none goes back to the usual one.
    ColumnRole(String, Option<Role>),
    /// Another unit of a column's numbers.
    ColumnUnit(String, Option<String>),
    /// Another description of a column.
    ColumnDescription(String, Option<String>),
    /// Another file that the table is combined with.
    AddCombine(CombineSpec),
    /// One of them less.
    RemoveCombine(usize),
    /// A rule more.
    AddRule(RuleSpec),
    /// A rule less.
    RemoveRule(usize),
    /// Switches a rule on or off.
    RuleOn(usize, bool),
    /// Something else happens to what breaks a rule.
    RuleDoes(usize, RuleAction),
    /// Another way to read the file.
    Reading(DataOptions),
    /// Another way to judge.
    Evaluate(EvaluateSpec),
    /// Another search.
    Tune(TuneSpec),
    /// Other words about the model.
    Card(CardSpec),
}

impl Edit {
    /// Where a step of a list stands after the change; none where it is gone.
    pub fn place_after(&self, list: List, at: usize) -> Option<usize> {
        match self {
            Self::MoveStep(of, from, to) if *of == list && at == *from => Some(*to),
            Self::MoveStep(of, from, to) if *of == list && *from < at && at <= *to => Some(at - 1),
            Self::MoveStep(of, from, to) if *of == list && *to <= at && at < *from => Some(at + 1),
            Self::RemoveStep(of, gone) if *of == list && at == *gone => None,
            Self::RemoveStep(of, gone) if *of == list && at > *gone => Some(at - 1),
            Self::InsertStep(of, new, _) if *of == list && at >= *new => Some(at + 1),
            Self::DuplicateStep(of, copied) if *of == list && at > *copied => Some(at + 1),
            _ => Some(at),
        }
    }

    /// The recipe after the change. A step that is not there changes nothing.
    pub fn apply(self, recipe: &Recipe) -> Recipe {
        let mut next = recipe.clone();
        match self {
            Self::Name(name) => next.name = name,
            Self::Seed(seed) => next.seed = seed,
            Self::Target(target) => {
                let target = Some(target).filter(|target| !target.is_empty());
                next.task = TaskSpec { target, ..TaskSpec::default() };
                predicted(&mut next);
            }
            Self::Targets(targets) => {
                next.task.targets = targets;
                predicted(&mut next);
            }
            Self::Evaluate(evaluate) => next.evaluate = evaluate,
            Self::Tune(tune) => next.tune = tune,
            Self::Card(card) => next.card = card,
            Self::Known(columns) => known(&mut next, columns),
            Self::Positive(class) => next.task.positive = class,
            Self::Model(kind) => next.model = ModelSpec { kind, params: ParamValues::new() },
            Self::ModelParam(name, value) => set_param(&mut next.model.params, name, value),
            Self::Split(split) => next.split = split,
            Self::Horizon(steps) => next.task.horizon = steps,
            Self::Season(steps) => next.task.season = steps,
            Self::RoleOf(role, name) => role_of(&mut next, role, name),
            Self::ColumnType(name, kind) => column(&mut next, name, |options| options.kind = kind),
            Self::ColumnRole(name, role) => column(&mut next, name, |options| options.role = role),
            Self::ColumnUnit(name, unit) => column(&mut next, name, |options| options.unit = unit),
            Self::ColumnDescription(name, words) => {
                column(&mut next, name, |options| options.description = words)
            }
            Self::AddCombine(entry) => next.combine.push(entry),
            Self::RemoveCombine(at) if at < next.combine.len() => drop(next.combine.remove(at)),
            Self::AddRule(_) | Self::RemoveRule(_) | Self::RuleOn(..) | Self::RuleDoes(..) => {
                self.apply_to_rules(&mut next.rules);
            }
            Self::Reading(options) => next.data = options,
            Self::Prepare(steps) => next.prepare = steps,
            step => step.apply_to_steps(&mut next),
        }
        next
    }

    fn apply_to_rules(self, rules: &mut Vec<RuleSpec>) {
        match self {
            Self::AddRule(rule) => rules.push(rule),
            Self::RemoveRule(at) if at < rules.len() => drop(rules.remove(at)),
            Self::RuleOn(at, on) => rules.get_mut(at).into_iter().for_each(|rule| rule.enabled = on),
            Self::RuleDoes(at, action) => rules.get_mut(at).into_iter().for_each(|rule| rule.action = action),
            _ => {}
        }
    }

    fn apply_to_steps(self, recipe: &mut Recipe) {
        match self {
            Self::AddStep(list, step) => steps(recipe, list).push(step),
            Self::InsertStep(list, at, step) => {
                let steps = steps(recipe, list);
                steps.insert(at.min(steps.len()), step);
            }
            Self::StepParam(list, at, name, value) => {
                change_step(recipe, list, at, |step| set_param(&mut step.params, name, value));
            }
            Self::StepParams(list, at, values) => change_step(recipe, list, at, |step| {
                values.into_iter().for_each(|(name, value)| set_param(&mut step.params, name, value));
            }),
            Self::StepColumns(list, at, columns) => {
                change_step(recipe, list, at, |step| step.columns = columns);
            }
            Self::StepOn(list, at, on) => change_step(recipe, list, at, |step| step.enabled = on),
            Self::StepComment(list, at, words) => {
                change_step(recipe, list, at, |step| step.comment = words);
            }
            Self::MoveStep(list, from, to) => {
                let steps = steps(recipe, list);
                if from < steps.len() && to < steps.len() {
                    let step = steps.remove(from);
                    steps.insert(to, step);
                }
            }
            Self::RemoveStep(list, at) => {
                let steps = steps(recipe, list);
                if at < steps.len() {
                    steps.remove(at);
                }
            }
            Self::DuplicateStep(list, at) => {
                let steps = steps(recipe, list);
                if let Some(step) = steps.get(at).cloned() {
                    steps.insert(at + 1, step);
                }
            }
            _ => {}
        }
    }
}

fn change_step(recipe: &mut Recipe, list: List, at: usize, change: impl FnOnce(&mut StepSpec)) {
    if let Some(step) = steps(recipe, list).get_mut(at) {
        change(step);
    }
}

fn steps(recipe: &mut Recipe, list: List) -> &mut Vec<StepSpec> {
    match list {
        List::Clean => &mut recipe.clean,
        List::Prepare => &mut recipe.prepare,
    }
}

/// Sets a parameter; none is its default.
pub fn set_param(params: &mut ParamValues, name: String, value: Option<ParamValue>) {
    match value {
        Some(value) => params.insert(name, value),
        None => params.remove(&name),
    };
}

fn column(recipe: &mut Recipe, name: String, change: impl FnOnce(&mut ColumnOptions)) {
    let mut options = recipe.columns.remove(&name).unwrap_or_default();
    change(&mut options);
    if options != ColumnOptions::default() {
        recipe.columns.insert(name, options);
    }
}

/// Gives a role to one column; the column that had it is left alone from then on.
fn role_of(recipe: &mut Recipe, role: Role, name: Option<String>) {
    let had = recipe.columns.values_mut().filter(|options| options.role == Some(role));
    had.for_each(|options| options.role = Some(Role::Ignore));
    if let Some(name) = name {
        column(recipe, name, |options| options.role = Some(role));
    }
}

/// A column that is predicted is nothing else.
pub(super) fn predicted(recipe: &mut Recipe) {
    let names: Vec<String> = recipe.task.all_targets().map(Into::into).collect();
    for name in names {
        column(recipe, name, |options| options.role = options.role.filter(|role| *role == Role::Target));
    }
}

/// Other columns of a forecast are known beforehand: those are told to the model, the others no longer.
fn known(recipe: &mut Recipe, columns: Vec<String>) {
    let before = std::mem::replace(&mut recipe.task.known, columns.clone());
    for name in before.into_iter().filter(|name| !columns.contains(name)) {
        column(recipe, name, |options| options.role = Some(Role::Ignore));
    }
    for name in columns {
        column(recipe, name, |options| options.role = None);
    }
}

/// Parses what a person typed into a value that the declaration allows; empty means the default
/// (`None`). The error says what is allowed.
pub fn typed_value(spec: &ParamSpec, text: &str) -> Result<Option<ParamValue>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let candidates = [
        spec.kind.typed_list(text),
        text.parse().ok().map(ParamValue::Int),
        text.replace(',', ".").parse().ok().map(ParamValue::Float),
        text.parse().ok().map(ParamValue::Bool),
        Some(ParamValue::Text(text.to_owned())),
    ];
    let values: Vec<ParamValue> = candidates.into_iter().flatten().collect();
    let fits = |value: &ParamValue| {
        let one = ParamValues::from([(spec.name.to_string(), value.clone())]);
        check_params(std::slice::from_ref(spec), &one)
    };
    if let Some(value) = values.iter().find(|value| fits(value).is_ok()) {
        return Ok(Some(value.clone()));
    }
    let faults = values.first().and_then(|value| fits(value).err()).unwrap_or_default();
    Err(faults.into_iter().next().map_or_else(|| spec.kind.to_string(), |fault| fault.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::{ParamDefault, ParamKind};

    fn recipe() -> Recipe {
        let text = r#"{"version":1,"prepare":[{"op":"a"},{"op":"b"},{"op":"c"}]}"#;
        serde_json::from_str(text).unwrap()
    }

    fn ops(recipe: &Recipe) -> Vec<&str> {
        recipe.prepare.iter().map(|step| step.op.as_str()).collect()
    }

    #[test]
    fn a_column_known_beforehand_is_told_and_one_that_is_not_no_longer() {
        let left_out = Edit::ColumnRole("price".into(), Some(Role::Ignore)).apply(&recipe());
        let known = Edit::Known(vec!["price".into()]).apply(&left_out);
        assert_eq!((known.task.known.as_slice(), known.columns.len()), (&["price".to_owned()][..], 0));
        assert_eq!(Edit::Known(Vec::new()).apply(&known), left_out);
    }

    #[test]
    fn steps_are_moved_copied_and_taken_out() {
        let moved = Edit::MoveStep(List::Prepare, 0, 2).apply(&recipe());
        assert_eq!(ops(&moved), ["b", "c", "a"]);
        assert_eq!(ops(&Edit::DuplicateStep(List::Prepare, 1).apply(&moved)), ["b", "c", "c", "a"]);
        assert_eq!(ops(&Edit::RemoveStep(List::Prepare, 0).apply(&moved)), ["c", "a"]);
    }

    #[test]
    fn words_about_a_step_stay_with_it_and_can_be_taken_away() {
        let said = Edit::StepComment(List::Prepare, 1, Some("why".into())).apply(&recipe());
        assert_eq!(said.prepare[1].comment.as_deref(), Some("why"));
        assert!(said.says_the_same(&recipe()));
        assert_eq!(Edit::StepComment(List::Prepare, 1, None).apply(&said), recipe());
    }

    #[test]
    fn what_is_not_there_changes_nothing() {
        for edit in [
            Edit::MoveStep(List::Prepare, 0, 9),
            Edit::RemoveStep(List::Clean, 0),
            Edit::StepOn(List::Prepare, 7, false),
        ] {
            assert_eq!(edit.apply(&recipe()), recipe());
        }
    }

    #[test]
    fn a_column_without_departures_leaves_the_recipe() {
        let typed = Edit::ColumnType("x".into(), Some(ColumnType::Text)).apply(&recipe());
        assert_eq!(typed.columns.len(), 1);
        assert_eq!(Edit::ColumnType("x".into(), None).apply(&typed), recipe());
    }

    #[test]
    fn typed_values_take_the_kind_that_fits() {
        let trees = ParamSpec::int("n_estimators", 100, 1, 10_000, "");
        assert_eq!(typed_value(&trees, " 12 "), Ok(Some(ParamValue::Int(12))));
        assert_eq!(typed_value(&trees, ""), Ok(None));
        assert!(typed_value(&trees, "0").unwrap_err().contains("from 1 to 10000"));
        assert!(typed_value(&trees, "many").is_err());
        let c = ParamSpec::positive("C", 1.0, "");
        assert_eq!(typed_value(&c, "0,5"), Ok(Some(ParamValue::Float(0.5))));
        assert_eq!(typed_value(&c, "2"), Ok(Some(ParamValue::Int(2))));
        let kind = ParamKind::Integers { min: 1, max: 99, most: 2 };
        let layers =
            ParamSpec::new("hidden_layer_sizes", kind, ParamDefault::Integers([50].as_slice().into()), "");
        let list =
            |sizes: &[i64]| Ok(Some(ParamValue::List(sizes.iter().map(|&i| ParamValue::Int(i)).collect())));
        assert_eq!(typed_value(&layers, "50, 25"), list(&[50, 25]));
        assert_eq!(typed_value(&layers, "(50,)"), list(&[50]));
        assert_eq!(typed_value(&layers, "[]"), list(&[]));
        for wrong in ["100", "1, 2, 3", "fifty", "5; 6", "2.5"] {
            let why = typed_value(&layers, wrong).unwrap_err();
            assert!(why.contains("up to 2 integers from 1 to 99, separated by commas"), "{why}");
        }
    }
}

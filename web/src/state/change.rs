//! What a finding proposes to change in the recipe: the edit that does it, whether the recipe says so
//! already, and the edit that takes it back.

use super::{Edit, List};
use glasshouse_spec::{Change, ColumnProfile, Phase, Recipe, SplitSpec, StepSpec};

/// Operations that clean up cells: all others come after them.
const CLEANING: [&str; 4] = ["replace_values", "normalize_text", "parse_types", "clip"];

/// Operations that only fill gaps or tell of them: what is made of a column comes after them.
const FILLING: [&str; 4] = ["simple_imputer", "knn_imputer", "iterative_imputer", "missing_indicator"];

/// Operations that want the numbers as the file has them, so that what scales comes after them.
const SHAPING: [&str; 1] = ["log1p"];

/// The edit that makes a change. A step of preparation goes before those that would have made
/// something else of its columns by then.
pub fn edit_for(change: &Change, recipe: &Recipe, columns: &[ColumnProfile]) -> Edit {
    match change.clone() {
        Change::AddStep { phase: Phase::Clean, step } => Edit::AddStep(List::Clean, step),
        Change::AddStep { phase: Phase::Prepare, step } => {
            let at = place_for(&step, recipe, columns);
            Edit::InsertStep(List::Prepare, at, step)
        }
        Change::SetRole { column, role } => Edit::ColumnRole(column, Some(role)),
        Change::SetType { column, kind } => Edit::ColumnType(column, Some(kind)),
        Change::SetParam { name, value } => Edit::ModelParam(name, Some(value)),
        Change::SetSplit { split } => Edit::Split(split),
        Change::AddRule { rule } => Edit::AddRule(rule),
    }
}

fn place_for(step: &StepSpec, recipe: &Recipe, columns: &[ColumnProfile]) -> usize {
    let wanted = reach(step, columns);
    let in_the_way = |other: &StepSpec| {
        turn(&other.op) >= turn(&step.op) && reach(other, columns).iter().any(|name| wanted.contains(name))
    };
    recipe.prepare.iter().position(in_the_way).unwrap_or(recipe.prepare.len())
}

/// When an operation's turn comes among those on the same columns.
fn turn(op: &str) -> u8 {
    match op {
        _ if CLEANING.contains(&op) => 0,
        _ if FILLING.contains(&op) => 1,
        _ if SHAPING.contains(&op) => 2,
        _ => 3,
    }
}

/// Columns of the table that a step names, by name or by type.
fn reach<'a>(step: &StepSpec, columns: &'a [ColumnProfile]) -> Vec<&'a str> {
    let named = |column: &&ColumnProfile| {
        step.columns.iter().any(|wanted| match wanted.strip_prefix('@') {
            Some("all") => true,
            Some(kind) => kind == column.kind.name(),
            None => *wanted == column.name,
        })
    };
    columns.iter().filter(named).map(|column| column.name.as_str()).collect()
}

/// Whether the recipe says so already, in the same words or in wider ones.
pub fn in_recipe(change: &Change, recipe: &Recipe, columns: &[ColumnProfile]) -> bool {
    match change {
        Change::AddStep { phase, step } => {
            steps(recipe, *phase).iter().any(|other| does(other, step, columns))
        }
        Change::SetRole { column, role } => {
            recipe.columns.get(column).and_then(|options| options.role) == Some(*role)
        }
        Change::SetType { column, kind } => {
            recipe.columns.get(column).and_then(|options| options.kind) == Some(*kind)
        }
        Change::SetParam { name, value } => recipe.model.params.get(name) == Some(value),
        Change::SetSplit { split } => recipe.split == *split,
        Change::AddRule { rule } => recipe.rules.contains(rule),
    }
}

fn steps(recipe: &Recipe, phase: Phase) -> &[StepSpec] {
    match phase {
        Phase::Clean => &recipe.clean,
        Phase::Prepare => &recipe.prepare,
    }
}

fn does(other: &StepSpec, step: &StepSpec, columns: &[ColumnProfile]) -> bool {
    let (has, wanted) = (reach(other, columns), reach(step, columns));
    let covers = wanted.iter().all(|name| has.contains(name)) || other.columns == step.columns;
    other.enabled && other.op == step.op && covers
}

/// The edit that takes a change back, where it stands in the recipe in the very words of the change.
pub fn edit_against(change: &Change, recipe: &Recipe) -> Option<Edit> {
    match change {
        Change::AddStep { phase, step } => {
            let list = if *phase == Phase::Clean { List::Clean } else { List::Prepare };
            let at = steps(recipe, *phase).iter().position(|other| other == step)?;
            Some(Edit::RemoveStep(list, at))
        }
        Change::SetRole { column, .. } => Some(Edit::ColumnRole(column.clone(), None)),
        Change::SetType { column, .. } => Some(Edit::ColumnType(column.clone(), None)),
        Change::SetParam { name, .. } => Some(Edit::ModelParam(name.clone(), None)),
        Change::SetSplit { .. } => Some(Edit::Split(SplitSpec::default())),
        Change::AddRule { rule } => recipe.rules.iter().position(|other| other == rule).map(Edit::RemoveRule),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::{ColumnType, NumberSummary, Role, RuleKind, RuleSpec};

    fn columns() -> Vec<ColumnProfile> {
        let column = |name: &str, kind| {
            let text = format!(
                r#"{{"name":"{name}","type":"numeric","missing":0,"unique":2,"top":[],"mean":null,"std":null,"min":null,
                "q25":null,"median":null,"q75":null,"max":null,"skew":null,"kurtosis":null}}"#
            );
            let bare: ColumnProfile = serde_json::from_str(&text).unwrap();
            ColumnProfile { kind, numbers: NumberSummary::default(), ..bare }
        };
        vec![column("age", ColumnType::Numeric), column("plan", ColumnType::Categorical)]
    }

    fn recipe() -> Recipe {
        let text = r#"{"version":1,"prepare":[
            {"op":"simple_imputer","columns":["@numeric"],"strategy":"median"},
            {"op":"standard_scaler","columns":["@numeric"]},
            {"op":"one_hot_encoder","columns":["@categorical"]}]}"#;
        serde_json::from_str(text).unwrap()
    }

    fn add(op: &str, names: &[&str]) -> Change {
        Change::AddStep { phase: Phase::Prepare, step: StepSpec::new(op, names) }
    }

    #[test]
    fn a_step_goes_between_those_that_fill_and_those_that_make_something_else() {
        let place = |change: &Change| match edit_for(change, &recipe(), &columns()) {
            Edit::InsertStep(List::Prepare, at, _) => at,
            edit => panic!("{edit:?}"),
        };
        assert_eq!(place(&add("power_transformer", &["age"])), 1);
        assert_eq!(place(&add("log1p", &["age"])), 1);
        assert_eq!(place(&add("simple_imputer", &["plan"])), 2);
        assert_eq!(place(&add("knn_imputer", &["age"])), 0);
        assert_eq!(place(&add("power_transformer", &["other"])), 3);
        // Cells are cleaned up before all else.
        assert_eq!(place(&add("clip", &["age"])), 0);
        assert_eq!(place(&add("normalize_text", &["plan"])), 2);
    }

    #[test]
    fn a_scaler_goes_after_a_logarithm() {
        let logged = edit_for(&add("log1p", &["age"]), &recipe(), &columns()).apply(&recipe());
        let ops = |recipe: &Recipe| recipe.prepare.iter().map(|s| s.op.clone()).collect::<Vec<_>>();
        let usual = ["simple_imputer", "log1p", "standard_scaler", "one_hot_encoder"];
        assert_eq!(ops(&logged), usual);
        let scaled = edit_for(&add("robust_scaler", &["age"]), &logged, &columns()).apply(&logged);
        assert_eq!(
            ops(&scaled),
            ["simple_imputer", "log1p", "robust_scaler", "standard_scaler", "one_hot_encoder"]
        );
        let filled = edit_for(&add("knn_imputer", &["age"]), &logged, &columns()).apply(&logged);
        assert_eq!(ops(&filled)[0], "knn_imputer");
    }

    #[test]
    fn what_a_wider_step_does_already_need_not_be_added() {
        assert!(in_recipe(&add("simple_imputer", &["age"]), &recipe(), &columns()));
        assert!(!in_recipe(&add("simple_imputer", &["plan"]), &recipe(), &columns()));
        assert!(!in_recipe(&add("robust_scaler", &["age"]), &recipe(), &columns()));
    }

    #[test]
    fn every_change_can_be_taken_back() {
        let changes = [
            add("power_transformer", &["age"]),
            Change::AddStep { phase: Phase::Clean, step: StepSpec::new("drop_duplicates", &[]) },
            Change::SetRole { column: "age".into(), role: Role::Ignore },
            Change::SetType { column: "age".into(), kind: ColumnType::Categorical },
            Change::SetParam {
                name: "class_weight".into(),
                value: glasshouse_spec::ParamValue::Text("balanced".into()),
            },
            Change::SetSplit { split: SplitSpec { train: 0.5, ..SplitSpec::default() } },
            Change::AddRule { rule: RuleSpec::new(RuleKind::NotNull, &["age"]) },
        ];
        for change in changes {
            let made = edit_for(&change, &recipe(), &columns()).apply(&recipe());
            assert!(in_recipe(&change, &made, &columns()), "{change:?}");
            let back = edit_against(&change, &made).unwrap().apply(&made);
            assert_eq!(back, recipe(), "{change:?}");
        }
    }
}

//! Which steps a recipe lacks where its model takes numbers only, none of them missing: the other side of
//! a recipe that was proposed for a model that needs none.

use super::model::BOOSTING;
use super::{Draft, empty_recipe, steps};
use glasshouse_spec::{ColumnProfile, Recipe, Role, StepSpec, TableProfile};

/// Codes of the faults that such steps do away with.
const MENDED: [&str; 2] = ["prepare.missing", "prepare.not_encoded"];

/// The steps of `recipe` with those that it lacks, where one of the faults with these codes is for want of
/// them; `None` where nothing can be added.
pub fn with_lacking_steps<'a>(
    profile: &TableProfile,
    recipe: &Recipe,
    codes: impl IntoIterator<Item = &'a str>,
) -> Option<Vec<StepSpec>> {
    if !codes.into_iter().any(|code| MENDED.contains(&code)) {
        return None;
    }
    let features: Vec<&ColumnProfile> = profile.columns.iter().filter(|c| is_feature(c, recipe)).collect();
    let mut draft = Draft::new(empty_recipe(String::new(), recipe.task.clone()));
    steps::decide(&mut draft, &features);
    let lacks = |step: &StepSpec| !recipe.prepare.iter().any(|other| does(other, step));
    let needed = draft.recipe.prepare.into_iter().filter(|step| step.op != "standard_scaler" && lacks(step));
    let (fills, encoders): (Vec<_>, Vec<_>) = needed.partition(|step| step.op == "simple_imputer");
    let any = !(fills.is_empty() && encoders.is_empty());
    any.then(|| fills.into_iter().chain(recipe.prepare.iter().cloned()).chain(encoders).collect())
}

/// The steps that a recipe's columns need before a model of numbers, and before one that takes gaps and categories as
/// they are. Where the recipe has others than those that would be proposed, somebody chose them, and they are both:
/// with those in front and behind that a model of numbers lacks, if the recipe's own takes more than numbers.
pub fn usual_steps(profile: &TableProfile, recipe: &Recipe) -> [Vec<StepSpec>; 2] {
    let features: Vec<&ColumnProfile> = profile.columns.iter().filter(|c| is_feature(c, recipe)).collect();
    let proposed = |decide: fn(&mut Draft, &[&ColumnProfile])| {
        let mut draft = Draft::new(empty_recipe(String::new(), recipe.task.clone()));
        decide(&mut draft, &features);
        draft.recipe.prepare
    };
    let (numbers, any) = (proposed(steps::decide), proposed(steps::decide_for_boosting));
    let plain = |steps: &[StepSpec]| -> Vec<StepSpec> {
        steps.iter().map(|step| StepSpec { comment: None, ..step.clone() }).collect()
    };
    let own = plain(&recipe.prepare);
    if own.is_empty() || own == numbers || own == any {
        return [numbers, any];
    }
    let own = recipe.prepare.clone();
    if recipe.model.kind != BOOSTING {
        return [own.clone(), own];
    }
    [with_lacking_steps(profile, recipe, MENDED).unwrap_or_else(|| own.clone()), own]
}

fn is_feature(column: &ColumnProfile, recipe: &Recipe) -> bool {
    let role = recipe.columns.get(&column.name).and_then(|options| options.role);
    recipe.task.all_targets().all(|target| target != column.name)
        && role.unwrap_or(Role::Feature) == Role::Feature
}

fn does(other: &StepSpec, step: &StepSpec) -> bool {
    other.enabled && other.op == step.op && step.columns.iter().all(|name| other.columns.contains(name))
}

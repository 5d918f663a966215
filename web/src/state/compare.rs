//! In what two recipes differ, part by part.

use glasshouse_spec::{Recipe, StepSpec};

/// A part in which two recipes differ.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// A step that only the first has, by its name and columns.
    Gone(StepSpec),
    /// A step that only the second has.
    New(StepSpec),
    /// A step of the same kind with other columns or settings: as it was and as it is.
    Other(StepSpec, StepSpec),
    /// Another part, by its key in the recipe.
    Part(&'static str),
}

/// In what the second recipe differs from the first. Words about steps and the name do not count.
pub fn differences(one: &Recipe, two: &Recipe) -> Vec<Difference> {
    let parts = [
        ("data", one.data != two.data),
        ("columns", one.columns != two.columns),
        ("combine", one.combine != two.combine),
        ("rules", one.rules != two.rules),
        ("task", one.task != two.task),
        ("split", one.split != two.split),
        ("model", one.model != two.model),
        ("seed", one.seed != two.seed),
        ("evaluate", one.evaluate != two.evaluate),
        ("tune", one.tune != two.tune),
    ];
    let mut found: Vec<Difference> =
        parts.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| Difference::Part(key)).collect();
    for (old, new) in [(&one.clean, &two.clean), (&one.prepare, &two.prepare)] {
        of_steps(old, new, &mut found);
    }
    found
}

/// Steps are matched by what they are, then by their kind, each once.
fn of_steps(old: &[StepSpec], new: &[StepSpec], found: &mut Vec<Difference>) {
    let bare = |step: &StepSpec| StepSpec { comment: None, ..step.clone() };
    let mut left: Vec<StepSpec> = new.iter().map(bare).collect();
    let mut gone: Vec<StepSpec> = Vec::new();
    for step in old.iter().map(bare) {
        match left.iter().position(|other| *other == step) {
            Some(at) => drop(left.remove(at)),
            None => gone.push(step),
        }
    }
    for step in gone {
        found.push(match left.iter().position(|other| other.op == step.op) {
            Some(at) => Difference::Other(step, left.remove(at)),
            None => Difference::Gone(step),
        });
    }
    found.extend(left.into_iter().map(Difference::New));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(steps: &[(&str, &str)]) -> Recipe {
        let mut recipe: Recipe = serde_json::from_str(r#"{"version":1}"#).unwrap();
        recipe.prepare = steps.iter().map(|(op, column)| StepSpec::new(op, &[column])).collect();
        recipe
    }

    #[test]
    fn recipes_that_say_the_same_do_not_differ() {
        let mut said = recipe(&[("a", "x")]);
        said.prepare[0].comment = Some("why".into());
        said.name = "other".into();
        assert_eq!(differences(&recipe(&[("a", "x")]), &said), []);
    }

    #[test]
    fn steps_are_told_as_gone_new_or_other() {
        let (one, mut two) =
            (recipe(&[("a", "x"), ("b", "x"), ("a", "y")]), recipe(&[("a", "z"), ("a", "x"), ("c", "x")]));
        two.seed = 7;
        let step = |op: &str, column: &str| StepSpec::new(op, &[column]);
        let expected = [
            Difference::Part("seed"),
            Difference::Gone(step("b", "x")),
            Difference::Other(step("a", "y"), step("a", "z")),
            Difference::New(step("c", "x")),
        ];
        assert_eq!(differences(&one, &two), expected);
    }
}

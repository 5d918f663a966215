//! What would mend a step that cannot be carried out: changes of the recipe that a person makes at a click.

use super::{Edit, List};
use glasshouse_spec::{Fault, KindInfo, ParamValue, StepSpec};

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// The column is taken out of the step.
    WithoutColumn(String),
    /// The step takes the columns that it takes by itself.
    UsualColumns,
    /// A step before it fills the gaps of its columns.
    Fill,
    /// The parameter goes back to its default.
    Default(String),
    /// The step is switched off.
    SwitchOff,
}

/// What would mend a fault of a step, the likeliest first; switching it off always does.
pub fn mends(
    fault: &Fault,
    (list, at): (List, usize),
    step: &StepSpec,
    kind: Option<&KindInfo>,
) -> Vec<(Mend, Edit)> {
    let mut found = Vec::new();
    let own = format!("{}[{at}]", list.key());
    let rest = fault.at.parameter.as_deref().and_then(|path| path.strip_prefix(own.as_str()));
    let parameter = rest.and_then(|rest| rest.strip_prefix('.'));
    if let Some(name) = parameter.filter(|name| step.params.contains_key(*name)) {
        found.push((Mend::Default(name.to_owned()), Edit::StepParam(list, at, name.to_owned(), None)));
    }
    if fault.message.contains("missing") && list == List::Prepare && !fault.code.starts_with("recipe.") {
        let columns: Vec<&str> = step.columns.iter().map(String::as_str).collect();
        let mut fill = StepSpec::new("simple_imputer", &columns);
        if kind.is_none_or(|kind| kind.columns != ["@numeric"]) {
            fill.params.insert("strategy".into(), ParamValue::Text("most_frequent".into()));
        }
        found.push((Mend::Fill, Edit::InsertStep(list, at, fill)));
    }
    if let Some(column) = fault.at.column.as_ref().filter(|name| step.columns.contains(name)) {
        let others: Vec<String> = step.columns.iter().filter(|name| *name != column).cloned().collect();
        if !others.is_empty() {
            found.push((Mend::WithoutColumn(column.clone()), Edit::StepColumns(list, at, others)));
        }
    }
    let usual =
        kind.filter(|kind| kind.columns.iter().any(|name| name != "@all") && kind.columns != step.columns);
    if let Some(kind) = usual.filter(|_| fault.at.column.is_some()) {
        found.push((Mend::UsualColumns, Edit::StepColumns(list, at, kind.columns.clone())));
    }
    found.push((Mend::SwitchOff, Edit::StepOn(list, at, false)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use glasshouse_spec::Place;

    fn kind(columns: &[&str]) -> KindInfo {
        let text = serde_json::json!({
            "id": "k", "title": "K", "help": "", "columns": columns, "params": [], "onnx": true
        });
        serde_json::from_value(text).unwrap()
    }

    fn words(fault: &Fault, step: &StepSpec, columns: &[&str]) -> Vec<Mend> {
        let found = mends(fault, (List::Prepare, 1), step, Some(&kind(columns)));
        found.into_iter().map(|(mend, _)| mend).collect()
    }

    fn at(column: Option<&str>, path: &str) -> Place {
        Place { column: column.map(Into::into), ..Place::parameter(path) }
    }

    #[test]
    fn a_column_that_does_not_suit_can_be_taken_out_or_all_be_chosen_anew() {
        let fault = Fault::new("prepare.wrong_type", "\"c\" is text").with_place(at(Some("c"), "prepare[1]"));
        let step = StepSpec::new("standard_scaler", &["x", "c"]);
        let without = Mend::WithoutColumn("c".into());
        assert_eq!(words(&fault, &step, &["@numeric"]), [without, Mend::UsualColumns, Mend::SwitchOff]);
        let only = StepSpec::new("standard_scaler", &["c"]);
        assert_eq!(words(&fault, &only, &["@numeric"]), [Mend::UsualColumns, Mend::SwitchOff]);
    }

    #[test]
    fn gaps_are_filled_by_a_step_before() {
        let fault =
            Fault::new("prepare.gaps", "\"x\" has missing cells").with_place(at(Some("x"), "prepare[1]"));
        let step = StepSpec::new("pca", &["@numeric"]);
        let found = mends(&fault, (List::Prepare, 1), &step, Some(&kind(&["@numeric"])));
        let Edit::InsertStep(List::Prepare, 1, fill) = &found[0].1 else { panic!("{found:?}") };
        assert_eq!(
            (fill.op.as_str(), fill.columns.as_slice()),
            ("simple_imputer", &["@numeric".to_owned()][..])
        );
    }

    #[test]
    fn a_refused_parameter_goes_back_to_its_default() {
        let fault = Fault::new("recipe.parameter", "n is too large").with_place(at(None, "prepare[1].n"));
        let mut step = StepSpec::new("pca", &["@numeric"]);
        step.params.insert("n".into(), ParamValue::Int(99));
        assert_eq!(words(&fault, &step, &["@numeric"]), [Mend::Default("n".into()), Mend::SwitchOff]);
    }
}

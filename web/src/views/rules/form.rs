//! The form for one rule more.

use super::super::columns::type_choices;
use crate::components::{Choice, Field, FileButton, SelectBox, text_field};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::services::files::TABLES;
use crate::state::{COMPARISONS, Edit, Inspect, RuleDraft};
use glasshouse_spec::RuleKind;
use yew::prelude::*;

/// Properties of [`AddRule`].
#[derive(Properties, PartialEq)]
pub struct AddRuleProps {
    /// The table's columns.
    pub columns: Vec<String>,
}

/// The form.
#[component]
pub fn AddRule(props: &AddRuleProps) -> Html {
    let studio = use_studio();
    let inspect = use_slice(&studio.inspect);
    let (draft, wrong) = (use_state_eq(RuleDraft::default), use_state_eq(|| false));
    let set = {
        let draft = draft.clone();
        Callback::from(move |next: RuleDraft| draft.set(next))
    };
    let on_column = change(&draft, &set, |draft, column| draft.column = column);
    let on_kind = change(&draft, &set, |draft, kind| draft.ask(kind_of(&kind)));
    let onsubmit = {
        let (studio, inspect, draft, wrong) = (studio.clone(), inspect.clone(), draft.clone(), wrong.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let table = inspect.other.as_ref().map(|other| other.read.file.as_str());
            let rule = draft.rule(table);
            wrong.set(rule.is_none());
            rule.into_iter().for_each(|rule| studio.edit(Edit::AddRule(rule)));
        })
    };
    let kinds = KINDS.map(|(_, name)| Choice::new(name, kind_words(name))).to_vec();
    let name = KINDS.iter().find(|(kind, _)| *kind == draft.kind).map_or("", |(_, name)| name);
    html! {
        <form class="filter-form rule-form" {onsubmit}>
            { select("rule-column", say!("rule-column"), names(&props.columns), &draft.column, on_column) }
            { select("rule-kind", say!("rule-kind"), kinds, name, on_kind) }
            { entries(&studio, &inspect, &props.columns, &draft, &set) }
            <button type="submit" class="button button-plain" data-testid="rule-add">{ say!("rule-add") }</button>
            if *wrong { <p class="field-fault" role="alert">{ say!("rule-wrong") }</p> }
        </form>
    }
}

const KINDS: [(RuleKind, &str); 8] = [
    (RuleKind::NotNull, "not_null"),
    (RuleKind::Unique, "unique"),
    (RuleKind::Type, "type"),
    (RuleKind::Range, "range"),
    (RuleKind::Set, "set"),
    (RuleKind::Pattern, "pattern"),
    (RuleKind::Compare, "compare"),
    (RuleKind::References, "references"),
];

fn kind_of(name: &str) -> RuleKind {
    KINDS.iter().find(|(_, known)| *known == name).map_or(RuleKind::NotNull, |(kind, _)| *kind)
}

fn kind_words(name: &str) -> String {
    match name {
        "unique" => say!("rule-unique"),
        "type" => say!("rule-type"),
        "range" => say!("rule-range"),
        "set" => say!("rule-set"),
        "pattern" => say!("rule-pattern"),
        "compare" => say!("rule-compare"),
        "references" => say!("rule-references"),
        _ => say!("rule-not-null"),
    }
}

fn names(columns: &[String]) -> Vec<Choice> {
    columns.iter().map(|name| Choice::new(name.clone(), name.clone())).collect()
}

/// Hears a value and changes the draft by it.
fn change(draft: &RuleDraft, set: &Callback<RuleDraft>, act: fn(&mut RuleDraft, String)) -> Callback<String> {
    let (draft, set) = (draft.clone(), set.clone());
    Callback::from(move |value: String| {
        let mut next = draft.clone();
        act(&mut next, value);
        set.emit(next);
    })
}

fn select(
    id: &'static str,
    label: String,
    choices: Vec<Choice>,
    value: &str,
    onchange: Callback<String>,
) -> Html {
    html! {
        <Field {label} {id}>
            <SelectBox {id} {choices} value={value.to_owned()} {onchange} testid={id}
                placeholder={say!("target-placeholder")} />
        </Field>
    }
}

/// The fields that a kind of rule needs.
fn entries(
    studio: &Studio,
    inspect: &Inspect,
    columns: &[String],
    draft: &RuleDraft,
    set: &Callback<RuleDraft>,
) -> Html {
    let first = change(draft, set, |draft, text| draft.first = text);
    let second = change(draft, set, |draft, text| draft.second = text);
    let write = |label: String| text_field("rule-first", label, &draft.first, first.clone());
    match draft.kind {
        RuleKind::NotNull | RuleKind::Unique => Html::default(),
        RuleKind::Range => html! {
            <>
                { write(say!("filter-from")) }
                { text_field("rule-second", say!("filter-to"), &draft.second, second) }
            </>
        },
        RuleKind::Set => write(say!("rule-values")),
        RuleKind::Pattern => write(say!("rule-expression")),
        RuleKind::Type => select("rule-first", say!("column-type"), type_choices(), &draft.first, first),
        RuleKind::Compare => html! {
            <>
                { select("rule-first", say!("rule-sign"), COMPARISONS.map(|(_, sign)| Choice::new(sign, sign)).to_vec(),
                    &draft.first, first) }
                { select("rule-second", say!("rule-other-column"), names(columns), &draft.second, second) }
            </>
        },
        RuleKind::References => references(studio, inspect, draft, first),
    }
}

/// The other file, and its column.
fn references(studio: &Studio, inspect: &Inspect, draft: &RuleDraft, first: Callback<String>) -> Html {
    let onfile = {
        let studio = studio.clone();
        Callback::from(move |file| studio.open_reference(file))
    };
    let theirs = |other: &crate::state::Loaded| {
        let columns: Vec<String> = other.profile.columns.iter().map(|column| column.name.clone()).collect();
        let same = columns.contains(&draft.column).then_some(draft.column.as_str());
        let value = if draft.first.is_empty() { same.unwrap_or_default() } else { &draft.first };
        let label = say!("rule-reference-column", file = other.read.file.as_str());
        select("rule-first", label, names(&columns), value, first.clone())
    };
    html! {
        <>
            <FileButton label={say!("rule-reference-file")} accept={TABLES} testid="reference-file-input" {onfile} />
            if let Some(other) = &inspect.other { { theirs(other) } }
        </>
    }
}

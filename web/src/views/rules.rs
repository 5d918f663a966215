//! What must hold of the table: rules that go into the recipe, and what breaks them.

use crate::components::{Button, Choice, Field, IconButton, SelectBox, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Check, Edit, Inspect, ParsedRule, rule_of};
use glasshouse_spec::{ColumnType, RuleAction, RuleKind, RuleReport, RuleResult, RuleSpec};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The section.
#[component]
pub fn Rules() -> Html {
    let studio = use_studio();
    let (inspect, recipe) = (use_slice(&studio.inspect), use_slice(&studio.recipe));
    let rules = recipe.recipe().map(|recipe| recipe.rules.clone()).unwrap_or_default();
    // The form has an option for every column, of which there may be thousands: it waits until asked for.
    let asked = use_state_eq(|| false);
    let ask = {
        let asked = asked.clone();
        move |_: MouseEvent| asked.set(true)
    };
    let check = {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.check_rules())
    };
    let why_not = if rules.is_empty() {
        Some(say!("rules-none"))
    } else {
        inspect.running.map(|_| say!("inspect-running"))
    };
    let report = inspect.rules.as_ref();
    html! {
        <details class="section" open={!rules.is_empty()} data-testid="rules">
            <summary onclick={ask}>{ say!("rules-title") }</summary>
            <p class="quiet">{ say!("rules-what") }</p>
            <ul class="rule-list">{ for rules.iter().enumerate().map(|(at, rule)| entry(&studio, at, rule)) }</ul>
            if *asked || !rules.is_empty() { <AddRule columns={studio.data.get().column_names()} /> }
            <Button label={say!("rules-check")} icon="shield-check" onclick={check} testid="rules-check"
                why_not={why_not.map(AttrValue::from)} />
            { refused(&inspect, Check::Rules) }
            if let Some(report) = report { { outcome(report, inspect.is_of(&rules)) } }
        </details>
    }
}

/// Why a check was refused.
pub(super) fn refused(inspect: &Inspect, check: Check) -> Html {
    let line = |fault: &glasshouse_spec::Fault| {
        html! {
            <p class="field-fault" role="alert" data-testid="fault">
                { icon("circle-alert") }<span>{ &fault.message }{ " " }{ fault.remedy.clone().unwrap_or_default() }</span>
            </p>
        }
    };
    html! { <>{ for inspect.faults_of(check).iter().take(3).map(line) }</> }
}

fn entry(studio: &Studio, at: usize, rule: &RuleSpec) -> Html {
    let edit = |edit: Edit| {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.edit(edit.clone()))
    };
    let does = {
        let studio = studio.clone();
        Callback::from(move |value: String| studio.edit(Edit::RuleDoes(at, action_of(&value))))
    };
    let words = words_of(rule);
    html! {
        <li key={at} class={classes!("rule", (!rule.enabled).then_some("is-off"))}>
            <span class="rule-words">{ &words }</span>
            <SelectBox choices={actions()} value={action_name(rule.action)} onchange={does}
                label={say!("rule-action-of", rule = words.as_str())} />
            <IconButton icon={if rule.enabled { "check" } else { "circle" }} label={say!("step-on")}
                pressed={Some(rule.enabled)} onclick={edit(Edit::RuleOn(at, !rule.enabled))} />
            <IconButton icon="trash-2" label={say!("rule-remove", rule = words)} onclick={edit(Edit::RemoveRule(at))} />
        </li>
    }
}

const ACTIONS: [(RuleAction, &str); 3] =
    [(RuleAction::Keep, "keep"), (RuleAction::Drop, "drop"), (RuleAction::Blank, "blank")];

fn action_name(action: RuleAction) -> &'static str {
    ACTIONS.iter().find(|(known, _)| *known == action).map_or("keep", |(_, name)| name)
}

fn action_of(name: &str) -> RuleAction {
    ACTIONS.iter().find(|(_, known)| *known == name).map_or(RuleAction::Keep, |(action, _)| *action)
}

fn actions() -> Vec<Choice> {
    vec![
        Choice::new("keep", say!("rule-keep")),
        Choice::new("drop", say!("rule-drop")),
        Choice::new("blank", say!("rule-blank")),
    ]
}

/// Kinds of rules that are made of one column and a few words.
const KINDS: [(RuleKind, &str); 5] = [
    (RuleKind::NotNull, "not_null"),
    (RuleKind::Unique, "unique"),
    (RuleKind::Range, "range"),
    (RuleKind::Set, "set"),
    (RuleKind::Pattern, "pattern"),
];

fn kind_words(kind: &str) -> String {
    match kind {
        "unique" => say!("rule-unique"),
        "range" => say!("rule-range"),
        "set" => say!("rule-set"),
        "pattern" => say!("rule-pattern"),
        _ => say!("rule-not-null"),
    }
}

/// A rule in words.
fn words_of(rule: &RuleSpec) -> String {
    let columns = rule.columns.join(", ");
    let bound = |value: &Option<glasshouse_spec::ParamValue>| {
        value.as_ref().map_or_else(|| "\u{2026}".into(), |v| v.to_string().replace('"', ""))
    };
    let values = rule.values.iter().map(|v| v.to_string().replace('"', "")).collect::<Vec<_>>().join(", ");
    let detail = match rule.kind {
        RuleKind::NotNull => say!("rule-not-null"),
        RuleKind::Unique => say!("rule-unique"),
        RuleKind::Range => say!("rule-is-range", min = bound(&rule.min), max = bound(&rule.max)),
        RuleKind::Set => say!("rule-is-set", values = values),
        RuleKind::Pattern => say!("rule-is-pattern", pattern = rule.pattern.clone().unwrap_or_default()),
        RuleKind::Type => say!("rule-is-type", kind = type_words(rule.column_type)),
        RuleKind::Compare => say!("rule-is-compare", other = rule.other.clone().unwrap_or_default()),
        RuleKind::References => say!("rule-is-reference", table = rule.table.clone().unwrap_or_default()),
    };
    format!("{columns}: {detail}")
}

fn type_words(kind: Option<ColumnType>) -> String {
    kind.map(|kind| say!(&format!("type-{}", super::columns::type_name(kind)))).unwrap_or_default()
}

#[derive(Properties, PartialEq)]
struct AddRuleProps {
    columns: Vec<String>,
}

/// The form for one rule more.
#[component]
fn AddRule(props: &AddRuleProps) -> Html {
    let studio = use_studio();
    let (column, kind) = (use_state_eq(String::new), use_state_eq(|| "not_null".to_owned()));
    let (first, second, wrong) = (use_node_ref(), use_node_ref(), use_state_eq(|| false));
    let columns = props.columns.iter().map(|n| Choice::new(n.clone(), n.clone())).collect::<Vec<_>>();
    let kinds = KINDS.map(|(_, name)| Choice::new(name, kind_words(name))).to_vec();
    let set = |state: &UseStateHandle<String>| {
        let state = state.clone();
        Callback::from(move |value: String| state.set(value))
    };
    let onsubmit = {
        let (column, kind, first, second, wrong) =
            (column.clone(), kind.clone(), first.clone(), second.clone(), wrong.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let rule = typed_rule(&kind, &column, [&first, &second]);
            wrong.set(rule.is_none());
            rule.into_iter().for_each(|rule| studio.edit(Edit::AddRule(rule)));
        })
    };
    html! {
        <form class="filter-form rule-form" {onsubmit}>
            <Field label={say!("rule-column")} id="rule-column">
                <SelectBox id="rule-column" choices={columns} value={(*column).clone()} onchange={set(&column)}
                    placeholder={say!("target-placeholder")} testid="rule-column" />
            </Field>
            <Field label={say!("rule-kind")} id="rule-kind">
                <SelectBox id="rule-kind" choices={kinds} value={(*kind).clone()} onchange={set(&kind)} testid="rule-kind" />
            </Field>
            { entries(&kind, first, second) }
            <button type="submit" class="button button-plain" data-testid="rule-add">{ say!("rule-add") }</button>
            if *wrong { <p class="field-fault" role="alert">{ say!("rule-wrong") }</p> }
        </form>
    }
}

/// The rule that the fields of the form say.
fn typed_rule(kind: &str, column: &str, fields: [&NodeRef; 2]) -> Option<RuleSpec> {
    let text = |node: &NodeRef| node.cast::<HtmlInputElement>().map(|i| i.value()).unwrap_or_default();
    let [first, second] = fields.map(text);
    let kind = KINDS.iter().find(|(_, name)| *name == kind).map(|(kind, _)| *kind)?;
    match rule_of(kind, column, &first, &second) {
        ParsedRule::Rule(rule) => Some(*rule),
        ParsedRule::Wrong => None,
    }
}

/// The fields that a kind of rule needs.
fn entries(kind: &str, first: NodeRef, second: NodeRef) -> Html {
    let entry = |id: &'static str, label: String, node: NodeRef| {
        html! { <Field {label} {id}><input class="input" {id} ref={node} autocomplete="off" data-testid={id} /></Field> }
    };
    match kind {
        "range" => html! {
            <>{ entry("rule-first", say!("filter-from"), first) }{ entry("rule-second", say!("filter-to"), second) }</>
        },
        "set" => entry("rule-first", say!("rule-values"), first),
        "pattern" => entry("rule-first", say!("rule-expression"), first),
        _ => Html::default(),
    }
}

fn outcome(report: &RuleReport, current: bool) -> Html {
    let words = match report.holds {
        true => say!("rules-hold", n = report.rows),
        false => say!("rules-broken", n = report.rows_violating, of = report.rows),
    };
    html! {
        <div class="combine-plan" data-testid="rules-report" data-violating={report.rows_violating.to_string()}>
            if !current { <p class="quiet">{ say!("rules-stale") }</p> }
            <p class={if report.holds { "good" } else { "is-open" }}>
                { icon(if report.holds { "check" } else { "triangle-alert" }) }<strong>{ words }</strong>
            </p>
            { for report.rules.iter().filter(|rule| rule.violations > 0).map(broken) }
        </div>
    }
}

/// A rule that is broken, with the first of what breaks it.
fn broken(rule: &RuleResult) -> Html {
    let line = |violation: &glasshouse_spec::Violation| {
        let cells = violation.cells.iter().map(|(column, cell)| {
            format!("{column}: {}", cell.clone().unwrap_or_else(|| say!("preview-missing")))
        });
        html! {
            <tr><td class="is-number">{ violation.row }</td><td>{ cells.collect::<Vec<_>>().join(" \u{b7} ") }</td></tr>
        }
    };
    html! {
        <details>
            <summary>{ &rule.rule }{ " \u{b7} " }{ numbers::grouped(rule.violations as i64) }</summary>
            <div class="scroll-y" tabindex="0" role="region" aria-label={rule.rule.clone()}>
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col" class="is-number">{ say!("grid-row-number") }</th><th scope="col">{ say!("retype-cell") }</th>
                    </tr></thead>
                    <tbody>{ for rule.examples.iter().map(line) }</tbody>
                </table>
            </div>
        </details>
    }
}

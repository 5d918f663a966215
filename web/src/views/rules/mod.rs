//! What must hold of the table: rules that go into the recipe, and what breaks them.

mod form;

use crate::components::{Button, Choice, IconButton, SelectBox, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::{Check, Edit, Inspect, comparison_sign};
use crate::words::sentence;
use form::AddRule;
use glasshouse_spec::{ColumnType, RuleAction, RuleKind, RuleReport, RuleResult, RuleSpec};
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
                { icon("circle-alert") }<span>{ sentence(&fault.message) }{ " " }{ fault.remedy.clone().unwrap_or_default() }</span>
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
        RuleKind::Compare => {
            format!("{} {}", comparison_sign(rule.op), rule.other.clone().unwrap_or_default())
        }
        RuleKind::References => say!(
            "rule-is-reference",
            table = rule.table.clone().unwrap_or_default(),
            column = rule.table_column.clone().unwrap_or_else(|| columns.clone())
        ),
    };
    format!("{columns}: {detail}")
}

fn type_words(kind: Option<ColumnType>) -> String {
    kind.map(|kind| say!(&format!("type-{}", kind.name()))).unwrap_or_default()
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

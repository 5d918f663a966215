//! Rows that are equal, or nearly so: looked for, shown in groups, left out by a step of the recipe.

use super::rules::refused;
use crate::components::{Button, Choice, Field, SelectBox};
use crate::hooks::{use_slice, use_studio};
use crate::state::Check;
use glasshouse_spec::{DuplicateGroup, DuplicateReport};
use yew::prelude::*;

/// How alike rows must be, as the select has it.
const SIMILARITIES: [(&str, f64); 3] = [("1", 1.0), ("0.9", 0.9), ("0.8", 0.8)];

/// The section.
#[component]
pub fn Duplicates() -> Html {
    let studio = use_studio();
    let inspect = use_slice(&studio.inspect);
    let (similarity, keep) = (use_state_eq(|| "1".to_owned()), use_state_eq(|| "first".to_owned()));
    let set = |state: &UseStateHandle<String>| {
        let state = state.clone();
        Callback::from(move |value: String| state.set(value))
    };
    let alike = SIMILARITIES.iter().find(|(name, _)| *name == similarity.as_str()).map_or(1.0, |(_, s)| *s);
    let look = {
        let (studio, keep) = (studio.clone(), keep.clone());
        Callback::from(move |_: MouseEvent| studio.look_for_duplicates(alike, &keep))
    };
    let why_not = inspect.running.map(|_| AttrValue::from(say!("inspect-running")));
    html! {
        <details class="section" data-testid="duplicates">
            <summary>{ say!("duplicates-title") }</summary>
            <p class="quiet">{ say!("duplicates-what") }</p>
            <div class="filter-form">
                <Field label={say!("duplicates-alike")} id="duplicates-alike">
                    <SelectBox id="duplicates-alike" value={(*similarity).clone()} onchange={set(&similarity)}
                        choices={SIMILARITIES.map(|(name, s)| Choice::new(name, alike_words(s))).to_vec()}
                        testid="duplicates-alike" />
                </Field>
                <Field label={say!("duplicates-keep")} id="duplicates-keep">
                    <SelectBox id="duplicates-keep" value={(*keep).clone()} onchange={set(&keep)} choices={keeps()} />
                </Field>
                <Button label={say!("duplicates-look")} icon="search" onclick={look} {why_not} testid="duplicates-look" />
            </div>
            { refused(&inspect, Check::Duplicates) }
            if let Some(report) = &inspect.duplicates { <Found report={(**report).clone()} keep={(*keep).clone()} /> }
        </details>
    }
}

fn alike_words(similarity: f64) -> String {
    if similarity == 1.0 {
        say!("duplicates-equal")
    } else {
        say!("duplicates-near", share = crate::numbers::percent(similarity))
    }
}

fn keeps() -> Vec<Choice> {
    vec![
        Choice::new("first", say!("duplicates-first")),
        Choice::new("last", say!("duplicates-last")),
        Choice::new("most_complete", say!("duplicates-complete")),
    ]
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    report: DuplicateReport,
    keep: String,
}

/// The groups, and the way to leave out all but one of each.
#[component]
fn Found(props: &FoundProps) -> Html {
    let studio = use_studio();
    let report = &props.report;
    let session = studio.session.get();
    let kind = session.kinds.clean.iter().find(|kind| kind.id == "drop_duplicates");
    let knows = |name: &str| kind.is_some_and(|kind| kind.params.iter().any(|param| param.name == name));
    // A step that knows only equal rows must not pass for one that knows near ones.
    let told = (report.similarity == 1.0 || knows("similarity")) && (props.keep == "first" || knows("keep"));
    let why_not = (!told).then(|| AttrValue::from(say!("duplicates-no-step")));
    let (similarity, keep) = (report.similarity, props.keep.clone());
    let leave_out = Callback::from(move |_: MouseEvent| studio.drop_duplicates(similarity, &keep));
    html! {
        <div class="combine-plan" data-testid="duplicates-report" data-repeats={report.repeats.to_string()}>
            <p><strong>{ say!("duplicates-found", groups = report.groups, repeats = report.repeats) }</strong></p>
            if report.repeats > 0 {
                <Button label={say!("duplicates-drop")} onclick={leave_out} {why_not} testid="duplicates-drop" />
            }
            { for report.examples.iter().take(20).map(|one| group(report, one)) }
        </div>
    }
}

fn group(report: &DuplicateReport, group: &DuplicateGroup) -> Html {
    let cell = |cell: &Option<String>| html! { <td>{ cell.clone().unwrap_or_else(|| say!("preview-missing")) }</td> };
    const WIDE: usize = 12;
    html! {
        <div class="scroll-x" tabindex="0" role="region" aria-label={say!("duplicates-group", n = group.size)}>
            <table class="plain-table">
                <caption class="quiet">{ say!("duplicates-group", n = group.size) }</caption>
                <thead><tr>
                    <th scope="col" class="is-number">{ say!("grid-row-number") }</th>
                    { for report.columns.iter().take(WIDE).map(|name| html! { <th scope="col">{ name }</th> }) }
                </tr></thead>
                <tbody>{ for group.rows.iter().map(|row| html! {
                    <tr class={classes!(row.stays.then_some("is-prediction"))}>
                        <td class="is-number">{ row.row }</td>{ for row.cells.iter().take(WIDE).map(cell) }
                    </tr>
                }) }</tbody>
            </table>
        </div>
    }
}

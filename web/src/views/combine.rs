//! Another file: appended below the table or joined beside it, with what would come of it told
//! before it is done.

use crate::components::{Button, Choice, Field, FileButton, IconButton, SelectBox, icon};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::services::files::TABLES;
use crate::state::{Combining, CombiningAction, Edit};
use crate::words::sentence;
use glasshouse_spec::{CombineOp, CombinePlan, CombineSpec, JoinHow, KeySide};
use yew::prelude::*;

/// The section.
#[component]
pub fn Combine() -> Html {
    let studio = use_studio();
    let (combining, recipe) = (use_slice(&studio.combining), use_slice(&studio.recipe));
    let entries = recipe.recipe().map(|recipe| recipe.combine.clone()).unwrap_or_default();
    let onfile = {
        let studio = studio.clone();
        Callback::from(move |file| studio.open_other(file))
    };
    let open = !entries.is_empty() || *combining != Combining::default();
    html! {
        <details class="section" {open} data-testid="combine">
            <summary>{ say!("combine-title") }</summary>
            <p class="quiet">{ say!("combine-what") }</p>
            { done(&studio, &entries) }
            <FileButton label={say!("combine-choose")} accept={TABLES} testid="other-file-input" {onfile} />
            if let Some(name) = &combining.reading { <p role="status">{ say!("data-reading", file = name.as_str()) }</p> }
            if let Some(spec) = &combining.spec { { form(&studio, &combining, spec) } }
            { faults(&combining) }
        </details>
    }
}

/// What the table was combined by already.
fn done(studio: &Studio, entries: &[CombineSpec]) -> Html {
    let line = |(at, entry): (usize, &CombineSpec)| {
        let studio = studio.clone();
        let words = match entry.op {
            CombineOp::Append => say!("combine-appended", file = entry.table.as_str()),
            CombineOp::Join => say!("combine-joined", file = entry.table.as_str()),
        };
        html! {
            <li class="chip">
                <span>{ &words }</span>
                <IconButton icon="x" label={say!("combine-remove", file = entry.table.as_str())}
                    onclick={Callback::from(move |_| studio.edit(Edit::RemoveCombine(at)))} />
            </li>
        }
    };
    html! { <ul class="chips">{ for entries.iter().enumerate().map(line) }</ul> }
}

fn form(studio: &Studio, combining: &Combining, spec: &CombineSpec) -> Html {
    let act = {
        let studio = studio.clone();
        Callback::from(move |action| studio.combine_with(action))
    };
    let ops = [("append", say!("combine-append")), ("join", say!("combine-join"))];
    let now = if spec.op == CombineOp::Append { "append" } else { "join" };
    let on_op = act.reform(|value: String| {
        CombiningAction::Op(if value == "append" { CombineOp::Append } else { CombineOp::Join })
    });
    let combine = {
        let studio = studio.clone();
        Callback::from(move |_: MouseEvent| studio.combine())
    };
    let give_up = act.reform(|_: MouseEvent| CombiningAction::Over);
    let why_not = combining.plan.is_none().then(|| AttrValue::from(say!("combine-needs-plan")));
    html! {
        <div class="combine-form">
            <h3>{ &spec.table }</h3>
            <div class="menu-fields">
                <Field label={say!("combine-op")} id="combine-op">
                    <SelectBox id="combine-op" value={now} choices={choices(&ops)} onchange={on_op} testid="combine-op" />
                </Field>
                { how(spec, &act) }
            </div>
            if spec.op == CombineOp::Join { { keys(studio, combining, &act) } }
            if let Some(plan) = &combining.plan { { told(plan) } }
            <div class="row-of-buttons">
                <Button label={say!("combine-do")} look="primary" onclick={combine} {why_not} testid="combine-do" />
                <Button label={say!("cancel")} onclick={give_up} />
            </div>
        </div>
    }
}

fn choices(known: &[(&'static str, String)]) -> Vec<Choice> {
    known.iter().map(|(value, words)| Choice::new(*value, words.clone())).collect()
}

fn how(spec: &CombineSpec, act: &Callback<CombiningAction>) -> Html {
    let known = match spec.op {
        CombineOp::Append => [
            ("outer", say!("combine-columns-all")),
            ("inner", say!("combine-columns-both")),
            ("left", say!("combine-columns-first")),
        ],
        CombineOp::Join => [
            ("left", say!("combine-rows-first")),
            ("inner", say!("combine-rows-both")),
            ("outer", say!("combine-rows-all")),
        ],
    };
    let now = match (spec.how, spec.op) {
        (Some(JoinHow::Left), _) => "left",
        (Some(JoinHow::Inner), _) | (None, CombineOp::Join) => "inner",
        (Some(JoinHow::Outer), _) | (None, CombineOp::Append) => "outer",
    };
    let onchange = act.reform(|value: String| {
        CombiningAction::How(match value.as_str() {
            "left" => JoinHow::Left,
            "inner" => JoinHow::Inner,
            _ => JoinHow::Outer,
        })
    });
    let label = if spec.op == CombineOp::Append { say!("combine-columns") } else { say!("combine-rows") };
    html! {
        <Field {label} id="combine-how">
            <SelectBox id="combine-how" value={now} choices={choices(&known)} {onchange} testid="combine-how" />
        </Field>
    }
}

/// Pairs of key columns, and two selects for one more.
fn keys(studio: &Studio, combining: &Combining, act: &Callback<CombiningAction>) -> Html {
    let pair = |(at, (left, right)): (usize, (String, String))| {
        html! {
            <li class="chip">
                <span>{ format!("{left} = {right}") }</span>
                <IconButton icon="x" label={say!("combine-key-remove", left = left, right = right)}
                    onclick={act.reform(move |_| CombiningAction::NoKey(at))} />
            </li>
        }
    };
    let theirs: Vec<String> =
        combining.other.iter().flat_map(|o| o.profile.columns.iter().map(|c| c.name.clone())).collect();
    html! {
        <>
            <p class="field-label">{ say!("combine-keys") }</p>
            <ul class="chips">{ for combining.keys().into_iter().enumerate().map(pair) }</ul>
            <KeyPair ours={studio.data.get().column_names()} {theirs} on_pair={act.reform(|(left, right)| CombiningAction::Key(left, right))} />
        </>
    }
}

#[derive(Properties, PartialEq)]
struct KeyPairProps {
    ours: Vec<String>,
    theirs: Vec<String>,
    on_pair: Callback<(String, String)>,
}

/// A column of the table, then the column of the other file that must be equal to it.
#[component]
fn KeyPair(props: &KeyPairProps) -> Html {
    let left = use_state_eq(|| None::<String>);
    let named =
        |names: &[String]| names.iter().map(|n| Choice::new(n.clone(), n.clone())).collect::<Vec<_>>();
    let choose = {
        let (left, theirs, on_pair) = (left.clone(), props.theirs.clone(), props.on_pair.clone());
        Callback::from(move |name: String| match theirs.contains(&name) {
            true => {
                on_pair.emit((name.clone(), name));
                left.set(None);
            }
            false => left.set(Some(name)),
        })
    };
    let pair = {
        let (left, on_pair) = (left.clone(), props.on_pair.clone());
        Callback::from(move |right: String| {
            if let Some(own) = &*left {
                on_pair.emit((own.clone(), right));
                left.set(None);
            }
        })
    };
    html! {
        <div class="menu-fields">
            <SelectBox choices={named(&props.ours)} value={(*left).clone().unwrap_or_default()} onchange={choose}
                placeholder={say!("combine-key-left")} label={say!("combine-key-left")} testid="combine-key" />
            if left.is_some() {
                <SelectBox choices={named(&props.theirs)} value="" onchange={pair}
                    placeholder={say!("combine-key-right")} label={say!("combine-key-right")} />
            }
        </div>
    }
}

/// What would come of it, in figures.
fn told(plan: &CombinePlan) -> Html {
    let rows = say!(
        "combine-plan",
        rows = plan.rows,
        columns = plan.columns.len(),
        left = plan.left_rows,
        right = plan.right_rows
    );
    let listed = |names: &[String]| names.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
    html! {
        <div class="combine-plan" data-testid="combine-plan" data-rows={plan.rows.to_string()}>
            <p><strong>{ rows }</strong></p>
            if let Some(keys) = &plan.keys {
                <p>{ say!("combine-matched", n = keys.matched) }</p>
                if keys.many_to_many > 0 { <p class="is-open">{ icon("triangle-alert") }{ say!("combine-many", n = keys.many_to_many) }</p> }
                { side(&say!("combine-side-left"), &keys.left) }
                { side(&say!("combine-side-right"), &keys.right) }
            }
            if plan.op == CombineOp::Append && !plan.only_left.is_empty() {
                <p>{ say!("combine-only-left", n = plan.only_left.len(), names = listed(&plan.only_left)) }</p>
            }
            if plan.op == CombineOp::Append && !plan.only_right.is_empty() {
                <p>{ say!("combine-only-right", n = plan.only_right.len(), names = listed(&plan.only_right)) }</p>
            }
            { for plan.renamed.iter().take(12).map(|(old, new)| html! {
                <p>{ say!("combine-renamed", old = old.as_str(), new = new.as_str()) }</p>
            }) }
            { for plan.warnings.iter().map(|warning| html! { <p class="is-open">{ icon("triangle-alert") }{ sentence(&warning.message) }</p> }) }
        </div>
    }
}

fn side(title: &str, side: &KeySide) -> Html {
    let examples =
        side.unmatched_examples.iter().take(5).map(|example| example.key.join(" / ")).collect::<Vec<_>>();
    html! {
        <p>
            { title }{ ": " }
            { say!("combine-side", keys = side.keys, missing = side.missing, repeated = side.duplicates, unmatched = side.unmatched) }
            if !examples.is_empty() { <span class="quiet">{ " " }{ say!("combine-unmatched", keys = examples.join(", ")) }</span> }
        </p>
    }
}

fn faults(combining: &Combining) -> Html {
    let line = |fault: &glasshouse_spec::Fault| {
        html! {
            <p class="field-fault" role="alert" data-testid="fault">
                { icon("circle-alert") }
                <span>{ sentence(&fault.message) }{ " " }{ fault.remedy.clone().unwrap_or_default() }</span>
            </p>
        }
    };
    let more = combining.faults.len().saturating_sub(3);
    html! {
        <>
            { for combining.faults.iter().take(3).map(line) }
            if more > 0 { <p class="quiet">{ say!("warning-more", n = numbers::grouped(more as i64)) }</p> }
        </>
    }
}

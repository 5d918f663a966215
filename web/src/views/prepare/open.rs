//! The open step: what can be done with it, what is wrong and what would mend that, its columns and settings,
//! words about it, and what it does to the rows.

use super::effect::Effect;
use super::focus;
use super::list::move_step;
use super::pairs::{Pairs, paired};
use crate::components::{Button, Field, IconButton, Inside, Marked, ParamForm, Why, column_picker, icon};
use crate::hooks::{Studio, use_chosen, use_slice, use_studio};
use crate::state::{BenchAction, Edit, List, Mend, Standing, mends};
use crate::words::sentence;
use glasshouse_spec::{Fault, KindInfo, Offers, ParamKind, ParamSpec, StepSpec};
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Properties of [`OpenStep`].
#[derive(Properties, PartialEq)]
pub struct OpenStepProps {
    /// Which list.
    pub list: List,
    /// Its place.
    pub at: usize,
    /// The step.
    pub step: StepSpec,
    /// What is known of its kind.
    pub kind: Option<KindInfo>,
    /// How it stands.
    pub stands: Standing,
    /// Why it is there.
    pub why: Option<AttrValue>,
    /// What is wrong with the recipe.
    pub faults: Rc<Vec<Fault>>,
}

/// The open step.
#[component]
pub fn OpenStep(props: &OpenStepProps) -> Html {
    let studio = use_studio();
    let OpenStepProps { list, at, step, kind, .. } = props;
    let (list, at) = (*list, *at);
    let columns = use_chosen(&studio.data, |data| data.column_names());
    let pair = kind.as_ref().and_then(paired);
    let specs: Vec<ParamSpec> = kind
        .iter()
        .flat_map(|kind| &kind.params)
        .filter(|spec| pair.is_none_or(|(from, to)| spec.name != from.name && spec.name != to.name))
        .cloned()
        .collect();
    let edits = studio.clone();
    let on_param = Callback::from(move |(name, value)| edits.edit(Edit::StepParam(list, at, name, value)));
    html! {
        <div class="step-open" data-testid="step-open">
            { actions(&studio, props) }
            { wrong(&studio, props) }
            <div class="step-form">
                if let Some(kind) = kind { { about(kind) } }
                <Why why={props.why.clone()} />
                if takes_columns(step, kind.as_ref()) {
                    <StepColumns {list} {at} columns={step.columns.clone()} none={without_columns(list, kind.as_ref())} />
                }
                if let Some((from, to)) = pair {
                    <Pairs {list} {at} step={step.clone()} from={from.clone()} to={to.clone()} />
                }
                if let Some(kind) = kind {
                    <ParamForm path={format!("{}[{at}]", list.key())} specs={specs} columns={Rc::new(columns)}
                        values={step.params.clone()} inside={inside(&studio, kind)} marked={marked(props)}
                        on_change={on_param} />
                }
                <Comment {list} {at} words={step.comment.clone()} />
            </div>
            <Effect {list} {at} stands={props.stands} />
        </div>
    }
}

/// What a form of a step knows of estimators, where its kind takes one.
fn inside(studio: &Studio, kind: &KindInfo) -> Inside {
    if kind.params.iter().all(|spec| !spec.kind.nests()) {
        return Inside::default();
    }
    let task = studio.recipe.get().recipe().and_then(|now| now.task.kind).unwrap_or_default();
    Inside::new(&studio.session.get().kinds.estimators, task, Vec::new())
}

/// Where in a text of the step something is wrong.
fn marked(props: &OpenStepProps) -> Option<Marked> {
    let own = format!("{}[{}].", props.list.key(), props.at);
    props.faults.iter().find_map(|fault| {
        let path = fault.at.parameter.as_ref().filter(|path| path.starts_with(&own))?;
        Some(Marked { path: path.clone(), span: fault.at.span? })
    })
}

/// What a step takes that names no column, in words.
fn without_columns(list: List, kind: Option<&KindInfo>) -> String {
    let by_name = |kind: &KindInfo| matches!(kind.id.as_str(), "drop_columns" | "keep_columns");
    match (list, kind) {
        (List::Clean, Some(kind)) if by_name(kind) => say!("step-columns-name"),
        (List::Clean, _) => say!("step-columns-all"),
        (List::Prepare, Some(kind)) if kind.columns.is_empty() => say!("step-columns-name"),
        (List::Prepare, _) => say!("step-columns-none"),
    }
}

/// What can be done with the step.
fn actions(studio: &Studio, props: &OpenStepProps) -> Html {
    let (list, at) = (props.list, props.at);
    let count = studio.recipe.get().recipe().map_or(0, |now| super::steps_of(now, list).len());
    let go = |to: usize| {
        let studio = studio.clone();
        move |_: MouseEvent| move_step(&studio, list, at, to, false)
    };
    let copy = {
        let studio = studio.clone();
        move |_: MouseEvent| {
            studio.edit(Edit::DuplicateStep(list, at));
            focus(&studio, list, at + 1);
        }
    };
    let remove = {
        let studio = studio.clone();
        move |_: MouseEvent| studio.edit(Edit::RemoveStep(list, at))
    };
    html! {
        <div class="step-actions">
            <code class="step-op">{ &props.step.op }</code>
            <IconButton icon="arrow-up" label={say!("step-up")} disabled={at == 0} onclick={go(at.wrapping_sub(1))} />
            <IconButton icon="arrow-down" label={say!("step-down")} disabled={at + 1 >= count} onclick={go(at + 1)} />
            <IconButton icon="copy" label={say!("step-copy")} onclick={copy} />
            <IconButton icon="trash-2" label={say!("step-remove")} onclick={remove} />
        </div>
    }
}

/// What it does, and folded when to use it, what can go wrong, an example.
fn about(kind: &KindInfo) -> Html {
    html! {
        <>
            <p class="step-help">{ &kind.help }</p>
            <details class="further">
                <summary>{ say!("step-more") }</summary>
                { kind_facts(kind) }
            </details>
        </>
    }
}

/// When to use a kind, what can go wrong, an example, and whether it can be exported.
pub fn kind_facts(kind: &KindInfo) -> Html {
    let fact = |label: String, text: &str| match text {
        "" => Html::default(),
        text => html! { <div><dt>{ label }</dt><dd>{ text }</dd></div> },
    };
    html! {
        <>
            <dl class="kind-facts">
                { fact(say!("kind-when"), &kind.when) }
                { fact(say!("kind-beware"), &kind.beware) }
                { fact(say!("kind-example"), &kind.example) }
            </dl>
            if !kind.onnx { <p class="kind-onnx">{ icon("triangle-alert") }{ say!("kind-no-onnx") }</p> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct StepColumnsProps {
    list: List,
    at: usize,
    columns: Vec<String>,
    /// What is said where none is named.
    none: AttrValue,
}

const SELECTORS: [&str; 6] = ["@numeric", "@categorical", "@boolean", "@text", "@datetime", "@all"];

/// The columns that it treats.
#[component]
fn StepColumns(props: &StepColumnsProps) -> Html {
    let studio = use_studio();
    let data = use_slice(&studio.data);
    let (list, at) = (props.list, props.at);
    let open = SELECTORS.iter().map(ToString::to_string).chain(data.column_names()).collect();
    let set = Callback::from(move |columns| studio.edit(Edit::StepColumns(list, at, columns)));
    html! {
        <div class="step-columns">
            <span class="field-label">{ say!("step-columns") }</span>
            { column_picker(&format!("columns-{}-{at}", list.key()), &props.columns, open, &set) }
            if props.columns.is_empty() { <p class="field-help">{ &props.none }</p> }
        </div>
    }
}

/// Whether a step takes columns by name: one whose formula or settings name them does not.
pub fn takes_columns(step: &StepSpec, kind: Option<&KindInfo>) -> bool {
    let names_one = |spec: &ParamSpec| {
        matches!(spec.kind, ParamKind::Text) && matches!(spec.offers, Some(Offers::Columns))
    };
    let by_formula =
        |kind: &KindInfo| kind.params.iter().any(|spec| spec.name == "formula" || names_one(spec));
    !step.columns.is_empty() || !kind.is_some_and(by_formula)
}

#[derive(Properties, PartialEq)]
struct CommentProps {
    list: List,
    at: usize,
    words: Option<String>,
}

/// Words about the step, which stay with it in the recipe. By itself: what is being typed is not drawn anew.
#[component]
fn Comment(props: &CommentProps) -> Html {
    let studio = use_studio();
    let (list, at) = (props.list, props.at);
    let id = format!("comment-{}-{at}", list.key());
    let onchange = move |event: Event| {
        let words = event.target_unchecked_into::<HtmlTextAreaElement>().value();
        let words = Some(words.trim().to_owned()).filter(|words| !words.is_empty());
        studio.edit(Edit::StepComment(list, at, words));
    };
    html! {
        <Field label={say!("step-comment")} id={id.clone()}>
            <textarea class="input step-comment" {id} rows="2" value={props.words.clone().unwrap_or_default()} {onchange}
                placeholder={say!("step-comment-hint")} data-testid="step-comment" />
        </Field>
    }
}

/// What is wrong with the step, and buttons that would mend it; or which step it waits for.
fn wrong(studio: &Studio, props: &OpenStepProps) -> Html {
    let (list, at) = (props.list, props.at);
    if props.stands == Standing::Waits {
        return html! { <p class="step-waits">{ icon("circle-dot") }{ say!("step-waits-why") }</p> };
    }
    let path = format!("{}[{at}]", list.key());
    let about = |fault: &&Fault| {
        let rest = fault.at.parameter.as_deref().and_then(|p| p.strip_prefix(path.as_str()));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut told: Vec<&Fault> = Vec::new();
    for fault in props.faults.iter().filter(about) {
        if !told.iter().any(|known| known.message == fault.message) {
            told.push(fault);
        }
    }
    let one = |fault: &&Fault| {
        let found = mends(fault, (list, at), &props.step, props.kind.as_ref());
        let button = |(mend, edit): (Mend, Edit)| {
            let studio = studio.clone();
            let id = format!("mend-{}", mend_name(&mend));
            html! { <Button label={mend_words(&mend)} testid={id} onclick={move |_: MouseEvent| mended(&studio, &edit)} /> }
        };
        html! {
            <div class="banner banner-fault" role="alert" data-testid="step-fault">
                { icon("circle-alert") }
                <div class="banner-text">
                    <p><strong>{ say!("fault-word") }</strong>{ " " }{ sentence(&fault.message) }</p>
                    if let Some(remedy) = &fault.remedy { <p class="banner-remedy">{ sentence(remedy) }</p> }
                    <div class="row-of-buttons">{ for found.into_iter().map(button) }</div>
                </div>
            </div>
        }
    };
    html! { <>{ for told.iter().map(one) }</> }
}

/// A step that was put before the open one is the one to look at.
fn mended(studio: &Studio, edit: &Edit) {
    studio.edit(edit.clone());
    if let Edit::InsertStep(list, at, _) = edit {
        studio.bench.dispatch(BenchAction::Focus(*list, *at));
    }
}

fn mend_name(mend: &Mend) -> &'static str {
    match mend {
        Mend::WithoutColumn(_) => "without",
        Mend::UsualColumns => "usual",
        Mend::Fill => "fill",
        Mend::Default(_) => "default",
        Mend::SwitchOff => "off",
    }
}

fn mend_words(mend: &Mend) -> String {
    match mend {
        Mend::WithoutColumn(name) => say!("mend-without", name = name.as_str()),
        Mend::UsualColumns => say!("mend-usual"),
        Mend::Fill => say!("mend-fill"),
        Mend::Default(name) => say!("mend-default", name = name.as_str()),
        Mend::SwitchOff => say!("mend-off"),
    }
}

//! The models that were trained or opened: a list, and two of them side by side.

use super::compared::Compared;
use super::local_time;
use super::scores::{is_error, metric_title, place};
use crate::components::{IconButton, value_words};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::state::headline;
use glasshouse_spec::{KindInfo, ModelEntry, ParamSpec, Scores};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Parameters that a model is called after, at most.
const TOLD: usize = 3;

/// The list; below it the two that are compared.
#[component]
pub fn ModelList() -> Html {
    let studio = use_studio();
    let (jobs, session) = (use_slice(&studio.jobs), use_slice(&studio.session));
    let (beside, going) = (use_state_eq(|| None::<u32>), use_going(&studio));
    let (kinds, models) = (&session.kinds.estimators, &jobs.models);
    let current = models.entries.iter().find(|entry| Some(entry.id) == models.current);
    let other =
        models.entries.iter().find(|entry| Some(entry.id) == *beside && Some(entry.id) != models.current);
    let busy = jobs.running.is_some().then(|| AttrValue::from(say!("train-busy")));
    let first = models.entries.first();
    let mixed =
        models.entries.iter().any(|e| first.is_some_and(|f| (&f.file, &f.task) != (&e.file, &e.task)));
    let row = |entry: &ModelEntry| {
        if *going == Some(entry.id) {
            return removed(kinds, entry, &going);
        }
        let actions = actions(&studio, entry, models.current, busy.clone(), (&beside, &going));
        line(&studio, kinds, entry, (Some(entry.id) == models.current, mixed), actions)
    };
    html! {
        <section class="section" aria-labelledby="models-title" data-testid="models">
            <h2 id="models-title">{ say!("models-title") }</h2>
            <p class="quiet">{ if models.entries.len() < 2 { say!("models-one") } else { say!("models-why") } }</p>
            <div class="scores-frame">
                <table class="plain-table models">
                    <thead><tr>
                        { for ["name", "test", "validation", "fit", "do"].map(|name| html! {
                            <th scope="col" class={classes!((name != "name").then_some("is-number"))}>
                                { say!(&format!("models-{name}")) }
                            </th>
                        }) }
                    </tr></thead>
                    <tbody>{ for models.entries.iter().rev().map(row) }</tbody>
                </table>
            </div>
            if let (Some(one), Some(two)) = (current, other) {
                <Compared models={[one.clone(), two.clone()]} names={[called(kinds, one), called(kinds, two)]} />
                { side_by_side(kinds, one, two) }
            }
        </section>
    }
}

/// A model: its name, what it is, how well it does. Models of several tables or targets say of which.
fn line(
    studio: &Studio,
    kinds: &[KindInfo],
    entry: &ModelEntry,
    (current, mixed): (bool, bool),
    actions: Html,
) -> Html {
    let name = headline(entry.task.kind);
    let score =
        |scores: &Scores| scores.get(name).map_or_else(|| "\u{2013}".into(), |value| numbers::score(*value));
    let (judged, judged_title) = match only_trained(entry) {
        true => (&entry.metrics.train, format!("{} \u{b7} {}", metric_title(name), say!("split-train"))),
        false => (&entry.metrics.test, metric_title(name)),
    };
    let (id, studio) = (entry.id, studio.clone());
    let rename = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        studio.rename_model(id, input.value());
    };
    let mut about = unusual(kinds, entry);
    if !entry.name.is_empty() {
        about.insert(0, title(kinds, entry));
    }
    if mixed {
        let of = [entry.task.target.clone(), entry.file.clone()];
        about.extend(of.into_iter().filter(|words| !words.is_empty()));
    }
    about.push(local_time(&entry.made_at));
    html! {
        <tr key={entry.id} class={classes!(current.then_some("is-current"))} aria-current={current.then_some("true")}
            data-testid={format!("model-{id}")}>
            <th scope="row">
                <input class="input model-name" aria-label={say!("models-rename")} placeholder={title(kinds, entry)}
                    value={entry.name.clone()} onchange={rename} />
                <small>{ about.join(" \u{b7} ") }</small>
            </th>
            { for [
                ("test", score(judged), judged_title),
                ("validation", score(&entry.metrics.validation), metric_title(name)),
                ("fit", numbers::seconds(entry.seconds.fit), String::new()),
            ].map(|(what, value, scored)| html! {
                <td class="is-number" data-label={say!(&format!("models-{what}"))}>
                    { value }<small>{ scored }</small>
                </td>
            }) }
            <td><div class="model-do">{ actions }</div></td>
        </tr>
    }
}

type Held = UseStateHandle<Option<u32>>;

fn actions(
    studio: &Studio,
    entry: &ModelEntry,
    current: Option<u32>,
    busy: Option<AttrValue>,
    (beside, going): (&Held, &Held),
) -> Html {
    let id = entry.id;
    if Some(id) == current {
        return html! { <span class="quiet">{ say!("models-current") }</span> };
    }
    let (studio, pressed) = (studio.clone(), **beside == Some(id));
    let (beside, going) = (beside.clone(), going.clone());
    html! {
        <>
            <button type="button" class="button button-plain" aria-pressed={pressed.to_string()}
                onclick={move |_| beside.set((!pressed).then_some(id))} data-testid={format!("compare-{id}")}>
                { say!("models-compare") }
            </button>
            <button type="button" class="button button-plain" disabled={busy.is_some()} title={busy.clone()}
                onclick={move |_| studio.use_model(id)} data-testid={format!("use-{id}")}>
                { say!("models-use") }
            </button>
            <IconButton icon="trash-2" label={say!("models-remove")}
                onclick={move |_| going.set(Some(id))} />
        </>
    }
}

/// In place of a model that was taken off the list: it can be taken back until the view is left or
/// another one goes.
fn removed(kinds: &[KindInfo], entry: &ModelEntry, going: &Held) -> Html {
    let going = going.clone();
    html! {
        <tr key={entry.id} data-testid={format!("removed-{}", entry.id)}>
            <td colspan="5">
                <span class="quiet" role="status">{ say!("models-removed", name = called(kinds, entry)) }</span>{ " " }
                <button type="button" class="button button-plain" onclick={move |_| going.set(None)}>
                    { say!("models-undo") }
                </button>
            </td>
        </tr>
    }
}

/// The model that goes once it can no longer be taken back.
#[hook]
fn use_going(studio: &Studio) -> Held {
    let going = use_state_eq(|| None::<u32>);
    let last = use_mut_ref(|| None::<u32>);
    let (gone, studio) =
        (last.replace(*going).filter(|old| going.is_some() && Some(*old) != *going), studio.clone());
    use_effect_with(gone, {
        let studio = studio.clone();
        move |gone| gone.iter().for_each(|id| studio.remove_model(*id))
    });
    use_effect_with((), move |()| move || last.borrow().iter().for_each(|id| studio.remove_model(*id)));
    going
}

/// Two models, what they differ in, and their scores.
fn side_by_side(kinds: &[KindInfo], one: &ModelEntry, two: &ModelEntry) -> Html {
    let cells = |what: String, [a, b]: [Html; 2]| {
        html! { <tr><th scope="row">{ what }</th><td class="is-number">{ a }</td><td class="is-number">{ b }</td></tr> }
    };
    let unusual = [one, two].map(|entry| unusual_names(kinds, entry)).concat();
    let words = |what: String, of: &dyn Fn(&ModelEntry) -> String| {
        cells(what, [one, two].map(|entry| html! { { of(entry) } }))
    };
    let (differ, equal) = differing(one, two);
    let same_kind = one.model.kind == two.model.kind;
    let same_rows = one.data_sha256 == two.data_sha256
        && one.task == two.task
        && one.seed == two.seed
        && (one.rows.test, one.rows.validation) == (two.rows.test, two.rows.validation);
    html! {
        <div class="scores-frame beside" data-testid="side-by-side">
            <table class="plain-table scores">
                <thead><tr>
                    <th scope="col">{ say!("models-beside") }</th>
                    { for [one, two].map(|entry| html! {
                        <th scope="col" class="is-number">{ called(kinds, entry) }</th>
                    }) }
                </tr></thead>
                <tbody>
                    { words(say!("model-label"), &|entry| title(kinds, entry)) }
                    { for differ.iter().filter(|name| same_kind || unusual.contains(name)).map(|name| {
                        words(name.clone(), &|entry| {
                            entry.model.params.get(name).map_or_else(|| "\u{2013}".into(), value_words)
                        })
                    }) }
                    { for scores(one, two).into_iter().map(|(what, pair)| cells(what, pair)) }
                    { words(say!("models-features"), &|entry| numbers::grouped(entry.features as i64)) }
                    { words(say!("models-fit"), &|entry| numbers::seconds(entry.seconds.fit)) }
                    { words(say!("seed-label"), &|entry| entry.seed.to_string()) }
                </tbody>
            </table>
            <p class="quiet">
                if same_kind { { say!("models-equal", n = equal) }{ " " } }
                { if same_rows { say!("models-same-rows") } else { say!("models-other-rows") } }
            </p>
        </div>
    }
}

/// Whether a model was judged only by the rows that it was trained on.
fn only_trained(entry: &ModelEntry) -> bool {
    entry.metrics.test.is_empty() && entry.metrics.validation.is_empty()
}

/// The scores of both, the better one marked.
fn scores(one: &ModelEntry, two: &ModelEntry) -> Vec<(String, [Html; 2])> {
    let mut rows = Vec::new();
    let unjudged = only_trained(one) && only_trained(two);
    for (part, a, b) in [
        ("test", &one.metrics.test, &two.metrics.test),
        ("validation", &one.metrics.validation, &two.metrics.validation),
        ("train", &one.metrics.train, &two.metrics.train),
    ] {
        if part == "train" && !unjudged {
            continue;
        }
        let mut names: Vec<&String> =
            a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))).collect();
        names.sort_by_key(|name| (place(name), (*name).clone()));
        let part = say!(&format!("split-{part}"));
        rows.extend(names.into_iter().map(|name| {
            let what = format!("{} \u{b7} {part}", metric_title(name));
            (what, marked(name, [a.get(name).copied(), b.get(name).copied()]))
        }));
    }
    rows
}

fn marked(name: &str, values: [Option<f64>; 2]) -> [Html; 2] {
    let sign = if is_error(name) { -1.0 } else { 1.0 };
    let [a, b] = values.map(|value| value.map_or(f64::NAN, |value| sign * value));
    let better = [a > b, b > a];
    [0, 1].map(|at| match values[at] {
        None => html! { { "\u{2013}" } },
        Some(value) => html! {
            <span class={classes!(better[at].then_some("is-judged"))} title={value.to_string()}>
                { numbers::score(value) }
                if better[at] { <span class="better">{ say!("models-better") }</span> }
            </span>
        },
    })
}

/// Parameters in which two models differ, and how many are equal.
fn differing(one: &ModelEntry, two: &ModelEntry) -> (Vec<String>, usize) {
    let (a, b) = (&one.model.params, &two.model.params);
    let names: Vec<&String> = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))).collect();
    let (equal, differ): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| a.get(*name) == b.get(*name));
    (differ.into_iter().cloned().collect(), equal.len())
}

/// What a model is called: its name, else what it is.
fn called(kinds: &[KindInfo], entry: &ModelEntry) -> String {
    if entry.name.is_empty() { told(kinds, entry) } else { entry.name.clone() }
}

/// The kind of model with the parameters that are not the usual ones.
fn told(kinds: &[KindInfo], entry: &ModelEntry) -> String {
    let mut words = vec![title(kinds, entry)];
    words.extend(unusual(kinds, entry));
    words.join(", ")
}

/// Parameters that are not the usual ones.
fn unusual_names(kinds: &[KindInfo], entry: &ModelEntry) -> Vec<String> {
    let specs =
        kinds.iter().find(|kind| kind.id == entry.model.kind).map(|kind| kind.params_for(entry.task.kind));
    let usual = |spec: &ParamSpec| {
        entry.model.params.get(spec.name.as_ref()).is_none_or(|value| *value == spec.default.value())
    };
    specs.into_iter().flatten().filter(|spec| !usual(spec)).map(|spec| spec.name.to_string()).collect()
}

/// The first of them with their values.
fn unusual(kinds: &[KindInfo], entry: &ModelEntry) -> Vec<String> {
    let names = unusual_names(kinds, entry).into_iter().take(TOLD);
    names.map(|name| format!("{name} {}", value_words(&entry.model.params[&name]))).collect()
}

fn title(kinds: &[KindInfo], entry: &ModelEntry) -> String {
    let kind = kinds.iter().find(|kind| kind.id == entry.model.kind);
    kind.map_or_else(|| entry.model.kind.clone(), |kind| kind.title.clone())
}

//! Cross-validation: how sure the scores are, told by training on parts of the rows again and again.

use super::scores::{metric_title, place};
use crate::components::{Button, Choice, FaultBanner, Field, SelectBox, Strip};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::shell::WorkMeter;
use crate::state::{FindingAction, Folds, JobKind};
use crate::words::sentence;
use glasshouse_spec::{
    CvReport, DEFAULT_FOLDS, EvaluateSpec, FoldMethod, FoldReport, MeanScore, NESTED_TRIALS, TuneSpec,
};
use std::collections::BTreeMap;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The section.
#[component]
pub fn CrossValidation() -> Html {
    let studio = use_studio();
    let (folds, recipe, jobs) =
        (use_slice(&studio.folds), use_slice(&studio.recipe), use_slice(&studio.jobs));
    let nested = use_state_eq(|| false);
    let Some(now) = recipe.recipe() else { return Html::default() };
    if now.task.kind.is_some_and(|kind| kind.without_target() || kind == glasshouse_spec::TaskKind::Forecast)
    {
        return Html::default();
    }
    let running = jobs.running(JobKind::CrossValidate).is_some();
    let why_not = studio.why_not_train().filter(|_| !running).map(AttrValue::from);
    let busy = running.then(|| AttrValue::from(say!("folds-running")));
    let stale = folds.is_stale(recipe.recipe());
    let (begin, within) = (studio.clone(), *nested);
    let read = {
        let studio = studio.clone();
        Callback::from(move |()| studio.folds.dispatch(FindingAction::Failed(Vec::new())))
    };
    html! {
        <section class="section" aria-labelledby="folds-title" data-testid="cross-validation">
            <h2 id="folds-title">{ say!("folds-title") }</h2>
            <p class="quiet">{ say!("folds-why") }</p>
            <div class="inline-form">
                { form(&studio, &now.evaluate) }
                <Button label={say!("folds-button")} icon="rotate-ccw" testid="cross-validate"
                    why_not={why_not.or(busy)} onclick={move |_| begin.cross_validate(within)} />
            </div>
            { within_folds(&nested, &now.tune) }
            if running { <WorkMeter /> }
            <FaultBanner faults={folds.faults.clone()} on_dismiss={read} />
            if stale { <p class="quiet">{ say!("folds-stale") }</p> }
            { found(&folds) }
        </section>
    }
}

/// Whether parameters are searched within each fold.
fn within_folds(nested: &UseStateHandle<bool>, tune: &TuneSpec) -> Html {
    let (checked, nested) = (**nested, nested.clone());
    let onchange =
        move |event: Event| nested.set(event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <label class="check" title={say!("folds-nested.title")}>
            <input type="checkbox" {checked} {onchange} data-testid="folds-nested" />
            <span>{ say!("folds-nested", n = tune.trials.unwrap_or(NESTED_TRIALS)) }</span>
        </label>
    }
}

/// How the folds are made.
fn form(studio: &Studio, evaluate: &EvaluateSpec) -> Html {
    let count = evaluate.cv.unwrap_or(DEFAULT_FOLDS);
    let repeats = evaluate.cv_repeats.unwrap_or(1);
    let all = FoldMethod::ALL
        .iter()
        .map(|method| Choice::new(method.name(), say!(&format!("folds-by-{}", method.name()))));
    let choices: Vec<Choice> = std::iter::once(Choice::new("", say!("folds-by-split"))).chain(all).collect();
    let value = evaluate.cv_method.map_or("", FoldMethod::name);
    let (one, two, three) = (studio.clone(), studio.clone(), studio.clone());
    let by_method = Callback::from(move |name: String| {
        let method = FoldMethod::ALL.into_iter().find(|method| method.name() == name);
        one.edit_folds(|evaluate| evaluate.cv_method = method);
    });
    let leaves_one = evaluate.cv_method == Some(FoldMethod::LeaveOneOut);
    html! {
        <>
            <Field label={say!("folds-method")} id="folds-method">
                <SelectBox id="folds-method" {choices} {value} onchange={by_method} testid="folds-method" />
            </Field>
            if !leaves_one {
                <Field label={say!("folds-count")} id="folds-count">
                    { whole("folds-count", count, 2, move |n| two.edit_folds(|evaluate| evaluate.cv = Some(n))) }
                </Field>
                <Field label={say!("folds-repeats")} id="folds-repeats">
                    { whole("folds-repeats", repeats, 1, move |n| {
                        three.edit_folds(|evaluate| evaluate.cv_repeats = (n > 1).then_some(n));
                    }) }
                </Field>
            }
        </>
    }
}

/// A field of a whole number; what is none goes back to what it was.
pub fn whole(id: &'static str, now: u32, least: u32, set: impl Fn(u32) + 'static) -> Html {
    let onchange = move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        match input.value().trim().parse::<u32>() {
            Ok(n) if n >= least => set(n),
            _ => input.set_value(&now.to_string()),
        }
    };
    html! {
        <input class="input input-short" {id} type="number" step="1" min={least.to_string()} value={now.to_string()}
            {onchange} data-testid={id} />
    }
}

/// What was found: all of it at the end, fold by fold before.
fn found(folds: &Folds) -> Html {
    match &folds.report {
        Some(report) => html! {
            <>
                <p class="finding-words" data-testid="folds-summary">{ summary(report) }</p>
                { for report.warnings.iter().map(|warning| html! { <p class="quiet">{ sentence(&warning.message) }</p> }) }
                { failed(&report.each) }
                { searched(report) }
                { table(report) }
            </>
        },
        None if folds.running && !folds.found.is_empty() => html! {
            <p class="quiet">{ for folds.found.iter().map(so_far) }</p>
        },
        None => Html::default(),
    }
}

fn so_far(fold: &FoldReport) -> Html {
    let main = ["accuracy", "r2"].iter().find_map(|name| Some((*name, *fold.metrics.get(*name)?)));
    let Some((name, score)) = main else { return Html::default() };
    let words =
        say!("folds-so-far", n = fold.fold, metric = metric_title(name), score = numbers::score(score));
    html! { <span class="chip">{ words }</span> }
}

fn summary(report: &CvReport) -> String {
    let main = ["roc_auc", "accuracy", "r2"].iter().find(|name| report.metrics.contains_key(**name));
    let Some(name) = main else { return String::new() };
    let score = report.metrics[*name];
    let [low, high] = [score.low, score.high].map(|end| end.map(numbers::score).unwrap_or_default());
    let (metric, mean) = (metric_title(name), numbers::score(score.mean));
    match score.low {
        Some(_) => {
            say!("folds-summary", metric = metric, mean = mean, low = low, high = high, n = report.each.len())
        }
        None => say!("folds-summary-plain", metric = metric, mean = mean, n = report.each.len()),
    }
}

fn failed(each: &[FoldReport]) -> Html {
    let line = |fold: &FoldReport| {
        let fault = fold.fault.as_ref()?;
        Some(html! { <li>{ say!("folds-failed", n = fold.fold, why = sentence(&fault.message)) }</li> })
    };
    html! { <ul class="quiet">{ for each.iter().filter_map(line) }</ul> }
}

/// What a search within each fold chose, and by how much a search flatters itself.
fn searched(report: &CvReport) -> Html {
    let Some(of) = &report.nested else { return Html::default() };
    let outer = report.metrics.get(&of.metric).map(|score| numbers::score(score.mean)).unwrap_or_default();
    let words = say!(
        "folds-nested-told",
        metric = metric_title(&of.metric),
        inner = numbers::score(of.inner),
        outer = outer,
        n = of.trials
    );
    let chosen = |fold: &FoldReport| {
        let values: Vec<String> = fold
            .chosen
            .iter()
            .map(|(path, value)| format!("{} {value}", path.strip_prefix("model.").unwrap_or(path)))
            .collect();
        html! { <li>{ say!("folds-nested-chosen", n = fold.fold, values = values.join(", ")) }</li> }
    };
    html! {
        <>
            <p data-testid="folds-nested-told">{ words }</p>
            <details class="further">
                <summary>{ say!("folds-nested-each") }</summary>
                <ul class="quiet">{ for report.each.iter().map(chosen) }</ul>
            </details>
        </>
    }
}

fn table(report: &CvReport) -> Html {
    let mut names: Vec<&String> = report.metrics.keys().collect();
    names.sort_by_key(|name| (place(name), (*name).clone()));
    html! {
        <div class="scores-frame">
            <table class="plain-table scores folds">
                <thead><tr>
                    <th scope="col">{ say!("scores-metric") }</th>
                    <th scope="col" class="is-number">{ say!("folds-mean") }</th>
                    <th scope="col" class="is-number">{ say!("folds-interval") }</th>
                    <th scope="col">{ say!("folds-each") }</th>
                    <th scope="col" class="is-number">{ say!("scores-baseline") }</th>
                </tr></thead>
                <tbody>{ for names.into_iter().map(|name| line(report, name)) }</tbody>
            </table>
        </div>
    }
}

fn line(report: &CvReport, name: &str) -> Html {
    let of = |means: &BTreeMap<String, MeanScore>| means.get(name).copied();
    let Some(score) = of(&report.metrics) else { return Html::default() };
    let scores: Vec<f64> = report.each.iter().filter_map(|fold| fold.metrics.get(name).copied()).collect();
    let interval = score.low.zip(score.high);
    let words =
        interval.map(|(low, high)| format!("{} \u{2013} {}", numbers::score(low), numbers::score(high)));
    let title = metric_title(name);
    let label = say!("folds-strip", metric = title.clone());
    html! {
        <tr key={name.to_owned()}>
            <th scope="row">{ title }</th>
            <td class="is-number is-judged">
                <span data-testid={format!("cv-{name}")} data-value={score.mean.to_string()} title={score.mean.to_string()}>
                    { numbers::score(score.mean) }
                </span>
            </td>
            <td class="is-number">{ words.unwrap_or_default() }</td>
            <td class="folds-strip">
                if scores.len() <= 100 { <Strip {scores} mean={score.mean} {interval} {label} /> }
            </td>
            <td class="is-number is-baseline">{ of(&report.baseline).map(|dull| numbers::score(dull.mean)).unwrap_or_default() }</td>
        </tr>
    }
}

//! Search for better parameters: what is searched, how it goes, what it found.

mod form;
mod found;
mod kinds;

use crate::components::{Button, FaultBanner, icon};
use crate::hooks::{use_slice, use_studio};
use crate::shell::WorkMeter;
use crate::state::{FindingAction, JobKind, List};
use form::SearchForm;
use found::Found;
pub use found::rises;
use glasshouse_spec::{KindInfo, ParamSpec, Recipe, TaskKind};
use yew::prelude::*;

/// The section, folded until it is wanted.
#[component]
pub fn SearchSection() -> Html {
    let studio = use_studio();
    let (search, recipe, jobs) =
        (use_slice(&studio.search), use_slice(&studio.recipe), use_slice(&studio.jobs));
    let Some(now) = recipe.recipe().filter(|_| recipe.is_asked()) else { return Html::default() };
    if now.task.kind.is_some_and(|kind| kind.without_target() || kind == TaskKind::Forecast) {
        return Html::default();
    }
    let running = jobs.running(JobKind::Search).is_some();
    let why_not = studio.why_not_train().filter(|_| !running).map(AttrValue::from);
    let busy = running.then(|| AttrValue::from(say!("search-running")));
    let open = running || search.report.is_some() || search.unfinished.is_some() || !now.tune.is_empty();
    let begin = studio.clone();
    let read = {
        let studio = studio.clone();
        Callback::from(move |()| studio.search.dispatch(FindingAction::Failed(Vec::new())))
    };
    html! {
        <section class="section" aria-labelledby="search-title">
            <details class="further search-section" {open} data-testid="search">
                <summary id="search-title">{ say!("search-title") }</summary>
                <p class="field-help">{ say!("search-why") }</p>
                <Interrupted />
                <SearchForm />
                <p class="row-of-buttons">
                    <Button label={say!("search-button")} icon="search" testid="search-button"
                        why_not={why_not.or(busy)} onclick={move |_| begin.search()} />
                </p>
                if running { <WorkMeter /> }
                <FaultBanner faults={search.faults.clone()} on_dismiss={read} />
                <Found />
            </details>
        </section>
    }
}

/// A search that the page or the worker left in the middle.
#[component]
fn Interrupted() -> Html {
    let studio = use_studio();
    let (search, jobs) = (use_slice(&studio.search), use_slice(&studio.jobs));
    let Some(of) = &search.unfinished else { return Html::default() };
    let trials = of.recipe.tune.trials.unwrap_or(glasshouse_spec::DEFAULT_TRIALS);
    let words = say!("search-unfinished", done = of.trials.len(), total = trials);
    let why_not = jobs.running.is_some().then(|| AttrValue::from(say!("train-busy")));
    let (go_on, give_up) = (studio.clone(), studio.clone());
    let resume = Callback::from(move |_| go_on.resume_search());
    interrupted(words, "search", why_not, resume, Callback::from(move |_| give_up.drop_search()))
}

/// The offer to go on with what was left in the middle, or to give it up.
pub fn interrupted(
    words: String,
    of: &'static str,
    why_not: Option<AttrValue>,
    resume: Callback<MouseEvent>,
    give_up: Callback<MouseEvent>,
) -> Html {
    let testid = |what: &str| AttrValue::from(format!("{what}-{of}"));
    html! {
        <div class="banner banner-info" role="status" data-testid={format!("{of}-unfinished")}>
            { icon("info") }
            <div class="banner-text"><p>{ words }</p></div>
            <Button label={say!("unfinished-drop")} onclick={give_up} testid={testid("drop")} />
            <Button label={say!("unfinished-resume")} look="primary" {why_not} testid={testid("resume")} onclick={resume} />
        </div>
    }
}

/// A parameter that can be searched.
#[derive(Clone, PartialEq)]
struct Searchable {
    /// Its place in the recipe.
    path: String,
    /// What it belongs to: the model, or a step.
    owner: String,
    spec: ParamSpec,
}

/// Every parameter of the model and of the steps in use that a range or a list of values can be given for: those
/// that are worth it first.
fn searchable(recipe: &Recipe, estimators: &[KindInfo], steps: &[KindInfo]) -> Vec<Searchable> {
    let task = recipe.task.kind.unwrap_or_default();
    let own = &recipe.model.kind;
    let mut models = vec![own.clone()];
    models.extend(kinds::listed(&recipe.tune.space).into_iter().filter(|kind| kind != own));
    let alone = models.len() == 1;
    let of_model =
        models.iter().filter_map(|id| estimators.iter().find(|kind| kind.id == *id)).flat_map(|kind| {
            kind.params_for(task).iter().map(move |spec| Searchable {
                path: format!("{}.{}", if alone { "model" } else { &kind.id }, spec.name),
                owner: kind.title.clone(),
                spec: spec.clone(),
            })
        });
    let of_steps =
        recipe.prepare.iter().enumerate().filter(|(_, step)| step.enabled).flat_map(|(at, step)| {
            let kind = steps.iter().find(|kind| kind.id == step.op);
            kind.into_iter().flat_map(move |kind| {
                kind.params.iter().map(move |spec| Searchable {
                    path: format!("{}[{at}].{}", List::Prepare.key(), spec.name),
                    owner: kind.title.clone(),
                    spec: spec.clone(),
                })
            })
        });
    let mut all: Vec<Searchable> =
        of_model.chain(of_steps).filter(|one| form::usual(&one.spec).is_some()).collect();
    all.sort_by_key(|one| one.spec.tunable.is_none());
    all
}

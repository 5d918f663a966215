//! For whom the model works: its figures for groups of rows, how far they are apart, and what would bring them closer
//! at what price. Compared when it is asked for.

mod tables;

use super::use_dark;
use crate::components::{Button, Choice, FaultBanner, Field, Picture, SelectBox, column_picker};
use crate::hooks::{use_slice, use_studio};
use crate::services::pictures::Chart;
use crate::state::{FairnessAction, Judged};
use crate::words::sentence;
use glasshouse_spec::{
    FairnessReport, FairnessRequest, MitigationMethod, MitigationObjective, TaskKind, TaskReport,
};
use std::rc::Rc;
use tables::{grouping, mitigation};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`FairnessSection`].
#[derive(Properties, PartialEq)]
pub struct FairnessProps {
    /// The model and the target.
    pub of: Judged,
    /// What is asked of that target.
    pub task: TaskReport,
}

/// What a person asks for.
#[derive(Debug, Clone, Default, PartialEq)]
struct Asked {
    columns: Option<Vec<String>>,
    class: Option<String>,
    balanced: bool,
    mitigate: bool,
}

/// The section: a form, and what was found.
#[component]
pub fn FairnessSection(props: &FairnessProps) -> Html {
    let studio = use_studio();
    let fairness = use_slice(&studio.fairness);
    let (data, recipe) = (use_slice(&studio.data), use_slice(&studio.recipe));
    let asked = use_state_eq(Asked::default);
    if !matches!(props.task.kind, TaskKind::Classification | TaskKind::Regression) {
        return Html::default();
    }
    let kept = recipe.recipe().map(|recipe| recipe.card.sensitive.clone()).unwrap_or_default();
    let chosen = asked.columns.clone().unwrap_or(kept);
    let names = data.loaded.as_ref().map(|loaded| {
        let columns = loaded.profile.columns.iter().map(|column| column.name.clone());
        columns.filter(|name| *name != props.task.target).collect::<Vec<_>>()
    });
    let names = names.unwrap_or_default();
    let set = {
        let asked = asked.clone();
        Callback::from(move |columns| asked.set(Asked { columns: Some(columns), ..(*asked).clone() }))
    };
    let why_not = match (fairness.running, names.is_empty(), chosen.is_empty()) {
        (true, ..) => Some(say!("fair-runs")),
        (_, true, _) => Some(say!("fair-no-data")),
        (_, _, true) => Some(say!("fair-no-columns")),
        _ => None,
    };
    let onclick = {
        let (studio, of, asked, columns) =
            (studio.clone(), props.of.clone(), (*asked).clone(), chosen.clone());
        Callback::from(move |_| studio.compare_groups(of.clone(), request(&asked, &columns, of.1)))
    };
    let faults =
        fairness.refused.as_ref().filter(|(of, _)| *of == props.of).map(|(_, faults)| faults.clone());
    let on_dismiss = Callback::from(move |()| studio.fairness.dispatch(FairnessAction::Stopped));
    html! {
        <section class="section fair" aria-labelledby="fair-title" data-testid="fair">
            <h2 id="fair-title">{ say!("fair-title") }</h2>
            <p class="quiet">{ say!("fair-why") }</p>
            <div class="fair-columns">{ column_picker("fair-columns", &chosen, names, &set) }</div>
            { options(&asked, &props.task) }
            <Button label={say!("fair-begin")} icon="gauge" look="primary" testid="fair-button" {onclick}
                why_not={why_not.map(AttrValue::from)} />
            if let Some(faults) = faults { <FaultBanner {faults} {on_dismiss} /> }
            if let Some(found) = fairness.of(&props.of) { <Found found={found.clone()} /> }
        </section>
    }
}

fn request(asked: &Asked, columns: &[String], target: usize) -> FairnessRequest {
    let objective = match asked.balanced {
        true => MitigationObjective::BalancedAccuracyScore,
        false => MitigationObjective::AccuracyScore,
    };
    FairnessRequest {
        columns: columns.to_vec(),
        target: target as u32,
        class: asked.class.clone(),
        mitigations: if asked.mitigate { MitigationMethod::ALL.to_vec() } else { Vec::new() },
        objective,
        ..FairnessRequest::default()
    }
}

/// The class that is looked at, and whether mitigations are tried.
fn options(asked: &UseStateHandle<Asked>, task: &TaskReport) -> Html {
    if task.classes.is_empty() {
        return Html::default();
    }
    let usual = match task.classes.len() {
        2 => task.positive.clone().or_else(|| task.classes.get(1).cloned()),
        _ => task.classes.first().cloned(),
    };
    let class = asked.class.clone().or(usual).unwrap_or_default();
    let classes: Vec<Choice> =
        task.classes.iter().map(|class| Choice::new(class.clone(), class.clone())).collect();
    let choose = {
        let asked = asked.clone();
        Callback::from(move |class| asked.set(Asked { class: Some(class), ..(*asked).clone() }))
    };
    let ticked = |testid: &'static str, label: String, on: bool, set: fn(Asked, bool) -> Asked| {
        let asked = asked.clone();
        let onchange = Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            asked.set(set((*asked).clone(), input.checked()));
        });
        html! { <label class="check"><input type="checkbox" checked={on} {onchange} data-testid={testid} />{ label }</label> }
    };
    html! {
        <div class="fair-options">
            <Field label={say!("fair-class")} id="fair-class">
                <SelectBox id="fair-class" choices={classes} value={class} onchange={choose} testid="fair-class" />
            </Field>
            { ticked("fair-mitigate", say!("fair-mitigate"), asked.mitigate, |of, on| Asked { mitigate: on, ..of }) }
            if asked.mitigate {
                { ticked("fair-balanced", say!("fair-balanced"), asked.balanced, |of, on| Asked { balanced: on, ..of }) }
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    found: Rc<FairnessReport>,
}

#[component]
fn Found(props: &FoundProps) -> Html {
    let found = &props.found;
    let dark = use_dark();
    let charts = use_memo(Rc::clone(found), |found| {
        let drawn = found.pictures.iter().map(|of| (of.name.clone(), Chart::json(&of.spec)));
        drawn.collect::<Vec<(String, Chart)>>()
    });
    let part = say!(&format!("split-{}", found.part)).to_lowercase();
    let of = |name: &str| {
        let at = name.rsplit('_').next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
        found.by.get(at - 1).map(|by| by.columns.join(", ")).unwrap_or_default()
    };
    html! {
        <div data-testid="fair-found">
            <p class="quiet">{ say!("fair-of", n = found.rows, part = part, least = found.min_rows) }</p>
            if let Some(class) = &found.class {
                <p class="quiet">{ say!("fair-selected", class = class.as_str()) }</p>
            }
            { for found.by.iter().enumerate().map(|(at, by)| grouping(at, by, found)) }
            { for found.notes.iter().map(|note| html! { <p class="quiet">{ sentence(&note.message) }</p> }) }
            if !charts.is_empty() {
                <div class="pictures">
                    { for charts.iter().map(|(name, chart)| html! {
                        <Picture key={name.clone()} name="calibration_by_group" title={say!("picture-calibration_by_group", by = of(name))}
                            help={say!("picture-calibration_by_group.help")} chart={chart.clone()} {dark} />
                    }) }
                </div>
            }
            { for found.mitigations.iter().map(mitigation) }
        </div>
    }
}

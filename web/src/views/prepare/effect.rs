//! Before and after: what the open step does to the training rows. Of some of them at first, of all of them
//! as soon as they were gone through.

use super::super::use_dark;
use crate::components::{
    Button, Choice, Picture, SelectBox, Warnings, columns_words, icon, more_button, type_icon,
};
use crate::hooks::{Studio, use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::state::{BenchAction, List, Standing, Traced, Traces};
use crate::words::sentence;
use glasshouse_spec::{ColumnEffect, ColumnSide, RowEffect, StepEffect};
use std::rc::Rc;
use yew::prelude::*;

/// Columns that are listed before somebody asks for more.
const LISTED: usize = 8;
/// Letters of a cell.
const LETTERS: usize = 28;

/// Properties of [`Effect`].
#[derive(Properties, PartialEq)]
pub struct EffectProps {
    /// Which list.
    pub list: List,
    /// Its place.
    pub at: usize,
    /// How the step stands.
    pub stands: Standing,
}

/// What the open step does.
#[component]
pub fn Effect(props: &EffectProps) -> Html {
    let studio = use_studio();
    let (traces, data) = (use_slice(&studio.traces), use_slice(&studio.data));
    let (recipe, jobs) = (use_slice(&studio.recipe), use_slice(&studio.jobs));
    let step = (props.list, props.at);
    let newest = traces.newest.as_ref().filter(|n| n.of.step == step && n.of.revision == data.revision);
    let fresh = newest.is_some_and(|n| recipe.recipe().is_some_and(|now| n.of.is_of(data.revision, now)));
    let body = match newest {
        _ if props.stands == Standing::Off => quiet(say!("effect-off")),
        _ if data.loaded.is_none() => quiet(say!("effect-needs-data")),
        _ if !recipe.is_asked() => quiet(say!("prepare-needs-target")),
        Some(newest) => html! {
            <div class={classes!((!fresh).then_some("is-old"))} aria-busy={(!fresh).to_string()}>
                { told(newest) }
            </div>
        },
        None if jobs.running.is_some() => quiet(say!("effect-waits")),
        None => refused(&traces, step),
    };
    html! {
        <section class="effect" aria-label={say!("effect-title")} data-testid="effect" data-fresh={fresh.to_string()}
            data-used={newest.filter(|_| fresh).map(|n| n.trace.used.to_string())}>
            <div class="effect-head">
                <h4>{ say!("effect-title") }</h4>
                { progress(&studio, &traces) }
            </div>
            { body }
        </section>
    }
}

fn quiet(words: String) -> Html {
    html! { <p class="quiet">{ words }</p> }
}

/// Why there is nothing to show, or that it is on its way.
fn refused(traces: &Traces<Chart>, step: (List, usize)) -> Html {
    match traces.refused.as_ref().filter(|(of, _)| of.step == step) {
        Some((_, faults)) => html! {
            <>{ for faults.iter().take(2).map(|fault| html! {
                <p>{ icon("circle-alert") }{ " " }{ sentence(&fault.message) }
                    if let Some(remedy) = &fault.remedy { <span class="quiet">{ " " }{ sentence(remedy) }</span> }
                </p>
            }) }</>
        },
        None => html! { <div class="effect-ground" aria-hidden="true"></div> },
    }
}

/// How far the rows were gone through, and a button that gives it up.
fn progress(studio: &Studio, traces: &Traces<Chart>) -> Html {
    let Some(running) = &traces.running else { return Html::default() };
    let Some(progress) = running.progress.as_ref().filter(|progress| progress.elapsed > 0.3) else {
        return Html::default();
    };
    let studio = studio.clone();
    let left = progress.left.map(|left| say!("work-left", time = numbers::seconds(left)));
    html! {
        <span class="effect-progress" role="status">
            { icon("loader-circle") }
            <span>{ if running.whole { say!("effect-all") } else { progress.stage.clone() } }</span>
            <span class="work-done">{ format!("{:.0}\u{a0}%", progress.done * 100.0) }</span>
            if let Some(left) = left { <span class="quiet">{ left }</span> }
            <Button label={say!("cancel")} icon="x" onclick={move |_: MouseEvent| studio.stop_tracing()} />
        </span>
    }
}

fn told(traced: &Rc<Traced<Chart>>) -> Html {
    let trace = &traced.trace;
    let Some(effect) = &trace.effect else { return quiet(say!("effect-mend-first")) };
    let beside = trace.told.as_ref().map(|told| match told.known.as_slice() {
        [] => say!("effect-forecast", columns = columns_words(&told.columns)),
        known => {
            say!(
                "effect-forecast-known",
                columns = columns_words(&told.columns),
                known = columns_words(known)
            )
        }
    });
    // An operation that leaves the columns is about rows, and says how many stay of how many.
    let clean = traced.of.step.0 == List::Clean;
    let about_rows = clean && effect.counts.lost == 0;
    let rows = if about_rows {
        String::new()
    } else if clean {
        say!("effect-of-file", n = trace.used)
    } else if trace.used < trace.of {
        say!("effect-of-some", used = trace.used, of = trace.of)
    } else {
        say!("effect-of-all", n = trace.used)
    };
    html! {
        <>
            <p class="effect-words" data-testid="effect-words">{ if about_rows { kept(effect) } else { summary(effect) } }{ " " }<span class="quiet">{ rows }</span></p>
            if let Some(beside) = beside { <p class="quiet" data-testid="effect-forecast">{ beside }</p> }
            if !effect.warnings.is_empty() { <Warnings warnings={effect.warnings.clone()} /> }
            <Pictures traced={traced.clone()} />
            <Columns traced={traced.clone()} />
            { examples(effect) }
        </>
    }
}

/// How many rows stay of those that were given.
fn kept(effect: &StepEffect) -> String {
    let (before, after) = effect.rows;
    match before == after {
        true => say!("effect-keeps-all", of = before),
        false => say!("effect-keeps", n = after, of = before, gone = before - after),
    }
}

/// What happened, in words.
fn summary(effect: &StepEffect) -> String {
    let counts = effect.counts;
    let mut words = Vec::new();
    if counts.changed > 0 {
        words.push(say!("effect-changed", n = counts.changed));
    }
    if counts.made > 0 {
        words.push(say!("effect-made", n = counts.made));
    }
    if counts.lost > 0 {
        words.push(say!("effect-lost", n = counts.lost));
    }
    if effect.moved.0 > 0 {
        words.push(say!("effect-rows-gone", n = effect.moved.0, after = effect.rows.1));
    }
    if effect.moved.1 > 0 {
        words.push(say!("effect-rows-made", n = effect.moved.1, after = effect.rows.1));
    }
    if words.is_empty() { say!("effect-nothing") } else { words.join(" ") }
}

#[derive(Properties)]
struct TracedProps {
    traced: Rc<Traced<Chart>>,
}

/// What came is the same where it is the same one.
impl PartialEq for TracedProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.traced, &other.traced)
    }
}

fn effect_of(traced: &Traced<Chart>) -> &StepEffect {
    static NONE: std::sync::OnceLock<StepEffect> = std::sync::OnceLock::new();
    traced.trace.effect.as_deref().unwrap_or_else(|| NONE.get_or_init(StepEffect::default))
}

/// Whether a column was touched.
fn is_touched(column: &ColumnEffect) -> bool {
    match (&column.before, &column.after) {
        (Some(before), Some(after)) => column.changed > 0 || before.kind != after.kind,
        _ => true,
    }
}

/// One of the two pictures: of the column, else of the one that it was made of or that was made of it.
struct Side<'a> {
    own: &'a Option<ColumnSide>,
    kin: Option<(&'a str, &'a Option<ColumnSide>)>,
    name: &'static str,
    word: String,
}

/// A touched column on both sides, as pictures.
#[component]
fn Pictures(props: &TracedProps) -> Html {
    let studio = use_studio();
    let (bench, dark) = (use_slice(&studio.bench), use_dark());
    let traced = &props.traced;
    let effect = effect_of(traced);
    let picture = |side: &Option<ColumnSide>| side.as_ref().and_then(|side| side.picture);
    let drawn =
        |column: &&ColumnEffect| picture(&column.before).is_some() || picture(&column.after).is_some();
    let columns: Vec<&ColumnEffect> = effect.columns.iter().filter(drawn).collect();
    let wanted = columns.iter().find(|column| Some(&column.name) == bench.column.as_ref());
    let Some(chosen) = wanted.or(columns.first()) else { return Html::default() };
    // A made column is held against the one that it was made of, a lost one against the first made of it.
    let kin = chosen.kin.first().and_then(|name| effect.columns.iter().find(|column| column.name == *name));
    let kin = |of: fn(&ColumnEffect) -> &Option<ColumnSide>| kin.map(|kin| (kin.name.as_str(), of(kin)));
    let sides = [
        Side {
            own: &chosen.before,
            kin: kin(|kin| &kin.before),
            name: "before",
            word: say!("effect-before"),
        },
        Side { own: &chosen.after, kin: kin(|kin| &kin.after), name: "after", word: say!("effect-after") },
    ];
    let side = |Side { own, kin, name, word }: Side<'_>| {
        let own = picture(own).map(|at| (chosen.name.as_str(), at));
        let found = own.or_else(|| kin.and_then(|(name, side)| Some((name, picture(side)?))));
        match found.and_then(|(of, at)| Some((of, traced.pictures.get(at as usize)?.clone()))) {
            Some((of, chart)) => {
                html! { <Picture key={name} {name} title={format!("{word}: {of}")} {chart} {dark} /> }
            }
            None => html! {
                <div key={name} class="picture"><h3>{ word }</h3><p class="quiet">{ say!("effect-not-there") }</p></div>
            },
        }
    };
    let choices: Vec<Choice> =
        columns.iter().map(|column| Choice::new(column.name.clone(), column.name.clone())).collect();
    let store = studio.bench.clone();
    let onchange = Callback::from(move |name: String| store.dispatch(BenchAction::Column(name)));
    html! {
        <>
            if choices.len() > 1 {
                <div class="effect-column">
                    <label for="effect-column">{ say!("effect-column") }</label>
                    <SelectBox id="effect-column" {choices} value={chosen.name.clone()} {onchange} testid="effect-column" />
                </div>
            }
            <div class="effect-pictures">{ for sides.into_iter().map(side) }</div>
        </>
    }
}

/// The columns, touched ones first.
#[component]
fn Columns(props: &TracedProps) -> Html {
    let all = use_state_eq(|| false);
    let effect = effect_of(&props.traced);
    let touched = effect.columns.iter().filter(|column| is_touched(column)).count();
    let shown = if *all { effect.columns.len() } else { touched.clamp(1, LISTED).min(effect.columns.len()) };
    let kind = |side: &ColumnSide| {
        html! { <>{ icon(type_icon(side.kind)) }{ say!(&format!("type-{}", side.kind.name())).to_lowercase() }</> }
    };
    let row = |column: &ColumnEffect| {
        let missing = |side: &Option<ColumnSide>| {
            side.map_or_else(|| "\u{2013}".into(), |s| numbers::grouped(s.missing as i64))
        };
        let kinds = match (&column.before, &column.after) {
            (Some(before), Some(after)) if before.kind != after.kind => {
                html! { <>{ kind(before) }{ " \u{2192} " }{ kind(after) }</> }
            }
            (Some(side), _) | (_, Some(side)) => kind(side),
            _ => Html::default(),
        };
        let state = match (&column.before, &column.after) {
            (None, _) => say!("effect-is-made"),
            (_, None) => say!("effect-is-lost"),
            _ if is_touched(column) => say!("effect-cells", n = column.changed),
            _ => say!("effect-is-same"),
        };
        html! {
            <tr data-testid="effect-row" data-column={column.name.clone()} data-changed={column.changed.to_string()}>
                <th scope="row" title={column.name.clone()}>{ numbers::elided(&column.name, LETTERS) }</th>
                <td class="effect-kind">{ kinds }</td>
                <td>{ state }</td>
                <td class="is-number">{ missing(&column.before) }{ " \u{2192} " }{ missing(&column.after) }</td>
            </tr>
        }
    };
    let rest = effect.columns.len() - shown;
    let more = move |_: MouseEvent| all.set(true);
    html! {
        <>
            <div class="scroll-x" tabindex="0" role="region" aria-label={say!("effect-columns")}>
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col">{ say!("effect-columns") }</th><th scope="col">{ say!("effect-type") }</th>
                        <th scope="col">{ say!("effect-what") }</th>
                        <th scope="col" class="is-number">{ say!("effect-missing") }</th>
                    </tr></thead>
                    <tbody>{ for effect.columns.iter().take(shown).map(row) }</tbody>
                </table>
            </div>
            { more_button(rest, more) }
        </>
    }
}

/// A few rows on both sides.
fn examples(effect: &StepEffect) -> Html {
    let (old, new) = (&effect.named.0, &effect.named.1);
    if effect.examples.is_empty() || (old.is_empty() && new.is_empty()) {
        return Html::default();
    }
    let cell = |cell: &Option<String>| match cell {
        None => html! { <td class="cell-missing">{ "\u{2013}" }</td> },
        Some(text) => match text.parse::<f64>() {
            Ok(number) => {
                html! { <td class="is-number" title={text.clone()}>{ numbers::short(number) }</td> }
            }
            Err(_) => html! { <td title={text.clone()}>{ numbers::elided(text, LETTERS) }</td> },
        },
    };
    let cells = |cells: &[Option<String>], columns: usize, gone: String| match (cells.len(), columns) {
        (_, 0) => Html::default(),
        (0, columns) => html! { <td colspan={columns.to_string()} class="quiet">{ gone }</td> },
        _ => cells.iter().map(cell).collect(),
    };
    let row = |row: &RowEffect| {
        html! {
            <tr>
                <th scope="row">{ row.row.map_or_else(|| "\u{2013}".into(), |row| numbers::grouped(row as i64 + 1)) }</th>
                { cells(&row.before, old.len(), say!("effect-row-made")) }
                { cells(&row.after, new.len(), say!("effect-row-gone")) }
            </tr>
        }
    };
    let head = |names: &[String]| -> Html {
        names
            .iter()
            .map(|name| html! { <th scope="col" title={name.clone()}>{ numbers::elided(name, 18) }</th> })
            .collect()
    };
    html! {
        <div class="scroll-x" tabindex="0" role="region" aria-label={say!("effect-rows")}>
            <table class="plain-table effect-rows">
                <thead>
                    <tr>
                        <th scope="col" rowspan="2">{ say!("effect-row") }</th>
                        if !old.is_empty() { <th scope="colgroup" colspan={old.len().to_string()}>{ say!("effect-before") }</th> }
                        if !new.is_empty() { <th scope="colgroup" colspan={new.len().to_string()}>{ say!("effect-after") }</th> }
                    </tr>
                    <tr>{ head(old) }{ head(new) }</tr>
                </thead>
                <tbody>{ for effect.examples.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

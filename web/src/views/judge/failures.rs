//! Where the model fails, its surest mistakes, and what hints at a leak.

use crate::components::Bar;
use crate::hooks::use_studio;
use crate::numbers;
use crate::words;
use glasshouse_spec::{Alone, Judgement, Leak, Mistake, Segment};
use yew::prelude::*;

/// A p-value above which a segment may be chance.
const CHANCE: f64 = 0.05;

/// Segments and mistakes.
pub fn mistakes(found: &Judgement) -> Html {
    let (classes, of) = (found.classes.is_some(), &found.segments);
    let error = |value: f64| if classes { numbers::percent(value) } else { numbers::short(value) };
    let why =
        say!("segments-why", found = of.found_on, measured = of.measured_on, overall = error(of.overall));
    html! {
        <>
            <h3>{ say!("segments-title") }</h3>
            if of.list.is_empty() {
                <p class="quiet">{ say!("segments-none") }</p>
            } else {
                <p class="quiet">{ why }</p>
                <div class="scores-frame"><table class="plain-table scores" data-testid="segments">
                    <thead><tr>
                        <th scope="col">{ say!("segments-rows") }</th>
                        <th scope="col" class="is-number">{ say!("payoff-rows") }</th>
                        <th scope="col" class="is-number">
                            { if classes { say!("segments-wrong") } else { say!("segments-error") } }
                        </th>
                        <th scope="col" class="is-number">{ say!("segments-p") }</th>
                    </tr></thead>
                    <tbody>{ for of.list.iter().map(|segment| html! {
                        <SegmentLine segment={segment.clone()} error={error(segment.error)} />
                    }) }</tbody>
                </table></div>
            }
            <h3>{ if classes { say!("mistakes-title") } else { say!("mistakes-title-numbers") } }</h3>
            if found.mistakes.is_empty() {
                <p class="quiet">{ say!("mistakes-none") }</p>
            } else {
                <p class="quiet">{ say!("mistakes-why") }</p>
                <div class="scores-frame"><table class="plain-table scores" data-testid="mistakes">
                    <thead><tr>
                        <th scope="col">{ say!("mistakes-row") }</th>
                        <th scope="col">{ say!("mistakes-actual") }</th>
                        <th scope="col">{ say!("mistakes-predicted") }</th>
                        <th scope="col" class="is-number">
                            { if classes { say!("mistakes-sure") } else { say!("segments-error") } }
                        </th>
                    </tr></thead>
                    <tbody>{ for found.mistakes.iter().take(20).map(|mistake| html! {
                        <MistakeLine key={mistake.row} mistake={mistake.clone()} {classes} />
                    }) }</tbody>
                </table></div>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct MistakeProps {
    mistake: Mistake,
    classes: bool,
}

/// A mistake, whose row leads to what made the model say so.
#[component]
fn MistakeLine(props: &MistakeProps) -> Html {
    let studio = use_studio();
    let Mistake { row, actual, predicted, amount } = &props.mistake;
    let amount = amount.map_or_else(
        || "\u{2013}".to_owned(),
        |amount| if props.classes { numbers::percent(amount) } else { numbers::short(amount) },
    );
    let onclick = {
        let row = *row;
        Callback::from(move |_: MouseEvent| studio.explain_row(row))
    };
    html! {
        <tr>
            <th scope="row"><button type="button" class="link" {onclick} title={say!("mistakes-explain")}>
                { numbers::grouped(*row as i64 + 1) }
            </button></th>
            <td>{ actual }</td>
            <td>{ predicted }</td>
            <td class="is-number">{ amount }</td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct SegmentProps {
    segment: Segment,
    error: String,
}

/// A segment, whose words lead to its rows.
#[component]
fn SegmentLine(props: &SegmentProps) -> Html {
    let studio = use_studio();
    let filter = props.segment.filter.clone();
    let onclick = Callback::from(move |_: MouseEvent| studio.look_at(filter.clone()));
    let p = numbers::chance(props.segment.p_value);
    html! {
        <tr class={(props.segment.p_value > CHANCE).then_some("is-quiet")}>
            <th scope="row">
                <button type="button" class="link segment-words" {onclick} title={say!("segments-show")}>{ &props.segment.words }</button>
            </th>
            <td class="is-number">{ numbers::grouped(props.segment.rows as i64) }</td>
            <td class="is-number">{ &props.error }</td>
            <td class="is-number">{ p }
                if props.segment.p_value > CHANCE { <small>{ say!("segments-chance") }</small> }
            </td>
        </tr>
    }
}

/// What hints at a leak, and how well each column does alone.
pub fn leaks(found: &Judgement) -> Html {
    let leak = |leak: &Leak| html! { <li key={leak.message.clone()}>{ words::sentence(&leak.message) }</li> };
    let alone = |of: &Alone| {
        html! {
            <tr key={of.column.clone()}>
                <th scope="row">{ &of.column }</th>
                <td><Bar share={of.score} /></td>
                <td class="is-number">{ numbers::score(of.score) }</td>
            </tr>
        }
    };
    html! {
        <>
            if found.leaks.is_empty() {
                <p data-testid="leaks-none">{ say!("leaks-none") }</p>
            } else {
                <ul class="leaks" data-testid="leaks">{ for found.leaks.iter().map(leak) }</ul>
            }
            if !found.alone.is_empty() {
                <h3>{ say!("leaks-alone") }</h3>
                <p class="quiet">{ say!("leaks-alone-why") }</p>
                <div class="scores-frame"><table class="plain-table scores">
                    <tbody>{ for found.alone.iter().take(12).map(alone) }</tbody>
                </table></div>
            }
        </>
    }
}

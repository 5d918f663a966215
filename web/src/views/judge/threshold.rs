//! The threshold: what moving it does, and where it earns most.

use super::operating::Operating;
use crate::components::{Button, Choice, Field, SelectBox};
use crate::numbers;
use crate::state::{Called, best_threshold};
use glasshouse_spec::Judgement;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`Threshold`].
#[derive(Properties, PartialEq)]
pub struct ThresholdProps {
    /// The judgement.
    pub found: Rc<Judgement>,
}

/// A slider with the counts and shares that follow from it, and a payoff for each of them.
#[component]
pub fn Threshold(props: &ThresholdProps) -> Html {
    let at = use_state_eq(|| 0.5_f64);
    let class = use_state_eq(|| 0_usize);
    let each = use_state_eq(|| Called { caught: 1.0, false_alarms: -1.0, missed: 0.0, left_alone: 0.0 });
    let all = props.found.classes.as_ref().map(|classes| classes.against_rest.as_slice()).unwrap_or_default();
    let Some(of) = all.get(*class).or(all.first()) else { return Html::default() };
    let counts = Called::from(of, *at);
    let (best, earns) = best_threshold(of, &each);
    let oninput = {
        let at = at.clone();
        Callback::from(move |event: InputEvent| {
            at.set(event.target_unchecked_into::<HtmlInputElement>().value_as_number());
        })
    };
    let take = {
        let at = at.clone();
        Callback::from(move |_| at.set(best))
    };
    let shown = |share: Option<f64>| share.map_or_else(|| "\u{2013}".to_owned(), numbers::score);
    let figure = |name: &'static str, share: Option<f64>| {
        html! {
            <div><dt>{ say!(&format!("metric-{name}")) }</dt>
                <dd data-testid={format!("threshold-{name}")}
                    data-value={share.map(|share| share.to_string())}>{ shown(share) }</dd></div>
        }
    };
    let classes: Vec<Choice> =
        all.iter().enumerate().map(|(at, of)| Choice::new(at.to_string(), of.class.clone())).collect();
    let choose = {
        let class = class.clone();
        Callback::from(move |value: String| class.set(value.parse().unwrap_or(0)))
    };
    html! {
        <div class="threshold">
            if all.len() > 1 {
                <Field label={say!("threshold-class")} id="threshold-class">
                    <SelectBox id="threshold-class" choices={classes} value={class.to_string()} onchange={choose} />
                </Field>
            }
            <p class="quiet">{ say!("threshold-why", class = of.class.as_str()) }</p>
            <label class="threshold-slider" for="threshold">
                <span>{ say!("threshold-label") }</span>
                <input id="threshold" type="range" min="0" max="1.01" step="any" value={at.to_string()} {oninput}
                    data-testid="threshold" />
                <output class="is-number" for="threshold" data-testid="threshold-value">{ numbers::score(*at) }</output>
            </label>
            <dl class="threshold-figures">
                { figure("precision", counts.precision()) }
                { figure("recall", counts.recall()) }
                { figure("f1", counts.f1()) }
                { figure("accuracy", counts.accuracy()) }
            </dl>
            { payoffs(&counts, &each) }
            <p class="payoff-now" data-testid="payoff" data-value={counts.payoff(&each).to_string()}>
                { say!("payoff-now", payoff = numbers::short(counts.payoff(&each))) }
            </p>
            <p class="go-on">
                <Button label={take_words(best, &of.class)} onclick={take} testid="payoff-best" />
                <span class="quiet">{ say!("payoff-best", payoff = numbers::short(earns)) }</span>
            </p>
            <p class="quiet">{ say!("payoff-beware") }</p>
            <Operating found={props.found.clone()} class={*class} threshold={*at} />
        </div>
    }
}

/// What taking the best threshold does; beyond 1 it is that no row is called so.
fn take_words(best: f64, class: &str) -> String {
    match best > 1.0 {
        true => say!("payoff-take-none", class = class),
        false => say!("payoff-take", threshold = numbers::score(best)),
    }
}

/// Where the worth of one kind of row stands.
type Worth = fn(&mut Called<f64>) -> &mut f64;

/// The four kinds of rows, how many there are, and what one of each is worth.
fn payoffs(counts: &Called<u64>, each: &UseStateHandle<Called<f64>>) -> Html {
    let kinds: [(&'static str, u64, f64, Worth); 4] = [
        ("caught", counts.caught, each.caught, |each| &mut each.caught),
        ("false-alarms", counts.false_alarms, each.false_alarms, |each| &mut each.false_alarms),
        ("missed", counts.missed, each.missed, |each| &mut each.missed),
        ("left-alone", counts.left_alone, each.left_alone, |each| &mut each.left_alone),
    ];
    let line = |(name, rows, worth, place): (&'static str, u64, f64, Worth)| {
        let each = each.clone();
        let onchange = Callback::from(move |event: Event| {
            let worth = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
            let mut next = *each;
            *place(&mut next) = if worth.is_finite() { worth } else { 0.0 };
            each.set(next);
        });
        let id = format!("payoff-{name}");
        html! {
            <tr key={name}>
                <th scope="row"><label for={id.clone()}>{ say!(&format!("payoff-kind-{name}")) }</label></th>
                <td class="is-number" data-testid={format!("threshold-{name}")}>{ numbers::grouped(rows as i64) }</td>
                <td class="is-number"><input class="input payoff-input" type="number" step="any" {id}
                    value={worth.to_string()} {onchange} data-testid={format!("payoff-{name}")} /></td>
            </tr>
        }
    };
    html! {
        <table class="plain-table payoff-table">
            <thead><tr>
                <th scope="col">{ say!("payoff-kinds") }</th>
                <th scope="col" class="is-number">{ say!("payoff-rows") }</th>
                <th scope="col" class="is-number">{ say!("payoff-worth") }</th>
            </tr></thead>
            <tbody>{ for kinds.into_iter().map(line) }</tbody>
        </table>
    }
}

//! Faults and warnings: what is wrong, where, what to do, always with an icon and a word.

use super::{IconButton, icon};
use crate::words::sentence;
use glasshouse_spec::{Fault, Place, Warning};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`FaultBanner`].
#[derive(Properties, PartialEq)]
pub struct FaultBannerProps {
    /// The faults; the first is the one that matters.
    pub faults: Rc<Vec<Fault>>,
    /// The person has read them.
    pub on_dismiss: Callback<()>,
    /// The button that mends them, where there is one.
    #[prop_or_default]
    pub children: Html,
}

/// Faults, with their places, causes and remedies.
#[component]
pub fn FaultBanner(props: &FaultBannerProps) -> Html {
    let Some(first) = props.faults.first() else { return Html::default() };
    let dismiss = props.on_dismiss.reform(|_: MouseEvent| ());
    html! {
        <section class="banner banner-fault" role="alert">
            { icon("circle-alert") }
            <div class="banner-text">
                <p data-testid="fault"><strong>{ say!("fault-word") }</strong>{ " " }{ &first.message }</p>
                { details(first) }
                { for props.faults.iter().skip(1).take(8).map(|fault| html! {
                    <p class="banner-more">{ sentence(&fault.message) }{ details(fault) }</p>
                }) }
                { props.children.clone() }
            </div>
            <IconButton icon="x" label={say!("dismiss")} onclick={dismiss} />
        </section>
    }
}

fn details(fault: &Fault) -> Html {
    html! {
        <>
            if let Some(place) = place(&fault.at) { <p class="banner-place">{ place }</p> }
            if let Some(remedy) = &fault.remedy { <p class="banner-remedy">{ remedy }</p> }
            if !fault.causes.is_empty() {
                <details class="banner-causes">
                    <summary>{ say!("fault-causes") }</summary>
                    { for fault.causes.iter().map(|cause| html! { <code>{ cause }</code> }) }
                </details>
            }
        </>
    }
}

/// A place in words, from the outside in.
fn place(at: &Place) -> Option<String> {
    let parts: Vec<String> = [
        at.file.clone(),
        at.line.map(|n| say!("place-line", n = n)),
        at.row.map(|n| say!("place-row", n = n)),
        at.column.as_ref().map(|name| say!("place-column", name = name.as_str())),
        at.parameter.as_ref().map(|path| say!("place-parameter", path = path.as_str())),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(" \u{b7} "))
}

/// Properties of [`Warnings`].
#[derive(Properties, PartialEq)]
pub struct WarningsProps {
    /// The warnings.
    pub warnings: Vec<Warning>,
}

/// Warnings as a list; many of them are folded.
#[component]
pub fn Warnings(props: &WarningsProps) -> Html {
    const SHOWN: usize = 3;
    let one = |warning: &Warning| {
        html! { <li>{ sentence(&warning.message) }</li> }
    };
    let (first, rest) = props.warnings.split_at(props.warnings.len().min(SHOWN));
    if first.is_empty() {
        return Html::default();
    }
    html! {
        <section class="banner banner-warning" aria-label={say!("warning-word")}>
            { icon("triangle-alert") }
            <div class="banner-text">
                <strong>{ say!("warning-count", n = props.warnings.len()) }</strong>
                <ul>{ for first.iter().map(one) }</ul>
                if !rest.is_empty() {
                    <details>
                        <summary>{ say!("warning-more", n = rest.len()) }</summary>
                        <ul>{ for rest.iter().map(one) }</ul>
                    </details>
                }
            </div>
        </section>
    }
}

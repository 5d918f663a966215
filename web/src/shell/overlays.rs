//! What opens over the page: palette, help, proof, the question before forgetting, the drawer.

use super::palette::Palette;
use super::panel::RecipePanel;
use crate::components::{Button, Dialog, icon};
use crate::hooks::{Studio, use_chosen, use_studio};
use crate::numbers;
use crate::services::proof::{self, Request};
use crate::state::{Overlay, Session, SessionAction};
use std::rc::Rc;
use yew::prelude::*;

/// Whatever lies over the page.
#[component]
pub fn Overlays() -> Html {
    let studio = use_studio();
    let overlay = use_chosen(&studio.session, |session: &Rc<Session>| session.overlay);
    let session = studio.session.clone();
    let on_close = Callback::from(move |()| session.dispatch(SessionAction::Overlay(None)));
    let over = match overlay {
        None | Some(Overlay::Palette) => Html::default(),
        Some(Overlay::Help) => html! { <Dialog title={say!("help-title")} {on_close}>{ help() }</Dialog> },
        Some(Overlay::Proof) => html! {
            <Dialog title={say!("proof-title")} class="wide" {on_close}>{ evidence(&proof::requests()) }</Dialog>
        },
        Some(Overlay::Forget) => html! {
            <Dialog title={say!("forget-title")} on_close={on_close.clone()}>{ forget(&studio, &on_close) }</Dialog>
        },
        Some(Overlay::Drawer) => html! {
            <Dialog title={say!("panel-title")} class="drawer" {on_close}><RecipePanel drawer=true /></Dialog>
        },
    };
    html! { <><Palette open={overlay == Some(Overlay::Palette)} />{ over }</> }
}

fn help() -> Html {
    let row = |keys: &[&'static str], words: String| {
        html! {
            <>
                <dt>{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</dt>
                <dd>{ words }</dd>
            </>
        }
    };
    html! {
        <>
            <p>{ say!("help-about") }</p>
            <dl class="shortcuts">
                { row(&["Ctrl", "K"], say!("help-palette")) }
                { row(&["Ctrl", "Enter"], say!("help-train")) }
                { row(&["Ctrl", "Z"], say!("help-undo")) }
                { row(&["Ctrl", "Shift", "Z"], say!("help-redo")) }
                { row(&["Alt", "1 \u{2026} 7"], say!("help-stages")) }
                { row(&["Ctrl", "V"], say!("help-paste")) }
                { row(&["\u{2190} \u{2191} \u{2192} \u{2193}"], say!("help-arrows")) }
                { row(&["+ \u{2212} 0"], say!("help-zoom")) }
                { row(&["Esc"], say!("help-escape")) }
                { row(&["?"], say!("help-help")) }
            </dl>
            <p class="quiet">{ say!("help-mac") }</p>
        </>
    }
}

fn evidence(requests: &[Request]) -> Html {
    let foreign = requests.iter().filter(|request| !request.own).count();
    let line = |request: &Request| {
        html! {
            <tr>
                <td class="proof-address">{ &request.address }</td>
                <td>{ &request.by }</td>
                <td class="is-number">{ numbers::seconds(request.at) }</td>
                <td class="is-number">{ numbers::bytes(request.received.max(0.0) as u64) }</td>
                <td class="is-number">{ "0\u{a0}B" }</td>
            </tr>
        }
    };
    html! {
        <>
            <dl class="facts">
                <div><dt>{ say!("proof-requests") }</dt><dd>{ numbers::grouped(requests.len() as i64) }</dd></div>
                <div><dt>{ say!("proof-foreign") }</dt><dd>{ numbers::grouped(foreign as i64) }</dd></div>
                <div><dt>{ say!("proof-sent") }</dt><dd>{ "0\u{a0}B" }</dd></div>
            </dl>
            <p>{ say!("proof-why") }</p>
            <div class="scroll-x scroll-y" tabindex="0" role="region" aria-label={say!("proof-title")}>
                <table class="plain-table">
                    <thead><tr>
                        <th scope="col">{ say!("proof-file") }</th><th scope="col">{ say!("proof-by") }</th>
                        <th scope="col" class="is-number">{ say!("proof-at") }</th>
                        <th scope="col" class="is-number">{ say!("proof-received") }</th>
                        <th scope="col" class="is-number">{ say!("proof-body") }</th>
                    </tr></thead>
                    <tbody>{ for requests.iter().map(line) }</tbody>
                </table>
            </div>
            <p class="quiet">{ icon("shield-check") }{ say!("proof-check") }</p>
        </>
    }
}

fn forget(studio: &Studio, on_close: &Callback<()>) -> Html {
    let studio = studio.clone();
    let close = on_close.clone();
    let confirm = move |_: MouseEvent| {
        close.emit(());
        studio.forget();
    };
    html! {
        <>
            <p>{ say!("forget-what") }</p>
            <div class="dialog-actions">
                <Button label={say!("forget-keep")} onclick={on_close.reform(|_| ())} />
                <Button label={say!("forget-confirm")} icon="trash-2" look="danger" onclick={confirm}
                    testid="forget-confirm" />
            </div>
        </>
    }
}

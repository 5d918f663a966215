//! What lies over the page: the browser's own modal dialog, which holds the focus, closes on
//! Escape and gives the focus back.

use super::IconButton;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Properties of [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// Its title.
    pub title: AttrValue,
    /// Whether it is open; most are drawn only while they are.
    #[prop_or(true)]
    pub open: bool,
    /// Its id, for [`raise`].
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// Whether the title is only for those who do not see it.
    #[prop_or_default]
    pub bare: bool,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
    /// It wants to close.
    pub on_close: Callback<()>,
    /// What is in it.
    pub children: Html,
}

/// Opens a dialog that is drawn but closed before this key is done with, so that the next key is the
/// dialog's: effects may run a task later, when fast fingers or a slow machine have typed on.
pub fn raise(id: &str) {
    let dialog = gloo::utils::document().get_element_by_id(id);
    show(dialog.and_then(|dialog| dialog.dyn_into().ok()).as_ref());
}

fn show(dialog: Option<&HtmlDialogElement>) {
    if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
        // It is refused only where the dialog has left the page.
        let _ = dialog.show_modal();
    }
}

/// A modal dialog.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with(props.open, {
        let node = node.clone();
        move |open| {
            let dialog = node.cast::<HtmlDialogElement>().filter(|_| *open);
            show(dialog.as_ref());
            move || dialog.iter().for_each(HtmlDialogElement::close)
        }
    });
    let close = props.on_close.clone();
    let oncancel = Callback::from(move |event: Event| {
        event.prevent_default();
        close.emit(());
    });
    let (close, own) = (props.on_close.clone(), node.clone());
    let onclick = Callback::from(move |event: MouseEvent| {
        // A press on the ground around the dialog has the dialog itself as its target.
        if event.target_dyn_into::<HtmlDialogElement>().is_some_and(|t| Some(t) == own.cast()) {
            close.emit(());
        }
    });
    html! {
        <dialog ref={node} id={props.id.clone()} class={classes!("dialog", props.class.clone())} aria-label={props.title.clone()}
            {oncancel} {onclick}>
            <div class="dialog-body">
                if !props.bare { { head(props) } }
                { props.children.clone() }
            </div>
        </dialog>
    }
}

fn head(props: &DialogProps) -> Html {
    html! {
        <header class="dialog-head">
            <h2>{ &props.title }</h2>
            <IconButton icon="x" label={say!("close")} onclick={props.on_close.reform(|_| ())} />
        </header>
    }
}

//! What lies over the page: the browser's own modal dialog, which holds the focus, closes on
//! Escape and gives the focus back.

use super::IconButton;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Properties of [`Dialog`].
#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// Its title.
    pub title: AttrValue,
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

/// A modal dialog, open as long as it is drawn.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // It is refused only where it is open already.
                let _ = dialog.show_modal();
            }
            move || dialog.iter().for_each(|dialog| dialog.close())
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
        <dialog ref={node} class={classes!("dialog", props.class.clone())} aria-label={props.title.clone()}
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

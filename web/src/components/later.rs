//! Content that is made in a task of its own, after what stands above it: a page that changes as a whole
//! answers in between.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// Milliseconds between two turns: the browser paints at most once in them.
const TURN: u32 = 16;

/// Properties of [`Later`].
#[derive(Properties, PartialEq)]
pub struct LaterProps {
    /// How many others come before, from 1.
    pub turn: u32,
    /// The content.
    pub children: Html,
}

/// Content that waits for its turn.
#[component]
pub fn Later(props: &LaterProps) -> Html {
    let come = use_state_eq(|| false);
    use_effect_with((), {
        let (come, wait) = (come.setter(), props.turn * TURN);
        move |()| {
            let timer = Timeout::new(wait, move || come.set(true));
            move || drop(timer)
        }
    });
    if *come { props.children.clone() } else { Html::default() }
}

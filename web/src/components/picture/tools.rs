//! Below a picture: zooming and taking it away.

use super::pointer::STEP;
use super::save::{Shot, file_name};
use super::stage::Stage;
use crate::components::{IconButton, icon};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Tools`].
#[derive(Properties, PartialEq)]
pub struct ToolsProps {
    /// What is known of the picture.
    pub stage: Stage,
    /// Its title, which names files.
    pub title: AttrValue,
    /// Whether the surface is dark.
    pub dark: bool,
    /// Its width in CSS pixels.
    pub width: u32,
}

/// Buttons below a picture.
#[component]
pub fn Tools(props: &ToolsProps) -> Html {
    let trouble = use_state_eq(|| None::<String>);
    let shot = props.stage.held().map(|picture| Shot {
        picture: Rc::clone(picture),
        dark: props.dark,
        width: props.width,
        file: file_name(&props.title),
    });
    let tell = {
        let trouble = trouble.clone();
        Callback::from(move |words: String| trouble.set(Some(words)))
    };
    let hint = match (props.stage.brushes(), props.stage.can.zoom) {
        (true, true) => say!("picture-hint-both"),
        (true, false) => say!("picture-hint-mark"),
        (false, true) => say!("picture-hint-zoom"),
        (false, false) => String::new(),
    };
    html! {
        <>
            <div class="picture-tools" role="group" aria-label={say!("picture-tools")}>
                if props.stage.can.zoom { { zooming(&props.stage) } }
                <span class="picture-hint quiet">{ hint }</span>
                <span class="picture-saves">{ for shot.iter().flat_map(|shot| ["png", "svg", "csv"].map(|kind| saving(kind, shot, &tell))) }</span>
            </div>
            if let Some(words) = &*trouble {
                <p class="field-fault" role="alert">{ say!("picture-save-failed", words = words.as_str()) }</p>
            }
        </>
    }
}

fn zooming(stage: &Stage) -> Html {
    let zoomed = stage.can.unzoom;
    let with = |act: fn(&Stage)| {
        let stage = stage.clone();
        Callback::from(move |_: MouseEvent| act(&stage))
    };
    let why = |label: String| if zoomed { label } else { format!("{label}: {}", say!("picture-zoom-none")) };
    html! {
        <span class="picture-zoom">
            <IconButton icon="zoom-in" label={say!("picture-zoom-in")} onclick={with(|stage| stage.show(|picture| picture.zoom(STEP)))} />
            <IconButton icon="zoom-out" label={why(say!("picture-zoom-out"))} disabled={!zoomed}
                onclick={with(|stage| stage.show(|picture| picture.zoom(1.0 / STEP)))} />
            <IconButton icon="rotate-ccw" label={why(say!("picture-zoom-all"))} disabled={!zoomed}
                onclick={with(Stage::reset)} />
        </span>
    }
}

fn saving(kind: &'static str, shot: &Shot, tell: &Callback<String>) -> Html {
    let onclick = {
        let (shot, tell) = (shot.clone(), tell.clone());
        Callback::from(move |_: MouseEvent| {
            let saved = match kind {
                "png" => shot.save_png(tell.clone()),
                "svg" => shot.save_svg(),
                _ => shot.save_csv(),
            };
            if let Err(words) = saved {
                tell.emit(words);
            }
        })
    };
    let label = say!(&format!("picture-save-{kind}"));
    html! {
        <button type="button" class="button picture-save" data-testid={format!("picture-{kind}")} {onclick}
            title={label.clone()} aria-label={label}>
            { icon("download") }<span>{ kind.to_uppercase() }</span>
        </button>
    }
}

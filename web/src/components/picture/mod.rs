//! A chart on a canvas: sharp on every screen, drawn anew when its size, the theme or what is zoomed to
//! changes. Values stand under the pointer and under the arrow keys, a drag marks rows or zooms, and the
//! picture can be taken away as PNG, as SVG or as numbers. Its summary in words and its numbers as a
//! table are there for those who do not see it.

mod canvas;
mod numbers;
mod pointer;
mod save;
mod stage;
mod tools;

use crate::services::pictures::Chart;
use canvas::{use_painting, use_width};
use glasshouse_chart::Brush;
use numbers::Numbers;
use pointer::{use_band_place, use_tip_place, use_wheel};
use stage::{Stage, use_stage};
use std::rc::Rc;
use tools::Tools;
use yew::prelude::*;

/// Properties of [`Picture`].
#[derive(Properties, PartialEq)]
pub struct PictureProps {
    /// Name, as in `confusion`.
    pub name: &'static str,
    /// Title.
    pub title: AttrValue,
    /// What to see in it, in a sentence.
    #[prop_or_default]
    pub help: Option<AttrValue>,
    /// What it shows.
    pub chart: Chart,
    /// Whether the surface is dark.
    pub dark: bool,
    /// Told which rows a drag, a click or Enter marks. Without it, a drag zooms.
    #[prop_or_default]
    pub on_brush: Option<Callback<Brush>>,
    /// What chooses how it is drawn.
    #[prop_or_default]
    pub children: Html,
}

/// A chart.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let canvas = use_node_ref();
    let stage = use_stage(&props.chart, props.on_brush.clone());
    let width = use_width(&canvas);
    use_painting(&canvas, props.dark, width, &stage);
    use_wheel(&canvas, &stage);
    let words = use_memo(stage.held().cloned(), |picture| {
        picture.as_ref().map_or_else(AttrValue::default, |picture| AttrValue::from(picture.summary()))
    });
    html! {
        <figure class="picture" data-testid={format!("chart-{}", props.name)}>
            <figcaption>
                <h3>{ &props.title }</h3>
                if let Some(help) = &props.help { <p class="quiet">{ help }</p> }
                { props.children.clone() }
            </figcaption>
            <Frame {canvas} stage={stage.clone()} words={(*words).clone()} />
            if let Some(Err(why)) = &stage.picture {
                <p class="field-fault" role="alert">{ say!("picture-undrawn", why = why.as_str()) }</p>
            }
            <Tools stage={stage.clone()} title={props.title.clone()} dark={props.dark} {width} />
            <p class="picture-summary">{ &*words }</p>
            if let Some(picture) = stage.held() { <Numbers picture={Rc::clone(picture)} /> }
        </figure>
    }
}

#[derive(Properties, PartialEq)]
struct FrameProps {
    canvas: NodeRef,
    stage: Stage,
    words: AttrValue,
}

/// The canvas with what floats over it.
#[component]
fn Frame(props: &FrameProps) -> Html {
    let stage = &props.stage;
    let (tip, band) = (use_node_ref(), use_node_ref());
    use_tip_place(&tip, stage);
    use_band_place(&band, stage);
    let lines = stage.lines();
    let on = pointer::listeners(stage);
    html! {
        <div class="picture-frame">
            <canvas ref={props.canvas.clone()} role="img" tabindex="0" aria-label={props.words.clone()}
                class={classes!(stage.brushes().then_some("can-mark"), stage.drags().then_some("can-drag"))}
                onpointerdown={on.down} onpointermove={on.moved} onpointerup={on.up} onpointercancel={on.cancel}
                onpointerleave={on.leave} ondblclick={on.double} onkeydown={on.key} />
            <div class={classes!("picture-band", stage.drag.is_none().then_some("is-hidden"))} ref={band} />
            <div class={classes!("picture-tip", lines.is_empty().then_some("is-hidden"))} ref={tip} aria-live="polite">
                { for lines.iter().map(|line| html! { <span>{ line }</span> }) }
            </div>
        </div>
    }
}

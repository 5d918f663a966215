//! A chart on a canvas: sharp on every screen, drawn anew when its size or the theme changes, with
//! values under the pointer and under the arrow keys, its summary in words and its numbers as a
//! table.

use super::icon;
use glasshouse_chart::{ChartSpec, ChartView, Drawing, Layout, Theme, height_for, summary, table};
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, ResizeObserver};
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
    pub chart: Rc<ChartSpec>,
    /// Whether the surface is dark.
    pub dark: bool,
}

/// Rows of the table of numbers that are drawn; the rest is counted.
const TABLE_ROWS: usize = 200;

/// A chart.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let canvas = use_node_ref();
    let width = use_state_eq(|| 0_u32);
    let layout = use_state(Layout::default);
    let pointed = use_state_eq(|| None::<usize>);
    use_width(&canvas, &width);
    use_effect_with((Rc::clone(&props.chart), props.dark, *width), {
        let (canvas, layout, pointed) = (canvas.clone(), layout.clone(), pointed.clone());
        move |(chart, dark, width)| {
            pointed.set(None);
            if let Some(drawn) = paint(&canvas, chart, *dark, *width) {
                layout.set(drawn);
            }
        }
    });
    let tip = use_node_ref();
    use_tip_place(&tip, &layout, *pointed);
    let onmousemove = {
        let (layout, pointed) = (layout.clone(), pointed.clone());
        Callback::from(move |event: MouseEvent| pointed.set(layout.at(event.offset_x(), event.offset_y())))
    };
    let onmouseleave = {
        let pointed = pointed.clone();
        Callback::from(move |_: MouseEvent| pointed.set(None))
    };
    let onkeydown = walk(&layout, &pointed);
    let words = summary(&props.chart);
    let lines = pointed.map(|at| layout.lines(at)).filter(|lines| !lines.is_empty());
    html! {
        <figure class="picture" data-testid={format!("chart-{}", props.name)}>
            <figcaption>
                <h3>{ &props.title }</h3>
                if let Some(help) = &props.help { <p class="quiet">{ help }</p> }
            </figcaption>
            <div class="picture-frame">
                <canvas ref={canvas} role="img" tabindex="0" aria-label={words.clone()} {onmousemove} {onmouseleave}
                    {onkeydown} />
                <div class={classes!("picture-tip", lines.is_none().then_some("is-hidden"))} ref={tip} aria-live="polite">
                    { for lines.iter().flatten().map(|line| html! { <span>{ line }</span> }) }
                </div>
            </div>
            <p class="picture-summary">{ words }</p>
            { numbers(&props.chart) }
        </figure>
    }
}

fn numbers(chart: &ChartSpec) -> Html {
    let table = table(chart);
    let rest = table.rows.len().saturating_sub(TABLE_ROWS);
    html! {
        <details class="picture-numbers">
            <summary>{ icon("table-2") }{ say!("picture-numbers") }</summary>
            <div class="scroll-x" tabindex="0" role="region" aria-label={say!("picture-numbers")}>
                <table class="plain-table">
                    <thead><tr>{ for table.headers.iter().map(|h| html! { <th scope="col">{ h }</th> }) }</tr></thead>
                    <tbody>
                        { for table.rows.iter().take(TABLE_ROWS).map(|row| html! {
                            <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr>
                        }) }
                    </tbody>
                </table>
            </div>
            if rest > 0 { <p class="quiet">{ say!("picture-rest", n = rest) }</p> }
        </details>
    }
}

/// The width that the picture has, now and whenever it changes.
#[hook]
fn use_width(canvas: &NodeRef, width: &UseStateHandle<u32>) {
    let (canvas, width) = (canvas.clone(), width.clone());
    use_effect_with((), move |()| {
        let frame = canvas.cast::<HtmlElement>().and_then(|canvas| canvas.parent_element());
        let measured = frame.clone();
        let resized = Closure::<dyn FnMut()>::new(move || {
            if let Some(frame) = &measured {
                width.set(frame.client_width().max(0) as u32);
            }
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(frame)) = (&observer, &frame) {
            observer.observe(frame);
        }
        move || {
            observer.iter().for_each(ResizeObserver::disconnect);
            drop(resized);
        }
    });
}

/// Draws at the screen's own density; the layout stays in CSS pixels.
fn paint(canvas: &NodeRef, chart: &ChartSpec, dark: bool, width: u32) -> Option<Layout> {
    let canvas = canvas.cast::<HtmlCanvasElement>()?;
    if width == 0 {
        return None;
    }
    let height = height_for(chart, width);
    let density = gloo::utils::window().device_pixel_ratio().max(1.0);
    canvas.set_width((f64::from(width) * density).round() as u32);
    canvas.set_height((f64::from(height) * density).round() as u32);
    // The style sheet has the width; the height follows what is drawn.
    let _ = canvas.style().set_property("height", &format!("{height}px"));
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.scale(density, density).ok()?;
    let theme = if dark { Theme::dark() } else { Theme::light() };
    let area = CanvasBackend::with_canvas_object(canvas)?.into_drawing_area().shrink((0, 0), (width, height));
    let drawing = Drawing::new(chart, &theme, &ChartView::default(), (width, height)).ok()?;
    drawing.put(&area).ok()?;
    Some(drawing.into_layout())
}

/// Arrow keys walk through what has a value; Escape lets go.
fn walk(layout: &UseStateHandle<Layout>, pointed: &UseStateHandle<Option<usize>>) -> Callback<KeyboardEvent> {
    let (layout, pointed) = (layout.clone(), pointed.clone());
    Callback::from(move |event: KeyboardEvent| {
        let count = layout.regions.len();
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => {
                pointed.map_or(Some(0), |at| Some((at + 1).min(count.saturating_sub(1))))
            }
            "ArrowLeft" | "ArrowUp" => pointed.map_or(Some(0), |at| Some(at.saturating_sub(1))),
            "Escape" => None,
            _ => return,
        };
        event.prevent_default();
        pointed.set(next.filter(|_| count > 0));
    })
}

/// Puts the values beside what they belong to, inside of the picture.
#[hook]
fn use_tip_place(tip: &NodeRef, layout: &UseStateHandle<Layout>, pointed: Option<usize>) {
    let (tip, layout) = (tip.clone(), layout.clone());
    use_effect_with(pointed, move |pointed| {
        let region = pointed.and_then(|at| layout.regions.get(at));
        let (Some(region), Some(tip)) = (region, tip.cast::<HtmlElement>()) else { return };
        let bounds = region.bounds();
        let (width, height) = (tip.offset_width(), tip.offset_height());
        let middle = (bounds.left + bounds.right) / 2;
        let left = (middle - width / 2).clamp(0, (layout.size.0 as i32 - width).max(0));
        let above = bounds.top - height - 8;
        let top = if above >= 0 { above } else { bounds.bottom + 8 };
        let _ = tip.style().set_property("left", &format!("{left}px"));
        let _ = tip.style().set_property("top", &format!("{top}px"));
    });
}

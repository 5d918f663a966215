//! A picture of the table: asked for when it comes on screen, kept as long as the table, with how far
//! it is, a way to give it up, and why it cannot be drawn.

use super::super::use_dark;
use crate::components::{Button, Picture, icon};
use crate::hooks::{Studio, picture_key, use_slice, use_studio};
use crate::numbers;
use crate::services::pictures::Chart;
use crate::state::{LookAction, Made, conditions_of, needs_of};
use crate::words::sentence;
use glasshouse_chart::Brush;
use glasshouse_spec::{Fault, PictureRequest, Progress};
use yew::prelude::*;

/// Properties of [`Shown`].
#[derive(Properties, PartialEq)]
pub struct ShownProps {
    /// The picture, of all rows; the filter is added here.
    pub picture: PictureRequest,
    /// Its title; told from its kind and columns when left out.
    #[prop_or_default]
    pub title: Option<AttrValue>,
}

/// A picture of the rows that are looked at.
#[component]
pub fn Shown(props: &ShownProps) -> Html {
    let studio = use_studio();
    let (data, look) = (use_slice(&studio.data), use_slice(&studio.look));
    let shelf = use_slice(&studio.pictures);
    let asked = PictureRequest { view: look.unordered(), ..props.picture.clone() };
    let key = picture_key(&asked);
    let made = shelf.find(data.revision, &key);
    use_asking(&studio, &asked, (data.revision, key.clone()), made.is_none());
    let title = props.title.clone().unwrap_or_else(|| picture_title(&props.picture).into());
    // While the rows change, the picture of the rows before stays in place, so that nothing jumps.
    let before = use_mut_ref(|| None::<(String, Chart)>);
    let bare = format!("{} {}", data.revision, picture_key(&props.picture));
    if let Some(Made::Ready(chart)) = made {
        *before.borrow_mut() = Some((bare.clone(), (**chart).clone()));
    }
    let old = before.borrow().as_ref().filter(|(of, _)| *of == bare).map(|(_, chart)| chart.clone());
    let kind = needs_of(props.picture.kind).name;
    let retry = {
        let (studio, asked) = (studio.clone(), asked.clone());
        Callback::from(move |_: MouseEvent| studio.retry_picture(&asked))
    };
    match (made, old) {
        (Some(Made::Ready(chart)), _) => html! { <Drawn {kind} {title} chart={(**chart).clone()} /> },
        (Some(Made::Failed(faults)), _) => trouble(&title, faults, retry),
        (Some(Made::Stopped), _) => stopped(&title, retry),
        (_, Some(chart)) => html! {
            <div class="picture-stale" aria-busy="true"><Drawn {kind} {title} {chart} /></div>
        },
        (Some(Made::Waiting(_, progress)), None) => {
            let stop = Callback::from(move |_: MouseEvent| studio.stop_picture(&asked));
            html! { <Waiting {title} progress={progress.clone()} {stop} /> }
        }
        (None, None) => html! { <Waiting {title} stop={Callback::noop()} /> },
    }
}

/// Asks for a picture while it is looked at, and gives it up when it is not any more.
#[hook]
fn use_asking(studio: &Studio, asked: &PictureRequest, of: (u32, String), lacking: bool) {
    use_effect_with((of.clone(), lacking), {
        let (studio, asked) = (studio.clone(), asked.clone());
        move |_| studio.want_picture(&asked)
    });
    use_effect_with(of, {
        let (studio, asked) = (studio.clone(), asked.clone());
        move |_| move || studio.leave_picture(&asked)
    });
}

#[derive(Properties, PartialEq)]
struct DrawnProps {
    kind: &'static str,
    title: AttrValue,
    chart: Chart,
}

/// A picture that is there.
#[component]
fn Drawn(props: &DrawnProps) -> Html {
    let studio = use_studio();
    let dark = use_dark();
    // What is marked in one picture narrows the rows of all of them, and of the grid.
    let on_brush = {
        let (look, data) = (studio.look.clone(), studio.data.clone());
        Callback::from(move |brush: Brush| {
            let data = data.get();
            let columns = data.loaded.as_ref().map_or(&[][..], |loaded| &loaded.profile.columns);
            look.dispatch(LookAction::Narrow(conditions_of(&brush, columns)));
        })
    };
    html! {
        <Picture name={props.kind} title={props.title.clone()} chart={props.chart.clone()} {dark} {on_brush} />
    }
}

/// Title of a picture: its kind and what it is of.
pub fn picture_title(picture: &PictureRequest) -> String {
    let kind = say!(&format!("picture-{}", needs_of(picture.kind).name));
    let columns = match picture.columns.as_slice() {
        [] => return kind,
        columns if columns.len() > 3 => say!("picture-of-many", n = columns.len()),
        columns => columns.join(" \u{d7} "),
    };
    match &picture.by {
        Some(by) => say!("picture-of-by", kind = kind, columns = columns, by = by.as_str()),
        None => say!("picture-of", kind = kind, columns = columns),
    }
}

/// The place of a picture that is on its way.
#[derive(Properties, PartialEq)]
struct WaitingProps {
    title: AttrValue,
    #[prop_or_default]
    progress: Option<Progress>,
    stop: Callback<MouseEvent>,
}

#[component]
fn Waiting(props: &WaitingProps) -> Html {
    html! {
        <div class="picture picture-waiting" aria-busy="true">
            <h3>{ &props.title }</h3>
            <div class="picture-ground">
                <div class="is-late">
                    if let Some(progress) = &props.progress {
                        <ProgressLine progress={progress.clone()} stop={props.stop.clone()} />
                    } else { <p class="quiet">{ icon("loader-circle") }{ say!("picture-drawing") }</p> }
                </div>
            </div>
        </div>
    }
}

/// Properties of [`ProgressLine`].
#[derive(Properties, PartialEq)]
pub struct ProgressLineProps {
    /// How far it is.
    pub progress: Progress,
    /// Gives it up.
    pub stop: Callback<MouseEvent>,
}

/// How far something is, how long still, and a button that gives it up.
#[component]
pub fn ProgressLine(props: &ProgressLineProps) -> Html {
    let progress = &props.progress;
    let done = progress.done.clamp(0.0, 1.0);
    let left = progress.left.map(|s| say!("work-left", time = numbers::seconds(s)));
    let elapsed = say!("work-elapsed", time = numbers::seconds(progress.elapsed));
    html! {
        <div class="work">
            <span class="work-stage">{ &progress.stage }</span>
            <svg class="bar progress-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="progressbar"
                aria-valuemin="0" aria-valuemax="100" aria-valuenow={format!("{:.0}", done * 100.0)}
                aria-label={progress.stage.clone()}>
                <rect class="bar-ground" width="100" height="8" />
                <rect class="progress-amount" width={format!("{:.2}", done * 100.0)} height="8" />
            </svg>
            <span class="work-done">{ format!("{:.0}\u{a0}%", done * 100.0) }</span>
            <span class="work-left">{ left.unwrap_or(elapsed) }</span>
            <Button label={say!("cancel")} icon="x" onclick={props.stop.clone()} />
        </div>
    }
}

fn trouble(title: &AttrValue, faults: &[Fault], retry: Callback<MouseEvent>) -> Html {
    html! {
        <div class="picture picture-trouble" data-testid="picture-trouble">
            <h3>{ title }</h3>
            <div class="picture-ground">
                { for faults.iter().take(3).map(|fault| html! {
                    <p>{ icon("circle-alert") }{ " " }{ sentence(&fault.message) }
                        if let Some(remedy) = &fault.remedy { <span class="quiet">{ " " }{ remedy }</span> }
                    </p>
                }) }
                <Button label={say!("picture-again")} onclick={retry} />
            </div>
        </div>
    }
}

fn stopped(title: &AttrValue, retry: Callback<MouseEvent>) -> Html {
    html! {
        <div class="picture picture-waiting">
            <h3>{ title }</h3>
            <div class="picture-ground">
                <p class="quiet">{ say!("picture-stopped") }</p>
                <Button label={say!("picture-again")} onclick={retry} />
            </div>
        </div>
    }
}

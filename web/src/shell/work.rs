//! The running work: how far, how long still, and what can be done about it.

use crate::components::Button;
use crate::hooks::{use_chosen, use_slice, use_studio};
use crate::numbers;
use crate::state::{JobKind, Jobs};
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Properties of [`WorkMeter`].
#[derive(Properties, PartialEq)]
pub struct WorkMeterProps {
    /// Whether it stands in the status bar.
    #[prop_or_default]
    pub small: bool,
}

/// The running work. Its ticks repaint only this.
#[component]
pub fn WorkMeter(props: &WorkMeterProps) -> Html {
    let studio = use_studio();
    let job = use_chosen(&studio.jobs, |jobs: &Rc<Jobs>| jobs.running);
    let step = use_slice(&studio.step);
    let Some(job) = job else { return Html::default() };
    let progress = step.0.as_ref();
    let done = progress.map_or(0.0, |p| p.done.clamp(0.0, 1.0));
    let stage = progress.map_or_else(|| kind_words(job.kind), |p| p.stage.clone());
    let stage = if job.stopping { say!("work-stopping") } else { stage };
    let left = progress.and_then(|p| p.left.map(|s| (s, p.at_most))).map(|(s, at_most)| {
        let time = numbers::seconds(s);
        if at_most { say!("work-left-at-most", time = time) } else { say!("work-left", time = time) }
    });
    let elapsed = progress.map(|p| say!("work-elapsed", time = numbers::seconds(p.elapsed)));
    let trains = matches!(job.kind, JobKind::Train | JobKind::Search | JobKind::Automl) && !job.stopping;
    let lacks =
        progress.and_then(|p| p.lacks.as_ref()).map(|what| say!("keep-not-yet", what = what.as_str()));
    let can_keep = trains && (progress.is_some_and(|p| p.can_keep) || lacks.is_some());
    let can_cancel = matches!(
        job.kind,
        JobKind::Train
            | JobKind::CrossValidate
            | JobKind::Curve
            | JobKind::Compare
            | JobKind::Search
            | JobKind::Automl
            | JobKind::Read
            | JobKind::Apply
            | JobKind::Verify
            | JobKind::Inspect
            | JobKind::Judge
            | JobKind::Fairness
            | JobKind::Refit
            | JobKind::Make
    );
    let (cancel, keep) = (studio.clone(), studio.clone());
    let stopping = job.stopping.then(|| AttrValue::from(say!("work-stopping")));
    html! {
        <div class={classes!("work", props.small.then_some("work-small"))}>
            <span class="work-stage">{ &stage }</span>
            <Meter {done} label={stage.clone()} />
            <span class="work-done">{ format!("{:.0}\u{a0}%", done * 100.0) }</span>
            <span class="work-left">{ left.or(elapsed).unwrap_or_default() }</span>
            if can_cancel {
                <Button label={say!("cancel")} icon="x" testid="cancel-button" why_not={stopping.clone()}
                    onclick={move |_| cancel.cancel()} />
            }
            if can_keep {
                <Button label={say!("keep-best")} icon="flag" testid="keep-best-button"
                    why_not={lacks.map(AttrValue::from)}
                    onclick={move |_| keep.keep_best()} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct MeterProps {
    done: f64,
    label: AttrValue,
}

/// The bar itself.
#[component]
fn Meter(props: &MeterProps) -> Html {
    let fill = use_node_ref();
    use_effect_with(props.done, {
        let fill = fill.clone();
        move |done| {
            if let Some(fill) = fill.cast::<HtmlElement>() {
                // A width that the browser refuses leaves the bar where it was.
                let _ = fill.style().set_property("transform", &format!("scaleX({done:.4})"));
            }
        }
    });
    html! {
        <div class="meter" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-label={props.label.clone()}
            aria-valuenow={format!("{:.0}", props.done * 100.0)} data-testid="progress">
            <div class="meter-fill" ref={fill}></div>
        </div>
    }
}

fn kind_words(kind: JobKind) -> String {
    match kind {
        JobKind::Read => say!("work-read"),
        JobKind::Train => say!("work-train"),
        JobKind::CrossValidate => say!("work-folds"),
        JobKind::Curve => say!("work-curve"),
        JobKind::Compare => say!("work-compare"),
        JobKind::Search | JobKind::Automl => say!("work-search"),
        JobKind::Verify => say!("work-verify"),
        JobKind::Apply => say!("work-apply"),
        JobKind::Make => say!("work-make"),
        JobKind::Fetch => say!("work-fetch"),
        JobKind::Inspect => say!("work-inspect"),
        JobKind::Judge => say!("work-judge"),
        JobKind::Fairness => say!("work-fairness"),
        JobKind::Refit => say!("work-refit"),
    }
}

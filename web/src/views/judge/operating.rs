//! Where a threshold stands on the curves over all thresholds.

use crate::components::Picture;
use crate::numbers;
use crate::services::pictures::Chart;
use crate::state::Called;
use crate::views::use_dark;
use glasshouse_chart::{Axis, ChartSpec, Lines, Series};
use glasshouse_spec::{AgainstRest, Judgement};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Operating`].
#[derive(Properties, PartialEq)]
pub struct OperatingProps {
    /// The judgement.
    pub found: Rc<Judgement>,
    /// The place of the class that is told from the rest.
    pub class: usize,
    /// The threshold.
    pub threshold: f64,
}

/// The two curves of a class with the threshold upon them.
#[component]
pub fn Operating(props: &OperatingProps) -> Html {
    let dark = use_dark();
    let charts =
        use_memo((props.found.clone(), props.class, props.threshold), |(found, class, threshold)| {
            let of = found.classes.as_ref()?.against_rest.get(*class)?;
            (of.positives > 0 && of.negatives > 0)
                .then(|| [caught(of, *threshold), precision(of, *threshold)])
        });
    let Some([caught, precision]) = &*charts else { return Html::default() };
    html! {
        <div class="pictures">
            <Picture name="operating-roc" title={say!("operating-roc")} chart={caught.clone()} {dark} />
            <Picture name="operating-precision" title={say!("operating-precision")} chart={precision.clone()} {dark} />
        </div>
    }
}

/// The share caught against false alarms.
fn caught(of: &AgainstRest, threshold: f64) -> Chart {
    let share =
        |right: u64, wrong: u64| (wrong as f64 / of.negatives as f64, right as f64 / of.positives as f64);
    let counts = of.true_positives.iter().zip(&of.false_positives);
    let points = std::iter::once((0.0, 0.0)).chain(counts.map(|(right, wrong)| share(*right, *wrong)));
    let now = Called::from(of, threshold);
    let axes = (say!("operating-false-alarms"), say!("operating-caught"));
    chart(axes, points.collect(), threshold, share(now.caught, now.false_alarms))
}

/// The share of alarms that are right against the share caught.
fn precision(of: &AgainstRest, threshold: f64) -> Chart {
    let share =
        |right: u64, wrong: u64| (right as f64 / of.positives as f64, right as f64 / (right + wrong) as f64);
    let counts = of.true_positives.iter().zip(&of.false_positives);
    let now = Called::from(of, threshold);
    let axes = (say!("operating-caught"), say!("operating-right"));
    let points = counts.map(|(right, wrong)| share(*right, *wrong)).collect();
    chart(axes, points, threshold, share(now.caught, now.false_alarms))
}

/// A curve and the point of the threshold, which has none of its axes where no row is called positive.
fn chart((x, y): (String, String), points: Vec<(f64, f64)>, threshold: f64, now: (f64, f64)) -> Chart {
    let name = say!("operating-threshold", threshold = numbers::score(threshold));
    let series = |name: String, points| Series { name, points, ..Series::default() };
    Chart::of(&ChartSpec::Lines(Lines {
        x: Axis::named(x),
        y: Axis::named(y),
        series: vec![series(say!("operating-all"), points), series(name, vec![now])],
        ..Lines::default()
    }))
}

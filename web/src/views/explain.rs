//! Explain: what the model goes by.

use super::targets::choose;
use super::{Stale, head, next, no_model, use_dark};
use crate::components::Picture;
use crate::hooks::{use_slice, use_studio};
use crate::route::Stage;
use crate::services::pictures::Chart;
use crate::state::Trained;
use crate::words;
use glasshouse_chart::{Bars, ChartSpec};
use std::rc::Rc;
use yew::prelude::*;

/// The view.
#[component]
pub fn ExplainView() -> Html {
    let studio = use_studio();
    let jobs = use_slice(&studio.jobs);
    let dark = use_dark();
    let of = use_state_eq(|| None::<usize>);
    let one =
        |trained: &Rc<Trained>| trained.of_target(of.unwrap_or(0)).map_or_else(|| trained.clone(), Rc::new);
    let trained = jobs.trained.as_ref().map(one);
    let chart = use_memo(trained.clone(), |trained| {
        let seen = trained.as_ref().map(|t| &t.diagnostics);
        let items = seen.map(|s| s.weights.clone()).unwrap_or_default();
        Chart::of(&ChartSpec::Bars(Bars::new(seen.map(|s| s.weights_are.clone()).unwrap_or_default(), items)))
    });
    let Some(trained) = trained else { return no_model(Stage::Explain) };
    let seen = &trained.diagnostics;
    let key = format!("weights-{}", seen.weights_are);
    let title = words::find(&key, None).unwrap_or_else(|| seen.weights_are.clone());
    let meaning = words::find(&format!("{key}.is"), None);
    html! {
        <>
            { head(Stage::Explain, next(Stage::Export, say!("go-export"))) }
            <Stale />
            if let Some(trained) = &jobs.trained { { choose(&trained.report.task, &of, false) } }
            if seen.weights.is_empty() {
                <p class="quiet">{ say!("weights-none") }</p>
            } else {
                <Picture name="weights" {title} help={meaning.map(AttrValue::from)} chart={(*chart).clone()} {dark} />
            }
        </>
    }
}

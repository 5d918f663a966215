//! The report as one page for people, and as figures for programs.

use crate::components::Button;
use crate::hooks::{use_slice, use_studio};
use glasshouse_spec::ReportFormat;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the report is, and the buttons that write it.
#[component]
pub fn Report() -> Html {
    let studio = use_studio();
    let jobs = use_slice(&studio.jobs);
    let values = use_state_eq(|| false);
    let onchange = {
        let values = values.clone();
        Callback::from(move |event: Event| {
            values.set(event.target_unchecked_into::<HtmlInputElement>().checked())
        })
    };
    let save = |format: ReportFormat| {
        // Figures for programs are whole, as the command line writes them.
        let (studio, values) = (studio.clone(), *values || format == ReportFormat::Json);
        Callback::from(move |_: MouseEvent| studio.download_report(format, values))
    };
    let why_not = jobs.running.is_some().then(|| AttrValue::from(say!("train-busy")));
    html! {
        <section class="section" aria-labelledby="report-title">
            <h2 id="report-title">{ say!("report-title") }</h2>
            <p class="quiet">{ say!("report-what") }</p>
            <label class="check"><input type="checkbox" checked={*values} {onchange} />{ say!("report-values") }</label>
            <div class="row-of-buttons">
                <Button label={say!("report-html")} icon="download" testid="report-html" why_not={why_not.clone()}
                    onclick={save(ReportFormat::Html)} />
                <Button label={say!("report-json")} icon="download" testid="report-json" {why_not}
                    onclick={save(ReportFormat::Json)} />
            </div>
        </section>
    }
}

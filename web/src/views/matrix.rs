//! The confusion matrix, its cells as shares of what one likes.

use super::use_dark;
use crate::components::{Choice, Field, Picture, SelectBox};
use crate::services::pictures::Chart;
use crate::state::Trained;
use glasshouse_chart::{ChartSpec, Confusion, ShareOf};
use std::rc::Rc;
use yew::prelude::*;

const WHOLES: [(&str, ShareOf); 3] =
    [("true", ShareOf::TrueClass), ("predicted", ShareOf::PredictedClass), ("all", ShareOf::AllRows)];

/// Properties of [`Matrix`].
#[derive(Properties, PartialEq)]
pub struct MatrixProps {
    /// The model.
    pub trained: Rc<Trained>,
}

/// The matrix of a classifier; nothing of other models.
#[component]
pub fn Matrix(props: &MatrixProps) -> Html {
    let dark = use_dark();
    let whole = use_state_eq(|| 0_usize);
    let chart = use_memo((props.trained.clone(), *whole), |(trained, whole)| {
        let (classes, counts) = (trained.report.task.classes.clone(), trained.diagnostics.confusion.clone());
        Chart::of(&ChartSpec::Confusion(Confusion { classes, counts, share_of: WHOLES[*whole].1 }))
    });
    if props.trained.diagnostics.confusion.is_empty() {
        return Html::default();
    }
    let choices: Vec<Choice> =
        WHOLES.iter().map(|(id, _)| Choice::new(*id, say!(&format!("matrix-of-{id}")))).collect();
    let choose = {
        let whole = whole.clone();
        Callback::from(move |id: String| {
            whole.set(WHOLES.iter().position(|(own, _)| *own == id).unwrap_or(0))
        })
    };
    html! {
        <Picture name="confusion" title={say!("picture-confusion")} help={say!("picture-confusion.help")}
            chart={(*chart).clone()} {dark}>
            <Field label={say!("matrix-of")} id="matrix-of">
                <SelectBox id="matrix-of" {choices} value={WHOLES[*whole].0} onchange={choose} />
            </Field>
        </Picture>
    }
}

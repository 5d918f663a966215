//! Why the model answers as it does: asked section by section, and given up.

use super::Studio;
use crate::state::{Asks, ExplainingAction};
use glasshouse_spec::{
    CounterfactualRequest, CurvesRequest, DropColumnRequest, Event, Explain, InteractionRequest,
    PermutationRequest, Request, ShapRequest, SimilarRequest, SurrogateRequest, WhatIfRequest,
};
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// Rows at most whose cells change places.
const PERMUTED: u32 = 5_000;
/// Rest before a row that is written by hand is asked about.
const REST_MS: u32 = 250;

impl Studio {
    /// Asks one of the questions; the one before it is given up.
    fn explain(&self, asks: Asks, ask: Explain) {
        self.stop_explaining(asks);
        let (studio, id) = (self.clone(), self.port.next_number());
        self.explaining.dispatch(ExplainingAction::Began(asks, id));
        let request = Request::Explain { ask: Box::new(ask), file: None };
        self.port.send(request, &[], move |(event, _)| {
            studio.explaining.dispatch(match event {
                Event::Progress(progress) => ExplainingAction::At(asks, id, progress),
                Event::Explained { explanation } => ExplainingAction::Told(asks, id, Rc::from(explanation)),
                Event::Failed { faults } => ExplainingAction::Ended(asks, id, faults),
                _ => ExplainingAction::Ended(asks, id, Vec::new()),
            });
        });
    }

    /// Which columns matter.
    pub fn explain_matters(&self, metric: Option<String>) {
        let request = PermutationRequest { metric, rows: Some(PERMUTED), ..PermutationRequest::default() };
        self.explain(Asks::Matters, Explain::Permutation(request));
    }

    /// Which columns the model is worse without, when it is trained without each.
    pub fn explain_dropped(&self, metric: Option<String>) {
        let request = DropColumnRequest { metric, columns: Vec::new() };
        self.explain(Asks::Dropped, Explain::DropColumn(request));
    }

    /// What columns contribute over many rows.
    pub fn explain_rows(&self, rows: u32) {
        self.explain(Asks::Rows, Explain::Shap(ShapRequest { rows: Some(rows), ..ShapRequest::default() }));
    }

    /// Whether two columns matter together.
    pub fn explain_together(&self, columns: [String; 2]) {
        self.explain(Asks::Together, Explain::Interaction(InteractionRequest { columns, rows: None }));
    }

    /// How the answer changes with a column.
    pub fn explain_curve(&self, column: String) {
        self.explain(
            Asks::Curve,
            Explain::Curves(CurvesRequest { columns: vec![column], ..CurvesRequest::default() }),
        );
    }

    /// What the model answers to the row as it is written.
    pub fn explain_what_if(&self) {
        let state = self.explaining.get();
        let request = WhatIfRequest { row: state.row, cells: state.cells.clone() };
        self.explain(Asks::WhatIf, Explain::WhatIf(request));
    }

    /// What would give another answer to it: of classes another or a named one, of numbers within two.
    pub fn explain_otherwise(&self, class: Option<String>, [at_least, at_most]: [Option<f64>; 2]) {
        let state = self.explaining.get();
        let request = CounterfactualRequest {
            row: state.row,
            cells: state.cells.clone(),
            class,
            at_least,
            at_most,
            may: state.may.clone(),
            count: None,
        };
        self.explain(Asks::Otherwise, Explain::Counterfactual(request));
    }

    /// Which training rows are like it.
    pub fn explain_similar(&self) {
        let state = self.explaining.get();
        let request = SimilarRequest { row: state.row, cells: state.cells.clone(), count: None };
        self.explain(Asks::Similar, Explain::Similar(request));
    }

    /// Which rules answer as the model does, of so many questions one after the other.
    pub fn explain_surrogate(&self, depth: u32) {
        self.explain(
            Asks::Surrogate,
            Explain::Surrogate(SurrogateRequest { depth: Some(depth), rows: None }),
        );
    }

    /// Gives a question up.
    pub fn stop_explaining(&self, asks: Asks) {
        if let Some((id, _)) = self.explaining.get().running.get(&asks) {
            let id = *id;
            self.explaining.dispatch(ExplainingAction::Ended(asks, id, Vec::new()));
            self.stop_request(id);
        }
    }
}

/// Asks as soon as a section that answers quickly is opened, unless it was told, asked or refused before.
#[hook]
pub fn use_first_question(studio: &Studio, asks: Asks, told: bool, ask: impl Fn() + 'static) {
    let state = super::use_slice(&studio.explaining);
    let open = !told && !state.running.contains_key(&asks) && !state.faults.contains_key(&asks);
    use_effect_with(state.model.clone(), move |model| {
        if open && !model.is_empty() {
            ask();
        }
    });
}

/// Asks about the row whenever it was written and the person rests.
#[hook]
pub fn use_what_if(studio: &Studio) {
    let state = super::use_slice(&studio.explaining);
    let asked = state.what_if.is_some() || !state.cells.is_empty();
    let wanted = asked.then(|| (state.row, state.cells.clone()));
    let first = use_mut_ref(|| None);
    use_effect_with(wanted, {
        let studio = studio.clone();
        move |wanted| {
            let new = wanted.is_some() && *first.borrow() != *wanted && first.borrow().is_some();
            first.borrow_mut().clone_from(wanted);
            let timer = new.then(|| {
                let studio = studio.clone();
                Timeout::new(REST_MS, move || studio.explain_what_if())
            });
            move || drop(timer)
        }
    });
}

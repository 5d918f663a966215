//! A bundle in place of the trained model.

use super::{Answer, Bench, Faults, keep};
use crate::state::{Exported, Trained};
use glasshouse_export::Bundle;
use glasshouse_prepare::Pipeline;
use glasshouse_spec::{Event, Place};
use std::cell::RefCell;
use std::rc::Rc;

pub(super) async fn run(bench: Bench, name: &str, bytes: &[u8]) -> Result<Answer, Faults> {
    bench.control.checkpoint("Opening the bundle", 0.1).await;
    let mut model = model(bytes).map_err(|faults| in_file(faults, name))?;
    keep::with_rows(&bench, &mut model).await;
    let model = Rc::new(model);
    bench.control.commit();
    keep::add_model(&bench, &model).await;
    let recipe = Box::new(model.recipe.clone());
    Ok(Event::Opened { recipe, model: Box::new(keep::restored(&model)) }.into())
}

/// The model in a bundle, without the rows that it was trained on.
pub(super) fn model(bytes: &[u8]) -> Result<Trained, Faults> {
    let bundle = Bundle::read(bytes)?;
    let pipeline = Pipeline::new(bundle.pipeline)?;
    Ok(Trained {
        recipe: bundle.recipe,
        pipeline,
        report: bundle.report,
        diagnostics: bundle.diagnostics,
        file: String::new(),
        reference: bundle.reference,
        dictionary: bundle.dictionary,
        made: Some((bundle.created, bundle.card)),
        data: None,
        export: RefCell::new(Exported { onnx: bundle.onnx.map(Rc::new), receipt: Some(bundle.receipt) }),
        said: RefCell::default(),
    })
}

fn in_file(mut faults: Faults, name: &str) -> Faults {
    for fault in &mut faults.0 {
        fault.at = Place { file: Some(name.to_string()), ..fault.at.clone() };
    }
    faults
}

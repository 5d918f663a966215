//! The proof of the ONNX export: made once for a model, by the runtime that the host has.

use super::{Answer, Bench, Faults, keep};
use crate::control::Control;
use crate::fault::internal;
use crate::recipe::sha256;
use crate::state::{Exported, Trained};
use glasshouse_evaluate::{Arranged, arrange_in_pieces};
use glasshouse_export::{OnnxCase, enough_rows, to_onnx, unproven};
use glasshouse_prepare::take;
use glasshouse_spec::{Event, Fault, Receipt};
use std::rc::Rc;

pub(super) async fn run(bench: Bench) -> Result<Answer, Faults> {
    let model = bench.state.borrow().model()?;
    bench.control.checkpoint("Checking the ONNX file in a runtime", 0.1).await;
    let exported = prove(&bench.control, &model).await?;
    keep::again(&bench, &model).await;
    let receipt = exported.receipt.ok_or_else(|| internal("a proof without a receipt"))?;
    Ok(Event::Verified { receipt }.into())
}

/// The ONNX file and its receipt, made now unless the model has both from an actual runtime.
///
/// There is always a receipt afterwards: where there is no ONNX, no runtime or no row to score,
/// it says so.
pub(super) async fn prove(control: &Control, model: &Rc<Trained>) -> Result<Exported, Faults> {
    let known = model.export.borrow().clone();
    let scored = known.receipt.as_ref().is_some_and(|receipt| receipt.runtime.is_some());
    if known.onnx.is_some() && (scored || (model.data.is_none() && known.receipt.is_some())) {
        return Ok(known);
    }
    let sha = &model.report.model_sha256;
    let made = match to_onnx(model.pipeline.state(), &model.recipe.name) {
        Err(error) => Exported { onnx: None, receipt: Some(unproven(sha, "", "test", error.fault())) },
        Ok(onnx) => {
            let receipt = score(control, model, &onnx).await?;
            Exported { onnx: Some(Rc::new(onnx)), receipt: Some(receipt) }
        }
    };
    *model.export.borrow_mut() = made.clone();
    Ok(made)
}

async fn score(control: &Control, model: &Trained, onnx: &[u8]) -> Result<Receipt, Faults> {
    let Some(held_out) = held_out(control, model).await? else {
        let fault = Fault::new(
            "onnx.no_rows",
            "the rows that the model was trained on are not loaded, so the ONNX file was not checked",
        )
        .with_remedy("load the data file and train again");
        return Ok(unproven(&model.report.model_sha256, &sha256(onnx), "test", fault));
    };
    let (part, rows) = (held_out.part, held_out.rows());
    let all = rows.len();
    let some: Vec<u32> = match enough_rows(model.pipeline.state()) {
        enough if enough < all => spread(all, enough).into_iter().map(|at| rows[at as usize]).collect(),
        _ => rows.to_vec(),
    };
    let done = control.stage().done;
    let still = async |_| control.checkpoint("Taking the rows", done).await;
    let table = take(&held_out.arranged.table, &some, &still).await;
    let case = OnnxCase::new(&model.pipeline, onnx, &table, part)?;
    Ok(control.host().verify(onnx, &case).await)
}

/// So many rows, evenly spread over all.
fn spread(all: usize, count: usize) -> Vec<u32> {
    (0..count as u64).map(|i| (i * all as u64 / count as u64) as u32).collect()
}

/// Rows that a model is shown on.
pub(super) struct HeldOut {
    /// Part that they are.
    pub part: &'static str,
    /// All rows, as training arranged them.
    pub arranged: Arranged,
}

impl HeldOut {
    /// The rows of the part.
    pub fn rows(&self) -> &[u32] {
        let parts = &self.arranged.parts;
        match self.part {
            "test" => &parts.test,
            "validation" => &parts.validation,
            _ => &parts.train,
        }
    }
}

/// The test rows, or those of the latest part that has any, as training arranged them; `None`
/// where the data are not at hand.
pub(super) async fn held_out(control: &Control, model: &Trained) -> Result<Option<HeldOut>, Faults> {
    let Some(ruled) = &model.data else { return Ok(None) };
    let done = control.stage().done;
    let pause = async |what, _| control.checkpoint(what, done).await;
    let arranged = arrange_in_pieces(ruled.given(), &model.recipe, &pause).await?;
    let parts = &arranged.parts;
    let parts = [("test", &parts.test), ("validation", &parts.validation), ("train", &parts.train)];
    let found = parts.into_iter().find(|(_, rows)| !rows.is_empty());
    let Some(part) = found.map(|(part, _)| part) else { return Ok(None) };
    Ok(Some(HeldOut { part, arranged }))
}

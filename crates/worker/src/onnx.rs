//! The proof of an export by ONNX Runtime Web, through `assets/onnx.js`.

use crate::host::words;
use glasshouse_export::{OnnxBatch, OnnxCase, OnnxCells, OnnxOutputs, OnnxReading, unproven};
use glasshouse_spec::{Fault, Receipt};
use js_sys::{Array, Float32Array, JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

// Lies beside worker.js; the script of this module lies two folders deeper.
#[wasm_bindgen(raw_module = "../../onnx.js")]
extern "C" {
    #[wasm_bindgen(js_name = openModel)]
    fn open_model(bytes: Uint8Array) -> Promise;
    #[wasm_bindgen(js_name = scoreBatch)]
    fn score_batch(model: &Model, names: Array, columns: Array, labels: Array, numbers: Array) -> Promise;
    #[wasm_bindgen(js_name = closeModel)]
    fn close_model(model: &Model) -> Promise;

    type Model;
    #[wasm_bindgen(method, getter)]
    fn version(this: &Model) -> String;

    type Outputs;
    #[wasm_bindgen(method, getter)]
    fn labels(this: &Outputs) -> Array;
    #[wasm_bindgen(method, getter)]
    fn numbers(this: &Outputs) -> Float32Array;
}

/// Reloads the file, scores the case and compares; the receipt says what went wrong where it did.
pub async fn verify(onnx: &[u8], case: &OnnxCase) -> Receipt {
    let no_proof = |fault| unproven(&case.model_sha256, &case.onnx_sha256, &case.part, fault);
    let model: Model = match JsFuture::from(open_model(onnx.into())).await {
        Ok(model) => model.unchecked_into(),
        Err(error) => return no_proof(not_loaded(&words(&error))),
    };
    let outputs = score(&model, case).await;
    // Memory that is not given back goes with the worker.
    let _ = JsFuture::from(close_model(&model)).await;
    match outputs {
        Ok(outputs) => case.verdict(&outputs, format!("ONNX Runtime Web {}", model.version())),
        Err(error) => no_proof(refused(&words(&error))),
    }
}

async fn score(model: &Model, case: &OnnxCase) -> Result<Vec<Vec<OnnxOutputs>>, JsValue> {
    let wanted = |name: fn(&OnnxReading) -> Option<&String>| -> Array {
        case.reading()
            .iter()
            .map(|of_target| name(of_target).map(|name| JsValue::from(name.as_str())))
            .map(Option::unwrap_or_default)
            .collect()
    };
    let (labels, numbers) = (wanted(|of| of.label.as_ref()), wanted(|of| of.numbers.as_ref()));
    let mut outputs = Vec::new();
    for batch in case.batches() {
        let (names, columns) = feed(&batch);
        let scored = score_batch(model, names, columns, labels.clone(), numbers.clone());
        let scored: Array = JsFuture::from(scored).await?.unchecked_into();
        outputs
            .push(scored.iter().map(|of_target| answered(&of_target.unchecked_into::<Outputs>())).collect());
    }
    Ok(outputs)
}

/// What the runtime answered of a target.
fn answered(of: &Outputs) -> OnnxOutputs {
    let labels = of.labels();
    let labels = labels.iter().map(|label| String::from(label.unchecked_into::<JsString>())).collect();
    OnnxOutputs { labels, numbers: of.numbers().to_vec() }
}

fn feed(batch: &OnnxBatch) -> (Array, Array) {
    let names = batch.inputs.iter().map(|input| JsValue::from(input.name.as_str())).collect();
    let columns = batch.inputs.iter().map(|input| match &input.cells {
        OnnxCells::Numbers(cells) => JsValue::from(Float32Array::from(cells.as_slice())),
        OnnxCells::Texts(cells) => {
            cells.iter().map(|cell| JsValue::from(cell.as_str())).collect::<Array>().into()
        }
    });
    (names, columns.collect())
}

fn not_loaded(cause: &str) -> Fault {
    Fault::new("onnx.not_loaded", "ONNX Runtime Web could not be loaded, or does not read the file")
        .with_cause(cause)
        .with_remedy(
            "check the connection to this page's own server and try again; the bundle does not need it",
        )
}

fn refused(cause: &str) -> Fault {
    Fault::new("onnx.refused", "ONNX Runtime Web cannot score the rows")
        .with_cause(cause)
        .with_remedy("the model itself is whole; keep the bundle, and report this with the recipe")
}

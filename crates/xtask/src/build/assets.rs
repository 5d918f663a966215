//! What is only copied: the sample data, the worker's own script for ONNX, and ONNX Runtime Web
//! with its licence.

use anyhow::{Result, bail};

use super::{Layout, add_folder};
use crate::workspace::Workspace;

/// The plain SIMD build, and the script that loads it: no WebGPU, no threads.
const ONNX_RUNTIME: [&str; 3] =
    ["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];

/// The package carries no copy of its licence, which asks for one.
const ONNX_RUNTIME_LICENCE: &str = "crates/xtask/src/build/onnxruntime-license.txt";

pub fn gather(workspace: &Workspace, layout: &mut Layout) -> Result<()> {
    let package = workspace.node_modules().join("onnxruntime-web");
    for name in ONNX_RUNTIME {
        let file = package.join("dist").join(name);
        if !file.is_file() {
            bail!("the npm package onnxruntime-web lacks dist/{name}");
        }
        layout.insert(format!("ort/{name}"), file);
    }
    layout.insert("ort/LICENSE.txt".to_owned(), workspace.root().join(ONNX_RUNTIME_LICENCE));
    layout.insert("onnx.js".to_owned(), workspace.root().join("assets/onnx.js"));
    add_folder(layout, &workspace.root().join("assets/datasets"), "datasets/")
}

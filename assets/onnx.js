// Scores an ONNX file with ONNX Runtime Web: the proof of an export, made in the browser.
//
// The runtime (14 MB) is loaded from this page's own origin and only when it is first asked for.
// One thread: several would need the page to be isolated by headers that a static host may not send.

let runtime;

async function load() {
  if (!runtime) {
    const ort = await import(new URL("./ort/ort.wasm.min.mjs", import.meta.url).href);
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = new URL("./ort/", import.meta.url).href;
    ort.env.logLevel = "error";
    runtime = ort;
  }
  return runtime;
}

/** Loads a model: `{ version, session }`. */
export async function openModel(bytes) {
  const ort = await load();
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  return { version: ort.env.versions.web, session };
}

/**
 * Scores a batch. `names[i]` names an input of shape [rows, 1] whose cells `columns[i]` are a
 * Float32Array or an array of strings. `labels` and `numbers` name the outputs of each target,
 * undefined where it has none. Gives `{ labels, numbers }`, their cells, for each target.
 */
export async function scoreBatch(model, names, columns, labels, numbers) {
  const ort = await load();
  const feeds = {};
  names.forEach((name, i) => {
    const cells = columns[i];
    const type = cells instanceof Float32Array ? "float32" : "string";
    feeds[name] = new ort.Tensor(type, cells, [cells.length, 1]);
  });
  const outputs = await model.session.run(feeds);
  const cells = (name) => {
    if (name === undefined) return undefined;
    if (!outputs[name]) throw new Error(`the file has no output ${name}`);
    return outputs[name].data;
  };
  return labels.map((label, target) => ({
    labels: cells(label) ?? [],
    numbers: cells(numbers[target]) ?? new Float32Array(),
  }));
}

/** Gives back the memory of a model. */
export async function closeModel(model) {
  await model.session.release();
}

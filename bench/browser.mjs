// Times the studio in Chromium, through the page as a person uses it.
//
// usage: browser.mjs ADDRESS FOLDER ROWS...
// Prints `{"browser": version, "times": [{"rows", "work", "seconds", "score"}]}`. Reading goes from
// the choice of a file to the count of its rows; training from the button to the scores, so that it
// holds preparing and scoring too. GLASSHOUSE_CHROMIUM names the browser.
import path from "node:path";
import { Studio } from "../tests/e2e/studio.mjs";
import { FLAGS, chromium } from "./tab.mjs";

const MINUTE = 60_000;
const MODELS = {
  classes: ["logistic_regression", "decision_tree", "random_forest", "hist_gradient_boosting"],
  amounts: ["linear_regression", "decision_tree", "random_forest", "hist_gradient_boosting"],
};
const METRIC = { classes: "accuracy", amounts: "r2" };

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function read(studio, file, rows) {
  return timed(async () => {
    await studio.at("file-input").setInputFiles(file);
    const size = await studio.size();
    if (size.rows !== rows) throw new Error(`the page counts ${size.rows} rows in ${file}`);
  });
}

async function train(studio, kind, metric) {
  await studio.model(kind);
  const seconds = await timed(() => studio.train({ timeout: 20 * MINUTE }));
  return { seconds, score: await studio.metric("test", metric) };
}

/** One table in a page of its own, so that nothing is left over from the one before. */
async function measure(browser, address, folder, name, rows) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(MINUTE);
  const studio = new Studio(page, { url: address }, { requests: [], complaints: [] });
  await studio.open();
  const seconds = await read(studio, path.join(folder, `${name}-${rows}.csv`), rows);
  await studio.target("y");
  const times = name === "classes" ? [{ rows, work: "read", seconds }] : [];
  for (const kind of MODELS[name]) {
    times.push({ rows, work: `${name}/${kind}`, ...(await train(studio, kind, METRIC[name])) });
  }
  await studio.close();
  return times;
}

const [address, folder, ...sizes] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.GLASSHOUSE_CHROMIUM, args: FLAGS });
try {
  const times = [];
  for (const rows of sizes.map(Number)) {
    for (const name of Object.keys(MODELS)) {
      times.push(...(await measure(browser, address, folder, name, rows)));
    }
  }
  console.log(JSON.stringify({ browser: browser.version(), times }));
} finally {
  await browser.close();
}

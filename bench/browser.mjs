// Times the studio in Chromium, through the page as a person uses it.
//
// usage: browser.mjs ADDRESS FOLDER ROWS...
// Prints `{"browser": version, "times": [{"rows", "work", "seconds", "score"}]}`. Reading goes from the choice
// of a file to the count of its rows; training from the button to the scores, so that it holds
// preparing and scoring too. GLASSHOUSE_CHROMIUM names the browser.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(new URL("../tests/e2e/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const MINUTES = 60_000;
const MODELS = {
  classes: ["logistic_regression", "decision_tree", "random_forest"],
  amounts: ["linear_regression", "decision_tree", "random_forest"],
};
const METRIC = { classes: "accuracy", amounts: "r2" };

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function go(page, stage) {
  await page.evaluate((hash) => { location.hash = hash; }, stage);
}

async function read(page, file, rows) {
  await go(page, "#/data");
  return timed(async () => {
    await page.getByTestId("file-input").setInputFiles(file);
    await page.waitForFunction((expected) => {
      const shown = document.querySelector('[data-testid="rows"]')?.textContent ?? "";
      return Number(shown.replace(/\D/g, "")) === expected;
    }, rows, { polling: 20 });
  });
}

async function train(page, kind, metric) {
  await go(page, "#/train");
  await page.getByTestId("model-select").selectOption(kind);
  const score = page.getByTestId(`metric-test-${metric}`).first();
  const seconds = await timed(async () => {
    await page.getByTestId("train-button").click();
    await page.getByTestId("progress").first().waitFor({ state: "attached" }).catch(() => {});
    await page.getByTestId("progress").first().waitFor({ state: "detached", timeout: 20 * MINUTES });
    await score.waitFor({ state: "attached" });
  });
  return { seconds, score: Number(await score.getAttribute("data-value")) };
}

/** One table in a page of its own, so that nothing is left over from the one before. */
async function measure(browser, address, folder, name, rows) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(2 * MINUTES);
  await page.goto(address);
  const reading = await read(page, path.join(folder, `${name}-${rows}.csv`), rows);
  await page.getByTestId("target-select").selectOption("y");
  const times = name === "classes" ? [{ rows, work: "read", seconds: reading }] : [];
  for (const kind of MODELS[name]) {
    times.push({ rows, work: `${name}/${kind}`, ...(await train(page, kind, METRIC[name])) });
  }
  await context.close();
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

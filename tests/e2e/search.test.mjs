// How sure a score is, and what better parameters there are: found in the page as on the command line, given up,
// ended early, gone on with after a reload, and taken over.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";

const DATA = readFileSync(new URL("../../assets/datasets/birdstrikes.csv", import.meta.url));
const RECIPE = readFileSync(new URL("../recipes/birdstrikes_logistic/recipe.toml", import.meta.url), "utf8");
const GLASSHOUSE = process.env.GLASSHOUSE_BIN;
let home;
let folder;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(tmpdir(), "glasshouse-"));
}, LIMIT);
after(() => {
  rmSync(folder, { recursive: true });
  return home?.close();
});

/** A page with the file and its recipe. */
async function opened(recipe = RECIPE) {
  const studio = await home.studio();
  await studio.load("birdstrikes.csv", DATA);
  await studio.choose("open-recipe", "recipe.toml", Buffer.from(recipe), "application/toml");
  return studio;
}

/** What the command line says of the same recipe. */
function terminal(command, recipe, ...more) {
  const [file, data] = [path.join(folder, "r.toml"), path.join(folder, "birdstrikes.csv")];
  writeFileSync(file, recipe);
  writeFileSync(data, DATA);
  return JSON.parse(execFileSync(GLASSHOUSE, [command, file, "--data", data, "--json", ...more], { maxBuffer: 1e8 }));
}

async function openSearch(studio) {
  await studio.go("train");
  const section = studio.at("search");
  if (!(await section.evaluate((one) => one.open))) await section.locator("summary").first().click();
}

test("a cross-validation tells the same scores as the command line's, with their folds", LIMIT, async () => {
  const studio = await opened();
  await studio.train();
  await studio.at("folds-count").fill("4");
  await studio.at("folds-count").press("Tab");
  await studio.at("cross-validate").click();
  await studio.at("folds-summary").waitFor({ timeout: 60_000 });
  const known = terminal("cv", RECIPE, "--folds", "4");
  for (const name of ["accuracy", "roc_auc", "log_loss"]) {
    const ours = Number(await studio.at(`cv-${name}`).getAttribute("data-value"));
    assert.equal(ours, known.metrics[name].mean, name);
  }
  assert.equal(await studio.at("cross-validation").locator(".strip").first().locator("circle").count(), 4);
  assert.ok((await studio.metric("test", "accuracy")) > 0.5, "the model is still there, and not out of date");
  studio.assertQuiet();
  await studio.close();
});

const SEARCHED = `${RECIPE}
[tune]
method = "random"
trials = 8
folds = 3
metric = "roc_auc"
`;

test("a search finds the command line's best, which is taken over and undone", LIMIT, async () => {
  const studio = await opened(SEARCHED);
  await openSearch(studio);
  await studio.at("search-button").click();
  await studio.at("search-verdict").waitFor({ timeout: 90_000 });
  const known = terminal("tune", SEARCHED);
  assert.equal(await studio.at("search-found").getAttribute("data-trials"), String(known.trials.length));
  assert.ok(known.best > 1, "the recipe as it is could not be bettered: choose another seed");
  const field = studio.page.locator("#model-params-C");
  const before = await field.inputValue();
  await studio.at("take-best").click();
  assert.equal(Number(await field.inputValue()), known.best_params["model.C"]);
  await studio.train();
  assert.equal(await studio.hash(), known.trained.model_sha256);
  await studio.go("train");
  await studio.page.keyboard.press("Control+z");
  await studio.page.waitForFunction((was) => document.querySelector("#model-params-C").value === was, before);
  studio.assertQuiet();
  await studio.close();
});

const LONG = SEARCHED.replace("trials = 8", "trials = 400");

/** Waits until so many trials were made. */
const trials = (studio, count) =>
  studio.page.waitForFunction(
    (count) => Number(document.querySelector('[data-testid="search-found"]')?.dataset.trials ?? 0) >= count,
    count,
    { timeout: 60_000 },
  );

test("a search is cut off by a reload, gone on with, and ended early with its best", { timeout: 120_000 }, async () => {
  const studio = await opened(LONG);
  await openSearch(studio);
  await studio.at("search-button").click();
  await trials(studio, 4);
  // What was found is written down every two seconds.
  await studio.page.waitForTimeout(2500);
  await trials(studio, 6);
  await studio.page.reload();
  await studio.at("rows").waitFor();
  await studio.go("train");
  const banner = studio.at("search-unfinished");
  await banner.waitFor();
  const done = Number((await banner.innerText()).match(/after (\d+) of 400/)[1]);
  assert.ok(done >= 2);
  await studio.at("resume-search").click();
  await trials(studio, done + 2);
  await studio.at("keep-best-button").click();
  await studio.at("search-verdict").waitFor({ timeout: 20_000 });
  // As if it had not been cut off: the trials are those of a search in one go.
  const count = Number(await studio.at("search-found").getAttribute("data-trials"));
  const known = terminal("tune", LONG, "--trials", String(count));
  const words = await studio.at("search-verdict").innerText();
  assert.ok(words.includes(known.best_score.toFixed(3)) || words.includes(known.best_score.toFixed(4)), words);
  studio.assertQuiet();
  await studio.close();
});

test("a search that is given up leaves the recipe as it was", LIMIT, async () => {
  const studio = await opened(LONG);
  await openSearch(studio);
  await studio.at("search-button").click();
  await trials(studio, 2);
  await studio.at("cancel-button").click();
  await studio.at("progress").waitFor({ state: "hidden", timeout: 10_000 });
  await studio.train();
  assert.equal(await studio.hash(), terminal("train", LONG).model_sha256);
  studio.assertQuiet();
  await studio.close();
});

test("other kinds of models are ticked and tried beside the recipe's own", { timeout: 120_000 }, async () => {
  const studio = await opened(SEARCHED);
  await openSearch(studio);
  await studio.at("search-kinds").click();
  await studio.at("search-kind-gaussian_nb").check();
  await studio.at("search-kind-k_neighbors").check();
  await studio.train();
  await openSearch(studio);
  await studio.at("search-button").click();
  await studio.at("search-verdict").waitFor({ timeout: 90_000 });
  const words = await studio.at("search-verdict").innerText();
  const recipe = (await studio.download("download-recipe")).bytes.toString();
  assert.match(recipe, /"?model\.kind"? = \[\s*"gaussian_nb",\s*"k_neighbors",?\s*\]/);
  assert.match(recipe, /k_neighbors\.n_neighbors/);
  const known = terminal("tune", recipe);
  assert.ok(words.includes(known.best_score.toFixed(3)) || words.includes(known.best_score.toFixed(4)), words);
  studio.assertQuiet();
  await studio.close();
});

// "Find me a good model" in the page: a leaderboard that fills, ended early with the best, one taken over and trained
// to the model that the command line trains from its recipe.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";

const DATA = readFileSync(new URL("../../assets/datasets/penguins.csv", import.meta.url));
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

/** Waits until so many trials were made. */
const trials = (studio, count) =>
  studio.page.waitForFunction(
    (count) => Number(document.querySelector('[data-testid="automl-found"]')?.dataset.trials ?? 0) >= count,
    count,
    { timeout: 60_000 },
  );

test("a good model is found, taken over and trained to the command line's", { timeout: 180_000 }, async () => {
  const studio = await home.studio();
  await studio.load("penguins.csv", DATA);
  await studio.target("species");
  await studio.go("train");
  await studio.at("automl-minutes").fill("5");
  await studio.at("automl-minutes").press("Tab");
  await studio.at("automl-button").click();
  await trials(studio, 4);
  const rows = studio.at("automl-board").locator("tbody tr");
  assert.ok((await rows.count()) >= 3, "the board fills while the search goes on");
  await trials(studio, 14);
  await studio.at("keep-best-button").click();
  await studio.at("automl-story").waitFor({ timeout: 20_000 });
  const story = await studio.at("automl-story").innerText();
  assert.match(story, /The best is .* with f1_macro 0\.9/);
  const scores = await rows.locator("td[data-value]").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.value)));
  assert.deepEqual(scores, [...scores].sort((a, b) => b - a));
  await studio.at("automl-take-0").click();
  await studio.train();
  const hash = await studio.hash();
  const recipe = path.join(folder, "best.toml");
  const data = path.join(folder, "penguins.csv");
  writeFileSync(recipe, (await studio.download("download-recipe")).bytes);
  writeFileSync(data, DATA);
  const known = JSON.parse(execFileSync(GLASSHOUSE, ["train", recipe, "--data", data, "--json"], { maxBuffer: 1e8 }));
  assert.equal(hash, known.model_sha256);
  studio.assertQuiet();
  await studio.close();
});

test("a search for a good model is cut off by a reload, gone on with, and ended early", { timeout: 120_000 }, async () => {
  const studio = await home.studio();
  await studio.load("penguins.csv", DATA);
  await studio.target("species");
  await studio.go("train");
  await studio.at("automl-minutes").fill("4");
  await studio.at("automl-minutes").press("Tab");
  await studio.at("automl-button").click();
  await trials(studio, 3);
  // What was found is written down every two seconds.
  await studio.page.waitForTimeout(2500);
  await trials(studio, 6);
  await studio.page.reload();
  await studio.at("rows").waitFor();
  await studio.go("train");
  const banner = studio.at("automl-unfinished");
  await banner.waitFor();
  assert.equal(await studio.at("search-unfinished").count(), 0);
  const [, done, left] = (await banner.innerText()).match(/after (\d+) trials, with (\d+)\smin/);
  assert.ok(Number(done) >= 2 && Number(left) <= 3, `${done} ${left}`);
  await studio.at("resume-automl").click();
  await trials(studio, Number(done) + 1);
  const found = await studio.at("automl-board").locator("tbody tr").count();
  assert.ok(found >= 1, "what was found before the reload is on the board");
  await studio.at("keep-best-button").click();
  await studio.at("automl-story").waitFor({ timeout: 20_000 });
  assert.ok(Number(await studio.at("automl-found").getAttribute("data-trials")) > Number(done));
  await studio.page.reload();
  await studio.at("rows").waitFor();
  await studio.go("train");
  await studio.at("automl-button").waitFor();
  assert.equal(await banner.count(), 0, "what ended is not offered again");
  studio.assertQuiet();
  await studio.close();
});

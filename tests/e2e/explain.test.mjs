// Why the model answers as it does, in the page as on the command line: what matters, a row's contributions, and the
// answer to a row that is written by hand.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, binary, house } from "./harness.mjs";

const DATA = readFileSync(new URL("../../assets/datasets/birdstrikes.csv", import.meta.url), "utf8");
const RECIPE = readFileSync(new URL("../recipes/birdstrikes_logistic/recipe.toml", import.meta.url), "utf8");
let home, folder;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(tmpdir(), "glasshouse-"));
  writeFileSync(path.join(folder, "birdstrikes.csv"), DATA);
  writeFileSync(path.join(folder, "r.toml"), RECIPE);
  terminal("train", "r.toml", "--data", "birdstrikes.csv", "--out", "m.glasshouse");
}, LIMIT);
after(async () => {
  await home?.close();
  if (folder) rmSync(folder, { recursive: true });
});

function terminal(...words) {
  return execFileSync(binary(), words, { cwd: folder, maxBuffer: 1e8, stdio: ["ignore", "pipe", "ignore"] });
}

/** A row that is written is compared with at most so many, to be answered while one writes. */
const BESIDE = ["--background", "1000"];

/** What the command line explains of the model. */
const explained = (data, ...more) =>
  JSON.parse(terminal("explain", "m.glasshouse", "--data", data, "--json", ...more));

async function opened(options) {
  const studio = await home.studio(options);
  await studio.load("birdstrikes.csv", Buffer.from(DATA));
  await studio.choose("open-recipe", "recipe.toml", Buffer.from(RECIPE), "application/toml");
  await studio.train();
  await studio.go("explain");
  return studio;
}

/** Base and answer of the row that is shown. */
async function shown(studio) {
  const sum = studio.at("what-if-sum");
  return [await sum.getAttribute("data-base"), await sum.getAttribute("data-answer")].map(Number);
}

const near = (ours, theirs, what) =>
  assert.ok(Math.abs(ours - theirs) <= 1e-9 * (1 + Math.abs(theirs)), `${what}: ${ours} ${theirs}`);

function same(ours, report, what) {
  near(ours[0], report.base[0], `${what}: base`);
  near(ours[1], report.rows[0].answer[0], `${what}: answer`);
}

test("a row's answer is made of what its columns contribute, and moves as it is written", LIMIT, async () => {
  const studio = await opened();
  await studio.at("explain-tab-what-if").click();
  await studio.at("what-if-answer").waitFor({ timeout: 30_000 });
  const row = 17;
  await studio.at("what-if-row").fill(String(row + 1));
  await studio.at("what-if-row").press("Tab");
  const known = explained("birdstrikes.csv", "--method", "shap", "--row", String(row), ...BESIDE);
  await studio.page.waitForFunction(
    (answer) => Math.abs(Number(document.querySelector('[data-testid="what-if-sum"]').dataset.answer) - answer) < 1e-6,
    known.rows[0].answer[0],
  );
  const before = await shown(studio);
  same(before, known, "the row of the file");

  const lines = DATA.split("\n");
  const at = lines[0].trim().split(",").indexOf("speed_knots");
  const cells = lines[row + 1].split(",");
  cells[at] = "320";
  writeFileSync(path.join(folder, "one.csv"), `${lines[0]}\n${cells.join(",")}\n`);
  await studio.at("what-if-speed_knots").fill("320");
  await studio.page.waitForFunction(
    (was) => Math.abs(Number(document.querySelector('[data-testid="what-if-sum"]').dataset.answer) - was) > 1e-9,
    before[1],
  );
  const written = explained("one.csv", "--method", "shap", "--row", "0");
  near((await shown(studio))[1], written.rows[0].answer[0], "the written row");
  await studio.at("what-if-undo").click();
  await studio.page.waitForFunction(
    (was) => Math.abs(Number(document.querySelector('[data-testid="what-if-sum"]').dataset.answer) - was) < 1e-9,
    before[1],
  );
  studio.assertQuiet();
  await studio.close();
});

test("what matters most is what the command line says, and a column's curve is drawn at once", LIMIT, async () => {
  const studio = await opened({ viewport: { width: 390, height: 844 } });
  await studio.at("explain-matters").click();
  await studio.at("permutation-table").waitFor({ timeout: 45_000 });
  const known = explained("birdstrikes.csv", "--method", "permutation", "--rows", "5000");
  const first = await studio.at("permutation-table").locator("tbody th").first().innerText();
  assert.equal(first, known.importances[0].columns.join(" + "));
  await studio.at("explain-tab-columns").click();
  await studio.page.locator('[data-testid="picture-dependence"], figure').first().waitFor({ timeout: 30_000 });
  await studio.at("explain-tab-rows").click();
  await studio.at("explain-rows").click();
  await studio.page.getByText("by the method linear").waitFor({ timeout: 45_000 });
  for (const chart of ["shap-swarm", "shap", "shap-dependence"]) {
    await studio.at(`chart-${chart}`).waitFor({ timeout: 30_000 });
  }
  // The dots answer to the keyboard, and their numbers are a table.
  await studio.at("chart-shap-swarm").locator("canvas").focus();
  await studio.page.keyboard.press("ArrowRight");
  await studio.at("chart-shap-swarm").locator(".picture-tip:not(.is-hidden)").waitFor({ timeout: 10_000 });
  studio.assertQuiet();
  await studio.close();
});

test("another answer is found as on the command line, written into the row, and rows that are alike are shown", LIMIT, async () => {
  const studio = await opened();
  await studio.at("explain-tab-what-if").click();
  await studio.at("what-if-answer").waitFor({ timeout: 30_000 });
  await studio.at("chart-force").waitFor({ timeout: 30_000 });
  const row = 17;
  await studio.at("what-if-row").fill(String(row + 1));
  await studio.at("what-if-row").press("Tab");
  const known = explained("birdstrikes.csv", "--method", "counterfactual", "--row", String(row));
  await studio.page.waitForFunction(
    (answer) => document.querySelector('[data-testid="what-if-answer"]').dataset.value === answer,
    known.before,
  );
  await studio.at("explain-otherwise").click();
  const list = studio.at("otherwise-list");
  await list.waitFor({ timeout: 45_000 });
  assert.equal(await list.locator(":scope > li").count(), known.found.length);
  const first = known.found[0];
  assert.equal(await list.locator("li strong").first().getAttribute("data-value"), first.answer);
  assert.deepEqual(
    await list.locator("li").first().locator("tbody tr").allInnerTexts(),
    first.changes.map((change) => [change.column, change.from ?? "(empty)", change.to].join("\t")),
  );
  await studio.at("otherwise-take").first().click();
  await studio.page.waitForFunction(
    (answer) => document.querySelector('[data-testid="what-if-answer"]').dataset.value === answer,
    first.answer,
  );
  await studio.at("what-if-undo").click();
  await studio.at("explain-similar").click();
  await studio.at("similar-table").waitFor({ timeout: 45_000 });
  const alike = explained("birdstrikes.csv", "--method", "similar", "--row", String(row));
  assert.deepEqual(
    await studio.at("similar-table").locator("tbody th").allInnerTexts(),
    ["this row", ...alike.rows.map((one) => String(one.row + 1))],
  );
  studio.assertQuiet();
  await studio.close();
});

test("the model is put into rules as on the command line, and two columns are looked at together", LIMIT, async () => {
  const studio = await opened({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await studio.at("explain-surrogate").click();
  await studio.at("surrogate-rules").waitFor({ timeout: 45_000 });
  const known = explained("birdstrikes.csv", "--method", "surrogate");
  near(Number(await studio.at("surrogate-fidelity").getAttribute("data-value")), known.fidelity, "fidelity");
  assert.equal(await studio.at("surrogate-rules").locator("tbody tr").count(), known.rules.length);
  await studio.at("chart-surrogate").waitFor({ timeout: 30_000 });
  await studio.at("explain-tab-columns").click();
  await studio.at("explain-together").click();
  await studio.at("together-table").waitFor({ timeout: 45_000 });
  studio.assertQuiet();
  await studio.close();
});

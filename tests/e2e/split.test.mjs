// What the parts of the split hold, beneath the form of the split: the figures of the command line, advice that is
// followed at a press and undone, nothing old shown as new.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";
import { terminal } from "./terminal.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { glasshouse, write, close } = terminal();
let home;
before(async () => (home = await house()), LIMIT);
after(async () => {
  await home?.close();
  close();
});

/** The parts once they are of the recipe as it stands. */
async function fresh(studio) {
  await studio.page.locator('[data-testid="split-parts"][data-fresh="true"]').waitFor();
}

/** A studio at Train with the parts unfolded. */
async function opened(rows, target) {
  const studio = await home.studio();
  const data = csv(rows);
  await studio.load("customers.csv", data);
  await studio.target(target);
  await studio.at("split-parts").locator("summary").click();
  await fresh(studio);
  return { studio, file: write("customers.csv", data) };
}

/** What the command line says of the recipe that it proposes itself, parted in this way. */
function told(file, target, split = {}) {
  const { recipe } = glasshouse("suggest", file, "--target", target);
  const parted = { ...recipe, split: { ...recipe.split, ...split } };
  return glasshouse("split", write("recipe.json", JSON.stringify(parted)), "--data", file);
}

const cells = (studio) =>
  studio.at("parts-table").locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.innerText.replace(/\s+/g, " ").trim())));

const shares = (studio) =>
  Promise.all(["train", "validation", "test"].map((part) => studio.page.locator(`#split-${part}`).inputValue()));

test("rows, classes, drift and rows in two parts are those of the command line", LIMIT, async () => {
  const rows = customers(400, 5);
  // Thirty rows stand there twice but for their number.
  const twice = rows.slice(0, 30).map((row, at) => ({ ...row, "customer no.": `K9${String(at).padStart(6, "0")}` }));
  const { studio, file } = await opened([...rows, ...twice], "left");
  const report = told(file, "left");
  const shown = await cells(studio);
  const of = (rows) => [rows.train, rows.validation, rows.test];
  const counts = (row) => row.slice(1).map((cell) => Number(cell.split(" ").pop()));
  assert.deepEqual(counts(shown[0]), of(report.rows));
  const { classes } = report.target.classes;
  for (const one of classes) {
    const row = shown.find((row) => row[0] === one.label);
    assert.deepEqual(counts(row), of(one.rows), one.label);
  }
  const found = report.twice.test + report.twice.validation;
  assert.ok(found > 0);
  assert.equal(await studio.at("parts-twice").getAttribute("data-rows"), String(found));
  const drift = await studio.at("parts-column").evaluateAll((rows) => rows.map((row) => row.dataset.column));
  assert.deepEqual(drift, report.drift.map((one) => one.column));
  assert.deepEqual(
    await studio.page.locator('[data-testid^="advice-"]').evaluateAll((all) => all.map((one) => one.dataset.testid.slice(7))),
    report.advice.map((one) => one.code),
  );
  await studio.page.evaluate(AXE);
  const wrong = await studio.page.evaluate(async () => (await globalThis.axe.run(document.querySelector('[data-testid="split-parts"]'))).violations.map((rule) => rule.id));
  assert.deepEqual(wrong, []);

  // One of each is left, and that can be undone.
  await studio.at("follow-split.twice").click();
  await studio.page.locator('[data-testid="parts-twice"][data-rows="0"]').waitFor();
  await studio.page.locator(".top-bar").getByRole("button", { name: "Undo" }).click();
  await studio.page.locator(`[data-testid="parts-twice"][data-rows="${found}"]`).waitFor();
  studio.assertQuiet();
  await studio.close();
});

test("an advice sets the shares, what is old is not shown as new, and undo brings them back", LIMIT, async () => {
  const { studio } = await opened(customers(400, 5), "left");
  assert.deepEqual(await shares(studio), ["70", "15", "15"]);
  const advice = studio.at("advice-split.few_rows");
  assert.match(await advice.innerText(), /60 rows[^]*12\.3 points[^]*100[^]*9\.6/);
  await studio.at("follow-split.few_rows").click();
  // From the press until the new parts are here, the old ones are not called new.
  assert.deepEqual(await shares(studio), ["60", "15", "25"]);
  await fresh(studio);
  await advice.waitFor({ state: "detached" });
  assert.match((await cells(studio))[0].join(" "), /60(\.0)? ?% 240 .*25(\.0)? ?% 100/);
  await studio.page.locator(".top-bar").getByRole("button", { name: "Undo" }).click();
  await advice.waitFor();
  assert.deepEqual(await shares(studio), ["70", "15", "15"]);
  // A step of preparation parts no rows.
  await studio.model("random_forest");
  assert.equal(await studio.at("split-parts").getAttribute("data-fresh"), "true");
  studio.assertQuiet();
  await studio.close();
});

test("by time and by group: the column is chosen, first and last times and groups are told", LIMIT, async () => {
  const rows = customers(400, 5).map((row, at) => ({ ...row, shop_id: `s${at % 40}` }));
  const { studio, file } = await opened(rows, "left");
  await studio.at("follow-split.by_time").click();
  await studio.at("split-column").waitFor();
  assert.equal(await studio.at("split-method").inputValue(), "time");
  assert.equal(await studio.at("split-column").inputValue(), "signed up");
  await fresh(studio);
  let report = told(file, "left", { method: "time", column: "signed up" });
  const shown = await cells(studio);
  const { spans } = report.times;
  assert.deepEqual(shown.find((row) => row[0].startsWith("First")).slice(1), [spans.train[0], spans.validation[0], spans.test[0]]);
  assert.ok(spans.train[1] <= spans.test[0]);

  await studio.at("follow-split.by_group").click();
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="split-column"]').value === "shop_id");
  await fresh(studio);
  await studio.at("split-parts").getByText("No group stands in two parts.").waitFor();
  report = told(file, "left", { method: "group", column: "shop_id" });
  assert.equal(report.groups.groups.train + report.groups.groups.validation + report.groups.groups.test, 40);
  // Back to shuffling: no column is read any more.
  await studio.at("split-method").selectOption("stratified");
  await studio.at("split-column").waitFor({ state: "detached" });
  await fresh(studio);
  assert.match(await studio.at("parts-table").innerText(), /Rows/);
  studio.assertQuiet();
  await studio.close();
});

test("numbers are told by mean and quartiles with a picture of each part", LIMIT, async () => {
  const { studio, file } = await opened(customers(400, 5), "monthly spend (€)");
  const report = told(file, "monthly spend (€)");
  const { parts } = report.target.numbers;
  const median = (await cells(studio)).find((row) => row[0] === "Median").slice(1).map(Number);
  [parts.train, parts.validation, parts.test].forEach((part, at) =>
    assert.ok(Math.abs(median[at] / part.quantiles[2] - 1) < 0.01, `${median} beside ${part.quantiles}`));
  assert.equal(await studio.at("split-parts").locator(".spark").count(), 3);
  assert.match(await studio.at("advice-split.few_rows").innerText(), /mean error/);
  studio.assertQuiet();
  await studio.close();
});

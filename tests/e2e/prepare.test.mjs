// The Prepare stage: steps from the catalogue by keyboard, moved, undone, sent as a link and replayed on the
// command line; what a step does to the rows; a step that fails, and what mends it.

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

const steps = (studio) => studio.at("steps-prepare").getByTestId("step");

const ops = (studio) => steps(studio).evaluateAll((all) => all.map((one) => one.dataset.op));

/** A studio at Prepare with a table and a target. */
async function prepared(rows = 400) {
  const studio = await home.studio();
  const data = csv(customers(rows, 5));
  await studio.load("customers.csv", data);
  await studio.target("left");
  await studio.go("prepare");
  await steps(studio).first().waitFor();
  return { studio, file: write("customers.csv", data) };
}

/** Adds a step from the catalogue without a mouse. */
async function add(studio, words, op) {
  const many = await steps(studio).count();
  await studio.at("add-prepare").press("Enter");
  await studio.at("catalogue-search").waitFor();
  await studio.page.keyboard.type(words);
  await studio.page.locator(`[data-testid="kind-${op}"][aria-selected="true"]`).waitFor();
  await studio.page.keyboard.press("Enter");
  await studio.at("catalogue-search").waitFor({ state: "detached" });
  assert.equal(await steps(studio).count(), many + 1);
}

/** The open step once its effect on so many rows has come. */
async function effect(studio, used) {
  const shown = used === undefined ? "[data-used]" : `[data-used="${used}"]`;
  await studio.page.locator(`[data-testid="effect"][data-fresh="true"]${shown}`).waitFor({ timeout: 30_000 });
  return studio.at("effect");
}

test("a step is found, read about and added by keyboard alone", LIMIT, async () => {
  const { studio } = await prepared();
  const { keyboard } = studio.page;
  await studio.at("add-prepare").focus();
  await keyboard.press("Enter");
  const field = studio.at("catalogue-search");
  await field.waitFor();
  assert.ok(await field.evaluate((one) => one === document.activeElement));
  // Those that are not seen at first are made a little later.
  const all = glasshouse("kinds").steps.length;
  await studio.page.waitForFunction((all) => document.querySelectorAll('[data-testid^="kind-"]').length === all, all);
  const family = studio.page.getByRole("group", { name: "Scaling and shape of numbers" });
  assert.ok((await family.getByRole("option").count()) >= 3);
  // Every step says what it does, when to use it and what can go wrong.
  for (let place = 0; place < Math.min(all, 12); place++) {
    const told = await studio.at("catalogue-told").innerText();
    assert.match(told, /When to use it/);
    assert.match(told, /What can go wrong/);
    await keyboard.press("ArrowDown");
  }
  await studio.page.evaluate(AXE);
  const wrong = await studio.page.evaluate(async () => (await globalThis.axe.run(document.querySelector("dialog"))).violations.map((rule) => rule.id));
  assert.deepEqual(wrong, []);
  await keyboard.type("quartiles");
  await studio.page.locator('[data-testid="kind-robust_scaler"]').waitFor();
  await keyboard.press("Escape");
  await field.waitFor({ state: "detached" });

  const before = await ops(studio);
  await add(studio, "robust_scaler", "robust_scaler");
  assert.deepEqual(await ops(studio), [...before, "robust_scaler"]);
  // It is open, and the keyboard is there: Alt with an arrow moves it.
  await studio.page.waitForFunction(() => document.activeElement.className === "step-title");
  await keyboard.press("Alt+ArrowUp");
  await studio.page.waitForFunction((at) => document.querySelectorAll('[data-testid="steps-prepare"] [data-testid="step"]')[at]?.dataset.op === "robust_scaler", before.length - 1);
  await studio.page.waitForFunction(() => document.activeElement.closest("li")?.dataset.op === "robust_scaler");
  assert.equal(await studio.at("step-open").count(), 1);
  await keyboard.press("Delete");
  await studio.page.waitForFunction((many) => document.querySelectorAll('[data-testid="steps-prepare"] [data-testid="step"]').length === many, before.length);
  assert.deepEqual(await ops(studio), before);
  studio.assertQuiet();
  await studio.close();
});

test("ten steps, half undone, travel in a link to the same model as the command line's", { timeout: 120_000 }, async () => {
  const { studio, file } = await prepared();
  const begun = await ops(studio);
  const added = ["robust_scaler", "min_max_scaler", "missing_indicator", "standard_scaler", "log1p", "robust_scaler", "standard_scaler", "min_max_scaler", "robust_scaler", "standard_scaler"];
  for (const op of added) await add(studio, op, op);
  assert.deepEqual(await ops(studio), [...begun, ...added]);
  for (let times = 0; times < 5; times++) {
    await studio.page.locator(".top-bar").getByRole("button", { name: "Undo" }).click();
  }
  const kept = [...begun, ...added.slice(0, 5)];
  assert.deepEqual(await ops(studio), kept);
  // The logarithm comes first, dragged there by its handle; negative numbers have none.
  const rows = steps(studio);
  await rows.last().scrollIntoViewIfNeeded();
  const from = await rows.last().getByTestId("step-handle").boundingBox();
  const to = await rows.nth(begun.indexOf("simple_imputer") + 1).boundingBox();
  await studio.page.mouse.move(from.x + 8, from.y + 8);
  await studio.page.mouse.down();
  await studio.page.mouse.move(to.x + 30, to.y + 60, { steps: 5 });
  await studio.page.mouse.move(to.x + 30, to.y + 12, { steps: 5 });
  await studio.page.mouse.up();
  const moved = await ops(studio);
  assert.notDeepEqual(moved, kept);
  assert.deepEqual([...moved].sort(), [...kept].sort());
  await studio.at("steps-prepare").locator('[data-op="log1p"] .step-title').click();
  await studio.at("step-comment").fill("spend has a long tail");
  await studio.at("step-comment").press("Tab");

  await studio.at("share-recipe").click();
  const link = await studio.at("share-link").inputValue();
  assert.match(link, /#\/prepare\?recipe=1[\w-]+$/);
  const table = readFileSync(file, "utf8");
  assert.ok(!link.includes(encodeURIComponent(table.split("\n")[1].split(",")[0])));
  await studio.train();
  const hash = await studio.hash();
  const recipe = await studio.download("download-recipe");
  assert.match(recipe.bytes.toString("utf8"), /spend has a long tail/);
  assert.equal(glasshouse("train", write(recipe.name, recipe.bytes), "--data", file).model_sha256, hash);
  studio.assertQuiet();
  await studio.close();

  // Another page, without data at first.
  const other = await home.studio();
  await other.page.goto("about:blank");
  await other.page.goto(link);
  await other.at("opened-recipe").waitFor();
  assert.deepEqual(await ops(other), moved);
  assert.equal(await other.page.evaluate(() => location.hash), "#/prepare");
  await other.load("customers.csv", table);
  await other.train();
  assert.equal(await other.hash(), hash);
  other.assertQuiet();
  await other.close();
});

test("a link that takes the place of a recipe can be undone, and a broken one is told", LIMIT, async () => {
  const { studio } = await prepared();
  const mine = await ops(studio);
  await studio.at("share-recipe").click();
  const link = await studio.at("share-link").inputValue();
  await add(studio, "robust_scaler", "robust_scaler");
  await studio.page.evaluate((link) => (location.href = link), link);
  const opened = studio.at("opened-recipe");
  await opened.waitFor();
  assert.deepEqual(await ops(studio), mine);
  await opened.locator("summary").click();
  assert.match(await opened.innerText(), /Gone: Standardise numbers with outliers/);
  await opened.getByRole("button", { name: "Go back to mine" }).click();
  await opened.waitFor({ state: "detached" });
  assert.deepEqual(await ops(studio), [...mine, "robust_scaler"]);

  await studio.page.evaluate((link) => (location.href = link), link.slice(0, -30));
  assert.match(await studio.fault(), /cut off or changed/);
  assert.deepEqual(await ops(studio), [...mine, "robust_scaler"]);
  await studio.close();
});

test("before and after a scaler: cells, pictures and rows, of some rows and then of all", LIMIT, async () => {
  const { studio } = await prepared(4000);
  const scaler = studio.at("steps-prepare").locator('[data-op="standard_scaler"]');
  await scaler.locator(".step-title").click();
  await effect(studio, 2000);
  // All 2,800 training rows follow by themselves.
  const shown = await effect(studio, 2800);
  assert.match(await studio.at("effect-words").innerText(), /columns? changed\.[^]*all 2,800 training rows/);
  const spend = shown.locator('[data-column="monthly spend (€)"]');
  assert.equal(await spend.getAttribute("data-changed"), "2800");
  await studio.at("effect-column").selectOption("age");
  for (const side of ["before", "after"]) await studio.at(`chart-${side}`).locator("canvas").waitFor();
  const read = (side) => studio.at(`chart-${side}`).locator(".picture-summary").innerText();
  assert.notEqual(await read("before"), await read("after"));
  assert.match(await shown.locator(".effect-rows").innerText(), /\d/);
  // What is not open has no form.
  assert.equal(await studio.at("step-open").count(), 1);

  const coder = studio.at("steps-prepare").locator('[data-op="one_hot_encoder"]');
  await coder.locator(".step-title").click();
  await effect(studio);
  assert.match(await studio.at("effect-words").innerText(), /columns made\.[^]*columns? gone/);
  studio.assertQuiet();
  await studio.close();
});

test("a step that fails says why, those after it wait, and a press mends it", LIMIT, async () => {
  const { studio } = await prepared();
  await add(studio, "standard_scaler", "standard_scaler");
  await add(studio, "robust_scaler", "robust_scaler");
  const failing = steps(studio).nth((await steps(studio).count()) - 2);
  await failing.locator(".step-title").click();
  const many = await steps(studio).count();
  // A category that the encoder has not treated yet: the step is moved to the beginning.
  await failing.locator(".step-title").focus();
  for (let place = many - 2; place > 0; place--) await studio.page.keyboard.press("Alt+ArrowUp");
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="steps-prepare"] [data-testid="step"]').dataset.op === "standard_scaler");
  await studio.page.locator('[data-testid="step-open"] .step-columns select').selectOption("plan");
  const fault = studio.at("step-fault");
  await fault.waitFor();
  assert.match(await fault.innerText(), /plan/);
  await studio.page.locator('[data-testid="steps-prepare"] [data-stands="waits"]').first().waitFor();
  assert.equal(await steps(studio).first().getAttribute("data-stands"), "fault");
  assert.equal(await studio.page.locator('[data-testid="steps-prepare"] [data-stands="waits"]').count(), many - 1);
  await studio.at("mend-without").click();
  await fault.waitFor({ state: "detached" });
  await studio.page.waitForFunction(() => !document.querySelector('[data-stands="waits"]'));
  await effect(studio);
  studio.assertQuiet();
  await studio.close();
});

test("a filter tells how many rows it keeps, and a wrong formula is marked at its place", LIMIT, async () => {
  const { studio } = await prepared();
  const rows = customers(400, 5);
  await studio.at("add-clean").press("Enter");
  await studio.at("catalogue-search").waitFor();
  await studio.page.keyboard.type("condition");
  await studio.page.locator('[data-testid="kind-filter"][aria-selected="true"]').waitFor();
  assert.match(await studio.at("catalogue-told").innerText(), /When to use it[^]*What can go wrong[^]*Example/);
  await studio.page.keyboard.press("Enter");
  await studio.at("catalogue-search").waitFor({ state: "detached" });
  const field = studio.page.getByLabel("formula", { exact: true });
  const mark = studio.at("formula-mark");
  // Every way to be wrong is marked where it is: an unknown name, and an end that comes too early.
  for (const [formula, at, part] of [["age >= 30 and agee < 50", "15", "agee"], ["age >= 30 and", "14", "\u00a0"]]) {
    await field.fill(formula);
    await field.press("Tab");
    await studio.page.locator(`[data-testid="formula-mark"][data-at="${at}"]`).waitFor();
    assert.equal(await mark.locator("mark").textContent(), part);
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    const told = await field.getAttribute("aria-describedby");
    assert.match(await studio.page.locator(`[id="${told}"]`).textContent(), new RegExp(`character ${at}`));
  }
  await field.fill("age >= 30");
  await field.press("Tab");
  await mark.waitFor({ state: "detached" });
  await effect(studio);
  const kept = rows.filter((row) => row.age !== "" && Number(row.age) >= 30).length;
  assert.equal((await studio.at("effect-words").innerText()).trim(), `Keeps ${kept} of 400 rows, ${400 - kept} go.`);
  // Columns are named for the operations that want them; what is predicted stays.
  await studio.at("add-clean").press("Enter");
  await studio.at("catalogue-search").waitFor();
  await studio.page.keyboard.type("keep_columns");
  await studio.page.locator('[data-testid="kind-keep_columns"][aria-selected="true"]').waitFor();
  await studio.page.keyboard.press("Enter");
  await studio.page.locator('[data-testid="step-open"] .step-columns select').selectOption("age");
  await effect(studio);
  assert.match(await studio.at("effect").innerText(), /keeps .*"left", too/);
  studio.assertQuiet();
  await studio.close();
});

test("steps that the model lacks are told and added at a press", LIMIT, async () => {
  const { studio } = await prepared();
  const begun = await ops(studio);
  await steps(studio).locator(`.step-title`).nth(begun.indexOf("one_hot_encoder")).click();
  await studio.page.locator('[data-testid="step-open"]').getByRole("button", { name: "Delete (can be undone)" }).click();
  await studio.model("logistic_regression");
  await studio.go("prepare");
  await studio.at("steps-lacking").waitFor();
  await studio.at("add-lacking").click();
  await studio.at("steps-lacking").waitFor({ state: "detached" });
  assert.ok((await ops(studio)).includes("one_hot_encoder"));
  await studio.close();
});

test("what Explore found is proposed here and becomes a step at a click", LIMIT, async () => {
  const studio = await home.studio();
  const rows = customers(400, 5).map((one) => ({ ...one, debt: (Number(one["monthly spend (€)"]) ** 3).toFixed(0) }));
  await studio.load("debts.csv", csv(rows));
  await studio.target("left");
  await studio.go("prepare");
  await studio.at("proposed-look").click();
  const proposed = studio.at("step-proposed").first();
  await proposed.waitFor({ timeout: 40_000 });
  const op = await proposed.getAttribute("data-op");
  const before = await ops(studio);
  await proposed.getByRole("button").click();
  await studio.page.locator(`[data-testid="step"][data-op="${op}"] [data-testid="step-open"]`).waitFor();
  assert.equal((await ops(studio)).length, before.length + 1);
  studio.assertQuiet();
  await studio.close();
});

test("what names columns is chosen among them, and a replaced value may become nothing", LIMIT, async () => {
  const { studio } = await prepared();
  const form = studio.page.locator('[data-testid="step-open"]');
  await add(studio, "lag_features", "lag_features");
  const chips = (id) => form.locator(`.field:has([id$="${id}"]) .chip`).allInnerTexts();
  await form.locator('[data-testid$="-group_by-add"]').selectOption("plan");
  await form.locator('[data-testid$="-sort_by-add"]').selectOption("signed up");
  assert.deepEqual([await chips("-group_by"), await chips("-sort_by")], [["plan"], ["signed up"]]);

  await add(studio, "window_features", "window_features");
  await form.locator('[data-testid$="-functions-add"]').selectOption("max");
  assert.deepEqual(await chips("-functions"), ["mean", "max"]);
  await form.getByRole("button", { name: "Remove mean" }).click();

  await add(studio, "haversine", "haversine");
  await form.locator('select[id$="-latitude"]').selectOption("age");
  await form.locator('select[id$="-longitude"]').selectOption("monthly spend (€)");
  for (const [name, value] of [["to_latitude", "46.9"], ["to_longitude", "age"]]) {
    await form.locator(`input[id$="-${name}"]`).fill(value);
    await form.locator(`input[id$="-${name}"]`).press("Tab");
  }

  await add(studio, "replace_values", "replace_values");
  const pair = (at) => form.getByTestId("pair").nth(at).locator("input");
  for (const [at, from, to] of [[0, "pro", "paid"], [1, "basic", ""], [2, "plus", "paid"]]) {
    await pair(at).first().fill(from);
    await pair(at).first().press("Tab");
    await pair(at).last().fill(to);
    await pair(at).last().press("Tab");
  }
  assert.equal(await form.getByTestId("pair").count(), 4);
  const pairs = await form.getByTestId("pair").evaluateAll((all) => all.map((one) => [...one.querySelectorAll("input")].map((field) => field.value)));
  assert.deepEqual(pairs, [["pro", "paid"], ["basic", ""], ["plus", "paid"], ["", ""]]);

  // Alone it does as it says: of three plans two became one and the third missing.
  const places = (await ops(studio)).length;
  for (let at = places - 2; at >= 0; at--) {
    await steps(studio).nth(at).locator(".step-title").click();
    await form.getByRole("button", { name: "Delete (can be undone)" }).click();
  }
  await steps(studio).first().locator(".step-title").click();
  const shown = await effect(studio);
  const gaps = customers(400, 5).filter((row) => row.plan === "basic").length;
  const told = await shown.locator('[data-column="plan"]').innerText();
  const [before, after] = told.match(/(\d+) \u2192 (\d+)/).slice(1).map(Number);
  assert.ok(before === 0 && after > 0 && after <= gaps, told);
  // A pair is taken out, and undo brings it back.
  await form.getByRole("button", { name: "Leave basic as it is" }).click();
  assert.equal(await form.getByTestId("pair").count(), 3);
  await studio.page.locator(".top-bar").getByRole("button", { name: "Undo" }).click();
  assert.equal(await form.getByTestId("pair").count(), 4);
  assert.equal(await pair(1).first().inputValue(), "basic");
  studio.assertQuiet();
  await studio.close();
});

test("what is being typed stays while answers arrive", LIMIT, async () => {
  const { studio } = await prepared();
  await add(studio, "expression", "expression");
  const formula = studio.page.getByLabel("formula", { exact: true });
  await formula.click();
  // The check of the empty formula, and what the step does, arrive in between.
  for (const letter of "age * 2 + 1") {
    await studio.page.keyboard.type(letter);
    await studio.page.waitForTimeout(150);
  }
  assert.equal(await formula.inputValue(), "age * 2 + 1");
  await studio.page.keyboard.press("Tab");
  await studio.at("step-comment").click();
  for (const letter of "twice and one") {
    await studio.page.keyboard.type(letter);
    await studio.page.waitForTimeout(120);
  }
  assert.equal(await studio.at("step-comment").inputValue(), "twice and one");
  await studio.page.keyboard.press("Tab");
  await effect(studio);
  // Back and forth is shown in the field.
  const undo = studio.page.locator(".top-bar").getByRole("button", { name: "Undo" });
  await undo.click();
  await undo.click();
  assert.equal(await formula.inputValue(), "");
  studio.assertQuiet();
  await studio.close();
});

// Models that were trained: a list of them, two side by side, more steps for one, and a training that a
// reload interrupts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

/** A page with a boosting in its recipe that stops for nobody. */
async function boosting(rows, trees) {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(rows, 23)));
  await studio.target("left");
  await studio.model("hist_gradient_boosting");
  await studio.parameter("early_stopping", "false");
  await studio.parameter("max_iter", trees);
  return studio;
}

test("a model made of others trains as it stands, and what is inside is picked, set and moved", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(300, 9)));
  await studio.target("left");
  await studio.model("voting");
  await studio.train();
  const first = await studio.hash();
  await studio.go("train");
  const rows = studio.page.locator(".nested-row");
  const kinds = () => rows.locator(".nested-head select").evaluateAll((all) => all.map((select) => select.value));
  assert.deepEqual(await kinds(), ["logistic_regression", "decision_tree", "gaussian_nb"]);
  await studio.at("nested-add").selectOption("k_neighbors");
  await rows.nth(3).getByRole("button", { name: "Move up" }).click();
  await rows.nth(0).getByRole("button", { name: "Take out model 1" }).click();
  assert.deepEqual(await kinds(), ["decision_tree", "k_neighbors", "gaussian_nb"]);
  await rows.nth(0).locator("summary").first().click();
  const depth = studio.page.locator("#model-params-estimators-0--max_depth");
  await depth.fill("0");
  await depth.press("Tab");
  assert.match(await rows.nth(0).locator(".field-fault").innerText(), /max_depth/);
  await depth.fill("2");
  await depth.press("Tab");
  await studio.train();
  assert.notEqual(await studio.hash(), first);
});

test("models are listed, compared, chosen, named and removed, also after a reload", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(300, 9)));
  await studio.target("left");
  await studio.model("decision_tree");
  await studio.train();
  const tree = await studio.hash();
  await studio.model("hist_gradient_boosting");
  await studio.parameter("max_iter", 20);
  await studio.train();
  const boosted = await studio.hash();
  assert.notEqual(boosted, tree);

  await studio.at("compare-1").click();
  const beside = await studio.at("side-by-side").innerText();
  assert.match(beside, /Decision tree/);
  assert.match(beside, /max_iter\s+20\s+–/);
  assert.match(beside, /better/);
  assert.match(beside, /same rows/);
  await studio.at("compare-button").click();
  await studio.at("compared-verdict").waitFor({ timeout: 45_000 });
  const shares = await Promise.all(
    ["first", "same", "second"].map((name) => studio.at(`compared-${name}`).getAttribute("data-value").then(Number)),
  );
  assert.ok(Math.abs(shares[0] + shares[1] + shares[2] - 1) < 1e-9, `they are all there is: ${shares}`);
  assert.ok(shares[0] > shares[2], "the boosted trees are the first, and better");
  assert.equal(await studio.at("compared").locator(".strip circle").count(), 5);
  assert.equal(await studio.hash(), boosted, "the model is as it was");

  await studio.at("use-1").click();
  await studio.page.waitForFunction(
    (hash) => document.querySelector('[data-testid="model-sha256"]')?.textContent === hash,
    tree,
  );
  await studio.go("train");
  assert.equal(await studio.at("model-select").inputValue(), "decision_tree", "its recipe came with it");
  await studio.go("evaluate");
  const name = studio.at("model-2").locator("input");
  await name.fill("the better one");
  await name.press("Tab");
  await studio.page.reload();
  await studio.go("evaluate");
  assert.equal(await studio.hash(), tree, "the one that was looked at");
  assert.equal(await studio.at("model-2").locator("input").inputValue(), "the better one");
  await studio.at("use-2").click();
  await studio.at("use-1").waitFor();
  assert.equal(await studio.hash(), boosted);

  const remove = () => studio.at("model-1").getByRole("button", { name: "Remove" }).click();
  await remove();
  await studio.at("removed-1").getByRole("button", { name: "Undo" }).click();
  await studio.at("model-1").waitFor();
  await remove();
  await studio.go("export");
  await studio.go("evaluate");
  await studio.at("model-2").waitFor();
  assert.equal(await studio.at("model-1").count(), 0);
  studio.assertQuiet();
  await studio.close();
});

test("a model is trained on for more trees, to what one training would have come to", LIMIT, async () => {
  const studio = await boosting(400, 30);
  await studio.train();
  const few = await studio.hash();
  await studio.at("go-on").click();
  await studio.page.waitForFunction(
    (hash) => ![undefined, hash].includes(document.querySelector('[data-testid="model-sha256"]')?.textContent),
    few,
    { timeout: 60_000 },
  );
  const more = await studio.hash();
  await studio.close();
  const whole = await boosting(400, 60);
  await whole.train();
  assert.equal(await whole.hash(), more);
  whole.assertQuiet();
  await whole.close();
});

test("a training that a reload interrupts goes on from its last checkpoint", { timeout: 120_000 }, async () => {
  // So many that they take longer than the first checkpoint.
  const [rows, trees] = [15_000, 3000];
  const studio = await boosting(rows, trees);
  await studio.go("train");
  await studio.at("train-button").click();
  const kept = () => studio.page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("glasshouse");
    return folder.getFileHandle("training.bin").then(async (file) => (await file.getFile()).size, () => 0);
  });
  while ((await kept()) === 0) await studio.page.waitForTimeout(100);
  await studio.page.reload();
  await studio.at("unfinished").waitFor();
  assert.match(await studio.at("unfinished").innerText(), /had come to [\d,]+ of 3,000/);
  await studio.at("resume-button").click();
  await studio.trained();
  const hash = await studio.hash();
  assert.equal(await studio.at("unfinished").count(), 0);
  await studio.close();
  const whole = await boosting(rows, trees);
  await whole.train();
  assert.equal(await whole.hash(), hash);
  whole.assertQuiet();
  await whole.close();
});

// Long work can be given up or ended early, and the page answers meanwhile.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

let home;
let data;
before(async () => {
  home = await house();
  data = csv(customers(20_000, 17));
}, LIMIT);
after(() => home?.close());

/** A page that is growing far too many trees. */
async function growing(model = "random_forest", count = "n_estimators") {
  const studio = await home.studio();
  await studio.load("many.csv", data);
  await studio.target("left");
  await studio.model(model);
  await studio.parameter(count, 5000);
  // Far too many also where it would see that they are.
  if (model === "hist_gradient_boosting") await studio.parameter("early_stopping", "false");
  await studio.go("train");
  await studio.at("train-button").click();
  await studio.page.waitForFunction(() => {
    const bar = document.querySelector('[data-testid="progress"]');
    return bar && Number(bar.getAttribute("aria-valuenow")) > 0;
  });
  return studio;
}

test("a big forest is given up within a second, and the next training works", LIMIT, async () => {
  const studio = await growing();
  const pressed = Date.now();
  await studio.at("cancel-button").click();
  await studio.at("progress").waitFor({ state: "hidden", timeout: 10_000 });
  const took = Date.now() - pressed;
  assert.ok(took < 1000, `${took} ms`);
  await studio.model("decision_tree");
  await studio.train();
  assert.ok((await studio.metric("test", "accuracy")) > 0.6);
  studio.assertQuiet();
  await studio.close();
});

test("the best so far of a big forest is kept and scored", LIMIT, async () => {
  const studio = await growing();
  await studio.at("keep-best-button").click();
  await studio.trained();
  assert.ok((await studio.metric("test", "accuracy")) > 0.6);
  await studio.hash();
  studio.assertQuiet();
  await studio.close();
});

test("boosting shows how its loss falls while it learns, and the best so far is kept with its curve", LIMIT, async () => {
  const studio = await growing("hist_gradient_boosting", "max_iter");
  const curve = studio.at("chart-curve").locator(".picture-summary");
  await curve.filter({ hasText: /^Log loss over Trees: / }).waitFor();
  await studio.at("keep-best-button").click();
  await studio.trained();
  assert.ok((await studio.metric("test", "accuracy")) > 0.6);
  await curve.filter({ hasText: /^Log loss over Trees: / }).waitFor();
  studio.assertQuiet();
  await studio.close();
});

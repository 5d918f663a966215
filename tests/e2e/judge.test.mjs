// A trained model is judged: the threshold moved, a payoff given and the best threshold taken, segments clicked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(async () => home?.close());

const value = (studio, name) => studio.at(name).getAttribute("data-value").then(Number);

test("the threshold is moved, and what mistakes cost decides the best one", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(600, 5)));
  await studio.target("left");
  await studio.model("logistic_regression");
  await studio.train();
  await studio.go("evaluate");
  await studio.at("judge-button").click();
  await studio.at("judge-sentence").waitFor();
  assert.match(await studio.at("judge-sentence").innerText(), /^Catches \d+ of \d+ rows of yes/);
  // Every score has its interval beside it now.
  const cell = studio.page.locator("td", { has: studio.at("metric-test-accuracy") });
  assert.match(await cell.innerText(), /\d to \d/);

  const slide = (to) =>
    studio.at("threshold").evaluate((slider, to) => {
      slider.value = to;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }, String(to));
  await slide(0);
  assert.equal(await value(studio, "threshold-recall"), 1);
  // The threshold stands upon its curves: with all rows called positive, at their end.
  const upon = studio.at("chart-operating-roc");
  await upon.locator("details summary").click();
  await upon.locator("tr", { hasText: /threshold 0\.?0*[^\d]*1[^\d]*1/ }).waitFor();
  await slide(1.01);
  assert.equal(await value(studio, "threshold-recall"), 0);
  assert.equal(await value(studio, "payoff"), 0);

  // Missing one costs much: the best threshold is low, and earns at least as much as either end.
  await studio.at("payoff-missed").fill("-20");
  await studio.at("payoff-missed").blur();
  const none = await value(studio, "payoff");
  await slide(0);
  const all = await value(studio, "payoff");
  await studio.at("payoff-best").click();
  const best = await value(studio, "payoff");
  assert.ok(best >= Math.max(none, all), `${best} of ${none} and ${all}`);
  assert.ok((await value(studio, "threshold-recall")) > 0.9);
  await studio.at("judge-tab-curves").click();
  await studio.at("chart-calibration").waitFor();
  await studio.at("judge-tab-promised").click();
  assert.ok((await studio.at("coverage-lac").count()) === 3);
  await studio.at("judge-tab-mistakes").click();
  const row = studio.at("mistakes").locator("tbody button").first();
  const number = (await row.innerText()).replaceAll(/\D/g, "");
  await studio.at("judge-tab-leaks").click();
  assert.ok((await studio.at("leaks-none").count()) + (await studio.at("leaks").count()) === 1);

  // The row of a mistake leads to what made the model answer so.
  await studio.at("judge-tab-mistakes").click();
  await row.click();
  const asked = studio.at("what-if-row");
  await asked.waitFor();
  assert.equal(await asked.inputValue(), number);
});

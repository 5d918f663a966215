// What is learnt of a trained model by training its recipe again: intervals, importances, bias and variance, clusters.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, flats } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(async () => home?.close());

const value = (place) => place.getAttribute("data-value").then(Number);

test("a regressor has intervals, columns that it is worse without, and errors in parts", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("flats.csv", csv(flats(500)));
  await studio.target("rent");
  await studio.model("hist_gradient_boosting");
  await studio.parameter("max_iter", "30");
  await studio.train();
  await studio.go("evaluate");
  await studio.at("quantiles-begin").click();
  const ways = studio.at("quantiles");
  await ways.waitFor();
  assert.equal(await ways.locator("tbody tr").count(), 3);
  const held = await value(ways.getByTestId("coverage-conformalised_quantile"));
  assert.ok(held > 0.75 && held <= 1, `${held}`);

  // Given up in the middle, and asked again.
  await studio.page.locator("#decomposed-rounds").selectOption("200");
  await studio.at("decompose").click();
  await studio.at("decomposed").getByTestId("cancel-button").click();
  await studio.at("progress").waitFor({ state: "detached" });
  assert.equal(await studio.at("decomposed-reading").count(), 0);
  await studio.page.locator("#decomposed-rounds").selectOption("25");
  await studio.at("decompose").click();
  await studio.at("decomposed-reading").waitFor();
  assert.match(await studio.at("decomposed-figures").innerText(), /of 25 models/);
  await studio.at("chart-decomposed").waitFor();

  await studio.go("explain");
  await studio.at("explain-dropped").click();
  const dropped = studio.at("dropped-table");
  await dropped.waitFor();
  assert.ok((await dropped.locator("tbody tr").count()) > 2);
  await studio.at("chart-drop_column").waitFor();
  await studio.close();
});

test("clusters are drawn again, and it is said which come back", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("flats.csv", csv(flats(300)));
  await studio.go("train");
  await studio.at("task-select").selectOption("clustering");
  await studio.at("train-button").click();
  await studio.page.waitForFunction(() => location.hash === "#/evaluate");
  await studio.at("stability-begin").click();
  const clusters = studio.at("stability-table");
  await clusters.waitFor();
  assert.match(await studio.at("stability-sentence").innerText(), /over 100 samples/);
  for (const one of await clusters.locator("td[data-value]").all()) {
    const jaccard = await value(one);
    assert.ok(jaccard > 0 && jaccard <= 1, `${jaccard}`);
  }
  await studio.at("chart-stability").waitFor();
  await studio.close();
});

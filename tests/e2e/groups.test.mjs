// Questions without a target: clusters and unusual rows, from choosing the question to the rows with
// their groups.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { parse } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

test("clusters are found without a target, shown and written to the rows", LIMIT, async () => {
  const studio = await home.studio();
  await studio.at("sample-penguins").click();
  await studio.size();
  await studio.go("train");
  await studio.at("task-select").selectOption("clustering");
  await studio.page.waitForFunction(() => !document.querySelector('[data-testid="target-select"]'));
  assert.equal(await studio.at("model-select").inputValue(), "k_means");
  await studio.parameter("n_clusters", 3);
  // All rows are trained on: there are no test rows whose scores could be waited for.
  await studio.at("train-button").click();
  await studio.page.waitForFunction(() => location.hash === "#/evaluate");
  await studio.at("metric-train-silhouette_score").waitFor();

  const silhouette = await studio.metric("train", "silhouette_score");
  assert.ok(silhouette > 0.2 && silhouette < 1, String(silhouette));
  for (const chart of ["sizes", "components", "profile", "inertia", "silhouettes"]) {
    await studio.at(`chart-${chart}`).waitFor();
  }
  const [head, ...rows] = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  assert.deepEqual(head.slice(-2), ["prediction", "distance"]);
  assert.equal(rows.length, 344);
  const groups = new Set(rows.map((row) => row.at(-2)));
  assert.deepEqual([...groups].sort(), ["0", "1", "2"]);

  // Back to a question with a target: what to predict is asked again.
  await studio.go("train");
  await studio.at("task-select").selectOption("classification");
  await studio.at("target-select").waitFor();
  await studio.close();
});

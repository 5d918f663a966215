// Questions without a target: clusters and unusual rows, from choosing the question to the rows with
// their groups.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers, parse } from "./tables.mjs";
import { terminal } from "./terminal.mjs";

const { glasshouse, write, close } = terminal();
let home;
before(async () => (home = await house()), LIMIT);
after(async () => {
  await home?.close();
  close();
});

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

for (const task of ["clustering", "anomaly"]) {
  test(`every estimator of ${task} has the same hash in the page and on the command line`, LIMIT, async () => {
    const studio = await home.studio();
    const data = csv(customers(300, 4));
    const file = write("customers.csv", data);
    await studio.load("customers.csv", data);
    await studio.go("train");
    await studio.at("task-select").selectOption(task);
    const kinds = glasshouse("kinds").estimators.filter((kind) => kind.tasks.includes(task));
    assert.ok(kinds.length > 2);
    let before = "";
    for (const { id, onnx } of kinds) {
      await studio.model(id);
      const shown = await studio.at("model-select").locator("option:checked").innerText();
      assert.equal(/no ONNX/.test(shown), !onnx, `${id} is marked where it cannot be written: ${shown}`);
      await studio.at("train-button").click();
      await studio.page.waitForFunction(
        (old) => ![old, undefined].includes(document.querySelector('[data-testid="model-sha256"]')?.textContent),
        before,
      );
      const hash = (before = await studio.hash());
      const recipe = await studio.download("download-recipe");
      const report = glasshouse("train", write(recipe.name, recipe.bytes), "--data", file);
      assert.equal(report.model_sha256, hash, id);
    }
    studio.assertQuiet();
    await studio.close();
  });
}

test("a model that has no ONNX file says so calmly and is applied all the same", LIMIT, async () => {
  const studio = await home.studio();
  await studio.at("sample-penguins").click();
  await studio.size();
  await studio.go("train");
  await studio.at("task-select").selectOption("clustering");
  await studio.model("hdbscan");
  await studio.page.getByText("cannot be written as an ONNX file").first().waitFor();
  await studio.at("train-button").click();
  await studio.page.waitForFunction(() => location.hash === "#/evaluate");
  await studio.go("export");
  assert.match(await studio.at("receipt").innerText(), /The model hdbscan cannot be written as ONNX/);
  assert.ok(await studio.at("download-onnx").isDisabled());
  const [head] = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  assert.deepEqual(head.slice(-2), ["prediction", "probability"]);
  await studio.close();
});

// What a reload brings back, and what "forget everything" takes away.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers, parse } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

test("a reload in the middle keeps data, recipe and model; forgetting removes them", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(300, 9)));
  await studio.target("left");
  await studio.model("decision_tree");
  await studio.train();
  const hash = await studio.hash();
  const accuracy = await studio.metric("test", "accuracy");

  await studio.page.reload();
  await studio.go("data");
  assert.deepEqual(await studio.size(), { rows: 300, columns: 8 });
  await studio.go("train");
  assert.equal(await studio.at("target-select").inputValue(), "left");
  assert.equal(await studio.at("model-select").inputValue(), "decision_tree");
  assert.equal(await studio.hash(), hash);
  assert.equal(await studio.metric("test", "accuracy"), accuracy);
  const table = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  assert.equal(table.length - 1, 45);

  await studio.forget();
  await studio.page.reload();
  await studio.go("data");
  await studio.at("drop-zone").waitFor();
  assert.equal(await studio.at("rows").count(), 0);
  await studio.go("evaluate");
  assert.equal(await studio.at("model-sha256").count(), 0);
  const kept = () => studio.page.evaluate(async () => {
    const files = [];
    const look = async (folder, path) => {
      for await (const [name, entry] of folder.entries()) {
        if (entry.kind === "directory") await look(entry, `${path}${name}/`);
        else files.push(path + name);
      }
    };
    await look(await navigator.storage.getDirectory(), "");
    return files;
  });
  assert.deepEqual(await kept(), []);
  assert.equal(await studio.page.evaluate(() => localStorage.getItem("glasshouse.recipe")), null);
  studio.assertQuiet();
  await studio.close();
});

test("a reload before anything was trained keeps the data and the recipe", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(120, 4)));
  await studio.target("plan");
  await studio.model("random_forest");
  await studio.page.waitForTimeout(1500); // the recipe is kept a moment after it was changed
  await studio.page.reload();
  await studio.go("train");
  await studio.at("target-select").waitFor();
  assert.equal(await studio.at("target-select").inputValue(), "plan");
  assert.equal(await studio.at("model-select").inputValue(), "random_forest");
  await studio.close();
});

test("a change just before a reload is not lost", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(120, 4)));
  await studio.target("plan");
  await studio.page.waitForTimeout(1500); // the proposal is kept
  await studio.model("random_forest");
  await studio.page.reload(); // at once
  await studio.go("train");
  await studio.at("target-select").waitFor();
  assert.equal(await studio.at("model-select").inputValue(), "random_forest");
  await studio.close();
});

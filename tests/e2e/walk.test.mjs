// The walk through the whole house: drop, target, train, metrics, pictures, files, the same model
// on the command line.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, binary, house } from "./harness.mjs";
import { csv, customers, flats, parse } from "./tables.mjs";
import { terminal } from "./terminal.mjs";

const { folder, glasshouse, write, close } = terminal();
let home;
before(async () => (home = await house()), LIMIT);
after(async () => {
  await home?.close();
  close();
});

/** The names of the files in a zip, from its central directory. */
function zipped(bytes) {
  const names = [];
  for (let at = bytes.indexOf("PK\x01\x02", 0, "latin1"); at >= 0; ) {
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString("utf8", at + 46, at + 46 + length));
    at = bytes.indexOf("PK\x01\x02", at + 46 + length, "latin1");
  }
  return names.sort();
}

test("a dropped file becomes a model, its metrics, pictures and files", LIMIT, async () => {
  const studio = await home.studio();
  const rows = customers(900);
  await studio.drop("kunden 2024.csv", csv(rows));
  assert.deepEqual(await studio.size(), { rows: 900, columns: 8 });

  await studio.target("left");
  await studio.model("logistic_regression");
  await studio.train();
  for (const part of ["train", "validation", "test"]) {
    const accuracy = await studio.metric(part, "accuracy");
    assert.ok(accuracy > 0.65 && accuracy <= 1, `${part} ${accuracy}`);
  }
  const shown = await studio.charts("evaluate");
  assert.ok(shown.includes("chart-confusion") && shown.includes("chart-roc"), shown.join(" "));

  const bundle = await studio.download("download-bundle");
  assert.match(bundle.name, /_v\d+\.\d+\.\d+\.glasshouse$/);
  const inside = zipped(bundle.bytes);
  const promised = ["manifest.json", "recipe.json", "schema.json", "model.onnx", "metrics.json", "card.md", "receipt.json", "reference.json"];
  for (const name of promised) {
    assert.ok(inside.includes(name), `${name} is not among ${inside}`);
  }
  const onnx = await studio.download("download-onnx");
  assert.match(onnx.name, /\.onnx$/);
  assert.ok(onnx.bytes.includes("città") && onnx.bytes.includes("probabilities"));

  const predictions = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  const head = predictions[0];
  assert.ok(head.includes("prediction") && head.includes("probability_no") && head.includes("probability_yes"));
  assert.equal(predictions.length - 1, 135, "15% of 900 rows");
  const original = new Map(rows.map((row) => [row["customer no."], row]));
  for (const cells of predictions.slice(1)) {
    const row = Object.fromEntries(head.map((name, index) => [name, cells[index]]));
    assert.equal(row.left, original.get(row["customer no."]).left);
    assert.ok(Math.abs(Number(row.probability_no) + Number(row.probability_yes) - 1) < 1e-5);
  }
  assert.match((await studio.download("download-recipe")).bytes.toString("utf8"), /logistic_regression/);
  studio.assertQuiet();
  await studio.close();
});

/** They count, and standardised numbers are below zero. */
const COUNTING = ["multinomial_nb", "complement_nb"];

for (const [task, name, rows, target] of [
  ["classification", "customers.csv", () => customers(500, 21), "left"],
  ["regression", "flats.csv", () => flats(400), "rent"],
]) {
  test(`every estimator of ${task} has the same hash in the page and on the command line`, LIMIT, async () => {
    const studio = await home.studio();
    const data = csv(rows());
    const file = write(name, data);
    await studio.load(name, data);
    await studio.target(target);
    const kinds = glasshouse("kinds").estimators.filter((kind) => kind.tasks.includes(task));
    assert.ok(kinds.length > 4);
    const last = ({ id }) => (COUNTING.includes(id) ? 1 : 0);
    for (const { id } of kinds.sort((one, other) => last(one) - last(other))) {
      await studio.model(id);
      if (id === COUNTING[0]) await studio.switchStep("Standardise numbers");
      await studio.train();
      const hash = await studio.hash();
      const recipe = await studio.download("download-recipe");
      const report = glasshouse("train", write(recipe.name, recipe.bytes), "--data", file);
      assert.equal(report.model_sha256, hash, id);
      assert.equal(report.model.kind, id);
      const metric = task === "regression" ? "r2" : "accuracy";
      assert.equal(report.metrics.test[metric], await studio.metric("test", metric), id);
    }
    studio.assertQuiet();
    await studio.close();
  });
}

test("a number is predicted, and the command line predicts the same from the page's bundle", LIMIT, async () => {
  const studio = await home.studio();
  const data = csv(flats(600));
  await studio.load("flats.csv", data);
  await studio.target("rent");
  await studio.model("linear_regression");
  await studio.train();
  const r2 = await studio.metric("test", "r2");
  assert.ok(r2 > 0.9 && r2 < 1, String(r2));
  const shown = await studio.charts("evaluate");
  assert.ok(shown.includes("chart-predicted") && shown.includes("chart-residuals"), shown.join(" "));

  const bundle = await studio.download("download-bundle");
  const saved = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  const rows = saved.slice(1).map((cells) => Object.fromEntries(saved[0].map((name, index) => [name, cells[index]])));
  const input = write("rows.csv", csv(rows, ["area m²", "floor", "district", "rent"]));
  const out = path.join(folder, "predicted.csv");
  execFileSync(binary(), ["predict", write(bundle.name, bundle.bytes), "--data", input, "--out", out], { stdio: "ignore" });
  const again = parse(readFileSync(out, "utf8"));
  const column = (table) => table.slice(1).map((cells) => cells[table[0].indexOf("prediction")]);
  assert.deepEqual(column(again), column(saved));
  assert.ok(column(saved).length > 50);
  await studio.close();
});

test("pictures say their values under the pointer and under the arrow keys", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("flats.csv", csv(flats(300)));
  await studio.target("district");
  await studio.model("decision_tree");
  await studio.train();
  const figure = studio.at("chart-confusion");
  const canvas = figure.locator("canvas");
  const said = figure.locator("[aria-live]");
  const first = /True class: Nord\s*Predicted class: Nord/;
  const second = /True class: Nord\s*Predicted class: Ost/;

  await canvas.focus();
  await studio.page.keyboard.press("ArrowRight");
  assert.match(await said.innerText(), first);
  await studio.page.keyboard.press("ArrowRight");
  assert.match(await said.innerText(), second);
  await studio.page.keyboard.press("Escape");
  assert.equal((await said.textContent()).trim(), "");

  await canvas.hover({ position: { x: 70, y: 45 } });
  assert.match(await said.innerText(), first);
  assert.match(await canvas.getAttribute("aria-label"), /Confusion matrix of 4 classes and 45 rows/);
  await studio.close();
});

test("the recipe that was downloaded opens again and gives the same model", LIMIT, async () => {
  const data = csv(customers(400, 5));
  const first = await home.studio();
  await first.load("customers.csv", data);
  await first.target("left");
  await first.train();
  const hash = await first.hash();
  const recipe = await first.download("download-recipe");
  await first.close();

  const second = await home.studio();
  await second.load("other name.csv", data);
  await second.choose("open-recipe", recipe.name, recipe.bytes, "application/toml");
  await second.train();
  assert.equal(await second.hash(), hash);
  await second.close();
});

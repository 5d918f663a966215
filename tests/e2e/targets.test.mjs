// Several columns predicted by one recipe, from choosing them to the file with an answer for each.

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

/** Trains with the columns that are to be predicted; the studio and the file. */
async function trained(target, further, kind) {
  const studio = await home.studio();
  const data = csv(customers(400, 5));
  await studio.load("customers.csv", data);
  await studio.target(target);
  await studio.at("targets").locator("summary").click();
  for (const column of further) {
    await studio.at("targets-add").selectOption(column);
  }
  await studio.model(kind);
  await studio.train();
  return { studio, file: write("customers.csv", data) };
}

test("two classes are predicted together, seen one by one and written beside each other", LIMIT, async () => {
  const { studio, file } = await trained("left", ["member"], "logistic_regression");
  const hash = await studio.hash();
  const recipe = await studio.download("download-recipe");
  const report = glasshouse("train", write(recipe.name, recipe.bytes), "--data", file);
  assert.equal(report.model_sha256, hash);
  assert.deepEqual(Object.keys(report.targets), ["left", "member"]);

  const mean = await studio.metric("test", "accuracy");
  const each = Object.values(report.targets).map((scores) => scores.metrics.test.accuracy);
  assert.ok(Math.abs(mean - (each[0] + each[1]) / 2) < 1e-9);
  assert.equal(await studio.metric("test", "subset_accuracy"), report.metrics.test.subset_accuracy);
  await studio.at("by-target").getByRole("button", { name: "member" }).click();
  assert.equal(await studio.metric("test", "accuracy"), report.targets.member.metrics.test.accuracy);
  await studio.at("chart-confusion").waitFor();
  assert.equal(await studio.at("target-shown").inputValue(), "1");

  const [head, first] = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  assert.ok(["prediction_left", "prediction_member"].every((name) => head.includes(name)), head.join());
  assert.ok(["yes", "no"].includes(first[head.indexOf("prediction_member")]));
  await studio.page.getByText("The ONNX file gives the same answers").waitFor();

  // A file that has one of them is scored by it; one that has both shows each where it is chosen.
  const rows = customers(120, 77);
  const names = Object.keys(rows[0]);
  const applied = studio.page.getByTestId("apply-report");
  await studio.apply("both.csv", csv(rows, names));
  await applied.getByText("both.csv").waitFor();
  const scored = glasshouse("evaluate", write("m.glasshouse", (await studio.download("download-bundle")).bytes), "--data", write("both.csv", csv(rows, names)));
  const shown = async () => Number(await studio.at("metric-applied-accuracy").getAttribute("data-value"));
  assert.equal(await shown(), scored.metrics.accuracy);
  await applied.getByTestId("target-shown").selectOption({ label: "member" });
  assert.equal(await shown(), scored.targets.member.accuracy);
  await studio.apply("one.csv", csv(rows, names.filter((name) => name !== "left")));
  await applied.getByText("one.csv").waitFor();
  assert.equal(await shown(), scored.targets.member.accuracy);
  assert.equal(await applied.getByTestId("target-shown").count(), 0);
  assert.match(await applied.innerText(), /no value of the target "left"/);
  studio.assertQuiet();
  await studio.close();
});

test("nothing is kept before each target has a model, and the button says so", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(6000, 5)));
  await studio.target("left");
  await studio.at("targets").locator("summary").click();
  await studio.at("targets-add").selectOption("member");
  await studio.model("random_forest");
  await studio.parameter("n_estimators", 3000);
  await studio.at("train-button").click();
  const keep = studio.at("keep-best-button").first();
  await keep.waitFor();
  assert.ok(await keep.isDisabled());
  await studio.page.getByText("0 of 2 targets have a model").first().waitFor({ state: "attached" });
  await studio.at("cancel-button").first().click();
  await studio.at("progress").waitFor({ state: "detached" });
  studio.assertQuiet();
  await studio.close();
});

test("a chain of amounts has the same hash in the page and on the command line", LIMIT, async () => {
  const { studio, file } = await trained("monthly spend (€)", ["age"], "regressor_chain");
  const hash = await studio.hash();
  const recipe = await studio.download("download-recipe");
  assert.equal(glasshouse("train", write(recipe.name, recipe.bytes), "--data", file).model_sha256, hash);

  // A column that is predicted is no feature; taken out again it is one, and that can be undone.
  await studio.go("train");
  const chips = studio.at("targets").locator(".chip");
  await chips.getByRole("button").click();
  assert.equal(await chips.count(), 0);
  await studio.page.keyboard.press("Control+z");
  await chips.waitFor();
  studio.assertQuiet();
  await studio.close();
});

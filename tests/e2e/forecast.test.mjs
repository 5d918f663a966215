// Forecasts in the page: from a sample to what comes next, the same model as on the command line.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, parse } from "./tables.mjs";
import { terminal } from "./terminal.mjs";

const { glasshouse, write, close } = terminal();
let home;
before(async () => (home = await house()), LIMIT);
after(async () => {
  await home?.close();
  close();
});

/** Days of two shops with a week on a slow rise. */
function shops(days) {
  const week = [3, 1, 0, 2, 5, 9, 7];
  const rows = [];
  for (let day = 0; day < days; day += 1) {
    const date = new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);
    for (const [shop, level] of [["north", 20], ["south", 70]]) {
      rows.push({ date, shop, sales: level + 0.1 * day + week[day % 7] + ((day * day) % 5) });
    }
  }
  return rows;
}

/** Chooses the column and the question, and waits for the proposal. */
async function asked(studio, column) {
  await studio.target(column);
  await studio.at("task-select").selectOption("forecast");
  await studio.at("time-select").waitFor();
}

test("a sample is forecast: what came, what is to come, and the file of it", LIMIT, async () => {
  const studio = await home.studio();
  await studio.at("sample-sea_surface").click();
  await studio.size();
  await asked(studio, "temperature");
  assert.equal(await studio.at("time-select").inputValue(), "month");
  assert.equal(await studio.at("season-input").inputValue(), "12");
  assert.equal(await studio.at("model-select").inputValue(), "exponential_smoothing");
  await studio.at("horizon-input").fill("6");
  await studio.at("horizon-input").press("Tab");
  await studio.train();
  const scaled = await studio.metric("test", "mean_absolute_scaled_error");
  assert.ok(scaled > 0 && scaled < 1, String(scaled));
  assert.ok((await studio.metric("test", "interval_coverage")) > 0.7);
  const shown = await studio.charts("evaluate");
  for (const chart of ["forecast", "error_by_step"]) assert.ok(shown.includes(`chart-${chart}`), shown.join(" "));
  const [head, ...rows] = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  assert.deepEqual(head, ["month", "prediction", "lower", "upper"]);
  assert.deepEqual(rows.map((row) => row[0]), ["01", "02", "03", "04", "05", "06"].map((m) => `2011-${m}-01`));
  studio.assertQuiet();
  await studio.close();
});

test("every forecast has the same hash in the page and on the command line", LIMIT, async () => {
  const studio = await home.studio();
  const data = csv(shops(160));
  const file = write("shops.csv", data);
  await studio.load("shops.csv", data);
  await asked(studio, "sales");
  assert.equal(await studio.at("group-select").inputValue(), "shop");
  const kinds = glasshouse("kinds").estimators.filter((kind) => kind.tasks.includes("forecast"));
  assert.ok(kinds.length > 8);
  for (const { id } of kinds) {
    await studio.model(id);
    await studio.train();
    const hash = await studio.hash();
    const recipe = await studio.download("download-recipe");
    const report = glasshouse("train", write(recipe.name, recipe.bytes), "--data", file);
    assert.equal(report.model_sha256, hash, id);
    assert.equal(report.model.kind, id);
    const metric = "mean_absolute_scaled_error";
    assert.equal(report.metrics.test[metric], await studio.metric("test", metric), id);
  }
  studio.assertQuiet();
  await studio.close();
});

test("two rows at the same time are told where the times are chosen", LIMIT, async () => {
  const studio = await home.studio();
  const rows = shops(60).filter((row) => row.shop === "north").map(({ date, sales }) => ({ date, sales }));
  rows.push({ date: rows[30].date, sales: 1 });
  await studio.load("twice.csv", csv(rows));
  await asked(studio, "sales");
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="fault"]')?.innerText.includes("same time"));
  await studio.close();
});

/** Days of a shop whose sales follow prices that nobody could guess; of the last `ahead` only the price is known. */
function priced(days, ahead) {
  const week = [3, 1, 0, 2, 5, 9, 7];
  return Array.from({ length: days + ahead }, (_, day) => {
    const price = (Math.imul(day, 2654435761) >>> 20) % 19;
    const sales = day < days ? 100 + 0.1 * day + week[day % 7] - 4 * price : "";
    return { date: new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10), price, sales };
  });
}

test("a column that is known beforehand is chosen in the page and told to the forecast", LIMIT, async () => {
  const studio = await home.studio();
  const rows = priced(200, 7);
  const file = write("priced.csv", csv(rows));
  await studio.load("priced.csv", csv(rows));
  await asked(studio, "sales");
  await studio.at("horizon-input").fill("7");
  await studio.at("horizon-input").press("Tab");
  await studio.model("ridge");
  await studio.train();
  const error = "mean_absolute_scaled_error";
  const blind = await studio.metric("test", error);
  await studio.go("train");
  await studio.at("known-add").selectOption("price");
  await studio.page.locator('[data-testid="known"] .chip').getByText("price").waitFor();
  await studio.train();
  const told = await studio.metric("test", error);
  assert.ok(told < 0.25 * blind, `${told} beside ${blind}`);
  const hash = await studio.hash();
  const recipe = await studio.download("download-recipe");
  const report = glasshouse("train", write(recipe.name, recipe.bytes), "--data", file);
  assert.equal(report.model_sha256, hash);
  assert.deepEqual(report.forecast.known, ["price"]);
  assert.ok(report.features.includes("price"), report.features.join(", "));
  const said = report.warnings.find((warning) => warning.code === "target.missing").message;
  assert.match(said, /7 after the last target tell what is known beforehand \(price\)/);
  // What comes next follows the prices of the rows without sales.
  const [, ...next] = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  const come = priced(207, 0).slice(200);
  assert.deepEqual(next.map((row) => row[0]), come.map((row) => row.date));
  next.forEach((row, at) => assert.ok(Math.abs(Number(row[1]) - come[at].sales) < 6, `${row} beside ${come[at].sales}`));
  studio.assertQuiet();
  await studio.close();
});

test("a step of a forecast shows what it does to what is told, or why there is nothing", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("priced.csv", csv(priced(120, 0)));
  await asked(studio, "sales");
  await studio.go("prepare");
  await studio.at("add-prepare").press("Enter");
  await studio.at("catalogue-search").waitFor();
  await studio.page.keyboard.type("standard_scaler");
  await studio.page.locator('[data-testid="kind-standard_scaler"][aria-selected="true"]').waitFor();
  await studio.page.keyboard.press("Enter");
  const effect = studio.at("effect");
  await effect.getByText("told no other columns").waitFor();
  await studio.go("train");
  await studio.at("known-add").selectOption("price");
  await studio.model("ridge");
  await studio.go("prepare");
  await studio.page.locator('[data-testid="effect"][data-fresh="true"]').waitFor();
  assert.match(await studio.at("effect-forecast").innerText(), /beside them: price; known beforehand: price/);
  assert.equal(await effect.getByTestId("effect-row").count(), 1);
  assert.equal(await effect.getByTestId("effect-row").getAttribute("data-column"), "price");
  studio.assertQuiet();
  await studio.close();
});

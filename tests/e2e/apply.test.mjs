// A trained model meets another file: columns by name, whatever their order; what is missing,
// unreadable or unseen is named and counted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers, parse } from "./tables.mjs";

const COLUMNS = ["age", "monthly spend (€)", "città", "plan", "member", "left"];
let home;
let studio;
before(async () => {
  home = await house();
  studio = await home.studio();
  await studio.load("customers.csv", csv(customers(500, 3), COLUMNS));
  await studio.target("left");
  await studio.model("logistic_regression");
  await studio.train();
}, LIMIT);
after(() => home?.close());

/** Predictions of the file last applied, by row. */
async function predictions() {
  const table = parse((await studio.download("download-predictions")).bytes.toString("utf8"));
  return table.slice(1).map((cells) => Object.fromEntries(table[0].map((name, index) => [name, cells[index]])));
}

test("the order of columns and columns too many change nothing", LIMIT, async () => {
  const rows = customers(80, 99);
  await studio.apply("in order.csv", csv(rows, COLUMNS.slice(0, -1)));
  await studio.page.getByText("in order.csv").first().waitFor();
  const plain = await predictions();

  const turned = ["plan", "signed up", "città", "member", "customer no.", "monthly spend (€)", "age"];
  await studio.apply("turned.csv", csv(rows, turned));
  await studio.page.getByText("turned.csv").first().waitFor();
  const mixed = await predictions();
  assert.equal(mixed.length, 80);
  assert.deepEqual(mixed.map((row) => row.probability_yes), plain.map((row) => row.probability_yes));
  assert.deepEqual(mixed.map((row) => row["customer no."]), rows.map((row) => row["customer no."]));
});

test("an unseen category and an unreadable cell are counted and named", LIMIT, async () => {
  const rows = customers(40, 123);
  rows[3].plan = "platinum";
  rows[4].plan = "platinum";
  rows[5].age = "about forty";
  await studio.apply("odd.csv", csv(rows, COLUMNS.slice(0, -1)));
  const report = studio.page.getByTestId("apply-report");
  await report.getByText("odd.csv").first().waitFor();
  const words = await report.innerText();
  assert.match(words, /plan/);
  assert.match(words, /age/);
  assert.match(words, /\b2\b/);
  assert.match(words, /\b1\b/);
  const scored = await predictions();
  assert.equal(scored.length, 40);
  assert.equal(scored[5].age, "about forty", "cells are echoed as they were");
});

test("a missing column is a fault that names it, and the model is still there", LIMIT, async () => {
  const rows = customers(20, 5);
  await studio.apply("less.csv", csv(rows, ["age", "monthly spend (€)", "città", "member"]));
  assert.match(await studio.fault(), /plan/);
  await studio.apply("whole.csv", csv(rows, COLUMNS));
  await studio.page.getByText("whole.csv").first().waitFor();
  assert.equal((await predictions()).length, 20);
});

// Rules that are kept in the recipe, rows that repeat, and a type that some cells refuse.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

const ROWS = customers(200, 6);

async function opened(rows = ROWS) {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(rows));
  return studio;
}

const open = (studio, section) => studio.at(section).locator("summary").first().click();

test("a rule names the rows that break it, and goes into the recipe", LIMIT, async () => {
  const studio = await opened();
  await open(studio, "rules");
  await studio.at("rule-column").selectOption("age");
  await studio.at("rule-kind").selectOption("range");
  await studio.at("rule-first").fill("20");
  await studio.at("rule-add").click();
  await studio.at("rules-check").click();
  const young = ROWS.filter((row) => row.age !== "" && Number(row.age) < 20).length;
  await studio.page.locator(`[data-testid="rules-report"][data-violating="${young}"]`).waitFor();
  await studio.target("left");
  await studio.train();
  const recipe = (await studio.download("download-recipe")).bytes.toString("utf8");
  assert.match(recipe, /\[\[rules\]\][^[]*kind = "range"/);
  studio.assertQuiet();
  await studio.close();
});

test("rows that repeat are found and left out by a step", LIMIT, async () => {
  const studio = await opened([...ROWS, ...ROWS.slice(0, 7)]);
  await open(studio, "duplicates");
  await studio.at("duplicates-look").click();
  await studio.page.locator('[data-testid="duplicates-report"][data-repeats="7"]').waitFor();
  await studio.at("duplicates-drop").click();
  await studio.page.locator(".timeline", { hasText: /duplicate/i }).waitFor();
  await studio.close();
});

test("a type that some cells refuse is changed only after they were shown", LIMIT, async () => {
  const rows = ROWS.map((row, at) => ({ ...row, plan: at % 50 === 3 ? "about 7" : String(at) }));
  const studio = await opened(rows);
  await studio.at("column-menu-4").click();
  await studio.at("menu-type").selectOption("numeric");
  const refused = studio.at("retype-refused");
  await refused.waitFor();
  assert.match(await refused.innerText(), /4 of 200 cells/);
  assert.match(await refused.innerText(), /about 7/);
  await studio.at("retype-take").click();
  await studio.page.keyboard.press("Escape");
  await studio.page.waitForFunction(() => document.querySelector("#cell-3-4")?.classList.contains("grid-numeric"));
  await studio.close();
});

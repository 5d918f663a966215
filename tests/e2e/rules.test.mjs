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

test("rules of a type, between two columns and to another file name what breaks them", LIMIT, async () => {
  const plans = ["free", "pro", "team"];
  const rows = ROWS.map((row, at) => ({
    age: row.age, oldest: at % 40 === 1 ? -1 : 200, plan: at % 20 === 5 ? "gone" : plans[at % 3], code: at % 25 === 2 ? "x" : at,
  }));
  const studio = await opened(rows);
  await open(studio, "rules");
  const choose = (name, value) => studio.at(name).selectOption(value);
  await choose("rule-column", "code");
  await choose("rule-kind", "type");
  await choose("rule-first", "numeric");
  await studio.at("rule-add").click();
  await choose("rule-column", "age");
  await choose("rule-kind", "compare");
  await choose("rule-first", "\u2264");
  await choose("rule-second", "oldest");
  await studio.at("rule-add").click();
  await choose("rule-column", "plan");
  await choose("rule-kind", "references");
  await studio.choose("reference-file-input", "plans.csv", csv(plans.map((name, price) => ({ name, price }))));
  await choose("rule-first", "name");
  await studio.at("rule-add").click();
  await studio.page.waitForFunction(() => document.querySelectorAll(".rule-list li").length === 3);
  await studio.at("rules-check").click();
  const broken = rows.filter((row) => row.code === "x" || row.plan === "gone" || (row.age !== "" && Number(row.age) > row.oldest));
  await studio.page.locator(`[data-testid="rules-report"][data-violating="${broken.length}"]`).waitFor();
  await studio.target("plan");
  await studio.train();
  const recipe = (await studio.download("download-recipe")).bytes.toString("utf8");
  assert.match(recipe, /kind = "type"[^]*?type = "numeric"/);
  assert.match(recipe, /kind = "compare"\ncolumns.*\nop = "<="\nother = "oldest"/);
  assert.match(recipe, /kind = "references"\ncolumns.*\ntable = "plans.csv"\ntable_column = "name"/);
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

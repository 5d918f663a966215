// Another file beside the table: planned, combined, and taken apart again by undo; replayed after a
// reload.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

const FIRST = customers(120, 1);
const MORE = customers(50, 2);
const PRICES = "plan,price\nbasic,5\nplus,9\nother,1\n";

async function opened() {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(FIRST));
  await studio.at("combine").locator("summary").click();
  return studio;
}

const rows = (studio, want) =>
  studio.page.waitForFunction(
    (want) => document.querySelector('[data-testid="rows"]')?.textContent.replace(/[^0-9]/g, "") === want,
    String(want),
  );

const planned = (studio, want) => studio.page.locator(`[data-testid="combine-plan"][data-rows="${want}"]`).waitFor();

test("rows of another file go below, and undo takes them away", LIMIT, async () => {
  const studio = await opened();
  await studio.choose("other-file-input", "more.csv", csv(MORE));
  await planned(studio, 170);
  assert.equal(await studio.at("combine-op").inputValue(), "append");
  await studio.at("combine-do").click();
  await rows(studio, 170);
  await studio.page.keyboard.press("Control+z");
  await rows(studio, 120);
  await studio.page.keyboard.press("Control+Shift+z");
  await rows(studio, 170);
  await studio.target("left");
  await studio.train();
  const recipe = (await studio.download("download-recipe")).bytes.toString("utf8");
  assert.match(recipe, /\[\[combine\]\][^[]*op = "append"[^[]*table = "more\.csv"/);
  await studio.page.reload();
  await studio.go("data");
  await rows(studio, 170);
  studio.assertQuiet();
  await studio.close();
});

test("columns of another file go beside, by a key, with what has no partner told", LIMIT, async () => {
  const studio = await opened();
  await studio.choose("other-file-input", "prices.csv", PRICES);
  await studio.at("combine-op").selectOption("join");
  await studio.at("combine-key").selectOption("plan");
  const partners = FIRST.filter((row) => row.plan !== "pro").length;
  await planned(studio, partners);
  const words = await studio.at("combine-plan").innerText();
  assert.match(words, /pro/);
  assert.match(words, /other/);
  await studio.at("combine-how").selectOption("left");
  await planned(studio, 120);
  await studio.at("combine-do").click();
  await studio.page.locator(".grid-head", { hasText: "price" }).waitFor({ state: "attached" }).catch(() => {});
  assert.equal(await studio.number("columns"), 9);
  await rows(studio, 120);
  await studio.close();
});

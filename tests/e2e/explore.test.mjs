// Explore on a file that has nearly everything wrong: what was found, what it changes in the recipe;
// and every part of the stage by axe.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, messy } from "./tables.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ROWS = 400;
const TABS = ["insights", "columns", "missing", "relations", "target", "pictures", "tests"];

let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

/** A studio at Explore with the messy file, and with what it should predict. */
async function explored(options = {}) {
  const studio = await home.studio(options);
  await studio.load("kunden (alt).csv", csv(messy(ROWS)));
  await studio.target("left");
  await studio.go("explore");
  await studio.at("finding").first().waitFor({ timeout: 40_000 });
  return studio;
}

async function tab(studio, name) {
  await studio.at(`explore-tab-${name}`).click();
  await studio.at(`explore-panel-${name}`).waitFor();
}

const recipe = (studio) => studio.page.locator(".shell > .panel").innerText();

test("what is wrong is told, and what answers it goes into the recipe and out again", LIMIT, async () => {
  const studio = await explored();
  const codes = await studio.at("finding").evaluateAll((all) => all.map((one) => one.dataset.code));
  assert.ok(codes.length >= 5, `only ${codes}`);
  const told = await studio.at("explore-panel-insights").innerText();
  for (const column of ["country", "reason for leaving", "fax"]) {
    assert.ok(told.includes(column), `nothing is said of ${column}`);
  }
  const before = await recipe(studio);
  const place = await studio.at("finding").evaluateAll((all) => all.findIndex((one) => one.querySelector('[data-testid="finding-apply"]')));
  const finding = studio.at("finding").nth(place);
  await finding.getByTestId("finding-apply").click();
  await finding.getByTestId("finding-made").waitFor();
  await studio.page.keyboard.press("Escape");
  await studio.page.locator(".top-bar").getByRole("button", { name: "Undo" }).click();
  await finding.getByTestId("finding-apply").waitFor();
  assert.equal(await recipe(studio), before);
  await finding.getByTestId("finding-apply").click();
  await finding.getByTestId("finding-undo").click();
  await finding.getByTestId("finding-apply").waitFor();
  assert.equal(await recipe(studio), before);
  studio.assertQuiet();
  await studio.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    test(`every part of Explore is accessible, ${colorScheme}, ${width} px`, LIMIT, async () => {
      const studio = await explored({ colorScheme, viewport: { width, height: 900 } });
      await studio.page.evaluate(AXE);
      for (const name of TABS) {
        await tab(studio, name);
        await studio.page.waitForTimeout(800);
        const wrong = await studio.page.evaluate(async () => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
          const result = await globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } });
          return result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
        });
        assert.deepEqual(wrong, [], name);
        const wide = await studio.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px wider than the window`);
      }
      await studio.close();
    });
  }
}

// WCAG AA by axe on every stage in both themes, at desktop and phone width, and the whole walk
// without a mouse.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { STAGES } from "./studio.mjs";
import { csv, customers } from "./tables.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

/** What axe finds wrong by WCAG 2 A and AA. */
async function violations(studio) {
  await studio.page.evaluate(AXE);
  return studio.page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const result = await globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} (${node.any[0]?.message ?? rule.help})`));
  });
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    test(`every stage is accessible, ${colorScheme}, ${width} px`, LIMIT, async () => {
      const studio = await home.studio({ colorScheme, viewport: { width, height: 900 } });
      assert.deepEqual(await violations(studio), [], "the empty studio");
      await studio.load("customers.csv", csv(customers(300, 6)));
      await studio.target("plan");
      await studio.train();
      for (const stage of STAGES) {
        await studio.go(stage);
        await studio.page.locator("main h1, main h2").first().waitFor();
        assert.deepEqual(await violations(studio), [], stage);
        const wide = await studio.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${stage} is ${wide} px wider than the window`);
      }
      await studio.close();
    });
  }
}

/** Presses Tab until an element has the focus, which must be seen. */
async function tabTo(studio, id) {
  for (let presses = 0; presses < 250; presses++) {
    await studio.page.keyboard.press("Tab");
    const focus = await studio.page.evaluate(() => {
      const element = document.activeElement;
      const holder = element.closest("[data-testid]") ?? element;
      const style = getComputedStyle(element);
      const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
      return { id: holder.dataset?.testid ?? "", seen, what: element.outerHTML.slice(0, 120) };
    });
    if (focus.id === id) {
      assert.ok(focus.seen, `the focus on ${id} is not seen`);
      return;
    }
  }
  assert.fail(`Tab never reaches ${id}`);
}

test("a sample is trained and downloaded with the keyboard alone", LIMIT, async () => {
  const studio = await home.studio();
  const keys = studio.page.keyboard;
  await tabTo(studio, "sample-penguins");
  await keys.press("Enter");
  assert.deepEqual(await studio.size(), { rows: 344, columns: 8 });
  await studio.go("train");
  await tabTo(studio, "target-select");
  await keys.type("species");
  await keys.press("Enter");
  assert.equal(await studio.at("target-select").inputValue(), "species");
  await tabTo(studio, "train-button");
  await keys.press("Enter");
  await studio.trained();
  assert.ok((await studio.metric("test", "accuracy")) > 0.9);
  await studio.go("export");
  await tabTo(studio, "download-recipe");
  const [download] = await Promise.all([studio.page.waitForEvent("download"), keys.press("Enter")]);
  assert.match(download.suggestedFilename(), /\.toml$/);
  await studio.close();
});

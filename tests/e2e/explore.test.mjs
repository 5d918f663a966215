// Explore on a file that has nearly everything wrong: what was found, what it changes in the recipe,
// the brush that narrows the rows, every kind of picture; and all of it by axe.

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

/** The number of rows that the page says it shows. */
async function shown(studio) {
  return Number(await studio.at("rows-shown").getAttribute("data-value"));
}

async function download(studio, act) {
  const [file] = await Promise.all([studio.page.waitForEvent("download", { timeout: 10_000 }), act()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
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

test("the logarithm of a long tail goes before what scales, and the recipe trains", LIMIT, async () => {
  const studio = await home.studio();
  const people = messy(ROWS).map(({ "reason for leaving": _, left, ...one }, at) => ({
    ...one,
    // A tail a hundred times as long as the rest, from 0 up.
    debt: at % 3 === 0 ? "0" : (Number(one["monthly spend (€)"]) ** 3).toFixed(0),
    left,
  }));
  await studio.load("debts.csv", csv(people));
  await studio.target("left");
  await studio.go("explore");
  await studio.at("findings-more").click({ timeout: 40_000 });
  const finding = studio.page.locator('[data-testid="finding"][data-code="column.skewed"]', { hasText: "debt" }).first();
  await finding.getByTestId("finding-apply").click();
  await finding.getByTestId("finding-made").waitFor();
  const steps = await recipe(studio);
  const places = ["Fill missing values", "Take the logarithm", "Standardise numbers"].map((title) => steps.indexOf(title));
  assert.ok(places[0] > 0 && places[0] < places[1] && places[1] < places[2], steps);
  await studio.train();
  studio.assertQuiet();
  await studio.close();
});

test("what predicts the target stands first, with the picture that shows it", LIMIT, async () => {
  const studio = await explored();
  await tab(studio, "target");
  const first = studio.at("feature").first();
  assert.equal(await first.getAttribute("data-column"), "reason for leaving");
  await studio.at("feature").filter({ hasText: "plan" }).first().click();
  await studio.at("chart-stacked_bar").waitFor();
  studio.assertQuiet();
  await studio.close();
});

test("a column's figures and pictures are two clicks away", LIMIT, async () => {
  const studio = await explored();
  await tab(studio, "columns");
  const column = studio.page.locator('[data-testid="profile"][data-column="age"]');
  await column.getByTestId("profile-open").click();
  await column.locator(".profile-pictures").scrollIntoViewIfNeeded();
  const figures = await column.getByTestId("profile-figures").innerText();
  assert.match(figures, /interquartile range/);
  await column.getByTestId("chart-histogram").waitFor();
  await studio.close();
});

test("a brush on a picture narrows the rows everywhere, and undo gives them back", LIMIT, async () => {
  const studio = await explored();
  await tab(studio, "columns");
  const column = studio.page.locator('[data-testid="profile"][data-column="age"]');
  await column.getByTestId("profile-open").click();
  await column.locator(".profile-pictures").scrollIntoViewIfNeeded();
  const canvas = column.getByTestId("chart-histogram").locator("canvas").first();
  await canvas.waitFor();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  await studio.page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.4);
  await studio.page.mouse.down();
  await studio.page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.5, { steps: 4 });
  await studio.page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.6, { steps: 4 });
  await studio.page.mouse.up();
  await studio.at("filter-chip").first().waitFor();
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="rows-shown"]')?.dataset.value);
  const rows = await shown(studio);
  assert.ok(rows >= 0 && rows < ROWS + ROWS / 50, `${rows} rows`);
  // The figures follow, and the grid of the Data stage shows the same rows.
  await studio.page.waitForFunction(
    (rows) => document.querySelector('[data-testid="explore-of"]')?.dataset.rows === String(rows),
    rows,
    { timeout: 30_000 },
  );
  await studio.go("data");
  assert.equal(await shown(studio), rows);
  await studio.go("explore");
  await studio.at("filter-undo").click();
  await studio.page.waitForFunction(
    (rows) => document.querySelector('[data-testid="explore-of"]')?.dataset.rows === String(rows),
    ROWS + ROWS / 50,
    { timeout: 30_000 },
  );
  studio.assertQuiet();
  await studio.close();
});

test("truths are two categories however they are spelt, and a mark takes every spelling", LIMIT, async () => {
  const spelt = ["yes", "No", "YES", "Yes", "no"];
  const lines = Array.from({ length: 50 }, (_, row) => `${row * 3},${spelt[row % 5]}`);
  const studio = await home.studio();
  await studio.load("paid.csv", `amount,paid\n${lines.join("\n")}\n`);
  await studio.go("explore");
  await tab(studio, "columns");
  const column = studio.page.locator('[data-testid="profile"][data-column="paid"]');
  await column.getByTestId("profile-open").click();
  const figure = column.locator('[data-testid^="chart-"]').first();
  await figure.locator("canvas").waitFor();
  await figure.scrollIntoViewIfNeeded();
  const numbers = await download(studio, () => figure.getByTestId("picture-csv").click());
  const counted = numbers.bytes.toString("utf8").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
  assert.deepEqual(counted.map(([value, rows]) => [value, Number(rows)]).slice(0, 2), [["yes", 30], ["No", 20]]);
  await figure.locator("canvas").focus();
  await studio.page.keyboard.press("ArrowRight");
  await studio.page.keyboard.press("Enter");
  await studio.page.locator('[data-testid="rows-shown"][data-value="30"]').waitFor();
  assert.match(await studio.at("filter-chip").innerText(), /yes.*YES.*Yes/);
  studio.assertQuiet();
  await studio.close();
});

/** Kinds by their place in the gallery; the page must have no other. */
const KINDS = {
  one: ["histogram", "box", "violin", "qq", "bar", "pie"],
  two: ["scatter", "hexbin", "stacked_bar", "grouped_bar", "contingency", "class_balance", "class_densities"],
  time: ["line", "decomposition", "acf", "pacf"],
  many: ["correlation", "pair_plot", "parallel_coordinates", "pca", "t_sne", "umap"],
  gaps: ["missing_matrix", "missing_pairs"],
};

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** Whether a canvas holds more than one colour. */
const painted = (canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const first = data.slice(0, 4).join();
  for (let at = 4; at < data.length; at += 4) {
    if (data.slice(at, at + 4).join() !== first) return true;
  }
  return false;
};

for (const [group, kinds] of Object.entries(KINDS)) {
  test(`pictures are drawn and saved: ${group}`, LIMIT, async () => {
    const studio = await explored();
    await tab(studio, "pictures");
    const all = await studio.page.locator('[data-testid^="kind-"]').evaluateAll((all) => all.map((k) => k.dataset.testid.slice(5)));
    assert.deepEqual(all.toSorted(), Object.values(KINDS).flat().toSorted());
    for (const kind of kinds) {
      // Chromium drops the eleventh download that a page asks for in about a second.
      await studio.page.waitForTimeout(500);
      await studio.at(`kind-${kind}`).click();
      const picture = studio.at("explore-panel-pictures").getByTestId(`chart-${kind}`);
      await picture.waitFor();
      await studio.page.waitForFunction(
        (id) => document.querySelector(`[data-testid="${id}"] canvas`)?.width > 300,
        `chart-${kind}`,
      );
      assert.ok(await picture.locator("canvas").first().evaluate(painted), `${kind} is blank`);
      const png = await download(studio, () => picture.getByTestId("picture-png").click());
      assert.ok(png.bytes.subarray(0, 4).equals(PNG), `${kind}: ${png.name}`);
      const svg = await download(studio, () => picture.getByTestId("picture-svg").click());
      assert.match(svg.bytes.toString("utf8"), /^<svg[\s\S]+<\/svg>\s*$/, kind);
      const table = await download(studio, () => picture.getByTestId("picture-csv").click());
      assert.ok(table.bytes.toString("utf8").split("\n").length > 1, kind);
    }
    studio.assertQuiet();
    await studio.close();
  });
}

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

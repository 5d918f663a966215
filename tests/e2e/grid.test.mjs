// The grid of the Data stage: only what is on screen is asked for and drawn, however long or wide
// the table; sorting, filtering, finding, copying, hiding, and all of it with keys.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

const LONG = { timeout: 180_000 };

/** A frame takes 16.7 ms; on a shared machine, on which other work competes, up to four times as long. */
const SLOWEST = 67;

/**
 * The processor's time that a frame may take of the main thread, in milliseconds: other work does not
 * lengthen it, but where it shares a core.
 */
const DEAREST = 25;
let home;
let folder;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(os.tmpdir(), "glasshouse-grid-"));
}, LIMIT);
after(async () => {
  await home?.close();
  rmSync(folder, { recursive: true, force: true });
});

const ROWS = customers(1000, 5);

/** A page that shows the customers, and may use the clipboard. */
async function shown(options) {
  const studio = await home.studio({ permissions: ["clipboard-read", "clipboard-write"], ...options });
  await studio.load("customers.csv", csv(ROWS));
  await studio.page.locator("#cell-0-0:not(.grid-waiting)").waitFor();
  return studio;
}

/** Text of a cell, by the row of the view and the column of the file. */
const cell = async (studio, row, column) => {
  const at = studio.page.locator(`#cell-${row}-${column}`);
  await studio.page.locator(`#cell-${row}-${column}:not(.grid-waiting)`).waitFor();
  return at.innerText();
};

const header = (studio, name) => studio.page.locator(".grid-head [role=columnheader]", { hasText: name });

async function menu(studio, column) {
  await studio.at(`column-menu-${column}`).click();
  await studio.page.locator("dialog.column-menu").waitFor();
}

const number = (text) => (text === "" ? Number.POSITIVE_INFINITY : Number(text));

test("a header sorts, and with Shift after what is sorted by already", LIMIT, async () => {
  const studio = await shown();
  await header(studio, "age").locator(".grid-sort").click();
  await studio.page.locator('[role=columnheader][aria-sort="ascending"]').waitFor();
  const ages = ROWS.map((row) => number(row.age)).sort((a, b) => a - b);
  assert.equal(await cell(studio, 0, 1), String(ages[0]));
  await header(studio, "monthly spend").locator(".grid-sort").click({ modifiers: ["Shift"] });
  const youngest = ROWS.filter((row) => number(row.age) === ages[0]).map((row) => Number(row["monthly spend (€)"]));
  await studio.page.waitForFunction((want) => Number(document.querySelector("#cell-0-2")?.innerText) === want, Math.min(...youngest));
  assert.equal(await studio.page.locator('[role=columnheader][aria-sort="ascending"]').count(), 2);
  await studio.page.locator(".grid").press("Control+End");
  assert.equal(await cell(studio, 999, 1), "missing", "missing cells are last");
  studio.assertQuiet();
  await studio.close();
});

test("filters by range, value, text and what is missing tell their rows and can be taken back", LIMIT, async () => {
  const studio = await shown();
  const rows = async (want) => studio.page.waitForFunction((want) => {
    return document.querySelector('[data-testid="rows-shown"]')?.dataset.value === want;
  }, String(want));
  const old = ROWS.filter((row) => row.age !== "" && Number(row.age) >= 60);
  await menu(studio, 1);
  await studio.at("filter-from").fill("60");
  await studio.at("filter-apply").click();
  await rows(old.length);
  assert.match(await studio.at("rows-shown").innerText(), new RegExp(`^Showing ${old.length} of 1,000 rows$`));
  assert.equal(await studio.page.locator(".grid").getAttribute("aria-rowcount"), String(old.length + 1));

  await menu(studio, 4);
  await studio.at("filter-values").getByLabel(/^pro/).check();
  await studio.page.keyboard.press("Escape");
  await rows(old.filter((row) => row.plan === "pro").length);
  assert.equal(await studio.at("filter-chip").count(), 2);
  await studio.at("filter-undo").click();
  await rows(old.length);
  await studio.at("filter-clear").click();
  await rows(1000);

  await menu(studio, 1);
  await studio.at("filter-missing").click();
  await rows(ROWS.filter((row) => row.age === "").length);
  await studio.at("filter-clear").click();
  await menu(studio, 3);
  await studio.at("filter-text").fill("ZÜR");
  await studio.at("filter-text").press("Enter");
  await rows(ROWS.filter((row) => row.città === "Zürich").length);
  studio.assertQuiet();
  await studio.close();
});

test("another type of a column leaves what was asked of the others", LIMIT, async () => {
  const studio = await shown();
  const rows = (want) => studio.page.locator(`[data-testid="rows-shown"][data-value="${want}"]`).waitFor();
  const old = ROWS.filter((row) => row.age !== "" && Number(row.age) >= 60);
  await menu(studio, 1);
  await studio.at("filter-from").fill("60");
  await studio.at("filter-apply").click();
  await rows(old.length);
  await menu(studio, 4);
  await studio.at("menu-type").selectOption("text");
  await studio.page.locator("dialog.column-menu").waitFor({ state: "detached" });
  await studio.page.getByRole("button", { name: "Undo", exact: true }).and(studio.page.locator(":enabled")).first().waitFor();
  await rows(old.length);
  assert.equal(await studio.at("filter-chip").count(), 1);
  assert.equal(await cell(studio, 0, 4), old[0].plan);
  await menu(studio, 1);
  await studio.at("menu-type").selectOption("text");
  await studio.at("filter-chip").waitFor({ state: "detached" });
  studio.assertQuiet();
  await studio.close();
});

test("a text is found, cell after cell", LIMIT, async () => {
  const studio = await shown();
  await studio.page.locator(".grid").press("Control+f");
  await studio.page.keyboard.type("hague");
  const places = ROWS.flatMap((row, index) => (row.città === 'The "Hague"' ? [index] : []));
  const count = (at) => studio.page.getByTestId("find-count").filter({ hasText: `${at} of ${places.length}` }).waitFor();
  await count(1);
  const active = (row) => studio.page.locator(`#cell-${row}-3.grid-active.grid-found`).waitFor();
  await active(places[0]);
  await studio.page.keyboard.press("Enter");
  await count(2);
  await active(places[1]);
  await studio.page.keyboard.press("Shift+Enter");
  await studio.page.keyboard.press("Shift+Enter");
  await count(places.length);
  await active(places.at(-1));
  await studio.page.keyboard.press("Escape");
  assert.equal(await studio.page.evaluate(() => document.activeElement.className), "grid");
  await studio.close();
});

test("a range and a column are copied as a spreadsheet takes them", LIMIT, async () => {
  const studio = await shown();
  const clipboard = () => studio.page.evaluate(() => navigator.clipboard.readText());
  const copied = async () => {
    await studio.page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "nothing");
    return clipboard();
  };
  const clear = () => studio.page.evaluate(() => navigator.clipboard.writeText("nothing"));
  await clear();
  await studio.page.locator("#cell-1-3").click();
  await studio.page.locator(".grid").press("Shift+ArrowRight");
  await studio.page.locator(".grid").press("Shift+ArrowDown");
  await studio.page.locator(".grid").press("Control+c");
  const quoted = (text) => (text === "NA" ? "" : text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [1, 2].map((row) => `${quoted(ROWS[row].città)}\t${ROWS[row].plan}`);
  assert.equal(await copied(), ["città\tplan", ...lines, ""].join("\n"));
  await clear();
  await menu(studio, 4);
  await studio.at("copy-column").click();
  assert.equal(await copied(), ["plan", ...ROWS.map((row) => row.plan), ""].join("\n"));
  await studio.close();
});

test("columns are hidden and shown again", LIMIT, async () => {
  const studio = await shown();
  await menu(studio, 1);
  await studio.at("hide-column").click();
  await header(studio, "age").waitFor({ state: "detached" });
  await studio.page.locator("#cell-0-0").click();
  await studio.page.locator(".grid").press("ArrowRight");
  await studio.page.locator("#cell-0-2.grid-active").waitFor();
  assert.match(await studio.at("columns-shown").innerText(), /1 column hidden/);
  await studio.at("columns-shown").click();
  await studio.page.locator(".hide-list").getByLabel("age").check();
  await studio.page.keyboard.press("Escape");
  await header(studio, "age").waitFor();
  await studio.close();
});

test("keys move, open the menu and close it; the grid says what it is", LIMIT, async () => {
  const studio = await shown();
  const grid = studio.page.locator(".grid");
  await grid.focus();
  const active = () => grid.getAttribute("aria-activedescendant");
  for (const [key, want] of [
    ["ArrowDown", "cell-1-0"],
    ["ArrowRight", "cell-1-1"],
    ["End", "cell-1-7"],
    ["Control+End", "cell-999-7"],
    ["Control+Home", "cell-0-0"],
  ]) {
    await grid.press(key);
    assert.equal(await active(), want, key);
    await studio.page.locator(`#${want}.grid-active`).waitFor();
  }
  await grid.press("PageDown");
  assert.ok(Number((await active()).split("-")[1]) > 5);
  await grid.press("Enter");
  await studio.page.locator("dialog.column-menu h2", { hasText: "customer no." }).waitFor();
  await studio.page.keyboard.press("Escape");
  await studio.page.locator("dialog.column-menu").waitFor({ state: "detached" });
  assert.equal(await studio.page.evaluate(() => document.activeElement.className), "grid", "the focus comes back");
  assert.equal(await grid.getAttribute("aria-colcount"), "9");
  assert.equal(await studio.page.locator("#cell-0-0, .grid-row").first().getAttribute("aria-rowindex"), "1");
  await studio.close();
});

test("unit and description of a column go into the recipe", LIMIT, async () => {
  const studio = await shown();
  await menu(studio, 2);
  await studio.page.locator("#menu-unit").fill("€");
  await studio.page.locator("#menu-description").fill("What they spend in a month");
  await studio.page.locator("#menu-description").press("Tab");
  await studio.page.keyboard.press("Escape");
  await studio.target("left");
  await studio.train();
  const recipe = (await studio.download("download-recipe")).bytes.toString("utf8");
  assert.match(recipe, /unit = "€"/);
  assert.match(recipe, /description = "What they spend in a month"/);
  await studio.close();
});

/**
 * Scrolls in steps of a frame: the lengths of the frames in milliseconds, in ascending order, and what one
 * takes of the main thread, on average.
 */
async function frames(studio, step) {
  const steps = 120;
  const cdp = await studio.page.context().newCDPSession(studio.page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  const before = await busy();
  const took = await studio.page.evaluate(scrolled, { ...step, steps });
  const work = ((await busy()) - before) / steps;
  await cdp.detach();
  return { took, work, words: `${took[60].toFixed(1)} ms median, ${took[114].toFixed(1)} ms at 95 %, ${work.toFixed(1)} ms of work` };
}

/** Runs in the page. */
async function scrolled({ down = 0, right = 0, steps }) {
  const grid = document.querySelector(".grid");
  const took = [];
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  let before = await frame();
  for (let i = 0; i < steps; i++) {
    grid.scrollBy(right, down);
    const now = await frame();
    took.push(now - before);
    before = now;
  }
  return took.sort((a, b) => a - b);
}

/** Counts what the worker is asked and how large its answers are. */
async function counted() {
  const studio = await home.studio();
  await studio.page.evaluate(() => {
    globalThis.asked = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
      const { body } = JSON.parse(message.envelope);
      const { rows } = body;
      if (rows) globalThis.asked.push([rows.start, rows.count, rows.columns.length]);
      return post.call(this, message, ...rest);
    };
  });
  return studio;
}

async function give(studio, name, text) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  await studio.at("file-input").setInputFiles(file);
  await studio.at("rows").waitFor({ state: "attached", timeout: 150_000 });
  await studio.page.locator("#cell-0-0:not(.grid-waiting)").waitFor();
  await studio.page.evaluate(() => (globalThis.asked = []));
}

test("two million rows scroll by windows, and the last row is reached", LONG, async (t) => {
  const studio = await counted();
  const names = Array.from({ length: 20 }, (_, at) => `m${at}`).join(",");
  const block = Array.from({ length: 1000 }, (_, row) => `${row}${`,${row % 7}`.repeat(19)}\n`).join("");
  await give(studio, "long.csv", `${names}\n${block.repeat(2000)}`);
  assert.equal(await studio.number("rows"), 2_000_000);
  const slow = await frames(studio, { down: 300 });
  const fast = await frames(studio, { down: 120_000 });
  t.diagnostic(`frames: wheel ${slow.words}; thumb ${fast.words}`);
  const asked = await studio.page.evaluate(() => globalThis.asked);
  assert.ok(asked.length > 0 && asked.length < 300, `${asked.length} windows`);
  assert.ok(asked.every(([, count, columns]) => count <= 100 && columns <= 24), "each is a window");
  await studio.page.locator(".grid").press("Control+End");
  assert.equal(await cell(studio, 1_999_999, 19), String(999 % 7));
  assert.ok((await studio.page.locator(".grid-row").count()) < 60, "only what is on screen is drawn");
  for (const way of [slow, fast]) assert.ok(way.took[60] < SLOWEST && way.work < DEAREST, way.words);
  await studio.close();
});

/** Elements are used again as they scroll: each must say what its row, its column and its place are. */
async function assertWritten(studio, value) {
  const shown = await studio.page.evaluate(() => {
    const heads = [...document.querySelectorAll(".grid-head [aria-colindex]")];
    const under = new Map(heads.map((head) => [head.getBoundingClientRect().left, head]));
    return [...document.querySelectorAll("[role=gridcell]")].map((cell) => {
      const head = under.get(cell.getBoundingClientRect().left);
      const row = cell.parentElement.getAttribute("aria-rowindex");
      const button = head.querySelector(".grid-menu").dataset.testid;
      return [cell.id, cell.innerText, row, cell.getAttribute("aria-colindex"), head.getAttribute("aria-colindex"), button];
    });
  });
  assert.ok(shown.length > 50);
  for (const [id, text, rowIndex, ...places] of shown) {
    const [, row, column] = id.split("-").map(Number);
    assert.deepEqual([text, rowIndex], [String(value(row, column)), String(row + 2)], id);
    assert.deepEqual(places, [String(column + 2), String(column + 2), `column-menu-${column}`], id);
  }
}

test("a header that is scrolled away keeps no focus, and a cell that is cut off says all of it", LIMIT, async () => {
  const studio = await home.studio({ viewport: { width: 700, height: 900 } });
  const names = Array.from({ length: 40 }, (_, at) => `c${at}`).join(",");
  const long = "a text that is longer than any column is wide or can be";
  await studio.load("cut.csv", `${names}\n${`${long},${"x,".repeat(38)}x\n`.repeat(30)}`);
  const first = studio.page.locator("#cell-0-0:not(.grid-waiting)");
  await first.waitFor();
  assert.equal(await first.getAttribute("title"), long);
  assert.ok(await first.evaluate((cell) => cell.scrollWidth > cell.clientWidth && getComputedStyle(cell).textOverflow === "ellipsis"));
  assert.equal(await studio.page.locator("#cell-0-1").getAttribute("title"), null);
  await studio.page.locator(".grid-sort").first().focus();
  await studio.page.evaluate(() => (document.querySelector(".grid").scrollLeft = 3000));
  await studio.page.locator("#cell-0-30").waitFor();
  assert.equal(await studio.page.evaluate(() => document.activeElement.className), "grid");
  assert.equal(await studio.page.locator("#cell-0-30").getAttribute("title"), null, "nothing is left of the text before");
  await studio.close();
});

test("five thousand columns scroll by windows, and the last column is reached", LONG, async (t) => {
  const studio = await counted();
  const names = Array.from({ length: 5000 }, (_, at) => `column ${at}`).join(",");
  const row = (at) => Array.from({ length: 5000 }, (_, column) => (at * column) % 97).join(",");
  await give(studio, "wide.csv", `${names}\n${Array.from({ length: 1000 }, (_, at) => row(at)).join("\n")}\n`);
  const aside = await frames(studio, { right: 900 });
  t.diagnostic(`frames: ${aside.words}`);
  const asked = await studio.page.evaluate(() => globalThis.asked);
  assert.ok(asked.length > 0 && asked.every(([, count, columns]) => count <= 100 && columns <= 24));
  await studio.page.waitForFunction(() => !document.querySelector(".grid-waiting"));
  await assertWritten(studio, (row, column) => (row * column) % 97);
  await studio.page.locator(".grid").press("End");
  assert.equal(await cell(studio, 0, 4999), "0");
  assert.ok((await studio.page.locator("[role=gridcell]").count()) < 1200, "only what is on screen is drawn");
  assert.ok(aside.took[60] < SLOWEST && aside.work < DEAREST, aside.words);
  await studio.close();
});

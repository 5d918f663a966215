// The page answers while the worker works: its main thread is never busy for long.
//
// The page promises 50 ms. A shared machine, on which the worker, the browser and other work compete,
// stretches every task; so a task may last twice as long here before the test fails, and the figures
// are printed. The files lie on the disk, as a person's do: the page never holds their bytes.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, house, modules } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

const PROMISED = 50;
const MARGIN = 2;
const SIZE = 10_000_000;

let home;
let folder;
let data;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(os.tmpdir(), "glasshouse-speed-"));
  const rows = csv(customers(1000, 31)).split("\n");
  const [head, ...body] = rows.slice(0, -1);
  const block = body.join("\n") + "\n";
  data = head + "\n" + block.repeat(Math.ceil(SIZE / block.length));
}, LIMIT);
after(async () => {
  await home?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Reads a file from the disk; how long it took, and the longest task meanwhile, in milliseconds. */
async function read(studio, name, text) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  // What is fetched ahead belongs to the start of the page.
  await studio.fetched(modules().filter((file) => !file.startsWith("pictures/")));
  await studio.page.waitForLoadState("networkidle");
  await longest(studio);
  const before = Date.now();
  await studio.at("file-input").setInputFiles(file);
  const size = await studio.size();
  await studio.page.locator("#cell-0-0:not(.grid-waiting)").waitFor();
  return { ...size, took: Date.now() - before, longest: await longest(studio) };
}

/** The longest task since the last look, in milliseconds. */
async function longest(studio) {
  const durations = await studio.page.evaluate(() => globalThis.longTasks.splice(0).map((task) => task.duration));
  return Math.max(0, ...durations);
}

test("a task that blocks the page is seen", LIMIT, async () => {
  const studio = await home.studio();
  await longest(studio);
  await studio.page.evaluate(() => {
    const block = () => {
      const end = performance.now() + 250;
      while (performance.now() < end);
    };
    setTimeout(block);
  });
  await studio.page.waitForTimeout(1000);
  assert.ok((await longest(studio)) > PROMISED * MARGIN);
  await studio.close();
});

test("reading and training on 10 MB never blocks the page", LIMIT, async (t) => {
  const studio = await home.studio();
  const started = Date.now();
  const { rows, took, longest: whileReading } = await read(studio, "big.csv", data);
  assert.equal(rows, data.split("\n").length - 2);

  await studio.target("left");
  await studio.model("random_forest");
  await studio.at("train-button").click();
  await studio.at("progress").waitFor();
  await studio.page.waitForTimeout(4000);
  const whileTraining = await longest(studio);
  t.diagnostic(`read 10 MB in ${took} ms; longest task ${whileReading} ms reading, ${whileTraining} ms training`);
  assert.ok(whileReading <= PROMISED * MARGIN, `${whileReading} ms while reading`);
  assert.ok(whileTraining <= PROMISED * MARGIN, `${whileTraining} ms while training`);
  if (await studio.at("cancel-button").isVisible()) await studio.at("cancel-button").click();
  assert.ok(Date.now() - started < 55_000);
  await studio.close();
});

test("reading 5,000 columns never blocks the page", LIMIT, async (t) => {
  const studio = await home.studio();
  const names = Array.from({ length: 5000 }, (_, at) => `column ${at}`).join(",");
  const row = (at) => Array.from({ length: 5000 }, (_, column) => ((at + 1) * (column + 3)) % 89).join(",");
  const text = `${names}\n${Array.from({ length: 200 }, (_, at) => row(at)).join("\n")}\n`;
  const { columns, took, longest: whileReading } = await read(studio, "wide.csv", text);
  assert.equal(columns, 5000);
  t.diagnostic(`read 5,000 columns in ${took} ms; longest task ${whileReading} ms`);
  assert.ok(whileReading <= PROMISED * MARGIN, `${whileReading} ms while reading`);
  await studio.close();
});

test("opening the catalogue of steps and looking for one never blocks the page", LIMIT, async (t) => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(400, 5)));
  await studio.target("left");
  await studio.go("prepare");
  await studio.at("add-prepare").waitFor();
  await studio.page.waitForLoadState("networkidle");
  await studio.page.waitForTimeout(500);
  await longest(studio);
  await studio.at("add-prepare").press("Enter");
  await studio.at("catalogue-search").waitFor();
  await studio.at("kind-drop_columns").waitFor({ state: "attached" });
  const opening = await longest(studio);
  await studio.page.keyboard.type("s");
  await studio.page.waitForTimeout(400);
  const finding = await longest(studio);
  await studio.page.keyboard.press("Backspace");
  await studio.page.waitForTimeout(400);
  const back = await longest(studio);
  const many = await studio.page.locator('[data-testid^="kind-"]').count();
  t.diagnostic(`${many} steps; longest task ${opening} ms opening, ${finding} ms looking, ${back} ms going back`);
  assert.ok(many >= 70);
  assert.ok(opening <= PROMISED * MARGIN, `${opening} ms opening the catalogue`);
  assert.ok(finding <= PROMISED * MARGIN, `${finding} ms looking for a step`);
  assert.ok(back <= PROMISED * MARGIN, `${back} ms going back to all`);
  await studio.close();
});

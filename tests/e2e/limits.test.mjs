// Where a browser has its limits: a file that does not fit, an engine that ends, a window that keeps
// nothing. Each is told in words, and the page stays usable.

import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

const GOOD = csv(customers(200, 21));
let home;
let folder;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(os.tmpdir(), "glasshouse-limits-"));
}, LIMIT);
after(async () => {
  await home?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a file that does not fit is refused before it is read, with what to do", LIMIT, async () => {
  const studio = await home.studio();
  const file = path.join(folder, "everything.csv");
  writeFileSync(file, "a,b\n1,2\n");
  truncateSync(file, 700_000_000); // sparse: it takes no room on the disk
  const began = Date.now();
  await studio.at("file-input").setInputFiles(file);
  const words = await studio.fault();
  assert.match(words, /everything\.csv/);
  assert.match(words, /700\.0\sMB/);
  assert.match(words, /600\.0\sMB/);
  assert.match(await studio.page.locator(".banner-remedy").first().innerText(), /rows or columns|command line/);
  assert.ok(Date.now() - began < 10_000, "it was not read first");
  assert.deepEqual(await studio.load("good.csv", GOOD), { rows: 200, columns: 8 });
  await studio.at("fault").first().waitFor({ state: "hidden" });
  await studio.close();
});

test("of a file that does not fit a part is read, and the recipe says which", { timeout: 150_000 }, async (t) => {
  const studio = await home.studio();
  const file = path.join(folder, "long.csv");
  const lines = Array.from({ length: 40_000 }, (_, at) => `${at},${(at * 7) % 1000}.5,name ${at % 30},${"x".repeat(20)}`);
  const block = Buffer.from(lines.join("\n") + "\n");
  const to = openSync(file, "w");
  writeSync(to, "number,amount,name,filler\n");
  for (let written = 0; written < 620_000_000; written += block.length) writeSync(to, block);
  closeSync(to);
  await studio.at("file-input").setInputFiles(file);
  await studio.at("part").waitFor();
  await studio.at("part-rows").fill("");
  assert.ok(await studio.at("part-read").isDisabled(), "all rows and all columns would be the whole");
  await studio.at("part-rows").fill("5,000");
  await studio.at("part-columns").fill("amount, name");
  const began = Date.now();
  await studio.at("part-read").click();
  // More than half a gigabyte: what that takes is the machine's affair.
  await studio.at("rows").waitFor({ timeout: 90_000 });
  assert.deepEqual(await studio.size(), { rows: 5000, columns: 2 });
  t.diagnostic(`5,000 of 15 million rows in ${Date.now() - began} ms`);
  await studio.at("part").waitFor({ state: "hidden" });
  await studio.at("fault").first().waitFor({ state: "hidden" });
  await studio.target("name");
  await studio.model("decision_tree");
  await studio.train();
  const recipe = (await studio.download("download-recipe")).bytes.toString("utf8");
  assert.match(recipe, /columns = \["amount", "name"\]/);
  assert.match(recipe, /\[data\.sample\]\nrows = 5000\nmethod = "random"/);
  rmSync(file);
  await studio.close();
});

const ENDS = [
  // What a trap of WebAssembly (no memory left, say) is: a task of the engine that is rejected.
  ["a trap", () => void Promise.reject(new WebAssembly.RuntimeError("unreachable"))],
  ["an error", () => void setTimeout(() => { throw new Error("it broke"); })],
  // The browser took the worker away: no event tells of it.
  ["silence", () => self.close()],
];
for (const [what, end] of ENDS) {
  test(`an engine that ends with ${what} is started again, with data and recipe`, LIMIT, async () => {
    const studio = await home.studio();
    await studio.load("good.csv", GOOD);
    await studio.target("left");
    await studio.model("decision_tree");
    await studio.page.waitForTimeout(1000); // the recipe is kept a moment after it was changed
    const [worker] = studio.page.workers();
    const next = studio.page.waitForEvent("worker");
    await worker.evaluate(end).catch(() => {}); // the answer may end with the worker
    await next;
    await studio.go("data");
    assert.deepEqual(await studio.size(), { rows: 200, columns: 8 });
    await studio.page.locator("#cell-0-0:not(.grid-waiting)").waitFor();
    await studio.go("train");
    assert.equal(await studio.at("target-select").inputValue(), "left");
    assert.equal(await studio.at("model-select").inputValue(), "decision_tree");
    await studio.train();
    assert.ok((await studio.metric("test", "accuracy")) > 0.5);
    await studio.close();
  });
}

test("work that was under way when the engine ended is reported", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("good.csv", csv(customers(20_000, 17)));
  await studio.target("left");
  await studio.model("random_forest");
  await studio.parameter("n_estimators", 5000);
  await studio.at("train-button").click();
  await studio.at("progress").waitFor();
  const [worker] = studio.page.workers();
  const next = studio.page.waitForEvent("worker");
  await worker.evaluate(() => self.close()).catch(() => {});
  await next;
  assert.match(await studio.fault(), /stopped unexpectedly/);
  await studio.at("progress").waitFor({ state: "detached" });
  await studio.model("decision_tree");
  await studio.train();
  await studio.close();
});

test("a large file can be given up while it is opened; over one that ended the engine a part is offered", LIMIT, async () => {
  const studio = await home.studio();
  const file = path.join(folder, "large.csv");
  writeFileSync(file, `id,amount,name\n${"1,2.5,Some words that make a row longer\n".repeat(4_000_000)}`);
  await studio.load("good.csv", GOOD);
  await studio.at("file-input").setInputFiles(file);
  await studio.at("cancel-button").first().click();
  await studio.at("progress").waitFor({ state: "detached" });
  assert.deepEqual(await studio.size(), { rows: 200, columns: 8 });

  await studio.at("file-input").setInputFiles(file);
  await studio.at("progress").waitFor();
  const [worker] = studio.page.workers();
  const next = studio.page.waitForEvent("worker");
  await worker.evaluate(() => self.close()).catch(() => {});
  await next;
  assert.match(await studio.fault(), /stopped unexpectedly/);
  assert.deepEqual(await studio.size(), { rows: 200, columns: 8 });
  await studio.at("part-rows").fill("1000");
  await studio.at("part-read").click();
  await studio.at("part").waitFor({ state: "hidden" });
  assert.deepEqual(await studio.size(), { rows: 1000, columns: 3 });
  rmSync(file);
  await studio.close();
});

test("a window that keeps nothing works, and says so once", LIMIT, async () => {
  const studio = await home.studio();
  // The page's workers start with a storage that refuses, as in some private windows.
  await studio.page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    const refuse = "navigator.storage.getDirectory = () => Promise.reject(new DOMException('private', 'SecurityError'));\n";
    const [imports, rest] = [/^import .*$/m.exec(await response.text())[0], (await response.text()).replace(/^import .*$/m, "")];
    await route.fulfill({ response, body: `${imports}\n${refuse}${rest}` });
  });
  await studio.page.reload();
  await studio.at("drop-zone").waitFor();
  assert.deepEqual(await studio.load("good.csv", GOOD), { rows: 200, columns: 8 });
  assert.match(await studio.page.locator("main").innerText(), /not be there after a reload/);
  await studio.target("left");
  await studio.model("decision_tree");
  await studio.train();
  assert.ok((await studio.metric("test", "accuracy")) > 0.5);
  await studio.close();
});

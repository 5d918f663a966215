// How a file stands to the training rows, beside what the model is applied to: the verdicts, the distances and what
// they mean are the command line's.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";

const DATA = readFileSync(new URL("../../assets/datasets/penguins.csv", import.meta.url), "utf8");
const GLASSHOUSE = process.env.GLASSHOUSE_BIN;
let home;
let folder;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(tmpdir(), "glasshouse-"));
}, LIMIT);
after(() => {
  rmSync(folder, { recursive: true });
  return home?.close();
});

/** Flippers grew, and every third penguin is of a new island. */
function changed() {
  const [head, ...rows] = DATA.trim().split("\n");
  const heads = head.split(",");
  const [flipper, island] = ["flipper_length_mm", "island"].map((name) => heads.indexOf(name));
  const lines = rows.map((row, at) => {
    const cells = row.split(",");
    if (Number(cells[flipper])) cells[flipper] = String(Number(cells[flipper]) + 30);
    if (at % 3 === 0) cells[island] = "Rothera";
    return cells.join(",");
  });
  return [head, ...lines].join("\n") + "\n";
}

test("a file that changed is told as it is on the command line", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("penguins.csv", Buffer.from(DATA));
  await studio.target("species");
  await studio.model("logistic_regression");
  await studio.train();
  const bundle = path.join(folder, "m.glasshouse");
  writeFileSync(bundle, (await studio.download("download-bundle")).bytes);
  await studio.go("export");
  await studio.choose("apply-file-input", "changed.csv", Buffer.from(changed()), "text/csv");
  const told = studio.at("drift");
  await told.waitFor({ timeout: 30_000 });
  const data = path.join(folder, "changed.csv");
  writeFileSync(data, changed());
  const known = JSON.parse(
    execFileSync(GLASSHOUSE, ["drift", "--reference", bundle, "--current", data, "--json"], { maxBuffer: 1e8 }),
  );
  assert.equal(await told.getAttribute("data-drifted"), String(known.counts[0]));
  assert.equal(await told.getAttribute("data-shifted"), String(known.counts[1]));
  const rows = studio.at("drift-column");
  const seen = await rows.evaluateAll((all) => all.map((row) => [row.dataset.column, row.dataset.verdict]));
  assert.deepEqual(seen, known.columns.map((one) => [one.column, one.verdict]));
  const verdicts = Object.fromEntries(seen);
  assert.equal(verdicts.flipper_length_mm, "drifted");
  assert.equal(verdicts.island, "drifted");
  assert.match(await told.innerText(), /new: Rothera/);
  assert.ok(await studio.page.locator("[data-testid=metric-applied-accuracy] .interval").count(), "scores have intervals");
  // The file that it was trained on is alike.
  await studio.choose("apply-file-input", "penguins.csv", Buffer.from(DATA), "text/csv");
  await studio.page.locator('[data-testid=drift][data-drifted="0"][data-shifted="0"]').waitFor({ timeout: 30_000 });
  assert.equal(await told.locator("details").evaluate((one) => one.open), false);
  studio.assertQuiet();
  await studio.close();
});

// Files that leave the page and come back: the model card, the prepared rows, the bundle.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers, parse } from "./tables.mjs";

let home;
let studio;
before(async () => {
  home = await house();
  studio = await home.studio();
  await studio.load("customers.csv", csv(customers(300, 8)));
  await studio.target("left");
  await studio.model("logistic_regression");
  await studio.train();
}, LIMIT);
after(() => home?.close());

test("the model card says what the model is", LIMIT, async () => {
  const { name, bytes } = await studio.download("download-card");
  assert.match(name, /\.md$/);
  const text = bytes.toString("utf8");
  assert.match(text, /left/);
  assert.match(text, /accuracy/i);
});

test("the prepared rows are every row as the model sees it", LIMIT, async () => {
  await studio.go("prepare");
  const [download] = await Promise.all([
    studio.page.waitForEvent("download"),
    studio.at("download-prepared").click(),
  ]);
  const table = parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(table[0].slice(0, 2), ["__row", "__part"]);
  assert.equal(table[0].at(-1), "left");
  assert.equal(table.length - 1, 300);
  const parts = new Set(table.slice(1).map((row) => row[1]));
  assert.deepEqual([...parts].sort(), ["test", "train", "validation"]);
});

test("a bundle is opened in an empty page, and scores a file", LIMIT, async () => {
  const hash = await studio.hash();
  const { name, bytes } = await studio.download("download-bundle");
  const other = await home.studio();
  await other.choose("file-input", name, bytes, "application/zip");
  await other.page.waitForFunction(() => location.hash === "#/evaluate");
  assert.equal(await other.hash(), hash);
  await other.apply("new.csv", csv(customers(40, 77)));
  await other.page.getByTestId("apply-report").getByText("new.csv").waitFor();
  const { bytes: scored } = await other.download("download-predictions");
  assert.equal(parse(scored.toString("utf8")).length - 1, 40);
  other.assertQuiet();
  await other.close();
});

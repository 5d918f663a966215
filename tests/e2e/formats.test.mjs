// Every format is read in the page as pandas reads it, sheets and files of an archive can be
// chosen, and what is damaged is told.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";

const REFERENCE = new URL("../reference/", import.meta.url);
const ANSWERS = JSON.parse(readFileSync(new URL("formats.json", REFERENCE), "utf8"));
const bytes = (name) => readFileSync(new URL(`formats/${name}`, REFERENCE));

let home;
let studio;
before(async () => {
  home = await house();
  studio = await home.studio();
}, LIMIT);
after(() => home?.close());

/** A cell of the grid. */
async function shown(cell) {
  await studio.page.locator("[role=grid]").first().getByText(cell, { exact: true }).first().waitFor();
}

/** Reads a file and waits until it is the one that the page shows. */
async function load(name) {
  await studio.go("data");
  await studio.choose("file-input", name, bytes(name));
  await studio.page.locator(".reading-file").getByText(name, { exact: true }).waitFor();
  return studio.size();
}

/** One file of each kind, packed ones among them, with a cell that only its first rows have. */
const FILES = [
  "people.csv", "people.tsv", "people.txt", "people.csv.gz", "people_records.json", "people_columns.json",
  "people.ndjson", "people_lists.json.gz", "people.parquet", "zstd_v2.parquet", "people.feather",
  "people.arrows", "plain.arrow", "people.xlsx", "people.xls", "people.ods", "book.zip",
];
for (const name of FILES) {
  test(`${name} is read`, LIMIT, async () => {
    const answer = ANSWERS.find(({ file }) => file === name);
    const size = await load(name);
    assert.deepEqual(size, { rows: answer.columns[0].cells.length, columns: answer.columns.length });
    const words = (await studio.at("read-format").textContent()).toLowerCase();
    assert.equal(words.includes(answer.format), answer.format !== "csv", words);
    const text = answer.columns.find(({ kind, cells }) => kind === "text" && cells[0]);
    await shown(text.cells[0]);
  });
}

test("another sheet of a workbook is chosen, with its title passed over", LIMIT, async () => {
  await load("people.xlsx");
  await studio.at("sheet-select").selectOption("Sales 2024");
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="rows"]')?.textContent.trim() === "3");
  assert.deepEqual(await studio.size(), { rows: 3, columns: 3 });
  await shown("north");
});

test("another file of an archive is chosen", LIMIT, async () => {
  assert.deepEqual(await load("several.zip"), { rows: 10, columns: 9 });
  await studio.at("entry-select").selectOption("data/other.csv");
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="rows"]')?.textContent.trim() === "1");
  assert.deepEqual(await studio.size(), { rows: 1, columns: 2 });
});

test("a sheet that is empty is told, and the table stays", LIMIT, async () => {
  await load("people.ods");
  await studio.at("sheet-select").selectOption("empty");
  assert.match(await studio.fault(), /empty/);
  assert.equal(await studio.number("rows"), 10);
});

for (const name of ["cut.parquet", "cut.xlsx", "cut.json", "none.zip", "zstd.feather"]) {
  test(`${name} is a fault in words`, LIMIT, async () => {
    await studio.go("data");
    await studio.choose("file-input", name, bytes(name));
    const words = await studio.fault();
    assert.ok(words.includes(name), words);
    assert.doesNotMatch(words, /panic|unwrap|undefined|\[object/i);
    await load("people.csv");
    await studio.at("fault").first().waitFor({ state: "hidden" });
  });
}

test("of several files that are dropped the first is read and the others stay at hand", LIMIT, async () => {
  const files = [["first.csv", "a,b\n1,2\n3,4\n"], ["second.csv", "c\n1\n2\n3\n"]];
  const transfer = await studio.page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, text] of files) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await studio.at("drop-zone").dispatchEvent("drop", { dataTransfer: transfer });
  await studio.at("besides").getByRole("button", { name: "Read second.csv instead" }).click();
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="rows"]')?.textContent.trim() === "3");
  await studio.at("besides").getByRole("button", { name: "Read first.csv instead" }).waitFor();
});

test("cells that are pasted from a spreadsheet are a table", LIMIT, async () => {
  await studio.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData("text/plain", "name\tprice\nAnn, the first\t1.5\nBob\t2\n");
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  });
  await studio.page.waitForFunction(() => document.querySelector('[data-testid="rows"]')?.textContent.trim() === "2");
  assert.deepEqual(await studio.size(), { rows: 2, columns: 2 });
  await shown("Ann, the first");
});

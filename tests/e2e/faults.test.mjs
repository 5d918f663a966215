// Bad files end in plain words, and the page stays usable.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

let home;
let studio;
before(async () => {
  home = await house();
  studio = await home.studio();
}, LIMIT);
after(() => home?.close());

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const GOOD = csv(customers(60, 1));

/** A good file can be read after a bad one. */
async function stillUsable() {
  assert.deepEqual(await studio.load("good.csv", GOOD), { rows: 60, columns: 8 });
  await studio.at("fault").first().waitFor({ state: "hidden" });
}

const UNREADABLE = [
  ["a picture named .csv", "photo.csv", PNG],
  ["an empty file", "empty.csv", ""],
  ["a header without rows", "header.csv", "a,b,c\n"],
];
for (const [what, name, content] of UNREADABLE) {
  test(`${what} is a fault in words`, LIMIT, async () => {
    await studio.go("data");
    await studio.choose("file-input", name, content);
    const words = await studio.fault();
    assert.ok(words.length > 20, words);
    assert.doesNotMatch(words, /panic|unwrap|undefined|\[object/i);
    await stillUsable();
  });
}

test("a target of one class is a fault that names it", LIMIT, async () => {
  const rows = customers(60, 1).map((row) => ({ ...row, plan: "basic" }));
  await studio.load("one class.csv", csv(rows));
  await studio.go("train");
  await studio.at("target-select").selectOption("plan");
  await studio.at("train-button").click();
  assert.match(await studio.fault(), /plan|class|basic/);
  await stillUsable();
});

test("steps that a model lacks are added at a click and taken back by undo", LIMIT, async () => {
  await studio.load("customers.csv", csv(customers(200, 5)));
  const bare = `version = 1
[task]
target = "left"
[columns."customer no."]
role = "ignore"
[columns."signed up"]
role = "ignore"
[model]
kind = "hist_gradient_boosting"
`;
  await studio.choose("open-recipe", "bare.toml", Buffer.from(bare), "application/toml");
  await studio.go("train");
  await studio.model("logistic_regression");
  const add = studio.at("add-lacking");
  await add.waitFor();
  assert.match(await add.innerText(), /3 steps/);
  await add.click();
  await studio.at("fault").first().waitFor({ state: "hidden" });
  await studio.train();
  assert.ok((await studio.metric("test", "accuracy")) > 0.5);
  await studio.go("train");
  await studio.page.keyboard.press("Control+z");
  await add.waitFor();
  await stillUsable();
});

test("ragged rows and strange bytes are read or refused, never silently", LIMIT, async () => {
  const bad = Buffer.concat([Buffer.from("a,b\n1,2\n3\n4,5,6\n"), Buffer.from([0, 0xff, 0xfe, 0x0a])]);
  await studio.go("data");
  await studio.choose("file-input", "ragged.csv", bad);
  await Promise.race([studio.at("fault").first().waitFor(), studio.page.getByText("ragged.csv").first().waitFor()]);
  await stillUsable();
});

test("no stage of an empty studio is a dead end", LIMIT, async () => {
  const fresh = await home.studio();
  for (const stage of ["explore", "prepare", "train", "evaluate", "explain", "export"]) {
    await fresh.go(stage);
    const words = await fresh.page.locator("main").innerText();
    assert.ok(words.trim().length > 30, `${stage}: ${words}`);
  }
  fresh.assertQuiet();
  await fresh.close();
});

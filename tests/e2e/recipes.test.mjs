// Recipes whose answers are committed, opened and trained in the page: the same model to the last bit as on the
// command line, whose hash stands beside each recipe. Together they go through most steps.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";

const ROOT = new URL("../../", import.meta.url);
const RECIPES = ["birdstrikes_shaped", "reviews_weighed", "visitors_cleaned", "weather_lagged", "weather_made"];
let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

const read = (path) => readFileSync(new URL(path, ROOT));

for (const name of RECIPES) {
  test(`the recipe ${name} gives the same model in the page`, LIMIT, async () => {
    const beside = `tests/recipes/${name}/data.csv`;
    const named = `tests/recipes/${name}/data.path`;
    const file = existsSync(new URL(beside, ROOT)) ? beside : read(named).toString("utf8").trim();
    const expected = JSON.parse(read(`tests/recipes/${name}/expected.json`));
    const studio = await home.studio();
    await studio.load(basename(file), read(file));
    await studio.choose("open-recipe", "recipe.toml", read(`tests/recipes/${name}/recipe.toml`), "application/toml");
    await studio.train();
    assert.equal(await studio.hash(), expected.model_sha256);
    await studio.close();
  });
}

// A column of thousands of categories: thousands of features, of which a row has a few.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, parcels } from "./tables.mjs";
import { terminal } from "./terminal.mjs";

const { glasshouse, write, close } = terminal();
let home;
before(async () => (home = await house()), LIMIT);
after(async () => {
  await home?.close();
  close();
});

const recipe = (task, target, kind) => `version = 1
[columns.street]
type = "categorical"
[task]
kind = "${task}"
target = "${target}"
[[prepare]]
op = "one_hot_encoder"
columns = ["@categorical"]
handle_unknown = "ignore"
[model]
kind = "${kind}"
`;

for (const [task, target, kinds] of [
  ["classification", "delivered", ["logistic_regression", "ridge"]],
  ["regression", "minutes", ["ridge", "linear_regression"]],
]) {
  test(`thousands of categories tell ${target} alike in the page, on the command line and in ONNX`, LIMIT, async () => {
    const studio = await home.studio();
    const data = csv(parcels(9000));
    const file = write("parcels.csv", data);
    await studio.load("parcels.csv", data);
    await studio.choose("open-recipe", "wide.toml", Buffer.from(recipe(task, target, kinds[0])), "application/toml");
    for (const kind of kinds) {
      await studio.model(kind);
      await studio.train();
      const hash = await studio.hash();
      const written = await studio.download("download-recipe");
      const report = glasshouse("train", write(written.name, written.bytes), "--data", file);
      assert.ok(report.features.length > 2000, `${report.features.length} features`);
      assert.equal(report.model_sha256, hash, kind);
      await studio.page.getByText("The ONNX file gives the same answers").waitFor();
    }
    studio.assertQuiet();
    await studio.close();
  });
}

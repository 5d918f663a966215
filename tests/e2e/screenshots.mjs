// Pictures of every stage, in light and dark, at 1440 and 390 pixels, to be looked at:
//   node tests/e2e/screenshots.mjs [FOLDER]
// Without a folder they go to a temporary one. With GLASSHOUSE_UGLY=1 the table is an ugly one made
// for the tests instead of a sample.

import { mkdirSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { house } from "./harness.mjs";
import { STAGES } from "./studio.mjs";
import { csv, customers } from "./tables.mjs";

const folder = process.argv[2] ?? mkdtempSync(path.join(os.tmpdir(), "glasshouse-screens-"));
mkdirSync(folder, { recursive: true });
const ugly = Boolean(process.env.GLASSHOUSE_UGLY);
const home = await house();

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1440, 390]) {
    const viewport = { width, height: width > 1000 ? 900 : 844 };
    const studio = await home.studio({ colorScheme, viewport, deviceScaleFactor: width > 1000 ? 1 : 2 });
    const shoot = async (name, fullPage) => {
      await studio.page.screenshot({ path: path.join(folder, `${name}-${colorScheme}-${width}.png`), fullPage });
    };
    await shoot("0-empty", false);
    if (ugly) {
      await studio.load("kunden 2024.csv", csv(customers(2000)));
      await studio.target("left");
    } else {
      await studio.at("sample-penguins").click();
      await studio.size();
      await studio.target("species");
    }
    await studio.train();
    for (const [index, stage] of STAGES.entries()) {
      await studio.go(stage);
      await studio.page.waitForTimeout(400);
      await shoot(`${index + 1}-${stage}`, false);
    }
    await studio.close();
  }
}
const studio = await home.studio({ viewport: { width: 1440, height: 1340 } });
await studio.at("sample-penguins").click();
await studio.size();
await studio.target("species");
await studio.model("logistic_regression");
await studio.train();
await studio.download("download-onnx");
await studio.go("evaluate");
await studio.page.waitForTimeout(400);
await studio.page.screenshot({ path: path.join(folder, "readme.png") });
await home.close();
console.log(folder);

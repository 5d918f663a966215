import { house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";
const home = await house();
const studio = await home.studio();
await studio.load("customers of the southern region.csv", csv(customers(1500, 9)));
await studio.target("left");
await studio.go("train");
const shots = async (name, first) => { for (const [w, h, scheme] of [[1440, 900, "light"], [390, 844, "dark"]]) {
  await studio.page.setViewportSize({ width: w, height: h });
  await studio.page.emulateMedia({ colorScheme: scheme });
  await studio.page.waitForTimeout(1500);
  await studio.page.screenshot({ path: `/tmp/${name}-${w}-${scheme}.png`, fullPage: false });
  const main = studio.page.locator("main");
  await main.evaluate((m) => { const e = document.scrollingElement; e.scrollTo(0, 0); m.scrollTo?.(0, 0); });
} await studio.page.setViewportSize({ width: 1440, height: 900 }); };
await studio.at("task-select").selectOption("clustering");
await studio.page.waitForTimeout(1500);
await shots("ctrain");
await studio.go("train");
await studio.at("train-button").click();
await studio.at("model-sha256").waitFor({ timeout: 60000 });
await studio.page.waitForTimeout(2500);
await shots("ceval");
for (const [w, h, scheme] of [[1440, 2600, "dark"], [390, 3800, "light"]]) {
  await studio.page.setViewportSize({ width: w, height: h });
  await studio.page.emulateMedia({ colorScheme: scheme });
  await studio.page.waitForTimeout(2500);
  await studio.page.screenshot({ path: `/tmp/ceval-long-${w}-${scheme}.png` });
}
await home.close();

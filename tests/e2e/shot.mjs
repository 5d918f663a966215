import { house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";
const home = await house();
const studio = await home.studio();
await studio.load("customers of the southern region, 2024 to 2026 (final).csv", csv(customers(3000, 9)));
await studio.target("left");
await studio.model("decision_tree"); await studio.train();
await studio.model("random_forest"); await studio.parameter("n_estimators", 30); await studio.train();
await studio.model("hist_gradient_boosting"); await studio.parameter("max_iter", 60); await studio.parameter("learning_rate", 0.05); await studio.train();
await studio.at("compare-2").click();
await studio.page.waitForTimeout(500);
for (const [w, h, scheme] of [[1440, 900, "light"], [1440, 900, "dark"], [390, 844, "light"], [390, 844, "dark"]]) {
  await studio.page.setViewportSize({ width: w, height: h });
  await studio.page.emulateMedia({ colorScheme: scheme });
  await studio.page.waitForTimeout(400);
  await studio.at("models").scrollIntoViewIfNeeded();
  await studio.at("models").evaluate((e) => e.scrollIntoView({ block: "start" }));
  await studio.page.waitForTimeout(300);
  await studio.page.screenshot({ path: `/tmp/models-${w}-${scheme}.png` });
  await studio.at("go-on").evaluate((e) => e.scrollIntoView({ block: "center" }));
  await studio.page.waitForTimeout(200);
  await studio.page.screenshot({ path: `/tmp/goon-${w}-${scheme}.png` });
}
await home.close();

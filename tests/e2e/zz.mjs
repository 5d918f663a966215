import { house } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";
import { readFileSync } from "node:fs";
const home = await house();
const what = process.argv[2];
for (const [colorScheme,width] of [["light",1440],["dark",390]]) {
  const studio = await home.studio({ colorScheme, viewport:{width,height:width>1000?2900:3600} });
  const shoot = (n,f=true)=>studio.page.screenshot({path:`/tmp/z-${n}-${width}.png`, fullPage:f});
  if (what==="curve") {
    await studio.load("customers.csv", csv(customers(2000, 5)));
    await studio.target("left"); await studio.model("hist_gradient_boosting");
    await studio.page.waitForTimeout(800); await shoot("train");
    console.log(await studio.at("model-select").evaluate(e=>[...e.querySelectorAll("optgroup")].map(g=>g.label+": "+[...g.children].map(o=>o.textContent).join(", ")).join("\n")));
    await studio.train(); await studio.go("evaluate"); await studio.page.waitForTimeout(1500); await shoot("eval");
  } else {
    await studio.at("sample-weather").click(); await studio.size();
    await studio.go("train"); await studio.page.waitForTimeout(500);
    await studio.at("target-select").selectOption("temp_max"); await studio.page.waitForTimeout(1500);
    await studio.at("task-select").selectOption("forecast"); await studio.page.waitForTimeout(2500); await shoot("fc-train");
    console.log(await studio.at("model-select").evaluate(e=>[...e.querySelectorAll("optgroup")].map(g=>g.label+": "+[...g.children].map(o=>o.textContent).join(", ")).join("\n")));
    await studio.train(); await studio.page.waitForTimeout(1500); await studio.go("evaluate"); await studio.page.waitForTimeout(1500); await shoot("fc-eval");
    await studio.go("export"); await studio.page.waitForTimeout(2500); await shoot("fc-export");
  }
  await studio.close();
}
await home.close();

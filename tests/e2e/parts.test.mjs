// The studio comes in parts: what is not loaded at first is fetched ahead, so that it works without a
// connection afterwards; a part that does not come is told, and asked for again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house, modules } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

let home;
before(async () => (home = await house()), LIMIT);
after(() => home?.close());

test("once its parts are here the studio needs no connection", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(200, 2)));
  await studio.fetched(modules());
  await studio.page.waitForLoadState("networkidle");
  await studio.page.context().setOffline(true);
  await studio.go("explore");
  await studio.page.locator("main [role=tab]").first().waitFor();
  await studio.target("left");
  await studio.model("decision_tree");
  await studio.train();
  for (const stage of ["prepare", "evaluate", "explain", "export"]) {
    await studio.go(stage);
    await studio.page.locator("main h1").waitFor();
    assert.equal(await studio.page.locator("main [aria-busy=true]").count(), 0, stage);
  }
  studio.assertQuiet();
  await studio.close();
});

test("a stage whose part does not come says so, and tries again when asked", LIMIT, async () => {
  const context = await home.browser.newContext();
  const page = await context.newPage();
  await page.route("**/split_work.wasm", (route) => route.abort());
  await page.goto(`${home.server.url}#/train`);
  const again = page.getByRole("button", { name: "Try again" });
  await again.waitFor();
  await page.unroute("**/split_work.wasm");
  await again.click();
  await page.locator("main").getByText("Train", { exact: true }).first().waitFor();
  await again.waitFor({ state: "detached" });
  await context.close();
});

// For whom a trained model works: columns are chosen, their groups compared, what would bring them closer is tried; the
// figures are the command line's. What people say of the model goes into its card and its report.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, binary, house, launch } from "./harness.mjs";
import { csv, customers } from "./tables.mjs";

const NAME = "customers.csv";
const ROWS = customers(900, 11);
// A plan that three have: too few to be compared.
ROWS.slice(0, 12).forEach((row) => (row.plan = "gold"));
const TEXT = csv(ROWS);

let home, folder;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(os.tmpdir(), "glasshouse-fairness-"));
  writeFileSync(path.join(folder, NAME), TEXT);
}, LIMIT);
after(async () => {
  await home?.close();
  if (folder) rmSync(folder, { recursive: true });
});

function command(...words) {
  return execFileSync(binary(), words, { cwd: folder, maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "ignore"] });
}

const value = (studio, name) => studio.at(name).first().getAttribute("data-value").then(Number);

async function trained(options) {
  const studio = await home.studio(options);
  await studio.load(NAME, TEXT);
  await studio.target("left");
  await studio.model("logistic_regression");
  await studio.train();
  return studio;
}

async function compared(studio, columns) {
  await studio.go("evaluate");
  for (const column of columns) {
    await studio.at("fair-columns-add").selectOption(column);
  }
  await studio.at("fair-button").click();
  await studio.at("fair-found").waitFor({ timeout: 45_000 });
}

test("groups are compared as on the command line, and mitigations tell their price", LIMIT, async () => {
  const studio = await trained();
  await studio.go("evaluate");
  assert.match(await studio.at("fair").innerText(), /choose a column first/);
  await studio.at("fair-mitigate").check();
  await compared(studio, ["plan", "member"]);
  assert.equal(await studio.page.locator("[data-testid^=fair-groups-]").count(), 3, "plan, member, and both");
  const plans = await studio.at("fair-groups-0").innerText();
  assert.match(plans, /gold[\s\S]*too few to compare/i);

  const bundle = await studio.download("download-bundle");
  writeFileSync(path.join(folder, "m.glasshouse"), bundle.bytes);
  const told = JSON.parse(
    command("evaluate", "m.glasshouse", "--data", NAME, "--sensitive", "plan,member", "--mitigate", "demographic_parity,reweighing", "--json"),
  ).fairness;
  await studio.go("evaluate");
  const parity = told.by[0].disparities.find((of) => of.name === "demographic_parity");
  assert.equal(await value(studio, "fair-demographic_parity-difference"), parity.difference.value);
  assert.equal(await value(studio, "fair-demographic_parity-ratio"), parity.ratio.value);
  assert.match(await studio.at("fair-rule").first().innerText(), parity.four_fifths ? /keeps/ : /breaks/);
  for (const [at, method] of ["demographic_parity", "reweighing"].entries()) {
    assert.equal(await value(studio, `fair-${method}-accuracy`), told.mitigations[at].after.accuracy, method);
  }
  await studio.close();
});

test("the report says for whom, what people know, and asks for nothing", LIMIT, async () => {
  const studio = await trained();
  await compared(studio, ["plan"]);
  await studio.go("export");
  assert.match(await studio.at("card-open").innerText(), /5 questions/);
  await studio.at("card-recourse").fill("Call <us> & ask.");
  await studio.at("card-recourse").blur();
  await studio.at("card-open").getByText("4 questions").waitFor();
  const card = await studio.download("download-card");
  assert.match(card.bytes.toString(), /\*\*Recourse\*\*: Call \\<us\\> & ask\./);
  const report = await studio.download("download-report");
  assert.match(report.name, /\.html$/);
  assert.ok(report.bytes.length < 1_000_000, `${report.bytes.length} bytes`);
  const file = path.join(folder, report.name);
  writeFileSync(file, report.bytes);

  const browser = await launch();
  try {
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width: 390, height: 800 }, colorScheme });
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(`file://${file}`);
      for (const id of ["problem", "data", "preparation", "tried", "results", "explanation", "fairness", "limits", "reproduce"]) {
        assert.equal(await page.locator(`#${id} h2`).count(), 1, id);
      }
      assert.match(await page.locator("#problem").innerText(), /Call <us> & ask\./);
      assert.match(await page.locator("#fairness").innerText(), /gold \(too few\)/);
      assert.match(await page.locator("#results").innerText(), / to /);
      assert.ok((await page.locator("svg").count()) >= 4);
      assert.deepEqual(asked, [`file://${file}`]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} pixels beyond a phone`);
      await page.close();
    }
  } finally {
    await browser.close();
  }
  // What was said stays with the recipe.
  const recipe = await studio.download("download-recipe");
  assert.match(recipe.bytes.toString(), /\[card\][\s\S]*recourse = "Call <us> & ask\."/);
  assert.match(recipe.bytes.toString(), /sensitive = \["plan"\]/);
  await studio.close();
});

// What Explore hands out: the report of a messy file as a page and as figures, byte for byte those of
// the command line; and statistical tests, whose figures are the command line's too.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { LIMIT, binary, house, launch } from "./harness.mjs";
import { csv, messy } from "./tables.mjs";

const NAME = "kunden (alt).csv";
const TEXT = csv(messy(400));
const SPEND = "monthly spend (€)";

let home, folder;
before(async () => {
  home = await house();
  folder = mkdtempSync(path.join(os.tmpdir(), "glasshouse-report-"));
  writeFileSync(path.join(folder, NAME), TEXT);
}, LIMIT);
after(async () => {
  await home?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** What the command line writes of the same file. */
function command(...words) {
  return execFileSync(binary(), words, { cwd: folder, maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "ignore"] });
}

async function explored(options) {
  const studio = await home.studio(options);
  await studio.load(NAME, TEXT);
  await studio.target("left");
  await studio.go("explore");
  await studio.at("finding").first().waitFor({ timeout: 40_000 });
  return studio;
}

async function saved(studio, id) {
  const [file] = await Promise.all([studio.page.waitForEvent("download", { timeout: 45_000 }), studio.at(id).click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test("the report of the page is the command line's, and one page that needs nothing", LIMIT, async () => {
  const studio = await explored();
  const figures = await saved(studio, "report-json");
  assert.equal(figures.name, "kunden (alt)_profile.json");
  assert.ok(figures.bytes.equals(command("profile", NAME, "--target", "left", "--json")), "not the same figures");
  const page = await saved(studio, "report-html");
  assert.equal(page.name, "kunden (alt)_report.html");
  command("profile", NAME, "--target", "left", "--html", "report.html");
  assert.ok(page.bytes.equals(readFileSync(path.join(folder, "report.html"))), "not the same page");
  assert.ok(page.bytes.length < 1_000_000, `${page.bytes.length} bytes`);
  assert.ok(!page.bytes.includes("K0000001"), "names a customer");
  studio.assertQuiet();
  await studio.close();
});

test("a report opens at once, asks for nothing and fits a phone, in light, in dark and on paper", LIMIT, async () => {
  command("profile", NAME, "--target", "left", "--html", "report.html");
  const browser = await launch();
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1440, 390]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      const start = Date.now();
      await page.goto(`file://${path.join(folder, "report.html")}`);
      assert.ok(Date.now() - start < 1000, `${Date.now() - start} ms`);
      assert.equal(asked.length, 1, asked.join());
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok((await wide()) <= 0, `${await wide()} px wider than a window of ${width}`);
      // No column of words is squeezed to single letters.
      const narrow = await page.locator("td:first-child").evaluateAll((all) => all.filter((cell) => cell.clientWidth < 60).length);
      assert.equal(narrow, 0);
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal((await ground()) === "rgb(255, 255, 255)", colorScheme === "light");
      await page.emulateMedia({ media: "print" });
      assert.equal(await ground(), "rgb(255, 255, 255)", "paper is white");
      await context.close();
    }
  }
  await browser.close();
});

/** A number of the newest result. */
const figure = async (studio, name) =>
  Number(await studio.at("verdict").first().locator(`[data-name="${name}"]`).first().getAttribute("data-value"));

test("a test says what came out, with the command line's figures", LIMIT, async () => {
  const studio = await explored();
  await studio.at("explore-tab-tests").click();
  await studio.at("test-columns").selectOption(SPEND);
  await studio.at("test-by").selectOption("left");
  await studio.at("test-ttest_ind").click();
  await studio.at("test-run").click();
  const card = studio.at("verdict").first();
  await card.waitFor();
  assert.equal(await card.getAttribute("data-test"), "ttest_ind");
  const report = JSON.parse(command("test", "ttest_ind", "--data", NAME, "--columns", SPEND, "--by", "left", "--json"));
  assert.equal(await figure(studio, "statistic"), report.statistic);
  assert.equal(await figure(studio, "p-value"), report.p_value);
  assert.equal(await figure(studio, "effect"), report.effect.value);
  assert.ok((await card.innerText()).includes(report.meaning));
  // The newest stands first, and each can be put away.
  await studio.at("test-mannwhitneyu").click();
  await studio.at("test-run").click();
  await studio.page.locator('[data-testid="verdict"][data-test="mannwhitneyu"]').waitFor();
  assert.equal(await studio.at("verdict").count(), 2);
  assert.equal(await card.getAttribute("data-test"), "mannwhitneyu");
  await card.locator(".verdict-head button").click();
  assert.equal(await card.getAttribute("data-test"), "ttest_ind");
  studio.assertQuiet();
  await studio.close();
});

test("many tests at once are corrected for their number", LIMIT, async () => {
  const studio = await explored();
  await studio.at("explore-tab-tests").click();
  await studio.at("test-columns").selectOption(SPEND);
  await studio.at("test-by").selectOption("plan");
  await studio.at("test-ttest_ind").click();
  await studio.at("test-way").selectOption("holm");
  await studio.at("test-run").click();
  const rows = studio.at("verdict").first().locator("tbody tr");
  await rows.first().waitFor();
  const words = ["--columns", SPEND, "--by", "plan", "--correct", "holm", "--json"];
  const { reports } = JSON.parse(command("test", "ttest_ind", "--data", NAME, ...words));
  const told = await rows.evaluateAll((all) => all.map((row) => Number(row.querySelector("td[title]").title)));
  assert.equal(told.length, 3, "every two of three plans");
  assert.deepEqual(told, reports.map((report) => report.p_value));
  assert.ok(reports.every((report) => report.corrected_p_value >= report.p_value));
  studio.assertQuiet();
  await studio.close();
});

// The studio as a person uses it: stages, files, buttons, numbers. Elements are found by the
// `data-testid`s that the page promises to keep, and by nothing else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const STAGES = ["data", "explore", "prepare", "train", "evaluate", "explain", "export"];

export class Studio {
  constructor(page, server, record) {
    this.page = page;
    this.server = server;
    this.requests = record.requests;
    this.complaints = record.complaints;
    /** How much the server was asked before. */
    this.began = server.log.length;
  }

  /** Waits for what is fetched ahead: these files of dist/. */
  async fetched(files) {
    const asked = () => this.server.log.slice(this.began).map((entry) => entry.url);
    const missing = () => files.filter((file) => !asked().some((url) => url.endsWith(file)));
    for (let waited = 0; missing().length; waited += 50) {
      assert.ok(waited < 20_000, `was not asked for: ${missing()}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Opens the page and waits until it stands. */
  async open() {
    await this.page.goto(this.server.url);
    await this.at("drop-zone").waitFor();
  }

  async close() {
    await this.page.context().close();
  }

  at(id) {
    return this.page.getByTestId(id);
  }

  /** Goes to a stage by its address. */
  async go(stage) {
    await this.page.evaluate((hash) => (location.hash = hash), `#/${stage}`);
    await this.page.waitForFunction((hash) => location.hash === hash, `#/${stage}`);
  }

  /** Chooses a file in the file dialogue. */
  async choose(id, name, content, mimeType = "text/csv") {
    const enabled = (id) => document.querySelector(`[data-testid="${id}"]`)?.disabled === false;
    await this.page.waitForFunction(enabled, id);
    await this.at(id).setInputFiles({ name, mimeType, buffer: Buffer.from(content) });
  }

  /** Drops a file onto the page. */
  async drop(name, text) {
    const file = { name, text };
    const transfer = await this.page.evaluateHandle((file) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([file.text], file.name, { type: "text/csv" }));
      return transfer;
    }, file);
    for (const event of ["dragenter", "dragover", "drop"]) {
      await this.at("drop-zone").dispatchEvent(event, { dataTransfer: transfer });
    }
  }

  /** Reads a file and waits for its rows and columns. */
  async load(name, content) {
    await this.go("data");
    await this.choose("file-input", name, content);
    return this.size();
  }

  /** Rows and columns that the page shows. */
  async size() {
    await this.at("rows").waitFor({ state: "attached" });
    return { rows: await this.number("rows"), columns: await this.number("columns") };
  }

  async number(id) {
    return Number((await this.at(id).textContent()).replace(/[^0-9]/g, ""));
  }

  /** Chooses what is predicted and waits for the proposal. */
  async target(column) {
    await this.go("train");
    await this.at("target-select").selectOption(column);
    await this.page.waitForFunction(() => {
      const button = document.querySelector('[data-testid="train-button"]');
      return button && !button.disabled && button.getAttribute("aria-disabled") !== "true";
    });
  }

  async model(kind) {
    await this.go("train");
    await this.at("model-select").selectOption(kind);
  }

  /** Switches a step off or on in the recipe beside the stage. */
  async switchStep(title) {
    await this.page.locator(".timeline-entry", { hasText: title }).locator(".switch").click();
  }

  /** Sets a parameter of the model by its name. */
  async parameter(name, value) {
    await this.go("train");
    const field = this.page.locator(`#model-params-${name}`);
    if (!(await field.isVisible())) await this.page.locator("details.param-more > summary").click();
    if ((await field.evaluate((one) => one.tagName)) === "SELECT") return field.selectOption(String(value));
    await field.fill(String(value));
    await field.press("Tab");
  }

  /** Presses train and waits for its metrics. */
  async train({ timeout = 50_000 } = {}) {
    await this.go("train");
    await this.at("train-button").click();
    await this.trained({ timeout });
  }

  /** The page goes on to the scores when a training that was watched ends well. */
  async trained({ timeout = 50_000 } = {}) {
    await this.page.waitForFunction(() => location.hash === "#/evaluate", undefined, { timeout });
    await this.page.locator('[data-testid^="metric-test-"]').first().waitFor();
  }

  async metric(part, name) {
    await this.go("evaluate");
    return Number(await this.at(`metric-${part}-${name}`).getAttribute("data-value"));
  }

  /** The fitted pipeline's hash, in full. */
  async hash() {
    await this.go("evaluate");
    const element = this.at("model-sha256");
    const text = (await element.getAttribute("data-value")) ?? (await element.innerText());
    assert.match(text.trim(), /^[0-9a-f]{64}$/);
    return text.trim();
  }

  /** Downloads a file: its name and its bytes. */
  async download(id) {
    await this.go("export");
    const [download] = await Promise.all([
      this.page.waitForEvent("download", { timeout: 45_000 }),
      this.at(id).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  /** The first fault's words. */
  async fault() {
    await this.at("fault").first().waitFor();
    return this.at("fault").first().innerText();
  }

  /** Applies the trained model to another file. */
  async apply(name, content) {
    await this.go("export");
    await this.choose("apply-file-input", name, content);
  }

  /** Forgets everything, by the palette of commands. */
  async forget() {
    await this.page.keyboard.press("Control+k");
    await this.page.keyboard.type("forget");
    await this.page.keyboard.press("Enter");
    await this.at("forget-confirm").click();
    await this.at("rows").waitFor({ state: "detached" });
  }

  /** Names of the pictures on a stage. */
  async charts(stage) {
    await this.go(stage);
    return this.page.locator('[data-testid^="chart-"]').evaluateAll((all) => all.map((c) => c.dataset.testid));
  }

  /** Nothing was written to the console as an error, nothing was thrown. */
  assertQuiet() {
    assert.deepEqual(this.complaints, []);
  }
}

// A picture in the hands of a person: zoomed by buttons, keys and a drag, taken away as pixels, as a
// drawing and as numbers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { LIMIT, house } from "./harness.mjs";
import { csv, flats } from "./tables.mjs";

let home;
before(async () => (home = await house()));
after(() => home.close());

/** A studio with a trained regression, and the picture of its predictions. */
async function predicted(options) {
  const studio = await home.studio(options);
  await studio.load("flats.csv", csv(flats(400)));
  await studio.target("rent");
  await studio.model("linear_regression");
  await studio.train();
  const figure = studio.at("chart-predicted");
  await figure.scrollIntoViewIfNeeded();
  return { studio, figure, canvas: figure.locator("canvas") };
}

const pixels = (canvas) => canvas.evaluate((canvas) => canvas.toDataURL());

/** Waits until the picture is another one, and gives it. */
async function changed(studio, canvas, before) {
  const handle = await canvas.elementHandle();
  await studio.page.waitForFunction(([canvas, before]) => canvas.toDataURL() !== before, [handle, before]);
  return pixels(canvas);
}

async function taken(studio, figure, kind) {
  const [download] = await Promise.all([
    studio.page.waitForEvent("download"),
    figure.getByTestId(`picture-${kind}`).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("a picture is zoomed by buttons, keys and a drag, and shown whole again", LIMIT, async () => {
  const { studio, figure, canvas } = await predicted();
  const whole = await pixels(canvas);
  await figure.getByRole("button", { name: "Zoom in" }).click();
  const nearer = await changed(studio, canvas, whole);
  await figure.getByRole("button", { name: "Show all" }).click();
  assert.equal(await changed(studio, canvas, nearer), whole);

  await canvas.focus();
  await studio.page.keyboard.press("+");
  assert.equal(await changed(studio, canvas, whole), nearer);
  await studio.page.keyboard.press("0");
  assert.equal(await changed(studio, canvas, nearer), whole);

  const box = await canvas.boundingBox();
  await studio.page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.3);
  await studio.page.mouse.down();
  await studio.page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.7, { steps: 5 });
  await studio.page.mouse.up();
  const part = await changed(studio, canvas, whole);
  await studio.page.mouse.dblclick(box.x + box.width * 0.5, box.y + box.height * 0.5);
  assert.equal(await changed(studio, canvas, part), whole);
  studio.assertQuiet();
  await studio.close();
});

test("a picture is taken away as PNG, as SVG and as numbers", LIMIT, async () => {
  const { studio, figure, canvas } = await predicted();
  const png = await taken(studio, figure, "png");
  assert.match(png.name, /^predicted-against-actual.*\.png$/);
  assert.equal(png.bytes.subarray(1, 4).toString("latin1"), "PNG");
  const width = Math.round((await canvas.boundingBox()).width);
  assert.equal(png.bytes.readUInt32BE(16), width * 2);

  const svg = (await taken(studio, figure, "svg")).bytes.toString("utf8");
  assert.match(svg, /^<svg role="img" aria-label="Predicted against actual rent/);
  assert.match(svg, /Predicted rent/);

  const numbers = (await taken(studio, figure, "csv")).bytes.toString("utf8").trim().split("\r\n");
  assert.equal(numbers[0], "actual,predicted,residual");
  for (const line of numbers.slice(1)) {
    const [actual, guess, residual] = line.split(",").map(Number);
    assert.ok(Math.abs(actual - guess - residual) < 1e-6, line);
  }
  await figure.locator("summary").click();
  await figure.locator("tbody tr").first().waitFor();
  assert.equal(await figure.locator("tbody tr").count(), Math.min(200, numbers.length - 1));
  studio.assertQuiet();
  await studio.close();
});

test("on a phone a picture fits and its buttons are large enough for a finger", LIMIT, async () => {
  const { studio, figure, canvas } = await predicted({ viewport: { width: 390, height: 844 } });
  assert.ok((await canvas.boundingBox()).width <= 390);
  const buttons = await figure.locator(".picture-tools button").all();
  assert.equal(buttons.length, 6);
  for (const button of buttons) {
    const box = await button.boundingBox();
    assert.ok(box.height >= 44 && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  }
  await studio.close();
});

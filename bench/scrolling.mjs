// What a frame of scrolling costs the main thread of the page, by a trace of Chromium; run by hand.
//
// usage: scrolling.mjs DIST LONG.csv WIDE.csv
// Prints a JSON array of `{"file", "way", "frames", "median", "late", "parts"}`: milliseconds of the
// main thread's processor time a frame (median, 95 %), and where they go (mean). Processor time, not
// frames shown, because other work on the machine does not lengthen it. GLASSHOUSE_CHROMIUM names the
// browser.
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const [dist, long, wide] = process.argv.slice(2);
process.env.GLASSHOUSE_DIST = path.resolve(dist ?? path.join(here, "../dist"));
const { house } = await import("../tests/e2e/harness.mjs");

/** Pixels a frame: a wheel, the thumb of the scroll bar, the wheel held sideways. */
const WAYS = [
  [long, "wheel", { down: 300 }],
  [long, "thumb", { down: 120_000 }],
  [wide, "wheel", { down: 300 }],
  [wide, "sideways", { right: 900 }],
];
const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"];
const PARTS = {
  script: ["FunctionCall", "FireAnimationFrame", "EventDispatch", "TimerFire", "RunMicrotasks", "HandlePostMessage", "MinorGC", "MajorGC"],
  style: ["UpdateLayoutTree"],
  layout: ["Layout"],
  paint: ["PrePaint", "Paint"],
  layers: ["Layerize", "Commit", "UpdateLayer"],
};

/** Runs in the page: a step a frame; each frame leaves a mark. */
async function scroll(step) {
  const grid = document.querySelector(".grid");
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  for (let i = 0; i < 90; i++) {
    grid.scrollBy(step.right ?? 0, step.down ?? 0);
    performance.mark("frame");
    await frame();
  }
  performance.mark("frame");
}

async function traced(studio, work) {
  const cdp = await studio.page.context().newCDPSession(studio.page);
  const events = [];
  cdp.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await cdp.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES } });
  await work();
  const done = new Promise((next) => cdp.once("Tracing.tracingComplete", next));
  await cdp.send("Tracing.end");
  await done;
  return events;
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const rounded = (ms) => Math.round(ms * 100) / 100;

/** Milliseconds of events of some names, without what other parts did within them. */
function own_time(events, names, [start]) {
  const others = Object.values(PARTS).flat();
  const counted = events.filter((event) => others.includes(event.name) && event.ts >= start);
  const time = (event) => event.tdur ?? event.dur;
  const ends = (event) => event.ts + event.dur;
  let sum = 0;
  const open = [];
  for (const event of counted.sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    while (open.length && ends(open.at(-1)) <= event.ts) open.pop();
    if (names.includes(event.name)) sum += time(event);
    const around = open.at(-1);
    if (around && names.includes(around.name)) sum -= time(event);
    open.push(event);
  }
  return sum / 1000;
}

/** Processor time of the thread that left the marks, from mark to mark. */
function cost(events) {
  const marks = events.filter(({ name, cat }) => name === "frame" && cat.includes("user_timing"));
  const { pid, tid } = marks[0];
  const starts = [...new Set(marks.map(({ ts }) => ts))].sort((a, b) => a - b);
  const within = ({ ts }) => starts.findLastIndex((start) => start <= ts);
  const own = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && event.ts < starts.at(-1));
  const frames = new Array(starts.length - 1).fill(0);
  // Tasks begin before the mark that is made within them: one counts to the frame in which it ends.
  const tasks = own.filter(({ name }) => name === "RunTask");
  for (const task of tasks) {
    const at = within({ ts: task.ts + task.dur });
    if (at >= 0 && at < frames.length) frames[at] += (task.tdur ?? task.dur) / 1000;
  }
  const parts = Object.fromEntries(Object.entries(PARTS).map(([part, names]) => [part, rounded(own_time(own, names, starts) / frames.length)]));
  const sorted = [...frames].sort((a, b) => a - b);
  return { frames: frames.length, median: rounded(quantile(sorted, 0.5)), late: rounded(quantile(sorted, 0.95)), parts };
}

const home = await house();
const results = [];
for (const [file, way, step] of WAYS.filter(([file]) => file)) {
  const studio = await home.studio();
  await studio.at("file-input").setInputFiles(file);
  await studio.at("rows").waitFor({ state: "attached", timeout: 150_000 });
  await studio.page.locator("#cell-0-0:not(.grid-waiting)").waitFor();
  await studio.page.waitForTimeout(1500);
  const events = await traced(studio, () => studio.page.evaluate(scroll, step));
  results.push({ file: path.basename(file), way, ...cost(events) });
  await studio.close();
}
await home.close();
console.log(JSON.stringify(results, null, 1));

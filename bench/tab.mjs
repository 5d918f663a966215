// A tab of Chromium in which something is timed: its server, its page, and the engine of dist/ in it.
//
// GLASSHOUSE_CHROMIUM names the browser.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(new URL("../tests/e2e/package.json", import.meta.url));
export const { chromium } = require("playwright-core");

/** Without what reaches for the network by itself. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const LIMIT = 600_000;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const DUCKDB = "/node_modules/@duckdb/duckdb-wasm";
const PAGE = `<!doctype html><meta charset="utf-8"><title>timing</title>
<script type="importmap">{"imports": {
  "@duckdb/duckdb-wasm": "${DUCKDB}/dist/duckdb-browser.mjs",
  "apache-arrow": "/node_modules/apache-arrow/Arrow.dom.mjs",
  "flatbuffers": "/node_modules/flatbuffers/mjs/flatbuffers.js",
  "tslib": "/node_modules/tslib/tslib.es6.mjs"
}}</script><input type="file">`;

/** dist/ under its own name, the packages of this folder, more folders, and the page of above. */
export async function serve(dist, more = {}) {
  const roots = { dist, node_modules: path.join(here, "node_modules"), ...more };
  const server = createServer((request, response) => {
    const [, root, ...rest] = decodeURIComponent(request.url.split("?")[0]).split("/");
    if (!roots[root]) return response.writeHead(200, { "Content-Type": TYPES[".html"] }).end(PAGE);
    const file = path.join(roots[root], ...rest);
    if (!file.startsWith(roots[root]) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      return response.writeHead(404).end();
    }
    response.writeHead(200, { "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}

/** In the page: starts the engine; gives what asks it something and answers the event that ends it, its buffers beside it. */
function openEngine() {
  const worker = new Worker("/dist/worker.js", { type: "module" });
  let id = 0;
  return (body, files = [], hear = () => {}) =>
    new Promise((done, fail) => {
      worker.onerror = (event) => fail(new Error(event.message));
      worker.onmessage = ({ data }) => {
        const event = JSON.parse(data.envelope ?? "{}").body ?? { failed: data };
        if ("failed" in Object(event)) fail(new Error(JSON.stringify(event)));
        else if ("progress" in Object(event)) hear(event.progress);
        else done(Object(event) === event ? { ...event, buffers: data.buffers } : event);
      };
      worker.postMessage({ envelope: JSON.stringify({ v: 2, id: ++id, body }), files });
    });
}

/** Does something in a page of a browser of its own, a file chosen. */
export async function inTab(address, file, work) {
  const browser = await chromium.launch({ executablePath: process.env.GLASSHOUSE_CHROMIUM, args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.addInitScript(`window.openEngine = ${openEngine}`);
    await page.goto(address);
    await page.setInputFiles("input", file);
    const late = new Promise((_, fail) => setTimeout(fail, LIMIT, new Error("it took too long")).unref());
    return await Promise.race([work(page, browser), late]);
  } finally {
    await browser.close();
  }
}

// What every browser test stands on: a static server that writes down all it is asked, a Chromium
// that cannot reach anything else, and a page whose requests and complaints are recorded.
//
// The server knows a folder and a sub-path and nothing of the studio, as any host would. What it
// serves, which browser and which binary are told by GLASSHOUSE_DIST, GLASSHOUSE_CHROMIUM (or
// CHROMIUM) and GLASSHOUSE_BIN; without them the repository's own places are tried.

import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Studio } from "./studio.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");

export const DIST = process.env.GLASSHOUSE_DIST ?? path.join(root, "dist");
const BROWSER = process.env.GLASSHOUSE_CHROMIUM ?? process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Every test must end within this many milliseconds. */
export const LIMIT = { timeout: 60_000 };

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".csv": "text/csv; charset=utf-8",
};

/** The native binary, for comparing it with the page. */
export function binary() {
  const places = ["native", "release", "debug"].map((kind) => path.join(root, "target", kind, "glasshouse"));
  const found = [process.env.GLASSHOUSE_BIN, ...places].find((file) => file && existsSync(file));
  if (!found) throw new Error("the glasshouse binary is not built: run `cargo build -p glasshouse`");
  return found;
}

/** Serves a folder under a sub-path; `log` holds every request with the size of its body. */
export async function serve({ folder = DIST, prefix = "/", headers = {} } = {}) {
  if (!existsSync(path.join(folder, "index.html"))) {
    throw new Error(`${folder} holds no index.html: run \`cargo xtask build\``);
  }
  const log = [];
  const server = createServer((request, response) => {
    const entry = { method: request.method, url: request.url, body: 0, at: Date.now() };
    log.push(entry);
    request.on("data", (chunk) => (entry.body += chunk.length));
    request.on("end", () => answer(request, response, folder, prefix, headers));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => new Promise((done) => (server.close(done), server.closeAllConnections()));
  return { origin, url: origin + prefix, log, close };
}

function answer(request, response, folder, prefix, headers) {
  const asked = decodeURIComponent(new URL(request.url, "http://host").pathname);
  let file = asked.startsWith(prefix) ? path.join(folder, asked.slice(prefix.length)) : "";
  if (file && existsSync(file) && statSync(file).isDirectory()) file = path.join(file, "index.html");
  const inside = file.startsWith(folder + path.sep) && existsSync(file);
  if (request.method !== "GET" || !inside) {
    response.writeHead(request.method === "GET" ? 404 : 405).end();
    return;
  }
  const type = TYPES[path.extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "Content-Type": type, ...headers });
  createReadStream(file).pipe(response);
}

/** The WebAssembly of the studio: what is loaded at first and the parts that are fetched ahead. */
export function modules(folder = DIST) {
  const files = ["page", "worker", "pictures"].flatMap((of) =>
    readdirSync(path.join(folder, of), { recursive: true }).map((file) => `${of}/${file}`),
  );
  return files.filter((file) => file.endsWith(".wasm"));
}

/** The policy that index.html states, as hosts that send it as a header would. */
export function policy(folder = DIST) {
  const html = readFileSync(path.join(folder, "index.html"), "utf8");
  const stated = html.match(/http-equiv="Content-Security-Policy"\s+content="([^"]+)"/i);
  if (!stated) throw new Error("index.html states no content security policy");
  return stated[1];
}

/** A Chromium in which no name but this machine's own resolves. */
export function launch() {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({
    executablePath: BROWSER,
    args: [
      ...asRoot,
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

/** A browser and a server for the tests of one file. */
export async function house(options) {
  const [browser, server] = await Promise.all([launch(), serve(options)]);
  const close = async () => {
    await browser.close();
    await server.close();
  };
  const studio = (context) => openStudio(browser, server, context);
  return { browser, server, studio, close };
}

/** A page with an empty memory of its own, open at the studio; it records what it asks for and says. */
async function openStudio(browser, server, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const record = { requests: [], complaints: [] };
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    const body = request.postDataBuffer()?.length ?? 0;
    record.requests.push({ url: request.url(), method: request.method(), hostname, protocol, body });
  });
  page.on("pageerror", (error) => record.complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") record.complaints.push(message.text());
  });
  await page.addInitScript(watchLongTasks);
  const studio = new Studio(page, server, record);
  await studio.open();
  return studio;
}

/** Runs in the page: how long the main thread was busy without a pause. */
function watchLongTasks() {
  globalThis.longTasks = [];
  const seen = (list) => {
    for (const entry of list.getEntries()) {
      globalThis.longTasks.push({ start: entry.startTime, duration: entry.duration });
    }
  };
  new PerformanceObserver(seen).observe({ type: "longtask", buffered: true });
}

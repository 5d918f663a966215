// Times reading of CSV in Chromium, types inferred: the worker of dist/ beside DuckDB-WASM and PapaParse.
//
// usage: reading.mjs DIST FOLDER ROWS...
// Prints `{"readings": [{"program", "version", "rows", "seconds", "peak", "browser"}]}`: the best of
// three, each in a browser of its own, from the choice of FOLDER/mixed-ROWS.csv to a table in memory;
// `peak` is what the process of the page held at most, in bytes. A program that fails has `fault` in
// place of figures. GLASSHOUSE_CHROMIUM names the browser. Linux alone tells the memory of a process.
import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";

const here = path.dirname(new URL(import.meta.url).pathname);
const require = createRequire(new URL("../tests/e2e/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const TIMES = 3;
const LIMIT = 180_000;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const DUCKDB = "/node_modules/@duckdb/duckdb-wasm";
const PAGE = `<!doctype html><meta charset="utf-8"><title>reading</title>
<script type="importmap">{"imports": {
  "@duckdb/duckdb-wasm": "${DUCKDB}/dist/duckdb-browser.mjs",
  "apache-arrow": "/node_modules/apache-arrow/Arrow.dom.mjs",
  "flatbuffers": "/node_modules/flatbuffers/mjs/flatbuffers.js",
  "tslib": "/node_modules/tslib/tslib.es6.mjs"
}}</script><input type="file">`;

/** dist/ under its own name, the packages of this folder, and the page of above. */
function serve(dist) {
  const roots = { dist, node_modules: path.join(here, "node_modules") };
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
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}

/** In the page: each begins with its program loaded and warm, and answers `{ rows, seconds }`. */
const PROGRAMS = {
  // Describing the columns comes after reading and is not part of the time; the engine tells of it within a
  // tenth of a second, by which ours is too long.
  Glasshouse: async () => {
    const file = document.querySelector("input").files[0];
    const worker = new Worker("/dist/worker.js", { type: "module" });
    const ask = (id, body, files, hear) =>
      new Promise((done, fail) => {
        worker.onerror = (event) => fail(new Error(event.message));
        worker.onmessage = ({ data }) => {
          const event = JSON.parse(data.envelope ?? "{}").body ?? { type: "failed", data };
          if (event.type === "failed") fail(new Error(JSON.stringify(event)));
          else if (event.type === "progress") hear?.(event);
          else done(event);
        };
        worker.postMessage({ envelope: JSON.stringify({ v: 1, id, body }), files });
      });
    await ask(1, { type: "kinds" }, []);
    const start = performance.now();
    let seconds = null;
    const loaded = await ask(2, { type: "load", name: file.name, options: {}, columns: {} }, [file], (event) => {
      if (event.stage.startsWith("Describing")) seconds ??= (performance.now() - start) / 1000;
    });
    return { rows: loaded.profile.rows, seconds: seconds ?? (performance.now() - start) / 1000 };
  },
  "DuckDB-WASM": async () => {
    const file = document.querySelector("input").files[0];
    const duckdb = await import("@duckdb/duckdb-wasm");
    const at = "/node_modules/@duckdb/duckdb-wasm/dist";
    const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(`${at}/duckdb-browser-eh.worker.js`));
    await db.instantiate(`${location.origin}${at}/duckdb-eh.wasm`);
    const connection = await db.connect();
    await connection.query("SELECT 1");
    const start = performance.now();
    await db.registerFileHandle("t.csv", file, duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
    await connection.query("CREATE TABLE t AS SELECT * FROM read_csv('t.csv')");
    const seconds = (performance.now() - start) / 1000;
    const counted = await connection.query("SELECT count(*)::INTEGER AS n FROM t");
    return { rows: counted.toArray()[0].n, seconds };
  },
  // It knows numbers and true or false, and leaves dates as text.
  PapaParse: async () => {
    const file = document.querySelector("input").files[0];
    await new Promise((loaded, failed) => {
      const script = Object.assign(document.createElement("script"), { src: "/node_modules/papaparse/papaparse.min.js" });
      document.head.append(Object.assign(script, { onload: loaded, onerror: failed }));
    });
    const start = performance.now();
    const { data } = await new Promise((complete, error) => {
      Papa.parse(file, { dynamicTyping: true, skipEmptyLines: true, complete, error });
    });
    return { rows: data.length - 1, seconds: (performance.now() - start) / 1000 };
  },
};

/** The most that a renderer below this process has held, in bytes. */
function peak() {
  const parents = new Map();
  const peaks = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      parents.set(pid, /^PPid:\s*(\d+)/m.exec(status)[1]);
      const renders = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer");
      if (renders) peaks.set(pid, Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // It has ended since.
    }
  }
  const isOurs = (pid) => pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
  return Math.max(0, ...[...peaks].filter(([pid]) => isOurs(pid)).map(([, bytes]) => bytes));
}

async function measure(address, program, file) {
  const browser = await chromium.launch({ executablePath: process.env.GLASSHOUSE_CHROMIUM, args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.setInputFiles("input", file);
    const late = new Promise((_, fail) => setTimeout(fail, LIMIT, new Error("it took too long")).unref());
    const read = await Promise.race([page.evaluate(PROGRAMS[program]), late]);
    return { ...read, peak: peak(), browser: browser.version() };
  } finally {
    await browser.close();
  }
}

async function best(address, program, version, file, rows) {
  const runs = [];
  for (let i = 0; i < TIMES; i++) {
    try {
      runs.push(await measure(address, program, file));
    } catch (error) {
      return { program, version, rows, fault: error.message.split("\n")[0] };
    }
  }
  if (runs.some((run) => run.rows !== rows)) throw new Error(`${program} counts ${runs[0].rows} rows in ${file}`);
  const seconds = Math.min(...runs.map((run) => run.seconds));
  return { program, version, rows, seconds, peak: Math.max(...runs.map((run) => run.peak)), browser: runs[0].browser };
}

const version = (name) => JSON.parse(readFileSync(path.join(here, "node_modules", name, "package.json"))).version;
const VERSIONS = { Glasshouse: "", "DuckDB-WASM": version("@duckdb/duckdb-wasm"), PapaParse: version("papaparse") };

const [dist, folder, ...sizes] = process.argv.slice(2);
const server = await serve(path.resolve(dist));
const address = `http://127.0.0.1:${server.address().port}/`;
const readings = [];
for (const rows of sizes.map(Number)) {
  for (const program of Object.keys(PROGRAMS)) {
    const file = path.resolve(folder, `mixed-${rows}.csv`);
    readings.push(await best(address, program, VERSIONS[program], file, rows));
  }
}
server.close();
console.log(JSON.stringify({ readings }));

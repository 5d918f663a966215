// Times reading of CSV in Chromium, types inferred: the worker of dist/ beside DuckDB-WASM and PapaParse.
//
// usage: reading.mjs DIST FOLDER ROWS...
// Prints `{"readings": [{"program", "version", "rows", "seconds", "peak", "browser"}]}`: the best of
// three, each in a browser of its own, from the choice of FOLDER/mixed-ROWS.csv to a table in memory;
// `peak` is what the process of the page held at most, in bytes. A program that fails has `fault` in
// place of figures. GLASSHOUSE_CHROMIUM names the browser. Linux alone tells the memory of a process.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { here, inTab, serve } from "./tab.mjs";

const TIMES = 3;

/** In the page: each begins with its program loaded and warm, and answers `{ rows, seconds }`. */
const PROGRAMS = {
  // Describing the columns comes after reading and is not part of the time; the engine tells of it within a
  // tenth of a second, by which ours is too long.
  Glasshouse: async () => {
    const file = document.querySelector("input").files[0];
    const ask = openEngine();
    await ask("kinds");
    const start = performance.now();
    let seconds = null;
    const loaded = await ask({ load: { name: file.name, options: {}, columns: {} } }, [file], (event) => {
      if (event.stage.startsWith("Describing")) seconds ??= (performance.now() - start) / 1000;
    });
    return { rows: loaded.loaded.profile.rows, seconds: seconds ?? (performance.now() - start) / 1000 };
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

const measure = (address, program, file) =>
  inTab(address, file, async (page, browser) => {
    const read = await page.evaluate(PROGRAMS[program]);
    return { ...read, peak: peak(), browser: browser.version() };
  });

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
const { server, address } = await serve(path.resolve(dist));
const readings = [];
for (const rows of sizes.map(Number)) {
  for (const program of Object.keys(PROGRAMS)) {
    const file = path.resolve(folder, `mixed-${rows}.csv`);
    readings.push(await best(address, program, VERSIONS[program], file, rows));
  }
}
server.close();
console.log(JSON.stringify({ readings }));

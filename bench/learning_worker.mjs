// Runs a script by CPython with scikit-learn, compiled to WebAssembly, and answers what it prints.
import { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } from "/node_modules/@bjorn3/browser_wasi_shim/dist/index.js";

const fetched = async (from) => new File(new Uint8Array(await (await fetch(from)).arrayBuffer()), { readonly: true });
const folder = (entries) => new Directory(new Map(Object.entries(entries)));

/** Where this CPython looks for its library. */
const library = (zip) => folder({ local: folder({ lib: folder({ "python315.zip": zip }) }) });

async function run({ script, table, words }) {
  const [zip, x, y, module] = await Promise.all([
    fetched("/python/python-stdlib.zip"),
    fetched(`/tables/${table}.x`),
    fetched(`/tables/${table}.y`),
    WebAssembly.compileStreaming(fetch("/python/python.wasm")),
  ]);
  const root = new Map(Object.entries({ usr: library(zip), tmp: folder({ "table.x": x, "table.y": y }) }));
  const [out, faults] = [[], []];
  const told = (lines) => ConsoleStdout.lineBuffered((line) => lines.push(line));
  const files = [new OpenFile(new File([])), told(out), told(faults), new PreopenDirectory("/", root)];
  const wasi = new WASI(["python", "-c", script, ...words], ["TMPDIR=/tmp", "PYTHONTZPATH="], files);
  const host = { call: () => -1 };
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport, host });
  wasi.inst = instance;
  instance.exports._initialize();
  if (instance.exports.run() !== 0) throw new Error(faults.join("\n"));
  return out.join("\n");
}

onmessage = async ({ data }) => {
  try {
    postMessage({ text: await run(data) });
  } catch (error) {
    postMessage({ fault: `${error}` });
  }
};

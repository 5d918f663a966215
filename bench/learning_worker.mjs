// Runs a script by CPython with scikit-learn, compiled to WebAssembly, and answers what it prints.
import { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } from "/node_modules/@bjorn3/browser_wasi_shim/dist/index.js";

const fetched = async (from) => new File(new Uint8Array(await (await fetch(from)).arrayBuffer()), { readonly: true });
const folder = (entries) => new Directory(new Map(Object.entries(entries)));

/** Where this CPython looks for its library. */
const library = (zip) => folder({ local: folder({ lib: folder({ "python315.zip": zip }) }) });

async function run({ script, table, parts = ["x", "y"], words }) {
  const [zip, module, ...files] = await Promise.all([
    fetched("/python/python-stdlib.zip"),
    WebAssembly.compileStreaming(fetch("/python/python.wasm")),
    ...parts.map((part) => fetched(`/tables/${table}.${part}`)),
  ]);
  const tables = Object.fromEntries(parts.map((part, at) => [`table.${part}`, files[at]]));
  const root = new Map(Object.entries({ usr: library(zip), tmp: folder(tables) }));
  const [out, faults] = [[], []];
  const told = (lines) => ConsoleStdout.lineBuffered((line) => lines.push(line));
  const opened = [new OpenFile(new File([])), told(out), told(faults), new PreopenDirectory("/", root)];
  const wasi = new WASI(["python", "-c", script, ...words], ["TMPDIR=/tmp", "PYTHONTZPATH="], opened);
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

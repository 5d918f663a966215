// Starts the engine. Messages that arrive before it listens are kept and handed on; a start that
// fails, and whatever ends the engine later, reaches the page as an `error` event. A lock that is
// held for as long as the worker lives tells the page of an end that nobody could report.
import init from "./worker/NAME.js";

if (self.name) navigator.locks?.request(self.name, () => new Promise(() => {})).catch(() => {});
self.addEventListener("unhandledrejection", (event) => {
  const ends = event.reason instanceof WebAssembly.RuntimeError || event.reason instanceof RangeError;
  if (ends) setTimeout(() => { throw event.reason; });
});
const early = [];
const keep = (event) => early.push(event);
self.addEventListener("message", keep);
try {
  await init({ module_or_path: new URL("./worker/NAME_bg.wasm", import.meta.url) });
  self.removeEventListener("message", keep);
  for (const { data, ports } of early) {
    self.dispatchEvent(new MessageEvent("message", { data, ports }));
  }
} catch (fault) {
  setTimeout(() => { throw fault; });
}

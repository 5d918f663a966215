// Starts the engine. Messages that arrive before it listens are kept and handed on; a start that
// fails reaches the page as an `error` event.
import init from "./worker/NAME.js";

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

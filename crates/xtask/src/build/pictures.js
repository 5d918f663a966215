// Starts what draws pictures, for the page that imports this.
import init, { Picture } from "./pictures/NAME.js";

await init({ module_or_path: new URL("./pictures/NAME_bg.wasm", import.meta.url) });
export { Picture };

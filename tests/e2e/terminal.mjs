// The command line, for comparing the page with it, and a folder for its files.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { binary } from "./harness.mjs";

/** A folder with the binary at hand; `close` removes it. */
export function terminal() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "glasshouse-test-"));
  const quiet = { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8", maxBuffer: 1 << 26 };
  return {
    folder,
    /** What it prints as JSON. */
    glasshouse: (...words) => JSON.parse(execFileSync(binary(), [...words, "--json"], quiet)),
    /** Writes a file; its path. */
    write(name, content) {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

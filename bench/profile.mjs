// Times the profile of a table, and what a person asks of it, in Chromium by the worker of dist/.
//
// usage: profile.mjs DIST FOLDER OPERATIONS ROWS...
// Prints `{"browser": version, "times": [{"rows", "work", "seconds"}]}` for FOLDER/profile-ROWS.csv: `profile`
// goes from the choice of the file to its figures; the others are those of the list OPERATIONS, one run
// each, in its order, after the file was read. An operation that fails has no seconds, and its fault is
// written to standard error. GLASSHOUSE_CHROMIUM names the browser.
import { readFileSync } from "node:fs";
import path from "node:path";
import { inTab, serve } from "./tab.mjs";

/** In the page. */
async function timed(operations) {
  const file = document.querySelector("input").files[0];
  const ask = openEngine();
  await ask("kinds");
  const times = [];
  const time = async (work, asked) => {
    const start = performance.now();
    try {
      await asked();
      times.push({ work, seconds: (performance.now() - start) / 1000 });
    } catch (error) {
      times.push({ work, seconds: null, fault: error.message });
    }
  };
  const load = () => ask({ load: { name: file.name, options: {}, columns: {} } }, [file]);
  await time("profile", async () => {
    await load();
    await ask({ explore: { target: "member" } });
  });
  await load(); // an exploration is kept for its table
  for (const { work, request } of operations) await time(work, () => ask(request));
  return times;
}

const [dist, folder, list, ...sizes] = process.argv.slice(2);
const operations = JSON.parse(readFileSync(list, "utf8"));
const { server, address } = await serve(path.resolve(dist));
const result = { browser: "", times: [] };
for (const rows of sizes.map(Number)) {
  const file = path.resolve(folder, `profile-${rows}.csv`);
  await inTab(address, file, async (page, browser) => {
    result.browser = browser.version();
    for (const { fault, ...time } of await page.evaluate(timed, operations)) {
      if (fault) console.error(`${rows} rows, ${time.work}: ${fault}`);
      result.times.push({ rows, ...time });
    }
  });
}
server.close();
console.log(JSON.stringify(result));

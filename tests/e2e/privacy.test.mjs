// Nothing leaves the page: a whole session asks for the page's own static files and for nothing
// else, from any folder of any host, and never sends a body.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LIMIT, house, launch, modules, policy, serve } from "./harness.mjs";
import { Studio } from "./studio.mjs";
import { csv, customers } from "./tables.mjs";

let home;
before(async () => (home = await house({ prefix: "/some/where/deep/" })), LIMIT);
after(() => home?.close());

const own = (url) => url.startsWith(home.server.url) || url.startsWith("blob:") || url.startsWith("data:");

test("under a sub-path, a session sends nothing and asks for own static files only", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(400, 2)));
  await studio.target("left");
  await studio.model("logistic_regression");
  await studio.train();
  for (const id of ["download-bundle", "download-onnx", "download-predictions", "download-recipe"]) {
    await studio.download(id);
  }
  await studio.apply("more.csv", csv(customers(30, 8)));
  await studio.page.getByText("more.csv").first().waitFor();

  for (const request of studio.requests) {
    assert.ok(own(request.url), `asked for ${request.url}`);
    assert.equal(request.method, "GET", request.url);
    assert.equal(request.body, 0, request.url);
    assert.equal(new URL(request.url).search, "", "a query could carry data");
  }
  for (const entry of home.server.log) {
    assert.deepEqual([entry.method, entry.body], ["GET", 0], entry.url);
    assert.ok(entry.url.startsWith("/some/where/deep/"), entry.url);
    assert.doesNotMatch(entry.url, /\?/);
  }
  studio.assertQuiet();
  await studio.close();
});

test("after load, only the export's proof and a sample ask for files", LIMIT, async () => {
  const studio = await home.studio();
  await studio.load("customers.csv", csv(customers(200, 2)));
  // What is fetched ahead belongs to the load and comes when the page has nothing else to do.
  await studio.fetched(modules());
  const loaded = home.server.log.length;
  await studio.target("left");
  await studio.model("decision_tree");
  await studio.train();
  await studio.download("download-predictions");
  await studio.download("download-recipe");
  const asked = home.server.log.slice(loaded).map((entry) => entry.url.replace("/some/where/deep/", ""));
  assert.deepEqual(asked.filter((file) => !/^(ort\/|onnx\.js$)/.test(file)), []);
  await studio.close();
});

test("the page and its worker run under their own policy sent as a header", LIMIT, async () => {
  const server = await serve({ headers: { "Content-Security-Policy": policy() } });
  const browser = await launch();
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const studio = new Studio(page, server, { requests: [], complaints });
  await studio.open();
  await studio.load("customers.csv", csv(customers(200, 2)));
  await studio.target("left");
  await studio.train();
  await studio.download("download-onnx");
  studio.assertQuiet();
  await browser.close();
  await server.close();
});

test("the policy names no origin but the page's own", LIMIT, () => {
  const rules = new Map(policy().split(";").map((rule) => rule.trim().split(/\s+/)).map(([name, ...rest]) => [name, rest]));
  assert.deepEqual(rules.get("default-src"), ["'none'"]);
  assert.deepEqual(rules.get("connect-src"), ["'self'"]);
  for (const [name, sources] of rules) {
    for (const source of sources) {
      const known = /^('self'|'none'|'wasm-unsafe-eval'|'sha\d+-[^']+'|data:|blob:)$/;
      assert.match(source, known, `${name} ${source}`);
    }
  }
});

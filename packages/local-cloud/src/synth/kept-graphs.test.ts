import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { keptGraphs } from "./kept-graphs.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kept-graphs-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const environment = { STAGE: "local" };
const graphOf = (app: string) => ({ app, resources: [], outputs: {} }) as unknown as ResourceGraph;

const keepOne = async (app = "shop") => {
  const config = join(folder, "sst.config.ts");
  await writeFile(config, app);
  const kept = keptGraphs(folder, "graph", "1");
  await kept.keep({ graph: graphOf(app), inputs: [config] }, environment, ["STAGE"]);
  return { kept, config };
};

test("finds the graph of the same sources, variables and version", async () => {
  const { kept, config } = await keepOne();
  expect((await kept.find(environment))?.graph).toEqual(graphOf("shop"));
  expect(await kept.find({ STAGE: "prod" })).toBeUndefined();
  expect(await keptGraphs(folder, "graph", "2").find(environment)).toBeUndefined();
  await writeFile(config, "changed");
  expect(await kept.find(environment)).toBeUndefined();
});

test.each([
  ["of another version", () => "{}\n{}"],
  ["no JSON", () => "<html>\n</html>"],
  ["cut off", (text: string) => text.slice(0, -20)],
  ["one line", (text: string) => text.replace("\n", "")],
])("passes over a file that is %s", async (_, damage) => {
  const { kept } = await keepOne();
  const file = join(folder, "graph.json");
  await writeFile(file, damage(await readFile(file, "utf8")));
  expect(await kept.find(environment)).toBeUndefined();
});

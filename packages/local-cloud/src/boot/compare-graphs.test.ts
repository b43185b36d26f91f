import { expect, test } from "vitest";
import type { Resource, ResourceGraph } from "../core/resource-graph.ts";
import { graphOf } from "../testing/graph.ts";
import { compareGraphs } from "./compare-graphs.ts";

const stack = { type: "pulumi:pulumi:Stack", name: "app-local", urn: "stack" };
const shop = { type: "sst:aws:Function", name: "Shop", urn: "shop", parent: "stack" };
const resource = (name: string, inputs: object = {}, parent = "stack"): Resource => ({
  type: "aws:sqs/queue:Queue",
  name,
  urn: `urn:${name}`,
  id: name,
  inputs: { ...inputs },
  outputs: {},
  parent,
});
const graph = (resources: readonly Resource[], rest: Partial<ResourceGraph> = {}): ResourceGraph => ({
  ...graphOf(),
  components: [stack, shop],
  resources,
  ...rest,
});

test("names what came, went and changed as the config does, with the properties", () => {
  const before = graph([
    resource("Old"),
    resource("Same", { delaySeconds: 1 }),
    resource("Table", { attributes: [{ name: "id" }], tags: { a: "1" } }),
    resource("ShopCode", { environment: { variables: { FEE: "1", PORT: "2" } } }, "shop"),
    resource("ShopRole", {}, "shop"),
  ]);
  const after = graph([
    resource("New"),
    resource("Same", { delaySeconds: 1 }),
    resource("Table", { attributes: [{ name: "id" }, { name: "kind" }], tags: { a: "1" } }),
    resource("ShopCode", { environment: { variables: { FEE: "3", PORT: "2" } } }, "shop"),
    resource("ShopUrl", {}, "shop"),
  ]);

  expect(compareGraphs(before, after)).toEqual({
    added: ["New"],
    removed: ["Old"],
    changed: [
      { name: "Shop", properties: ["environment.variables.FEE", "+ShopUrl", "-ShopRole"] },
      { name: "Table", properties: ["attributes"] },
    ],
  });
});

test("says nothing of what is the same, and of outputs only when nothing else differs", () => {
  const before = graph([resource("Same")], { outputs: { url: "a" } });
  expect(compareGraphs(before, structuredClone(before))).toBeUndefined();
  const built = (at: string, command: string) =>
    graph([{ ...resource("Build", { triggers: [at], create: command }), type: "command:local:Command" }]);
  expect(compareGraphs(built("1", "vite"), built("2", "vite"))).toBeUndefined();
  expect(compareGraphs(built("1", "vite"), built("2", "tsc"))?.changed).toEqual([
    { name: "Build", properties: ["create"] },
  ]);
  expect(compareGraphs(before, { ...before, outputs: { url: "b" } })).toEqual({
    added: [],
    removed: [],
    changed: [{ name: "The config", properties: ["outputs.url"] }],
  });
});

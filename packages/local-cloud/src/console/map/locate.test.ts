import { expect, test } from "vitest";
import { createJournal } from "../../core/journal.ts";
import type { ResourceGraph } from "../../core/resource-graph.ts";
import { services } from "../../emulators/registry.ts";
import type { MapNode } from "../api.ts";
import { afterStartSource, consoleSource, createLocator } from "./locate.ts";
import type { Nodes } from "./nodes.ts";

const node = (id: string, kind: MapNode["kind"]): MapNode => ({
  id,
  kind,
  name: id,
  area: "a",
  type: "",
  facts: {},
});
const client = node("client:outside", "client");
const all = [client, node("table:Menu", "table"), node("function:Import", "function")];
const nodes: Nodes = {
  all,
  client,
  areas: [],
  byId: new Map(all.map((one) => [one.id, one])),
  find: (reference) => all.find(({ id }) => id === reference),
  within: () => [],
  nodeOf: () => undefined,
  resourceOf: () => undefined,
};
const graph = { resources: [] } as unknown as ResourceGraph;

const wayOfWriteBy = (source?: string) => {
  const journal = createJournal();
  const hop = journal.record({
    service: "dynamodb",
    action: "PutItem",
    resource: "table:Menu",
    source,
  });
  return createLocator(graph, nodes, journal.hop, services)
    .wayOf(hop)
    ?.map(({ id }) => id);
};

test("a call comes from who made it, and from outside when nobody of the app did", () => {
  expect(wayOfWriteBy("function:Import")).toEqual(["function:Import", "table:Menu"]);
  expect(wayOfWriteBy()).toEqual([client.id, "table:Menu"]);
});

test("what the console reads, and what fills tables once after the start, took no way of the app", () => {
  expect(wayOfWriteBy(consoleSource)).toBeUndefined();
  expect(wayOfWriteBy(afterStartSource)).toBeUndefined();
});

import { expect, test } from "vitest";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { CLUSTER, INSTANCE } from "../emulators/rds/resources.ts";
import { databaseLines } from "./databases.ts";

test("names each database once, with its address and without its password", () => {
  const instance = { username: "baker", password: "rye", dbName: "bakery", port: 5001 };
  const graph = {
    components: [{ type: "sst:aws:Postgres", name: "Bakery", urn: "bakery" }],
    resources: [
      { type: INSTANCE, name: "BakeryInstance", parent: "bakery", inputs: {}, outputs: instance },
      { type: INSTANCE, name: "Replica", inputs: { replicateSourceDb: "x" }, outputs: instance },
      { type: CLUSTER, name: "Orders", inputs: {}, outputs: { port: 5002, databaseName: "" } },
    ],
  } as unknown as ResourceGraph;

  expect(databaseLines(graph)).toEqual([
    "Bakery: postgres://baker@127.0.0.1:5001/bakery",
    "Orders: postgres://postgres@127.0.0.1:5002/postgres",
  ]);
});

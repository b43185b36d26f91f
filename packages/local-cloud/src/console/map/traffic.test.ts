import { expect, test } from "vitest";
import { createJournal } from "../../core/journal.ts";
import { services } from "../../emulators/registry.ts";
import type { MapNode } from "../api.ts";
import type { Locator } from "./locate.ts";
import { createTrafficMeter } from "./traffic.ts";

const table: MapNode = { id: "table:T", kind: "table", name: "T", area: "a", type: "", facts: {} };
const locator: Locator = { nodeOf: () => table, wayOf: () => undefined, find: () => table };

test("a condition that does not hold is no failure of the table, and a throttled write is one", () => {
  const journal = createJournal();
  const meter = createTrafficMeter({ nodes: undefined as never, edges: [] }, locator, services);
  const write = (code: string) => {
    const hop = journal.record({ service: "dynamodb", action: "PutItem", resource: "T" });
    meter.begun(hop);
    journal.finish(hop, { error: { code, message: "" } });
    meter.ended(hop);
  };
  write("ConditionalCheckFailedException");
  write("TransactionCanceledException");
  write("ThrottlingException");
  expect(meter.stats(Date.now()).nodes["table:T"]).toMatchObject({ count: 3, failures: 1 });
});

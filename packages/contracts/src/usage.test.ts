import { OrderPlaced, OrderPlacedV2, OrderStatusChanged, StockReserved } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { inFile } from "./testing.ts";
import { publishedIn, usageIn } from "./usage.ts";

const source = (service: string, ...lines: string[]) => ({ service, text: lines.join("\n") });
const imports = (...names: string[]) =>
  `import {\n  ${names.join(",\n  ")},\n} from "@sourdough/events-schema";`;

test("a service publishes what its source names, and consumes what it imports of others", () => {
  const sources = [
    source("inventory", imports("StockReserved", "OrderStatusChanged")),
    source("orders", imports("OrderStatusChanged", "pattern"), "outboxItem(OrderStatusChanged, data)"),
    source("payments", 'import type { StockReserved as Held } from "@sourdough/events-schema";'),
    source("notifications", "// StockReserved is none of our business"),
  ];

  expect(usageIn(sources, inFile(StockReserved))).toEqual({
    publishers: ["inventory"],
    consumers: ["payments"],
  });
  expect(usageIn(sources, inFile(OrderStatusChanged))).toEqual({
    publishers: ["orders"],
    consumers: ["inventory"],
  });
});

test.each([
  "createRule(name, { pattern: pattern(OrderConfirmed, OrderStatusChanged) })",
  'reads(OrderStatusChanged, ["reason"])',
  "eventQueueHandler({ events: [OrderStatusChanged] })",
  "parseEvent([OrderStatusChanged], raw)",
])("a service consumes its own event by asking for it: %s", (code) => {
  const orders = source("orders", imports("OrderStatusChanged"), code);

  expect(usageIn([orders], inFile(OrderStatusChanged)).consumers).toEqual(["orders"]);
});

test("a source that no service has is nobody's", () => {
  expect(usageIn([], inFile(StockReserved))).toEqual({ publishers: [], consumers: [] });
});

test("a service publishes the versions it imports, and by state machines those that are not deprecated", () => {
  const contracts = [OrderPlaced, OrderPlacedV2, OrderStatusChanged, StockReserved].map((one) => inFile(one));
  const published = (...lines: string[]) =>
    publishedIn([source("orders", ...lines)], "orders", contracts).map(
      ({ contract: { name, version } }) => `${name} v${version}`,
    );

  expect(published(imports("OrderPlacedV2"), "outboxItem(OrderPlacedV2, data)")).toEqual([
    "OrderPlaced v2",
    "OrderStatusChanged v1",
  ]);
  expect(published(imports("OrderPlaced"), "outboxItem(OrderPlaced, data)")).toContain("OrderPlaced v1");
  expect(published("'version': 2")).toEqual(["OrderPlaced v2", "OrderStatusChanged v1"]);
  expect(published(imports("OrderPlaced"), "reads(OrderPlaced, [])")).not.toContain("OrderPlaced v1");
});

import { OrderStatusChanged, StockReserved } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { inFile } from "./testing.ts";
import { usageIn } from "./usage.ts";

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
  "ruleToQueue(name, { pattern: pattern(OrderConfirmed, OrderStatusChanged) })",
  "patternWhere(OrderStatusChanged, { reason: [] })",
  "eventQueueHandler({ events: [OrderStatusChanged] })",
  "parseEvent([OrderStatusChanged], raw)",
])("a service consumes its own event by asking for it: %s", (code) => {
  const orders = source("orders", imports("OrderStatusChanged"), code);

  expect(usageIn([orders], inFile(OrderStatusChanged)).consumers).toEqual(["orders"]);
});

test("a source that no service has is nobody's", () => {
  expect(usageIn([], inFile(StockReserved))).toEqual({ publishers: [], consumers: [] });
});

import {
  OrderConfirmed,
  OrderPlaced,
  OrderPlacedV2,
  OrderStatusChanged,
  OrderStatusChangedV2,
  reads,
  StockReserved,
} from "@sourdough/events-schema";
import type { Declared } from "@sourdough/events-schema/repository";
import { expect, test } from "vitest";
import { publishedBy } from "./can-i-deploy/uses.ts";
import { inFile } from "./testing.ts";
import { usageIn } from "./usage.ts";

const declared = (service: string, ...events: Declared["events"][number][]): Declared => ({
  file: `services/${service}/src/consumes.ts`,
  service,
  events,
});

test("a service publishes what its source names, and consumes what it declares, its own events too", () => {
  const consumers = new Map([
    ["AuthorizePayment", declared("payments", reads(StockReserved, ["orderId"]))],
    ["SettlePayment", declared("payments", reads(StockReserved, ["lines"]))],
    ["OrderStatusMessages", declared("orders", reads(OrderStatusChanged, ["status"]))],
    ["SettleReservation", declared("inventory", reads(OrderStatusChanged, ["orderId"]))],
    ["SendEmail", declared("notifications", reads(OrderConfirmed, ["orderId"]))],
  ]);

  expect(usageIn(consumers, inFile(StockReserved), () => true)).toEqual({
    publishers: ["inventory"],
    consumers: ["payments"],
    readings: [
      { service: "payments", consumer: "AuthorizePayment", paths: ["orderId"] },
      { service: "payments", consumer: "SettlePayment", paths: ["lines"] },
    ],
  });
  expect(usageIn(consumers, inFile(OrderStatusChanged), () => true)).toMatchObject({
    publishers: ["orders"],
    consumers: ["inventory", "orders"],
  });
});

test("one version is not another", () => {
  const consumers = new Map([["Listen", declared("payments", reads(OrderPlacedV2, ["orderId"]))]]);

  expect(usageIn(consumers, inFile(OrderPlacedV2), () => true).consumers).toEqual(["payments"]);
  expect(usageIn(consumers, inFile(OrderPlaced), () => true).consumers).toEqual([]);
});

test("a source that no service has is nobody's", () => {
  expect(usageIn(new Map(), inFile(StockReserved), () => false)).toEqual({
    publishers: [],
    consumers: [],
    readings: [],
  });
});

test("a service publishes the newest versions its functions know, and by state machines those not deprecated", () => {
  const contracts = [OrderPlaced, OrderPlacedV2, OrderStatusChangedV2, StockReserved].map((one) =>
    inFile(one),
  );
  const [first, second, changed, reserved] = contracts.map(({ file }) => file);
  const published = (...files: (string | undefined)[]) =>
    publishedBy(
      { contracts, bundled: new Map([["orders", new Set(files.filter((file) => file !== undefined))]]) },
      "orders",
    ).map(({ contract: { name, version } }) => `${name} v${version}`);

  expect(published(first, second, reserved)).toEqual(["OrderPlaced v2", "OrderStatusChanged v2"]);
  expect(published(first)).toEqual(["OrderPlaced v1", "OrderStatusChanged v2"]);
  expect(published(changed)).toEqual(["OrderPlaced v2", "OrderStatusChanged v2"]);
});

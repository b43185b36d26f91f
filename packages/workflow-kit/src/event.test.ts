import { MenuItemChanged, OrderCancelled, parseEvent, StockLow } from "@sourdough/events-schema";
import { createWorkflows } from "sourdough-local/testing";
import { afterEach, expect, test } from "vitest";
import { eventEntry, eventEntryExpression, metadataFrom } from "./event.ts";
import { jsonata, template } from "./jsonata.ts";

const metadata = {
  eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  correlationId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};
const fields = {
  eventId: "$states.input.metadata.eventId & '-stock-low'",
  cause: metadataFrom("$states.input.metadata"),
  data: {
    storeId: "$states.input.stock.storeId",
    sku: "$states.input.stock.sku",
    onHand: "$states.input.stock.onHand",
    threshold: "5",
  },
};

let stop = () => {};
afterEach(() => stop());

const evaluate = async (value: unknown) => {
  const workflows = createWorkflows();
  stop = workflows.stop;
  const { output } = await workflows.run(
    { Evaluate: { Type: "Pass", Output: value } },
    { metadata, stock: { storeId: "store-1", sku: "butter-croissant", onHand: 4 } },
  );
  return output as { EventBusName: string; Source: string; DetailType: string; Detail: unknown };
};

test.each([
  ["an argument of a task", eventEntry("bus", StockLow, fields)],
  ["an expression", jsonata(eventEntryExpression("bus", StockLow, fields))],
])("makes an entry that keeps the contract, as %s", async (_, value) => {
  const { EventBusName, Source, DetailType, Detail } = await evaluate(value);
  const detail = typeof Detail === "string" ? JSON.parse(Detail) : Detail;

  expect(EventBusName).toBe("bus");
  expect(parseEvent([StockLow], { source: Source, "detail-type": DetailType, detail })).toMatchObject({
    metadata: {
      ...metadata,
      eventId: `${metadata.eventId}-stock-low`,
      version: 1,
      causationId: metadata.eventId,
    },
    data: { storeId: "store-1", sku: "butter-croissant", onHand: 4, threshold: 5 },
  });
});

test("is one event further from the first than what caused it", async () => {
  const caused = (depth: string) => evaluate({ depth: jsonata(metadataFrom(depth).depth!) });

  await expect(caused("{'depth': 4}")).resolves.toEqual({ depth: 5 });
  await expect(caused("{'eventId': 'e'}")).resolves.toEqual({ depth: 1 });
});

test("passes on what caused it", async () => {
  await expect(evaluate(template(metadataFrom("$states.input.metadata")))).resolves.toEqual({
    correlationId: metadata.correlationId,
    causationId: metadata.eventId,
    traceparent: metadata.traceparent,
    depth: 1,
  });
});

test("asks for the sequence of a contract that has one", () => {
  const { examples } = MenuItemChanged;
  const data = { ...examples[0], priceCents: "280", listed: "true", allergens: "[]" };
  const changed = { ...fields, data };

  expect(() => eventEntry("bus", MenuItemChanged, changed)).toThrow("MenuItemChanged is sequenced");
  expect(eventEntry("bus", MenuItemChanged, { ...changed, sequence: "4" }).Detail).toMatchObject({
    metadata: { sequence: "{% 4 %}" },
  });
});

test("takes just the fields of the contract's data: the compiler says so", () => {
  const { storeId, ...others } = fields.data;
  // @ts-expect-error: `storeId` is missing.
  eventEntry("bus", StockLow, { ...fields, data: others });
  // @ts-expect-error: `pieces` is no field of it.
  eventEntry("bus", StockLow, { ...fields, data: { ...others, storeId, pieces: "4" } });

  const cancelled = {
    orderId: "o",
    customer: "c",
    storeId: "s",
    totalCents: "1",
    currency: "e",
    cancelledAt: "t",
  };
  // `reason` is optional.
  eventEntry("bus", OrderCancelled, { ...fields, sequence: "2", data: cancelled });
});

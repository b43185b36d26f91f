import { expect, test } from "vitest";
import * as z from "zod";
import { defineEvent, type EventContract } from "../event.ts";
import * as exported from "../index.ts";
import { OrderCancelled } from "../index.ts";
import { upcastFlaw } from "./upcast.ts";

const values: unknown[] = Object.values(exported);
const upcasting = values.filter(
  (value): value is EventContract => typeof value === "object" && value !== null && "upcast" in value,
);

test.each(upcasting.map((event) => [`${event.name} v${event.version}`, event] as const))(
  "the upcast to %s is sound",
  (_, event) => {
    expect(upcastFlaw(event)).toBeUndefined();
  },
);

const data = OrderCancelled.data.extend({ refund: z.boolean() });
const [one, two] = OrderCancelled.examples;
const next = {
  ...OrderCancelled,
  version: 2,
  data,
  examples: [
    { ...one, refund: true },
    { ...two, refund: false },
  ],
} as const;

test("finds nothing wrong with an upcast that keeps personal data where it is", () => {
  const sound = defineEvent({
    ...next,
    upcast: { from: OrderCancelled, data: (order) => ({ ...order, refund: order.totalCents > 0 }) },
  });

  expect(upcastFlaw(sound)).toBeUndefined();
});

test("finds an upcast that invents personal data", () => {
  const invents = defineEvent({
    ...next,
    upcast: {
      from: OrderCancelled,
      data: (order) => ({
        ...order,
        customer: { ...order.customer, phone: order.customer.phone ?? "+10000000000" },
        refund: true,
      }),
    },
  });

  expect(upcastFlaw(invents)).toBe('invents personal data: "+10000000000"');
});

test("finds an upcast that makes what its version does not take", () => {
  const breaks = defineEvent({
    ...next,
    upcast: {
      from: OrderCancelled,
      data: (order) => ({ ...order, totalCents: order.totalCents - 1, refund: true }),
    },
  });

  expect(upcastFlaw(breaks)).toContain("makes what v2 does not take");
});

test("finds an upcast that is not pure", () => {
  let calls = 0;
  const counts = defineEvent({
    ...next,
    upcast: { from: OrderCancelled, data: (order) => ({ ...order, refund: (calls += 1) % 2 === 0 }) },
  });
  const mutates = defineEvent({
    ...next,
    upcast: {
      from: OrderCancelled,
      data: (order) => Object.assign(order, { storeId: "store-1", refund: true }),
    },
  });

  expect(upcastFlaw(counts)).toBe("makes something else the second time");
  expect(upcastFlaw(mutates)).toBe("changes what it is given");
});

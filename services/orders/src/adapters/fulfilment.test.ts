import { ExecutionAlreadyExists, SFNClient } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { at } from "../../test/fakes.ts";
import type { Order } from "../domain/order.ts";
import { fulfilment } from "./fulfilment.ts";

const order: Order = {
  orderId: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
  customer: { customerId: "ada", email: "ada@example.com", phone: "+4915112345678" },
  storeId: "store-1",
  paymentMethodId: "pm_card_visa",
  lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
  totalCents: 840,
  currency: "EUR",
  status: "PENDING",
  sequence: 1,
  placedAt: at,
  updatedAt: at,
};
const cause = {
  causationId: "request-1",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

const clientThat = (answer: (input: unknown) => unknown) => {
  const client = new SFNClient({ region: "eu-west-1" });
  client.middlewareStack.add(
    () =>
      async ({ input }) => ({ output: answer(input) as never, response: {} }),
    {
      step: "initialize",
    },
  );
  return client;
};

test("names the execution after the order and tells it nothing personal", async () => {
  const sent: unknown[] = [];
  await fulfilment(
    clientThat((input) => sent.push(input)),
    "arn:fulfil-order",
  ).start(order, cause);

  expect(sent).toEqual([
    {
      stateMachineArn: "arn:fulfil-order",
      name: order.orderId,
      input: expect.not.stringMatching(/ada@|\+49/),
    },
  ]);
});

test("is content with an execution that is there", async () => {
  const client = clientThat(() => {
    throw new ExecutionAlreadyExists({ $metadata: {}, message: "Execution Already Exists" });
  });

  await expect(fulfilment(client, "arn:fulfil-order").start(order, cause)).resolves.toBeUndefined();
});

test("reports any other failure", async () => {
  const client = clientThat(() => {
    throw new Error("connect ECONNREFUSED");
  });

  await expect(fulfilment(client, "arn:fulfil-order").start(order, cause)).rejects.toThrow("ECONNREFUSED");
});

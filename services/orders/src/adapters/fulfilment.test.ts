import { DurableExecutionAlreadyStartedException, LambdaClient } from "@aws-sdk/client-lambda";
import { ExecutionAlreadyExists, SFNClient } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { at } from "../../test/fakes.ts";
import type { Order } from "../domain/order.ts";
import type { Fulfilment } from "../use-cases/ports.ts";
import { durableFulfilment, machineFulfilment } from "./fulfilment.ts";

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

type Answer = (input: unknown) => unknown;
const answering = <Client extends SFNClient | LambdaClient>(client: Client, answer: Answer): Client => {
  const stack = client.middlewareStack as SFNClient["middlewareStack"];
  stack.add(
    () =>
      async ({ input }) => ({ output: answer(input) as never, response: {} }),
    { step: "initialize" },
  );
  return client;
};
const options = { region: "eu-west-1" };
const forms: [form: string, that: (answer: Answer) => Fulfilment, exists: Error, request: object][] = [
  [
    "a state machine",
    (answer) => machineFulfilment(answering(new SFNClient(options), answer), "arn:fulfil-order"),
    new ExecutionAlreadyExists({ $metadata: {}, message: "Execution Already Exists" }),
    {
      stateMachineArn: "arn:fulfil-order",
      name: order.orderId,
      input: expect.not.stringMatching(/ada@|\+49/),
    },
  ],
  [
    "a durable function",
    (answer) => durableFulfilment(answering(new LambdaClient(options), answer), "arn:fulfil-order:live"),
    new DurableExecutionAlreadyStartedException({ $metadata: {}, message: "Already started" }),
    {
      FunctionName: "arn:fulfil-order:live",
      InvocationType: "Event",
      DurableExecutionName: order.orderId,
      Payload: expect.not.stringMatching(/ada@|\+49/),
    },
  ],
];

test.each(forms)(
  "names the execution of %s after the order and tells it nothing personal",
  async (...form) => {
    const [, that, , request] = form;
    const sent: unknown[] = [];
    await that((input) => sent.push(input)).start(order, cause);

    expect(sent).toEqual([request]);
  },
);

test.each(forms)("is content with an execution of %s that is there", async (_, that, exists) => {
  const fulfilment = that(() => {
    throw exists;
  });

  await expect(fulfilment.start(order, cause)).resolves.toBeUndefined();
});

test.each(forms)("reports any other failure of %s", async (_, that) => {
  const fulfilment = that(() => {
    throw new Error("connect ECONNREFUSED");
  });

  await expect(fulfilment.start(order, cause)).rejects.toThrow("ECONNREFUSED");
});

import { createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import type * as z from "zod";
import type { OrderStatusChange } from "../inputs.ts";
import { changeOrder } from "./change-order.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const request = (command: string, groups = ",,") => ({
  command,
  orderId,
  caller: { customerId: "grace", groups },
  causationId: "request-1",
  traceparent,
});
const staff = ",night-shift,staff,";

let stop = () => {};
afterEach(() => stop());

type Change = z.infer<typeof OrderStatusChange>;
interface Neighbours {
  /** Whose order it is, if there is one. */
  claim?: { customerId: { S: string } } | undefined;
  /** What ChangeOrderStatus answers, or the name of what it throws. */
  change?: (change: Change) => object | string;
}

const run = async (
  input: object,
  { claim, change = ({ command }) => ({ done: command.type }) }: Neighbours = {},
) => {
  const changes: Change[] = [];
  const workflows = createWorkflows({
    dynamodb: { GetItem: ({ Key }) => (Key.pk!.S === `order#${orderId}` && claim ? { Item: claim } : {}) },
    lambda: {
      Invoke: ({ Payload }) => {
        changes.push(JSON.parse(Payload));
        const answer = change(JSON.parse(Payload));
        if (typeof answer !== "string") return { StatusCode: 200, Payload: JSON.stringify(answer) };
        const error = { errorType: answer, errorMessage: `${answer}, and why` };
        return { StatusCode: 200, FunctionError: "Unhandled", Payload: JSON.stringify(error) };
      },
    },
  });
  stop = workflows.stop;
  const fulfilOrderArn = await workflows.machine("FulfilOrder", {
    StartAt: "Fulfil",
    States: { Fulfil: { Type: "Wait", Seconds: 600, End: true } },
  });
  const arn = await workflows.machine(
    "ChangeOrder",
    changeOrder({
      table: "orders",
      changeOrderStatusArn: "arn:change-order-status",
      fulfilOrderArn,
    }),
    "EXPRESS",
  );
  const fulfilment = await workflows.start(fulfilOrderArn, {}, orderId);
  const answer = workflows.call("StartSyncExecution", { stateMachineArn: arn, input: JSON.stringify(input) });
  return { workflows, fulfilment, changes, answer };
};
const outputOf = async (answer: Promise<Record<string, unknown>>) => {
  const { status, output } = await answer;
  return status === "SUCCEEDED" ? JSON.parse(String(output)) : status;
};

test.each(["MarkReady", "MarkCollected"])("staff may %s whosever order", async (command) => {
  const { answer, changes } = await run(request(command, staff), { claim: { customerId: { S: "ada" } } });

  await expect(outputOf(answer)).resolves.toEqual({ order: { done: command } });
  expect(changes).toEqual([
    {
      orderId,
      customerId: "ada",
      command: { type: command },
      metadata: { correlationId: orderId, causationId: "request-1", traceparent },
    },
  ]);
});

test.each(["MarkReady", "MarkCollected"])(
  "nobody else may %s, whatever a route lets through",
  async (command) => {
    const { answer, changes } = await run(request(command, ",staff-friends,"));

    await expect(outputOf(answer)).resolves.toEqual({ refusal: "StaffOnly" });
    expect(changes).toEqual([]);
  },
);

test("there has to be an order", async () => {
  const { answer, changes } = await run(request("MarkReady", staff));

  await expect(outputOf(answer)).resolves.toEqual({ refusal: "OrderNotFoundError" });
  expect(changes).toEqual([]);
});

test("a customer cancels what is their own, and nobody waits for its stock or payment any more", async () => {
  const { answer, changes, workflows, fulfilment } = await run(request("Cancel"));

  await expect(outputOf(answer)).resolves.toEqual({ order: { done: "Cancel" } });
  expect(changes).toMatchObject([{ customerId: "grace", command: { type: "Cancel" } }]);
  await expect(workflows.end(fulfilment)).resolves.toMatchObject({
    status: "ABORTED",
    error: "OrderCancelled",
  });
});

test("the fulfilment goes on when the order is not cancelled", async () => {
  const { answer, workflows, fulfilment } = await run(request("Cancel"), {
    change: () => "OrderStatusConflictError",
  });
  await answer;

  await expect(workflows.call("DescribeExecution", { executionArn: fulfilment })).resolves.toMatchObject({
    status: "RUNNING",
  });
});

test.each(["OrderStatusConflictError", "OrderNotFoundError"])("answers with %s, and why", async (name) => {
  const { answer, changes } = await run(request("Cancel"), { change: () => name });

  await expect(outputOf(answer)).resolves.toEqual({ refusal: name, detail: `${name}, and why` });
  expect(changes).toHaveLength(1);
});

test("answers that the order is cancelled, also when its fulfilment cannot be stopped", async () => {
  const { workflows, answer } = await run({ ...request("Cancel"), orderId: orderId.replace("1A", "1B") });
  await expect
    .poll(() => {
      workflows.cloud.clock.advance(1000);
      return workflows.cloud.journal.hops().some(({ source }) => source === "Answer");
    })
    .toBe(true);

  await expect(outputOf(answer)).resolves.toEqual({ order: { done: "Cancel" } });
});

test("tries again what may pass, then leaves that to the client", async () => {
  const { workflows, answer, changes } = await run(request("Cancel"), { change: () => "TransientError" });
  await expect
    .poll(() => {
      workflows.cloud.clock.advance(1000);
      return changes.length;
    })
    .toBe(3);

  await expect(outputOf(answer)).resolves.toBe("FAILED");
});

test("stops nothing where a durable function fulfils orders: it looks itself", async () => {
  const { Assign, Next, ...rest } = changeOrder({ table: "orders", changeOrderStatusArn: "arn" }).States
    .ChangeStatus as Record<string, unknown>;

  expect({ Assign, Next }).toEqual({ Assign: undefined, Next: "Answer" });
  expect(rest).toHaveProperty("Resource");
});

import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployDurable } from "./durable.fixture.ts";
import { durableOperations, durableRetained, durableWritten } from "./metering.ts";

const MINUTE = 60_000;
let lambda: Awaited<ReturnType<typeof deployDurable>>;

beforeAll(async () => {
  lambda = await deployDurable(["steps", "waits", "retries", "approval", "condition", "together", "nested"]);
});
afterAll(() => lambda.stop());

/** What an execution adds to the bill, by the label of its price. */
const billOf = (arn: string) => {
  const { journal, services } = lambda.cloud;
  const bill: Record<string, number> = {};
  for (const hop of journal.hops(({ resource }) => resource === arn))
    for (const { price, quantity } of services
      .kindOf(hop)
      .billed?.(hop, journal.payloads(hop), () => undefined) ?? [])
      bill[price.label] = (bill[price.label] ?? 0) + quantity;
  return bill;
};

// https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk.html#durable-operations-checkpoint-consumption
test.each<[name: string, event: object, operations: number, why: string]>([
  ["steps", { name: "bread" }, 1 + 2, "a start and two steps"],
  ["waits", {}, 1 + 2 + 1, "a start, two steps and a wait"],
  ["retries", { failures: 2 }, 1 + 3, "a start and a step with two more tries"],
  ["condition", {}, 1 + 3, "a start and three polls"],
  ["nested", {}, 1 + 1 + 1 + 1, "a start, a child context, a step and a wait"],
  ["approval", {}, 1 + 3, "a start, and a context, a callback and a step"],
  [
    "together",
    { items: [1, 2] },
    1 + (1 + 2) + 3 + (1 + 2) + 2,
    "contexts for branches and items, and what is in them",
  ],
])("%s of %j is %i operations: %s", async (name, event, operations) => {
  const arn = await lambda.start(name, event);
  const answered = new Set<string>();
  await expect
    .poll(
      async () => {
        for (const { CallbackStartedDetails } of await lambda.history(arn)) {
          const CallbackId = CallbackStartedDetails?.CallbackId;
          if (!CallbackId || answered.has(CallbackId)) continue;
          answered.add(CallbackId);
          await lambda.client.send(
            new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "1" }),
          );
        }
        lambda.cloud.clock.advance(5 * MINUTE);
        return (await lambda.describe(arn)).Status;
      },
      { timeout: 30_000 },
    )
    .toBe("SUCCEEDED");
  expect(billOf(arn)[durableOperations.label]).toBe(operations);
});

test("bills the bytes of events and results, and what is kept until the retention period is over", async () => {
  const arn = await lambda.start("steps", { name: "x".repeat(1000) });
  await lambda.ended(arn);
  const GB = 1024 ** 3;
  const event = JSON.stringify({ name: "x".repeat(1000) }).length;
  const steps = 2 * JSON.stringify(`hello ${"x".repeat(1000)}`).length;
  const result = (await lambda.describe(arn)).Result!.length;
  const bill = billOf(arn);
  expect(bill[durableWritten.label]! * GB).toBeCloseTo(event + steps + result, 6);
  // 14 of 30 days.
  expect(bill[durableRetained.label]! * GB).toBeCloseTo((event + steps + result) * (14 / 30), 0);
});

test("waiting costs nothing: no function runs while an execution waits", async () => {
  const arn = await lambda.start("waits", {});
  await lambda.until(arn, "InvocationCompleted");
  const before = billOf(arn);
  const runs = () =>
    lambda.cloud.journal.hops(({ action, input }) => action === "Run" && String(input).includes(arn)).length;
  lambda.cloud.clock.advance(59 * MINUTE);
  expect(runs()).toBe(1);
  expect(billOf(arn)).toEqual(before);
  lambda.cloud.clock.advance(1 * MINUTE);
  await lambda.ended(arn);
  expect(runs()).toBe(2);
});

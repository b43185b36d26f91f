import { SendDurableExecutionCallbackSuccessCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { FunctionCall } from "../../../core/faults.ts";
import { deployDurable } from "./durable.fixture.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let lambda: Awaited<ReturnType<typeof deployDurable>>;
beforeAll(async () => {
  lambda = await deployDurable(["order"], ["echo"]);
});
afterAll(() => lambda.stop());

type Crash = (call: FunctionCall, number: number) => "before" | "after" | undefined;

/** Runs an execution to its end, with crashes; answers what came out, what was done, and how many calls there were. */
const run = async (crash: Crash) => {
  const { cloud, client } = lambda;
  let calls = 0;
  Object.assign(cloud.faults, {
    crash: (call: FunctionCall) => (call.functionName === "order" ? crash(call, ++calls) : undefined),
  });
  const since = cloud.journal.size.recorded;
  const arn = await lambda.start("order", {});
  const answered = new Set<string>();
  await expect
    .poll(
      async () => {
        const events = await lambda.history(arn);
        for (const { CallbackStartedDetails } of events) {
          const CallbackId = CallbackStartedDetails?.CallbackId;
          if (!CallbackId || answered.has(CallbackId) || !effectsSince(since).includes(CallbackId)) continue;
          answered.add(CallbackId);
          await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "yes" }));
        }
        cloud.clock.advance(20_000);
        return (await lambda.describe(arn)).Status;
      },
      { timeout: 60_000, interval: 20 },
    )
    .not.toBe("RUNNING");
  const { Status, Result, Error: error } = await lambda.describe(arn);
  if (Status !== "SUCCEEDED") throw new Error(`${Status}: ${JSON.stringify(error)}`);
  const events = await lambda.history(arn);
  return {
    calls,
    result: JSON.parse(Result!) as Record<string, string>,
    effects: effectsSince(since),
    succeeded: events.filter(({ EventType }) => EventType === "StepSucceeded").map(({ Name }) => Name!),
  };
};

const invocations = (since: number) =>
  lambda.cloud.journal.hops(
    ({ id, action, source, resource }) =>
      id > since && action === "Invoke" && source === "order" && resource === "echo",
  );
const effectsSince = (since: number) =>
  invocations(since).map((hop): string => {
    // Payloads of old hops are packed.
    const { input } = lambda.cloud.journal.payloads(hop);
    return JSON.parse((input as { Payload: string }).Payload).effect;
  });

const names = ["place", "reserve", "authorize", "thank"];
const expectWhole = ({ result, effects, succeeded }: Awaited<ReturnType<typeof run>>) => {
  expect(result).toMatchObject({ placed: "place", stock: "reserve", payment: "authorize", collected: "yes" });
  for (const name of names) {
    expect(effects).toContain(name);
    expect(succeeded.filter((one) => one === name)).toHaveLength(1);
  }
  // The step that may run once at most did so, or says that nobody knows.
  expect(["charge", "StepError"]).toContain(result.charged);
  expect(effects.filter((name) => name === "charge").length).toBeLessThanOrEqual(1);
};

test("nothing is lost or done again that was checkpointed, wherever the worker dies once", async () => {
  const undisturbed = await run(() => undefined);
  expectWhole(undisturbed);
  expect(undisturbed.effects).toHaveLength(names.length + 2);
  for (let at = 1; at <= undisturbed.calls; at++)
    expectWhole(await run((_, number) => (number === at ? (at % 2 ? "before" : "after") : undefined)));
});

test.each([1, 2, 3, 4])("nothing is lost when it dies again and again (seed %i)", async (seed) => {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  expectWhole(await run(() => (random() < 0.25 ? (random() < 0.5 ? "before" : "after") : undefined)));
});

import { type Bakery, checkInvariants, type FulfilmentForm, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SagaCase, type Stage, sagaCases, workers } from "./sagas.cases.ts";
import { storyOf } from "./story.ts";

const forms: readonly FulfilmentForm[] = ["durable-function", "state-machine"];
const stages = new Map<FulfilmentForm, Stage>();

const openStage = async (form: FulfilmentForm): Promise<Stage> => {
  const bakery = await openBakery({ fulfilment: form });
  return {
    form,
    bakery,
    ann: await bakery.signUp(),
    kill: (step, when) => {
      const worker = workers[step][form];
      if (worker) killOnce(bakery, worker, when);
    },
    reached: async (orderId, event) => {
      await bakery.until(`${event} of ${orderId}`, () =>
        bakery.published.some(
          (one) => one["detail-type"] === event && one.detail.metadata.correlationId === orderId,
        ),
      );
    },
  };
};

/** Kills the worker at the nth such call that any of the function's invocations makes. */
const killOnce = (
  bakery: Bakery,
  [fn, operation, nth]: readonly [string, string, number],
  when: "before" | "after",
) => {
  let calls = 0;
  bakery.faults.onCall((call) => {
    if (!call.functionName.includes(fn) || call.operation !== operation) return undefined;
    calls += 1;
    return calls === nth ? when : undefined;
  });
};

const play = async (stage: Stage, { order, trouble, meanwhile }: SagaCase) => {
  const { bakery, ann } = stage;
  try {
    trouble?.(stage);
    const orderId = await ann.place(order);
    await meanwhile?.(stage, orderId);
    await settle(bakery);
    return await storyOf(bakery, ann, orderId);
  } finally {
    bakery.faults.clear();
  }
};

beforeAll(async () => {
  for (const form of forms) stages.set(form, await openStage(form));
}, 120_000);
afterAll(async () => {
  for (const { bakery } of stages.values()) await bakery.stop();
});

test.each(Object.entries(sagaCases))("both forms tell the same of %s", async (_, saga) => {
  const [asFunction, asMachine] = await Promise.all(forms.map((form) => play(stages.get(form)!, saga)));

  expect(asFunction!.order).toEqual({ unpaid: undefined, reason: undefined, ...saga.expected });
  expect(asFunction).toEqual(asMachine);
});

describe.each(forms)("after all of that, with the %s", (form) => {
  test("the invariants hold", async () => {
    const { bakery } = stages.get(form)!;
    await settle(bakery);
    await checkInvariants(bakery);
  });
});

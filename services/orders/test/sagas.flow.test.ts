import {
  type Bakery,
  checkInvariants,
  type FulfilmentForm,
  fulfilmentsOf,
  openBakery,
  settle,
} from "@sourdough/test-kit";
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
});
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

describe.each(forms)("a bus that takes no request for longer than four minutes, with the %s", (form) => {
  test("is no reason to reject: the order waits for somebody", async () => {
    const { bakery, ann, reached } = stages.get(form)!;
    bakery.faults.onPublish((detailType) => detailType === "StockReservationRequested");
    const orderId = await ann.place();
    await reached(orderId, "OrderPlaced");
    await bakery.until("it gives up", () => isHeld(bakery, form, orderId), {
      between: () => bakery.pass(20_000),
    });
    bakery.faults.clear();
    await bakery.pass(15 * 60_000);

    await expect(ann.order(orderId)).resolves.toMatchObject({ status: "PENDING", sequence: 1 });
    if (form === "durable-function") {
      await letGoOn(bakery, orderId);
      await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED", sequence: 2 });
    } else {
      // Step Functions redrives an execution that failed; the local cloud does not.
      await ann.request("POST", `/orders/${orderId}/cancel`);
    }
    await settle(bakery);
    await checkInvariants(bakery);
  });
});

/** What the function logs and counts when it is held, and what Step Functions says of an execution that failed. */
const isHeld = async (bakery: Bakery, form: FulfilmentForm, orderId: string) => {
  const execution = (await fulfilmentsOf(bakery)).find(({ name }) => name === orderId);
  if (form === "state-machine") return execution?.status === "FAILED";
  return execution?.status === "RUNNING" && callbackToComplete(bakery, orderId);
};

/** The id that the log tells whoever mends it; the metric beside it is what the alarm watches. */
const callbackToComplete = (bakery: Bakery, orderId: string): string | undefined => {
  const lines = bakery
    .hops(({ service, action }) => service === "lambda" && action === "Log")
    .flatMap((hop) => {
      const { output } = bakery.local.journal.payloads(hop);
      return (Array.isArray(output) ? output : [output]).map(String);
    });
  const isCounted = lines.some((text) => text.includes("FulfilmentsHeld"));
  const held = lines.find((text) => text.includes("ReserveStock is held") && text.includes(orderId));
  return isCounted && held ? /"callbackId":"([^"]+)"/.exec(held)?.[1] : undefined;
};

const letGoOn = async (bakery: Bakery, orderId: string) => {
  const complete = bakery.local.cloud.emulator("lambda")!.operations.SendDurableExecutionCallbackSuccess!;
  await complete(
    { CallbackId: callbackToComplete(bakery, orderId) },
    { principal: { kind: "root" }, causes: [] },
  );
};

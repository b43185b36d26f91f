import { IllegalStatusException, ResourceNotFoundException } from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { cancelReplays } from "./rebuild/replay.ts";
import type { Target } from "./target.ts";

/** A bus that answers for each replay what it is told, by its name. */
const bus = (answers: Record<string, Error | undefined>) => {
  const cancelled: string[] = [];
  const send = async ({ input: { ReplayName } }: { input: { ReplayName: string } }) => {
    const error =
      ReplayName in answers
        ? answers[ReplayName]
        : new ResourceNotFoundException({ message: "", $metadata: {} });
    if (error) throw error;
    cancelled.push(ReplayName);
  };
  return { cancelled, target: { events: { send } } as unknown as Target };
};

test("every replay of a rebuild is cancelled, whichever of them is under way", async () => {
  const over = new IllegalStatusException({ message: "", $metadata: {} });
  const { cancelled, target } = bus({ "v2-abc": over, "v2-abc-2": over, "v2-abc-3": undefined });

  await cancelReplays(target, "v2-abc");
  expect(cancelled).toEqual(["v2-abc-3"]);
});

test("what else goes wrong is told", async () => {
  const { target } = bus({ "v2-abc": new Error("no permission") });

  await expect(cancelReplays(target, "v2-abc")).rejects.toThrow("no permission");
});

import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud, Credentials } from "../../../core/cloud.ts";
import type { LambdaFunction } from "../functions.ts";

/** What a thread of a function is for the rest of the cloud: credentials, and the invocation its calls belong to. */
export interface Slot {
  readonly credentials: Credentials;
  invocation?: { readonly requestId: string; readonly hopId: number; calls: number };
  /** Ends the thread, to simulate a crash. */
  crash?: () => Promise<void>;
}

/** Lends slots to threads; a slot is used again once its thread is gone. */
export const createSlots = (
  fn: LambdaFunction,
  cloud: Cloud,
): { take(): Slot; giveBack(slot: Slot): void } => {
  const free: Slot[] = [];
  return {
    take: () => free.pop() ?? createSlot(fn, cloud),
    giveBack: (slot) => {
      delete slot.invocation;
      delete slot.crash;
      free.push(slot);
    },
  };
};

const createSlot = (fn: LambdaFunction, cloud: Cloud): Slot => {
  const credentials = cloud.issueCredentials({
    principal: { kind: "role", arn: fn.role },
    source: fn.name,
    causes: () => (slot.invocation ? [slot.invocation.hopId] : []),
    around: async (call, run) => {
      const { invocation, crash } = slot;
      if (!invocation || !crash) return run();
      const index = ++invocation.calls;
      const fault = cloud.faults.crash({
        functionName: fn.name,
        requestId: invocation.requestId,
        index,
        ...call,
      });
      if (fault === "before") {
        await crash();
        throw new AwsError(
          "RequestAborted",
          `${fn.name} crashed before call ${index} (${call.service}:${call.operation}) left it.`,
        );
      }
      const answer = await run();
      if (fault === "after") await crash();
      return answer;
    },
  });
  const slot: Slot = { credentials };
  return slot;
};

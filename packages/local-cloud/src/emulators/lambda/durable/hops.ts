import type { HopKind } from "../../../core/service.ts";
import { at, text } from "../../../core/values.ts";
import { bytes } from "../../../metering/price.ts";
import { checkpointUses, durableWritten, operationsAndBytes, retainedUse } from "./metering.ts";

const GB = 1024 ** 3;

/** What stands in a trace below the execution that it belongs to. */
const ofExecution = {
  inside: true,
  uncounted: true,
  under: "StartDurableExecution",
  changes: "executions",
} as const;

/** Hops of durable executions, and of the calls that are made of them. */
export const durableHops = {
  StartDurableExecution: {
    inside: true,
    uncounted: true,
    counted: "begun",
    changes: "executions",
    note: ({ resource }) => resource.split("/").at(-2),
    billed: (_, { input }) => operationsAndBytes(1, bytes(input)),
  },
  InvokeExecution: ofExecution,
  CheckpointDurableExecution: {
    inside: true,
    uncounted: true,
    billed: (_, { input }) => checkpointUses(input),
  },
  GetDurableExecutionState: { inside: true, uncounted: true, reads: true },
  DurableOperation: {
    ...ofExecution,
    note: ({ source }) => source,
    // What comes from outside is written when it comes.
    billed: (_, { input, output }) =>
      ["CALLBACK", "CHAINED_INVOKE"].includes(text(at(input, "Type")))
        ? operationsAndBytes(0, bytes(output))
        : [],
  },
  RetryOperation: { ...ofExecution, momentary: true, note: ({ source }) => source },
  RetryInvocation: {
    ...ofExecution,
    momentary: true,
    billed: (_, { input }) => operationsAndBytes(1, bytes(input)),
  },
  EndDurableExecution: {
    ...ofExecution,
    momentary: true,
    note: ({ error }, { input }) =>
      error ? undefined : text(at(input, "status")).toLowerCase().replace("_", " "),
    billed: (_, { input }) => [
      { price: durableWritten, quantity: Number(at(input, "last")) / GB },
      retainedUse(Number(at(input, "written")), Number(at(input, "keptMs"))),
    ],
  },
  SendDurableExecutionCallbackSuccess: { inside: true },
  SendDurableExecutionCallbackFailure: { inside: true },
  SendDurableExecutionCallbackHeartbeat: { inside: true },
} satisfies Record<string, HopKind>;

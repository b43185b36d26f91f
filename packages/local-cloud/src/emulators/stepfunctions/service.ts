import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at } from "../../core/values.ts";
import { oneFunction } from "../../metering/lambda-everywhere.ts";
import { nothing, use } from "../../metering/price.ts";
import { measureMachines } from "./metrics.ts";
import { expressRequests, expressSeconds, transitions } from "./prices.ts";
import { resourceTypes } from "./resources.ts";
import { declareTasks } from "./tasks.ts";

const isExpress = (execution: string) => execution.includes(":express:");
const transition: HopKind["billed"] = ({ resource }) => (isExpress(resource) ? nothing : use(transitions));

const hops = {
  StartExecution: { uncounted: true },
  StartSyncExecution: { uncounted: true },
  BeginExecution: {
    inside: true,
    billed(hop, payloads, resourceOf) {
      if (!isExpress(hop.resource)) return transition(hop, payloads, resourceOf);
      const seconds = Math.max(1, Math.ceil((hop.durationMs ?? 0) / 100)) / 10;
      return [
        { price: expressRequests, quantity: 1 },
        { price: expressSeconds, quantity: seconds * (64 / 1024) },
      ];
    },
    withFunction(hop, uses, causeOf) {
      if (!isExpress(hop.resource)) return uses;
      const started = causeOf(hop);
      const starter = started && causeOf(started);
      // The pipe before it became the function.
      return starter?.action === "HandleBatch" ? [] : oneFunction;
    },
  },
  EnterState: {
    uncounted: true,
    counted: "begun",
    under: "BeginExecution",
    from({ causes }, { hopOf, sourceOf }) {
      const resumed = causes.map(hopOf).find((cause) => cause?.action.startsWith("SendTask"));
      return resumed && sourceOf(resumed);
    },
    note: ({ source }) => source,
    transforms: ({ service, action }) => service !== "states" || action.startsWith("Start"),
    billed: transition,
    callsWithoutFunction: ({ resource }, { service }) =>
      resource.includes(":execution:") && service !== "states" && service !== "lambda",
  },
  RetryState: {
    momentary: true,
    inside: true,
    uncounted: true,
    under: "BeginExecution",
    note: ({ source }) => source,
    billed: transition,
  },
  CatchError: { momentary: true },
  EndExecution: {
    momentary: true,
    inside: true,
    uncounted: true,
    under: "BeginExecution",
    note({ error }, { input }) {
      if (error) return undefined;
      const aborted = at(input, "status") === "ABORTED";
      return aborted ? `aborted ${at(input, "error") ?? ""}`.trim() : "succeeded";
    },
  },
  BeginMapRun: { inside: true, uncounted: true, under: "BeginExecution", note: ({ source }) => source },
  MapRunProgress: {
    momentary: true,
    inside: true,
    uncounted: true,
    // Of the executions that have no hops of their own.
    billed(_, { input }) {
      const untold = (name: string) => Number(at(input, "untold", name) ?? 0);
      return [
        { price: transitions, quantity: untold("transitions") },
        { price: expressRequests, quantity: untold("requests") },
        { price: expressSeconds, quantity: untold("seconds") * (64 / 1024) },
      ].filter(({ quantity }) => quantity > 0);
    },
    note: (_, { input }) =>
      `${String(at(input, "items", "succeeded"))} of ${String(at(input, "items", "total"))} items`,
  },
  GetActivityTask: { reads: true },
  SendTaskSuccess: { inside: true },
  SendTaskFailure: { inside: true },
  SendTaskHeartbeat: { inside: true },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    states: keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "states",
  title: "Step Functions",
  resourceTypes,
  hops,
  prices: [transitions, expressRequests, expressSeconds],
  roles: { "aws:sfn/stateMachine:StateMachine": "roleArn" },
  wholeArn: (arn) =>
    arn.replace(
      // A child execution and a map run have the label of the Map behind the machine's name, and a machine may have a
      // version or an alias.
      /^(arn:[^:]*:states:[^:]*:[^:]*):(?:execution|express|mapRun|stateMachine):([^:/]+)(?:\/[^:]+)?:.*$/,
      "$1:stateMachine:$2",
    ),
  task: ["machine", "call"],
  policyActions: { sending: /^Start/ },
  measures: measureMachines,
  publishes: ["aws.states"],
  changes: "executions",
  wire: { aliases: ["sfn"], derivesTarget: true },
  sdk: { name: "sfn", prefix: "Sfn", text: ["Input", "Output", "Cause"], camelCase: true },
  map: {
    "aws:sfn/stateMachine:StateMachine": {
      node: "machine",
      facts: (inputs) => ({ Type: inputs.type ?? "STANDARD" }),
      edges: declareTasks,
    },
  },
  load: async () => (await import("./emulator.ts")).createStepFunctionsEmulator,
};

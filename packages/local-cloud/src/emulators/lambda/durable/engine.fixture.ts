import { setImmediate } from "node:timers/promises";
import type { Operation } from "@aws-sdk/client-lambda";
import { expect } from "vitest";
import type { Caller } from "../../../core/cloud.ts";
import { createTestCloud } from "../../../testing/fake-cloud.ts";
import { declared } from "../../../testing/provision.ts";
import { createFunctionRegistry } from "../functions.ts";
import type { Runner, RunRequest, RunResult } from "../runner.ts";
import { createDurableExecutions } from "./index.ts";

export interface InvocationEvent {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly InitialExecutionState: { readonly Operations: Operation[]; readonly NextMarker: string };
  readonly UpdatedOperationIds: string[];
}

/** An invocation that the engine asked for, and that the test is to answer. */
export interface Invocation extends InvocationEvent {
  readonly request: RunRequest;
  answer(payload: object): Promise<void>;
  crash(): Promise<void>;
}

export const root: Caller = { principal: { kind: "root" }, causes: [] };

/** Durable executions of a function `bake`, version 1, whose part the test plays. */
export const createEngineFixture = (
  durableConfig = { executionTimeout: 86_400, retentionPeriod: 7 },
  cloud = createTestCloud(),
) => {
  const functions = createFunctionRegistry(cloud);
  const add = (name: string, inputs: Record<string, unknown>) => {
    const all = { name, role: "arn:aws:iam::000000000000:role/bake", publish: true, ...inputs };
    const resource = declared(cloud, "aws:lambda/function:Function", name, all);
    functions.add({
      ...resource,
      build: { root: "/", handler: "x.y", links: {}, copyFiles: [], nodejs: {} },
    });
  };
  add("bake", { durableConfig });
  add("plain", {});

  const invocations: Invocation[] = [];
  const run = ({ fn }: { fn: { arn: string } }, request: RunRequest): Promise<RunResult> => {
    const { promise, resolve } = Promise.withResolvers<RunResult>();
    const hop = cloud.journal.record({
      service: "lambda",
      action: "Run",
      resource: fn.arn,
      causes: request.causes,
      input: request.payload,
    });
    const settle = async (payload: string, error?: RunResult["error"]) => {
      cloud.journal.finish(hop, { output: payload });
      resolve({ requestId: request.requestId ?? "", payload, hop, lines: [], version: "1", error });
      await setImmediate();
    };
    invocations.push({
      ...(JSON.parse(request.payload) as InvocationEvent),
      request,
      answer: (payload) => settle(JSON.stringify(payload)),
      crash: () => {
        const error = { errorType: "Runtime.ExitError", errorMessage: "Runtime exited with error" };
        return settle(JSON.stringify(error), error);
      },
    });
    return promise;
  };
  const runner = {
    run,
    generationOf: () => 1,
    retire: () => {},
    restart: async () => {},
    waiting: () => 0,
    ready: async () => {},
    warm: async () => {},
    provision: async () => {},
    stop: async () => {},
  } satisfies Runner;
  const durable = createDurableExecutions(cloud, functions, runner);

  const start = (event: unknown = {}, name?: string, synchronous = false) =>
    durable.start(functions.find("bake", "1"), {
      payload: JSON.stringify(event),
      causes: [],
      name,
      synchronous,
    }).execution;
  const { operations } = durable;
  const last = () => invocations.findLast(({ DurableExecutionArn }) => DurableExecutionArn !== undefined)!;
  return {
    cloud,
    durable,
    runner,
    functions,
    operations,
    invocations,
    start,
    last,
    /** A checkpoint of the invocation under way, with the token of the one before. */
    checkpoint: (updates: readonly object[], from = last()) => {
      const input = {
        DurableExecutionArn: from.DurableExecutionArn,
        CheckpointToken: tokens.get(from) ?? from.CheckpointToken,
        Updates: updates,
      };
      const answer = operations.CheckpointDurableExecution(input, root);
      tokens.set(from, answer.CheckpointToken ?? "");
      return answer.NewExecutionState!.Operations!;
    },
    operation: (id: string) => {
      const { DurableExecutionArn, CheckpointToken } = last();
      const { Operations } = operations.GetDurableExecutionState({
        DurableExecutionArn,
        CheckpointToken: tokens.get(last()) ?? CheckpointToken,
      });
      return Operations!.find(({ Id }) => Id === id);
    },
    eventTypes: (arn: string) =>
      operations
        .GetDurableExecutionHistory({ DurableExecutionArn: arn, MaxItems: 1000 })
        .Events!.map(({ EventType }) => EventType),
    invoked: (count: number) => expect(invocations).toHaveLength(count),
  };
};

const tokens = new WeakMap<Invocation, string>();

export const step = (Id: string, Action: string, rest: object = {}) => ({
  Id,
  Type: "STEP",
  Action,
  ...rest,
});
export const wait = (Id: string, WaitSeconds: number) => ({
  Id,
  Type: "WAIT",
  Action: "START",
  WaitOptions: { WaitSeconds },
});
export const callback = (Id: string, CallbackOptions: object = {}) => ({
  Id,
  Type: "CALLBACK",
  Action: "START",
  CallbackOptions,
});
export const pending = { Status: "PENDING" };
export const succeeded = (result: unknown) => ({ Status: "SUCCEEDED", Result: JSON.stringify(result) });

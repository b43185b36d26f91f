import type { Cloud, Permission } from "../../../core/cloud.ts";
import type { FoundFunction, FunctionRegistry } from "../functions.ts";
import type { Runner, RunRequest, RunResult } from "../runner.ts";
import { readCallbackId } from "./arns.ts";
import { createCallbacks } from "./callbacks.ts";
import { createChainedInvoke } from "./chained-invoke.ts";
import { checkpointOperations } from "./checkpoint.ts";
import { createDurableEngine } from "./engine.ts";
import type { Execution, TrackedOperation } from "./execution.ts";
import { executionOperations } from "./operations.ts";
import { checkQualified, checkSynchronous, resultOf } from "./start.ts";
import { createExecutionStore, type StartRequest } from "./store.ts";

/** Durable functions: executions that go on over many invocations, from checkpoints that they make on the way. */
export const createDurableExecutions = (cloud: Cloud, functions: FunctionRegistry, runner: Runner) => {
  const store = createExecutionStore(cloud);
  const engine = createDurableEngine(cloud, runner, store);
  const callbacks = createCallbacks(cloud, store, engine);
  const chainedInvoke = createChainedInvoke(cloud, functions, runner, store, engine);
  const resume = (execution: Execution, operation: TrackedOperation) => {
    const { Type, Status } = operation.value;
    if (Type === "WAIT" || Status === "PENDING") engine.due(execution, operation);
    else if (Type === "CALLBACK") callbacks.arm(execution, operation);
    else if (Type === "CHAINED_INVOKE") chainedInvoke(execution, operation);
  };

  const start = (found: FoundFunction, request: StartRequest) => {
    checkQualified(found);
    if (request.synchronous) checkSynchronous(found);
    return engine.start(found, request);
  };

  const runWhole = async (found: FoundFunction, request: RunRequest): Promise<RunResult> => {
    const { execution } = start(found, { ...request, name: request.executionName, synchronous: true });
    await execution.settled;
    return resultOf(execution);
  };

  return {
    start,
    needsCode: store.needsCode,
    find: store.find,
    restore: () => store.restore(functions, runner.generationOf),
    goOn: () => engine.goOn(resume),
    stop: engine.stop,
    /** Runs functions as their callers see it: a durable one is done when its execution has ended. */
    runner: {
      ...runner,
      run: (found, request) => (found.fn.durable ? runWhole(found, request) : runner.run(found, request)),
    } satisfies Runner as Runner,
    operations: {
      ...checkpointOperations(cloud, store, {
        due: engine.due,
        callback: callbacks.wait,
        invoke: chainedInvoke,
        end: (execution, { Action, Payload, Error: error }, causes) =>
          engine.end(
            execution,
            Action === "SUCCEED" ? { status: "SUCCEEDED", result: Payload } : { status: "FAILED", error },
            causes,
          ),
      }),
      ...executionOperations(functions, store, engine),
      ...callbacks.operations,
    },
  };
};

export type DurableExecutions = ReturnType<typeof createDurableExecutions>;

/**
 * What an operation on an execution needs: the action of its name, on the execution, also where a callback id names it.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-security.html
 */
export const executionPermissions = (operation: string, input: object): readonly Permission[] | undefined => {
  const { DurableExecutionArn, CallbackId } = input as {
    DurableExecutionArn?: unknown;
    CallbackId?: unknown;
  };
  const arn = typeof CallbackId === "string" ? readCallbackId(CallbackId)?.executionArn : DurableExecutionArn;
  if (DurableExecutionArn === undefined && CallbackId === undefined) return undefined;
  return [{ action: `lambda:${operation}`, resource: typeof arn === "string" ? arn : "*" }];
};

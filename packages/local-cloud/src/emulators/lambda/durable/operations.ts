import type { Execution as ExecutionSummary } from "@aws-sdk/client-lambda";
import type { OutputOf } from "../../../core/aws-operations.ts";
import type { Caller } from "../../../core/cloud.ts";
import { parseInput } from "../../parse-input.ts";
import type { FunctionRegistry } from "../functions.ts";
import { placeOf } from "./checkpoint.ts";
import type { DurableEngine } from "./engine.ts";
import type { Execution } from "./execution.ts";
import { withoutData } from "./history.ts";
import { describeInput, historyInput, listInput, stopInput } from "./inputs.ts";
import { pageOf } from "./pages.ts";
import { type ExecutionStore, notFound } from "./store.ts";

const dateOf = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms));

const summaryOf = (execution: Execution): ExecutionSummary => ({
  DurableExecutionArn: execution.arn,
  DurableExecutionName: execution.name,
  FunctionArn: execution.found.invokedArn,
  Status: execution.status,
  StartTimestamp: new Date(execution.startedAt),
  EndTimestamp: dateOf(execution.endedAt),
});

/** Operations for whoever looks at executions, or stops them. */
export const executionOperations = (
  functions: FunctionRegistry,
  store: ExecutionStore,
  engine: DurableEngine,
) => ({
  GetDurableExecution(raw: unknown): OutputOf<"lambda", "GetDurableExecution"> {
    const input = parseInput(describeInput, raw, "InvalidParameterValueException");
    const execution = store.get(input.DurableExecutionArn);
    const shown = input.IncludeExecutionData !== false;
    const { executionTimeoutMs, retentionDays } = execution.found.fn.durable!;
    return {
      ...summaryOf(execution),
      Version: execution.found.version,
      ExecutionDataIncluded: shown,
      ...(shown && { InputPayload: execution.input, Result: execution.result, Error: execution.error }),
      DurableConfig: { ExecutionTimeout: executionTimeoutMs / 1000, RetentionPeriodInDays: retentionDays },
    };
  },

  GetDurableExecutionHistory(raw: unknown): OutputOf<"lambda", "GetDurableExecutionHistory"> {
    const input = parseInput(historyInput, raw, "InvalidParameterValueException");
    const { history } = store.get(input.DurableExecutionArn);
    if (history.length === 0)
      throw notFound("The history of this execution is forgotten: the local cloud keeps the newest 2,000.");
    const events = input.ReverseOrder ? history.toReversed() : history;
    const { page, next } = pageOf(events, placeOf(input.Marker), input.MaxItems || 100);
    return { Events: input.IncludeExecutionData ? page : page.map(withoutData), NextMarker: next };
  },

  ListDurableExecutionsByFunction(raw: unknown): OutputOf<"lambda", "ListDurableExecutionsByFunction"> {
    const input = parseInput(listInput, raw, "InvalidParameterValueException");
    const { fn, version, invokedArn } = functions.find(input.FunctionName, input.Qualifier);
    const { StartedAfter, StartedBefore, Statuses, DurableExecutionName } = input;
    const found = store
      .all()
      .filter(({ found }) => found.fn === fn && (invokedArn === fn.arn || found.version === version))
      .filter(({ name }) => DurableExecutionName === undefined || name === DurableExecutionName)
      .filter(({ status }) => !Statuses?.length || Statuses.includes(status))
      .filter(({ startedAt }) => !StartedAfter || startedAt > StartedAfter.getTime())
      .filter(({ startedAt }) => !StartedBefore || startedAt < StartedBefore.getTime());
    const ordered = input.ReverseOrder ? found.reverse() : found;
    const { page, next } = pageOf(ordered, placeOf(input.Marker), input.MaxItems || 100);
    return { DurableExecutions: page.map(summaryOf), NextMarker: next };
  },

  StopDurableExecution(raw: unknown, { causes }: Caller): OutputOf<"lambda", "StopDurableExecution"> {
    const input = parseInput(stopInput, raw, "InvalidParameterValueException");
    const execution = store.get(input.DurableExecutionArn);
    // One that has ended stays as it is.
    engine.end(
      execution,
      { status: "STOPPED", error: input.Error ?? { ErrorMessage: "Execution stopped by user request" } },
      [execution.hop.id, ...causes],
    );
    return { StopTimestamp: new Date(execution.endedAt!) };
  },
});

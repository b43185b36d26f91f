import { randomUUID } from "node:crypto";
import type { InspectionData, TestStateOutput } from "@aws-sdk/client-sfn";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import { StateError } from "../errors.ts";
import { inspectInput, inspectResult } from "./inspect-state.ts";
import { createStateRunner, type Mock, type StateResult } from "./run-state.ts";
import type { Service } from "./service.ts";
import { checkMock, invalid, readJson, stateOf, type TestInput, testInput } from "./test-state-inputs.ts";

/** What a mock comes to; of a Map it fails where more iterations did than it tolerates. */
const mockOf = (
  { mock, stateConfiguration: { mapIterationFailureCount: failures = 0 } = {} }: TestInput,
  { toleratedFailureCount: count, toleratedFailurePercentage: percentage, afterItemSelector }: InspectionData,
): Mock | undefined => {
  if (!mock) return undefined;
  if (mock.errorOutput)
    return { error: new StateError(mock.errorOutput.error, mock.errorOutput.cause ?? null) };
  const items = JSON.parse(afterItemSelector ?? "[]") as unknown[];
  const most = Math.min(
    count ?? (percentage === undefined ? 0 : Number.POSITIVE_INFINITY),
    percentage === undefined ? Number.POSITIVE_INFINITY : (percentage * items.length) / 100,
  );
  if (failures > most)
    return {
      error: new StateError(
        "States.ExceedToleratedFailureThreshold",
        "The specified tolerated failure threshold was exceeded",
      ),
    };
  return { result: readJson(mock.result ?? "null", "mock.result", "ValidationException") };
};

const objectOf = (text: string | undefined, what: string): object => {
  const value = readJson(text ?? "{}", what, "ValidationException");
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw invalid(`${what} has to be a JSON object.`);
};

const outcomeOf = ({ failure, willRetry, events }: StateResult): TestStateOutput => {
  if (failure)
    return {
      status: willRetry ? "RETRIABLE" : "FAILED",
      error: failure.error ?? undefined,
      cause: failure.details ?? undefined,
    };
  const [exited] = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
  const [, entered] = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails ?? []);
  const failed = events.find(({ type }) => /(Failed|TimedOut)$/.test(type ?? ""));
  const { error, cause } =
    failed?.taskFailedEventDetails ??
    failed?.lambdaFunctionFailedEventDetails ??
    failed?.evaluationFailedEventDetails ??
    {};
  return {
    status: failed ? "CAUGHT_ERROR" : "SUCCEEDED",
    output: exited?.output,
    nextState: entered?.name,
    error,
    cause,
  };
};

/** Runs one state by itself, as it would run in a machine. https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html */
export const testStateOperations = (service: Service): StepFunctionsOperations => ({
  async TestState(request: unknown, caller) {
    const asked = parseInput(testInput, request);
    const { name, state, language } = stateOf(asked);
    checkMock(asked, state);
    const input = readJson(asked.input ?? "{}", "input", "InvalidExecutionInput");
    const run = createStateRunner(service, {
      language,
      roleArn: asked.roleArn ?? "",
      variables: objectOf(asked.variables, "variables"),
      context: {
        ...(asked.mock && { Task: { Token: randomUUID() } }),
        ...objectOf(asked.context, "context"),
      },
      causes: caller.causes,
    });
    const inspects = asked.inspectionLevel !== "INFO";
    const before = inspects || state.Type === "Map" ? await inspectInput(run, state, language, input) : {};
    const errorDetails: InspectionData["errorDetails"] = {};
    let after: InspectionData = {};
    const ended = await run(state, input, {
      name,
      mock: mockOf(asked, before),
      watch: {
        spentRetries: asked.stateConfiguration?.retrierRetryCount ?? 0,
        async succeeds(result) {
          if (inspects) after = await inspectResult(run, state, language, input, result);
        },
        retries(_failure, index, delayMs) {
          Object.assign(errorDetails, { retryIndex: index, retryBackoffIntervalSeconds: delayMs / 1000 });
        },
        catches(index) {
          errorDetails.catchIndex = index;
        },
      },
    });
    const outcome = outcomeOf(ended);
    if (!inspects) return outcome;
    const handled = Object.keys(errorDetails).length > 0;
    const variables = JSON.stringify(ended.variables);
    return {
      ...outcome,
      inspectionData: { ...before, ...after, variables, ...(handled && { errorDetails }) },
    };
  },
});

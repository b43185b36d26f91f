import { randomUUID } from "node:crypto";
import type { TestExecutionStatus } from "@aws-sdk/client-sfn";
import { z } from "zod";
import { arnOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import { parseJson } from "../../../core/parse-json.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import { errorEquals, StateError } from "../errors.ts";
import { contextOf } from "../execution.ts";
import { createHistory } from "../history.ts";
import { createLifetime } from "../lifetime.ts";
import { runProgram } from "../run/run-program.ts";
import { compiledOf, type Service } from "./service.ts";

const onlyInfo = "the local cloud tests at the level INFO";
const testInput = z.strictObject({
  definition: z.string().min(1).max(1_048_576),
  roleArn: z.string().optional(),
  input: z.string().optional(),
  inspectionLevel: z.literal("INFO", onlyInfo).optional(),
  revealSecrets: z.boolean().optional(),
  variables: z.string().optional(),
  stateName: z.string().min(1).max(80).optional(),
});
const state = z.looseObject({
  Type: z.string(),
  QueryLanguage: z.string().optional(),
  Retry: z.array(z.looseObject({ ErrorEquals: z.array(z.string()) })).optional(),
  Catch: z.array(z.looseObject({ Next: z.string() })).optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
});
const machine = z.looseObject({
  States: z.record(z.string(), z.unknown()),
  QueryLanguage: z.string().optional(),
});

const invalid = (message: string) => new AwsError("ValidationException", message);
const readJson = (text: string, what: string, code: string): unknown => {
  try {
    return parseJson(text);
  } catch (error) {
    throw new AwsError(code, `${what} is not JSON: ${(error as Error).message}`, { cause: error });
  }
};

/** The state to test: the definition itself, or one of a whole machine. */
const stateOf = (definition: unknown, stateName: string | undefined) => {
  const whole = machine.safeParse(definition);
  if (whole.success && stateName === undefined)
    throw invalid("stateName must say which state of the definition is to be tested.");
  const chosen = whole.success && stateName !== undefined ? whole.data.States[stateName] : definition;
  const parsed = state.safeParse(chosen);
  if (!parsed.success)
    throw new AwsError(
      "InvalidDefinition",
      "Invalid State Machine Definition: 'there is no such state in it'",
    );
  return { language: whole.data?.QueryLanguage, tested: parsed.data };
};

/** Runs one state by itself, as it would run in a machine. https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html */
export const testStateOperations = (service: Service): StepFunctionsOperations => ({
  async TestState(request: unknown, caller) {
    const asked = parseInput(testInput, request);
    const definition = readJson(asked.definition, "definition", "InvalidDefinition");
    const { tested, language } = stateOf(definition, asked.stateName);
    if (tested.Type === "Map" || tested.Type === "Parallel")
      throw invalid(
        `State type '${tested.Type}' is not supported by the local cloud: test the states within it.`,
      );
    if (/:activity:|\.sync(:2)?$|\.waitForTaskToken$/.test(String(tested.Resource ?? "")))
      throw invalid(`A task that waits is not supported without a mock: ${String(tested.Resource)}`);
    const name = asked.stateName ?? "TestState";
    const { Retry = [], ...once } = tested;
    const ways = [
      tested.Next,
      tested.Default,
      ...[...(tested.Choices ?? []), ...(tested.Catch ?? [])].map(({ Next }) => Next),
    ];
    const others = ways
      .filter((way) => way !== undefined && way !== name)
      .map((way) => [way, { Type: "Succeed" }]);
    const { program } = compiledOf(
      service,
      JSON.stringify({
        QueryLanguage: language ?? tested.QueryLanguage,
        StartAt: name,
        States: { ...Object.fromEntries(others), [name]: once },
      }),
      "STANDARD",
    );
    const input = readJson(asked.input ?? "{}", "input", "InvalidExecutionInput");
    const variables = readJson(asked.variables ?? "{}", "variables", "ValidationException");
    const { cloud, tokens } = service;
    const startedAt = cloud.clock.now();
    const id = randomUUID();
    const about = {
      arn: arnOf("states", cloud, `stateMachine:TestState`),
      name: "TestState",
      type: "STANDARD" as const,
      roleArn: asked.roleArn ?? "",
    };
    const arn = arnOf("states", cloud, `execution:TestState:${id}`);
    const history = createHistory(() => cloud.clock.now(), { keep: true });
    const run = runProgram(
      {
        runtime: { cloud, tokens },
        execution: {
          arn,
          machine: about,
          context: contextOf(about, { arn, name: id, input, startedAt }),
          history,
          changed: () => {},
        },
        scope: Object.assign(Object.create(null), variables),
        lifetime: createLifetime(),
        lastEventId: 0,
        causes: caller.causes,
      },
      program,
      input,
    );
    const failure = await run.then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof StateError) return error;
        throw error;
      },
    );
    const ended = (status: TestExecutionStatus) => ({
      status,
      error: failure?.error ?? undefined,
      cause: failure?.details ?? undefined,
    });
    if (failure)
      return ended(
        Retry.some((retrier) => errorEquals(retrier.ErrorEquals, failure)) ? "RETRIABLE" : "FAILED",
      );
    const events = history.events({ includeExecutionData: true });
    const [exited] = events.flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? []);
    const [, entered] = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails ?? []);
    const failed = events.find(({ type }) => /(Failed|TimedOut)$/.test(type ?? ""));
    const { error, cause } =
      failed?.taskFailedEventDetails ??
      failed?.lambdaFunctionFailedEventDetails ??
      failed?.evaluationFailedEventDetails ??
      {};
    return {
      status: failed ? ("CAUGHT_ERROR" as const) : ("SUCCEEDED" as const),
      output: exited?.output,
      nextState: entered?.name,
      error,
      cause,
    };
  },
});

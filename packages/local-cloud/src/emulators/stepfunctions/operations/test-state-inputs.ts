import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { parseJson } from "../../../core/parse-json.ts";

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html

const MOST_CHARACTERS = 262_144;

export const testInput = z.strictObject({
  definition: z.string().min(1).max(1_048_576),
  roleArn: z.string().optional(),
  input: z.string().optional(),
  inspectionLevel: z.enum(["INFO", "DEBUG", "TRACE"]).default("INFO"),
  // Only HTTP tasks have secrets, and there are none here.
  revealSecrets: z.boolean().optional(),
  variables: z.string().optional(),
  stateName: z.string().min(1).max(80).optional(),
  mock: z
    .strictObject({
      result: z.string().max(MOST_CHARACTERS).optional(),
      errorOutput: z.strictObject({ error: z.string(), cause: z.string().optional() }).optional(),
      // The models of other APIs are not known here.
      fieldValidationMode: z.enum(["STRICT", "PRESENT", "NONE"]).optional(),
    })
    .optional(),
  context: z.string().optional(),
  stateConfiguration: z
    .strictObject({
      retrierRetryCount: z.int().min(0).optional(),
      mapIterationFailureCount: z.int().min(0).optional(),
    })
    .optional(),
});
export type TestInput = z.output<typeof testInput>;

const tested = z.looseObject({
  Type: z.string(),
  QueryLanguage: z.string().optional(),
  Catch: z.array(z.looseObject({ Next: z.string() })).optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
});
export type TestedState = z.output<typeof tested>;

const machine = z.looseObject({
  States: z.record(z.string(), z.unknown()),
  QueryLanguage: z.string().optional(),
});

export const invalid = (message: string) => new AwsError("ValidationException", message);

export const readJson = (text: string, what: string, code: string): unknown => {
  try {
    return parseJson(text);
  } catch (error) {
    throw new AwsError(code, `${what} is not JSON: ${(error as Error).message}`, { cause: error });
  }
};

/** The state to test, the definition itself or one of a whole machine, and its query language. */
export const stateOf = ({ definition: text, stateName }: TestInput) => {
  const definition = readJson(text, "definition", "InvalidDefinition");
  const whole = machine.safeParse(definition);
  if (whole.success && stateName === undefined)
    throw invalid("stateName must say which state of the definition is to be tested.");
  const chosen = whole.success && stateName !== undefined ? whole.data.States[stateName] : definition;
  const parsed = tested.safeParse(chosen);
  if (!parsed.success)
    throw new AwsError(
      "InvalidDefinition",
      "Invalid State Machine Definition: 'there is no such state in it'",
    );
  const language = parsed.data.QueryLanguage ?? whole.data?.QueryLanguage ?? "JSONPath";
  return { name: stateName ?? "TestState", state: parsed.data, language };
};

const CAN_BE_MOCKED = ["Task", "Map", "Parallel"];

/** What can be tested only with a mock, and what a mock can be of. */
export const checkMock = (
  { mock, context, stateConfiguration = {} }: TestInput,
  state: TestedState,
): void => {
  const { Type, Resource = "" } = state;
  if (!mock) {
    if (Type === "Map" || Type === "Parallel")
      throw invalid(`State type '${Type}' is not supported when a mock is not specified.`);
    if (/:activity:|\.sync(:2)?$|\.waitForTaskToken$/.test(String(Resource)))
      throw invalid(`A task that waits is not supported when a mock is not specified: ${String(Resource)}`);
    if (context !== undefined) throw invalid("A context can only be specified when a mock is.");
    return;
  }
  if (!CAN_BE_MOCKED.includes(Type))
    throw invalid(`A mock can only be specified for Task, Map, or Parallel states, and this is a ${Type}.`);
  if ((mock.result === undefined) === (mock.errorOutput === undefined))
    throw invalid("A mock has a result or an errorOutput, and not both.");
  if (mock.result !== undefined) {
    const value = readJson(mock.result, "mock.result", "ValidationException");
    if (Type !== "Task" && !Array.isArray(value))
      throw invalid(`The mocked result of a ${Type} state has to be an array.`);
  }
  if (stateConfiguration.mapIterationFailureCount !== undefined && Type !== "Map")
    throw invalid("mapIterationFailureCount is of Map states only.");
};

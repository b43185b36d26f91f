import { z } from "zod";
import type { OutputOf } from "../../../core/aws-operations.ts";
import { StateError } from "../errors.ts";
import type { IntegrationSettings } from "./create-integration.ts";
import type { Integration, TaskRequest } from "./integration.ts";
import { inDialect, optimizedDialect } from "./service-errors.ts";
import { parametersOf } from "./values.ts";

const dialect = optimizedDialect("Lambda", "AWSLambda", "AWSLambdaException");

const functionError = z.object({ errorType: z.string() });

/** `arn:aws:lambda:...` as the resource: input in, output out. */
export const plainFunction = (arn: string, settings: IntegrationSettings): Integration => ({
  resource: arn,
  pattern: "response",
  call: async (request) =>
    (
      await invoke(settings, request, {
        FunctionName: arn,
        Payload: JSON.stringify(request.arguments),
        InvocationType: "RequestResponse",
      })
    ).Payload,
});

/** `lambda:invoke`: the function's answer in `Payload`. */
export const lambdaInvoke =
  (settings: IntegrationSettings) =>
  async (request: TaskRequest): Promise<unknown> => {
    const { Payload, ...parameters } = parametersOf(request.arguments, "lambda:invoke");
    return await invoke(settings, request, {
      InvocationType: "RequestResponse",
      ...parameters,
      Payload: Payload === undefined ? undefined : JSON.stringify(Payload),
    });
  };

const invoke = async ({ cloud }: IntegrationSettings, request: TaskRequest, input: object) => {
  const answer = (await inDialect(
    dialect,
    (message) => cloud.warn(message),
    () => cloud.dispatch("lambda", "Invoke", input, request.caller),
  )) as OutputOf<"lambda", "Invoke">;
  const text = answer.Payload ?? "";
  const payload: unknown = text === "" ? null : JSON.parse(text);
  if (answer.FunctionError) throw failure(payload, text);
  return {
    ExecutedVersion: answer.ExecutedVersion ?? "$LATEST",
    Payload: payload,
    StatusCode: answer.StatusCode,
  };
};

/** The error a handler threw, by its name; one without a name is `Lambda.Unknown`. */
const failure = (payload: unknown, text: string): StateError => {
  const named = functionError.safeParse(payload);
  if (named.success) return new StateError(named.data.errorType, text);
  return new StateError(
    "Lambda.Unknown",
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  );
};

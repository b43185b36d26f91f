import { isArnOf } from "../../core/arn.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";

export type InvocationType = "FIRE_AND_FORGET" | "REQUEST_RESPONSE";

/** A function or state machine that was called and failed. */
export class InvocationFailed extends Error {
  override readonly name = "InvocationFailed";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const parse = (text: string | undefined): unknown => {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const invokeFunction = async (
  cloud: Cloud,
  arn: string,
  type: InvocationType,
  payload: string,
  caller: Caller,
): Promise<unknown> => {
  const answer = await cloud.call(
    "lambda",
    "Invoke",
    {
      FunctionName: arn,
      InvocationType: type === "FIRE_AND_FORGET" ? "Event" : "RequestResponse",
      Payload: payload,
    },
    caller,
  );
  const result = parse(answer.Payload);
  if (answer.FunctionError === undefined) return result;
  const { errorType, errorMessage } = (result ?? {}) as { errorType?: string; errorMessage?: string };
  throw new InvocationFailed(
    errorType ?? answer.FunctionError,
    `${arn} failed: ${errorMessage ?? "no message"}`,
  );
};

const startMachine = async (
  cloud: Cloud,
  arn: string,
  type: InvocationType,
  payload: string,
  caller: Caller,
): Promise<unknown> => {
  const input = { stateMachineArn: arn, input: payload };
  if (type === "FIRE_AND_FORGET") {
    await cloud.call("states", "StartExecution", input, caller);
    return undefined;
  }
  const execution = await cloud.call("states", "StartSyncExecution", input, caller);
  if (execution.status === "SUCCEEDED") return parse(execution.output);
  const { status = "FAILED", error, cause } = execution;
  throw new InvocationFailed(error ?? status, `${arn} ended ${status}: ${cause ?? error ?? "no cause"}`);
};

const isFunction = (arn: string) => isArnOf(arn, "lambda");
export const isInvocable = (arn: string) => isFunction(arn) || isArnOf(arn, "states", "stateMachine");

/** Calls a function or state machine; gives its parsed answer, undefined when it answers later or with nothing. */
export const invoke = (cloud: Cloud, arn: string, type: InvocationType, payload: string, caller: Caller) =>
  (isFunction(arn) ? invokeFunction : startMachine)(cloud, arn, type, payload, caller);

import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller } from "../../core/cloud.ts";
import { parseInput } from "../parse-input.ts";
import type { AsynchronousInvoker } from "./asynchronous.ts";
import { executionName } from "./durable/inputs.ts";
import { checkNotDurable, checkQualified } from "./durable/start.ts";
import type { FoundFunction, FunctionRegistry } from "./functions.ts";
import { type Lineage, loopError } from "./lineage.ts";
import { logTail } from "./logs.ts";
import type { Runner } from "./runner.ts";
import { invokeStreaming } from "./streaming/invoke-streaming.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const SYNCHRONOUS_LIMIT = 6_291_456;
const ASYNCHRONOUS_LIMIT = 1_048_576;

const invokeInput = z.strictObject({
  FunctionName: z.string(),
  InvocationType: z.enum(["RequestResponse", "Event", "DryRun"]).default("RequestResponse"),
  LogType: z.enum(["None", "Tail"]).optional(),
  Qualifier: z.string().optional(),
  ClientContext: z.string().optional(),
  DurableExecutionName: executionName.optional(),
  /** JSON text; the gateway turns bytes into it. */
  Payload: z.string().optional(),
});

const streamInput = invokeInput.omit({ DurableExecutionName: true }).extend({
  InvocationType: z.enum(["RequestResponse", "DryRun"]).default("RequestResponse"),
});

export interface InvokeOutput {
  StatusCode: number;
  ExecutedVersion?: string;
  FunctionError?: string;
  LogResult?: string;
  Payload?: string;
  DurableExecutionArn?: string;
}

/** The `Invoke` operation. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const createInvoke =
  (functions: FunctionRegistry, runner: Runner, asynchronous: AsynchronousInvoker, lineage: Lineage) =>
  async (raw: unknown, caller: Caller): Promise<InvokeOutput> => {
    const input = parseInput(invokeInput, raw);
    const found = functions.find(input.FunctionName, input.Qualifier);
    if (found.fn.durable) checkQualified(found);
    else checkNotDurable(input.DurableExecutionName);
    if (input.InvocationType === "DryRun") return { StatusCode: 204 };
    const payload = input.Payload || "{}";
    checkSize(payload, input.InvocationType === "Event" ? ASYNCHRONOUS_LIMIT : SYNCHRONOUS_LIMIT);
    const request = {
      payload,
      causes: caller.causes,
      source: caller.source,
      clientContext: input.ClientContext,
      executionName: input.DurableExecutionName,
    };
    if (input.InvocationType === "Event") {
      checkJson(payload);
      const { execution } = asynchronous.invoke(found, request);
      if (!execution) return { StatusCode: 202 };
      return {
        StatusCode: 202,
        ExecutedVersion: execution.found.version,
        DurableExecutionArn: execution.arn,
      };
    }
    checkJson(payload);
    checkLoop(lineage, found, caller);
    const result = await runner.run(found, request);
    return {
      StatusCode: 200,
      ExecutedVersion: result.version,
      DurableExecutionArn: result.executionArn,
      Payload: result.payload,
      FunctionError: result.error && "Unhandled",
      LogResult: input.LogType === "Tail" ? logTail(result.lines) : undefined,
    };
  };

/**
 * The `InvokeWithResponseStream` operation.
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export const createInvokeWithResponseStream =
  (functions: FunctionRegistry, runner: Runner, lineage: Lineage) => async (raw: unknown, caller: Caller) => {
    const input = parseInput(streamInput, raw);
    const found = functions.find(input.FunctionName, input.Qualifier);
    if (found.fn.durable)
      throw new AwsError(
        "InvalidParameterValueException",
        "Durable functions do not stream their answers: call Invoke.",
        { fields: { Type: "User" } },
      );
    if (input.InvocationType === "DryRun") return { StatusCode: 204 };
    const payload = input.Payload || "{}";
    checkSize(payload, SYNCHRONOUS_LIMIT);
    checkJson(payload);
    checkLoop(lineage, found, caller);
    const { events, contentType, version } = await invokeStreaming(
      runner,
      found,
      { payload, causes: caller.causes, source: caller.source, clientContext: input.ClientContext },
      { withLog: input.LogType === "Tail" },
    );
    return {
      StatusCode: 200,
      ExecutedVersion: version,
      ResponseStreamContentType: contentType,
      EventStream: events,
    };
  };

const checkLoop = (lineage: Lineage, { fn }: FoundFunction, { causes, source }: Caller) => {
  if (!lineage.isLoop(fn, causes)) return;
  const { code, message } = loopError(fn, source ?? fn.logicalName);
  throw new AwsError(code, message, { fields: { Type: "User" } });
};

const checkSize = (payload: string, limit: number) => {
  // A character is at most three bytes in UTF-8: only texts that could be too long are measured.
  if (payload.length * 3 <= limit || Buffer.byteLength(payload) <= limit) return;
  throw new AwsError(
    "RequestTooLargeException",
    `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
    { status: 413, fields: { Type: "User" } },
  );
};

const checkJson = (payload: string) => {
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new AwsError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
      { fields: { Type: "User" } },
    );
  }
};

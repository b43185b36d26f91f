import { z } from "zod";
import { AwsError } from "../../../core/aws-error.ts";
import { parseJson } from "../../../core/parse-json.ts";
import { parseInput } from "../../parse-input.ts";
import type { StepFunctionsOperations } from "../api.ts";
import { PAYLOAD_LIMIT } from "../errors.ts";
import type { Service } from "./service.ts";

const taskToken = z.string().min(1).max(2048);
const successInput = z.strictObject({ taskToken, output: z.string() });
const failureInput = z.strictObject({
  taskToken,
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});
const heartbeatInput = z.strictObject({ taskToken });

const readOutput = (text: string): unknown => {
  if (Buffer.byteLength(text) > PAYLOAD_LIMIT)
    throw new AwsError("InvalidOutput", `Invalid Output: 'more than ${PAYLOAD_LIMIT} bytes'`);
  try {
    return parseJson(text);
  } catch (error) {
    throw new AwsError("InvalidOutput", `Invalid Output: '${(error as Error).message}'`);
  }
};

export const taskOperations = ({ tokens }: Service): StepFunctionsOperations => ({
  SendTaskSuccess(request: unknown, caller) {
    const { taskToken, output } = parseInput(successInput, request);
    tokens.succeed(taskToken, readOutput(output), caller.causes);
    return {};
  },

  SendTaskFailure(request: unknown, caller) {
    const { taskToken, error = null, cause = null } = parseInput(failureInput, request);
    tokens.fail(taskToken, error, cause, caller.causes);
    return {};
  },

  SendTaskHeartbeat(request: unknown) {
    tokens.heartbeat(parseInput(heartbeatInput, request).taskToken);
    return {};
  },
});

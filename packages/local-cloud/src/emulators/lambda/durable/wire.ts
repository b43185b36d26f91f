import { AwsError } from "../../../core/aws-error.ts";
import { parseJson } from "../../../core/parse-json.ts";
import type { Wire } from "../../../core/wire.ts";

const EXECUTIONS = "/2025-12-01/durable-executions/{DurableExecutionArn}";
const CALLBACKS = "/2025-12-01/durable-execution-callbacks/{CallbackId}";

export const durableRest = {
  CheckpointDurableExecution: `POST ${EXECUTIONS}/checkpoint`,
  GetDurableExecution: `GET ${EXECUTIONS}`,
  GetDurableExecutionHistory: `GET ${EXECUTIONS}/history`,
  GetDurableExecutionState: `GET ${EXECUTIONS}/state`,
  ListDurableExecutionsByFunction: "GET /2025-12-01/functions/{FunctionName}/durable-executions",
  StopDurableExecution: `POST ${EXECUTIONS}/stop`,
  SendDurableExecutionCallbackSuccess: `POST ${CALLBACKS}/succeed`,
  SendDurableExecutionCallbackFailure: `POST ${CALLBACKS}/fail`,
  SendDurableExecutionCallbackHeartbeat: `POST ${CALLBACKS}/heartbeat`,
} as const;

const written = (output: Record<string, unknown>) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(output),
});

const errorInBody = (body: Buffer): Record<string, unknown> => {
  if (body.length === 0) return {};
  try {
    return { Error: parseJson(body.toString()) };
  } catch (cause) {
    throw new AwsError("SerializationException", "The request body is not JSON.", { cause });
  }
};

/** The body of these is one member of the input, not all of it. */
export const durableWire: Wire["raw"] = {
  SendDurableExecutionCallbackSuccess: {
    read: (_, body) => ({ Result: body.length > 0 ? body.toString() : undefined }),
    write: written,
  },
  SendDurableExecutionCallbackFailure: { read: (_, body) => errorInBody(body), write: written },
  StopDurableExecution: {
    read: (_, body) => errorInBody(body),
    write: ({ StopTimestamp }) =>
      written({ StopTimestamp: StopTimestamp instanceof Date ? StopTimestamp.getTime() / 1000 : undefined }),
  },
};

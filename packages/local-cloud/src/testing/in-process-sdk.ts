import { Readable } from "node:stream";
import { AwsError } from "../core/aws-error.ts";
import type { Caller, Emulator } from "../core/cloud.ts";

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

const root: Caller = { principal: { kind: "root" }, causes: [] };

/**
 * Client configuration that hands requests of a real AWS SDK client of a JSON protocol to one emulator, without a
 * socket: `new SSMClient(inProcessSdk(emulator))`. `route` names the operation where it is not in X-Amz-Target.
 */
export const inProcessSdk = (
  emulator: Emulator,
  route?: (method: string, path: string) => string | undefined,
) => ({
  region: "eu-west-1",
  endpoint: "http://127.0.0.1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  maxAttempts: 1,
  requestHandler: {
    handle: async (request: unknown) => {
      const { method, path, headers, body } = request as SdkRequest;
      const name = headers["x-amz-target"]?.split(".")[1] ?? route?.(method, path) ?? "";
      const answer = (statusCode: number, value: unknown, more: Record<string, string> = {}) => ({
        response: {
          statusCode,
          headers: { "content-type": "application/json", ...more },
          body: Readable.from([Buffer.from(JSON.stringify(value ?? {}))]),
        },
      });
      try {
        const operation = emulator.operations[name];
        if (!operation) throw new AwsError("UnknownOperationException", `No operation ${name}.`);
        const text = typeof body === "string" ? body : new TextDecoder().decode(body as Uint8Array);
        return answer(200, await operation(JSON.parse(text), root));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return answer(
          error.status,
          { __type: error.code, message: error.message, ...error.fields },
          { "x-amzn-errortype": error.code },
        );
      }
    },
  },
});

import { randomBytes } from "node:crypto";
import { z } from "zod";

/** https://docs.aws.amazon.com/lambda/latest/api/API_Execution.html */
const ARN =
  /^arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:function:[a-zA-Z0-9_-]+:(?:\$LATEST(?:\.PUBLISHED)?|\d+)\/durable-execution\/[a-zA-Z0-9_-]+\/[a-zA-Z0-9_-]+$/;

export const isExecutionArn = (text: string): boolean => text.length <= 1024 && ARN.test(text);

/** `functionArn` without qualifier; `version` a number or `$LATEST`. */
export const executionArn = (functionArn: string, version: string, name: string, id: string): string =>
  `${functionArn}:${version}/durable-execution/${name}/${id}`;

const callback = z.tuple([z.string().refine(isExecutionArn), z.string(), z.string()]);

/** What a callback id stands for. AWS's are opaque, and tell the service the same. */
export interface CallbackToken {
  readonly executionArn: string;
  readonly operationId: string;
}

export const createCallbackId = ({ executionArn, operationId }: CallbackToken): string =>
  Buffer.from(JSON.stringify([executionArn, operationId, randomBytes(8).toString("hex")])).toString("base64");

/** Undefined for what no execution here gave out. */
export const readCallbackId = (id: string): CallbackToken | undefined => {
  try {
    const parsed = callback.safeParse(JSON.parse(Buffer.from(id, "base64").toString()));
    return parsed.success ? { executionArn: parsed.data[0], operationId: parsed.data[1] } : undefined;
  } catch {
    return undefined;
  }
};

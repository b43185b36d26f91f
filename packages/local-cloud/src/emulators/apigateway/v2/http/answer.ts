import { z } from "zod";
import { hasNoBody } from "../../../../http/web.ts";

/** What goes to the client, or came from a backend. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

const value = z.union([z.string(), z.number(), z.boolean()]);
const status = z.union([z.int(), z.string().regex(/^\d{3}$/)]).transform(Number);
const common = {
  statusCode: status.pipe(z.number().min(200).max(599)),
  headers: z
    .record(z.string(), value)
    .nullish()
    .transform((headers) => headers ?? {}),
  body: z
    .string()
    .nullish()
    .transform((body) => body ?? ""),
  isBase64Encoded: z.boolean().nullish(),
};
const answer10 = z.object({
  ...common,
  multiValueHeaders: z
    .record(z.string(), z.array(value))
    .nullish()
    .transform((headers) => headers ?? {}),
});
const answer20 = z.object({
  ...common,
  cookies: z
    .array(z.string())
    .nullish()
    .transform((cookies) => cookies ?? []),
});

const bytesOf = ({
  body,
  isBase64Encoded,
}: {
  body: string;
  isBase64Encoded?: boolean | null | undefined;
}) => (isBase64Encoded ? Uint8Array.from(Buffer.from(body, "base64")) : body);

// What Amazon's own test tool sends when a function names no type:
// https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/src/Amazon.Lambda.TestTool/Extensions/ApiGatewayResponseExtensions.cs
const UNTYPED = "text/plain; charset=utf-8";

const headersOf = (plain: Readonly<Record<string, unknown>>): Headers => {
  const headers = new Headers({ "content-type": UNTYPED });
  for (const [name, each] of Object.entries(plain)) headers.set(name, String(each));
  return headers;
};

/** Reads what a function returned in format 1.0; throws where it is no answer. */
export const readAnswer10 = (payload: string): Answer => {
  const parsed = answer10.parse(JSON.parse(payload));
  const headers = headersOf(parsed.headers);
  for (const [name, values] of Object.entries(parsed.multiValueHeaders)) {
    headers.delete(name);
    for (const each of values) headers.append(name, String(each));
  }
  return { status: parsed.statusCode, headers, body: bytesOf(parsed) };
};

/**
 * Reads what a function returned in format 2.0. Whatever has no `statusCode` is the body as it is: Amazon's own test
 * tool has it from observing that AWS does not even look whether it is JSON
 * (https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/src/Amazon.Lambda.TestTool/Extensions/InvokeResponseExtensions.cs).
 */
export const readAnswer20 = (payload: string): Answer => {
  const result: unknown = JSON.parse(payload);
  const isAnswer = typeof result === "object" && result !== null && "statusCode" in result;
  if (!isAnswer)
    return { status: 200, headers: new Headers({ "content-type": "application/json" }), body: payload };
  const parsed = answer20.parse(result);
  const headers = headersOf(parsed.headers);
  for (const cookie of parsed.cookies) headers.append("set-cookie", cookie);
  return { status: parsed.statusCode, headers, body: bytesOf(parsed) };
};

/** An answer of API Gateway's own. */
export const ownAnswer = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: new Headers({ "content-type": "application/json", ...headers }),
  body: JSON.stringify({ message }),
});

export const toResponse = ({ status, headers, body }: Answer): Response =>
  new Response(hasNoBody(status) ? null : body, { status, headers });

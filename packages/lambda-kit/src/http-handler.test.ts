import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect, test } from "vitest";
import { InvalidInputError, TransientError } from "./errors.ts";
import { httpHandler, type RawRequest } from "./http-handler.ts";
import { lambdaContext } from "./testing.ts";

const event = (changes: Partial<APIGatewayProxyEvent> = {}) =>
  ({
    body: '{"é":1}',
    headers: { "Stripe-Signature": "t=1" },
    isBase64Encoded: false,
    requestContext: { requestId: "request-1" },
    ...changes,
  }) as APIGatewayProxyEvent;

const ask = async (
  given: APIGatewayProxyEvent,
  run: (request: RawRequest) => Promise<object> = async () => ({}),
) => {
  const handler = httpHandler({
    name: "Receive",
    run: async (request) => ({ status: 202, body: await run(request) }),
  });
  const { statusCode, headers, body } = await handler(given, lambdaContext);
  return { status: statusCode, type: headers?.["Content-Type"], body: JSON.parse(body) };
};

test("hands on the body as it was sent, and headers however their names are written", async () => {
  const text = async ({ body, header, requestId }: RawRequest) => ({
    text: Buffer.from(body).toString(),
    signature: header("stripe-signature"),
    none: header("x-none") ?? null,
    requestId,
  });
  const same = { text: '{"é":1}', signature: "t=1", none: null, requestId: "request-1" };

  expect(await ask(event(), text)).toEqual({ status: 202, type: "application/json", body: same });
  const encoded = event({ body: Buffer.from('{"é":1}').toString("base64"), isBase64Encoded: true });
  expect((await ask(encoded, text)).body).toEqual(same);
  expect((await ask(event({ body: null }), text)).body.text).toBe("");
});

test("goes on with the trace of the request, or begins one", async () => {
  const traced = async ({ traceparent }: RawRequest) => ({ traceparent });
  const own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  expect((await ask(event({ headers: { traceparent: own } }), traced)).body).toEqual({ traceparent: own });
  const begun = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
  expect((await ask(event({ headers: { traceparent: "x" } }), traced)).body.traceparent).toMatch(begun);
});

test.each([
  [
    new InvalidInputError("No", [{ code: "custom", path: ["body"], message: "is bad" }]),
    400,
    "invalid_input",
  ],
  [new TransientError("later"), 503, "transient"],
  [new Error("secret details"), 500, "internal"],
])(
  "answers %s with %i in the shape of RFC 9457, and says no more than it should",
  async (error, status, code) => {
    const answer = await ask(event(), async () => {
      throw error;
    });

    expect(answer).toMatchObject({ status, type: "application/problem+json", body: { status, code } });
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  },
);

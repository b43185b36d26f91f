import { expect, test } from "vitest";
import { startApi } from "./api.fixture.ts";

const uri = (action: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/arn:aws:lambda:eu-west-1:000000000000:function:Fn/${action}`;
const integration = {
  type: "AWS_PROXY",
  uri: uri("response-streaming-invocations"),
  responseTransferMode: "STREAM",
  timeoutMilliseconds: 60_000,
};
const chunk = (text: string) => ({ PayloadChunk: { Payload: Buffer.from(text) } });
const END = { InvokeComplete: {} };
const FAILED = { InvokeComplete: { ErrorCode: "Error", ErrorDetails: '{"errorMessage":"burnt"}' } };
const metadata = JSON.stringify({
  statusCode: 201,
  headers: { "Content-Type": "text/plain" },
  multiValueHeaders: { "x-many": ["a", "b"] },
  cookies: ["a=1", "b=2"],
});
const DELIMITER = "\0".repeat(8);

const start = (events: AsyncIterable<object>) =>
  startApi({
    routes: [{ route: "GET /x", integration }],
    services: {
      lambda: {
        InvokeWithResponseStream: () => ({
          StatusCode: 200,
          ResponseStreamContentType: "application/octet-stream",
          EventStream: events as never,
        }),
      },
    },
  });

async function* listed(...events: object[]) {
  yield* events;
}

test("passes on what a function streams: metadata, a delimiter wherever it falls, the body", async () => {
  const { send, calls } = await start(
    listed(chunk(metadata), chunk("\0\0\0"), chunk(`${"\0".repeat(5)}one `), chunk("two"), END),
  );
  const answer = await send("GET", "/x");
  expect([answer.status, answer.text]).toEqual([201, "one two"]);
  expect(answer.headers.get("x-many")).toBe("a, b");
  expect(answer.headers.get("content-type")).toBe("text/plain");
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(JSON.parse(String(calls[0]?.input.Payload))).toMatchObject({ httpMethod: "GET", path: "/x" });
});

test.each([
  ["failed before its first byte", [FAILED], "burnt"],
  ["sends no delimiter", [chunk(metadata), END], "ended before its metadata did"],
  ["sends 17 KB without a delimiter", [chunk("x".repeat(17_000)), END], "within 16384 bytes"],
  ["sends metadata that is no JSON", [chunk(`{${DELIMITER}`), END], "is not JSON"],
  ["sends a status that is none", [chunk(`{"statusCode":7}${DELIMITER}`), END], "statusCode"],
])("answers 502 to a function that %s", async (_, events, why) => {
  const { send, cloud } = await start(listed(...events));
  const answer = await send("GET", "/x");
  expect([answer.status, answer.json()]).toEqual([502, { message: "Internal server error" }]);
  expect(cloud.warnings.join()).toContain(why);
});

test("breaks off when the function fails on the way", async () => {
  const { host } = await start(listed(chunk(`${metadata}${DELIMITER}half`), FAILED));
  const answer = await host.fetch(new Request(`https://${host.host}/test/x`), { causes: [] });
  expect(answer.status).toBe(201);
  await expect(answer.text()).rejects.toThrow("burnt");
});

test.each([
  ["before the head", [], 504],
  ["after it", [chunk(`${metadata}${DELIMITER}half`)], 201],
])("the integration's time is that of the whole answer, %s", async (_, events, status) => {
  const asked = Promise.withResolvers<void>();
  const forever = async function* () {
    yield* events;
    asked.resolve();
    await new Promise(() => {});
  };
  const { host, cloud } = await start(forever());
  const answering = host.fetch(new Request(`https://${host.host}/test/x`), { causes: [] });
  const read = Promise.resolve(answering).then(async (answer) => [
    answer.status,
    await answer.text().catch((error: Error) => error.message),
  ]);
  await asked.promise;
  cloud.clock.advance(60_000);
  expect((await read)[0]).toBe(status);
  expect(String((await read)[1])).toContain("Endpoint request timed out");
});

test.each([
  [{ ...integration, responseTransferMode: "BUFFERED" }, "its responseTransferMode is not STREAM: set it"],
  [{ ...integration, uri: uri("invocations") }, "is not the function's responseStreamingInvokeArn"],
  [{ type: "MOCK", responseTransferMode: "STREAM" }, "only AWS_PROXY and HTTP_PROXY have"],
  [
    { type: "HTTP_PROXY", uri: "http://127.0.0.1:1/", responseTransferMode: "STREAM" },
    "streams the answers of functions alone",
  ],
])("refuses an integration that cannot stream: %j", async (refused, why) => {
  const starting = startApi({ routes: [{ route: "GET /x", integration: refused }] });
  await expect(starting).rejects.toThrow(why);
});

import { expect, test } from "vitest";
import {
  type FunctionEvent,
  requestHeaders,
  requestOf,
  responseHeaders,
  responseOf,
  searchOf,
} from "./event.ts";
import { checkReturned } from "./returned.ts";

const url = new URL("http://shop.example/a%20b?x=1&y=%C3%A9&x=2&empty");
const raw = {
  host: ["shop.example"],
  accept: ["text/html", "text/plain"],
  cookie: ["a=1; b=2=3; a=4"],
  connection: ["close"],
  "x-edge-secret": ["x"],
};
const request = () => requestOf("GET", url, raw);
const event = (more: object = {}): FunctionEvent => ({
  version: "1.0",
  context: { distributionDomainName: "d", distributionId: "D", eventType: "viewer-request", requestId: "r" },
  viewer: { ip: "127.0.0.1" },
  request: request(),
  ...more,
});
const responding = event({
  context: { ...event().context, eventType: "viewer-response" },
  response: responseOf(200, "OK", { via: ["1.1 a"], "set-cookie": ["s=1; Path=/; Secure", "t=2"] }),
});

test("an event has what the viewer sent, but for what functions do not see", () => {
  expect(request()).toEqual({
    method: "GET",
    uri: "/a%20b",
    querystring: {
      x: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] },
      y: { value: "%C3%A9" },
      empty: { value: "" },
    },
    headers: {
      host: { value: "shop.example" },
      accept: { value: "text/html", multiValue: [{ value: "text/html" }, { value: "text/plain" }] },
    },
    cookies: { a: { value: "1", multiValue: [{ value: "1" }, { value: "4" }] }, b: { value: "2=3" } },
  });
  expect(requestOf("GET", url, { "x-a": ["1"], __proto__: ["2"] } as never).headers).toEqual({
    "x-a": { value: "1" },
  });
});

test("and goes out again as it came", () => {
  expect(searchOf(request().querystring)).toBe("?x=1&x=2&y=%C3%A9&empty=");
  expect(requestHeaders(request())).toEqual({
    host: ["shop.example"],
    accept: ["text/html", "text/plain"],
    cookie: ["a=1; a=4; b=2=3"],
  });
  expect(responseHeaders(responding.response!)).toEqual({
    via: ["1.1 a"],
    "set-cookie": ["s=1; Path=/; Secure", "t=2"],
  });
});

const changed = (change: (one: ReturnType<typeof request>) => unknown) => {
  const one = request();
  change(one);
  return one;
};
test.each([
  ["nothing", undefined, /neither a request nor a response/],
  ["a text", "x", /neither a request nor a response/],
  ["a list", [], /neither a request nor a response/],
  ["another method", changed((one) => (one.method = "PUT")), /request.method is read-only/],
  ["a path that is none", changed((one) => (one.uri = "b")), /request.uri must begin with \//],
  ["a path with spaces", changed((one) => (one.uri = "/a b")), /no spaces, control characters or #/],
  ["a path with a fragment", changed((one) => (one.uri = "/a#b")), /no spaces, control characters or #/],
  [
    "a path that is too long",
    changed((one) => (one.uri = `/${"a".repeat(8192)}`)),
    /8192 characters or more/,
  ],
  [
    "another host",
    changed((one) => (one.headers.host = { value: "evil" })),
    /request.headers.host is read-only/,
  ],
  ["no host", changed((one) => delete one.headers.host), /request.headers.host is read-only/],
  [
    "capitals",
    changed((one) => (one.headers["X-A"] = { value: "1" })),
    /must have header names in lower case\.$/,
  ],
  [
    "a header of CloudFront",
    changed((one) => (one.headers["x-edge-a"] = { value: "1" })),
    /must not have x-edge-a/,
  ],
  [
    "a line break",
    changed((one) => (one.headers["x-a"] = { value: "1\r\nx: 2" })),
    /characters that no header has/,
  ],
  [
    "a header without a value",
    changed((one) => (one.headers["x-a"] = {} as never)),
    /neither value nor multiValue/,
  ],
  ["no number", { statusCode: "200" }, /response.statusCode/],
  ["a status that is none", { statusCode: 99 }, /response.statusCode/],
  ["bytes that are none", { statusCode: 200, body: { encoding: "base64", data: "***" } }, /not valid base64/],
  ["a body that is too large", { statusCode: 200, body: "a".repeat(40_961) }, /more than 40960 bytes/],
])("CloudFront does not take %s", (_, value, message) => {
  expect(() => checkReturned(value, event())).toThrow(message);
  expect(() => checkReturned(value, event())).toThrow(/^The CloudFront function returned an invalid value: /);
});

test("a changed value is that of the first where a name came several times", () => {
  const one = request();
  one.headers.accept!.value = "text/css";
  const returned = checkReturned(one, event());
  expect(returned.kind === "request" && requestHeaders(returned.request).accept).toEqual([
    "text/css",
    "text/plain",
  ]);
});

test("a response has a body in each of its forms", () => {
  const bodyOf = (body: unknown) => {
    const returned = checkReturned({ statusCode: 200, body }, event());
    return returned.kind === "response" ? returned.body?.toString() : undefined;
  };
  expect([
    bodyOf("text"),
    bodyOf({ encoding: "text", data: "text" }),
    bodyOf({ encoding: "base64", data: "dGV4dA==" }),
    bodyOf(undefined),
  ]).toEqual(["text", "text", "text", undefined]);
});

test("a response leaves Via as it is", () => {
  const via = (value: string) => ({ ...responding.response, headers: { via: { value } } });
  expect(checkReturned(via("1.1 a"), responding).kind).toBe("response");
  expect(() => checkReturned(via("1.1 b"), responding)).toThrow("response.headers.via is read-only.");
});

test("a query counts as long as it is in the address", () => {
  const asked = requestOf("GET", new URL(`http://shop.example/?${"a=b&".repeat(2000)}`), raw);
  expect(() => checkReturned(asked, event({ request: asked }))).not.toThrow();
});

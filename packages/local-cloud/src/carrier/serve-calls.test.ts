import { EventEmitter, once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Carrier, startCarrier } from "./calls.fixture.ts";
import { serveCalls } from "./serve-calls.ts";

let carrier: Carrier;
beforeEach(async () => {
  carrier = await startCarrier(async ({ response, body }) => response.end(await body(1024)));
});
afterEach(() => carrier.stop());

const request = { type: "request", id: 900, method: "POST", path: "/", headers: ["host", "127.0.0.1"] };

test.each<[what: string, message: unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a text", "request"],
  ["a list", [1, 2]],
  ["no type", {}],
  ["another type", { type: "answer", id: 1 }],
  ["an inherited name", { type: "toString", id: 1 }],
  ["no number", { ...request, id: undefined, last: true }],
  ["a name for a number", { ...request, id: "__proto__", last: true }],
  ["half a header", { ...request, headers: ["host"], last: true }],
  ["a header of two lines", { ...request, headers: ["host", "a\r\nb: c"], last: true }],
  ["a header that is no text", { ...request, headers: ["host", 1], last: true }],
  ["a number for a body", { ...request, chunk: 7, last: true }],
  ["an unending body", { ...request, chunk: "x" }],
  ["no method", { ...request, method: null, last: true }],
])("goes on after %s", async (_what, message) => {
  carrier.port.postMessage(message);
  expect((await carrier.send({ method: "POST" }, "bread")).text).toBe("bread");
  expect(carrier.warnings).toEqual([expect.stringMatching(/^A function posted what is no call: /)]);
});

test.each<[what: string, messages: object[]]>([
  ["what belongs to no call", ["chunk", "more", "cut"].map((type) => ({ type, id: 77, last: true }))],
  [
    "more of a body that is over",
    [
      { ...request, chunk: "a", last: true },
      { type: "chunk", id: 900, chunk: "b", last: true },
      { type: "more", id: 900 },
    ],
  ],
  [
    "a call that is cut twice",
    [
      { ...request, chunk: "a", last: false },
      { type: "cut", id: 900 },
      { type: "cut", id: 900 },
    ],
  ],
  ["a target that is no URL", [{ ...request, path: "//", headers: ["host", "a b"], last: true }]],
  [
    "headers that every object has",
    [{ ...request, headers: ["__proto__", "1", "constructor", "2"], last: true }],
  ],
  ["a method that no port takes", [{ ...request, method: "TRACE", last: true }]],
])("goes on after %s", async (_what, messages) => {
  for (const message of messages) carrier.port.postMessage(message);
  expect((await carrier.send({ method: "POST" }, "bread")).text).toBe("bread");
  expect(carrier.warnings).toEqual([]);
});

test("does not begin a call under the number of one that is open", async () => {
  for (const last of [false, true]) carrier.port.postMessage({ ...request, last });
  await vi.waitFor(() => expect(carrier.warnings).toEqual(["A function posted call 900 twice."]), 30_000);
});

test("lets go of a port whose other end is closed", async () => {
  const call = carrier.open({ method: "POST" });
  call.on("error", () => {});
  call.write("half");
  await once(call, "socket");
  carrier.port.close();
  call.destroy();
  expect(carrier.warnings).toEqual([]);
});

test("answers once whoever limits the socket that it does not have", async () => {
  const said: object[] = [];
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: object) => void said.push(message),
  });
  const closed = Promise.withResolvers<void>();
  serveCalls(port, {
    answer({ socket }, response) {
      response.once("prefinish", () => socket.setTimeout(1000)).once("close", () => closed.resolve());
      response.end("bread");
    },
    warn: expect.unreachable,
  });
  port.emit("message", { ...request, last: true });
  await closed.promise;
  expect(said).toMatchObject([{ type: "answer", id: 900, chunk: "bread", last: true }]);
});

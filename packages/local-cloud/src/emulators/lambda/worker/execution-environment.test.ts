import { expect, test } from "vitest";
import { createExecutionEnvironment, type HostEvents } from "./execution-environment.ts";
import type { ThreadCommand } from "./protocol.ts";

const begin = (limit: number) => {
  const told: ThreadCommand[] = [];
  const written: string[] = [];
  let events!: HostEvents;
  const room = Promise.withResolvers<void>();
  const environment = createExecutionEnvironment((given) => {
    events = given;
    return {
      tell: (command) => void told.push(command),
      end: async () => given.ended(undefined),
    };
  });
  events.receive({ type: "ready" });
  const invocation = { id: "one", payload: "{}", deadline: 0, traceHeader: "", invokedArn: "arn" };
  const outcome = environment.invoke(invocation, {
    log: () => {},
    answer: {
      limit,
      begin: (contentType) => void written.push(contentType),
      write: (bytes) => {
        written.push(Buffer.from(bytes).toString());
        return room.promise;
      },
      text: () => undefined,
    },
  });
  const chunk = (text: string, id = "one") =>
    events.receive({ type: "chunk", id, bytes: new Uint8Array(Buffer.from(text)) });
  const taken = () => told.filter((command) => "takenOf" in command);
  return { events, outcome, chunk, written, taken, makeRoom: room.resolve };
};

test("lets the handler go on once a piece of its answer is taken", async () => {
  const { events, outcome, chunk, written, taken, makeRoom } = begin(10);
  events.receive({ type: "stream", id: "one", contentType: "text/plain" });
  chunk("bread");
  expect([written, taken()]).toEqual([["text/plain", "bread"], []]);
  makeRoom();
  await expect.poll(taken).toEqual([{ takenOf: "one" }]);
  chunk("of another", "two");
  events.receive({ type: "result", id: "one", payload: "", heapUsed: 1, cpuMs: 1 });
  expect(await outcome).toEqual({ payload: "", heapUsed: 1, cpuMs: 1, fatal: false });
  expect(written).toEqual(["text/plain", "bread"]);
});

test("ends an answer that is larger than it may be, and the environment with it", async () => {
  const { outcome, chunk, written } = begin(10);
  chunk("0123456789");
  chunk("!");
  expect(await outcome).toMatchObject({
    error: {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: expect.stringContaining("exceeded maximum allowed payload size (10 bytes)"),
    },
    fatal: true,
  });
  expect(written).toEqual(["0123456789"]);
});

import { expect, test } from "vitest";
import type { FoundFunction } from "../functions.ts";
import type { RunRequest, RunResult } from "../runner.ts";
import type { AnswerStream } from "./answer-stream.ts";
import { invokeStreaming } from "./invoke-streaming.ts";

const begin = async () => {
  const answer = Promise.withResolvers<AnswerStream>();
  const result = Promise.withResolvers<RunResult>();
  const runner = {
    run: (_: FoundFunction, request: RunRequest) => {
      answer.resolve(request.answer!);
      return result.promise;
    },
  };
  const streamed = invokeStreaming(runner, { version: "$LATEST" } as FoundFunction, {
    payload: "{}",
    causes: [],
  });
  const stream = await answer.promise;
  stream.begin("text/plain");
  return { stream, ...(await streamed), end: () => result.resolve({ lines: [] } as unknown as RunResult) };
};

const full = async (stream: AnswerStream) => {
  for (;;) {
    const room = stream.write(Buffer.alloc(65_536));
    if (room) return room;
  }
};

test("who writes waits until somebody reads", async () => {
  const { stream, events } = await begin();
  let hasRoom = false;
  const room = (async () => {
    await full(stream);
    hasRoom = true;
  })();
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  await events.next();
  await room;
  expect(hasRoom).toBe(true);
});

test("who writes does not wait for somebody who went away", async () => {
  const { stream, events, end } = await begin();
  const room = full(stream);
  await events.return?.();
  await room;
  expect(stream.write(Buffer.alloc(10))).toBeUndefined();
  end();
});

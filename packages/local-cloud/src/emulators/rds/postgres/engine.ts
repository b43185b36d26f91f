import { Worker } from "node:worker_threads";
import { ownModule } from "../../../process/own-module.ts";
import type { EngineData, FromEngine, ToEngine } from "./engine-thread.ts";

/** One PostgreSQL with one session, in a thread of its own. */
export interface Engine {
  /** Hands it messages of the protocol, and resolves to what it answers. Rejects when it is broken. */
  exec(bytes: Uint8Array): Promise<Buffer>;
  close(): Promise<void>;
}

/** Starts PGlite on a folder, which it fills when there is nothing in it. */
export const startEngine = (data: EngineData): Engine => {
  const waiting = new Map<number, PromiseWithResolvers<Buffer>>();
  let lastId = 0;
  const thread = new Worker(ownModule("./engine-thread", import.meta.url), {
    name: "postgres",
    workerData: data,
    stdout: false,
  });
  thread.unref();
  thread.on("message", (message: FromEngine) => {
    const found = waiting.get(message.id);
    waiting.delete(message.id);
    if ("failure" in message) found?.reject(new Error(message.failure));
    else found?.resolve(Buffer.from(message.answer.buffer as ArrayBuffer));
  });
  let ended: Error | undefined;
  const lost = (why: Error) => {
    ended ??= why;
    for (const { reject } of waiting.values()) reject(why);
    waiting.clear();
  };
  thread.on("error", lost);
  thread.on("exit", () => lost(new Error("its thread has ended")));

  const ask = (bytes?: Uint8Array) => {
    if (ended) return Promise.reject(ended);
    const answer = Promise.withResolvers<Buffer>();
    const id = ++lastId;
    waiting.set(id, answer);
    thread.postMessage({ id, bytes } satisfies ToEngine);
    return answer.promise;
  };
  return {
    exec: ask,
    async close() {
      // What it has not written is written now; one that is broken has nothing to write.
      await ask().catch(() => {});
      await thread.terminate();
    },
  };
};

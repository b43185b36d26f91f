import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { ownModule } from "../../../process/own-module.ts";
import { LIMITS } from "./limits.ts";
import type { Invocation, RunResult, StoreView } from "./sandbox.ts";
import type { FromThread, ToThread } from "./thread.ts";

/** Runs the code of functions. */
export interface FunctionRuntime {
  /** What a store holds at the edge from now on. */
  update(arn: string, view: StoreView): void;
  /** Never rejects; `store` is the ARN of the store that the function is associated with. */
  run(invocation: Omit<Invocation, "store" | "random">, store: string | undefined): Promise<RunResult>;
  stop(): Promise<void>;
}

const lost = (error: string): RunResult => ({ error, logs: [], computeUtilization: 100, reads: 0 });

/** A thread with the engine takes some 40 MB, and a fifth of a second of processor time to start. */
const IDLE_MS = 30_000;

/** Milliseconds of processor time that a thread has had; none that is said is said to be much. */
const computedMs = async (thread: Worker, withinMs: number): Promise<number> => {
  const used = thread.cpuUsage().then(({ user, system }) => (user + system) / 1000);
  return Promise.race([used, pause(withinMs, Number.POSITIVE_INFINITY)]);
};

/**
 * One thread for all functions, from the first run on until none has come for some time. The engine counts the steps of a
 * function and its memory; what it cannot count, such as one operation that takes minutes, ends with the thread, and the
 * next run gets another. A thread that got no processor, on a busy machine or on one that slept, is not at fault.
 */
export const createFunctionRuntime = ({ realMs = LIMITS.realMs, idleMs = IDLE_MS } = {}): FunctionRuntime => {
  const stores = new Map<string, StoreView>();
  const waiting = new Map<number, { message: ToThread; settle(result: RunResult): void }>();
  let thread: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let lastId = 0;
  /** Which run has the thread. */
  let turn = 0;

  const send = (message: ToThread) => thread?.postMessage(message);
  /** Gives the run that the thread begins its time: one that waits for the thread to start, or for another, has not begun. */
  const watch = (watched: Worker) => {
    const own = ++turn;
    const everyMs = realMs / 2;
    const look = async (before?: number): Promise<void> => {
      const computed = await computedMs(watched, everyMs).catch(() => undefined);
      // Over meanwhile, or its thread is.
      if (turn !== own || computed === undefined) return;
      if (before === undefined ? computed < Number.POSITIVE_INFINITY : computed - before < everyMs / 2)
        timer = setTimeout(look, everyMs, computed);
      else end("The function took more time than it may.");
    };
    clearTimeout(timer);
    timer = setTimeout(look, everyMs);
  };
  const end = (why: string) => {
    turn += 1;
    clearTimeout(timer);
    const [id, first] = [...waiting][0] ?? [];
    void thread?.terminate();
    thread = undefined;
    if (id !== undefined) waiting.delete(id);
    first?.settle(lost(why));
    if (waiting.size > 0) {
      start();
      for (const { message } of waiting.values()) send(message);
    }
  };
  const rest = () => {
    idleTimer = setTimeout(() => {
      void thread?.terminate();
      thread = undefined;
    }, idleMs).unref();
  };
  const start = () => {
    const started = new Worker(ownModule("./thread", import.meta.url), {
      name: "cloudfront-functions",
      env: {},
      argv: [],
      stdout: false,
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 },
    });
    started.unref();
    started.on("message", (message: FromThread) => {
      if (thread !== started) return;
      if (message.kind === "begins") return watch(started);
      turn += 1;
      clearTimeout(timer);
      const { id, result } = message;
      const found = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) rest();
      found?.settle(result);
    });
    started.on("error", (error) => {
      if (thread === started) end(`The function broke its runtime: ${error.message}`);
    });
    thread = started;
    for (const [arn, view] of stores) send({ kind: "store", arn, view });
  };

  return {
    update(arn, view) {
      stores.set(arn, view);
      send({ kind: "store", arn, view });
    },
    run: (invocation, store) =>
      new Promise((settle) => {
        clearTimeout(idleTimer);
        if (!thread) start();
        const id = ++lastId;
        const message: ToThread = { kind: "run", id, store, invocation };
        waiting.set(id, { message, settle });
        send(message);
      }),
    async stop() {
      clearTimeout(timer);
      clearTimeout(idleTimer);
      const stopped = thread;
      thread = undefined;
      for (const { settle } of waiting.values()) settle(lost("The local cloud ends."));
      waiting.clear();
      await stopped?.terminate();
    },
  };
};

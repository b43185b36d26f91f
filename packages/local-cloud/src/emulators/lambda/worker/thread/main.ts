import { enableCompileCache, flushCompileCache } from "node:module";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { createHeapCompaction } from "../../../../process/heap-compaction.ts";
import type { ThreadCommand, ThreadInvocation, ThreadMessage, ThreadStart } from "../protocol.ts";
import { captureOutput, setRequestId } from "./console.ts";
import { runtimeError, toFunctionError, toLogText } from "./errors.ts";
import { standIn } from "./files.ts";
import { callHandler, contextOf, loadHandler, serialize } from "./handler.ts";
import { mountLayers } from "./layers.ts";
import { stayLocal } from "./network.ts";
import { callStreamingHandler, createOutlet, isStreaming, offerStreaming } from "./stream.ts";
import { followClock } from "./time.ts";

// What runs in the worker thread of a function. It is loaded as JavaScript (types stripped beforehand): loading
// TypeScript would cost each thread 10 MB and 30 ms.

const port = parentPort!;
const start: ThreadStart = workerData;
const send = (message: ThreadMessage, transfer?: ArrayBuffer[]) => port.postMessage(message, transfer);
// There are many threads, and one that has just begun may be gone before it pays.
const compactHeap = createHeapCompaction();
const youngUntil = performance.now() + 5_000;
/** Of its time: of one that is called again at once, and of one that rests. */
const SHARES = { busy: 1 / 1000, resting: 1 / 300 };
const RESTS_AFTER_MS = 1_000;
let rest: NodeJS.Timeout | undefined;
const compact = (share: number) => {
  if (current) return;
  if (performance.now() > youngUntil) compactHeap(share);
  else rest?.refresh();
};
let current: ThreadInvocation | undefined;
let outlet: ReturnType<typeof createOutlet> | undefined;

const fail = (thrown: unknown, title: string, fatal = false) => {
  const error = toFunctionError(thrown);
  console.error(title, toLogText(thrown));
  if (!current) {
    send({ type: "init-error", error });
    return;
  }
  const { id } = current;
  current = undefined;
  send({
    type: "error",
    id,
    payload: JSON.stringify(error),
    error,
    heapUsed: heapUsed(),
    cpuMs: cpuMs(),
    fatal,
  });
};

const succeed = (id: string, payload: string) => {
  if (current?.id !== id) return;
  current = undefined;
  send({ type: "result", id, payload, heapUsed: heapUsed(), cpuMs: cpuMs() });
  rest = rest?.refresh() ?? setTimeout(compact, RESTS_AFTER_MS, SHARES.resting).unref();
  setImmediate(compact, SHARES.busy);
};

let cpuBefore: NodeJS.CpuUsage | undefined;
/** Since the invocation began. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage(cpuBefore);
  return (user + system) / 1000;
};
const heapUsed = () => getHeapStatistics().used_heap_size;

/** Runs `then` once nothing is left to do in the thread's event loop. */
const whenIdle = (then: () => void) => {
  process.once("beforeExit", () => {
    port.ref();
    then();
  });
  port.unref();
};

followClock(start.ahead);
captureOutput(start, (line) => send({ type: "log", line }));
// Threads of a process share the real working directory; on AWS it is where the bundle lies.
process.cwd = () => start.taskRoot;
standIn(start.taskRoot, start.mounts);
if (process.env.AWS_ENDPOINT_URL) stayLocal(process.env.AWS_ENDPOINT_URL, start.calls);

const end = (thrown: unknown, title: string, code: number) => {
  fail(thrown, title, true);
  process.exit(code);
};
process.on("uncaughtException", (error) => end(error, "Uncaught Exception", 129));
process.on("unhandledRejection", (reason) => {
  const error = runtimeError("UnhandledPromiseRejection", String(reason));
  end(Object.assign(error, { reason }), "Unhandled Promise Rejection", 128);
});

mountLayers(start.mounts["/opt"] ?? []);
offerStreaming();
if (start.compileCache) enableCompileCache(start.compileCache);
try {
  const handler = await loadHandler(start);
  const answerOf = async (invocation: ThreadInvocation, event: unknown): Promise<string> => {
    if (!isStreaming(handler))
      return serialize(await callHandler(handler, event, invocation, start, whenIdle));
    outlet = createOutlet(invocation, send);
    await callStreamingHandler(handler, event, contextOf(invocation, start), outlet);
    return "";
  };
  const run = async (invocation: ThreadInvocation) => {
    current = invocation;
    cpuBefore = process.threadCpuUsage();
    setRequestId(invocation.id);
    process.env._X_AMZN_TRACE_ID = invocation.traceHeader;
    try {
      succeed(invocation.id, await answerOf(invocation, JSON.parse(invocation.payload)));
    } catch (error) {
      if (current?.id === invocation.id) fail(error, "Invoke Error");
    }
  };
  port.on("message", (command: ThreadCommand) => {
    if (!("takenOf" in command)) void run(command);
    else if (command.takenOf === current?.id) outlet?.taken();
  });
  send({ type: "ready" });
  // Written once the start is over: the next thread of this bundle loads in half the time and memory.
  setImmediate(flushCompileCache);
} catch (error) {
  fail(error, "Init Error");
  process.exit(1);
}

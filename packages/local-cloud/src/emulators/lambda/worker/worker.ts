import { Worker } from "node:worker_threads";
import { type FunctionError, type ThreadInvocation, ThreadMessage, type ThreadStart } from "./protocol.ts";

/** How an invocation ended: the answer's JSON, and the error it stands for when it failed. */
export interface Outcome {
  readonly payload: string;
  readonly error?: FunctionError;
  readonly heapUsed: number;
  /** Absent when the thread ended before it could say. */
  readonly cpuMs?: number;
  /** The thread ended with it and must not be used again. */
  readonly fatal: boolean;
}

/** One execution environment: a thread with the loaded handler, used for one invocation at a time. */
export interface FunctionWorker {
  /** Resolves once the handler is loaded; rejects with `InitFailure`. */
  readonly ready: Promise<void>;
  /** Milliseconds from the start of the thread until the handler was loaded. */
  readonly initMs: number;
  /** Never rejects. `timeoutMs` is absent while debugging. */
  invoke(
    invocation: ThreadInvocation,
    options: { timeoutMs?: number; log(line: string): void },
  ): Promise<Outcome>;
  /** Ends the thread at once; an invocation in flight fails as when AWS's runtime is killed. */
  kill(): Promise<void>;
  /** Called once, when the thread is gone for whatever reason. */
  onExit(listener: () => void): void;
}

export class InitFailure extends Error {
  override readonly name = "InitFailure";
  readonly reason: FunctionError;
  readonly lines: readonly string[];

  constructor(reason: FunctionError, lines: readonly string[]) {
    super(reason.errorMessage);
    this.reason = reason;
    this.lines = lines;
  }
}

interface Running {
  readonly id: string;
  readonly log: (line: string) => void;
  readonly settle: (outcome: Outcome) => void;
  timer?: NodeJS.Timeout;
}

export const startWorker = (options: {
  code: string;
  start: ThreadStart;
  env: NodeJS.ProcessEnv;
  memoryMb: number;
}): FunctionWorker => {
  const startedAt = performance.now();
  const exitListeners: (() => void)[] = [];
  const initLines: string[] = [];
  let running: Running | undefined;
  let initError: FunctionError | undefined;
  let death: string | undefined;
  let initMs = 0;
  const { promise: ready, resolve: setReady, reject: setFailed } = Promise.withResolvers<void>();
  ready.catch(() => {});

  const thread = new Worker(options.code, {
    workerData: options.start,
    transferList: options.start.calls ? [options.start.calls] : [],
    env: options.env,
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    name: options.start.functionName,
    // Only a runaway handler should meet the limit: a thread shares what AWS counts for the whole process.
    resourceLimits: { maxOldGenerationSizeMb: Math.max(options.memoryMb, 128), maxYoungGenerationSizeMb: 4 },
  });

  const settle = (outcome: Outcome) => {
    const finished = running;
    running = undefined;
    clearTimeout(finished?.timer);
    finished?.settle(outcome);
  };
  const log = (line: string) => {
    if (running) running.log(line);
    else if (initMs === 0) initLines.push(line);
  };

  thread.on("message", (given: unknown) => {
    // The function's own code can post to the same port, as nobody would do on AWS.
    const { data: message } = ThreadMessage.safeParse(given);
    switch (message?.type) {
      case "ready":
        initMs = performance.now() - startedAt;
        return setReady();
      case "log":
        return log(message.line);
      case "init-error":
        initError = message.error;
        return;
      case "result":
        if (running?.id === message.id)
          settle({
            payload: message.payload,
            heapUsed: message.heapUsed,
            cpuMs: message.cpuMs,
            fatal: false,
          });
        return;
      case "error":
        if (running?.id === message.id)
          settle({
            payload: message.payload,
            error: message.error,
            heapUsed: message.heapUsed,
            cpuMs: message.cpuMs,
            fatal: message.fatal,
          });
    }
  });
  for (const stream of [thread.stdout, thread.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => text.trimEnd().split("\n").forEach(log));
  }
  thread.on("error", (error) => {
    death ??=
      (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY" ? "signal: killed" : String(error);
  });
  thread.on("exit", (code) => {
    const how = death ?? (code === 0 ? undefined : `exit status ${code}`);
    const why = how ? `Runtime exited with error: ${how}` : "Runtime exited without providing a reason";
    setFailed(new InitFailure(initError ?? { errorType: "Runtime.ExitError", errorMessage: why }, initLines));
    if (running) settle(failedOutcome("Runtime.ExitError", running.id, why));
    for (const listener of exitListeners) listener();
  });

  const kill = async () => {
    death ??= "signal: killed";
    await thread.terminate();
  };

  return {
    ready,
    get initMs() {
      return initMs;
    },
    invoke: (invocation, { timeoutMs, log: sink }) =>
      new Promise((resolve) => {
        for (const line of initLines.splice(0)) sink(line);
        running = { id: invocation.id, log: sink, settle: resolve };
        if (timeoutMs !== undefined)
          running.timer = setTimeout(() => {
            const text = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
            sink(`${new Date().toISOString()} ${invocation.id} ${text}`);
            settle(failedOutcome("Sandbox.Timedout", invocation.id, text));
            void kill();
          }, timeoutMs);
        thread.postMessage(invocation);
      }),
    kill,
    onExit: (listener) => {
      exitListeners.push(listener);
    },
  };
};

const failedOutcome = (errorType: string, id: string, text: string): Outcome => {
  const error: FunctionError = { errorType, errorMessage: `RequestId: ${id} Error: ${text}` };
  return { payload: JSON.stringify(error), error, heapUsed: 0, fatal: true };
};

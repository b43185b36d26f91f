import type { RecordedStream } from "../streaming/answer-stream.ts";
import type { FunctionError, ThreadCommand, ThreadInvocation, ThreadMessage } from "./protocol.ts";

/** How an invocation ended: the answer's JSON, and the error it stands for when it failed. */
export interface Outcome {
  readonly payload: string;
  readonly error?: FunctionError;
  readonly heapUsed: number;
  /** Absent when the environment ended before it could say. */
  readonly cpuMs?: number;
  /** The environment ended with it and must not be used again. */
  readonly fatal: boolean;
}

export interface InvokeOptions {
  readonly timeoutMs?: number;
  log(line: string): void;
  /** Where an answer goes that comes in pieces. */
  readonly answer: RecordedStream;
}

/** One execution environment: a thread or process with the loaded handler, used for one invocation at a time. */
export interface FunctionWorker {
  /** Resolves once the handler is loaded; rejects with `InitFailure`. */
  readonly ready: Promise<void>;
  /** Milliseconds from the start until the handler was loaded. */
  readonly initMs: number;
  /** Never rejects. `timeoutMs` is absent while debugging. */
  invoke(invocation: ThreadInvocation, options: InvokeOptions): Promise<Outcome>;
  /** Ends it at once; an invocation in flight fails as when AWS's runtime is killed. */
  kill(): Promise<void>;
  /** Called once, when it is gone for whatever reason. */
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
  readonly answer: RecordedStream;
  /** Of the answer, as far as it came in pieces. */
  bytes: number;
  timer?: NodeJS.Timeout;
}

/** What runs the handler: a thread, or a process. */
interface Host {
  tell(command: ThreadCommand): void;
  end(): Promise<unknown>;
}

/** What a host hands on: what the handler's side says, its output, and its end. */
export interface HostEvents {
  receive(message: ThreadMessage): void;
  log(line: string): void;
  /** `how` tells why, where it is known: `exit status 1`. */
  ended(how: string | undefined): void;
}

/** One invocation at a time, whatever hosts the handler. `start` is called at once. */
export const createExecutionEnvironment = (start: (events: HostEvents) => Host): FunctionWorker => {
  const startedAt = performance.now();
  const exitListeners: (() => void)[] = [];
  const initLines: string[] = [];
  let running: Running | undefined;
  let initError: FunctionError | undefined;
  let isKilled = false;
  let initMs = 0;
  const { promise: ready, resolve: setReady, reject: setFailed } = Promise.withResolvers<void>();
  ready.catch(() => {});

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
  const take = async (invocation: Running, bytes: Uint8Array) => {
    invocation.bytes += bytes.length;
    const { limit, write } = invocation.answer;
    if (invocation.bytes > limit) {
      const why = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
      settle(failedOutcome("Function.ResponseSizeTooLarge", invocation.id, why));
      return kill();
    }
    await write(bytes);
    host.tell({ takenOf: invocation.id });
  };

  const receive = (message: ThreadMessage) => {
    switch (message.type) {
      case "ready":
        initMs = performance.now() - startedAt;
        return setReady();
      case "log":
        return log(message.line);
      case "init-error":
        initError = message.error;
        return;
      case "stream":
        if (running?.id === message.id) running.answer.begin(message.contentType);
        return;
      case "chunk":
        if (running?.id === message.id) void take(running, message.bytes);
        return;
      case "result":
        if (running?.id === message.id) {
          const { payload, heapUsed, cpuMs } = message;
          settle({ payload, heapUsed, cpuMs, fatal: false });
        }
        return;
      case "error":
        if (running?.id === message.id) {
          const { payload, error, heapUsed, cpuMs, fatal } = message;
          settle({ payload, error, heapUsed, cpuMs, fatal });
        }
    }
  };

  const ended = (how: string | undefined) => {
    const known = isKilled ? "signal: killed" : how;
    const why = known ? `Runtime exited with error: ${known}` : "Runtime exited without providing a reason";
    setFailed(new InitFailure(initError ?? { errorType: "Runtime.ExitError", errorMessage: why }, initLines));
    if (running) settle(failedOutcome("Runtime.ExitError", running.id, why));
    for (const listener of exitListeners) listener();
  };

  const kill = async () => {
    isKilled = true;
    await host.end();
  };

  const host = start({ receive, log, ended });

  return {
    ready,
    get initMs() {
      return initMs;
    },
    invoke: (invocation, { timeoutMs, log: sink, answer }) =>
      new Promise((resolve) => {
        for (const line of initLines.splice(0)) sink(line);
        running = { id: invocation.id, log: sink, settle: resolve, answer, bytes: 0 };
        if (timeoutMs !== undefined)
          running.timer = setTimeout(() => {
            const text = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
            sink(`${new Date().toISOString()} ${invocation.id} ${text}`);
            settle(failedOutcome("Sandbox.Timedout", invocation.id, text));
            void kill();
          }, timeoutMs);
        host.tell(invocation);
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

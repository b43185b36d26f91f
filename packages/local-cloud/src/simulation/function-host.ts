import { createExecutionEnvironment } from "../emulators/lambda/worker/execution-environment.ts";
import type { ThreadInvocation } from "../emulators/lambda/worker/protocol.ts";
import { toFunctionError, toLogText } from "../emulators/lambda/worker/thread/errors.ts";
import { callHandler, serialize, takeHandler } from "../emulators/lambda/worker/thread/handler.ts";
import type { StartThread } from "../emulators/lambda/worker/worker.ts";
import { functionGlobals } from "./function-globals.ts";
import { loadBundle } from "./load-bundle.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Network } from "./virtual-network.ts";

export interface FunctionTrouble {
  /** Milliseconds from the start of an environment until its code runs. */
  coldStart(functionName: string): number;
  /** Milliseconds by which the clock of an environment is ahead; negative when it is behind. */
  skew(functionName: string): number;
  /** Milliseconds until an environment hears of an invocation, or the runtime of its answer. */
  latency(functionName: string): number;
}

/** What is measured of real threads has no seed: these are the figures of every one. */
const MEASURED = { heapUsed: 64 * 1024 * 1024, cpuMs: 0 };

export interface FunctionHost {
  readonly startThread: StartThread;
  /** Ends all environments at once, whatever they do. */
  endAll(): void;
}

/** Starts execution environments within this process, each with modules and variables of its own. */
export const createFunctionHost = ({
  scheduler,
  network,
  trouble,
}: {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly trouble: FunctionTrouble;
}): FunctionHost => {
  const running = new Set<() => void>();
  const startThread: StartThread = ({ start, env }) =>
    createExecutionEnvironment(({ receive, ended }) => {
      const { functionName } = start;
      const client = network.client(functionName);
      let isAlive = true;
      let handler: ReturnType<typeof takeHandler> | undefined;
      const end = (how?: string) => {
        if (!isAlive) return;
        isAlive = false;
        running.delete(end);
        client.cut();
        ended(how);
      };
      running.add(end);
      const say = (message: Parameters<typeof receive>[0]) => {
        if (isAlive) receive(message);
      };
      const own = functionGlobals({
        start,
        env,
        network: client,
        skewMs: trouble.skew(functionName),
        log: (line) => say({ type: "log", line }),
        exit: (code) => end(code === 0 ? undefined : `exit status ${code}`),
      });

      const run = async (invocation: ThreadInvocation) => {
        const { id } = invocation;
        own.begin(id);
        own.process.env._X_AMZN_TRACE_ID = invocation.traceHeader;
        const answer = await callHandler(
          handler!,
          JSON.parse(invocation.payload),
          invocation,
          start,
          (then) => scheduler.after(0, then),
        ).then(
          (value) => ({ type: "result" as const, id, payload: serialize(value), ...MEASURED }),
          (thrown: unknown) => {
            const error = toFunctionError(thrown);
            Reflect.get(own.console, "error")("Invoke Error", toLogText(thrown));
            const payload = JSON.stringify(error);
            return { type: "error" as const, id, payload, error, fatal: false, ...MEASURED };
          },
        );
        scheduler.after(trouble.latency(functionName), () => say(answer));
      };

      scheduler.after(trouble.coldStart(functionName), () => {
        if (!isAlive) return;
        try {
          handler = takeHandler(loadBundle(start.bundle, own), start);
          say({ type: "ready" });
        } catch (thrown) {
          say({ type: "init-error", error: toFunctionError(thrown) });
          end("exit status 1");
        }
      });
      return {
        tell(command) {
          if ("takenOf" in command) return;
          scheduler.after(trouble.latency(functionName), () => {
            if (isAlive) void run(command);
          });
        },
        end: async () => end(),
      };
    });
  return {
    startThread,
    endAll() {
      for (const end of [...running]) end();
    },
  };
};

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { watchMemory } from "../bench/process-tree.ts";
import type { Target } from "./attack.ts";
import type { Accepted, Question, Reply } from "./target.ts";

/** The system under attack, running. */
export interface TargetProcess {
  readonly target: Target;
  /** How the process ended, if it did, with the last it printed. */
  readonly ended: string | undefined;
  /** The last that it printed: its warnings. */
  readonly printed: string;
  /** Resident memory of its processes in megabytes: at the highest since it was last asked. */
  memoryPeakMb(): number;
  /** Lets everything come to rest; resolves with what is wrong afterwards, a sentence each. */
  check(accepted: readonly Accepted[]): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const startLimitMs = 180_000;
const root = fileURLToPath(new URL("../..", import.meta.url));

const nextReply = <T>(
  child: ChildProcess,
  take: (reply: Reply) => T | undefined,
  what: string,
  limitMs: number,
) =>
  new Promise<T>((resolve, reject) => {
    const stop = () => {
      clearTimeout(limit);
      child.off("message", look);
      child.off("exit", end);
    };
    const look = (reply: Reply) => {
      const taken = take(reply);
      if (taken === undefined) return;
      stop();
      resolve(taken);
    };
    const end = () => {
      stop();
      reject(new Error(`The target ended before ${what}.`));
    };
    const limit = setTimeout(() => {
      stop();
      reject(new Error(`The target did not answer within ${limitMs / 1000} s: ${what}.`));
    }, limitMs);
    child.on("message", look);
    child.on("exit", end);
  });

export const startTarget = async (): Promise<TargetProcess> => {
  const child = fork(fileURLToPath(new URL("./target.ts", import.meta.url)), {
    cwd: root,
    execArgv: ["--max-semi-space-size=8"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let printed = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed = (printed + text).slice(-4000);
    });
  let ended: string | undefined;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      ended = `exit code ${code ?? signal}; the last it printed:\n${printed}`;
      resolve();
    });
  });
  const ask = (question: Question) => child.connected && child.send(question);
  let memory = watchMemory(child.pid!);
  try {
    const target = await nextReply(
      child,
      (reply) => ("ready" in reply ? reply.ready : undefined),
      "it was ready",
      startLimitMs,
    );
    return {
      target,
      get ended() {
        return ended;
      },
      get printed() {
        return printed;
      },
      memoryPeakMb() {
        memory.stop();
        const { peakMb } = memory;
        memory = watchMemory(child.pid!);
        return peakMb;
      },
      check: (accepted) => {
        ask({ kind: "check", accepted });
        return nextReply(
          child,
          (reply) => ("checked" in reply ? reply.checked : undefined),
          "how it stands",
          startLimitMs,
        );
      },
      stop: async () => {
        ask({ kind: "stop" });
        const force = setTimeout(() => child.kill("SIGKILL"), 20_000);
        await gone;
        clearTimeout(force);
        memory.stop();
      },
    };
  } catch (error) {
    memory.stop();
    child.kill("SIGKILL");
    throw new Error(`${(error as Error).message} It printed:\n${printed}`, { cause: error });
  }
};

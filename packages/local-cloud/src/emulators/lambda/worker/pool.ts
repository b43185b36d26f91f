import { performance } from "node:perf_hooks";
import { AwsError } from "../../../core/aws-error.ts";
import { type Bundle, BundleError } from "../bundle/bundle.ts";
import type { RecordedStream } from "../streaming/answer-stream.ts";
import type { WorkerBudget } from "./budget.ts";
import { type FunctionWorker, InitFailure, type Outcome } from "./execution-environment.ts";
import type { FunctionError, ThreadInvocation } from "./protocol.ts";
import type { Slot } from "./slots.ts";

/** One invocation on its way to a thread. */
export interface Job {
  readonly id: string;
  /** Number of the hop that its trace began with: what began first is done first. */
  readonly since: number;
  readonly payload: string;
  readonly invokedArn: string;
  readonly clientContext?: string;
  readonly answer: RecordedStream;
  /** Called when a thread takes it; answers the journal hop that its AWS calls follow from. */
  begin(cold?: { initMs: number }): { hopId: number; traceHeader: string };
  log(line: string): void;
}

/** The warm threads of one function. */
export interface WorkerPool {
  /** Throws TooManyRequestsException beyond the reserved concurrency; never rejects otherwise. */
  submit(job: Job): Promise<Outcome>;
  /** Resolves when a thread is idle or the wait was long enough for another to be started, or when aborted. */
  ready(signal: AbortSignal): Promise<void>;
  /** Starts a thread before the first invocation asks for one; resolves when it has loaded or failed. */
  warm(): Promise<void>;
  /**
   * Keeps that many threads, as far as there is room, whether or not anything invokes them; resolves when they have
   * loaded or failed. Those started for it are no cold start of an invocation.
   */
  provision(count: number): Promise<void>;
  /** Ends every thread that runs code older than `generation`: now, or after what it does. */
  renew(generation: number): void;
  stop(): Promise<void>;
}

export interface PoolOptions {
  readonly functionName: string;
  readonly timeoutMs?: number;
  reservedConcurrency(): number | undefined;
  readonly maximum: number;
  /** How long an invocation waits before another thread is started for it: starting one takes longer than most. */
  readonly growAfterMs: number;
  readonly idleMs: number;
  readonly budget: WorkerBudget;
  bundle(): Promise<Bundle>;
  start(bundle: Bundle, slot: Slot, isProvisioned: boolean): FunctionWorker;
  takeSlot(): Slot;
  giveBackSlot(slot: Slot): void;
}

interface Member {
  readonly worker: FunctionWorker;
  readonly slot: Slot;
  readonly bundle: Bundle;
  state: "starting" | "idle" | "busy" | "ended";
  fresh: boolean;
  /** When it took the invocation it is busy with. */
  busySince: number;
  idleTimer?: NodeJS.Timeout;
  end(): void;
}

interface Waiting {
  readonly job: Job;
  resolve(outcome: Outcome): void;
}

/** Share of the time in which the event loop of the emulators works. */
const SATURATED = 0.8;

const STOPPED: FunctionError = {
  errorType: "Runtime.ExitError",
  errorMessage: "The local cloud has stopped.",
};

export const createWorkerPool = (options: PoolOptions): WorkerPool => {
  const { budget } = options;
  const members = new Set<Member>();
  const queue: Waiting[] = [];
  const gates = new Set<() => void>();
  let inFlight = 0;
  let spawning = 0;
  let growTimer: NodeJS.Timeout | undefined;
  let newest = 0;
  let provisioned = 0;
  let stopped = false;

  const failAll = (error: FunctionError, lines: readonly string[] = []) => {
    for (const { job, resolve } of queue.splice(0)) {
      job.begin();
      for (const line of lines) job.log(line);
      resolve({ payload: JSON.stringify(error), error, heapUsed: 0, fatal: true });
    }
    for (const open of [...gates]) open();
  };

  /** False when there is no room for another, or it does not start. */
  const spawn = async (isProvisioned = false): Promise<boolean> => {
    spawning++;
    try {
      const bundle = await options.bundle();
      if (stopped || !budget.take({ force: members.size === 0 })) return false;
      newest = Math.max(newest, bundle.generation);
      const member = enlist(bundle, isProvisioned);
      await member.worker.ready;
      if (member.state !== "starting") return false;
      // The source changed while the thread was loading: it may have read half of the new bundle.
      if (bundle.generation < newest) member.end();
      else rest(member);
      return true;
    } catch (error) {
      if (error instanceof InitFailure) failAll(error.reason, error.lines);
      else
        failAll({
          errorType: error instanceof BundleError ? "Runtime.BundleError" : "Runtime.ExitError",
          errorMessage: error instanceof Error ? error.message : String(error),
          trace: [],
        });
      return false;
    } finally {
      spawning--;
      pump();
    }
  };

  const enlist = (bundle: Bundle, isProvisioned: boolean): Member => {
    const slot = options.takeSlot();
    const worker = options.start(bundle, slot, isProvisioned);
    const member: Member = {
      worker,
      slot,
      bundle,
      state: "starting",
      fresh: !isProvisioned,
      busySince: 0,
      end: () => {
        if (member.state === "ended") return;
        member.state = "ended";
        void worker.kill();
      },
    };
    slot.crash = () => worker.kill();
    members.add(member);
    worker.onExit(() => {
      member.state = "ended";
      clearTimeout(member.idleTimer);
      members.delete(member);
      budget.busy(member);
      budget.giveBack();
      options.giveBackSlot(slot);
      pump();
    });
    return member;
  };

  const rest = (member: Member) => {
    if (member.state === "ended") return;
    if (member.bundle.generation < newest) return member.end();
    if (budget.isOver && members.size > Math.max(1, provisioned)) return member.end();
    member.state = "idle";
    budget.idle(member);
    if (member.idleTimer) member.idleTimer.refresh();
    else member.idleTimer = setTimeout(() => leave(member), options.idleMs).unref();
    pump();
  };

  const leave = (member: Member) => {
    if (member.state === "idle" && members.size > Math.max(1, provisioned)) member.end();
  };

  const run = (member: Member, { job, resolve }: Waiting) => {
    member.state = "busy";
    member.busySince = performance.now();
    budget.busy(member);
    const { hopId, traceHeader } = job.begin(member.fresh ? { initMs: member.worker.initMs } : undefined);
    member.fresh = false;
    const { timeoutMs } = options;
    const invocation: ThreadInvocation = {
      id: job.id,
      payload: job.payload,
      invokedArn: job.invokedArn,
      traceHeader,
      deadline: Date.now() + (timeoutMs ?? 900_000),
      clientContext: job.clientContext,
    };
    member.slot.invocation = { requestId: job.id, hopId, calls: 0 };
    member.worker.invoke(invocation, { timeoutMs, log: job.log, answer: job.answer }).then((outcome) => {
      resolve(outcome);
      if (outcome.fatal) member.end();
      else rest(member);
    });
  };

  /** Of a thousand orders at once each would else wait at every step for the first steps of all others. */
  const enqueue = (waiting: Waiting) => {
    const before = queue.findLastIndex(({ job }) => job.since <= waiting.job.since);
    queue.splice(before + 1, 0, waiting);
  };

  const pump = () => {
    if (stopped) return;
    for (const member of members) {
      if (member.state !== "idle") continue;
      if (queue.length > 0) run(member, queue.shift()!);
      else if (gates.size > 0) openGate();
      else return;
    }
    if (queue.length > 0 || gates.size > 0) grow();
  };

  const openGate = () => {
    const [open] = gates;
    open?.();
  };

  const grow = () => {
    if (spawning > 0 || members.size >= options.maximum) return;
    if (members.size === 0) {
      void spawn();
      return;
    }
    if (growTimer) return;
    const before = performance.eventLoopUtilization();
    growTimer = setTimeout(() => {
      growTimer = undefined;
      if ((queue.length === 0 && gates.size === 0) || spawning > 0 || members.size >= options.maximum) return;
      const isSaturated = performance.eventLoopUtilization(before).utilization > SATURATED;
      if (waitsAreLong(isSaturated)) void spawn();
      else grow();
    }, options.growAfterMs);
  };

  /**
   * Whether every thread waits for something slow. One that waits for emulators without a moment to spare waits for
   * the processor: more threads would only take memory, and time to start.
   */
  const waitsAreLong = (isSaturated: boolean) => {
    const long = options.growAfterMs * (isSaturated ? 10 : 1);
    const now = performance.now();
    return [...members].every(({ state, busySince }) => state === "busy" && now - busySince >= long);
  };

  return {
    submit: async (job) => {
      if (inFlight >= (options.reservedConcurrency() ?? Number.POSITIVE_INFINITY))
        throw new AwsError("TooManyRequestsException", "Rate Exceeded.", {
          status: 429,
          fields: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded", Type: "User" },
        });
      inFlight++;
      return new Promise<Outcome>((resolve) => {
        enqueue({
          job,
          resolve: (outcome) => {
            inFlight--;
            resolve(outcome);
          },
        });
        if (stopped) failAll(STOPPED);
        else pump();
      });
    },
    ready: (signal) => {
      const idle = queue.length === 0 && [...members].some(({ state }) => state === "idle");
      if (stopped || signal.aborted || idle) return Promise.resolve();
      return new Promise<void>((resolve) => {
        const open = () => {
          gates.delete(open);
          signal.removeEventListener("abort", open);
          resolve();
        };
        gates.add(open);
        signal.addEventListener("abort", open, { once: true });
        pump();
      });
    },
    warm: async () => {
      if (members.size === 0 && spawning === 0) await spawn();
    },
    provision: async (count) => {
      provisioned = Math.min(count, options.maximum);
      while (!stopped && members.size < provisioned) if (!(await spawn(true))) return;
    },
    renew: (generation) => {
      newest = Math.max(newest, generation);
      for (const member of members) if (member.state === "idle") member.end();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(growTimer);
      const ended = [...members].map((member) => member.worker.kill());
      await Promise.all(ended);
      failAll(STOPPED);
    },
  };
};

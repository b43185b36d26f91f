import { randomUUID } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop, Journal } from "../../core/journal.ts";
import type { Bundles } from "./bundle/bundles.ts";
import type { FirstUse } from "./first-use.ts";
import type { FoundFunction, LambdaFunction } from "./functions.ts";
import type { Layers } from "./layers/store.ts";
import type { Lineage } from "./lineage.ts";
import { type LogFiles, platformLog } from "./logs.ts";
import { createTraceMapper } from "./source-trace.ts";
import { type AnswerStream, recordStream } from "./streaming/answer-stream.ts";
import type { WorkerBudget } from "./worker/budget.ts";
import { createWorkerPool, type WorkerPool } from "./worker/pool.ts";
import type { FunctionError } from "./worker/protocol.ts";
import { createSlots } from "./worker/slots.ts";
import { createEnvironmentStarter } from "./worker/start-environment.ts";
import type { StartThread } from "./worker/worker.ts";

/** One run of a function. */
export interface RunRequest {
  /** JSON text of the event. */
  readonly payload: string;
  readonly causes: readonly number[];
  readonly source?: string;
  readonly attempt?: number;
  readonly requestId?: string;
  readonly clientContext?: string;
  /** Names the execution of a durable function. */
  readonly executionName?: string;
  /** Of the code that is to run; by default the newest. */
  readonly generation?: number;
  /** Takes an answer that comes in pieces, which otherwise is gathered. */
  readonly answer?: AnswerStream;
}

export interface RunResult {
  readonly requestId: string;
  /**
   * JSON text of the answer, or of the error. Of an answer that came in pieces their text, and where the request took
   * them, only its beginning.
   */
  readonly payload: string;
  readonly error?: FunctionError;
  /** The hop of the run; what follows from it names this as its cause. */
  readonly hop: Hop;
  readonly lines: readonly string[];
  /** Which version ran. */
  readonly version: string;
  /** Of a durable function: the execution that ended. */
  readonly executionArn?: string;
}

/** Runs functions in their threads, with logs and journal hops. */
export interface Runner {
  /** Throws TooManyRequestsException beyond the reserved concurrency; a failing function is a result. */
  run(found: FoundFunction, request: RunRequest): Promise<RunResult>;
  /** Resolves when the function could run at once, or when aborted. */
  ready(found: FoundFunction, signal: AbortSignal): Promise<void>;
  /** Which code of a function is the newest. */
  generationOf(fn: LambdaFunction): number;
  /** How many invocations, and messages taken for one, wait for a thread to start: the journal has nothing of them yet. */
  waiting(): number;
  /** Ends the threads of older code of a durable function, which nobody needs any more. */
  retire(fn: LambdaFunction, generation: number): void;
  /** Ends all threads of a function, whatever code they have: others are started as it is by then. */
  restart(fn: LambdaFunction): Promise<void>;
  /** Starts the first thread of a function before anything invokes it. */
  warm(fn: LambdaFunction): Promise<void>;
  /** Keeps so many threads of a version, as far as there is room for them; resolves when they have started. */
  provision(found: FoundFunction, count: number): Promise<void>;
  stop(): Promise<void>;
}

export interface RunnerOptions {
  readonly cloud: Cloud;
  readonly lineage: Lineage;
  readonly firstUse: Pick<FirstUse, "note">;
  readonly bundles: Bundles;
  readonly logFiles: LogFiles;
  readonly budget: WorkerBudget;
  /** JavaScript file the threads run. */
  readonly threadCode: string;
  readonly compileCache: string;
  readonly maximumWorkers: number;
  readonly growAfterMs: number;
  readonly idleMs: number;
  readonly layers: Pick<Layers, "foldersOf">;
  readonly startThread?: StartThread;
  /** No function times out, so that a person may stand at a breakpoint. */
  readonly debugging: boolean;
  /** Whether a published version of a function has the code. */
  keepsCode(logicalName: string, generation: number): boolean;
}

/** Number of the hop with which the trace of these causes began; of the next one, when none of them is known. */
const beganAt = (journal: Journal, causes: readonly number[]): number => {
  const cause = causes[0] === undefined ? undefined : journal.hop(causes[0]);
  const first = cause && journal.firstOf(cause.traceId);
  return first?.id ?? journal.size.recorded + 1;
};

export const createRunner = (options: RunnerOptions): Runner => {
  const { cloud, bundles, lineage, logFiles } = options;
  const pools = new Map<string, WorkerPool>();
  const toSources = createTraceMapper();
  const startEnvironment = createEnvironmentStarter(options);
  let stopped = false;

  /**
   * Code of a durable function has threads of its own, since executions that began with it go on with it, and so has that
   * of a version that was published.
   */
  const poolOf = (fn: LambdaFunction, asked?: number, version = fn.version): WorkerPool => {
    const generation = asked ?? (fn.durable ? bundles.generationOf(fn.logicalName) : undefined);
    const key = generation === undefined ? fn.logicalName : `${fn.logicalName}@${generation}`;
    const known = pools.get(key);
    if (known) return known;
    const slots = createSlots(fn, cloud);
    const pool = createWorkerPool({
      functionName: fn.name,
      timeoutMs: options.debugging ? undefined : fn.timeoutMs,
      reservedConcurrency: () => fn.reservedConcurrency,
      maximum: options.maximumWorkers,
      growAfterMs: options.growAfterMs,
      idleMs: options.idleMs,
      budget: options.budget,
      bundle: () => bundles.get(fn.logicalName, generation),
      takeSlot: slots.take,
      giveBackSlot: slots.giveBack,
      start: (bundle, slot, isProvisioned) => startEnvironment({ fn, version, bundle, slot, isProvisioned }),
    });
    pools.set(key, pool);
    // Functions are warmed one after the other, and what is under way may still invoke one: no thread outlives the stop.
    if (stopped) void pool.stop();
    return pool;
  };

  bundles.onChange((name, generation) => {
    toSources.forget();
    pools.get(name)?.renew(generation);
    if (!bundles.isKept(name, generation - 1)) retire(name, generation - 1);
  });

  const retire = (name: string, generation: number) => {
    if (options.keepsCode(name, generation)) return;
    const key = `${name}@${generation}`;
    void pools.get(key)?.stop();
    pools.delete(key);
    bundles.drop(name, generation);
  };

  /** One for all hops: they are many. */
  const calledAs = new Map<string, NonNullable<Hop["as"]>>();
  const asInvoked = (fn: LambdaFunction, invokedArn: string, version: string) => {
    if (invokedArn === fn.arn) return undefined;
    const qualifier = invokedArn.slice(fn.arn.length + 1);
    const key = `${invokedArn} ${version}`;
    const known = calledAs.get(key) ?? { qualifier, version };
    calledAs.set(key, known);
    return known;
  };

  const waiting = new Set<string>();
  let gathering = 0;
  const run = async (found: FoundFunction, request: RunRequest): Promise<RunResult> => {
    const { fn, invokedArn, version, generation } = found.choose();
    const requestId = request.requestId ?? randomUUID();
    const platform = platformLog({
      format: fn.logFormat,
      requestId,
      version,
      memoryMb: fn.memoryMb,
    });
    const answer = recordStream(request.answer);
    const lines: string[] = [];
    const log = (raw: string) => {
      const line = toSources.text(raw);
      lines.push(line);
      logFiles.write(fn.logicalName, line);
    };
    let hop: Hop | undefined;
    let initMs: number | undefined;
    let startedAt = 0;
    waiting.add(requestId);
    const outcome = await poolOf(fn, request.generation ?? generation, version)
      .submit({
        id: requestId,
        since: beganAt(cloud.journal, request.causes),
        payload: request.payload,
        invokedArn,
        clientContext: request.clientContext,
        answer,
        log,
        begin: (cold) => {
          waiting.delete(requestId);
          options.firstUse.note(fn.name);
          initMs = cold?.initMs;
          startedAt = performance.now();
          hop = cloud.journal.record({
            service: "lambda",
            action: "Run",
            resource: fn.arn,
            causes: request.causes,
            input: request.payload,
            source: request.source,
            attempt: request.attempt && request.attempt > 1 ? request.attempt : undefined,
            as: asInvoked(fn, invokedArn, version),
          });
          lineage.ran(fn, hop);
          log(platform.start());
          return { hopId: hop.id, traceHeader: traceHeader(hop) };
        },
      })
      .catch((error: unknown) => {
        const { causes, source } = request;
        if (error instanceof AwsError && error.status === 429)
          cloud.journal.record({ service: "lambda", action: "Throttle", resource: fn.arn, causes, source });
        throw error;
      })
      // One that is refused never begins.
      .finally(() => waiting.delete(requestId));
    const error = outcome.error && toSources.error(outcome.error);
    const payload = error ? JSON.stringify(error) : (answer.text() ?? outcome.payload);
    const durationMs = performance.now() - startedAt;
    const status = error ? (error.errorType === "Sandbox.Timedout" ? "timeout" : "error") : "success";
    for (const line of platform.end({
      durationMs,
      heapUsed: outcome.heapUsed,
      status,
      initMs,
    }))
      log(line);
    const run = hop!;
    run.cpuMs = outcome.cpuMs;
    cloud.journal.record({
      service: "lambda",
      action: "Log",
      resource: fn.logGroup,
      source: fn.name,
      causes: [run.id],
      output: lines,
    });
    cloud.journal.finish(run, {
      output: payload,
      error: error && { code: error.errorType, message: error.errorMessage },
    });
    return { requestId, payload, error, hop: run, lines, version };
  };

  return {
    run,
    waiting: () => waiting.size + gathering,
    ready: async (found, signal) => {
      gathering++;
      await poolOf(found.fn, found.generation, found.version).ready(signal);
      gathering--;
    },
    warm: (fn) => poolOf(fn).warm(),
    provision: ({ fn, generation, version }, count) => poolOf(fn, generation, version).provision(count),
    generationOf: (fn) => bundles.generationOf(fn.logicalName),
    retire: (fn, generation) => {
      if (generation !== bundles.generationOf(fn.logicalName)) retire(fn.logicalName, generation);
    },
    restart: async ({ logicalName }) => {
      const own = [...pools].filter(([key]) => key === logicalName || key.startsWith(`${logicalName}@`));
      for (const [key] of own) pools.delete(key);
      await Promise.all(own.map(([, pool]) => pool.stop()));
    },
    stop: async () => {
      stopped = true;
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
};

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html; unsampled, since no daemon takes segments here. */
const traceHeader = ({ traceId, id }: Hop): string =>
  `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${id.toString(16).padStart(16, "0")};Sampled=0`;

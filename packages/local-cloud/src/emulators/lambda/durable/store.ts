import { randomUUID } from "node:crypto";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { bytes } from "../../../metering/price.ts";
import type { FoundFunction, FunctionRegistry } from "../functions.ts";
import type { Runner } from "../runner.ts";
import { executionArn } from "./arns.ts";
import type { Execution } from "./execution.ts";
import { addEvent, payloadOf } from "./history.ts";
import { createKeptDurableExecutions, executionOperation, type KeptDurableExecutions } from "./kept.ts";
import { restoreExecution, restoreExecutions } from "./restore.ts";

export interface StartRequest {
  /** JSON text of the event. */
  readonly payload: string;
  readonly causes: readonly number[];
  readonly source?: string;
  /** `X-Amz-Durable-Execution-Name`: makes the start idempotent. */
  readonly name?: string;
  /** Whether the caller waits for the end. */
  readonly synchronous: boolean;
}

/** Executions that run, and those whose retention period has not passed. */
export interface ExecutionStore {
  /** The one with the name, or a new one. Throws DurableExecutionAlreadyStartedException for another payload. */
  open(
    found: FoundFunction,
    request: StartRequest,
    generation?: number,
  ): { execution: Execution; isNew: boolean };
  /** Throws ResourceNotFoundException. */
  get(arn: string): Execution;
  find(arn: string): Execution | undefined;
  /** Called when one has ended: the oldest of very many are forgotten. */
  ended(execution: Execution): void;
  running(): Iterable<Execution>;
  /** Whether an execution that runs began with the code of a function, by its logical name. */
  needsCode(name: string, generation: number): boolean;
  /** Oldest first. */
  all(): Execution[];
  /** Takes up those that the run before left. */
  restore(functions: Pick<FunctionRegistry, "find">, generationOf: Runner["generationOf"]): void;
}

const DAY_MS = 86_400_000;

/** Ended executions that are remembered, and those of them whose operations and history are. */
const REMEMBERED = 20_000;
const WITH_HISTORY = 2_000;
/** Those of them that are in memory where all are kept outside it, too: the others are read when somebody asks. */
const IN_MEMORY = 100;

export const notFound = (message: string): AwsError =>
  new AwsError("ResourceNotFoundException", message, { status: 404, fields: { Type: "User" } });

export const createExecutionStore = (cloud: Cloud): ExecutionStore => {
  const keeping = createKeptDurableExecutions(cloud);
  /** Undefined is one that has ended and is read when somebody asks. */
  const byArn = new Map<string, Execution | undefined>();
  const byName = new Map<string, string>();
  const running = new Set<Execution>();
  const ended: string[] = [];
  const withHistory: string[] = [];
  const inMemory: string[] = [];
  let load: (arn: string) => Execution | undefined = () => undefined;

  const add = (execution: Execution) => {
    byArn.set(execution.arn, execution);
    byName.set(nameKey(execution.found.fn.name, execution.name), execution.arn);
    running.add(execution);
  };
  const known = (arn: string): Execution | undefined =>
    byArn.has(arn) ? (byArn.get(arn) ?? load(arn)) : undefined;
  const leaveToDisk = (arn: string) => {
    if (byArn.has(arn)) byArn.set(arn, undefined);
  };
  const forget = (arn: string) => {
    const execution = known(arn);
    byArn.delete(arn);
    if (!execution) return;
    const key = nameKey(execution.found.fn.name, execution.name);
    if (byName.get(key) === arn) byName.delete(key);
    execution.keeper.forget();
  };
  const isOver = ({ endedAt, found }: Execution) =>
    endedAt !== undefined && cloud.clock.now() >= endedAt + found.fn.durable!.retentionDays * DAY_MS;
  const find = (arn: string): Execution | undefined => {
    const execution = known(arn);
    if (!execution || !isOver(execution)) return execution;
    forget(arn);
    return undefined;
  };

  const store: ExecutionStore = {
    open: (found, request, generation) => {
      const name = request.name ?? randomUUID();
      const existing = find(byName.get(nameKey(found.fn.name, name)) ?? "");
      if (existing && existing.input !== request.payload)
        throw new AwsError(
          "DurableExecutionAlreadyStartedException",
          `A durable execution with the name ${name} was already started with another payload: use another name.`,
          { status: 409, fields: { Type: "User" } },
        );
      if (existing) return { execution: existing, isNew: false };
      const execution = createExecution(cloud, keeping, found, name, request, generation);
      add(execution);
      return { execution, isNew: true };
    },
    find,
    get: (arn) => {
      const execution = find(arn);
      if (!execution) throw notFound(`Durable execution not found: ${arn}`);
      return execution;
    },
    needsCode: (name, generation) =>
      [...running].some(({ found, generation: own }) => own === generation && found.fn.logicalName === name),
    running: () => running,
    ended: (execution) => {
      running.delete(execution);
      ended.push(execution.arn);
      withHistory.push(execution.arn);
      inMemory.push(execution.arn);
      if (ended.length > REMEMBERED) forget(ended.shift()!);
      if (cloud.state.isKept && inMemory.length > IN_MEMORY) leaveToDisk(inMemory.shift()!);
      if (withHistory.length <= WITH_HISTORY) return;
      const oldest = known(withHistory.shift()!);
      if (!oldest) return;
      oldest.keeper.forgetHistory();
      Object.assign(oldest, { history: [], operations: new Map(), lastRun: undefined });
    },
    all: () =>
      [...byArn.keys()]
        .flatMap((arn) => find(arn) ?? [])
        .sort((one, other) => one.startedAt - other.startedAt),
    restore(functions, generationOf) {
      const surroundings = { cloud, keeping, functions, generationOf };
      const before = restoreExecutions(surroundings);
      load = (arn) => {
        const kept = keeping.readEnded(arn);
        try {
          return kept && restoreExecution(surroundings, arn, kept);
        } catch {
          // Its function was deleted since.
          return undefined;
        }
      };
      for (const arn of before.ended) {
        byArn.set(arn, undefined);
        byName.set(nameKeyOf(arn), arn);
      }
      ended.push(...before.ended);
      // The run before has forgotten the history of all others.
      withHistory.push(...before.ended.slice(-WITH_HISTORY));
      for (const execution of before.running) add(execution);
    },
  };
  return store;
};

const nameKey = (functionName: string, name: string) => `${functionName}/${name}`;
/** The same of an ARN: `arn:aws:lambda:<region>:<account>:function:<function>:<version>/durable-execution/<name>/<id>`. */
const nameKeyOf = (arn: string) => {
  const [functionArn = "", , name = ""] = arn.split("/");
  return nameKey(functionArn.split(":")[6] ?? "", name);
};

const createExecution = (
  cloud: Cloud,
  keeping: KeptDurableExecutions,
  found: FoundFunction,
  name: string,
  { payload, causes, source, synchronous }: StartRequest,
  generation: number | undefined,
): Execution => {
  const id = randomUUID();
  const arn = executionArn(found.fn.arn, found.version, name, id);
  const startedAt = cloud.clock.now();
  const hop = cloud.journal.record({
    service: "lambda",
    action: "StartDurableExecution",
    resource: arn,
    source,
    causes,
    input: payload,
  });
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  const execution: Execution = {
    arn,
    name,
    found,
    input: payload,
    synchronous,
    generation,
    startedAt,
    hop,
    operations: new Map(),
    history: [],
    settled,
    settle,
    timers: new Set(),
    status: "RUNNING",
    operationCount: 1,
    bytesWritten: bytes(payload),
    unseen: new Set(),
    reasons: new Set([hop.id]),
    failures: 0,
    keeper: keeping.keeperOf(arn),
  };
  keeping.begun(execution);
  const at = new Date(startedAt);
  execution.operations.set(id, { hop, value: executionOperation(execution, id) });
  addEvent(
    execution,
    "ExecutionStarted",
    at,
    {
      ExecutionStartedDetails: {
        Input: payloadOf(payload),
        ExecutionTimeout: found.fn.durable!.executionTimeoutMs / 1000,
      },
    },
    { Id: id, Name: name, Type: "EXECUTION", StartTimestamp: at, Status: "STARTED" },
  );
  return execution;
};

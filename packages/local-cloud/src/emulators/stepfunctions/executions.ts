import { randomUUID } from "node:crypto";
import type { Cloud } from "../../core/cloud.ts";
import type { Hop } from "../../core/journal.ts";
import { StateError } from "./errors.ts";
import {
  contextOf,
  describeExecution,
  type Execution,
  type ExecutionDescription,
  type Machine,
  qualifiedArns,
} from "./execution.ts";
import { createExecutionLog } from "./execution-log.ts";
import { createHistory } from "./history.ts";
import { createLifetime, Ended } from "./lifetime.ts";
import { machineOfProcessor } from "./map/children.ts";
import type { ExecutionJournal } from "./map/quiet-journal.ts";
import { goOn } from "./run/position.ts";
import { runProgram } from "./run/run-program.ts";
import type { Runtime, Thread } from "./run/visit.ts";
import { publishStatus } from "./status-change.ts";

export interface StartOptions {
  /** By which version or alias it is started, and which version that means. */
  readonly as?: Hop["as"];
  readonly name?: string;
  readonly input: unknown;
  readonly inputText: string;
  readonly causes: readonly number[];
  readonly traceHeader?: string;
  /** Of a child execution of a distributed Map. */
  readonly mapRunArn?: string;
  /** Instead of the cloud's. */
  readonly journal?: ExecutionJournal;
}

/** How an execution ends before its last state does. */
export interface Stop {
  readonly status: "ABORTED" | "TIMED_OUT";
  readonly error?: string;
  readonly cause?: string;
}

/** Runs executions and remembers those of Standard machines. */
export interface Executions {
  start(machine: Machine, options: StartOptions): Execution;
  /** Lets one that failed, timed out or was stopped go on from where it did. */
  redrive(execution: Execution, causes: readonly number[]): void;
  stop(execution: Execution, stop: Stop): void;
  /** Ends and forgets all of a machine. */
  deleteOf(machineArn: string): void;
  find(arn: string): Execution | undefined;
  /** Of a machine, newest first. */
  of(machineArn: string): Execution[];
  /** For a task that waits for the execution it started. */
  child(arn: string): {
    ended: Promise<{ description: ExecutionDescription; causes: readonly number[] }>;
    stop(): void;
  };
  stopAll(): void;
}

/** Executions remembered, and those of them whose history is. Running ones always are. */
const REMEMBERED = 20_000;
const HISTORIES = 2_000;
/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EXPRESS_LIMIT_SECONDS = 300;

export const createExecutions = (surroundings: Runtime & { cloud: Cloud }): Executions => {
  const { clock, journal, warn } = surroundings.cloud;
  const remembered = new Map<string, Execution>();
  const byMachine = new Map<string, Set<Execution>>();
  const running = new Set<Execution>();
  const withHistory: Execution[] = [];

  const remember = (execution: Execution) => {
    remembered.set(execution.arn, execution);
    const siblings = byMachine.get(execution.machine.arn);
    if (siblings) siblings.add(execution);
    else byMachine.set(execution.machine.arn, new Set([execution]));
  };
  const forgetOldest = (execution: Execution) => {
    withHistory.push(execution);
    if (withHistory.length > HISTORIES) withHistory.shift()!.history.forget();
    if (remembered.size <= REMEMBERED) return;
    for (const oldest of remembered.values()) {
      if (oldest.status === "RUNNING") continue;
      remembered.delete(oldest.arn);
      byMachine.get(oldest.machine.arn)?.delete(oldest);
      return;
    }
  };

  const create = (machine: Machine, options: StartOptions): { execution: Execution; resolve(): void } => {
    const standard = machine.type === "STANDARD";
    const name = options.name ?? randomUUID();
    const arn = standard
      ? `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`
      : `${machine.arn.replace(":stateMachine:", ":express:")}:${name}:${randomUUID()}`;
    const startedAt = clock.now();
    const { promise, resolve } = Promise.withResolvers<void>();
    const own = options.journal ?? journal;
    const execution: Execution = {
      arn,
      name,
      machine,
      as: options.as,
      input: options.input,
      inputText: options.inputText,
      startedAt,
      traceHeader: options.traceHeader,
      mapRunArn: options.mapRunArn,
      context: contextOf(machine, { arn, name, input: options.input, startedAt }),
      history: createHistory(() => clock.now(), {
        keep: standard,
        log: createExecutionLog(surroundings.cloud, machine, arn),
        redriveCount: () => execution.redriveCount,
      }),
      lifetime: createLifetime(),
      journal: own,
      began: own.record({
        service: "states",
        action: "BeginExecution",
        resource: arn,
        source: machine.arn,
        as: options.as,
        causes: options.causes,
        input: options.input,
      }),
      done: promise,
      position: { parts: [] },
      redriveCount: 0,
      status: "RUNNING",
    };
    return { execution, resolve };
  };

  /** Ends it once; whatever still runs of it is told to stop. */
  const end = (
    execution: Execution,
    lastEventId: number,
    causes: readonly number[],
    result: { status: Execution["status"]; output?: unknown; error?: string | null; cause?: string | null },
  ) => {
    if (execution.status !== "RUNNING") return;
    const { status, output } = result;
    execution.status = status;
    execution.stoppedAt = clock.now();
    if (status === "SUCCEEDED") execution.outputText = JSON.stringify(output);
    execution.error = result.error ?? undefined;
    execution.cause = result.cause ?? undefined;
    const [type, details] = endEvents[status];
    execution.history.add(
      type,
      lastEventId,
      status === "SUCCEEDED"
        ? [details, { output }]
        : [details, { error: result.error, cause: result.cause }],
    );
    const { error, cause } = execution;
    const outcome = {
      output: status === "SUCCEEDED" ? output : undefined,
      // Who stops an execution asked for it: nothing went wrong.
      error:
        status === "FAILED" || status === "TIMED_OUT"
          ? { code: error ?? status, message: cause ?? "" }
          : undefined,
    };
    execution.endedBy = execution.journal.record({
      service: "states",
      action: "EndExecution",
      resource: execution.arn,
      source: execution.machine.arn,
      as: execution.as,
      causes,
      input: status === "ABORTED" ? { status, error, cause } : { status },
      ...outcome,
    });
    execution.journal.finish(execution.began, outcome);
    execution.journal.link(`sfn:${execution.arn}`, execution.endedBy);
    running.delete(execution);
    execution.lifetime.end();
    publishStatus(surroundings.cloud, execution);
    if (execution.machine.type === "STANDARD") forgetOldest(execution);
  };

  const run = async (execution: Execution, thread: Thread) => {
    try {
      const output = await runProgram(thread, execution.machine.compiled.program, execution.input);
      if (thread.lifetime !== execution.lifetime) return;
      end(execution, thread.lastEventId, thread.causes, { status: "SUCCEEDED", output });
    } catch (error) {
      // What is late of a run that was ended says nothing of the one after a redrive.
      if (error instanceof Ended || thread.lifetime !== execution.lifetime) return;
      const failure =
        error instanceof StateError
          ? error
          : new StateError("States.Runtime", error instanceof Error ? error.message : String(error));
      if (failure.error === "States.QueryEvaluationError" || failure.error === "States.Runtime")
        warn(`State machine ${execution.machine.name}: ${failure.error}: ${failure.details}`);
      end(execution, thread.lastEventId, thread.causes, {
        status: "FAILED",
        error: failure.error,
        cause: failure.details,
      });
    }
  };

  const stop = (execution: Execution, { status, error, cause }: Stop) =>
    end(execution, 0, [execution.began.id], { status, error, cause });

  /** Runs it from its position, under its state machine's timeout. */
  const go = (execution: Execution, resolve: () => void, lastEventId: number) => {
    const { machine, journal: own } = execution;
    const limit = machine.compiled.timeoutSeconds ?? Number.POSITIVE_INFINITY;
    const seconds = machine.type === "EXPRESS" ? Math.min(limit, EXPRESS_LIMIT_SECONDS) : limit;
    if (Number.isFinite(seconds)) {
      // AWS shows no error for a Standard execution, only the status.
      const error = machine.type === "EXPRESS" ? "States.Timeout" : undefined;
      const expire = () => stop(execution, { status: "TIMED_OUT", error });
      execution.lifetime.onEnd(clock.schedule(seconds * 1000, expire));
    }
    execution.lifetime.onEnd(resolve);
    void run(execution, {
      runtime: own === journal ? runtime : withJournal(runtime, own),
      execution,
      scope: Object.create(null),
      lifetime: execution.lifetime,
      // Express executions are not redriven.
      position: machine.type === "STANDARD" ? execution.position : undefined,
      lastEventId,
      causes: [execution.began.id],
    });
  };

  const executions: Executions = {
    start(machine, options) {
      const { execution, resolve } = create(machine, options);
      execution.journal.link(`sfn:${execution.arn}`, execution.began);
      running.add(execution);
      if (machine.type === "STANDARD") remember(execution);
      publishStatus(surroundings.cloud, execution);
      execution.history.add("ExecutionStarted", 0, [
        "executionStartedEventDetails",
        { input: options.input, roleArn: machine.roleArn, ...qualifiedArns(execution) },
      ]);
      go(execution, resolve, 0);
      return execution;
    },
    redrive(execution, causes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const { history, machine } = execution;
      const at = withHistory.indexOf(execution);
      if (at >= 0) withHistory.splice(at, 1);
      const now = clock.now();
      const redriveCount = execution.redriveCount + 1;
      const { Execution: context } = execution.context as { Execution: object };
      Object.assign(execution, {
        status: "RUNNING",
        lifetime: createLifetime(),
        done: promise,
        redriveCount,
        redrivenAt: now,
        stoppedAt: undefined,
        error: undefined,
        cause: undefined,
        endedBy: undefined,
        context: {
          ...execution.context,
          Execution: { ...context, RedriveCount: redriveCount, RedriveTime: new Date(now).toISOString() },
        },
      } satisfies Partial<Execution>);
      execution.began = execution.journal.record({
        service: "states",
        action: "BeginExecution",
        resource: execution.arn,
        source: machine.arn,
        as: execution.as,
        attempt: redriveCount + 1,
        causes,
        input: execution.input,
      });
      execution.journal.link(`sfn:${execution.arn}`, execution.began);
      running.add(execution);
      publishStatus(surroundings.cloud, execution);
      const redriven = history.add("ExecutionRedriven", history.size, [
        "executionRedrivenEventDetails",
        { redriveCount },
      ]);
      goOn(execution.position);
      go(execution, resolve, redriven);
    },
    stop,
    deleteOf(machineArn) {
      const isOf = ({ machine: { arn } }: Execution) =>
        arn === machineArn || arn.startsWith(`${machineArn}/`);
      for (const execution of [...running].filter(isOf))
        stop(execution, { status: "ABORTED", cause: "The state machine was deleted." });
      for (const execution of [...remembered.values()].filter(isOf)) {
        remembered.delete(execution.arn);
        byMachine.delete(execution.machine.arn);
      }
    },
    find: (arn) => remembered.get(arn),
    of: (machineArn) => [...(byMachine.get(machineArn) ?? [])].reverse(),
    child(arn) {
      const execution = remembered.get(arn);
      if (!execution) throw new StateError("States.Runtime", `No execution ${arn} to wait for.`);
      return {
        ended: execution.done.then(() => ({
          description: describeExecution(execution),
          causes: execution.endedBy ? [execution.endedBy.id] : [],
        })),
        stop: () => stop(execution, { status: "ABORTED", cause: "The parent execution ended." }),
      };
    },
    stopAll() {
      for (const execution of [...running]) execution.lifetime.end();
      running.clear();
    },
  };
  const runtime: Runtime = {
    ...surroundings,
    children: {
      machineOf: (parent, state) => machineOfProcessor(parent, state, clock.now()),
      start: executions.start,
      stop,
    },
  };
  return executions;
};

const withJournal = (runtime: Runtime, journal: ExecutionJournal): Runtime => ({
  ...runtime,
  cloud: Object.assign(Object.create(runtime.cloud) as Runtime["cloud"], { journal }),
});

const endEvents: Readonly<Record<Execution["status"], readonly [type: string, details: string]>> = {
  RUNNING: ["ExecutionStarted", "executionStartedEventDetails"],
  SUCCEEDED: ["ExecutionSucceeded", "executionSucceededEventDetails"],
  FAILED: ["ExecutionFailed", "executionFailedEventDetails"],
  TIMED_OUT: ["ExecutionTimedOut", "executionTimedOutEventDetails"],
  ABORTED: ["ExecutionAborted", "executionAbortedEventDetails"],
};

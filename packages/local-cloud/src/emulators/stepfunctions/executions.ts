import type { Cloud } from "../../core/cloud.ts";
import { createExecutionFactory, type KeptFor, type StartOptions } from "./create-execution.ts";
import { type Result, recordEnd } from "./end-execution.ts";
import { StateError } from "./errors.ts";
import {
  describeExecution,
  type Execution,
  type ExecutionDescription,
  type Machine,
  qualifiedArns,
} from "./execution.ts";
import { createKeptExecutions } from "./kept-executions.ts";
import { createKeptExpress } from "./kept-express.ts";
import { Ended } from "./lifetime.ts";
import type { Machines } from "./machines.ts";
import { machineOfProcessor } from "./map/children.ts";
import type { ExecutionJournal } from "./map/quiet-journal.ts";
import { recordRedrive, whyNotRedrivable } from "./redrive.ts";
import { createRememberedExecutions } from "./remembered-executions.ts";
import { createLost, restoreEnded, restoreExpress, restoreRunning } from "./restore-executions.ts";
import type { Revisions } from "./revisions.ts";
import { beginAnew } from "./run/position.ts";
import { runProgram } from "./run/run-program.ts";
import type { Runtime, Thread } from "./run/visit.ts";
import { publishStatus } from "./status-change.ts";

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
  /** Takes up those that the run before left. */
  restore(machines: Pick<Machines, "all" | "find">): void;
  /** Lets those go on that were taken up. */
  goOn(): void;
  stopAll(): void;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EXPRESS_LIMIT_SECONDS = 300;

export const createExecutions = (
  surroundings: Runtime & { cloud: Cloud; revisions: Revisions },
): Executions => {
  const { cloud, revisions } = surroundings;
  const { clock, journal, warn } = cloud;
  const kept = createKeptExecutions(cloud.state, revisions);
  const keptExpress = createKeptExpress(cloud.state, revisions);
  const keptFor: KeptFor = ({ type }) => (type === "STANDARD" ? kept : undefined);
  const remembered = createRememberedExecutions(kept);
  const factory = createExecutionFactory(cloud, keptFor);
  const running = new Set<Execution>();
  /** Those that were under way in the run before. */
  const ofMapRuns = new Map<string, Execution[]>();
  let cutOff: readonly { machine: Machine; options: StartOptions }[] = [];

  /** Ends it once; whatever still runs of it is told to stop. */
  const end = (execution: Execution, lastEventId: number, causes: readonly number[], result: Result) => {
    if (execution.status !== "RUNNING") return;
    recordEnd(execution, { ...result, lastEventId, causes, now: clock.now() });
    running.delete(execution);
    execution.lifetime.end();
    publishStatus(cloud, execution);
    if (execution.machine.type !== "STANDARD") return keptExpress.ended(execution.arn);
    // Nobody redrives it.
    if (result.status === "SUCCEEDED") execution.position = { parts: [] };
    kept?.ended(execution);
    remembered.ended(execution);
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
  const go = (execution: Execution, lastEventId: number) => {
    const { machine, journal: own } = execution;
    const limit = machine.compiled.timeoutSeconds ?? Number.POSITIVE_INFINITY;
    const seconds = machine.type === "EXPRESS" ? Math.min(limit, EXPRESS_LIMIT_SECONDS) : limit;
    execution.lifetime.onEnd(execution.settle);
    if (Number.isFinite(seconds)) {
      // AWS shows no error for a Standard execution, only the status.
      const error = machine.type === "EXPRESS" ? "States.Timeout" : undefined;
      const due = (execution.redrivenAt ?? execution.startedAt) + seconds * 1000;
      const expire = () => stop(execution, { status: "TIMED_OUT", error });
      if (due <= clock.now()) return expire();
      execution.lifetime.onEnd(clock.schedule(due - clock.now(), expire));
    }
    void run(execution, {
      runtime: own === journal ? runtime : withJournal(runtime, own),
      execution,
      scope: Object.create(null),
      lifetime: execution.lifetime,
      // Express executions never go on.
      position: machine.type === "STANDARD" ? execution.position : undefined,
      lastEventId,
      causes: [execution.began.id],
    });
  };

  const executions: Executions = {
    start(machine, options) {
      const execution = factory.create(machine, options);
      execution.journal.link(`sfn:${execution.arn}`, execution.began);
      running.add(execution);
      if (machine.type === "STANDARD") {
        remembered.add(execution);
        kept?.begun(execution);
      } else if (!options.isAwaited) keptExpress.begun(execution);
      publishStatus(cloud, execution);
      execution.history.add("ExecutionStarted", 0, [
        "executionStartedEventDetails",
        { input: options.input, roleArn: machine.roleArn, ...qualifiedArns(execution) },
      ]);
      go(execution, 0);
      return execution;
    },
    redrive(execution, causes) {
      remembered.goesOn(execution);
      recordRedrive(execution, causes, clock.now());
      running.add(execution);
      kept?.begun(execution);
      publishStatus(cloud, execution);
      const { history, redriveCount } = execution;
      const redriven = history.add("ExecutionRedriven", history.size, [
        "executionRedrivenEventDetails",
        { redriveCount },
      ]);
      beginAnew(execution.position);
      go(execution, redriven);
    },
    stop,
    deleteOf(machineArn) {
      const isOf = ({ machine: { arn } }: Execution) =>
        arn === machineArn || arn.startsWith(`${machineArn}/`);
      for (const execution of [...running].filter(isOf))
        stop(execution, { status: "ABORTED", cause: "The state machine was deleted." });
      remembered.forgetOf(machineArn);
    },
    find: remembered.find,
    of: remembered.of,
    child(arn) {
      const execution = remembered.find(arn);
      if (!execution) throw new StateError("States.Runtime", `No execution ${arn} to wait for.`);
      return {
        ended: execution.done.then(() => ({
          description: describeExecution(execution),
          causes: execution.endedBy ? [execution.endedBy.id] : [],
        })),
        stop: () => stop(execution, { status: "ABORTED", cause: "The parent execution ended." }),
      };
    },
    restore(machines) {
      if (!kept) return;
      const lost = createLost(cloud);
      const before = { lost, kept, machines, revisions, restore: factory.restore };
      const ended = restoreEnded(before);
      remembered.addEnded(ended.arns, ended.make);
      for (const execution of restoreRunning(before)) {
        remembered.add(execution);
        running.add(execution);
        const { mapRunArn } = execution;
        if (mapRunArn !== undefined)
          ofMapRuns.set(mapRunArn, [...(ofMapRuns.get(mapRunArn) ?? []), execution]);
      }
      surroundings.mapRuns?.restore(remembered.has);
      cutOff = restoreExpress({ cloud, kept: keptExpress, lost, machines, revisions });
      lost.say();
    },
    goOn() {
      for (const execution of [...running]) {
        execution.journal.link(`sfn:${execution.arn}`, execution.began);
        go(execution, execution.position.lastEventId ?? 0);
      }
      for (const { machine, options } of cutOff) executions.start(machine, options);
      cutOff = [];
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
      redrivable(arn) {
        const child = remembered.find(arn);
        return child && whyNotRedrivable(child, clock.now()) === undefined ? child : undefined;
      },
      redrive: executions.redrive,
      takeOf(mapRunArn) {
        const taken = ofMapRuns.get(mapRunArn) ?? [];
        ofMapRuns.delete(mapRunArn);
        return taken;
      },
    },
  };
  return executions;
};

const withJournal = (runtime: Runtime, journal: ExecutionJournal): Runtime => ({
  ...runtime,
  cloud: Object.assign(Object.create(runtime.cloud) as Runtime["cloud"], { journal }),
});

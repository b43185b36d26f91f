import { z } from "zod";
import type { Hop } from "../../core/journal.ts";
import { createKeptLists, type KeptList } from "../../state/kept-lists.ts";
import { hop } from "../../state/shapes.ts";
import type { State } from "../../state/state.ts";
import type { Execution } from "./execution.ts";
import type { KeptEvent } from "./history.ts";
import type { Revisions } from "./revisions.ts";
import { type KeptPosition, keptPosition, position } from "./run/kept-position.ts";

type Same =
  | "name"
  | "as"
  | "startedAt"
  | "traceHeader"
  | "mapRunArn"
  | "mapIndex"
  | "redriveCount"
  | "redrivenAt"
  | "redriveToken"
  | "status"
  | "stoppedAt"
  | "error"
  | "cause"
  | "inputText"
  | "outputText";

/** An execution as it outlasts the process, without how far it is and its history. */
export interface KeptExecution extends Pick<Execution, Same> {
  readonly machineArn: string;
  /** Of the machine that it is of. */
  readonly revision: string;
  readonly began: Pick<Hop, "id" | "traceId">;
  /** Of its history, once it has ended. */
  readonly pieces?: number;
}

const shape = z.looseObject({
  name: z.string(),
  startedAt: z.number(),
  mapIndex: z.number().optional(),
  redriveCount: z.number(),
  status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  stoppedAt: z.number().optional(),
  inputText: z.string(),
  outputText: z.string().optional(),
  machineArn: z.string(),
  revision: z.string(),
  began: hop,
  pieces: z.number().optional(),
});
const event = z.looseObject({
  id: z.number(),
  previousEventId: z.number(),
  type: z.string(),
  at: z.number(),
  details: z.tuple([z.string(), z.looseObject({})]).optional(),
});

/** Of one that has not ended, or may be redriven. */
interface KeptProgress {
  readonly position: KeptPosition;
  readonly pieces: number;
}

/** What of Standard executions outlasts the process. Those that have ended are many, and read one by one. */
export interface KeptExecutions {
  begun(execution: Execution): void;
  changed(execution: Execution): void;
  ended(execution: Execution): void;
  forgotten(execution: Execution): void;
  /** Its history, which is in so many pieces already. */
  eventsOf(arn: string, pieces: number): KeptList<KeptEvent>;
  /** Those of the run before that had not ended. */
  readRunning(): Iterable<readonly [arn: string, KeptExecution]>;
  /** Those that had, oldest end first. */
  endedArns(): string[];
  readEnded(arn: string): KeptExecution | undefined;
  progressOf(arn: string): KeptProgress | undefined;
  /** Takes away one that has no place any more. */
  drop(arn: string, pieces: number): void;
}

/** Undefined where nothing outlasts the process. */
export const createKeptExecutions = (state: State, revisions: Revisions): KeptExecutions | undefined => {
  if (!state.isKept) return undefined;
  const toKept = (execution: Execution): KeptExecution => {
    const { name, as, startedAt, traceHeader, mapRunArn, mapIndex } = execution;
    const { redriveCount, redrivenAt, redriveToken } = execution;
    const { status, stoppedAt, error, cause, inputText, outputText, began, machine, events } = execution;
    return {
      name,
      as,
      startedAt,
      traceHeader,
      mapRunArn,
      mapIndex,
      redriveCount,
      redrivenAt,
      redriveToken,
      status,
      stoppedAt,
      error,
      cause,
      inputText,
      outputText,
      machineArn: machine.arn,
      revision: revisions.keep(machine),
      began: { id: began.id, traceId: began.traceId },
      pieces: status === "RUNNING" ? undefined : events?.pieces,
    };
  };
  const running = state.records("states/executions", shape, toKept);
  const ended = state.records("states/ended-executions", shape, toKept);
  const progress = state.records(
    "states/progress",
    z.object({ position, pieces: z.number() }),
    ({ position, events }: Execution): KeptProgress => ({
      position: keptPosition(position),
      pieces: events?.pieces ?? 0,
    }),
  );
  const historyOf = createKeptLists<KeptEvent>(state, "states/history", event, (event) => event);

  const drop = (arn: string, pieces: number) => {
    for (const records of [running, ended, progress]) records.delete(arn);
    historyOf(arn, pieces).forget();
  };
  return {
    begun(execution) {
      // Its definition is kept in the same group as whatever needs it.
      revisions.keep(execution.machine);
      ended.delete(execution.arn);
      running.put(execution.arn, execution);
    },
    changed: (execution) => progress.put(execution.arn, execution),
    ended(execution) {
      const { arn } = execution;
      running.delete(arn);
      ended.put(arn, execution);
      if (execution.status === "SUCCEEDED") progress.delete(arn);
      else progress.put(arn, execution);
    },
    forgotten: ({ arn, events }) => drop(arn, events?.pieces ?? 0),
    eventsOf: historyOf,
    readRunning: () => running.read(),
    endedArns: () => ended.keys(),
    readEnded: (arn) => ended.get(arn),
    progressOf: (arn) => progress.get(arn),
    drop,
  };
};

import type { Hop } from "../../core/journal.ts";
import type { State } from "../../state/state.ts";
import type { Execution } from "./execution.ts";
import type { KeptEvent, KeptEvents } from "./history.ts";
import type { Revisions } from "./revisions.ts";
import { type KeptPosition, keptPosition } from "./run/kept-position.ts";

type Same =
  | "name"
  | "as"
  | "startedAt"
  | "traceHeader"
  | "mapRunArn"
  | "redriveCount"
  | "redrivenAt"
  | "redriveToken"
  | "status"
  | "stoppedAt"
  | "error"
  | "cause";

/** An execution as it outlasts the process: short, since there are many. The rest is read when somebody asks for it. */
export interface KeptExecution extends Pick<Execution, Same> {
  readonly machineArn: string;
  /** Of the machine that it is of. */
  readonly revision: string;
  readonly began: Pick<Hop, "id" | "traceId">;
  /** The first event of each piece of its history, once it has ended. */
  readonly pieces?: readonly number[];
}

/** Of one that has not ended, or may be redriven. */
interface KeptProgress {
  readonly position: KeptPosition;
  readonly pieces: readonly number[];
}

/** Events that came between two groups, each of which is written once. */
interface Piece {
  readonly events: KeptEvent[];
  isWritten: boolean;
}

/** What of Standard executions outlasts the process. */
export interface KeptExecutions {
  begun(execution: Execution): void;
  changed(execution: Execution): void;
  ended(execution: Execution): void;
  forgotten(execution: Execution): void;
  /** Its history; the pieces are those that it has, and gets. */
  eventsOf(arn: string, pieces: number[]): KeptEvents;
  /** Those of the run before. */
  read(): Iterable<readonly [arn: string, KeptExecution]>;
  /** JSON text. */
  inputOf(arn: string): string;
  outputOf(arn: string): string | undefined;
  progressOf(arn: string): KeptProgress | undefined;
  /** Takes away one that has no place any more. */
  drop(arn: string, pieces: readonly number[]): void;
}

/** Undefined where nothing outlasts the process. */
export const createKeptExecutions = (state: State, revisions: Revisions): KeptExecutions | undefined => {
  if (!state.isKept) return undefined;
  const executions = state.records("states/executions", (execution: Execution): KeptExecution => {
    const { name, as, startedAt, traceHeader, mapRunArn, redriveCount, redrivenAt, redriveToken } = execution;
    const { status, stoppedAt, error, cause, began, machine, pieces } = execution;
    return {
      name,
      as,
      startedAt,
      traceHeader,
      mapRunArn,
      redriveCount,
      redrivenAt,
      redriveToken,
      status,
      stoppedAt,
      error,
      cause,
      machineArn: machine.arn,
      revision: revisions.keep(machine),
      began: { id: began.id, traceId: began.traceId },
      pieces: status === "RUNNING" ? undefined : pieces,
    };
  });
  const texts = state.records<{ readonly text: string }>("states/texts");
  const progress = state.records(
    "states/progress",
    ({ position, pieces }: Execution): KeptProgress => ({
      position: keptPosition(position),
      pieces,
    }),
  );
  const history = state.records("states/history", (piece: Piece): KeptEvent[] => {
    piece.isWritten = true;
    return piece.events;
  });
  const inputKey = (arn: string) => `${arn} input`;
  const outputKey = (arn: string) => `${arn} output`;
  const pieceKey = (arn: string, first: number) => `${arn} ${first}`;

  const drop = (arn: string, pieces: readonly number[]) => {
    executions.delete(arn);
    progress.delete(arn);
    for (const key of [inputKey(arn), outputKey(arn)]) texts.delete(key);
    for (const first of pieces) history.delete(pieceKey(arn, first));
  };
  return {
    begun(execution) {
      // Its definition is kept in the same group as whatever needs it.
      revisions.keep(execution.machine);
      executions.put(execution.arn, execution);
      if (execution.redriveCount === 0) texts.put(inputKey(execution.arn), { text: execution.inputText });
    },
    changed: (execution) => progress.put(execution.arn, execution),
    ended(execution) {
      const { arn, outputText } = execution;
      executions.put(arn, execution);
      if (outputText !== undefined) texts.put(outputKey(arn), { text: outputText });
      if (execution.status === "SUCCEEDED") progress.delete(arn);
      else progress.put(arn, execution);
    },
    forgotten: ({ arn, pieces }) => drop(arn, pieces),
    eventsOf(arn, pieces) {
      let piece: Piece | undefined;
      return {
        read: () =>
          pieces.flatMap((first) => (history.get(pieceKey(arn, first)) as KeptEvent[] | undefined) ?? []),
        add(event) {
          if (!piece || piece.isWritten) {
            piece = { events: [], isWritten: false };
            pieces.push(event.id);
          }
          piece.events.push(event);
          history.put(pieceKey(arn, pieces.at(-1)!), piece);
        },
        forget() {
          for (const first of pieces.splice(0)) history.delete(pieceKey(arn, first));
        },
      };
    },
    read: () => executions.read(),
    inputOf: (arn) => texts.get(inputKey(arn))?.text ?? "null",
    outputOf: (arn) => texts.get(outputKey(arn))?.text,
    progressOf: (arn) => progress.get(arn),
    drop,
  };
};

import type { LoggingConfiguration } from "@aws-sdk/client-sfn";
import type { Hop } from "../../core/journal.ts";
import type { KeptList } from "../../state/kept-lists.ts";
import type { CompiledDefinition } from "./asl/compile.ts";
import type { History, KeptEvent } from "./history.ts";
import type { Lifetime } from "./lifetime.ts";
import type { ExecutionJournal } from "./map/quiet-journal.ts";
import type { Position } from "./run/position.ts";

/** A provisioned state machine. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly roleArn: string;
  readonly definition: string;
  readonly creationDate: Date;
  readonly revisionId: string;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: { enabled: boolean };
  readonly compiled: CompiledDefinition;
  /** Of one that is the item processor of another's distributed Map. */
  readonly processorOf?: { readonly machine: Machine; readonly label: string } | undefined;
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** What the states of a run see of it. */
export type ExecutionInfo = Pick<Execution, "arn" | "changed" | "context" | "history"> & {
  readonly machine: Pick<Machine, "arn" | "name" | "type" | "roleArn">;
};

/** `$states.context` but for what belongs to a state. */
export const contextOf = (
  machine: ExecutionInfo["machine"],
  execution: Pick<Execution, "arn" | "name" | "input" | "startedAt">,
): Execution["context"] => ({
  Execution: {
    Id: execution.arn,
    Input: execution.input,
    Name: execution.name,
    RoleArn: machine.roleArn,
    StartTime: new Date(execution.startedAt).toISOString(),
    RedriveCount: 0,
  },
  StateMachine: { Id: machine.arn, Name: machine.name },
});

/** One run of a machine. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  readonly input: unknown;
  /** By which version or alias it was started, and which version that meant. */
  readonly as?: Hop["as"];
  /** As given: starting again with the same name and text gives the same execution. */
  readonly inputText: string;
  readonly startedAt: number;
  readonly traceHeader?: string;
  /** Of a child execution of a distributed Map. */
  readonly mapRunArn?: string;
  /** Of a child execution of a distributed Map: its place among them, in the order of their items, from 0. */
  readonly mapIndex?: number;
  /** `$states.context.Execution`. */
  context: Record<string, unknown>;
  readonly history: History;
  /** Those that outlast the process; undefined of an execution that does not. */
  readonly events: KeptList<KeptEvent> | undefined;
  /** Of the run that is under way, or was the last. */
  lifetime: Lifetime;
  /** Where its hops go. */
  readonly journal: ExecutionJournal;
  began: Hop;
  /** Resolves when it has ended, however it did; after a redrive, when it has again. */
  done: Promise<void>;
  settle: () => void;
  /** How far it is. */
  position: Position;
  /** To be called when that has changed, or the history. */
  changed(): void;
  redriveCount: number;
  redrivenAt?: number;
  /** Of the last redrive: the same again is the same redrive. */
  redriveToken?: string;
  status: ExecutionStatus;
  stoppedAt?: number;
  /** JSON text. */
  outputText?: string;
  error?: string;
  cause?: string;
  endedBy?: Hop;
}

/** What DescribeExecution answers. */
export interface ExecutionDescription {
  executionArn: string;
  stateMachineArn: string;
  /** Of one that was started by a version or an alias. */
  stateMachineVersionArn?: string;
  stateMachineAliasArn?: string;
  name: string;
  status: ExecutionStatus;
  startDate: Date;
  stopDate?: Date;
  input: string;
  inputDetails: { included: boolean };
  output?: string;
  outputDetails?: { included: boolean };
  error?: string;
  cause?: string;
  traceHeader?: string;
  mapRunArn?: string;
}

/** The version and the alias that an execution was started by; an alias is not a number. */
export const qualifiedArns = ({ as, machine }: Pick<Execution, "as" | "machine">) => ({
  stateMachineVersionArn: as && `${machine.arn}:${as.version}`,
  stateMachineAliasArn: as && as.qualifier !== as.version ? `${machine.arn}:${as.qualifier}` : undefined,
});

export const describeExecution = (execution: Execution): ExecutionDescription => ({
  executionArn: execution.arn,
  stateMachineArn: execution.machine.arn,
  ...qualifiedArns(execution),
  name: execution.name,
  status: execution.status,
  startDate: new Date(execution.startedAt),
  stopDate: execution.stoppedAt === undefined ? undefined : new Date(execution.stoppedAt),
  input: execution.inputText,
  inputDetails: { included: true },
  output: execution.outputText,
  outputDetails: execution.outputText === undefined ? undefined : { included: true },
  error: execution.error,
  cause: execution.cause,
  traceHeader: execution.traceHeader,
  mapRunArn: execution.mapRunArn,
});

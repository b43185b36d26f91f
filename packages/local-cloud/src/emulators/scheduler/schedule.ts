import type { Cancel } from "../../core/clock.ts";
import type { Timetable } from "../../schedules/expression.ts";
import type { Definition } from "./inputs.ts";

/** How the last attempt at an occurrence went. */
export interface Outcome {
  /** Milliseconds of the cloud's clock, as all times here. */
  readonly at: number;
  readonly due: number;
  readonly attempts: number;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly createdAt: number;
  /** The token it was created with. */
  readonly clientToken?: string;
  modifiedAt: number;
  definition: Definition;
  /** Whether the config has it. */
  readonly declared: boolean;
  timetable: Timetable;
  /** Hops that its invocations follow from: those that led to a one-time schedule. A recurring one begins traces. */
  causes: readonly number[];
  deleted: boolean;
  /** Until when its occurrences are planned. */
  from: number;
  /** When its target is called next; undefined when it is not, or the schedule is disabled. */
  next?: number;
  last?: Outcome;
  /** Occurrences that are under way. */
  running: number;
  cancel?: Cancel;
}

export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly createdAt?: number;
  modifiedAt?: number;
  readonly clientToken?: string;
  /** Whether the config has it; the default group is always there. */
  readonly declared: boolean;
  readonly schedules: Map<string, Schedule>;
  readonly tags: Map<string, string>;
}

import type { HopError } from "./traces.ts";

export interface ScheduleList {
  /** Soonest first; those that are not due again come last. */
  schedules: Schedule[];
}

/** A schedule of EventBridge Scheduler, or a rule that runs on one. */
export interface Schedule {
  name: string;
  kind: "schedule" | "rule";
  /** Of a schedule. */
  group?: string;
  arn: string;
  /** Node id on the map; absent for what an API call made. */
  node?: string;
  area?: string;
  /** `cron(0 18 * * ? *)` */
  expression: string;
  /** IANA name. */
  timeZone: string;
  enabled: boolean;
  /** What it calls: names on the map, ARNs of what is not there. */
  targets: string[];
  /** Milliseconds of the local cloud's clock; absent when it is not due again. */
  next?: number;
  last?: {
    /** When it was due, in milliseconds of the local cloud's clock. */
    due: number;
    attempts: number;
    error?: HopError;
  };
}

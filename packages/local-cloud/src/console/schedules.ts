import { lastPart } from "../core/arn.ts";
import type { Cloud } from "../core/cloud.ts";
import type { Schedule, ScheduleList } from "./api.ts";
import type { Nodes } from "./map/nodes.ts";
import type { Redaction } from "./redaction.ts";
import { errorOf } from "./trace/error.ts";

/** What an emulator tells of one of its schedules. */
export type ScheduleFacts = Pick<
  Schedule,
  "name" | "kind" | "group" | "arn" | "expression" | "timeZone" | "enabled" | "targets" | "next"
> & {
  readonly last?: {
    readonly due: number;
    readonly attempts: number;
    readonly error?: { code: string; message: string };
  };
};

declare module "../core/cloud.ts" {
  interface Shared {
    /** Offered by EventBridge Scheduler. */
    schedules: () => ScheduleFacts[];
    /** Rules on a schedule, offered by EventBridge. */
    ruleSchedules: () => ScheduleFacts[];
  }
}

const never = Number.POSITIVE_INFINITY;

/** All that runs on a schedule, as it is now. */
export const createScheduleReader = (cloud: Pick<Cloud, "use">, nodes: Nodes, redaction: Redaction) => {
  const show = ({ targets, last, ...facts }: ScheduleFacts): Schedule => {
    const node = nodes.find(facts.arn);
    const error = last?.error && errorOf(last.error, redaction);
    return {
      ...facts,
      // What an API call made stands with its group.
      name: node?.arn === facts.arn ? node.name : facts.name,
      node: node?.id,
      area: node?.area,
      targets: targets.map((arn) => nodes.find(arn)?.name ?? lastPart(arn)),
      last: last && { due: last.due, attempts: last.attempts, error },
    };
  };
  return {
    list: (): ScheduleList => ({
      schedules: [...cloud.use("schedules")(), ...cloud.use("ruleSchedules")()]
        .map(show)
        .sort((a, b) => (a.next ?? never) - (b.next ?? never) || a.name.localeCompare(b.name)),
    }),
  };
};

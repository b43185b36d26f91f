import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, text } from "../../core/values.ts";
import { nothing, use } from "../../metering/price.ts";
import { measureSchedules } from "./metrics.ts";
import { invocations } from "./prices.ts";
import { GROUP, resourceTypes, SCHEDULE } from "./resources.ts";

const hops = {
  Invoke: {
    // Time itself sends it.
    from: () => undefined,
    note: (_, { input }) => text(at(input, "scheduledTime")),
    shown: (input) => at(input, "payload"),
    // What is paid for is that a schedule was due, not each attempt.
    billed: ({ attempt }) => (attempt === undefined ? use(invocations) : nothing),
  },
  CreateSchedule: { uncounted: true },
  UpdateSchedule: { uncounted: true },
  DeleteSchedule: { uncounted: true },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    scheduler: "Invoke";
  }
}

export const service: ServiceDescription = {
  name: "scheduler",
  title: "EventBridge Scheduler",
  resourceTypes,
  hops,
  changes: "schedules",
  measures: measureSchedules,
  prices: [invocations],
  roles: { [SCHEDULE]: "target.roleArn" },
  wire: {
    rest: {
      CreateSchedule: "POST /schedules/{Name}",
      GetSchedule: "GET /schedules/{Name}?groupName={GroupName}",
      UpdateSchedule: "PUT /schedules/{Name}",
      DeleteSchedule: "DELETE /schedules/{Name}?groupName={GroupName}&clientToken={ClientToken}",
      ListSchedules: "GET /schedules?ScheduleGroup={GroupName}",
      CreateScheduleGroup: "POST /schedule-groups/{Name}",
      GetScheduleGroup: "GET /schedule-groups/{Name}",
      DeleteScheduleGroup: "DELETE /schedule-groups/{Name}?clientToken={ClientToken}",
      ListScheduleGroups: "GET /schedule-groups",
      ListTagsForResource: "GET /tags/{ResourceArn}",
      TagResource: "POST /tags/{ResourceArn}",
      UntagResource: "DELETE /tags/{ResourceArn}",
    },
  },
  sdk: { name: "scheduler", prefix: "Scheduler" },
  // What an API call made is shown with its group.
  wholeArn: (arn) => arn.replace(/:schedule\/([^/]+)\/.*$/, ":schedule-group/$1"),
  place({ resource, input }, { find }) {
    const group = text(at(input, "GroupName"));
    const name = text(at(input, "Name"));
    return find(resource) ?? (find(`${group || "default"}/${name}`) || (group ? find(group) : undefined));
  },
  task: ["schedule", "call"],
  policyActions: { sending: /^(\*|CreateSchedule)/ },
  map: {
    [SCHEDULE]: {
      node: "schedule",
      facts: ({ scheduleExpression, scheduleExpressionTimezone: zone, state, flexibleTimeWindow }) => ({
        Schedule: scheduleExpression,
        "Time zone": zone ?? "UTC",
        "Flexible window": at(flexibleTimeWindow, "maximumWindowInMinutes"),
        State: state,
      }),
      edges(resource, { nodes, edges }) {
        const { target } = resource.inputs;
        const from = nodes.nodeOf(resource);
        edges.declare(from, nodes.find(text(at(target, "arn"))), "flow");
        edges.declare(from, nodes.find(text(at(target, "deadLetterConfig", "arn"))), "deadLetter");
      },
    },
    [GROUP]: { node: "schedule" },
  },
  load: async () => (await import("./emulator.ts")).createSchedulerEmulator,
};

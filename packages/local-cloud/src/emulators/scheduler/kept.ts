import { z } from "zod";
import { causes, pairs } from "../../state/shapes.ts";
import type { Records, State } from "../../state/state.ts";
import type { Group, Schedule } from "./schedule.ts";

interface KeptSchedule
  extends Pick<
    Schedule,
    "name" | "group" | "createdAt" | "clientToken" | "modifiedAt" | "declared" | "causes" | "from" | "last"
  > {
  /** As JSON has it: times are text. */
  readonly definition: Schedule["definition"];
}
interface KeptGroup extends Pick<Group, "name" | "createdAt" | "modifiedAt" | "clientToken" | "declared"> {
  readonly tags: [key: string, value: string][];
}

/** Schedules and groups that outlast the process, by ARN. */
export interface KeptSchedules {
  readonly schedules: Records<Schedule, KeptSchedule>;
  readonly groups: Records<Group, KeptGroup>;
}

const own = { name: z.string(), createdAt: z.number(), modifiedAt: z.number() };
const schedule = z.looseObject({
  ...own,
  group: z.string(),
  definition: z.looseObject({ Name: z.string(), ScheduleExpression: z.string() }),
  causes,
});
const group = z.looseObject({ ...own, tags: pairs });

const scheduleToKept = (schedule: Schedule): KeptSchedule => {
  const { name, group, createdAt, clientToken, modifiedAt, declared, causes, from, last, definition } =
    schedule;
  return { name, group, createdAt, clientToken, modifiedAt, declared, causes, from, last, definition };
};
const groupToKept = ({ name, createdAt, modifiedAt, clientToken, declared, tags }: Group): KeptGroup => ({
  name,
  createdAt,
  modifiedAt,
  clientToken,
  declared,
  tags: [...tags],
});

export const createKeptSchedules = (state: State): KeptSchedules => ({
  schedules: state.records("scheduler/schedules", schedule, scheduleToKept),
  groups: state.records("scheduler/groups", group, groupToKept),
});
